"""What the feed tells: all that is known and how far it can be believed, as frozen snapshots."""

import threading
from collections.abc import Callable

from msgspec import structs

from queuetui.domain.clock import Clock
from queuetui.domain.freshness import freshness
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, QueueState, Snapshot, moved
from queuetui.feed.beside import Beside, Merged
from queuetui.feed.figures import Figures, missing
from queuetui.feed.foresight import Foresight
from queuetui.feed.health import Trouble, health, state_of
from queuetui.feed.roster import Roster
from queuetui.feed.schedule import Schedule
from queuetui.feed.source import Source
from queuetui.feed.suspects import Suspects
from queuetui.feed.timeline import Timeline

_NOTICEABLE = 1.0
"""Seconds by which a next try must have moved to be told anew."""
_OLD = Trouble(
    "answer",
    "The answers are old ones, kept somewhere on the way.",
    why="Usually a proxy that keeps answers for a while.",
    advice="Let the proxy keep nothing of the API's host, or go around it (NO_PROXY).",
)


class Bulletin:
    """Puts the snapshots together, and sends one whenever something has changed.

    Polls and side questions tell it their news in threads of their own: the polls all but `put`,
    which is the others'. Each snapshot holds the newest of both, and they are sent in the order in
    which they were made. All instants in it are in one base of time, see `Timeline`.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that a snapshot is made of
        self,
        source: Source,
        settings: Settings,
        clock: Clock,
        roster: Roster,
        figures: Figures,
        suspects: Suspects,
        foresight: Foresight,
        schedule: Schedule,
        base_url: str,
        send: Callable[[Snapshot], object],
    ) -> None:
        self._source = source
        self._settings = settings
        self._clock = clock
        self._roster = roster
        self._figures = figures
        self._suspects = suspects
        self._foresight = foresight
        self._schedule = schedule
        self._base_url = base_url
        self._send = send
        self._time = Timeline(source, clock)
        self._health = Health("starting")
        self._queues: tuple[QueueState, ...] = ()
        self.organisation: str | None = None
        """``None`` before it was asked for, empty if it is not to be had."""
        self.last_good: float | None = None
        """The instant of the newest figures; epoch seconds by the server's clock."""
        self.sequence = 0
        """Counts the polls that brought data."""
        self._turned: float | None = None
        """When the thread of the polls last told something (steady)."""
        self._sending = threading.Lock()
        self._core: Snapshot | None = None
        """What was told last, without what is told beside the polls."""
        self._beside = Beside()
        self._beside_based = self._beside, self._time.base, self._beside
        """The same, a base of time, and what it is on that base."""
        self._merged = Merged()

    def server_now(self) -> float:
        """Now by the server's clock, or by ours as long as that is all there is."""
        return self._time.now()

    @property
    def base(self) -> float:
        """Server time minus steady time as it is told now, seconds; from any thread."""
        return self._time.base

    def follow_clock(self) -> None:
        """If the server's clock was set, move all that is known along, so that no age changes."""
        with self._sending:
            by = self._time.follow()
            if not by:
                return
            self._figures.redate(by)
            self._suspects.redate(by)
            self._foresight.redate(by)
            self.last_good = moved(self.last_good, by)
            self._health = self._health.redated(by)
            self._queues = tuple(state.redated(by) for state in self._queues)
            if self._core is not None:
                self._core = structs.replace(
                    self._core,
                    health=self._core.health.redated(by),
                    queues=tuple(state.redated(by) for state in self._core.queues),
                )

    def learn(self, as_of: float) -> bool:
        """An answer of that instant has come; whether it tells anything newer than those before.

        One that was kept on its way is no newer than what it says.
        """
        before = self.last_good
        if before is not None and as_of <= before:
            return False
        self.last_good = as_of
        return True

    def judge(self, trouble: Trouble | None) -> None:
        """The health as of now; it is told with the next snapshot."""
        self.follow_clock()
        now, rule = self.server_now(), self._settings.staleness
        if trouble is None and freshness(self.last_good, now, self._schedule.interval, rule) in {
            "late",
            "frozen",
        }:
            trouble = _OLD
        state = state_of(trouble, self.last_good, now, self._schedule.interval, rule)
        self._health = health(
            state, self._health, trouble, now, last_good=self.last_good, next_try=None
        )

    def say_asking(self) -> None:
        """A call begins: what is known stays as it is. The first time, nothing is."""
        self.follow_clock()
        self._turned = self._clock.monotonic()
        if self._health.since is None:
            self._health = structs.replace(self._health, since=self.server_now())
        elif self._health.next_try is None:
            return
        self._health = structs.replace(self._health, next_try=None)
        self._tell()

    def plan(self, due: float | None) -> None:
        """Tell everything, and that the next try is at ``due`` (steady); ``None``: right now."""
        self._turned = self._clock.monotonic()
        self.follow_clock()
        next_try = None if due is None else self._time.at(due)
        self._health = structs.replace(self._health, next_try=next_try)
        self._queues = self._states()
        self._tell()

    def announce(self, due: float) -> None:
        """Tell that the next try was moved to ``due`` (steady), unless that is known."""
        known = self._health.next_try
        if known is None or abs(known - self._time.at(due)) > _NOTICEABLE:
            self.plan(due)

    def put(self, beside: Beside) -> None:
        """Tell what came of the side questions; from their thread."""
        with self._sending:
            self._beside = beside
            if self._core is not None:
                self._send(self._whole(self._core))

    def state(self, queue_id: str) -> QueueState | None:
        """What the polls told last of a queue; from any thread."""
        states = self._core.queues if self._core is not None else ()
        return next((state for state in states if state.queue.id == queue_id), None)

    def snapshot(self) -> Snapshot:
        """Everything known now, frozen."""
        with self._sending:
            return self._whole(self._polled())

    def _tell(self) -> None:
        with self._sending:
            self._core = self._polled()
            self._send(self._whole(self._core))

    def _whole(self, core: Snapshot) -> Snapshot:
        """With what is known beside the polls, as of now."""
        now = self.server_now()
        beside = self._now_beside()
        return structs.replace(
            core,
            taken_at=now,
            skew=now - self._clock.now(),
            steady=self._clock.monotonic(),
            queues=self._merged.states(core.queues, beside.totals),
            day=beside.day,
            today=beside.today,
            opened=beside.opened,
        )

    def _now_beside(self) -> Beside:
        """What came of the side questions, as it holds now."""
        told, base = self._beside, self._time.base
        known, known_base, moved_there = self._beside_based
        if known is not told or known_base != base:
            # Moved once, or all queues would have another day at each snapshot.
            moved_there = told.on(base)
            self._beside_based = told, base, moved_there
        return moved_there.at(self.server_now())

    def _polled(self) -> Snapshot:
        now, interval = self.server_now(), self._schedule.interval
        return Snapshot(
            taken_at=now,
            skew=now - self._clock.now(),
            base_url=self._base_url,
            interval=interval,
            health=self._health,
            queues=self._queues,
            organisation=self.organisation or None,
            sequence=self.sequence,
            stretched=interval > self._settings.poll.interval * 1.05,
            steady=self._clock.monotonic(),
            turned=self._turned,
            listed=self._roster.known,
        )

    def _states(self) -> tuple[QueueState, ...]:
        roster, due, beside = self._roster, self._schedule.due, self._now_beside()
        told = {state.queue.id: state for state in self._queues}
        states: list[QueueState] = []
        for queue in roster.queues:
            again = roster.again(queue.id)
            # It is asked for together with the others, at the first poll after its time.
            next_try = None if again is None else self._time.at(max(again, due))
            problem, known = roster.why_out(queue.id), told.get(queue.id)
            if (
                known is not None
                and known.queue is queue
                and self._figures.tells(known, problem, next_try)
            ):
                # The same object tells everybody that nothing has changed: a wave brings news of
                # some hundred queues, and all that is judged of the others still holds.
                states.append(known)
                continue
            state = self._figures.state(queue, problem, next_try)
            state = self._suspects.judge(state, beside.totals.get(queue.id))
            states.append(self._foresight.foresee(state, beside))
        states += [missing(rule) for rule in roster.missing]
        return tuple(states)
