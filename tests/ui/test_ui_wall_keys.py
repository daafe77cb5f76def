"""Between the board and the wall: keys, palette and help, and what is in front."""

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot

from queuetui.ui.actions import ACTIONS
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.fronts import HELP_AT_MOST
from tests.clocks import ManualClock
from tests.ui.conftest import FakeFeed, MakeApp, place
from tests.ui.walls import CALM_WALL, MakeWall, drawn, head, many, wall_maker


@pytest.fixture
def make_wall(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeWall:
    return wall_maker(feed, clock, tmp_path)


def on_wall(app: QueuetuiApp) -> bool:
    """Whether the wall is in front, and drawn."""
    shown = app.fronts.wall_shown
    assert shown == (app.screen is app.wall)
    assert app.fronts.front.place == ("wall" if shown else app.board.place)
    hints = any(hint in drawn(app) for hint in ("q quit", "esc close"))
    assert hints != shown
    return shown


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("back", ["w", "escape"])
async def test_w_leads_to_the_wall_and_back(make_app: MakeApp, feed: FakeFeed, back: str) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM_WALL)
        await pilot.pause()
        assert not on_wall(app)
        await press(pilot, "w")
        assert on_wall(app)
        assert "┌─ Billing ─" in drawn(app)
        await press(pilot, back)
        assert not on_wall(app)
        assert "Billing" in drawn(app)
        assert "┌─ Billing" not in drawn(app)


async def test_from_an_opened_queue_and_back_to_it(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM_WALL)
        await press(pilot, "enter")
        assert place(app) == "queue"
        await press(pilot, "w")
        assert on_wall(app)
        await press(pilot, "w")
        assert place(app) == "queue"


async def test_the_page_has_its_whole_turn_when_the_wall_returns(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await press(pilot, "n", "w")
        clock.advance(60)
        feed.send(many(15, at=clock.now()))
        await press(pilot, "w")
        assert app.wall.page == 1
        for seconds, page in ((14, 1), (1, 2)):
            clock.advance(seconds)
            app.tick()
            assert app.wall.page == page


async def test_what_came_while_it_was_behind_is_on_the_screen_that_returns(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        feed.send(many(4, 2))
        await pilot.pause()
        await press(pilot, "w")
        assert "▲ BREACH" in drawn(app)
        assert "11:06:40" in head(app)
        clock.advance(3)
        feed.send(many(4, at=clock.now()))
        app.tick()
        await press(pilot, "w")
        assert "BREACH" not in drawn(app)
        assert "11:06:43" in head(app)


async def test_the_board_is_not_drawn_behind_the_wall(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        boards: list[int] = []
        monkeypatch.setattr(app.board, "draw", lambda: boards.append(1))
        feed.send(many(4, 1))
        await pilot.pause()
        clock.advance(1)
        app.tick()
        await pilot.pause()
        assert not boards
        await press(pilot, "w")
        assert boards


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_it_is_left_as_the_board_is(make_wall: MakeWall, feed: FakeFeed, key: str) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await press(pilot, key)
        assert not app.is_running or app._exit
        assert app.return_code == 0


async def test_the_boards_keys_do_nothing_on_the_wall(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall()
    ours = {"next_page", "previous_page", "leave_wall", "theme", "help", "quit", "palette"}
    here = {action.id for action in ACTIONS if "wall" in action.places}
    assert here == ours | {"quit_now"}
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        before = drawn(app)
        for key in ("s", "slash", "space", "r", "d", "enter", "down", "j", "end", "1"):
            await pilot.press(key)
        await pilot.pause()
        assert on_wall(app)
        assert drawn(app) == before
        assert feed.asked == 0


async def test_the_mouse_does_nothing_on_the_wall(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.pause()
        before = drawn(app)
        await pilot.click(offset=(10, 10))
        await pilot.hover(offset=(20, 5))
        await pilot.pause()
        assert drawn(app) == before
        assert app.focused is None


# Help.


async def test_help_explains_the_wall_and_leads_back_to_it(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(4))
        await press(pilot, "question_mark")
        assert place(app) == "help"
        assert "Figures now on the wall" in app.board._panes.help.text
        for key in ("down", "pagedown", "t"):
            await press(pilot, key)
            assert place(app) == "help"
        await press(pilot, "escape")
        assert on_wall(app)
        # From the board it leads back to the board.
        await press(pilot, "w", "question_mark", "escape")
        assert not on_wall(app)
        assert "Figures now on the board" in app.board._panes.help.text


async def test_a_forgotten_help_gives_way_to_the_wall_by_itself(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(4))
        await press(pilot, "question_mark")
        clock.advance(HELP_AT_MOST - 1)
        app.tick()
        await pilot.pause()
        assert place(app) == "help"
        clock.advance(1)
        app.tick()
        await pilot.pause()
        assert on_wall(app)
        await press(pilot, "w")
        assert place(app) == "board"


# Palette.


async def test_the_palette_opens_over_the_wall(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(40))
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await press(pilot, "n", "w", "q")
        assert isinstance(app.screen, CommandPalette)
        assert app.wall.page == 0
        await press(pilot, "escape")
        assert on_wall(app)


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("Next page", "wall"),
        ("Leave the wall", "board"),
        ("Wall", "wall"),
        ("Sort", "board"),
        ("Diagnostics", "diagnostics"),
        ("Help", "help"),
        ("Go to queue Queue 02", "board"),
        ("Explain Waiting", "help"),
        ("Theme day", "wall"),
    ],
)
async def test_what_is_chosen_in_the_palette_is_brought_to_the_front(
    make_wall: MakeWall, feed: FakeFeed, title: str, where: str
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(40))
        await pilot.pause()
        (entry,) = [entry for entry in app.palette_entries() if entry.title == title]
        entry.run()
        await pilot.pause()
        assert app.fronts.front.place == where
        assert on_wall(app) == (where == "wall")
        if title.startswith("Explain"):
            await press(pilot, "escape")
            assert on_wall(app)


async def test_a_page_is_turned_from_the_board_too(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(15))
        await pilot.pause()
        app.fronts.do("wall")
        await pilot.pause()
        await press(pilot, "w")
        app.fronts.do("next_page")
        await pilot.pause()
        assert on_wall(app)
        assert app.wall.page == 1
