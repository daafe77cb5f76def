"""After figures that took long to draw, the screen's thread is left to the keyboard for a while.

A board of thousands of queues takes some hundredths of a second to judge and draw, and hears of
some of its queues several times a second. Drawn each time, every tenth key or so would have to wait
for that. Small boards never notice: their rest is over before the next figures come.
"""

from collections.abc import Callable

from queuetui.domain.snapshot import Snapshot

REST = 20.0
"""A drawing is followed by a rest of so many times what it took."""
LONGEST_REST = 0.4
"""Seconds that figures may have to wait, at most."""


class Breather:
    """Hands snapshots on to be drawn; of those that come during a rest, the newest after it."""

    def __init__(
        self,
        draw: Callable[[Snapshot], object],
        monotonic: Callable[[], float],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        """Begin.

        Args:
            draw: Draws a snapshot.
            monotonic: Steady seconds.
            later: Has something done after so many seconds.
        """
        self._draw = draw
        self._monotonic = monotonic
        self._later = later
        self._rest_until = 0.0
        self._waiting: Snapshot | None = None
        self._alarm_set = False

    def take(self, snapshot: Snapshot) -> None:
        """Draw it, now or as soon as the rest is over."""
        left = self._rest_until - self._monotonic()
        if left <= 0.0:
            self._waiting = None
            self._draw_timed(snapshot)
            return
        self._waiting = snapshot
        if not self._alarm_set:
            self._alarm_set = True
            self._later(left, self._wake)

    def catch_up(self) -> bool:
        """Draw what waits, for the rest is over or all is drawn now anyway; false: nothing does."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return False
        self._draw_timed(waiting)
        return True

    def _wake(self) -> None:
        self._alarm_set = False
        self.catch_up()

    def _draw_timed(self, snapshot: Snapshot) -> None:
        began = self._monotonic()
        self._draw(snapshot)
        now = self._monotonic()
        self._rest_until = now + min(REST * (now - began), LONGEST_REST)
