"""One session for all questions, and what the organisation calls its presences."""

import threading
from collections.abc import Iterator

import pytest

from queuetui.domain.people import Agents
from queuetui.genesys.errors import RateLimited as RateLimitedError
from queuetui.genesys.names import SKILLS, USERS
from queuetui.genesys.session import Session
from queuetui.genesys.source import Source
from queuetui.simulator.faults import RateLimited, Status
from queuetui.simulator.running import RunningSimulator
from tests.genesys.opening import Opening

PRESENCES = "/presence/definitions"


class House(Opening):
    def __init__(self, simulator: RunningSimulator) -> None:
        super().__init__(simulator)
        self.source = Source(lambda: self.session)

    def agents(self) -> Agents:
        return self.source.read_agents(self.queue("Billing").id)


@pytest.fixture
def house() -> Iterator[House]:
    with RunningSimulator() as simulator:
        yield House(simulator)


class TestPresences:
    def test_are_read_once_an_hour(self, house: House) -> None:
        for minutes in (0, 1, 58):
            house.advance(60.0 * minutes)
            house.agents()
        assert len(house.asked(PRESENCES)) == 1
        house.advance(120.0)
        house.agents()
        assert len(house.asked(PRESENCES)) == 2

    def test_a_clock_that_is_set_back_makes_them_last_no_longer(self, house: House) -> None:
        house.agents()
        house.advance(-86_400.0)
        house.source.organisation()
        house.advance(5.0)
        house.source.organisation()
        house.agents()
        assert len(house.asked(PRESENCES)) == 2

    def test_that_are_not_told_leave_the_agents_as_they_are(self, house: House) -> None:
        house.simulator.faults.add(Status(500, endpoint="names"))
        assert house.agents().people
        house.advance(30.0)
        house.agents()
        assert len(house.asked(PRESENCES)) == 1
        house.simulator.faults.clear()
        house.advance(31.0)
        house.agents()
        assert len(house.asked(PRESENCES)) == 2

    def test_an_order_to_wait_is_handed_on(self, house: House) -> None:
        house.simulator.faults.add(RateLimited(7, endpoint="names"))
        with pytest.raises(RateLimitedError) as caught:
            house.agents()
        assert caught.value.retry_after == 7.0


def test_names_are_kept_for_life(house: House) -> None:
    for _ in range(3):
        house.advance(60.0)
        house.agents()
        house.source.read_waiting(house.queue("Billing").id)
    assert house.agents().people[0].name
    assert len(house.asked(USERS)) == 1
    assert len(house.asked(SKILLS)) <= 3


def test_one_session_is_opened_whoever_comes_first(house: House) -> None:
    opened: list[Session] = []
    first = threading.Event()

    def connect() -> Session:
        first.wait(0.05)
        opened.append(house.session)
        return house.session

    source = Source(connect)
    threads = [threading.Thread(target=source.open) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(opened) == 1
