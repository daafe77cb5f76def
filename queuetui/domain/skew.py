"""The difference between the server's clock and ours, learnt from ``Date`` headers.

A ``Date`` header tells whole seconds, cut off, at some moment between sending and receiving. So
each answer bounds the difference on both sides; the bounds of several answers together are much
narrower than a second. Answers that contradict the bounds mean that a clock was set: then only the
newest counts.
"""

from msgspec import Struct

_DRIFT = 100e-6
"""Seconds a second by which two honest clocks may drift apart."""


class Skew(Struct, frozen=True):
    """Bounds of server's clock minus ours, in seconds, as known at our instant ``at``."""

    low: float | None = None
    high: float | None = None
    at: float = 0.0

    @property
    def seconds(self) -> float:
        """The best guess. 0 where the bounds allow it: most clocks are right."""
        if self.low is None or self.high is None or self.low <= 0.0 <= self.high:
            return 0.0
        return (self.low + self.high) / 2

    def seen(self, date: float, sent_at: float, received_at: float) -> "Skew":
        """The bounds after one more answer; all instants in epoch seconds, ``date`` whole ones."""
        low, high = date - received_at, date + 1.0 - sent_at
        if self.low is None or self.high is None:
            return Skew(low, high, received_at)
        slack = abs(received_at - self.at) * _DRIFT
        both = max(low, self.low - slack), min(high, self.high + slack)
        if both[0] > both[1]:
            return Skew(low, high, received_at)
        return Skew(both[0], both[1], received_at)
