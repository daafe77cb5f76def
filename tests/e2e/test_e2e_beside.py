"""Today and the opened queue over loopback: as the centre's own books have them, or why not."""

import threading
from collections.abc import Iterator
from datetime import UTC
from random import Random
from typing import Any

import pytest

from queuetui.domain.opened import Opened
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.simulator.faults import (
    Fault,
    Garbage,
    Hang,
    RateLimited,
    RefuseQueue,
    Status,
    Withhold,
)
from queuetui.simulator.floor import Queue
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock
from tests.feed.desk import Bench, Turns
from tests.patience import FairTransport

AGGREGATES = "/api/v2/analytics/conversations/aggregates/query"
ACTIVITY = "/api/v2/analytics/routing/activity/query"
LACKS = "analytics:conversationAggregate:view"


class House:
    """A simulator and a feed on one clock."""

    def __init__(self, simulator: RunningSimulator, settings: Settings | None = None) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.bench = Bench()
        who, transport = simulator.credentials, FairTransport(self.clock, simulator)
        self.source = Source(
            lambda: open_session(
                simulator.base_url, who.client_id, who.client_secret, self.clock, transport
            )
        )
        self.published: list[Snapshot] = []
        self.poller = self.make(settings or Settings(), self.bench.run)
        self.poller._publish = self.published.append
        self._turns = Turns(self.poller, self.clock, self.advance)

    def make(self, settings: Settings, run: Any = None) -> Poller:
        return Poller(
            self.source,
            settings,
            self.clock,
            base_url=self.simulator.base_url,
            random=Random(1),
            local=UTC,
            run=run,
        )

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    def live(self, seconds: float) -> Snapshot:
        self._turns.live(seconds)
        return self.published[-1]

    def queue(self, name: str) -> Queue:
        return next(q for q in self.simulator.centre.queues.values() if q.name == name)

    def asked(self, path: str) -> int:
        return sum(one.path == path for one in self.simulator.received)


@pytest.fixture
def house() -> Iterator[House]:
    with RunningSimulator() as simulator:
        yield House(simulator)


def about(snapshot: Snapshot) -> Opened:
    assert snapshot.opened is not None
    return snapshot.opened


class TestTheTruth:
    def test_today_is_as_the_centre_has_it(self, house: House) -> None:
        # Just when it is asked: the centre keeps its books up to now.
        snapshot = house.live(1_200.0)
        day, centre = snapshot.day, house.simulator.centre
        assert day is not None
        assert snapshot.today.problem is None
        offered = 0
        for state in snapshot.queues:
            today = state.today
            assert today is not None
            assert snapshot.taken_at - today.as_of < 1.0
            assert set(today.media) <= set(centre.queues[state.queue.id].lines)
            for media in centre.queues[state.queue.id].lines:
                truth = centre.truth_of(state.queue.id, media, day.since, centre.now + 0.01)
                got = today.media.get(media)
                assert (got.offered if got else 0) == truth.offered
                if got is not None:
                    assert (got.answered, got.over_sla) == (truth.answered, truth.over_sla)
                    assert got.handled == truth.handled
                    assert got.abandoned == (None if got.callback else truth.abandoned)
                offered += truth.offered
        assert offered > 200

    def test_the_opened_queue_is_as_the_centre_has_it(self, house: House) -> None:
        house.live(1_800.0)
        queue = house.queue("Billing")
        house.poller.open_queue(queue.id)
        one = about(house.live(60.0))
        agents, waiting = one.agents.value, one.waiting.value
        estimates, day = one.estimates.value, one.day.value
        assert agents is not None
        assert waiting is not None
        assert estimates is not None
        assert day is not None
        assert {agent.id for agent in agents.people} == {m.agent.id for m in queue.members}
        names = {member.agent.id: member.agent.name for member in queue.members}
        assert all(agent.name == names[agent.id] for agent in agents.people)
        assert waiting.total == sum(len(line.waiting) for line in queue.lines.values())
        assert [media.media for media in estimates.by_media]
        assert all(media.formula for media in estimates.by_media)
        centre = house.simulator.centre
        truth = [
            centre.truth_of(queue.id, media, day.since, centre.now + 0.01) for media in queue.lines
        ]
        assert sum(half.offered for half in day.halves) == sum(one.offered for one in truth) > 0
        assert sum(half.answered for half in day.halves) == sum(one.answered for one in truth)
        reading = next(s.reading for s in house.published[-1].queues if s.queue.id == queue.id)
        assert reading is not None
        points = house.poller.points(queue.id, 0.0)
        assert points[-1].waiting == reading.waiting
        assert len(points) > 180

    def test_the_calls_of_ten_minutes(self, house: House) -> None:
        house.live(0.5)
        house.simulator.forget()
        house.live(600.0)
        assert house.asked(AGGREGATES) == 10
        house.poller.open_queue(house.queue("Billing").id)
        house.simulator.forget()
        house.live(599.0)
        assert house.asked(AGGREGATES) == 10 + 9
        assert house.asked(ACTIVITY) == 120
        # The presences are the same for an hour, the names for half a day.
        assert house.asked("/api/v2/presence/definitions") == 1
        assert house.asked("/api/v2/users") <= 5


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Withhold(LACKS), f"{LACKS} is missing"),
        (Status(403, endpoint="aggregates"), "403"),
        (RateLimited(7, endpoint="aggregates"), "limits the rate"),
        (RateLimited(None, endpoint="aggregates"), "limits the rate"),
        (Status(500, endpoint="aggregates"), "(500"),
        (Hang(endpoint="aggregates"), "did not answer within"),
        (Garbage("shape", endpoint="aggregates"), "aggregates answer"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else "",
)
def test_trouble_with_today_is_told_and_leaves_the_rest_alone(
    house: House, fault: Fault, says: str
) -> None:
    identity = house.simulator.faults.add(fault)
    house.live(5.5)
    house.poller.open_queue(house.queue("Billing").id)
    snapshot = house.live(60.0)
    for shot in house.published[1:]:
        assert shot.health.reason is None
    assert snapshot.health.state == "live"
    assert snapshot.sequence >= 13
    assert all(state.as_of is not None for state in snapshot.queues)
    assert all(state.today is None for state in snapshot.queues)
    one = about(snapshot)
    for problem, next_try in (
        (snapshot.today.problem, snapshot.today.next_try),
        (one.day.problem, one.day.next_try),
    ):
        assert problem is not None
        assert says in problem
        assert next_try is not None
        assert next_try > snapshot.taken_at - 1.0
    assert one.agents.value is not None
    assert one.agents.problem is None
    assert one.waiting.value is not None
    house.simulator.faults.remove(identity)
    house.live(10.0)
    house.poller.ask_now()
    back = house.live(10.0)
    assert back.today.problem is None
    assert all(state.today is not None for state in back.queues)
    assert about(back).day.value is not None


def test_a_queue_that_only_the_totals_refuse_costs_the_others_nothing(house: House) -> None:
    house.simulator.faults.add(RefuseQueue("VIP", 403, endpoint="aggregates"))
    snapshot = house.live(180.0)
    assert [s.queue.name for s in snapshot.queues if s.today is None] == ["VIP"]
    assert snapshot.today.problem is not None
    assert snapshot.today.problem.startswith("not told for 1 of 12 queues")
    assert all(state.problem is None for state in snapshot.queues)


def test_in_its_real_threads_a_hanging_question_delays_no_poll(house: House) -> None:
    house.clock.really_waits = True
    house.simulator.faults.add(Hang(endpoint="aggregates"))
    poller = house.make(Settings())
    published: list[Snapshot] = []
    polled = threading.Semaphore(0)

    def publish(snapshot: Snapshot) -> None:
        if snapshot.sequence > (published[-1].sequence if published else 0):
            polled.release()
        published.append(snapshot)

    poller.start(publish)
    try:
        assert polled.acquire(timeout=10)
        poller.open_queue(house.queue("Billing").id)
        for _ in range(200):
            house.advance(5.0)
            poller.ask_now()
            assert polled.acquire(timeout=10)
            if published[-1].today.problem and published[-1].sequence > 10:
                break
    finally:
        poller.stop()
    last = published[-1]
    assert {shot.health.state for shot in published[2:]} == {"live"}
    assert "did not answer within" in (last.today.problem or "")
    assert about(last).agents.value is not None
    assert about(last).waiting.value is not None
