"""What the screen says by itself: new breaches, data that is lost and comes back."""

from queuetui.ui.widgets.event_line import EventLine
from tests.ui.conftest import (
    BREACH,
    NOW,
    FakeFeed,
    MakeApp,
    ManualClock,
    a_queue,
    a_snapshot,
    screen_text,
)


async def test_a_new_breach_is_marked_and_told(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    calm = a_snapshot(a_queue("Sales", waiting=1, oldest=9), a_queue("Bad", waiting=50, oldest=99))
    worse = a_snapshot(
        a_queue("Sales", waiting=1, oldest=90), a_queue("Bad", waiting=50, oldest=99)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(calm)
        await pilot.pause()
        assert "»" not in screen_text(app)
        feed.send(worse)
        await pilot.pause()
        marked = [line for line in screen_text(app).split("\n") if "BREACH»" in line]
        assert len(marked) == 1
        assert "Sales" in marked[0]
        assert "Sales is in breach: " in app.board.event
        assert "1:30" in app.board.event
        clock.move(6)
        app.tick()
        await pilot.pause()
        assert "»" not in screen_text(app)


async def test_old_data_is_said_across_the_screen_and_its_return_once(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        clock.move(42)
        app.tick()
        await pilot.pause()
        text = screen_text(app)
        assert "DATA FROZEN 0:42 · last good 11:06:40" in text
        assert "? 12 NO DATA" in text
        fresh = tuple(a_queue(state.queue.name, as_of=NOW + 42) for state in BREACH.queues)
        feed.send(a_snapshot(*fresh, at=NOW + 42, last_good=NOW + 42))
        await pilot.pause()
        assert "DATA FROZEN" not in screen_text(app)
        assert "Data is back after a gap of 0:42." in app.board.event


async def test_an_event_fades_but_stays(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.press("r")
        line = app.board.query_one("#event", EventLine)
        bright = line.render_line(0)
        clock.move(9)
        app.tick()
        await pilot.pause()
        assert line.render_line(0).text == bright.text
        assert line.render_line(0) != bright
