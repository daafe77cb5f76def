"""The help on the screen: of the place it is asked for, scrolled, and at one figure."""

import pytest

from queuetui.ui.app import QueuetuiApp
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.view.explain import EXPLANATIONS, ON_QUEUE_VIEW, ON_WALL
from tests.ui.conftest import BREACH, FakeFeed, MakeApp, place, screen_text


def help_text(app: QueuetuiApp) -> list[str]:
    return app.board.query_one("#help", HelpPanel).text.split("\n")


def under(text: list[str], heading: str) -> str:
    """What stands below a heading, up to the next one."""
    start = next(n for n, line in enumerate(text) if line.startswith(heading))
    rest = text[start + 1 :]
    end = next((n for n, line in enumerate(rest) if line.endswith("─")), len(rest))
    return "\n".join(rest[:end])


def titles(text: str, keys: tuple[str, ...]) -> set[str]:
    lines = text.split("\n")
    return {key for key in keys if any(line.startswith(EXPLANATIONS[key].title) for line in lines)}


async def test_on_the_board_it_explains_first_the_columns_on_screen(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        columns = app.board.rows.columns
        assert "waiting" in columns
        assert "members" not in columns
        await pilot.press("question_mark")
        await pilot.pause()
        text = help_text(app)
        here = under(text, "Figures now on the board")
        assert titles(here, columns) == set(columns)
        assert EXPLANATIONS["members"].title not in [
            line.split("  ")[0] for line in here.split("\n")
        ]
        assert "\nMembers  " in under(text, "Other figures: Now")


async def test_in_an_opened_queue_it_explains_first_what_that_shows(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("enter", "question_mark")
        await pilot.pause()
        here = under(help_text(app), "Figures now on the opened queue")
        assert titles(here, ON_QUEUE_VIEW) == set(ON_QUEUE_VIEW)
        await pilot.press("escape")
        assert place(app) == "queue"
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert any(line.startswith("Figures now on the board") for line in help_text(app))


async def test_all_of_it_can_be_read_on_a_small_terminal(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Keys ──" in screen_text(app)
        seen = set[str]()
        for _ in range(40):
            seen.update(line.strip() for line in screen_text(app).split("\n"))
            await pilot.press("pagedown")
        await pilot.pause()
        seen.update(line.strip() for line in screen_text(app).split("\n"))
        assert {line.strip() for line in help_text(app)} <= seen
        await pilot.press("home")
        await pilot.pause()
        assert "Keys ──" in screen_text(app)


@pytest.mark.parametrize(
    "first", [["question_mark", "escape"], [], ["enter"], ["slash", "b"], ["d"]]
)
@pytest.mark.parametrize("key", ["waiting", "half_hours", "severity"])
async def test_it_opens_at_a_figure(
    make_app: MakeApp, feed: FakeFeed, first: list[str], key: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press(*first)
        app.board.explain(key)
        await pilot.pause()
        assert place(app) == "help"
        lines = screen_text(app).split("\n")
        top = next(
            n for n, line in enumerate(lines) if n > 1 and "  " + EXPLANATIONS[key].title in line
        )
        assert top <= 6
        assert EXPLANATIONS[key].formula in screen_text(app)
        # A tick draws anew, and the text stays where it was.
        app.tick()
        await pilot.pause()
        assert screen_text(app).split("\n")[top] == lines[top]


async def test_the_next_time_it_opens_at_its_top(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        app.board.explain("half_hours")
        await pilot.pause()
        assert "Keys ──" not in screen_text(app)
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert "Keys ──" in screen_text(app)


async def test_on_the_wall_it_explains_first_what_that_shows(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("w", "question_mark")
        await pilot.pause()
        await pilot.pause()
        here = under(help_text(app), "Figures now on the wall")
        assert titles(here, ON_WALL) == set(ON_WALL)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.wall
