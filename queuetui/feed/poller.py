"""The feed: one daemon thread that asks, merges what comes and publishes frozen snapshots."""

import logging
import threading
from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

from msgspec import structs

from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.readings import Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.watchlist import QueueRule
from queuetui.feed.clock import FeedClock
from queuetui.feed.crew import Crew
from queuetui.feed.health import Trouble, health, state_of, wait_after
from queuetui.feed.isolate import REFUSALS, isolate
from queuetui.feed.merge import extended, newest
from queuetui.feed.pace import Pace, hold
from queuetui.feed.roster import Roster
from queuetui.feed.round import SIDE_BY_SIDE, Round
from queuetui.feed.vigil import SLICE, Vigil
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.observations import Observed

log = logging.getLogger(__name__)
_SOONEST = 1.0
"""Seconds between two polls, however often somebody asks for one."""
_STUMBLE = 5.0
"""Seconds before the loop is begun again, should even its edge have failed."""
_EMPTY = Trouble(
    "answer",
    "The answer holds none of the queues that were asked for.",
    why="Usually the queues were deleted, or their division was taken from the OAuth client.",
    advice="See what these credentials can read: queuetui queues",
)


class Source(Protocol):
    """Whom the poller asks; every question may raise a `GenesysError`."""

    @property
    def batch(self) -> int:
        """The most queues that one question may name."""
        ...

    @property
    def rate(self) -> RateBudget:
        """The allowance as the newest answer told it."""
        ...

    def server_now(self) -> float | None:
        """Now by the server's clock, epoch seconds; ``None`` before the first answer."""
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

    def diagnostics(self) -> Diagnostics:
        """What the connection can tell about itself."""
        ...


class Poller:
    """Polls on its own from `start` to `stop`; `step` is one turn of its loop."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        source: Source,
        settings: Settings,
        clock: FeedClock,
        *,
        base_url: str,
        random: Random,
        spread: bool = True,
    ) -> None:
        self._spread = spread
        self._source = source
        self._settings = settings
        self._clock = clock
        self._base_url = base_url
        self._random = random
        poll = settings.poll
        self._pace = Pace(poll.interval, poll.budget, poll.names_every)
        self._interval = poll.interval
        self._roster = Roster(settings.watchlist, poll.names_every)
        self._crew: Crew[Observed] = Crew(SIDE_BY_SIDE)
        self._vigil = Vigil(clock)
        self._wake = threading.Event()
        self._stopped = False
        self._publish: Callable[[Snapshot], object] = lambda _snapshot: None
        self._round: Round | None = None
        self._organisation: str | None = None
        self._readings: dict[str, Reading] = {}
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

    def diagnostics(self) -> Diagnostics:
        """What the feed can tell about itself; from any thread."""
        return structs.replace(
            self._source.diagnostics(),
            interval_wanted=self._settings.poll.interval,
            interval_kept=self._interval,
            refused=self._roster.refused_names(),
        )

    # The thread.

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._wait_until(self._turn())
            except Exception:
                # Not even telling of trouble worked; the thread must live on all the same.
                log.exception("The feed stumbled over its own trouble and goes on.")
                self._clock.wait(self._wake, _STUMBLE)

    def _turn(self) -> float:
        """One `step` that survives anything; returns the steady instant of the next."""
        try:
            return self.step()
        except Exception:
            log.exception("The feed stumbled and goes on.")
            self._round = None
            return self._settle(Trouble("internal", "internal error, see the log"))

    def _wait_until(self, due: float) -> None:
        """Wait until ``due``, or less if somebody asks: but not before the source allows it."""
        while not self._stopped:
            now = self._clock.monotonic()
            asked = self._wake.is_set()
            target = min(due, self._not_before) if asked else due
            if now >= target:
                self._wake.clear()
                return
            stretch = min(SLICE, target - now)
            self._vigil.rest()
            self._clock.wait(threading.Event() if asked else self._wake, stretch)
            disturbance = self._vigil.look(stretch)
            if disturbance is not None:
                log.warning("%s, by %.0f s: asking at once.", *structs.astuple(disturbance))
                self._wake.set()

    # One turn.

    def step(self) -> float:
        """Ask for a wave and publish what came; returns the steady instant of the next turn."""
        if self._round is None:
            try:
                self._refresh_names()
            except GenesysError as error:
                if not self._roster.known:
                    return self._settle(_trouble(error))
                # Figures matter more than names: the old names serve until the next turn.
                log.warning("The queue names could not be read anew: %s", error.what)
            if not self._roster.queues:
                return self._settle(self._nothing_to_watch())
            batches = self._roster.batches(self._source.batch, self._clock.monotonic())
            self._round = Round(batches, self._clock.monotonic())
        this = self._round
        self._ask_wave(this, this.waves.pop(0))
        if not this.over:
            return self._pause_in(this)
        self._round = None
        due = self._settle(this.verdict(), this)
        if self._organisation is None and this.trouble is None:
            self._read_organisation()
        return due

    def _refresh_names(self) -> None:
        now = self._clock.monotonic()
        if not self._roster.names_due(now):
            return
        self._roster.put_off_names(now)
        try:
            self._roster.take_directory(self._source.read_queues(), self._source.batch)
        except GenesysError as error:
            if error.cause != "permission" or not self._roster.do_without_directory():
                raise
            log.warning("%s Only the queues named by id can be shown.", error.what)
        watched = {queue.id for queue in self._roster.queues}
        for known in (self._readings, self._trends, self._problems):
            for queue_id in known.keys() - watched:
                del known[queue_id]

    def _ask_wave(self, this: Round, wave: Sequence[Sequence[str]]) -> None:
        outcomes = self._crew.run([_job(self._source, batch) for batch in wave])
        answered_before = this.answered
        for batch, outcome in zip(wave, outcomes, strict=True):
            this.asked += 1
            if isinstance(outcome, REFUSALS) and len(batch) > 1:
                self._search(this, batch, outcome)
            elif isinstance(outcome, REFUSALS) and this.batches > 1:
                self._roster.refuse({batch[0]: outcome.what}, self._clock.monotonic())
                this.refusal = _trouble(outcome)
            elif isinstance(outcome, GenesysError):
                this.fail(_trouble(outcome))
                self._problems.update(dict.fromkeys(batch, outcome.what))
            elif isinstance(outcome, Exception):
                raise outcome
            elif outcome.readings:
                self._take(batch, outcome)
                this.answered += 1
            else:
                self._take(batch, outcome)
                this.fail(_EMPTY)
        if this.answered > answered_before:
            self._last_good = self._server_now()

    def _search(self, this: Round, batch: Sequence[str], refusal: GenesysError) -> None:
        """A refused batch: find the queues it was refused for, and keep the others live."""
        found = isolate(batch, refusal, self._source.observe)
        self._take(found.answered, Observed(found.readings))
        self._roster.refuse(found.refused, self._clock.monotonic())
        if found.error is not None:
            self._problems.update(dict.fromkeys(found.undecided, found.error.what))
        if found.readings:
            this.answered += 1
        elif found.error is not None:
            this.fail(_trouble(found.error))

    def _take(self, batch: Sequence[str], observed: Observed) -> None:
        self._readings = newest(self._readings, observed.readings, self._server_now())
        self._roster.accept(batch)
        for queue_id in batch:
            reading = observed.readings.get(queue_id)
            if reading is None:
                self._problems[queue_id] = "not in the answer: deleted, or not visible any more"
            else:
                self._problems.pop(queue_id, None)
            trend = self._trends.get(queue_id, ())
            self._trends[queue_id] = extended(trend, reading.waiting if reading else None)

    def _read_organisation(self) -> None:
        """The name for the status bar: asked once figures are on screen, given up without fuss."""
        try:
            self._organisation = self._source.organisation() or ""
        except GenesysError as error:
            self._organisation = ""
            log.info("The organisation's name is not known: %s", error.what)
        self._send()

    # After a turn.

    def _pause_in(self, this: Round) -> float:
        """Between two waves: they are spread over half of the interval."""
        self._send()
        pause = self._interval / 2 / this.length if self._spread else 0.0
        return self._clock.monotonic() + pause

    def _settle(self, trouble: Trouble | None, this: Round | None = None) -> float:
        """Publish the state after a round; returns when the next is due (steady)."""
        steady = self._clock.monotonic()
        began = this.began if this else steady
        requests = this.batches if this else 1
        self._interval = self._pace.kept(requests, self._roster.pages, self._source.rate)
        held = hold(requests, self._source.rate)
        if this is not None and this.answered:
            self._sequence += 1
        if trouble is None:
            self._failures = 0
            due = max(began + self._interval, steady + held)
        else:
            self._failures += 1
            wait = wait_after(trouble, self._failures, self._interval, self._random)
            due = steady + max(wait, held)
        ordered = trouble.retry_after if trouble and trouble.retry_after else 0.0
        self._not_before = steady + max(_SOONEST, ordered, held)
        now = self._server_now()
        rule = self._settings.staleness
        state = state_of(trouble, self._last_good, now, self._interval, rule)
        self._health = health(
            state,
            self._health,
            trouble,
            now,
            last_good=self._last_good,
            next_try=now + (due - steady),
        )
        self._send()
        return due

    def _send(self) -> None:
        if not self._stopped:
            self._publish(self.snapshot())

    def snapshot(self) -> Snapshot:
        """Everything known now, frozen."""
        states = [
            QueueState(
                queue=queue,
                reading=self._readings.get(queue.id),
                problem=self._problem(queue.id),
                trend=self._trends.get(queue.id, ()),
            )
            for queue in self._roster.queues
        ]
        states += [_missing(rule) for rule in self._roster.missing]
        now = self._server_now()
        return Snapshot(
            taken_at=now,
            skew=now - self._clock.now(),
            base_url=self._base_url,
            interval=self._interval,
            health=self._health,
            queues=tuple(states),
            organisation=self._organisation or None,
            sequence=self._sequence,
            stretched=self._interval > self._settings.poll.interval * 1.05,
            steady=self._clock.monotonic(),
        )

    def _problem(self, queue_id: str) -> str | None:
        return self._roster.why_refused(queue_id) or self._problems.get(queue_id)

    def _server_now(self) -> float:
        told = self._source.server_now()
        return self._clock.now() if told is None else told

    def _nothing_to_watch(self) -> Trouble:
        missing = self._roster.missing
        names = ", ".join(repr(str(rule)) for rule in missing[:3])
        what = f"No queue is meant by {names}." if missing else "These credentials see no queue."
        advice = "See what these credentials can read: queuetui queues"
        return Trouble("queues", what, advice=advice)


def _job(source: Source, batch: Sequence[str]) -> Callable[[], Observed]:
    return lambda: source.observe(batch)


def _trouble(error: GenesysError) -> Trouble:
    return Trouble(error.cause, error.what, error.why, error.advice, error.retry_after)


def _missing(rule: QueueRule) -> QueueState:
    """An entry of the settings that means no queue is shown, not silently left out."""
    queue = Queue(id=str(rule), name=rule.label or str(rule))
    return QueueState(queue=queue, problem="no such queue, or these credentials can't see it")
