"""Clocks that are set while the server is out of order, over loopback: a dead board looks dead."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.simulator.faults import ClockDrift, GoAway, RefuseQueue, Status
from queuetui.simulator.running import RunningSimulator
from queuetui.view.reasons import ways_to_say
from queuetui.view.status import Seen, seen
from tests.clocks import ManualClock
from tests.e2e.stage import row_of, stage
from tests.patience import FairTransport

BROKEN = Status(status=503, endpoint="observations")
RULE = Settings().staleness


class Line:
    """A feed and a simulator on one clock, without a screen."""

    def __init__(self, simulator: RunningSimulator) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        who, transport = simulator.credentials, FairTransport(self.clock, simulator)
        self.source = Source(
            lambda: open_session(
                simulator.base_url, who.client_id, who.client_secret, self.clock, transport
            )
        )
        self.poller = Poller(
            self.source, Settings(), self.clock, base_url=simulator.base_url, random=Random(3)
        )
        self._published: list[Snapshot] = []
        self.poller._publish = self._published.append

    def poll(self) -> tuple[float, Seen]:
        """The steady instant of one poll, and how the feed looks then."""
        at = self.clock.monotonic()
        due = self.poller._turn()
        snapshot = self._published[-1]
        passed = max(0.0, due - self.clock.monotonic())
        self.clock.advance(passed)
        self.simulator.clock.advance(passed)
        return at, seen(snapshot, snapshot.taken_at, RULE)

    @property
    def now(self) -> Snapshot:
        return self._published[-1]

    def dies(self, good: float, polls: int = 10) -> None:
        """Poll on; from 30 s after ``good`` (steady) on it is frozen, and stays so."""
        for _ in range(polls):
            at, look = self.poll()
            assert look.age == pytest.approx(at - good, abs=1.5)
            assert look.state == ("live" if at - good < 9 else look.state)
            assert look.state != "live" or at - good < 12
            assert look.state == "frozen" or at - good < 32
        assert look.state == "frozen"


@pytest.fixture
def line() -> Iterator[Line]:
    with RunningSimulator(queues=8) as simulator:
        yield Line(simulator)


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_the_servers_clock_is_set_with_its_last_breath(line: Line, jump: float) -> None:
    line.poll()
    line.poll()
    good, _ = line.poll()
    line.simulator.faults.add(ClockDrift(by=jump))
    line.simulator.faults.add(BROKEN)
    line.dies(good)


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_the_servers_clock_is_set_just_before_the_end(line: Line, jump: float) -> None:
    line.poll()
    line.simulator.faults.add(ClockDrift(by=jump))
    line.poll()
    good, look = line.poll()
    assert look.state == "live"
    assert look.age == pytest.approx(0.0, abs=1.5)
    line.simulator.faults.add(BROKEN)
    line.dies(good)


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_one_odd_date_before_the_end(line: Line, jump: float) -> None:
    line.poll()
    good, _ = line.poll()
    line.simulator.faults.add(ClockDrift(by=jump, requests=1))
    odd, _ = line.poll()
    line.simulator.faults.clear()
    line.simulator.faults.add(BROKEN)
    # An older date may be of a kept answer, which tells nothing new.
    line.dies(odd if jump > 0 else good)
    line.simulator.faults.clear()
    line.simulator.faults.add(GoAway())
    for _ in range(4):
        _, look = line.poll()
        assert look.state == "frozen"


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_this_machines_clock_is_set_where_no_date_comes(
    line: Line, jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queuetui.genesys.server_time.instant", lambda _text: None)
    line.poll()
    good, _ = line.poll()
    line.simulator.faults.add(BROKEN)
    line.clock.wall += jump
    line.dies(good)


@pytest.mark.parametrize("rate", [-0.5, -0.2, 0.5])
def test_a_server_whose_clock_goes_at_another_speed_stays_live(line: Line, rate: float) -> None:
    line.poll()
    line.simulator.faults.add(ClockDrift(rate=rate))
    assert {line.poll()[1].state for _ in range(30)} == {"live"}


def test_a_refused_queue_names_no_permission_that_the_others_have(line: Line) -> None:
    line.simulator.faults.add(RefuseQueue("VIP", 403, endpoint="observations"))
    for _ in range(8):
        line.poll()
    (vip,) = [state for state in line.now.queues if state.queue.name == "VIP"]
    assert vip.problem == "no access to this queue: its division is not in the client's roles"
    assert ways_to_say(vip.problem)[-1] == "no access"


async def test_on_the_screen(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence > 0)
        await on.polled()
        before = await on.polled()
        on.simulator.faults.add(ClockDrift(by=-3_600.0))
        on.simulator.faults.add(BROKEN)
        for _ in range(4):
            last = on.poller.diagnostics().calls[-1]
            on.advance(65.0)
            on.poller.ask_now()
            snapshot = await on.until(
                lambda snapshot, last=last: (  # type: ignore[misc]
                    on.poller.diagnostics().calls[-1] is not last
                    and snapshot.health.next_try is not None
                )
            )
        assert snapshot.sequence == before.sequence
        text = on.text()
        assert "DATA FROZEN 4:20" in text
        assert "data is back" not in text
        assert "● live" not in text
        assert "NO DATA" in row_of(text, "Billing")
