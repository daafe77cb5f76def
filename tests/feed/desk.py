"""A poller on a desk: its source, its clock and everything it published are in the test's hands."""

from collections.abc import Callable, Sequence
from random import Random

from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
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
        self.fails: Callable[[Sequence[str]], Exception | None] = lambda _ids: None
        self.asked: list[str] = []

    def server_now(self) -> float | None:
        return self.clock.now()

    def read_queues(self) -> Sequence[Queue]:
        self.asked.append("names")
        if self.names_fail is not None:
            raise self.names_fail
        return self.queues

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

    def diagnostics(self) -> Diagnostics:
        return Diagnostics(rate=self.rate)

    def organisation(self) -> str | None:
        self.asked.append("organisation")
        return "Acme"


class Desk:
    """A poller with its source, its clock and everything it published."""

    def __init__(self, *names: str, batch: int = 100, settings: Settings | None = None) -> None:
        self.clock = ManualClock()
        self.source = FakeSource(self.clock, *names, batch=batch)
        self.poller = Poller(
            self.source,
            settings or Settings(),
            self.clock,
            base_url="https://api.x",
            random=Random(3),
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

    def turns_until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        for _ in range(100):
            snapshot = self.turn()
            if done(snapshot):
                return snapshot
        raise AssertionError("never came to that")


def always(error: Exception) -> Callable[[Sequence[str]], Exception | None]:
    return lambda _ids: error


def if_named(queue_id: str, error: Exception) -> Callable[[Sequence[str]], Exception | None]:
    return lambda ids: error if queue_id in ids else None
