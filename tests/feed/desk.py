"""A poller on a desk: its source, its clock and everything it published are in the test's hands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from random import Random

from msgspec.structs import replace

from queuetui.domain.day import HALF_HOUR, Day
from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.people import Agent, Agents
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.today import DaySeries, HalfHour, MediaToday, Today
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.feed.errands import Errands
from queuetui.feed.poller import Poller
from queuetui.feed.stumbles import Report
from queuetui.genesys.directory import QueuePage
from queuetui.genesys.observations import Observed
from tests.clocks import ManualClock


class FakeSource:
    """Answers for any queue, unless it is told to fail."""

    def __init__(self, clock: ManualClock, *names: str, batch: int = 100) -> None:
        self.clock = clock
        self.batch = batch
        self.rate = RateBudget()
        self.queues = tuple(Queue(id=f"id-{name}", name=name) for name in names)
        self.waiting = 1
        self.left_out: set[str] = set()
        self.names_fail: Exception | None = None
        self.organisation_fails: Exception | None = None
        self.fails: Callable[[Sequence[str]], BaseException | None] = lambda _ids: None
        self.page = batch
        """Queues on a page of the list."""
        self.page_fails: Callable[[int], Exception | None] = lambda _number: None
        self.pages: list[tuple[int, float]] = []
        """Each page that was asked for, and when (steady)."""
        self.asked: list[str] = []
        self.refuses: Callable[[str, Sequence[str]], BaseException | None] = (
            lambda _question, _ids: None
        )
        """Why a side question (``today``, ``agents`` …) about some queues is not answered."""
        self.sides: list[tuple[str, float, tuple[str, ...]]] = []
        """Each side question, when (steady), and about whom."""
        self.staff = Agents("", 0.0, (Agent("a", "Ada"),))
        self.lines: dict[tuple[str, str], WaitingList] = {}
        """Who waits in a medium of a queue, where it is asked for alone."""

    def server_now(self) -> float | None:
        return self.clock.now()

    def read_queue_page(self, number: int) -> QueuePage:
        self.asked.append("names")
        self.pages.append((number, self.clock.monotonic()))
        error = self.page_fails(number)
        if error is not None:
            raise error
        if self.names_fail is not None:
            raise self.names_fail
        end = number * self.page
        return QueuePage(self.queues[end - self.page : end], last=end >= len(self.queues))

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        self.asked.append(",".join(queue_ids))
        error = self.fails(queue_ids)
        if error is not None:
            raise error
        media = {"voice": MediaReading(waiting=self.waiting)}
        return Observed(
            {
                queue_id: Reading(queue_id, self.clock.now(), media, AgentCounts())
                for queue_id in queue_ids
                if queue_id not in self.left_out
            }
        )

    def read_today(self, queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
        now = self._side("today", queue_ids)
        media = {"voice": MediaToday(offered=int(now - day.since))}
        return {one: Today(one, now, day.since, media) for one in queue_ids}

    def read_day(self, queue_id: str, day: Day) -> DaySeries:
        now = self._side("day", [queue_id])
        count = 1 + int((now - day.since) // HALF_HOUR)
        halves = (HalfHour(day.since + n * HALF_HOUR, 1, 1, 0) for n in range(count))
        return DaySeries(queue_id, now, day.since, tuple(halves))

    def read_agents(self, queue_id: str) -> Agents:
        now = self._side("agents", [queue_id])
        return replace(self.staff, queue_id=queue_id, as_of=now)

    def read_waiting(self, queue_id: str) -> WaitingList:
        now = self._side("waiting", [queue_id])
        return WaitingList(queue_id, now, (Waiting("voice", now - 60.0),), 1)

    def read_line(self, queue_id: str, media: str) -> WaitingList:
        now = self._side("line", [queue_id])
        return self.lines.get((queue_id, media)) or WaitingList(queue_id, now, (), 0)

    def read_estimates(self, queue_id: str, media: Iterable[str]) -> Estimates:
        now = self._side("estimates", [queue_id])
        return Estimates(queue_id, now, tuple(Estimate(one, 90.0, "BEST") for one in media))

    def _side(self, question: str, queue_ids: Sequence[str]) -> float:
        self.sides.append((question, self.clock.monotonic(), tuple(queue_ids)))
        error = self.refuses(question, queue_ids)
        if error is not None:
            raise error
        return self.clock.now()

    def times(self, question: str) -> list[float]:
        """The steady instants at which a side question was asked."""
        return [at for asked, at, _ in self.sides if asked == question]

    def diagnostics(self) -> Diagnostics:
        return Diagnostics(rate=self.rate)

    def organisation(self) -> str | None:
        self.asked.append("organisation")
        if self.organisation_fails is not None:
            raise self.organisation_fails
        return "Acme"


class Desk:
    """A poller with its source, its clock and everything it published."""

    def __init__(
        self,
        *names: str,
        batch: int = 100,
        settings: Settings | None = None,
        spread: bool = True,
        report: Report | None = None,
    ) -> None:
        self.clock = ManualClock()
        self.source = FakeSource(self.clock, *names, batch=batch)
        self.poller = Poller(
            self.source,
            settings or Settings(),
            self.clock,
            base_url="https://api.x",
            random=Random(3),
            spread=spread,
            report=report,
        )
        self.published: list[Snapshot] = []
        self.poller._publish = self.published.append

    def turn(self) -> Snapshot:
        """One turn; the clock then stands where the next is due."""
        due = self.poller._turn()
        snapshot = self.published[-1]
        self.wait = due - self.clock.monotonic()
        self.clock.advance(self.wait)
        return snapshot

    def poll(self) -> Snapshot:
        """All turns of one poll."""
        snapshot = self.turn()
        while self.poller._round is not None:
            snapshot = self.turn()
        return snapshot

    def turns_until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        for _ in range(100):
            snapshot = self.turn()
            if done(snapshot):
                return snapshot
        raise AssertionError("never came to that")


class Bench:
    """Runs side questions at once, or keeps those that are to hang."""

    def __init__(self) -> None:
        self.hangs: Callable[[], bool] = lambda: False
        self.hanging: list[tuple[Callable[[], object], Callable[[object], object]]] = []

    def run(self, job: Callable[[], object], done: Callable[[object], object]) -> None:
        self.hanging.append((job, done))
        if not self.hangs():
            self.let_go()

    def let_go(self) -> None:
        """Let those that hang come to their end."""
        while self.hanging:
            job, done = self.hanging.pop(0)
            try:
                result: object = job()
            except Exception as error:  # noqa: BLE001 - it is handed on
                result = error
            done(result)


class Turns:
    """Gives the two threads of a poller their turns, in this one, and lets time pass."""

    def __init__(
        self, poller: Poller, clock: ManualClock, advance: Callable[[float], object]
    ) -> None:
        errands = poller._aside.errands
        assert errands is not None
        self.poller = poller
        self.errands = errands
        self._clock = clock
        self._advance = advance
        self._due = self._errands_due = clock.monotonic()

    def live(self, seconds: float) -> None:
        """Let so much time pass; both have their turns when they are due, or when woken."""
        end = self._clock.monotonic() + seconds
        while True:
            self._take_turns()
            due = min(self._due, self._errands_due)
            if due > end:
                break
            self._advance(due - self._clock.monotonic())
        self._advance(end - self._clock.monotonic())

    def _take_turns(self) -> None:
        if self._clock.monotonic() >= self._due or self.poller._wake.is_set():
            self.poller._wake.clear()
            self._due = self.poller._turn()
        if self._clock.monotonic() >= self._errands_due or self.errands._wake.is_set():
            self.errands._wake.clear()
            self._errands_due = self.errands.turn()


class SideDesk(Desk):
    """A desk whose poller asks side questions too; time passes only in `live`."""

    def __init__(
        self,
        *names: str,
        batch: int = 100,
        settings: Settings | None = None,
        report: Report | None = None,
    ) -> None:
        super().__init__(*names, batch=batch, settings=settings, report=report)
        self.bench = Bench()
        self.poller = Poller(
            self.source,
            settings or Settings(),
            self.clock,
            base_url="https://api.x",
            random=Random(5),
            report=report,
            local=UTC,
            run=self.bench.run,
        )
        self.poller._publish = self._published
        self.at: list[float] = []
        """When each snapshot was published, steady."""
        self._turns = Turns(self.poller, self.clock, self.clock.advance)

    @property
    def errands(self) -> Errands:
        return self._turns.errands

    @property
    def now(self) -> Snapshot:
        """What was published last."""
        return self.published[-1]

    def live(self, seconds: float) -> Snapshot:
        """Let so much time pass."""
        self._turns.live(seconds)
        return self.now

    def _published(self, snapshot: Snapshot) -> None:
        self.published.append(snapshot)
        self.at.append(self.clock.monotonic())


def always(error: BaseException) -> Callable[[Sequence[str]], BaseException | None]:
    return lambda _ids: error


def if_named(queue_id: str, error: Exception) -> Callable[[Sequence[str]], Exception | None]:
    return lambda ids: error if queue_id in ids else None
