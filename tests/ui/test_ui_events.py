"""What the screen says by itself: new breaches, data that is lost and comes back."""

import pytest
from msgspec.structs import replace

from queuetui.domain.snapshot import Cause, HealthState
from queuetui.ui.widgets.event_line import EventLine
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, a_queue, a_snapshot, screen_text


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
        assert "NEW" not in screen_text(app)
        feed.send(worse)
        await pilot.pause()
        marked = [line for line in screen_text(app).split("\n") if "BREACH NEW" in line]
        assert len(marked) == 1
        assert "Sales" in marked[0]
        assert "Sales is in breach: " in app.board.event
        assert "1:30" in app.board.event
        clock.advance(6)
        app.tick()
        await pilot.pause()
        assert "NEW" not in screen_text(app)


async def test_old_data_is_said_across_the_screen_and_its_return_once(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        clock.advance(42)
        app.tick()
        await pilot.pause()
        text = screen_text(app)
        assert "DATA FROZEN 0:42 · last good 11:06:40" in text
        assert "? 12 NO DATA" in text
        fresh = tuple(a_queue(state.queue.name, as_of=NOW + 42) for state in BREACH.queues)
        back = a_snapshot(*fresh, at=NOW + 42, last_good=NOW + 42)
        feed.send(replace(back, sequence=BREACH.sequence + 1))
        await pilot.pause()
        assert "DATA FROZEN" not in screen_text(app)
        assert "data is back after a gap of 0:42: no new data" in app.board.event


async def test_an_event_fades_but_stays(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.press("r")
        line = app.board.query_one("#event", EventLine)
        bright = line.render_line(0)
        clock.advance(9)
        app.tick()
        await pilot.pause()
        assert line.render_line(0).text == bright.text
        assert line.render_line(0) != bright


@pytest.mark.parametrize(
    ("state", "age"), [("live", 42), ("frozen", 1), ("down", 1)], ids=["silent", "frozen", "down"]
)
async def test_news_of_a_breach_is_called_off_when_the_figures_are_withheld(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, state: HealthState, age: int
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        feed.send(BREACH)
        await pilot.pause()
        assert "queues are in breach now" in app.board.event
        clock.advance(age)
        feed.send(replace(BREACH, health=replace(BREACH.health, state=state)))
        app.tick()
        await pilot.pause()
        assert app.board.event == ""
        assert "breach now" not in screen_text(app)


async def test_news_of_a_breach_that_waits_behind_a_greeting_is_called_off_too(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.board.greet("back since 03:12")
        for snapshot in (CALM, BREACH):
            feed.send(snapshot)
            await pilot.pause()
        clock.advance(42)
        app.tick()
        await pilot.press("down")
        assert "back since 03:12" in app.board.event


async def test_other_news_stays_when_the_figures_are_withheld(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.press("s")
        clock.advance(42)
        app.tick()
        await pilot.pause()
        assert "sorted: " in app.board.event


@pytest.mark.parametrize(
    ("wait", "cause", "said"),
    [
        (0.0, None, "asked for new figures"),
        (0.0, "rate", "asked for new figures"),
        (0.4, None, "asking again in 0:01"),
        (11.2, "rate", "asking again in 0:12: the server asked to wait"),
        (11.2, None, "asking again in 0:12: to keep to the allowance"),
    ],
)
async def test_asking_says_when_it_will_really_be_asked(
    make_app: MakeApp, feed: FakeFeed, wait: float, cause: Cause | None, said: str
) -> None:
    feed.asks_in = wait
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(replace(CALM, health=replace(CALM.health, cause=cause)))
        await pilot.press("r")
        assert feed.asked == 1
        assert app.board.event.split("  ", 1)[1] == said


async def test_while_a_call_is_under_way_it_says_so(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(replace(CALM, health=replace(CALM.health, next_try=None)))
        await pilot.pause()
        assert "asking now" in screen_text(app)
