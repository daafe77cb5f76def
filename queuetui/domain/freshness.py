"""How old a figure may be before it must look old.

The rules of the house: older than twice its interval is *late*, older than the larger of 30 s and
four intervals is *frozen*. An interval that was lengthened counts as a minute at most: whoever has
to wait longer for figures, because the allowance is small or was told wrongly, is to see it. A
frozen figure is not believed: it has no severity and its ages stop.

A figure from the future is frozen too. Whoever publishes figures keeps them in one base of time
with "now", however clocks are set; should one be ahead all the same, nothing tells how old it is,
and an age that is not known must never count as none.
"""

from typing import Literal

from msgspec import Struct, structs

Freshness = Literal["unknown", "live", "late", "frozen"]

AHEAD = 2.0
"""Seconds by which a figure may be ahead of now: clocks are told in whole seconds."""
LONGEST_COUNTED = 60.0
"""Seconds: of an interval that nobody asked for, no more than this counts for the ages below."""


class StalenessRule(Struct, frozen=True):
    """When figures are late and frozen; both in seconds of age, ``None`` for the house's rule."""

    late_after: float | None = None
    frozen_after: float | None = None
    longest: float = LONGEST_COUNTED
    """Seconds: a longer interval counts as this one. That which was asked for counts in full."""

    def asked_for(self, interval: float) -> "StalenessRule":
        """The same where polls are wanted each ``interval`` seconds."""
        return structs.replace(self, longest=max(LONGEST_COUNTED, interval))

    def late_age(self, interval: float) -> float:
        """Seconds of age above which a figure polled each ``interval`` seconds is late."""
        return 2 * min(interval, self.longest) if self.late_after is None else self.late_after

    def frozen_age(self, interval: float) -> float:
        """Seconds of age above which a figure polled each ``interval`` seconds is frozen."""
        if self.frozen_after is not None:
            return self.frozen_after
        return max(30.0, 4 * min(interval, self.longest))


def freshness(as_of: float | None, now: float, interval: float, rule: StalenessRule) -> Freshness:
    """The freshness at ``now`` of a figure of the instant ``as_of`` (both epoch seconds)."""
    if as_of is None:
        return "unknown"
    age = now - as_of
    if is_ahead(as_of, now) or age > rule.frozen_age(interval):
        return "frozen"
    if age > rule.late_age(interval):
        return "late"
    return "live"


def is_ahead(as_of: float, now: float) -> bool:
    """Whether the instant ``as_of`` lies in the future, so that its age is not known."""
    return as_of > now + AHEAD


def believed_now(as_of: float, now: float, interval: float, rule: StalenessRule) -> float:
    """The instant up to which ages may be extrapolated: ``now``, but never past the frozen age."""
    return min(now, as_of + rule.frozen_age(interval))
