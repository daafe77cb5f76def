"""Looks after a board that is left alone: systemd's watchdog, and the diary on disk.

The watchdog is fed only while figures come in (or an honest retry is under way) *and* the terminal
takes what is drawn. So a terminal that has stopped reading ends in a restart, not in a picture of
last Tuesday.
"""

from typing import Protocol

from queuetui.domain.clock import Clock
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.keeper import Sign
from queuetui.domain.snapshot import Snapshot
from queuetui.outputs.systemd import Notifier
from queuetui.view.formats import age

_OVERDUE = 90.0
"""Seconds by which a next try may be late before the feed is taken for dead."""


class Book(Protocol):
    """Where gaps and signs of life are written down."""

    def beat(self, *, terminal_read: bool) -> None:
        """A sign of life."""
        ...

    def note_gap(self, began: float, ended: float, reason: str) -> None:
        """A gap in the data that is over now; epoch seconds."""
        ...

    def close(self, *, crashed: bool) -> None:
        """The board ends."""
        ...


class BoardKeeper:
    """Told once a second by the screen."""

    def __init__(
        self,
        clock: Clock,
        staleness: StalenessRule,
        notifier: Notifier,
        book: Book,
        *,
        greeting: str | None = None,
    ) -> None:
        self._clock = clock
        self._staleness = staleness
        self._notifier = notifier
        self._book = book
        self._greeting = greeting
        self._ready = False
        self._fed = clock.monotonic()
        self._good: float | None = None
        self._reason = "no data"

    def greeting(self) -> str | None:
        """Why the last run ended, if it did not end as somebody wanted."""
        return self._greeting

    def tick(self, sign: Sign) -> str | None:
        """One second: feed the watchdog if all is well; tell of a gap that has just ended."""
        self._book.beat(terminal_read=sign.drained)
        snapshot = sign.snapshot
        if snapshot is None:
            return None
        # Also with a feed that is down: a screen that says so is at work, and is to be watched.
        if not self._ready and sign.drained and sign.frame_after >= snapshot.sequence:
            self._ready = True
            self._notifier.ready()
        self._feed_watchdog(sign, snapshot)
        return self._watch_for_gaps(snapshot)

    def close(self, *, crashed: bool) -> None:
        """The board ends."""
        self._notifier.stopping()
        self._book.close(crashed=crashed)

    def _feed_watchdog(self, sign: Sign, snapshot: Snapshot) -> None:
        every = self._notifier.watchdog_seconds
        now = self._clock.monotonic()
        # Twice in the time allowed, so that one lost tick does no harm.
        if every is None or now - self._fed < every / 3:
            return
        if sign.drained and self._feed_lives(snapshot):
            self._fed = now
            self._notifier.alive()
            self._notifier.status(snapshot.health.reason or f"{snapshot.health.state}")

    def _feed_lives(self, snapshot: Snapshot) -> bool:
        """Whether the feed has polled, or tells honestly when it will try again."""
        next_try = snapshot.health.next_try
        expected = snapshot.taken_at + snapshot.interval if next_try is None else next_try
        return snapshot.server_now(self._clock) < expected + _OVERDUE

    def _watch_for_gaps(self, snapshot: Snapshot) -> str | None:
        good = snapshot.health.last_good
        if snapshot.health.reason is not None:
            self._reason = snapshot.health.reason
        before, self._good = self._good, good
        if before is None or good is None or good <= before:
            return None
        missed = good - before
        if missed <= self._staleness.frozen_age(snapshot.interval):
            return None
        self._book.note_gap(before, good, self._reason)
        return f"data is back after a gap of {age(missed)}: {self._reason}"
