"""Figures that took long to draw are followed by a rest; none is lost and none waits for long."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.snapshot import Health, Snapshot
from queuetui.ui.breather import LONGEST_REST, REST, Breather
from tests.ui.conftest import BREACH, CALM, FakeFeed, MakeApp

EMPTY = Snapshot(taken_at=0.0, skew=0.0, base_url="", interval=5.0, health=Health("live"))


class Desk:
    """A clock that only drawing and waiting move."""

    def __init__(self, cost: float) -> None:
        self.cost = cost
        self.now = 100.0
        self.drawn: list[tuple[float, int]] = []
        self.alarms: list[tuple[float, Callable[[], None]]] = []
        self.breather = Breather(self.draw, lambda: self.now, self.later)

    def draw(self, snapshot: Snapshot) -> None:
        self.drawn.append((self.now, snapshot.sequence))
        self.now += self.cost

    def later(self, seconds: float, wake: Callable[[], None]) -> None:
        self.alarms.append((self.now + seconds, wake))

    def until(self, at: float) -> None:
        while self.alarms and self.alarms[0][0] <= at:
            due, wake = self.alarms.pop(0)
            self.now = max(self.now, due)
            wake()
        self.now = max(self.now, at)

    def take(self, number: int) -> None:
        self.breather.take(replace(EMPTY, sequence=number))


def test_a_small_board_draws_each_at_once() -> None:
    desk = Desk(cost=0.002)
    for number in range(5):
        desk.until(100.0 + number * 0.2)
        desk.take(number)
    assert [number for _, number in desk.drawn] == [0, 1, 2, 3, 4]
    assert desk.alarms == []


def test_of_those_that_come_during_a_rest_only_the_newest_is_drawn() -> None:
    desk = Desk(cost=0.01)
    for number in range(4):
        desk.take(number)
    assert desk.drawn == [(100.0, 0)]
    assert len(desk.alarms) == 1
    desk.until(101.0)
    assert [number for _, number in desk.drawn] == [0, 3]
    assert desk.drawn[1][0] == pytest.approx(100.0 + 0.01 + REST * 0.01)


def test_the_tick_draws_what_waits_and_nothing_is_drawn_twice() -> None:
    desk = Desk(cost=0.05)
    desk.take(0)
    assert not desk.breather.catch_up()
    desk.take(1)
    assert desk.breather.catch_up()
    assert not desk.breather.catch_up()
    desk.until(102.0)
    assert [number for _, number in desk.drawn] == [0, 1]


@given(st.floats(0.0, 0.3), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40))
def test_the_newest_is_always_drawn_soon(cost: float, gaps: list[float]) -> None:
    desk = Desk(cost)
    for number, gap in enumerate(gaps):
        desk.until(desk.now + gap)
        came = desk.now
        desk.take(number)
        if desk.drawn[-1][1] != number:
            assert desk.alarms, "what waits has somebody who wakes it"
            assert desk.alarms[0][0] <= came + LONGEST_REST + 1e-9
    desk.until(desk.now + LONGEST_REST + 1.0)
    assert desk.drawn[-1][1] == len(gaps) - 1
    assert [number for _, number in desk.drawn] == sorted({number for _, number in desk.drawn})


async def test_who_publishes_goes_on_when_it_is_drawn(
    make_app: MakeApp, feed: FakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queuetui.ui.app._DRAWN_WITHIN", 30.0)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()

        def as_the_feed() -> Snapshot | None:
            feed.send(BREACH)
            return app.board.snapshot

        assert await asyncio.to_thread(as_the_feed) is BREACH


async def test_nobody_waits_for_a_screen_that_is_over(
    make_app: MakeApp, feed: FakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queuetui.ui.app._DRAWN_WITHIN", 3600.0)
    app = make_app()
    async with app.run_test(size=(80, 24)):
        feed.send(CALM)
    thread = threading.Thread(target=feed.send, args=(BREACH,), daemon=True)
    thread.start()
    thread.join(30.0)
    assert not thread.is_alive()


async def test_the_screens_own_thread_waits_for_nothing(
    make_app: MakeApp, feed: FakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float | None] = []

    class Told(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            return True

    monkeypatch.setattr("queuetui.ui.messages.Event", Told)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        assert app.board.snapshot is CALM
    assert waited == []
