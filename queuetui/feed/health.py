"""The feed's state after each poll."""

from msgspec import Struct

from queuetui.domain.freshness import StalenessRule, freshness
from queuetui.domain.snapshot import Cause, Health, HealthState
from queuetui.genesys.errors import GenesysError

REFUSALS: frozenset[Cause] = frozenset({"credentials", "permission", "request"})


class Trouble(Struct, frozen=True):
    """What went wrong with a poll."""

    cause: Cause
    what: str
    why: str = ""
    advice: str = ""
    retry_after: float | None = None
    """Seconds that the server asked to wait."""
    partial: bool = False
    """Some queues were answered all the same, or nothing has failed so far."""
    slow: bool = False
    """It took so long to come that others waited for it."""

    @property
    def limited(self) -> bool:
        """Whether the server wants to be left alone, for a while that it told or not."""
        return self.cause == "rate" or bool(self.retry_after)


def trouble_of(error: GenesysError) -> Trouble:
    """The trouble that an error means."""
    return Trouble(error.cause, error.what, error.why, error.advice, error.retry_after)


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
        return "starting" if last_good is None else "live"
    if last_good is None or trouble.cause in REFUSALS or trouble.cause == "internal":
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
