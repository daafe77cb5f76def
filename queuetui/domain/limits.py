"""Limits turn figures into a severity.

A limit has a warn and a critical value. For *waiting* and *longest wait* high is bad: the limit is
reached at or above its value. For *available* low is bad: it is reached at or below its value, and
only counts while somebody waits, unless it applies ``always``.

Waits are judged medium by medium, each against its own limit: a call that has waited for a minute
and a mail that has waited for an hour are not the same trouble.
"""

import math
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from queuetui.domain.goals import Goals
from queuetui.domain.readings import Reading, longest_wait

Severity = Literal["critical", "warning", "unknown", "ok"]
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "unknown", "ok")
"""Worst first. No data stands above ok: it is never ok."""
SEVERITY_RANK: dict[Severity, int] = {severity: n for n, severity in enumerate(SEVERITIES)}

Figure = Literal["waiting", "longest_wait", "available"]
Level = Literal["warning", "critical"]


class Limit(Struct, frozen=True):
    """Warn and critical value of one figure; counts, or seconds. ``None``: no limit."""

    warn: float | None = None
    critical: float | None = None
    always: bool = False
    """For *available*: counts also while nobody waits."""


WAIT_LIMIT = Limit(warn=30, critical=60)
"""Seconds; for a medium that has neither a goal nor a limit in the settings."""
WARN_SHARE = 0.7
"""The part of a critical wait from which on a warning is given, where nobody has set one."""


class Limits(Struct, frozen=True):
    """The limits of one queue."""

    waiting: Limit = Limit(warn=5, critical=10)
    longest_wait: Limit | None = None
    """For every medium alike; ``None``: each medium by its own goal."""
    available: Limit = Limit(warn=1, critical=0)


class LimitOverrides(Struct, frozen=True):
    """Limits that replace the general ones figure by figure; ``None`` keeps the general one."""

    waiting: Limit | None = None
    longest_wait: Limit | None = None
    available: Limit | None = None

    def over(self, general: Limits) -> Limits:
        """The general limits with these put in their place."""
        return Limits(
            waiting=self.waiting or general.waiting,
            longest_wait=self.longest_wait or general.longest_wait,
            available=self.available or general.available,
        )


class Breach(Struct, frozen=True):
    """A figure that has reached a limit: its value and that limit, counts or seconds."""

    figure: Figure
    level: Level
    value: float
    limit: float
    media: str | None = None
    """Of a longest wait, whose."""


class Pressing(Struct, frozen=True):
    """The longest wait in a medium, in seconds, with the limit of that medium."""

    media: str
    longest_wait: float
    limit: Limit


class Assessment(Struct, frozen=True):
    """The severity of a reading and what made it so."""

    severity: Severity
    breaches: tuple[Breach, ...] = ()
    """Of several waits, the most pressing first."""
    pressing: Pressing | None = None
    """As the function `pressing` finds it."""


UNKNOWN = Assessment("unknown")


def assess(reading: Reading | None, limits: Limits, now: float, goals: Goals) -> Assessment:
    """Judge a reading at the instant ``now`` (epoch seconds by the server's clock).

    ``goals`` are those of the queue. A figure that has a limit and is unknown makes the whole
    unknown, unless another one breaches.
    """
    if reading is None:
        return UNKNOWN
    waits, doubt = _waits(reading, limits, goals, now)
    found = [_high("longest_wait", wait.longest_wait, wait.limit, wait.media) for wait in waits]
    if (waiting := reading.waiting) is None:
        doubt = doubt or _has_value(limits.waiting)
    else:
        found.insert(0, _high("waiting", waiting, limits.waiting))
    if (limits.available.always or waiting) and _has_value(limits.available):
        if (available := reading.agents.available) is None:
            doubt = True
        else:
            found.append(_low("available", available, limits.available))

    breaches = tuple(breach for breach in found if breach is not None)
    severity: Severity = "unknown" if doubt else "ok"
    if breaches:
        critical = any(breach.level == "critical" for breach in breaches)
        severity = "critical" if critical else "warning"
    return Assessment(severity, breaches, waits[0] if waits else None)


def pressing(reading: Reading, limits: Limits, goals: Goals, now: float) -> Pressing | None:
    """The medium whose wait is nearest to its critical limit at ``now``, or furthest over it.

    That is by ratio, and by seconds where there is no limit. Media in which nobody waits, or of
    which it is not known since when, do not count; ``None``: no medium does.
    """
    waits, _ = _waits(reading, limits, goals, now)
    return waits[0] if waits else None


def wait_limit(limits: Limits, goals: Goals, media: str) -> Limit:
    """The limit of one medium's longest wait: as set, else by the goal, else the built-in one."""
    if limits.longest_wait is not None:
        return limits.longest_wait
    goal = goals.get(media)
    if goal is None or goal.seconds is None:
        return WAIT_LIMIT
    return _by_goal(goal.seconds)


def warn_before(critical: float) -> float:
    """The wait that deserves a warning, where only the critical one is known; both seconds."""
    # To the millisecond: 0.7 of 90 s is a hair below 63 s, and would be shown as 62 s.
    return round(WARN_SHARE * critical, 3)


def critical_after(warn: float) -> float:
    """The critical wait, where only the one that deserves a warning is known; both seconds."""
    exact = round(warn / WARN_SHARE, 3)
    return float(math.ceil(exact)) if exact > 1 else exact


def shared_wait_limit(reading: Reading | None, limits: Limits, goals: Goals) -> Limit | None:
    """The limit of the longest wait in every medium in use; ``None`` where they differ in it."""
    if limits.longest_wait is not None:
        return limits.longest_wait
    if not goals:
        return WAIT_LIMIT
    media = () if reading is None else reading.media_in_use
    found = {wait_limit(limits, goals, one) for one in media}
    return found.pop() if len(found) == 1 else None


def _waits(
    reading: Reading, limits: Limits, goals: Goals, now: float
) -> tuple[list[Pressing], bool]:
    """The waits of all media, the most pressing first, and whether there is one more, unknown."""
    found: list[Pressing] = []
    told = doubt = False
    for media, one in reading.media.items():
        if one.waiting is None and one.oldest_since is None:
            continue
        told = True
        if one.waiting == 0:
            continue
        limit = wait_limit(limits, goals, media)
        wait = longest_wait(one.waiting, one.oldest_since, now)
        if wait is None:
            doubt = doubt or _has_value(limit)
        else:
            found.append(Pressing(media, wait, limit))
    if not told:
        doubt = limits.longest_wait is None or _has_value(limits.longest_wait)
    if len(found) > 1:
        found.sort(key=_pressure, reverse=True)
    return found, doubt


def _pressure(wait: Pressing) -> tuple[float, float]:
    # Without a critical value there is one limit for all media, and none is nearer to it by ratio.
    limit = wait.limit.critical
    return wait.longest_wait / limit if limit else 0.0, wait.longest_wait


@lru_cache(maxsize=1024)
def _by_goal(seconds: float) -> Limit:
    # An organisation has few different goals, asked for thousands of times a second.
    return Limit(warn_before(seconds), seconds)


def _has_value(limit: Limit) -> bool:
    return limit.warn is not None or limit.critical is not None


def _high(figure: Figure, value: float, limit: Limit, media: str | None = None) -> Breach | None:
    if limit.critical is not None and value >= limit.critical:
        return Breach(figure, "critical", value, limit.critical, media)
    if limit.warn is not None and value >= limit.warn:
        return Breach(figure, "warning", value, limit.warn, media)
    return None


def _low(figure: Figure, value: float, limit: Limit) -> Breach | None:
    if limit.critical is not None and value <= limit.critical:
        return Breach(figure, "critical", value, limit.critical)
    if limit.warn is not None and value <= limit.warn:
        return Breach(figure, "warning", value, limit.warn)
    return None
