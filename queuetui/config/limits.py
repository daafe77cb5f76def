"""``[limits]``: from which value on a figure is a warning or a breach.

Limits stand for every queue, in ``[limits.group."NAME"]`` and in an entry of ``[[queues]]``, and in
each of these once more for one medium. Here they become layers; `LimitOverrides.over` lays them
over each other.
"""

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from queuetui.config import values
from queuetui.config.errors import Place, SettingsError, one_of, shown
from queuetui.domain.durations import format_duration
from queuetui.domain.limit_rules import MEDIA
from queuetui.domain.limits import (
    FIGURES,
    LOW_IS_BAD,
    OF_GOAL,
    SHARES,
    WAITS,
    WARN_SHARE,
    Figure,
    Limit,
    LimitOverrides,
    Limits,
    MediaLimits,
    critical_after,
    warn_for,
)

OFF = "off"
"""Written instead of a number to have no limit: TOML has no word for nothing."""
BUILT_IN = "the built-in default"
_NO_LIMIT = f'"{OFF}" for no limit'
_OF_GOAL = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%\s*of\s+(?:the\s+)?goal\s*")
_PERCENT = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%\s*")
_MOST_OF_GOAL = 10.0
_MOST_EACH = 1_000_000.0

Value = tuple[float | None, bool]
"""A value, and whether it is a share of the goal."""


class Written(Struct, frozen=True):
    """The table ``[limits]``."""

    general: Limits
    """For every queue, over the built-in ones."""
    groups: Mapping[str, LimitOverrides]
    """By the names of groups."""


def parse_limits(value: object, place: Place) -> Written:
    """The limits for every queue and for groups."""
    table = values.table(value, place, "limits")
    general = _layer(table, place, Limits(), BUILT_IN).over(Limits())
    at = place.at("group")
    groups = {
        name: parse_layer(one, at.at(name), general, "as for every queue")
        for name, one in values.named(table.get("group", {}), at, '[limits.group."EMEA"]').items()
    }
    return Written(general, groups)


def parse_layer(value: object, place: Place, below: Limits, origin: str) -> LimitOverrides:
    """Limits for some queues; ``origin`` says of those ``below`` where they come from."""
    return _layer(values.table(value, place, "limits.group.NAME"), place, below, origin)


def _layer(table: values.Table, place: Place, below: Limits, origin: str) -> LimitOverrides:
    whole = _figures(table, place, {figure: below.get(figure) for figure in FIGURES}, origin)
    here = replace(LimitOverrides(), **whole)
    over = here.over(below)
    at = place.at("media")
    media: list[MediaLimits] = []
    for name, one in values.named(table.get("media", {}), at, "[limits.media.email]").items():
        if name not in MEDIA:
            known = one_of(f'"{word}"' for word in MEDIA)
            raise at.refuse(name, known, values.guess(values.near(name, MEDIA)))
        inner = values.table(one, at.at(name), "limits.media.voice")
        general = {figure: over.in_media(figure, name) for figure in FIGURES}
        own = _figures(inner, at.at(name), general, "as for all media")
        media.append(MediaLimits(name, replace(LimitOverrides(), **own)))
    return replace(here, media=tuple(media))


def _figures(
    table: values.Table, place: Place, general: Mapping[Figure, Limit | None], origin: str
) -> dict[str, Limit]:
    """Those that are written."""
    found: dict[str, Limit] = {}
    for figure in FIGURES:
        if figure in table:
            at = place.at(figure)
            inner = values.table(table[figure], at, f"limits.{figure}")
            if inner:
                found[figure] = _limit(inner, figure, at, general[figure], origin)
    return found


def _limit(
    table: values.Table, figure: Figure, place: Place, general: Limit | None, origin: str
) -> Limit:
    """One limit; a half that is left out is made from the other one, or is as in general.

    A warning that is left out goes by the critical value. One that stands alone keeps the critical
    value that there is; without any, it is as far from it as it would be from that of a goal.
    """
    before = general or Limit()
    warn: Value = before.warn, before.warn_of_goal
    critical: Value = before.critical, before.critical_of_goal
    if "warn" in table:
        warn = _value(figure, table["warn"], place.at("warn"))
    if "critical" in table:
        critical = _value(figure, table["critical"], place.at("critical"))
    if len(table.keys() & {"warn", "critical"}) == 1:
        (key,) = table.keys() & {"warn", "critical"}
        written = warn if key == "warn" else critical
        if general is None and written[0] is None:
            missing = "critical" if key == "warn" else "warn"
            raise place.at(key).problem(
                f'found "{OFF}" without {missing}; allowed: both of them, or neither, which gives'
                " each media the limit of its own goal"
            )
        if key == "critical" and written[0] is not None:
            warn = warn_for(_unit(figure, written), written[0]), written[1]
        elif key == "warn" and general is None and written[0] is not None:
            share = round(written[0] / WARN_SHARE, 6)
            critical = share if written[1] else critical_after(written[0]), written[1]
    if warn[1] == critical[1] and warn[0] is not None and critical[0] is not None:
        beyond = warn[0] < critical[0] if figure in LOW_IS_BAD else warn[0] > critical[0]
        if beyond:
            raise _beyond(place, table, figure, (warn, critical), origin)
    always = before.always
    if "always" in table:
        always = values.flag(table["always"], place.at("always"))
    return Limit(warn[0], critical[0], always, warn[1], critical[1])


def _unit(figure: Figure, value: Value) -> Figure:
    """The figure by whose rule the warning is found: a share of a wait is a plain number."""
    return "per_available" if value[1] and figure in WAITS else figure


def _value(figure: Figure, value: object, place: Place) -> Value:
    if value == OFF:
        return None, False
    off = f", or {_NO_LIMIT}"
    if figure in OF_GOAL:
        off = f', a share of the goal such as "80% of goal"{off}'
        share = _of_goal(figure, value, place, off)
        if share is not None:
            return share, True
    if figure in WAITS:
        return values.duration(value, place, least=0.001, off=off), False
    if figure in SHARES:
        return _percent(value, place, off), False
    if figure == "per_available":
        return _each(value, place, off), False
    # A limit of 0 waiting would be reached for ever; 0 available is what critical is for.
    least = 0 if figure in LOW_IS_BAD else 1
    return values.count(value, place, least=least, off=off), False


def _of_goal(figure: Figure, value: object, place: Place, off: str) -> float | None:
    """The share, above 0; ``None`` if it is written as none."""
    found = _OF_GOAL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    share = round(float(found[1]) / 100, 9)
    most = 1.0 if figure == "service" else _MOST_OF_GOAL
    if not 0 < share <= most:
        allowed = f'shares of the goal above 0% and up to "{most:.0%} of goal"'
        raise place.refuse(value, allowed + off.partition('goal"')[2])
    return share


def _percent(value: object, place: Place, off: str) -> float:
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    share = 0.0 if found is None else round(float(found[1]) / 100, 9)
    if not 0 < share <= 1:
        raise place.refuse(value, f'a percentage in quotes above "0%" and up to "100%"{off}')
    return share


def _each(value: object, place: Place, off: str) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= _MOST_EACH:  # type: ignore[operator]
        raise place.refuse(value, f"a number above 0 and up to {_MOST_EACH:.0f}{off}")
    return float(value)  # type: ignore[arg-type]


def _beyond(
    place: Place, table: values.Table, figure: Figure, pair: tuple[Value, Value], origin: str
) -> SettingsError:
    low = figure in LOW_IS_BAD
    warn, critical = (_spelt(figure, value) for value in pair)
    warn_from = "" if "warn" in table else f", {origin}"
    critical_from = "" if "critical" in table else f", {origin}"
    key = "warn" if "warn" in table else "critical"
    return place.at(key).problem(
        f"found warn = {warn}{warn_from}, beyond critical = {critical}{critical_from};"
        f" allowed: warn {'at or above' if low else 'at or below'} critical,"
        f" for {'low' if low else 'high'} is bad here"
    )


def _spelt(figure: Figure, value: Value) -> str:
    """A value as the file would spell it."""
    number = value[0] or 0.0
    if value[1]:
        return shown(f"{100 * number:g}% of goal")
    if figure in WAITS:
        return shown(format_duration(number))
    return shown(f"{100 * number:g}%") if figure in SHARES else f"{number:g}"
