from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.simulator.fault_desk import MOST_FAULTS, FaultDesk, FaultState, PortState
from queuetui.simulator.faults import (
    ExpireTokens,
    Fault,
    FaultError,
    GoAway,
    Hang,
    Reset,
    Rush,
    Slow,
    Status,
    Tls,
)
from queuetui.simulator.running import ManualClock, RunningSimulator
from tests.simulator.conftest import Client


class Bench:
    """A desk and its clock."""

    def __init__(self, seed: int = 7) -> None:
        self.clock = ManualClock(1000.0)
        self.desk = FaultDesk(self.clock, seed, {"VIP": "1"})

    def hit(self, count: int = 1) -> list[bool]:
        """Tell of so many requests whether each was hit by an error."""
        return [any(self.desk.hits("names", Status)) for _ in range(count)]

    def state(self) -> FaultState:
        return self.desk.listing()[0].state

    def sequence(self, instants: list[float]) -> list[bool]:
        hits = []
        for instant in instants:
            self.clock.now = 1000.0 + instant
            hits += self.hit()
        return hits


def test_a_span() -> None:
    bench = Bench()
    bench.desk.add(Status(start=30.0, length=60.0))
    assert bench.sequence([0, 29.9, 30, 89.9, 90, 1000]) == [False, False, True, True, False, False]
    assert bench.state() == "over"


def test_a_span_counts_from_when_the_fault_was_added() -> None:
    bench = Bench()
    bench.clock.advance(500.0)
    bench.desk.add(Status(start=10.0))
    assert bench.sequence([509.0, 510.0, 9999.0]) == [False, True, True]
    assert bench.state() == "acting"


def test_a_span_that_comes_again_counts_anew() -> None:
    bench = Bench()
    bench.desk.add(Status(start=5.0, length=10.0, every=60.0, requests=1))
    instants = [5.0, 6.0, 15.0, 64.9, 65.0, 66.0, 125.0, 136.0]
    expected = [True, False, False, False, True, False, True, False]
    assert bench.sequence(instants) == expected
    assert bench.state() == "waiting"
    assert bench.desk.listing()[0].hits == 3


def test_states() -> None:
    bench = Bench()
    bench.desk.add(Status(start=5.0, length=10.0, requests=1))
    assert bench.state() == "waiting"
    bench.clock.advance(5.0)
    assert bench.state() == "acting"
    assert bench.hit() == [True]
    assert bench.state() == "over"
    bench.clock.advance(10.0)
    assert bench.state() == "over"


def test_a_share_is_drawn_by_the_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        bench = Bench(seed)
        bench.desk.add(Status(share=0.3))
        return bench.hit(1000)

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 250 < sum(drawn(1)) < 350
    none = Bench()
    none.desk.add(Status(share=0.0))
    assert not any(none.hit(100))


def test_a_share_of_one_fault_does_not_hang_on_another() -> None:
    alone, together = Bench(), Bench()
    for bench in (alone, together):
        bench.desk.add(Status(share=0.5))
    together.desk.add(Reset(share=0.5))
    alone_hits = alone.hit(100)
    both = []
    for _ in range(100):
        any(together.desk.hits("names", Reset))
        both += together.hit()
    assert both == alone_hits


def test_endpoints() -> None:
    bench = Bench()
    bench.desk.add(Status(endpoint="token"))
    bench.desk.add(Slow(endpoint="names"))
    bench.desk.add(Hang())
    assert len(list(bench.desk.hits("names", Status, Slow, Hang))) == 2
    assert len(list(bench.desk.hits("all", Status, Slow, Hang))) == 1


def test_the_port() -> None:
    bench = Bench()
    states = []
    bench.desk.add(Tls(start=10.0, length=20.0))
    bench.desk.add(GoAway(start=20.0, length=5.0))
    for instant in (0.0, 10.0, 20.0, 25.0, 30.0):
        bench.clock.now = 1000.0 + instant
        states.append(bench.desk.port())
    shut, tls, opened = PortState.SHUT, PortState.TLS, PortState.OPEN
    assert states == [opened, tls, shut, tls, opened]


def test_the_load_at_any_instant() -> None:
    bench = Bench()
    bench.desk.add(Rush(3.0, start=10.0, length=10.0))
    bench.desk.add(Rush(0.5, start=15.0))
    assert [bench.desk.load(1000.0 + at) for at in (0, 10, 15, 20)] == [1.0, 3.0, 1.5, 0.5]


@given(
    st.floats(0, 100), st.floats(0.5, 50), st.floats(0, 3), st.lists(st.floats(0, 1000)).map(sorted)
)
def test_a_fault_that_comes_again_acts_for_its_share_of_the_time(
    start: float, length: float, rest: float, instants: list[float]
) -> None:
    bench = Bench()
    every = length * (1.0 + rest)
    bench.desk.add(Status(start=start, length=length, every=every))
    for at, hit in zip(instants, bench.sequence(instants), strict=True):
        # By the clock's own arithmetic, which rounds.
        elapsed = (1000.0 + at) - 1000.0 - start
        assert hit == (elapsed >= 0.0 and elapsed % every < length)


def test_there_is_a_limit_and_what_is_over_makes_room() -> None:
    bench = Bench()
    for _ in range(MOST_FAULTS):
        bench.desk.add(Status(length=10.0))
    with pytest.raises(FaultError, match="there are 500 faults already"):
        bench.desk.add(Status())
    bench.clock.advance(10.0)
    newest = bench.desk.add(Status())
    assert [one.id for one in bench.desk.listing()] == [newest] == [MOST_FAULTS + 1]


def test_expiry_with_a_life_can_be_limited_to_some_logins() -> None:
    bench = Bench()
    bench.desk.add(ExpireTokens(60.0, requests=2))
    assert [bench.desk.tokens_expire(), bench.desk.tokens_expire()] == [True, False]
    lives = [len(list(bench.desk.hits("token", ExpireTokens))) for _ in range(3)]
    assert lives == [1, 1, 0]


MIXED: tuple[Fault, ...] = (
    Status(503, share=0.3),
    Status(500, share=0.2, start=20.0, length=10.0, every=40.0),
    Reset(share=0.1),
)


def test_the_same_seed_and_requests_give_the_same_answers() -> None:
    def history(seed: int) -> list[tuple[int, bytes]]:
        answers = []
        with RunningSimulator(seed=seed, queues=2) as simulator:
            client = Client(simulator)
            client.get("/tokens/me")
            for fault in MIXED:
                simulator.faults.add(fault)
            for _ in range(60):
                simulator.clock.advance(2.0)
                try:
                    reply = client.get("/organizations/me")
                    answers.append((reply.status, reply.raw))
                except ConnectionResetError:
                    answers.append((0, b""))
        return answers

    first = history(7)
    assert first == history(7)
    assert {status for status, _ in first} == {0, 200, 500, 503}
    assert [status for status, _ in first] != [status for status, _ in history(8)]
