"""Watching for alarms: at each snapshot, and once a second in between, for time makes them too.

It stands around the feed that makes the snapshots, and has a thread of its own: that feed only
hands them over, so nothing that goes wrong here delays or stops it. People's orders come from any
thread.
"""

import logging
import threading
from collections.abc import Callable
from datetime import tzinfo
from queue import Empty, SimpleQueue
from typing import Protocol

from msgspec import Struct, structs

from queuetui.domain.alarms.book import AlarmBook, AlarmEvent, AlarmState
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.feed import Polls
from queuetui.domain.history import Point
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.clock import FeedClock
from queuetui.feed.inspection import Inspector
from queuetui.feed.stumbles import Report, Stumbles

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks."""
_REST = 20.0
"""A look is followed by a rest of so many times what it took: it costs a twentieth of a core."""
_SAVED_APART = 60.0
"""Seconds between two times that something is saved without anything having happened."""
_STUMBLE = 5.0
"""Seconds after an error that nobody foresaw."""
_MOVED = 0.001
"""Seconds by which the server's clock has moved if it has: less is what sums leave over."""

Order = Callable[[Engine, float], tuple[AlarmEvent, ...]]


class AlarmKeeper(Protocol):
    """Keeps alarms over a restart; never raises, never waits for long."""

    @property
    def state(self) -> AlarmState | None:
        """What was kept by the run before."""
        ...

    @property
    def problem(self) -> str | None:
        """Why alarms might be lost, in one sentence; ``None`` while all is well."""
        ...

    def save(self, state: AlarmState) -> None:
        """Keep this instead of what was kept."""
        ...


class AlarmDesk(Struct, frozen=True):
    """Where alarms go beside the snapshots. Both are called in the thread of the watch."""

    announce: Callable[[tuple[AlarmEvent, ...]], object] = lambda _events: None
    """Told of what happened, also of what is silent and disturbs nobody; must not wait."""
    keeper: AlarmKeeper | None = None


class Watch:
    """A feed whose snapshots tell of alarms, made of one that knows of none."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        polls: Polls,
        settings: Settings,
        clock: FeedClock,
        desk: AlarmDesk,
        *,
        report: Report | None = None,
        local: tzinfo = LOCAL_ZONE,
    ) -> None:
        """Put it together.

        Args:
            polls: The feed that knows of none.
            settings: The person's settings.
            clock: The only source of time.
            desk: Where alarms go beside the snapshots.
            report: Writes a report of an error nobody foresaw; ``None``: only the log has it.
            local: This machine's zone.
        """
        self._polls = polls
        self._clock = clock
        self._desk = desk
        self._publish: Callable[[Snapshot], object] = lambda _snapshot: None
        self._stumbles = Stumbles(report, clock)
        keeper = desk.keeper
        self._engine = Engine(
            settings.alarms, None if keeper is None else keeper.state, local=local
        )
        self._inspector = Inspector(settings, local)
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._wake = threading.Event()
        self._stopped = False
        self._sending = threading.Lock()
        self._newest: Snapshot | None = None
        self._told = self._book = self._engine.book()
        """The newest book as the engine told it, and with what is wrong."""
        self._book_base: float | None = None
        """Server time minus steady time when the book was told."""
        self._base: float | None = None
        """The same as the engine knows it."""
        self._stumbled: str | None = None
        self._rest_until = 0.0
        self._saved: AlarmState | None = None
        self._save_from = 0.0

    # For other threads.

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        """Begin in a thread of its own, and let the polls begin in theirs.

        ``publish`` is called from either, with one snapshot at a time.
        """
        self._publish = publish
        threading.Thread(target=self._run, name="queuetui-alarms", daemon=True).start()
        self._polls.start(self.pass_on)

    def stop(self) -> None:
        """End; what is under way is left to die with the process."""
        self._polls.stop()
        self._stopped = True
        self._wake.set()

    def ask_now(self) -> float:
        """Have the polls ask at once; the seconds until they really do."""
        return self._polls.ask_now()

    def open_queue(self, queue_id: str | None) -> None:
        """Have the polls tell of this queue as well."""
        self._polls.open_queue(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """What the polls told of a queue from ``since`` on (epoch seconds)."""
        return self._polls.points(queue_id, since)

    def diagnostics(self) -> Diagnostics:
        """What the polls can tell about themselves."""
        return self._polls.diagnostics()

    def pass_on(self, snapshot: Snapshot) -> None:
        """Publish a snapshot with the alarms that are known, and look at it soon."""
        with self._sending:
            before = self._newest
            self._newest = snapshot
            self._send(snapshot)
        if before is None or before.queues is not snapshot.queues:
            self._wake.set()

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        """Somebody has seen an alarm."""
        self._order(lambda engine, now: engine.acknowledge(alarm_id, who, note, now))

    def snooze(self, alarm_id: str, until: float) -> None:
        """Nobody wants to hear of an alarm until then, epoch seconds by the server's clock."""
        self._order(lambda engine, now: engine.snooze(alarm_id, until, now))

    def _order(self, order: Order) -> None:
        self._orders.put(order)
        self._wake.set()

    # The thread.

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            due = self.turn()
            self._clock.wait(self._wake, max(0.0, due - self._clock.monotonic()))

    def turn(self) -> float:
        """Carry out orders and look at the figures; the steady instant of the next turn."""
        at = self._clock.monotonic()
        try:
            due = self._turn(at)
            self._stumbled = None
        except Exception as error:
            # Alarms that do not work must be seen not to work; all else goes on.
            log.exception("The alarms stumbled and go on.")
            self._stumbled = f"alarms do not work: {self._stumbles.trouble(error).what}"
            due = at + _STUMBLE
        self._tell_book()
        return due

    def _turn(self, at: float) -> float:
        with self._sending:
            snapshot = self._newest
        if snapshot is None:
            return at + EVERY
        now = snapshot.server_now(self._clock)
        self._follow_clock(snapshot)
        events = self._carry_out(now)
        due = self._rest_until
        if at >= due:
            events += self._engine.observe(self._inspector.at(snapshot, now), now)
            took = self._clock.monotonic() - at
            self._rest_until = at + took + _REST * took
            due = max(at + EVERY, self._rest_until)
        if events:
            self._tell_book()
            self._announce(events)
        self._save(at, at_once=bool(events))
        return due

    def _carry_out(self, now: float) -> tuple[AlarmEvent, ...]:
        """All orders that have come."""
        events: tuple[AlarmEvent, ...] = ()
        while True:
            try:
                order = self._orders.get_nowait()
            except Empty:
                return events
            events += order(self._engine, now)

    def _follow_clock(self, snapshot: Snapshot) -> None:
        """If the server's clock was set, move all that is known along."""
        base = _base(snapshot)
        by = _apart(base, self._base)
        if by:
            self._engine.redate(by)
        if by or self._base is None:
            self._base = base

    # Telling.

    def _tell_book(self) -> None:
        """Publish what has changed; a worst value alone waits for the next snapshot."""
        keeper = self._desk.keeper
        problem = self._stumbled or (None if keeper is None else keeper.problem)
        told = self._engine.book()
        if told is self._told and problem == self._book.problem:
            return
        book = structs.replace(told, problem=problem)
        with self._sending:
            changed = _without_peaks(book) != _without_peaks(self._book)
            self._told, self._book, self._book_base = told, book, self._base
            if changed and self._newest is not None:
                self._send(self._newest)

    def _send(self, snapshot: Snapshot) -> None:
        """Publish it with the alarms, in the base of time that it has."""
        book = self._book
        if by := _apart(_base(snapshot), self._book_base):
            book = book.redated(by)
        if not self._stopped:
            self._publish(structs.replace(snapshot, alarms=book))

    def _announce(self, events: tuple[AlarmEvent, ...]) -> None:
        try:
            self._desk.announce(events)
        except Exception as error:
            log.exception("Alarms could not be announced.")
            self._stumbles.trouble(error)

    def _save(self, at: float, *, at_once: bool) -> None:
        keeper = self._desk.keeper
        if keeper is None or not (at_once or at >= self._save_from):
            return
        self._save_from = at + _SAVED_APART
        state = self._engine.state()
        if self._saved is None or structs.replace(state, looked=self._saved.looked) != self._saved:
            keeper.save(state)
            self._saved = state


def _base(snapshot: Snapshot) -> float | None:
    """Server time minus steady time, as all instants in a snapshot have it; seconds."""
    return None if snapshot.steady is None else snapshot.taken_at - snapshot.steady


def _apart(base: float | None, before: float | None) -> float:
    """By how many seconds the server's clock was set between these two; 0 if it was not."""
    by = 0.0 if base is None or before is None else base - before
    return by if abs(by) > _MOVED else 0.0


def _without_peaks(book: AlarmBook) -> AlarmBook:
    active = tuple(structs.replace(alarm, peak=None) for alarm in book.active)
    return structs.replace(book, active=active)
