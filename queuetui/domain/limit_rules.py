"""Limits: from which value on a figure is a warning, and from which one it is critical.

High is bad: such a limit is reached at or above its value. Of what is in `LOW_IS_BAD` low is bad:
there it is reached at or below. A value may be a share of the queue's own goal.

A queue's limits come in layers, the later over the earlier one, figure by figure: built in, the
goal of each medium, those for every queue, for its group, and its own. In each layer those of one
medium come over those of the layer itself.
"""

import math
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.goals import Goals
from queuetui.domain.readings import Reading

Figure = Literal[
    "waiting",
    "longest_wait",
    "available",
    "on_queue",
    "not_responding",
    "abandon_rate",
    "service",
    "per_available",
    "estimated_wait",
    "unanswered",
]
"""Counts of interactions and agents; seconds for `WAITS`; shares from 0 to 1 for `SHARES`;
*per_available* is waiting divided by available agents, *unanswered* the seconds since the last
answer while somebody waits."""
FIGURES: tuple[Figure, ...] = get_args(Figure)
LOW_IS_BAD: frozenset[Figure] = frozenset({"available", "on_queue", "service"})
AGENTS: frozenset[Figure] = frozenset({"available", "on_queue"})
"""They count only while somebody waits, unless the limit applies ``always``."""
WAITS: frozenset[Figure] = frozenset({"longest_wait", "estimated_wait", "unanswered"})
SHARES: frozenset[Figure] = frozenset({"abandon_rate", "service"})
OF_GOAL: frozenset[Figure] = WAITS | {"service"}
"""Their limits may be shares of a goal: of its seconds, or of its own share."""
MEDIA = ("voice", "callback", "chat", "email", "message", "cobrowse", "screenshare", "video")
"""The media types that there are, in the source's own words."""


class Limit(Struct, frozen=True, gc=False, cache_hash=True):
    """Warn and critical value of one figure, in the figure's own unit. ``None``: no limit."""

    warn: float | None = None
    critical: float | None = None
    always: bool = False
    """For those in `AGENTS`: counts also while nobody waits."""
    warn_of_goal: bool = False
    """Whether that value is a share of the goal, to be `resolved`."""
    critical_of_goal: bool = False

    @property
    def has_value(self) -> bool:
        """Whether it can be reached at all."""
        return self.warn is not None or self.critical is not None


NO_LIMIT = Limit()
WAIT_LIMIT = Limit(warn=30, critical=60)
"""Seconds; for a medium that has neither a goal nor a limit in the settings."""
WARN_SHARE = 0.7
"""The part of a critical value from which on a warning is given, where nobody has set one."""


class LimitOverrides(Struct, frozen=True, gc=False, cache_hash=True):
    """Limits that replace the general ones figure by figure; ``None`` keeps the general one."""

    waiting: Limit | None = None
    longest_wait: Limit | None = None
    available: Limit | None = None
    on_queue: Limit | None = None
    not_responding: Limit | None = None
    abandon_rate: Limit | None = None
    service: Limit | None = None
    per_available: Limit | None = None
    estimated_wait: Limit | None = None
    unanswered: Limit | None = None
    media: tuple["MediaLimits", ...] = ()
    """What is otherwise in one medium; these have no media of their own."""

    def get(self, figure: Figure) -> Limit | None:
        """The limit of a figure."""
        limit: Limit | None = getattr(self, figure)
        return limit

    def of_media(self, figure: Figure, media: str) -> Limit | None:
        """The limit of a figure that is for this medium alone."""
        return _of_media(self.media, figure, media)

    def over(self, general: "Limits") -> "Limits":
        """The general limits with these put in their place."""
        return _over(self, general)


class MediaLimits(Struct, frozen=True, gc=False, cache_hash=True):
    """Limits for one medium alone."""

    media: str
    limits: LimitOverrides


class Limits(Struct, frozen=True, gc=False, cache_hash=True):
    """The limits of one queue."""

    waiting: Limit = Limit(warn=5, critical=10)
    longest_wait: Limit | None = None
    """For every medium alike; ``None``: each medium by its own goal."""
    available: Limit = Limit(warn=1, critical=0)
    on_queue: Limit = NO_LIMIT
    not_responding: Limit = NO_LIMIT
    abandon_rate: Limit = NO_LIMIT
    service: Limit = NO_LIMIT
    """Each medium is judged alone, for each has a goal of its own."""
    per_available: Limit = NO_LIMIT
    estimated_wait: Limit = NO_LIMIT
    unanswered: Limit = NO_LIMIT
    media: tuple[MediaLimits, ...] = ()
    """For one medium alone. Where a figure is known of a medium it takes the place of the general
    one there; the queue as a whole keeps its own."""

    def get(self, figure: Figure) -> Limit | None:
        """The limit of a figure; ``None``, of the longest wait: by the goal of each medium."""
        limit: Limit | None = getattr(self, figure)
        return limit

    def of_media(self, figure: Figure, media: str) -> Limit | None:
        """The limit of a figure that is for this medium alone; ``None``: there is none."""
        return _of_media(self.media, figure, media)

    def in_media(self, figure: Figure, media: str) -> Limit | None:
        """The limit of a figure in this medium: its own, else that for every medium."""
        own = _of_media(self.media, figure, media) if self.media else None
        return self.get(figure) if own is None else own


NO_LIMITS = Limits(waiting=NO_LIMIT, longest_wait=NO_LIMIT, available=NO_LIMIT)
"""Of a queue that is closed."""


def wait_limit(limits: Limits, goals: Goals, media: str) -> Limit:
    """The limit of one medium's longest wait: as set, else by the goal, else the built-in one.

    In seconds; shares of the goal are resolved.
    """
    limit = limits.longest_wait
    if limits.media and (own := _of_media(limits.media, "longest_wait", media)) is not None:
        limit = own
    if limit is not None and not (limit.warn_of_goal or limit.critical_of_goal):
        return limit
    goal = goals.get(media)
    seconds = None if goal is None else goal.seconds
    if limit is None:
        return WAIT_LIMIT if seconds is None else _by_goal(seconds)
    limit = resolved(limit, seconds)
    # Without a goal there is nothing to have a share of.
    return limit if limit.has_value else WAIT_LIMIT


def by_goal(limits: Limits, goals: Goals, media: str) -> bool:
    """Whether the longest wait in this medium is limited by its goal itself."""
    goal = goals.get(media)
    told = goal is not None and goal.seconds is not None
    return told and limits.in_media("longest_wait", media) is None


@lru_cache(maxsize=1024)
def resolved(limit: Limit, goal: float | None, *, low_is_bad: bool = False) -> Limit:
    """The limit with its shares of the goal as values; of a goal that is not told there are none.

    ``goal`` has the unit of the figure: seconds, or a share.
    """
    warn, critical = limit.warn, limit.critical
    if limit.warn_of_goal and warn is not None:
        warn = None if goal is None else round(warn * goal, 6)
    if limit.critical_of_goal and critical is not None:
        critical = None if goal is None else round(critical * goal, 6)
    if warn is not None and critical is not None:
        # A share and a value cannot be compared before the goal is known.
        warn = max(warn, critical) if low_is_bad else min(warn, critical)
    return Limit(warn, critical, limit.always)


def warn_before(critical: float) -> float:
    """The wait that deserves a warning, where only the critical one is known; both seconds."""
    # To the millisecond: 0.7 of 90 s is a hair below 63 s, and would be shown as 62 s.
    return round(WARN_SHARE * critical, 3)


def warn_for(figure: Figure, critical: float) -> float:
    """The value that deserves a warning, where only the critical one is known.

    That is 70 % of it. Of agents low is bad, so there the critical value is 70 % of the one that
    warns, and at least one agent less. Of a service level it is 70 % of the share that may be
    missed: with 80 % critical, 20 % may be missed, and from 14 % missed on (86 %) there is a
    warning. Both values have the figure's unit, or are shares of the goal.
    """
    if figure in WAITS:
        return warn_before(critical)
    if figure in AGENTS:
        return max(critical + 1, math.ceil(round(critical / WARN_SHARE, 6)))
    if figure == "service":
        return min(1.0, max(critical, round(1 - WARN_SHARE * (1 - critical), 6)))
    if figure in {"waiting", "not_responding"}:
        # There is no half of a person.
        return max(1, math.floor(round(WARN_SHARE * critical, 6)))
    return round(WARN_SHARE * critical, 6)


def critical_after(warn: float) -> float:
    """The critical wait, where only the one that deserves a warning is known; both seconds."""
    exact = round(warn / WARN_SHARE, 3)
    return float(math.ceil(exact)) if exact > 1 else exact


def shared_wait_limit(reading: Reading | None, limits: Limits, goals: Goals) -> Limit | None:
    """The limit of the longest wait in every medium in use; ``None`` where they differ in it."""
    general = limits.longest_wait
    if not limits.media:
        if general is not None and not (general.warn_of_goal or general.critical_of_goal):
            return general
        if not goals:
            return WAIT_LIMIT if general is None else wait_limit(limits, goals, "")
    media = () if reading is None else reading.media_in_use
    found = {wait_limit(limits, goals, one) for one in media}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _by_goal(seconds: float) -> Limit:
    # An organisation has few different goals, asked for thousands of times a second.
    return Limit(warn_before(seconds), seconds)


def _of_media(own: tuple[MediaLimits, ...], figure: Figure, media: str) -> Limit | None:
    for one in own:
        if one.media == media:
            return one.limits.get(figure)
    return None


@lru_cache(maxsize=4096)
def _over(own: LimitOverrides, general: Limits) -> Limits:
    set_here = {figure: limit for figure in FIGURES if (limit := own.get(figure)) is not None}
    # What is set for the whole layer comes over what an earlier one has set for a medium.
    forgotten = dict.fromkeys(set_here)
    by_media = {one.media: replace(one.limits, **forgotten) for one in general.media}
    for one in own.media:
        before = by_media.get(one.media, LimitOverrides())
        said = {
            figure: limit for figure in FIGURES if (limit := one.limits.get(figure)) is not None
        }
        by_media[one.media] = replace(before, **said)
    media = tuple(
        MediaLimits(name, by_media[name])
        for name in sorted(by_media)
        if by_media[name] != LimitOverrides()
    )
    return replace(general, **set_here, media=media)
