"""Faults as people write them: on the command line, in a scenario file, as JSON.

On the command line: `KIND[:VALUE][,NAME=VALUE]...`, such as `status:503,endpoint=observations,
from=30s,for=60s`. VALUE is the first thing that the kind has to be told (the seconds of `slow`,
the queue of `drop_queue`). Times are seconds, or hours, minutes and seconds as in `1h30m`, `90s`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from queuetui.simulator.faults import KINDS, Fault, FaultError

_TIME: Final = re.compile(
    r"(?P<sign>-?)(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+(?:\.\d+)?)s?)?", re.ASCII
)


def read_spec(text: str) -> Fault:
    """Read a specification from the command line.

    Raises FaultError.
    """
    head, *rest = text.split(",")
    kind, colon, value = head.partition(":")
    words: dict[str, object] = {"kind": kind.strip()}
    if colon:
        words[_first_field(_kind(words))] = value.strip()
    for part in rest:
        name, equals, value = part.partition("=")
        if not equals:
            raise FaultError(f"'{part.strip()}' in the fault '{text}' is not NAME=VALUE")
        name = name.strip()
        if name == "kind" or name in words:
            raise FaultError(f"'{name}' is told twice in the fault '{text}'")
        words[name] = value.strip()
    return read_fault(words)


def read_fault(words: object) -> Fault:
    """Read a table of a scenario file, or JSON, with values as such or as texts.

    Raises FaultError.
    """
    if not isinstance(words, Mapping):
        raise FaultError("a fault is a table with a 'kind'")
    kind = _kind(words)
    name_of = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    hints = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {}
    for name, value in words.items():
        if name == "kind":
            continue
        if name not in name_of:
            known = ", ".join(sorted(name_of))
            raise FaultError(f"{words['kind']} knows no '{name}' (it knows: {known})")
        values[name_of[name].name] = _read(
            f"'{name}' of {words['kind']}", value, hints[name_of[name].name]
        )
    for field in name_of.values():
        if field.required and field.name not in values:
            raise FaultError(f"{words['kind']} has to be told '{field.encode_name}'")
    return kind(**values)


def read_time(text: str) -> float:
    """Return a time such as `90`, `90s`, `1m30s`, `2h` or `-5m` in seconds.

    Raises ValueError.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None or not (found["h"] or found["m"] or found["s"]):
        raise ValueError(text)
    seconds = 3600.0 * int(found["h"] or 0) + 60.0 * int(found["m"] or 0) + float(found["s"] or 0)
    return -seconds if found["sign"] else seconds


def _kind(words: Mapping[Any, object]) -> type[Fault]:
    name = words.get("kind")
    kind = KINDS.get(name.replace("-", "_")) if isinstance(name, str) else None
    if kind is None:
        raise FaultError(f"there is no fault '{name or ''}' (there are: {', '.join(KINDS)})")
    return kind


def _first_field(kind: type[Fault]) -> str:
    common = {field.name for field in msgspec.structs.fields(Fault)}
    own = [field for field in msgspec.structs.fields(kind) if field.name not in common]
    if not own:
        raise FaultError(f"{kind.__struct_config__.tag} has no value of its own")
    return own[0].encode_name


def _read(what: str, value: object, hint: Any) -> Any:
    options = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    if type(None) in options and (value is None or value == "none"):
        return None
    (wanted,) = (option for option in options if option is not type(None))
    if get_origin(wanted) is Annotated:
        return _read_seconds(what, value)
    try:
        # A Literal of numbers takes no text, so texts become numbers first.
        if get_origin(wanted) is Literal and isinstance(value, str) and value.isdecimal():
            value = int(value)
        return msgspec.convert(value, wanted, strict=not isinstance(value, str))
    except msgspec.ValidationError:
        raise FaultError(f"{what} must be {_in_words(wanted)}, not '{value}'") from None


def _read_seconds(what: str, value: object) -> float:
    try:
        if isinstance(value, str):
            return read_time(value)
        return msgspec.convert(value, float)
    except ValueError:
        raise FaultError(f"{what} must be a time such as 90s or 2m, not '{value}'") from None


def _in_words(wanted: Any) -> str:
    if get_origin(wanted) is Literal:
        return f"one of {', '.join(map(str, get_args(wanted)))}"
    return {int: "a whole number", float: "a number", bool: "true or false"}.get(wanted, "a text")
