"""The server's clock, learnt from ``Date`` headers and carried on by a clock that never jumps.

A ``Date`` header tells whole seconds, cut off, at some moment between sending and receiving. So
each answer bounds the server's time on both sides; the bounds of several answers together are much
narrower than a second. Answers that contradict the bounds mean that the server's clock was set:
then only the newest counts.

The bounds are kept against the *steady* clock, so that setting this machine's wall clock changes
no age. The wall clock is believed only as long as it lies within the bounds, where it is the finer
one.
"""

from msgspec import Struct

_DRIFT = 100e-6
"""Seconds a second by which two honest clocks may drift apart."""


class ServerClock(Struct, frozen=True):
    """Bounds of server's time minus steady time, in seconds, known at the steady ``at``."""

    low: float | None = None
    high: float | None = None
    at: float = 0.0

    def seen(self, date: float, sent: float, received: float) -> "ServerClock":
        """The bounds after one more answer.

        ``date`` is the header in epoch seconds; ``sent`` and ``received`` are steady seconds.
        """
        low, high = date - received, date + 1.0 - sent
        if self.low is None or self.high is None:
            return ServerClock(low, high, received)
        slack = abs(received - self.at) * _DRIFT
        narrower = max(low, self.low - slack), min(high, self.high + slack)
        if narrower[0] > narrower[1]:
            return ServerClock(low, high, received)
        return ServerClock(*narrower, received)

    def now(self, wall: float, steady: float) -> float:
        """Now by the server's clock, epoch seconds; by ours as long as nothing is known."""
        if self.low is None or self.high is None:
            return wall
        slack = abs(steady - self.at) * _DRIFT
        if self.low - slack <= wall - steady <= self.high + slack:
            return wall
        return steady + (self.low + self.high) / 2
