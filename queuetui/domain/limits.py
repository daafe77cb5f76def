"""Limits turn figures into a severity.

A limit has a warn and a critical value. For *waiting* and *longest wait* high is bad: the limit is
reached at or above its value. For *available* low is bad: it is reached at or below its value, and
only counts while somebody waits, unless it applies ``always``.
"""

from typing import Literal

from msgspec import Struct

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


class Limits(Struct, frozen=True):
    """The limits of one queue."""

    waiting: Limit = Limit(warn=5, critical=10)
    longest_wait: Limit = Limit(warn=30, critical=60)
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


class Assessment(Struct, frozen=True):
    """The severity of a reading and what made it so."""

    severity: Severity
    breaches: tuple[Breach, ...] = ()


UNKNOWN = Assessment("unknown")


def assess(reading: Reading | None, limits: Limits, now: float) -> Assessment:
    """Judge a reading at the instant ``now`` (epoch seconds by the server's clock).

    A figure that has a limit and is unknown makes the whole unknown, unless another one breaches.
    """
    if reading is None:
        return UNKNOWN
    waiting = reading.waiting
    longest = longest_wait(waiting, reading.oldest_since, now)
    available = reading.agents.available
    breaches: list[Breach] = []
    doubt = False

    high_is_bad: tuple[tuple[Figure, float | None, Limit], ...] = (
        ("waiting", waiting, limits.waiting),
        ("longest_wait", longest, limits.longest_wait),
    )
    for figure, value, limit in high_is_bad:
        if value is None:
            doubt = doubt or _has_value(limit)
        elif (high := _high(figure, value, limit)) is not None:
            breaches.append(high)

    counts = limits.available.always or (waiting is not None and waiting > 0)
    if counts and _has_value(limits.available):
        if available is None:
            doubt = True
        elif (low := _low("available", available, limits.available)) is not None:
            breaches.append(low)

    if any(breach.level == "critical" for breach in breaches):
        return Assessment("critical", tuple(breaches))
    if breaches:
        return Assessment("warning", tuple(breaches))
    return UNKNOWN if doubt else Assessment("ok")


def _has_value(limit: Limit) -> bool:
    return limit.warn is not None or limit.critical is not None


def _high(figure: Figure, value: float, limit: Limit) -> Breach | None:
    if limit.critical is not None and value >= limit.critical:
        return Breach(figure, "critical", value, limit.critical)
    if limit.warn is not None and value >= limit.warn:
        return Breach(figure, "warning", value, limit.warn)
    return None


def _low(figure: Figure, value: float, limit: Limit) -> Breach | None:
    if limit.critical is not None and value <= limit.critical:
        return Breach(figure, "critical", value, limit.critical)
    if limit.warn is not None and value <= limit.warn:
        return Breach(figure, "warning", value, limit.warn)
    return None
