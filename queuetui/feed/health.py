"""The feed's state after each poll, and how long to wait before the next."""

from random import Random

from msgspec import Struct

from queuetui.domain.freshness import StalenessRule, freshness
from queuetui.domain.snapshot import Cause, Health, HealthState

_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0
_REFUSED_WAIT = 30.0
"""Refused credentials are tried slowly: a login host locks out those who hammer it."""
_REFUSALS: frozenset[Cause] = frozenset({"credentials", "permission", "request"})


class Trouble(Struct, frozen=True):
    """What went wrong with a poll."""

    cause: Cause
    what: str
    why: str = ""
    advice: str = ""
    retry_after: float | None = None
    """Seconds that the server asked to wait."""
    partial: bool = False
    """Some queues were answered all the same."""


def state_of(
    trouble: Trouble | None,
    last_good: float | None,
    now: float,
    interval: float,
    rule: StalenessRule,
) -> HealthState:
    """The state at ``now``. Refused means down at once: no waiting mends it."""
    if trouble is None:
        return "starting" if last_good is None else "live"
    if trouble.partial:
        return "live"
    if last_good is None or trouble.cause in _REFUSALS or trouble.cause == "internal":
        return "down"
    state = freshness(last_good, now, interval, rule)
    return "down" if state == "unknown" else state


def health(  # noqa: PLR0913 - each is one field of the result
    state: HealthState,
    before: Health,
    trouble: Trouble | None,
    now: float,
    *,
    last_good: float | None,
    next_try: float | None,
) -> Health:
    """The new health; it keeps ``since`` while the state stays the same."""
    return Health(
        state=state,
        reason=trouble.what if trouble else None,
        cause=trouble.cause if trouble else None,
        why=(trouble.why or None) if trouble else None,
        advice=(trouble.advice or None) if trouble else None,
        since=before.since if before.state == state else now,
        last_good=last_good,
        next_try=next_try,
    )


def wait_after(trouble: Trouble, failures: int, interval: float, random: Random) -> float:
    """Seconds until the next try after ``failures`` failed polls in a row (1 or more).

    Full jitter over a doubling range, so that many screens do not come back at the same moment;
    never sooner than the server asked.
    """
    if trouble.partial:
        wait = interval
    elif trouble.cause in _REFUSALS:
        wait = random.uniform(_REFUSED_WAIT, 2 * _REFUSED_WAIT)
    else:
        reach = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(failures - 1, 10))
        wait = random.uniform(min(1.0, interval), max(interval, reach))
    return max(wait, trouble.retry_after or 0.0)
