"""A watch for alarms on a stand: its polls, its clock and all it told are in the test's hands."""

from collections.abc import Callable

from msgspec.structs import replace

from queuetui.domain.alarms.book import AlarmBook, AlarmEvent, AlarmState
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.alarms.rules import AlarmRule
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.feed.watch import AlarmDesk, Watch
from tests.clocks import ManualClock

CROWD = AlarmRule("crowd", parse_condition("waiting > 5"), hold=15.0)


class FakePolls:
    """Publishes what a test gives it."""

    def __init__(self) -> None:
        self.publish: Callable[[Snapshot], object] = lambda _snapshot: None
        self.calls: list[object] = []

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        self.publish = publish

    def ask_now(self) -> float:
        return 4.5

    def open_queue(self, queue_id: str | None) -> None:
        self.calls.append(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        return (Point(since, 1, None, None),)

    def diagnostics(self) -> Diagnostics:
        return Diagnostics(skew=7.0)

    def stop(self) -> None:
        self.calls.append("stop")


class MemoryKeeper:
    def __init__(self, state: AlarmState | None = None) -> None:
        self.state = state
        self.problem: str | None = None
        self.saved: list[AlarmState] = []

    def save(self, state: AlarmState) -> None:
        self.saved.append(state)


class Stand:
    """A watch with its polls, its clock, and everything that it told; without its thread."""

    def __init__(self, *rules: AlarmRule, kept: AlarmState | None = None) -> None:
        self.clock = ManualClock()
        self.polls = FakePolls()
        self.keeper = MemoryKeeper(kept)
        self.announced: list[tuple[AlarmEvent, ...]] = []
        self.published: list[Snapshot] = []
        self.reports: list[Exception] = []
        self.watch = Watch(
            self.polls,
            Settings(alarms=rules),
            self.clock,
            AlarmDesk(self.announced.append, self.keeper),
            report=self._report,
        )
        self.watch._publish = self.published.append

    def _report(self, error: Exception) -> str:
        self.reports.append(error)
        return "there"

    def tell(self, *waiting: int, **changes: object) -> None:
        """The polls publish a snapshot of queues in which so many wait."""
        now = self.clock.now()
        queues = tuple(
            QueueState(
                Queue(f"q{n}", f"Queue {n}"),
                Reading(
                    f"q{n}", now, {"voice": MediaReading(count, oldest_since=now)}, AgentCounts()
                ),
            )
            for n, count in enumerate(waiting)
        )
        snapshot = Snapshot(
            now, 0.0, "", 5.0, Health("live"), queues, steady=self.clock.monotonic()
        )
        self.watch.pass_on(replace(snapshot, **changes))

    def turn(self, seconds: int = 0) -> float:
        """A turn now, and one each second for so long; the last one's due, from then."""
        due = self.watch.turn()
        for _ in range(seconds):
            self.clock.advance(1)
            due = self.watch.turn()
        return due - self.clock.monotonic()

    @property
    def book(self) -> AlarmBook:
        found = self.published[-1].alarms
        assert found is not None
        return found

    @property
    def kinds(self) -> list[str]:
        return [event.kind for events in self.announced for event in events]


def raised() -> Stand:
    stand = Stand(CROWD)
    stand.tell(9)
    stand.turn(15)
    return stand
