"""From the text of a settings file to `Settings`, table by table."""

import re
import tomllib

from queuetui.config import values
from queuetui.config.alarms import parse_alarms, parse_quiet
from queuetui.config.board import parse_board, parse_columns, parse_groups
from queuetui.config.day import parse_day
from queuetui.config.errors import Place, SettingsError
from queuetui.config.forbidden import refuse_secrets
from queuetui.config.looks import parse_looks
from queuetui.config.queues import parse_watchlist
from queuetui.config.sinks import parse_sinks
from queuetui.config.staffing import parse_staffing
from queuetui.config.stuck import parse_stuck
from queuetui.config.wall import parse_wall
from queuetui.domain.durations import format_duration
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.settings import PollSettings, Settings

SHORTEST_INTERVAL = 1.0
LONGEST_INTERVAL = 86_400.0


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
    columns = parse_columns(tree.get("columns", {}), top.at("columns"))
    day = parse_day(tree.get("today", {}), top.at("today"))
    quiet = parse_quiet(tree.get("quiet", {}), top.at("quiet"), day.zone)
    poll = _poll(tree.get("poll", {}), top.at("poll"))
    staleness = _staleness(tree.get("staleness", {}), top.at("staleness"))
    settings = Settings(
        poll=poll,
        watchlist=parse_watchlist(tree, top, day.zone),
        staleness=staleness.asked_for(poll.interval),
        stuck=parse_stuck(tree.get("stuck", {}), top.at("stuck")),
        staffed=parse_staffing(tree.get("staffing", {}), top.at("staffing")),
        board=parse_board(tree.get("board", {}), top.at("board"), columns),
        looks=parse_looks(tree.get("looks", {}), top.at("looks")),
        wall=parse_wall(tree.get("wall", {}), top.at("wall")),
        groups=parse_groups(tree.get("groups", {}), top.at("groups")),
        column_sets=columns,
        day=day,
        alarms=parse_alarms(tree.get("alarms", []), top.at("alarms"), quiet),
        sinks=parse_sinks(tree.get("sinks", {}), top.at("sinks")),
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
