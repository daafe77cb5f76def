"""What the command palette offers beside actions and queues, and that choosing it works."""

import pytest
from textual.command import CommandPalette

from queuetui.domain.themes import THEMES
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.palette import Entries
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.view.columns import SETS
from queuetui.view.explain import EXPLANATIONS
from queuetui.view.glyphs import ASCII
from queuetui.view.sorting import WAYS, order_words
from tests.ui.conftest import BREACH, FakeFeed, MakeApp, place, screen_text


async def offered(app: QueuetuiApp) -> list[str]:
    return [str(hit.text) async for hit in Entries(app.board).discover()]


async def found(app: QueuetuiApp, text: str) -> str:
    """The best match."""
    hits = [hit async for hit in Entries(app.board).search(text)]
    return str(max(hits, key=lambda hit: hit.score).text)


async def choose(app: QueuetuiApp, text: str) -> None:
    """Choose an entry as the palette does."""
    (entry,) = [entry for entry in app.palette_entries() if entry.title == text]
    entry.run()


async def test_it_offers_every_theme_and_every_figure_once(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        titles = await offered(app)
        assert len(set(titles)) == len(titles)
        assert set(titles) >= {f"Theme {name}" for name in THEMES}
        assert set(titles) >= {f"Explain {one.title}" for one in EXPLANATIONS.values()}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("explain serv", "Explain Service level"),
        ("theme safe", "Theme safe"),
        ("go motor", "Go to queue Claims Motor"),
        ("diagn", "Diagnostics"),
    ],
)
async def test_a_part_of_the_name_is_enough(
    make_app: MakeApp, feed: FakeFeed, typed: str, title: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert await found(app, typed) == title


async def test_explain_opens_the_help_at_the_figure(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("enter", "ctrl+p", *"explain service")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, CommandPalette)
        assert place(app) == "help"
        assert EXPLANATIONS["service"].definition.split(". ")[0] in screen_text(app)
        await pilot.press("escape")
        assert place(app) == "queue"


@pytest.mark.parametrize("name", THEMES)
async def test_a_theme_is_chosen_by_name(make_app: MakeApp, feed: FakeFeed, name: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await choose(app, f"Theme {name}")
        await pilot.pause()
        assert app.theme.startswith(name)
        assert f"theme: {name}" in screen_text(app)


@pytest.mark.parametrize("from_wall", [False, True])
async def test_a_sort_order_is_chosen_by_name(
    make_app: MakeApp, feed: FakeFeed, *, from_wall: bool
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        orders = {f"Sort: {order_words(order)}" for order in (*WAYS, "configuration")}
        assert orders <= set(await offered(app))
        if from_wall:
            await pilot.press("w")
        await choose(app, "Sort: by name")
        await pilot.pause()
        assert place(app) == "board"
        assert app.screen is app.board
        assert "sorted: by name" in screen_text(app)
        rows = [
            line
            for line in screen_text(app).split("\n")
            if " Billing " in line or " Winback " in line
        ]
        assert "Billing" in rows[0]
        assert "Winback" in rows[-1]


async def test_what_is_explained_from_the_wall_gives_way_to_it_again(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("w")
        await choose(app, "Explain Pages")
        await pilot.pause()
        # The wall has gone; now the help gets its room.
        await pilot.pause()
        assert place(app) == "help"
        assert EXPLANATIONS["pages"].formula in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.wall


async def test_a_set_of_columns_is_chosen_by_name_and_the_help_follows_it(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(200, 40)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert "asa" not in app.board.rows.columns
        for name in SETS:
            assert f"Columns: {name}" in await offered(app)
        await choose(app, "Columns: analyst")
        await pilot.pause()
        assert set(app.board.rows.columns) == set(SETS["analyst"])
        await pilot.press("question_mark")
        await pilot.pause()
        text = app.board.query_one("#help", HelpPanel).text
        here = text.partition("Figures now on the board")[2].partition("Other figures")[0]
        assert f"\n{EXPLANATIONS['asa'].title}  " in here
        assert f"\n{EXPLANATIONS['trend'].title}  " not in here


async def test_where_signs_are_ascii_the_palette_is_too(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(glyphs=ASCII)
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        for typed in ((), tuple("bill")):
            await pilot.press(*(typed or ("ctrl+p",)))
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert isinstance(app.screen, CommandPalette)
            strips = app.screen._compositor.render_strips(app.size)
            drawn = "\n".join(segment.text for strip in strips for segment in strip)
            assert "queue" in drawn
            assert not {sign for sign in drawn if not sign.isascii()}
