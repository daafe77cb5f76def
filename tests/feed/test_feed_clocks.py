"""Clocks that are set and machines that sleep: while the feed waits, and while it asks."""

import pytest

from queuetui.domain.settings import PollSettings, Settings
from queuetui.feed.vigil import Vigil
from tests.clocks import ManualClock
from tests.feed.desk import Desk


class TestWhileItWaits:
    def test_a_clock_that_is_set_leads_to_an_immediate_poll(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        due = desk.poller._turn()

        def set_clock() -> None:
            if len(desk.clock.waits) == 3:
                desk.clock.wall += 7_200

        desk.clock.on_wait = set_clock
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() < due - 500
        assert "clock was set ahead, by 7200 s" in caplog.text

    def test_a_machine_that_slept_asks_as_soon_as_it_wakes(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        due = desk.poller._turn()

        def sleep() -> None:
            if len(desk.clock.waits) == 3:
                desk.clock.advance(300)

        desk.clock.on_wait = sleep
        desk.poller._wait_until(due)
        assert len(desk.clock.waits) <= 5
        assert "asleep or stopped" in caplog.text

    def test_a_quiet_wait_disturbs_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        desk = Desk("a")
        due = desk.poller._turn()
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() == due
        assert caplog.text == ""


class TestWhileItAsks:
    """The next try is far away then, for the call has failed for what has happened."""

    @pytest.mark.parametrize(
        ("wall", "steady", "said"),
        [
            (7_200.0, 0.0, "clock was set ahead, by 7200 s"),
            (-7_200.0, 0.0, "clock was set back, by 7200 s"),
            (3_600.0, 3_600.0, "asleep or stopped, by 3510 s"),
        ],
    )
    def test_it_asks_again_at_once(
        self, wall: float, steady: float, said: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0, names_every=86_400.0)))
        desk.turn()

        def disturb(_ids: object) -> None:
            desk.clock.wall += wall
            desk.clock.steady += steady

        desk.source.fails = disturb
        due = desk.poller._turn()
        assert said in caplog.text
        before = desk.clock.monotonic()
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() - before <= 1.0

    def test_a_call_that_takes_its_time_disturbs_nothing(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = lambda _ids: desk.clock.advance(89.0)
        desk.turn()
        assert caplog.text == ""

    def test_a_directory_of_many_pages_may_take_longer(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk(*[f"q{n}" for n in range(20)], batch=5)
        desk.source.fails = lambda _ids: (
            desk.clock.advance(300.0) if desk.source.asked[-2:-1] == ["names"] else None
        )
        desk.turn()
        assert caplog.text == ""


class TestVigil:
    def look(self, *stretches: tuple[float, float]) -> list[bool]:
        """Whether it tells, for stretches of ``lasted`` seconds that should have taken 1 s."""
        clock = ManualClock()
        vigil = Vigil(clock)
        told = []
        for lasted, pause in stretches:
            vigil.rest()
            clock.advance(lasted)
            told.append(vigil.look(1.0) is not None)
            clock.advance(pause)
        return told

    def test_some_seconds_of_sleep_are_noticed_and_a_busy_machine_is_not(self) -> None:
        assert self.look((3.9, 0.0)) == [False]
        assert self.look((4.1, 0.0)) == [True]

    def test_it_tells_once_in_ten_seconds_however_often_it_happens(self) -> None:
        assert self.look((5.0, 0.0), (5.0, 0.0), (5.0, 0.0)) == [True, False, True]
