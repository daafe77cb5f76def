"""The feed: one daemon thread that asks, merges what comes and publishes frozen snapshots."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Protocol

from msgspec import structs

from queuetui.domain.readings import Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.watchlist import QueueRule, Selection
from queuetui.feed.clock import FeedClock
from queuetui.feed.crew import Crew
from queuetui.feed.health import Trouble, health, state_of, wait_after
from queuetui.feed.merge import extended, newest
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.observations import Observed

log = logging.getLogger(__name__)
_SOONEST = 1.0
"""Seconds between two polls, however often somebody asks for one."""


class Source(Protocol):
    """Whom the poller asks; every question may raise a `GenesysError`."""

    @property
    def batch(self) -> int:
        """The most queues that one question may name."""
        ...

    @property
    def skew(self) -> float:
        """Server's clock minus ours, in seconds."""
        ...

    def read_queues(self) -> Sequence[Queue]:
        """Every queue that the credentials may see."""
        ...

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        """The readings of these queues."""
        ...

    def organisation(self) -> str | None:
        """The organisation's name."""
        ...


class Poller:
    """Polls on its own from `start` to `stop`; `step` is one turn of its loop."""

    def __init__(
        self,
        source: Source,
        settings: Settings,
        clock: FeedClock,
        *,
        base_url: str,
        random: Random,
    ) -> None:
        self._source = source
        self._settings = settings
        self._clock = clock
        self._base_url = base_url
        self._random = random
        self._crew: Crew[Observed] = Crew()
        self._wake = threading.Event()
        self._stopped = False
        self._publish: Callable[[Snapshot], object] = lambda _snapshot: None
        self._selection: Selection | None = None
        self._names_due = 0.0
        self._organisation: str | None = None
        self._readings: Mapping[str, Reading] = {}
        self._trends: dict[str, tuple[int | None, ...]] = {}
        self._problems: dict[str, str] = {}
        self._health = Health("starting")
        self._last_good: float | None = None
        self._failures = 0
        self._sequence = 0
        self._not_before = 0.0

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        """Begin to poll in a thread of its own; ``publish`` is called from there."""
        self._publish = publish
        threading.Thread(target=self._run, name="queuetui-feed", daemon=True).start()

    def ask_now(self) -> None:
        """Poll as soon as the source allows, instead of at the next interval."""
        self._wake.set()

    def stop(self) -> None:
        """End the loop; a call under way is left to die with the process."""
        self._stopped = True
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped:
            due = self._turn()
            self._wait_until(due)

    def _turn(self) -> float:
        """One `step` that survives anything; returns the monotonic instant of the next."""
        try:
            return self.step()
        except Exception:
            log.exception("The feed stumbled and goes on.")
            trouble = Trouble("internal", "internal error, see the log")
            return self._settle(trouble, self._clock.monotonic())

    def _wait_until(self, due: float) -> None:
        """Wait until ``due``, or less if somebody asks: but not before the source allows it."""
        while not self._stopped:
            now = self._clock.monotonic()
            if self._wake.is_set() and now >= self._not_before:
                self._wake.clear()
                return
            target = min(due, self._not_before) if self._wake.is_set() else due
            if now >= target:
                return
            idle = threading.Event() if self._wake.is_set() else self._wake
            self._clock.wait(idle, target - now)

    def step(self) -> float:
        """Ask once and publish what came; returns the monotonic instant of the next poll."""
        began = self._clock.monotonic()
        try:
            self._refresh_names(began)
        except GenesysError as error:
            if self._selection is None:
                return self._settle(_trouble(error), began)
            # Figures matter more than names: the old names serve until the next turn.
            log.warning("The queue names could not be read anew: %s", error.what)
        trouble = self._observe()
        due = self._settle(trouble, began)
        if self._organisation is None and trouble is None:
            self._read_organisation()
        return due

    def _refresh_names(self, began: float) -> None:
        if self._selection is not None and began < self._names_due:
            return
        watchlist = self._settings.watchlist
        self._names_due = began + self._settings.poll.names_every
        try:
            self._selection = watchlist.select(self._source.read_queues())
        except GenesysError as error:
            alone = watchlist.without_directory()
            if self._selection is None and error.cause == "permission" and alone.queues:
                log.warning("%s Only the queues named by id can be shown.", error.what)
                self._selection = alone
                return
            raise

    def _observe(self) -> Trouble | None:
        """Ask for every watched queue, in batches side by side; merge what comes."""
        selection = self._selection
        if selection is None or not selection.queues:
            advice = "See what these credentials can read: queuetui queues"
            return Trouble("queues", _nothing_to_watch(selection), advice=advice)
        ids = [queue.id for queue in selection.queues]
        size = self._source.batch
        batches = [ids[start : start + size] for start in range(0, len(ids), size)]
        outcomes = self._crew.run([_job(self._source, batch) for batch in batches])
        first: Trouble | None = None
        failed = 0
        self._problems = {}
        for batch, outcome in zip(batches, outcomes, strict=True):
            if isinstance(outcome, GenesysError):
                failed += 1
                first = first or _trouble(outcome)
                self._problems.update(dict.fromkeys(batch, outcome.what))
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                self._take(batch, outcome)
        if failed < len(batches):
            self._sequence += 1
            self._last_good = self._server_now()
            if first is not None:
                what = f"{failed} of {len(batches)} batches failed: {first.what}"
                first = structs.replace(first, what=what, partial=True)
        return first

    def _take(self, batch: Sequence[str], observed: Observed) -> None:
        self._readings = newest(self._readings, observed.readings)
        for queue_id in batch:
            reading = observed.readings.get(queue_id)
            if reading is None:
                self._problems[queue_id] = "not in the answer: deleted, or not visible any more"
            trend = self._trends.get(queue_id, ())
            self._trends[queue_id] = extended(trend, reading.waiting if reading else None)

    def _read_organisation(self) -> None:
        """The name for the status bar: asked once figures are on screen, given up without fuss."""
        try:
            self._organisation = self._source.organisation() or ""
        except GenesysError as error:
            self._organisation = ""
            log.info("The organisation's name is not known: %s", error.what)
        self._publish_snapshot()

    def _settle(self, trouble: Trouble | None, began: float) -> float:
        """Publish the state after a poll; returns when the next is due (monotonic)."""
        interval = self._settings.poll.interval
        monotonic = self._clock.monotonic()
        if trouble is None:
            self._failures = 0
            due = max(began + interval, monotonic)
        else:
            self._failures += 1
            due = monotonic + wait_after(trouble, self._failures, interval, self._random)
        asked_to_wait = trouble.retry_after if trouble and trouble.retry_after else 0.0
        self._not_before = monotonic + max(_SOONEST, asked_to_wait)
        now = self._server_now()
        state = state_of(trouble, self._last_good, now, interval, self._settings.staleness)
        self._health = health(
            state,
            self._health,
            trouble,
            now,
            last_good=self._last_good,
            next_try=now + (due - monotonic),
        )
        self._publish_snapshot()
        return due

    def _publish_snapshot(self) -> None:
        if not self._stopped:
            self._publish(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Everything known now, frozen."""
        selection = self._selection or Selection(())
        states = [
            QueueState(
                queue=queue,
                reading=self._readings.get(queue.id),
                problem=self._problems.get(queue.id),
                trend=self._trends.get(queue.id, ()),
            )
            for queue in selection.queues
        ]
        states += [_missing(rule) for rule in selection.missing]
        return Snapshot(
            taken_at=self._server_now(),
            skew=self._source.skew,
            base_url=self._base_url,
            interval=self._settings.poll.interval,
            health=self._health,
            queues=tuple(states),
            organisation=self._organisation or None,
            sequence=self._sequence,
        )

    def _server_now(self) -> float:
        return self._clock.now() + self._source.skew


def _job(source: Source, batch: Sequence[str]) -> Callable[[], Observed]:
    return lambda: source.observe(batch)


def _trouble(error: GenesysError) -> Trouble:
    return Trouble(error.cause, error.what, error.why, error.advice, error.retry_after)


def _missing(rule: QueueRule) -> QueueState:
    """An entry of the settings that means no queue is shown, not silently left out."""
    queue = Queue(id=str(rule), name=rule.label or str(rule))
    return QueueState(queue=queue, problem="no such queue, or these credentials can't see it")


def _nothing_to_watch(selection: Selection | None) -> str:
    if selection is None or not selection.missing:
        return "These credentials can see no queue."
    names = ", ".join(repr(str(rule)) for rule in selection.missing[:3])
    return f"No queue is meant by {names}."
