"""From the text of a settings file to `Settings`, table by table."""

import re
import tomllib
from typing import Literal

from queuetui.config import values
from queuetui.config.board import parse_board, parse_columns, parse_groups
from queuetui.config.day import parse_day
from queuetui.config.errors import Place, SettingsError, shown
from queuetui.config.forbidden import refuse_secrets
from queuetui.config.hours import parse_hours
from queuetui.config.looks import parse_looks
from queuetui.config.wall import parse_wall
from queuetui.domain.durations import format_duration
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.limits import (
    Figure,
    Limit,
    LimitOverrides,
    Limits,
    critical_after,
    warn_before,
)
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.watchlist import QueueRule, Watchlist

SHORTEST_INTERVAL = 1.0
LONGEST_INTERVAL = 86_400.0
OFF = "off"
"""Written instead of a number to have no limit: TOML has no word for nothing."""

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_INT = ("waiting", "available")


def parse_settings(text: str, source: str) -> Settings:
    """The settings that a TOML text holds; what it does not mention keeps its default.

    Args:
        text: The TOML.
        source: What messages call it, usually the path of the file.

    Raises:
        SettingsError: For the first mistake found.
    """
    tree = _toml(text, source)
    refuse_secrets(tree, source)
    top = Place(source)
    values.table(tree, top, "")
    limits = _limits(tree.get("limits", {}), top.at("limits"), Limits(), "the built-in default")
    columns = parse_columns(tree.get("columns", {}), top.at("columns"))
    day = parse_day(tree.get("today", {}), top.at("today"))
    poll = _poll(tree.get("poll", {}), top.at("poll"))
    staleness = _staleness(tree.get("staleness", {}), top.at("staleness"))
    settings = Settings(
        poll=poll,
        watchlist=Watchlist(
            rules=_queues(tree.get("queues", []), top.at("queues"), limits), limits=limits
        ),
        staleness=staleness.asked_for(poll.interval),
        board=parse_board(tree.get("board", {}), top.at("board"), columns),
        looks=parse_looks(tree.get("looks", {}), top.at("looks")),
        wall=parse_wall(tree.get("wall", {}), top.at("wall")),
        groups=parse_groups(tree.get("groups", {}), top.at("groups")),
        column_sets=columns,
        day=day,
        hours=parse_hours(tree.get("hours", {}), top.at("hours"), day.zone),
        keys=_keys(tree.get("keys", {}), top.at("keys")),
        source=source,
    )
    if (conflict := staleness_conflict(settings)) is not None:
        written = settings.staleness.frozen_after is not None
        key = "frozen_after" if written else "late_after"
        raise top.at("staleness").at(key).problem(conflict)
    return settings


def staleness_conflict(settings: Settings) -> str | None:
    """Why figures would be frozen before they are late; ``None`` when they would not."""
    rule, interval = settings.staleness, settings.poll.interval
    late, frozen = rule.late_age(interval), rule.frozen_age(interval)
    if late <= frozen:
        return None
    late_from = "" if rule.late_after is not None else ", twice the interval"
    frozen_from = "" if rule.frozen_after is not None else ", the default for this interval"
    return (
        f'found late_after = "{format_duration(late)}"{late_from}, beyond'
        f' frozen_after = "{format_duration(frozen)}"{frozen_from};'
        " allowed: late_after up to frozen_after"
    )


def interval_seconds(value: object, place: Place) -> float:
    """Seconds between two polls, as written in the file or on the command line."""
    return values.duration(value, place, least=SHORTEST_INTERVAL, most=LONGEST_INTERVAL)


def _toml(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        where = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        if isinstance(error, RecursionError) or where is None:
            what, line = "nested too deeply or a number too long", None
        else:
            what = str(error)[: where.start()]
            line = where.group(1) or str(text.count("\n") + (not text.endswith("\n")))
    # Raised out here so that the error does not carry the parser's, which holds the whole text.
    at = f"line {line}: " if line else ""
    raise SettingsError(
        f"{source}: {at}not TOML ({what});"
        ' allowed: lines of key = value, with texts and durations in quotes ("5s")'
    )


def _poll(value: object, place: Place) -> PollSettings:
    table = values.table(value, place, "poll")
    default = PollSettings()
    interval, names_every = default.interval, default.names_every
    if "interval" in table:
        interval = interval_seconds(table["interval"], place.at("interval"))
    if "names_every" in table:
        names_every = interval_seconds(table["names_every"], place.at("names_every"))
    budget = default.budget
    if "budget" in table:
        budget = values.share(table["budget"], place.at("budget"), least=0.05, most=0.9)
    return PollSettings(interval, names_every, budget)


def _limits(value: object, place: Place, general: Limits, origin: str) -> Limits:
    """Limits written over the general ones; ``origin`` says where those come from."""
    table = values.table(value, place, "limits")
    return Limits(
        waiting=_limit(table, "waiting", place, general.waiting, origin),
        longest_wait=_longest_wait(table, place, general.longest_wait, origin),
        available=_limit(table, "available", place, general.available, origin),
    )


def _limit(
    limits: values.Table, figure: Figure, above: Place, general: Limit, origin: str
) -> Limit:
    if figure not in limits:
        return general
    place = above.at(figure)
    table = values.table(limits[figure], place, f"limits.{figure}")
    warn, critical, always = general.warn, general.critical, general.always
    if "warn" in table:
        warn = _limit_value(figure, table["warn"], place.at("warn"))
    if "critical" in table:
        critical = _limit_value(figure, table["critical"], place.at("critical"))
    if "always" in table:
        always = values.flag(table["always"], place.at("always"))
    if warn is not None and critical is not None:
        low_is_bad = figure == "available"
        if (warn < critical) if low_is_bad else (warn > critical):
            raise _beyond(place, table, figure, (warn, critical), origin)
    return Limit(warn, critical, always)


def _longest_wait(
    limits: values.Table, above: Place, general: Limit | None, origin: str
) -> Limit | None:
    """The limit of the longest wait; ``None``: each medium by its own goal.

    Where there is no general one to complete a half written one, the warning is the same part of
    the critical value as it is of a goal.
    """
    place = above.at("longest_wait")
    table = values.table(limits.get("longest_wait", {}), place, "limits.longest_wait")
    if not table:
        return general
    if general is not None or len(table) > 1:
        return _limit(limits, "longest_wait", above, general or Limit(), origin)
    ((key, value),) = table.items()
    one = _limit_value("longest_wait", value, place.at(key))
    if one is None:
        missing = "critical" if key == "warn" else "warn"
        raise place.at(key).problem(
            f'found "{OFF}" without {missing}; allowed: both of them, or neither, which gives'
            " each media the limit of its own goal"
        )
    return Limit(one, critical_after(one)) if key == "warn" else Limit(warn_before(one), one)


def _limit_value(figure: Figure, value: object, place: Place) -> float | None:
    if value == OFF:
        return None
    off = f', or "{OFF}" for no limit'
    if figure == "longest_wait":
        return values.duration(value, place, least=0.001, off=off)
    # A limit of 0 waiting would be reached for ever; 0 available is what critical is for.
    return values.count(value, place, least=0 if figure == "available" else 1, off=off)


def _beyond(
    place: Place, table: values.Table, figure: Figure, pair: tuple[float, float], origin: str
) -> SettingsError:
    side = "at or above" if figure == "available" else "at or below"
    bad = "low" if figure == "available" else "high"
    warn, critical = (
        shown(int(value)) if figure in _INT else shown(format_duration(value)) for value in pair
    )
    warn_from = "" if "warn" in table else f", {origin}"
    critical_from = "" if "critical" in table else f", {origin}"
    key = "warn" if "warn" in table else "critical"
    return place.at(key).problem(
        f"found warn = {warn}{warn_from}, beyond critical = {critical}{critical_from};"
        f" allowed: warn {side} critical, for {bad} is bad here"
    )


def _queues(value: object, place: Place, general: Limits) -> tuple[QueueRule, ...]:
    if not isinstance(value, list):
        raise place.refuse(value, "[[queues]] in double brackets, once for each queue")
    rules: list[QueueRule] = []
    seen: dict[tuple[Literal["id", "name"], str], int] = {}
    for number, entry in enumerate(value, start=1):
        at = place.nth(number)
        rule = _queue(entry, at, general)
        key: Literal["id", "name"] = "id" if rule.id is not None else "name"
        first = seen.setdefault((key, str(rule).lower()), number)
        if first != number:
            raise at.at(key).refuse(str(rule), "each queue once", f"already in queues[{first}]")
        rules.append(rule)
    return tuple(rules)


def _queue(value: object, place: Place, general: Limits) -> QueueRule:
    table = values.table(value, place, "queues")
    if ("id" in table) == ("name" in table):
        found = "both id and name" if "id" in table else "neither id nor name"
        raise place.problem(f"found {found}; allowed: exactly one of them")
    queue_id = name = label = group = None
    if "id" in table:
        allowed = "the id of a queue as `queuetui queues` lists it, or a name = instead"
        queue_id = values.text(table["id"], place.at("id"), allowed)
        if not UUID.fullmatch(queue_id):
            raise place.at("id").refuse(queue_id, allowed)
    else:
        allowed = 'the name of a queue, or a pattern such as "Support*"'
        name = values.text(table["name"], place.at("name"), allowed)
    if "label" in table:
        label = values.text(table["label"], place.at("label"), "what to call the queue on screen")
    if "group" in table:
        group = values.text(
            table["group"], place.at("group"), "the group that the queue belongs to"
        )
    overrides = LimitOverrides()
    if "limits" in table:
        at = place.at("limits")
        limits = _limits(table["limits"], at, general, "as for every queue")
        written = values.table(table["limits"], at, "limits")
        overrides = LimitOverrides(
            waiting=limits.waiting if "waiting" in written else None,
            longest_wait=limits.longest_wait if "longest_wait" in written else None,
            available=limits.available if "available" in written else None,
        )
    return QueueRule(queue_id and queue_id.lower(), name, label, overrides, group)


def _staleness(value: object, place: Place) -> StalenessRule:
    table = values.table(value, place, "staleness")
    late_after = frozen_after = None
    if "late_after" in table:
        at = place.at("late_after")
        late_after = values.duration(table["late_after"], at, least=SHORTEST_INTERVAL)
    if "frozen_after" in table:
        at = place.at("frozen_after")
        frozen_after = values.duration(table["frozen_after"], at, least=SHORTEST_INTERVAL)
    return StalenessRule(late_after, frozen_after)


def _keys(value: object, place: Place) -> dict[str, tuple[str, ...]]:
    """Only the shape: which actions and keys there are, the board knows."""
    if not isinstance(value, dict):
        raise place.refuse(value, 'a table of lines such as quit = "q" or down = ["down", "j"]')
    keys: dict[str, tuple[str, ...]] = {}
    for action, pressed in value.items():
        at = place.at(action)
        allowed = 'a key such as "q" or "ctrl+r", or an array of them'
        one = pressed if isinstance(pressed, list) else [pressed]
        if not all(isinstance(key, str) for key in one):
            wrong = next(key for key in one if not isinstance(key, str))
            raise at.refuse(wrong, allowed)
        for key in one:
            if not key or not key.isprintable():
                raise at.refuse(key, allowed)
        keys[action] = tuple(one)
    return keys
