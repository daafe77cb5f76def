"""The server's time, and the instant of which an answer tells."""

import threading

from queuetui.domain.clock import Clock
from queuetui.domain.skew import ServerClock
from queuetui.genesys.headers import instant
from queuetui.genesys.transport import Exchange

_MOST_DOUBTS = 200
_WHOLE_SECOND = 1.0
"""A ``Date`` header is cut off to whole seconds: it was written less than this after it."""


class ServerTime:
    """Learns the server's clock from answers, old ones among them. Safe for several threads.

    An answer that was held up on its way is told from a fresh one by its ``Date``, held against the
    server's clock as all answers together tell it. Is that ``Date`` older than the clock allows,
    then either the answer is old, kept in a cache, or the server's clock was set back. One answer
    alone can't tell which, and to take it for a new clock would make old figures fresh. So the
    clock is left as it is, and the figures count as being as old as they say, until the *same*
    question is answered with a date that has moved on as time has: what a cache keeps stands still,
    a clock goes on. That costs one poll when a clock is really set back. Is the ``Date`` newer than
    the clock allows, then the clock was set ahead, as nothing that is kept comes from the future.

    A clock that is wrong all along, by minutes or days, is no trouble: it is only held against
    itself. No ``Date``, or one outside this century, bounds nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._server = ServerClock()
        self._doubted: dict[int, ServerClock] = {}
        self._learning = threading.Lock()

    def now(self) -> float:
        """Now by the server's clock, epoch seconds; by ours as long as nothing is known."""
        return self._server.now(self._clock.now(), self._clock.monotonic())

    def at(self, steady: float) -> float:
        """The server's time at a steady instant not long ago, epoch seconds."""
        return self.now() - (self._clock.monotonic() - steady)

    def as_of(self, exchange: Exchange) -> float:
        """The latest instant of which an answer can tell, epoch seconds.

        It was received then or later, and written within the second of its ``Date``.
        """
        received, date = self.at(exchange.received), instant(exchange.headers.get("date"))
        return received if date is None else min(received, date + _WHOLE_SECOND)

    def learn(self, exchange: Exchange) -> None:
        """Learn from the ``Date`` of an answer."""
        date = instant(exchange.headers.get("date"))
        if date is None:
            return
        told = ServerClock().seen(date, exchange.sent, exchange.received)
        with self._learning:
            if _is_behind(told, self._server) and not self._moved_on(told, exchange):
                return
            self._server = self._server.seen(date, exchange.sent, exchange.received)

    def _moved_on(self, told: ServerClock, exchange: Exchange) -> bool:
        """Whether the same question had an answer before that tells of the same other clock."""
        before = self._doubted.get(exchange.request)
        if before is not None and exchange.sent - before.at <= _WHOLE_SECOND:
            return False  # too soon to tell: let the first doubt stand
        if before is not None and not _is_behind(told, before) and not _is_behind(before, told):
            self._doubted.clear()
            return True
        if len(self._doubted) >= _MOST_DOUBTS:
            self._doubted.clear()
        self._doubted[exchange.request] = told
        return False


def _is_behind(one: ServerClock, other: ServerClock) -> bool:
    """Whether all that one allows is earlier than all that the other does."""
    return one.high is not None and other.low is not None and one.high < other.low
