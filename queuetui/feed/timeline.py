"""Server time for one thread of the feed, in a base that moves only when that thread says so.

How old a figure is must come from the steady clock: the server's clock can be set, one odd ``Date``
can tell of a wrong one, and where no ``Date`` comes this machine's clock stands in for it. A figure
that lies in the future after such a jump would be young for as long as the jump was.

There are two ways to it. Each instant could carry the steady instant beside it; then every reader
would have to know both clocks, and an instant that has no twin (a next try, the beginning of a
wait) would still jump. Or all instants are kept in one base, server time minus steady time, and are
moved together when that base moves. That is what is done here: the base is this thread's own, so
between two calls of `follow` nothing jumps, and `follow` tells by how much everything that is known
has to be moved. Who reads a snapshot needs one "now" and subtracts.
"""

from queuetui.domain.clock import Clock
from queuetui.feed.source import Source

_SAME = 0.05
"""Seconds by which the base may be off: rounding, and clocks that are trimmed rather than set."""


class Timeline:
    """Server time as the steady clock carries it on."""

    def __init__(self, source: Source, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self.base = self._told()
        """Server time minus steady time, seconds."""

    def follow(self) -> float:
        """Look at the server's clock; the seconds by which all that is known must be moved."""
        told = self._told()
        by = told - self.base
        if abs(by) <= _SAME:
            return 0.0
        self.base = told
        return by

    def now(self) -> float:
        """Epoch seconds."""
        return self.at(self._clock.monotonic())

    def at(self, steady: float) -> float:
        """The server's time at a steady instant, epoch seconds."""
        return self.base + steady

    def _told(self) -> float:
        """The base by the server's clock, or by ours as long as that is all there is."""
        steady = self._clock.monotonic()
        told = self._source.server_now()
        return (self._clock.now() if told is None else told) - steady
