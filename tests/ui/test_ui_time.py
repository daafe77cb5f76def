"""The clocks: the server's time, carried on by a clock that never jumps."""

import pytest
from msgspec.structs import replace

from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, FakeFeed, MakeApp, screen_text

HOURS = 5 * 3600.0


@pytest.mark.parametrize("jump", [HOURS, -HOURS])
async def test_setting_the_wall_clock_changes_no_age(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, jump: float
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(replace(BREACH, steady=clock.monotonic()))
        await pilot.pause()
        before = screen_text(app).split("\n")[:-3]
        clock.wall += jump
        app.tick()
        await pilot.pause()
        assert screen_text(app).split("\n")[:-3] == before
        clock.advance(3)
        app.tick()
        await pilot.pause()
        assert "data  3s old" in screen_text(app)
        assert "4:10" in screen_text(app)
        assert "11:06:43" in screen_text(app)


async def test_before_the_first_snapshot_the_time_is_this_machines(
    make_app: MakeApp, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        clock.wall += 60
        app.tick()
        await pilot.pause()
        assert "11:07:40" in screen_text(app)


async def test_the_tick_keeps_to_the_second_whatever_the_wall_clock_does(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(ticks=True)
    delays = list[float]()

    def after(delay: float, callback: object) -> None:
        delays.append(round(delay, 3))

    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app, "_after", after)
        clock.advance(0.25)
        feed.send(replace(CALM, steady=1000.0))
        await pilot.pause()
        for jump in (0.0, HOURS + 0.6, -3 * HOURS - 0.7, -4e9):
            clock.wall += jump
            app._tick_and_arm()
        assert delays == [0.76] * 4


async def test_before_the_first_snapshot_the_tick_survives_jumps_too(
    make_app: MakeApp, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(ticks=True)
    delays = list[float]()

    def after(delay: float, callback: object) -> None:
        delays.append(delay)

    async with app.run_test(size=(80, 24)):
        monkeypatch.setattr(app, "_after", after)
        for jump in (0.3, -HOURS - 0.7, 1e9, -5e9):
            clock.wall += jump
            app._tick_and_arm()
        assert len(delays) == 4
        assert all(0 < delay <= 1.01 for delay in delays)
