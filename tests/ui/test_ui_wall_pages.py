"""The wall: which page it is, the shift of the picture, and the night page."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.hours import Hours, Span
from queuetui.domain.settings import Settings, WallSettings
from queuetui.domain.snapshot import Side
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.ui.app import QueuetuiApp
from queuetui.view import digits
from tests.clocks import ManualClock
from tests.ui.conftest import FakeFeed
from tests.ui.walls import (
    OFF,
    MakeWall,
    drawn,
    head,
    many,
    seconds,
    wall_maker,
)


@pytest.fixture
def make_wall(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeWall:
    return wall_maker(feed, clock, tmp_path)


def shows(text: str, figure: str, height: int) -> bool:
    """Whether a figure stands there in block digits."""
    return all(part.strip() in text for part in digits.digits(figure, height))


def page(app: QueuetuiApp) -> int:
    return app.wall.page


async def test_pages_take_turns(make_wall: MakeWall, feed: FakeFeed, clock: ManualClock) -> None:
    app = make_wall(Settings(wall=WallSettings(rotate=10)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.pause()
        seen = []
        for _ in range(16):
            seen.append(page(app))
            feed.send(many(15, at=clock.now()))
            seconds(app, clock, 2)
            await pilot.pause()
        assert seen == [0] * 5 + [1] * 5 + [2] * 5 + [0]
        assert "●○○" in head(app)
        assert "Queue 00" in drawn(app)


async def test_the_worst_breach_comes_at_once_and_stays_until_it_clears(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(Settings(wall=WallSettings(rotate=10)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.pause()
        assert page(app) == 0
        feed.send(many(15, 12))
        await pilot.pause()
        # Without a tick: the figures themselves bring it.
        assert page(app) == 2
        assert "held" in head(app)
        for _ in range(8):
            clock.advance(5)
            feed.send(many(15, 12, at=clock.now()))
            app.tick()
            await pilot.pause()
            assert page(app) == 2
        feed.send(many(15, 7, 12, at=clock.now(), wait=900))
        await pilot.pause()
        assert page(app) == 1
        feed.send(many(15, at=clock.now()))
        await pilot.pause()
        assert page(app) == 1
        seconds(app, clock, 9)
        assert page(app) == 1
        seconds(app, clock, 1)
        assert page(app) == 2


@pytest.mark.parametrize(("forth", "back"), [("n", "p"), ("right", "left")])
async def test_pages_are_turned_by_key(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock, forth: str, back: str
) -> None:
    app = make_wall(Settings(wall=WallSettings(rotate=0)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.pause()
        turned = []
        for key in (forth, forth, forth, back, back):
            await pilot.press(key)
            turned.append(page(app))
        assert turned == [1, 2, 0, 2, 1]
        seconds(app, clock, 500)
        assert page(app) == 1


async def test_a_page_turned_to_in_a_breach_has_its_turn_unless_another_one_begins(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(Settings(wall=WallSettings(rotate=10)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15, 2))
        await pilot.press("n")
        assert page(app) == 1
        seconds(app, clock, 14)
        assert page(app) == 1
        seconds(app, clock, 1)
        assert page(app) == 0
        await pilot.press("n")
        assert page(app) == 1
        feed.send(many(15, 2, 12, at=clock.now()))
        await pilot.pause()
        assert page(app) == 0


async def test_queues_that_go_take_their_page_with_them(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.press("n", "n")
        assert page(app) == 2
        feed.send(many(2))
        await pilot.pause()
        assert page(app) == 0
        assert "Queue 00" in drawn(app)
        await pilot.press("n")
        assert page(app) == 0


# Told how far away people stand.


async def test_it_says_for_a_while_that_the_digits_are_too_small(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    far = WallSettings(screen_height=0.3, distance=20.0, shift=1.0)
    app = make_wall(Settings(wall=far))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        for second in range(0, 30, 6):
            last = drawn(app).split("\n")[-1]
            assert "! Too small for 20 m, to be read from 17.5 m: take a larger font" in last
            assert drawn(app).startswith(" Acme"), second
            seconds(app, clock, 6)
            feed.send(many(4, at=clock.now()))
            await pilot.pause()
        assert "Too small" not in drawn(app)
        await pilot.press("w", "w")
        await pilot.pause()
        assert "Too small" in drawn(app)


async def test_readable_digits_come_before_one_page(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall(Settings(wall=WallSettings(screen_height=0.6, distance=15.0)))
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(9, 1))
        await pilot.pause()
        assert shows(drawn(app), "1:29", 5)
        assert "Too small" not in drawn(app)
        assert "●○" in head(app)


async def test_the_picture_shifts_by_a_cell_at_a_time(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(Settings(wall=WallSettings(shift=60)))
    async with app.run_test(size=(80, 24)) as pilot:
        places = []
        for _ in range(5):
            feed.send(many(4, at=clock.now()))
            await pilot.pause()
            lines = drawn(app).split("\n")
            row = next(n for n, line in enumerate(lines) if "Acme" in line)
            places.append((row, lines[row].index("Acme")))
            clock.advance(60)
        assert len(set(places)) == 4
        assert {row for row, _ in places} == {0, 1}
        assert places[0] == places[4]


# The night.

# NOW is Wednesday, 18 November 2026, 11:06:40 UTC.
CLOSED = Hours("UTC", ((Span(720, 1080),),) * 7)


async def test_outside_opening_hours_it_is_dark_and_calm(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(Settings(watchlist=Watchlist(hours=CLOSED)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4, 2))
        await pilot.pause()
        text = drawn(app)
        assert shows(text, "11:06", 7)
        assert "Opens at 12:00, in 53:20" in text
        assert "● collecting · last data 0s ago" in text
        assert "BREACH" not in text
        assert "Queue" not in text
        # A key shows the tiles for a while all the same. What is closed is not in breach.
        await pilot.press("n")
        assert "Queue 02" in drawn(app)
        assert "≡ closed" in drawn(app)
        assert "BREACH" not in drawn(app)
        seconds(app, clock, 15)
        await pilot.pause()
        assert "Opens at 12:00, in 53:05" in drawn(app)
        assert "last data 15s ago" in drawn(app)
        clock.advance(53 * 60 + 5)
        feed.send(many(4, at=clock.now()))
        await pilot.pause()
        assert "Queue 00" in drawn(app)
        assert "Opens" not in drawn(app)


async def test_at_night_a_dead_collector_is_seen(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(Settings(watchlist=Watchlist(hours=CLOSED)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        feed.send(replace(many(4), health=OFF))
        seconds(app, clock, 95)
        await pilot.pause()
        text = drawn(app)
        assert "DATA FROZEN 1:35" in text.split("\n")[0]
        assert "✕ not collecting · no data for 1:35 · access was taken away" in text
        assert "● collecting" not in text


async def test_a_day_off_has_its_next_opening(make_wall: MakeWall, feed: FakeFeed) -> None:
    week = Hours("UTC", ((Span(540, 1080),),) * 5 + ((), ()), (date(2026, 11, 18),))
    app = make_wall(Settings(watchlist=Watchlist(hours=week)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        assert "Opens tomorrow at 09:00, in 21h" in drawn(app)
        feed.send(replace(many(4), today=Side(problem="refused")))
        await pilot.pause()
        assert "Opens tomorrow at 09:00, in 21h" in drawn(app)


def of_queues(**hours: Hours) -> Settings:
    """Queues of such names have these hours; the centre is always open."""
    rules = tuple(
        QueueRule(name=name.replace("_", " "), hours=each) for name, each in hours.items()
    )
    return Settings(watchlist=Watchlist(rules))


EVENING = Hours("UTC", ((Span(1020, 1260),),) * 7)


async def test_it_is_night_when_every_queue_is_closed_by_hours_of_its_own(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall(of_queues(Queue_00=EVENING, Queue_01=CLOSED))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(2, 1))
        await pilot.pause()
        assert "Opens at 12:00, in 53:20" in drawn(app)
        # The first one opens.
        clock.advance(53 * 60 + 20)
        feed.send(many(2, 1, at=clock.now(), wait=90 + 53 * 60 + 20))
        await pilot.pause()
        text = drawn(app)
        assert "Opens" not in text
        assert "▲ BREACH" in text
        assert "≡ closed" in text


async def test_one_queue_without_hours_keeps_the_wall_awake(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall(of_queues(Queue_00=CLOSED))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(2, 0))
        await pilot.pause()
        text = drawn(app)
        assert "Opens" not in text
        assert "≡ closed" in text
        assert "· ok" in text
        assert "BREACH" not in text


async def test_a_queue_that_is_open_while_the_centre_is_closed_keeps_it_awake(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    night_desk = QueueRule(name="Queue 01", hours=Hours("UTC", ((Span(0, 1440),),) * 7))
    app = make_wall(Settings(watchlist=Watchlist((night_desk,), hours=CLOSED)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Opens at 12:00" in drawn(app)
        feed.send(many(2, 0, 1))
        await pilot.pause()
        assert "▲ BREACH" in drawn(app)
        assert "Opens" not in drawn(app)
