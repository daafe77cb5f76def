"""Looks after a board that is left alone: systemd's watchdog, and the diary on disk.

The watchdog is fed only while the feed is at work (it polls, or tells when it will) *and* the
terminal has really taken a new frame since it was fed last. So a terminal that has stopped reading
ends in a restart, not in a picture of last Tuesday; an outage of the data, which no restart would
mend, does not.
"""

from typing import Protocol

from queuetui.domain.clock import Clock
from queuetui.domain.gaps import Gap
from queuetui.domain.keeper import Ending, Sign
from queuetui.domain.snapshot import Snapshot
from queuetui.outputs.systemd import Notifier

_OVERDUE = 90.0
"""Seconds by which a next try may be late before the feed is taken for dead."""


class Book(Protocol):
    """Where gaps and signs of life are written down."""

    def beat(self, *, terminal_read: bool) -> None:
        """A sign of life."""
        ...

    def note_gap(self, gap: Gap) -> None:
        """A gap in the data that is over now."""
        ...

    def close(self, ending: Ending) -> None:
        """The board ends."""
        ...


class BoardKeeper:
    """Told once a second by the screen."""

    def __init__(
        self,
        clock: Clock,
        notifier: Notifier,
        book: Book,
        *,
        greeting: str | None = None,
    ) -> None:
        self._clock = clock
        self._notifier = notifier
        self._book = book
        self._greeting = greeting
        self._ready = False
        self._began = self._fed = clock.monotonic()
        self._frames = 0
        """Those that the terminal had taken when the watchdog was fed last."""

    def greeting(self) -> str | None:
        """Why the last run ended, if it did not end as somebody wanted."""
        return self._greeting

    def tick(self, sign: Sign) -> None:
        """One second: note it, and feed the watchdog if all is well."""
        self._book.beat(terminal_read=sign.drained)
        if not self._ready:
            self._ready = self._shows_something(sign)
            if self._ready:
                self._notifier.ready()
        # Not before it is ready: systemd's watchdog begins to count then.
        if self._ready:
            self._feed_watchdog(sign)

    def note_gap(self, gap: Gap) -> None:
        """Write it down."""
        self._book.note_gap(gap)

    def close(self, ending: Ending) -> None:
        """The board ends."""
        self._notifier.stopping()
        self._book.close(ending)

    def _shows_something(self, sign: Sign) -> bool:
        """Whether the terminal has taken a frame with figures, or one that says there are none.

        A screen that says *down* is at work, and is to be watched: also if the feed has never said
        a word.
        """
        sequence = 0 if sign.snapshot is None else sign.snapshot.sequence
        told = sign.state != "starting" and sign.frame_after >= sequence
        return told and sign.drained and sign.frames > 0

    def _feed_watchdog(self, sign: Sign) -> None:
        every = self._notifier.watchdog_seconds
        now = self._clock.monotonic()
        # Twice in the time allowed, so that one lost tick does no harm.
        if every is None or now - self._fed < every / 3:
            return
        # A terminal that can't be written to any more has taken all it was given, too.
        takes = sign.drained and sign.frames > self._frames
        if takes and self._feed_lives(sign.snapshot):
            self._fed, self._frames = now, sign.frames
            self._notifier.alive()
            self._notifier.status(sign.reason or sign.state)

    def _feed_lives(self, snapshot: Snapshot | None) -> bool:
        """Whether the feed has polled, or tells honestly when it will try again."""
        if snapshot is None:
            return self._clock.monotonic() - self._began < _OVERDUE
        next_try = snapshot.health.next_try
        if next_try is not None:
            return snapshot.server_now(self._clock) < next_try + _OVERDUE
        # It is asking. Side questions may go on publishing while a poll hangs for ever.
        told = (snapshot.turned, snapshot.steady, self._began)
        turned = next(instant for instant in told if instant is not None)
        return self._clock.monotonic() < turned + snapshot.interval + _OVERDUE
