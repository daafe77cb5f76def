"""Which rule gave a queue a limit, in words: whoever sees red wants to know who said so."""

from queuetui.domain.limit_rules import FIGURES, Figure, Limit, LimitOverrides, Limits, by_goal
from queuetui.domain.readings import Queue
from queuetui.domain.severity import Level
from queuetui.domain.watchlist import Watchlist

_BUILT_IN = Limits()


def origin(
    watchlist: Watchlist,
    queue: Queue,
    figure: Figure,
    media: str | None = None,
    level: Level = "critical",
) -> str:
    """Where the limit of a figure comes from that counts for this queue, in this medium if any.

    ``level`` says which of its two values is meant.

    As it stands in the settings (``[limits.media.voice]``, ``[[queues]] entry 2 (Support*)``), a
    goal with what it says, or "built in".
    """
    found = _written(watchlist, queue, figure, media)
    goal = _goal(queue, figure, media)
    if found is None:
        waits = figure == "longest_wait" and media is not None
        if waits and by_goal(Limits(), queue.goals, media or ""):
            return f"goal of {media}{goal}"
        return "built in"
    where, limit = found
    critical = level == "critical"
    share = limit.critical if critical else limit.warn
    if share is None or not (limit.critical_of_goal if critical else limit.warn_of_goal):
        return where
    if media is not None and not goal:
        return f"built in, for {media} has no goal"
    return f"{where}, {100 * share:g} % of the goal{goal}"


def _written(
    watchlist: Watchlist, queue: Queue, figure: Figure, media: str | None
) -> tuple[str, Limit] | None:
    """The place in the settings, and what stands there; ``None``: it is not set."""
    found: list[tuple[str, LimitOverrides]] = []
    rule = watchlist.rule_for(queue)
    if rule is not None:
        number = watchlist.rules.index(rule) + 1
        found.append((f"[[queues]] entry {number} ({rule})", rule.limits))
    name = watchlist.group_for(queue)
    if name is not None and name in watchlist.groups:
        found.append((f'[limits.group."{name}"]', watchlist.groups[name].limits))
    general = watchlist.limits
    found.append(("[limits]", _set_in(general)))
    for where, limits in found:
        if media is not None and (own := limits.of_media(figure, media)) is not None:
            return _below(where, media), own
        if (whole := limits.get(figure)) is not None:
            return where, whole
    return None


def _set_in(general: Limits) -> LimitOverrides:
    """What the general limits say otherwise than the built-in ones."""
    said = {
        figure: limit
        for figure in FIGURES
        if (limit := general.get(figure)) != _BUILT_IN.get(figure)
    }
    return LimitOverrides(**said, media=general.media)


def _below(where: str, media: str) -> str:
    if where.endswith("]"):
        return f"{where[:-1]}.media.{media}]"
    return f"{where}, media.{media}"


def _goal(queue: Queue, figure: Figure, media: str | None) -> str:
    """What the goal says, such as ``: 80 % in 0:20``; empty without one."""
    goal = None if media is None else queue.goals.get(media)
    if goal is None:
        return ""
    share = "" if goal.share is None else f"{100 * goal.share:g} %"
    seconds = "" if goal.seconds is None else f"in {_seconds(goal.seconds)}"
    needed = share if figure == "service" else seconds
    return f": {' '.join(part for part in (share, seconds) if part)}" if needed else ""


def _seconds(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"
