"""What each key does, seen on the screen as plain text."""

import pytest
from msgspec.structs import replace

from queuetui.domain.settings import BoardSettings, Settings
from queuetui.ui.actions import ACTIONS, BY_ID
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import ASCII
from tests.clocks import ManualClock
from tests.ui.conftest import (
    BREACH,
    CALM,
    FakeFeed,
    MakeApp,
    a_queue,
    a_snapshot,
    place,
    screen_text,
)

SIZES = [(80, 24), (120, 40), (200, 60)]


def lines(app: QueuetuiApp) -> list[str]:
    return screen_text(app).split("\n")


def shown(app: QueuetuiApp) -> list[str]:
    """The names of the rows on screen, from the top."""
    names = [state.queue.name for state in BREACH.queues]
    found = [[name for name in names if f" {name}  " in line] for line in lines(app)]
    return [max(held, key=len) for held in found if held]


def selected(app: QueuetuiApp) -> str:
    """What stands after the cursor."""
    (row,) = [line for line in lines(app) if line.startswith("▌")]
    return row


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_says_everything_in_words(
    make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        assert "asking for the first figures" in screen_text(app)
        feed.send(BREACH)
        await pilot.pause()
        text = lines(app)
        assert text[0].split()[:4] == ["Acme", "Insurance", "·", "●"]
        assert text[0].endswith("11:06:40")
        assert any("▲ 3 BREACH   ! 2 WARN   ? 2 NO DATA   · 5 ok   29+ waiting" in t for t in text)
        motor = next(line for line in text if "Claims Motor" in line)
        assert "▲ BREACH" in motor
        assert "14" in motor
        assert "4:07" in motor
        assert "0/9" in motor
        assert "q quit" in text[-1]
        assert "▌" in selected(app)


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (60, 20), (300, 100)])
async def test_odd_sizes_do_no_harm(
    make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        feed.send(BREACH)
        await pilot.press("enter", "escape", "question_mark", "escape", "slash", "x", "escape")
        assert len(lines(app)) == size[1]


async def test_only_ascii_is_drawn_where_that_is_asked_for(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(glyphs=ASCII)
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert screen_text(app).isascii()


async def test_waits_grow_each_second(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        clock.advance(3)
        app.tick()
        await pilot.pause()
        assert "4:10" in screen_text(app)
        assert "data  3s old" in screen_text(app)
        assert "11:06:43" in screen_text(app)


async def test_the_clock_is_the_servers(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(replace(CALM, skew=5.0))
        await pilot.pause()
        assert "11:06:45" in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (["down"], 1),
        (["j", "j"], 2),
        (["j", "j", "up"], 1),
        (["j", "k", "k"], 0),
        (["end"], 11),
        (["G", "g"], 0),
        (["end", "home"], 0),
        (["pagedown"], 11),
        (["pagedown", "pageup"], 0),
        (["4"], 3),
        (["9", "1"], 0),
    ],
)
async def test_keys_that_move(make_app: MakeApp, feed: FakeFeed, keys: list[str], row: int) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press(*keys)
        assert app.board.rows.position == (row, 12)
        assert str(app.board.rows.selected) in selected(app).lower().replace(" ", "-")


async def test_the_selection_stays_with_its_queue_when_rows_move(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        await pilot.press("down", "down", "down")
        assert "Billing" in selected(app)
        feed.send(BREACH)
        await pilot.pause()
        assert "Billing" in selected(app)
        assert app.board.rows.position == (4, 12)


async def test_a_queue_that_goes_leaves_the_selection_to_its_neighbour(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(a_snapshot(a_queue("A"), a_queue("B"), a_queue("C")))
        await pilot.pause()
        await pilot.press("down")
        feed.send(a_snapshot(a_queue("A"), a_queue("C")))
        await pilot.pause()
        assert selected(app).split()[3] == "C"
        feed.send(a_snapshot(a_queue("A")))
        await pilot.pause()
        assert selected(app).split()[3] == "A"
        feed.send(a_snapshot())
        await pilot.pause()
        assert "▌" not in screen_text(app)
        assert "there are no queues to show" in screen_text(app)


async def test_a_filter_works_while_it_is_typed_and_is_kept_or_dropped(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("slash", "s", "u")
        assert place(app) == "filter"
        assert shown(app) == ["Support", "Support VIP"]
        assert "2 match “su”" in screen_text(app)
        assert "enter keep" in lines(app)[-1]
        await pilot.press("q", "x")
        assert "no queue matches “suqx”" in screen_text(app)
        await pilot.press("backspace", "backspace", "enter")
        assert place(app) == "board"
        assert shown(app) == ["Support", "Support VIP"]
        assert "3 BREACH" in screen_text(app) or "▲3" in screen_text(app)
        await pilot.press("escape")
        assert len(shown(app)) == 12
        await pilot.press("slash", "z", "escape")
        assert place(app) == "board"
        assert len(shown(app)) == 12


async def test_the_settings_say_how_it_is_sorted_at_first(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(Settings(board=BoardSettings(sort="configuration")))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert shown(app) == [state.queue.name for state in BREACH.queues]


async def test_an_opened_queue_shows_its_figures_and_switches(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert place(app) == "queue"
        text = screen_text(app)
        assert "Claims Motor" in text
        assert "voice" in text
        assert "Travel Assistance" not in text
        assert "Acme Insurance" in text
        clock.advance(2)
        app.tick()
        await pilot.pause()
        assert "4:09" in screen_text(app)
        await pilot.press("n")
        assert "Support" in screen_text(app)
        await pilot.press("p", "p")
        assert "E-mail Service" in screen_text(app)
        await pilot.press("question_mark")
        assert place(app) == "help"
        await pilot.press("q")
        assert place(app) == "queue"
        await pilot.press("escape")
        assert place(app) == "board"
        assert app.board.rows.selected == "e-mail-service"


async def test_an_opened_queue_that_goes_is_closed_not_replaced(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(a_snapshot(a_queue("A"), a_queue("B")))
        await pilot.pause()
        await pilot.press("enter")
        feed.send(a_snapshot(a_queue("B")))
        await pilot.pause()
        assert place(app) == "board"
        assert "not on the board any more" in app.board.event


async def test_a_long_panel_and_the_help_scroll(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 16)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        top = lines(app)[3]
        assert top.strip().startswith("Keys")
        await pilot.press("end")
        assert top not in screen_text(app)
        await pilot.press("home", "down")
        assert lines(app)[3] != top
        await pilot.press("pageup")
        assert lines(app)[3] == top


async def test_an_unknown_list_of_queues_is_not_an_empty_one(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    health = replace(
        CALM.health, state="down", cause="credentials", reason="Wrong secret (401).", last_good=None
    )
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(replace(CALM, queues=(), health=health, sequence=0))
        await pilot.pause()
        text = screen_text(app)
        assert "– queues" in text
        assert "which queues there are is not known: Wrong secret (401)" in text
        assert "0 BREACH" not in text
        feed.send(replace(CALM, queues=(), health=replace(health, cause="queues", reason="None.")))
        await pilot.pause()
        assert "0 queues" in screen_text(app)


async def test_asking_now_is_passed_on_and_said(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert feed.asked == 1
        assert "asked for new figures" in screen_text(app)


@pytest.mark.parametrize("keys", [["q"], ["enter", "q"], ["ctrl+q"], ["slash", "ctrl+q"]])
async def test_quitting(make_app: MakeApp, feed: FakeFeed, keys: list[str]) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert not app.is_running
    assert app.return_code == 0
    assert feed.stopped >= 1


async def test_keys_of_the_settings_are_in_force(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(Settings(keys={"sort": ("o",), "down": ("ctrl+n",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("s", "j")
        assert app.board.event == ""
        await pilot.press("o")
        row = app.board.rows.position[0]
        await pilot.press("ctrl+n")
        assert "sorted: by name" in app.board.event
        assert app.board.rows.position[0] == row + 1
        assert "o sort" in screen_text(app)


def test_every_action_of_the_registry_does_something(make_app: MakeApp) -> None:
    app = make_app()
    of_both = app.fronts.handlers.keys()
    assert app.board.handlers.keys() | app.wall.handlers.keys() | of_both == BY_ID.keys()
    for action in ACTIONS:
        if set(action.places) - {"wall"}:
            assert action.id in app.board.handlers.keys() | of_both
        if "wall" in action.places and action.id != "help":
            assert action.id in app.wall.handlers.keys() | of_both
