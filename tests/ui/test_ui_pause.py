"""Pausing the drawing: the picture stands, the data goes on, and a pause ends."""

import pytest
from msgspec.structs import replace

from queuetui.domain.snapshot import Snapshot
from queuetui.ui.app import QueuetuiApp
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, FakeFeed, MakeApp, screen_text


def lines(app: QueuetuiApp) -> list[str]:
    return screen_text(app).split("\n")


def at_clock(snapshot: Snapshot, clock: ManualClock) -> Snapshot:
    """The same figures, polled now."""
    age = clock.now() - snapshot.taken_at
    queues = tuple(
        queue if queue.reading is None
        else replace(queue, reading=replace(queue.reading, as_of=queue.reading.as_of + age))
        for queue in snapshot.queues
    )  # fmt: skip
    health = replace(snapshot.health, last_good=clock.now(), next_try=clock.now() + 2)
    return replace(snapshot, taken_at=clock.now(), queues=queues, health=health)


async def test_a_pause_keeps_the_picture_while_the_data_goes_on(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        await pilot.press("space")
        before = lines(app)[2:-2]
        clock.advance(42)
        feed.send(at_clock(BREACH, clock))
        await pilot.pause()
        app.tick()
        await pilot.pause()
        assert "PAUSED 0:42" in screen_text(app)
        assert "live" in lines(app)[0]
        assert lines(app)[2:-2] == before
        await pilot.press("s")
        assert "PAUSED" in screen_text(app)
        assert "BREACH   ! 0" in screen_text(app)
        await pilot.press("escape")
        assert "PAUSED" not in screen_text(app)
        assert "Fraud Line" in screen_text(app)


@pytest.mark.parametrize("down", [True, False])
async def test_a_pause_ends_when_the_figures_are_not_to_be_believed_any_more(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, down: bool
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        await pilot.press("space")
        clock.advance(42)
        if down:
            feed.send(replace(CALM, health=replace(CALM.health, state="down", reason="no route")))
            await pilot.pause()
        app.tick()
        await pilot.pause()
        text = screen_text(app)
        assert "PAUSED" not in text
        assert "DATA FROZEN 0:42" in text
        assert "drawing goes on" in text
        assert "· 12 ok" not in text


async def test_a_forgotten_pause_ends_by_itself(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        await pilot.press("space")
        for _ in range(13):
            clock.advance(23)
            feed.send(at_clock(CALM, clock))
            await pilot.pause()
        app.tick()
        await pilot.pause()
        assert "PAUSED 4:59" in screen_text(app)
        clock.advance(1)
        app.tick()
        await pilot.pause()
        assert "PAUSED" not in screen_text(app)
        assert "resumed by itself" in app.board.event
