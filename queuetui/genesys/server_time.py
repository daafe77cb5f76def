"""The server's time, and the instant of which an answer tells."""

import threading

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.clock import Clock
from queuetui.domain.skew import ServerClock
from queuetui.genesys.headers import instant
from queuetui.genesys.transport import Exchange

_MOST_DOUBTS = 200
_REFUSED = 300
"""The least status of an answer that did not bring what was asked for."""
_WHOLE_SECOND = 1.0
"""A ``Date`` header is cut off to whole seconds: it was written less than this after it."""
_TELLING = 3.0
"""Seconds between two answers from which on a slow clock differs from a ``Date`` that stands."""


class _Doubt(Struct, frozen=True):
    """An answer that tells of another clock than the one that is known."""

    told: ServerClock
    date: float
    since: float
    """The steady instant at which that ``Date`` was seen first."""
    alone: bool = False
    """Whether the same question has had a usual answer since then."""


class ServerTime:
    """Learns the server's clock from answers, old ones among them. Safe for several threads.

    An answer that was held up on its way is told from a fresh one by its ``Date``, held against the
    server's clock as all answers together tell it. Is that ``Date`` older than the clock allows,
    then either the answer is old, kept in a cache, or the server's clock was set back. Is it newer,
    then the clock was set ahead, or one machine behind that name has an odd one. One answer alone
    can't tell which, and to take it for a new clock would make all ages wrong. So the clock is left
    as it is until the *same* question is answered twice running with a date that has moved on as
    time has: what a cache keeps stands still, what is odd comes once, a clock goes on. That costs
    one poll when a clock is really set. Meanwhile figures with an older date count as being as old
    as they say, and those with a newer one as made when that date was first seen.

    Only answers that brought what was asked for can prove another clock: the page of an error may
    come from any machine on the way. All others may only make what is known more exact.

    A clock that is wrong all along, by minutes or days, is no trouble: it is only held against
    itself. Nor is one that goes at half or double speed. No ``Date``, or one outside this century,
    bounds nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._server = ServerClock()
        self._doubted: dict[int, _Doubt] = {}
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
        steady, date = exchange.received, instant(exchange.headers.get("date"))
        if date is None:
            return self.at(steady)
        doubt = self._doubted.get(exchange.request)
        if doubt is not None and doubt.date == date:
            steady = min(steady, doubt.since)
        return min(self.at(steady), date + _WHOLE_SECOND)

    def learn(self, exchange: Exchange) -> None:
        """Learn from the ``Date`` of an answer."""
        date = instant(exchange.headers.get("date"))
        if date is None:
            return
        told = ServerClock().seen(date, exchange.sent, exchange.received)
        with self._learning:
            if not _contradict(told, self._server):
                self._agreed(exchange)
            elif exchange.status >= _REFUSED or not self._moved_on(told, date, exchange):
                return
            self._server = self._server.seen(date, exchange.sent, exchange.received)

    def _agreed(self, exchange: Exchange) -> None:
        """An answer fits the clock: a doubt about the same question was of one answer alone."""
        before = self._doubted.get(exchange.request)
        if before is not None and not before.alone:
            self._doubted[exchange.request] = replace(before, alone=True)

    def _moved_on(self, told: ServerClock, date: float, exchange: Exchange) -> bool:
        """Whether the answer before to the same question told of the same other clock."""
        before = self._doubted.get(exchange.request)
        passed = 0.0 if before is None else exchange.sent - before.told.at
        if before is not None and not before.alone:
            if passed <= _WHOLE_SECOND:
                return False  # too soon to tell: let the first doubt stand
            if _goes_on(told, before.told, passed):
                self._doubted.clear()
                return True
        if len(self._doubted) >= _MOST_DOUBTS:
            self._doubted.clear()
        same = before is not None and before.date == date
        since = before.since if before is not None and same else exchange.received
        self._doubted[exchange.request] = _Doubt(told, date, since)
        return False


def _goes_on(told: ServerClock, before: ServerClock, passed: float) -> bool:
    """Whether a clock that told the one may tell the other ``passed`` seconds later."""
    if passed < _TELLING:
        return not _contradict(told, before)
    too_slow = _is_behind(told, before, -passed / 2)
    return not too_slow and not _is_behind(before, told, -passed)


def _contradict(one: ServerClock, other: ServerClock) -> bool:
    return _is_behind(one, other) or _is_behind(other, one)


def _is_behind(one: ServerClock, other: ServerClock, by: float = 0.0) -> bool:
    """Whether all that one allows is earlier than all that the other does, moved by so much."""
    return one.high is not None and other.low is not None and one.high < other.low + by
