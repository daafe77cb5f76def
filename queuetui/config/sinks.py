"""``[sinks.NAME]``: where alarms are told beside the screen.

What is secret, an address or a bearer, stays in the environment; a table only names the variable.
Whatever looks like the secret itself is refused without being repeated.
"""

import re
from collections.abc import Sequence
from typing import TypeVar, cast

from msgspec.structs import replace

from queuetui.config import times, values
from queuetui.config.errors import Place, one_of
from queuetui.domain.severity import Level
from queuetui.domain.sinks import (
    BELL,
    NOTICE_KINDS,
    PROTOCOLS,
    SHAPES,
    SINK_TYPES,
    SinkSettings,
    SinkType,
)

LONGEST_NAME = 20
"""Characters."""
MOST_PER_MINUTE = 60
SHORTEST_REPEAT = 60.0
SHORTEST_TIMEOUT, LONGEST_TIMEOUT = 0.1, 120.0
OFF = "off"
LEVELS: tuple[Level, ...] = ("warning", "critical")

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OWN: dict[SinkType, tuple[str, ...]] = {
    "bell": (),
    "desktop": ("protocol",),
    "command": ("command", "timeout"),
    "webhook": ("url_from", "auth_from", "shape", "timeout"),
    "apprise": ("url_from",),
}
"""The keys that only some types have a use for."""
_NEEDED: dict[SinkType, str] = {
    "command": 'command = ["program", "argument"]',
    "webhook": 'url_from = "NAME_OF_A_VARIABLE"',
    "apprise": 'url_from = "NAME_OF_A_VARIABLE"',
}
_ADDRESSES = frozenset({"url", "urls", "uri", "address", "webhook", "endpoint"})
"""Keys under which somebody may write the address itself."""
_SPECIFIC = frozenset(key for keys in _OWN.values() for key in keys)
_Word = TypeVar("_Word", bound=str)


def parse_sinks(value: object, place: Place) -> tuple[SinkSettings, ...]:
    """The sinks in their order; the bell is there in any case, unless it is turned off."""
    if not isinstance(value, dict):
        raise place.refuse(value, "a table for each sink, such as [sinks.team]")
    sinks = tuple(_sink(name, table, place.at(name)) for name, table in value.items())
    return sinks if BELL.name in value else (BELL, *sinks)


def _sink(name: str, value: object, place: Place) -> SinkSettings:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise place.problem(
            f"this is no name for a sink; allowed: 1 to {LONGEST_NAME} letters, digits, - and _"
        )
    if isinstance(value, dict):
        _refuse_addresses(value, place)
    table = values.table(value, place, "sinks.NAME")
    kind = _type(name, table, place)
    for key in table:
        if key in _SPECIFIC and key not in _OWN[kind]:
            fit = one_of(f'"{one}"' for one in SINK_TYPES if key in _OWN[one])
            raise place.at(key).problem(f'a "{kind}" has no use for it; allowed with type {fit}')
    sink = _common(table, place, replace(BELL, name=name) if kind == "bell" else _new(name, kind))
    sink = _specific(table, place, sink)
    if kind in _NEEDED and _NEEDED[kind].partition(" ")[0] not in table:
        raise place.problem(f"found no {_NEEDED[kind].partition(' ')[0]}; needed: {_NEEDED[kind]}")
    return sink


def _new(name: str, kind: SinkType) -> SinkSettings:
    return SinkSettings(name, kind)


def _type(name: str, table: values.Table, place: Place) -> SinkType:
    """The type that is written, or else the name where that is one."""
    if "type" in table:
        return values.choice(table["type"], place.at("type"), SINK_TYPES)
    if name in SINK_TYPES:
        return name
    types = one_of(f'"{one}"' for one in SINK_TYPES)
    raise place.problem(f"found no type; allowed: type = {types}")


def _refuse_addresses(table: values.Table, place: Place) -> None:
    for key in table:
        if re.sub(r"[^a-z]", "", key.lower()) in _ADDRESSES:
            raise place.at(key).problem(
                "an address like that is a secret and does not belong in this file; allowed:"
                ' url_from = "NAME_OF_A_VARIABLE", and the address in that environment variable'
            )


def _common(table: values.Table, place: Place, sink: SinkSettings) -> SinkSettings:
    if "on" in table:
        sink = replace(sink, on=values.flag(table["on"], place.at("on")))
    if "severity" in table:
        level = values.choice(table["severity"], place.at("severity"), LEVELS)
        sink = replace(sink, severity=level)
    if "kinds" in table:
        sink = replace(sink, kinds=_words(table["kinds"], place.at("kinds"), NOTICE_KINDS))
    for key in ("queues", "groups", "rules"):
        if key in table:
            allowed = f'an array of names of {key} or patterns such as "Support*"'
            sink = replace(sink, **{key: values.texts(table[key], place.at(key), allowed)})
    return _timing(table, place, sink)


def _timing(table: values.Table, place: Place, sink: SinkSettings) -> SinkSettings:
    if "per_minute" in table:
        number = _rate(table["per_minute"], place.at("per_minute"))
        sink = replace(sink, per_minute=number)
    if "repeat" in table:
        sink = replace(sink, repeat=_repeat(table["repeat"], place.at("repeat")))
    if "quiet" in table:
        sink = replace(sink, quiet=times.spans(table["quiet"], place.at("quiet")))
    return sink


def _specific(table: values.Table, place: Place, sink: SinkSettings) -> SinkSettings:
    if "protocol" in table:
        protocol = values.choice(table["protocol"], place.at("protocol"), PROTOCOLS)
        sink = replace(sink, protocol=protocol)
    if "shape" in table:
        sink = replace(sink, shape=values.choice(table["shape"], place.at("shape"), SHAPES))
    if "timeout" in table:
        at = place.at("timeout")
        seconds = values.duration(
            table["timeout"], at, least=SHORTEST_TIMEOUT, most=LONGEST_TIMEOUT
        )
        sink = replace(sink, timeout=seconds)
    if "command" in table:
        sink = replace(sink, command=_command(table["command"], place.at("command")))
    for key in ("url_from", "auth_from"):
        if key in table:
            sink = replace(sink, **{key: _variable(table[key], place.at(key))})
    return sink


def _variable(value: object, place: Place) -> str:
    """The name of a variable. What is none is not repeated: it may be the secret itself."""
    if not isinstance(value, str) or not _VARIABLE.fullmatch(value):
        raise place.problem(
            "this is no name of an environment variable; allowed: letters, digits and _, such as"
            ' "QUEUETUI_TEAM_URL". The secret itself belongs in that variable and never here'
        )
    return value


def _command(value: object, place: Place) -> tuple[str, ...]:
    allowed = 'an array of the program and its arguments, such as ["notify-send", "queuetui"]'
    if not isinstance(value, list) or not value:
        why = "no shell reads it" if isinstance(value, str) else ""
        raise place.refuse(value, allowed, why)
    for number, part in enumerate(value, start=1):
        if not isinstance(part, str) or "\0" in part or (number == 1 and not part.strip()):
            raise place.nth(number).refuse(part, allowed)
    return tuple(cast("list[str]", value))


def _rate(value: object, place: Place) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PER_MINUTE:
        raise place.refuse(value, f"a whole number from 1 to {MOST_PER_MINUTE}")
    return value


def _repeat(value: object, place: Place) -> float:
    if value == OFF:
        return 0.0
    return values.duration(value, place, least=SHORTEST_REPEAT, off=f', or "{OFF}" for never')


def _words(value: object, place: Place, known: Sequence[_Word]) -> tuple[_Word, ...]:
    words = one_of(f'"{word}"' for word in known)
    if not isinstance(value, list) or not value:
        raise place.refuse(value, f"an array of one or more of {words}")
    return tuple(values.choice(one, place.nth(n), known) for n, one in enumerate(value, start=1))
