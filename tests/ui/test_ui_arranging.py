"""Order, columns and filter of the list: each key, the mouse, and what is kept."""

import pytest
from msgspec.structs import replace

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.day import Day
from queuetui.domain.settings import BoardSettings, GroupSettings, Settings
from queuetui.view.columns import SETS
from tests.ui.arranged import BOARD, lines, ready, rows, title_at, titles
from tests.ui.conftest import NOW, FakeFeed, MakeApp, a_queue, place, screen_text


async def test_sorting_goes_through_the_columns_on_screen_and_back(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        told = []
        for _ in range(8):
            await pilot.press("s")
            told.append((rows(app)[0], app.board.event.partition("  ")[2]))
        assert told == [
            ("Fraud", "sorted: by name"),
            ("Service - VIP", "sorted: most waiting first"),
            ("Service - VIP", "sorted: longest wait first"),
            ("Service - VIP", "sorted: likeliest breach first"),
            ("Service - VIP", "sorted: fewest available first"),
            ("Service - VIP", "sorted: lowest service level first"),
            ("Sales - DE", "sorted: as configured"),
            ("Service - VIP", "sorted: worst first"),
        ]


async def test_the_same_column_the_other_way_round(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(Settings(board=BoardSettings(sort="waiting")))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert "↓WAITING" in titles(app)
        assert rows(app)[0] == "Service - VIP"
        await pilot.press("S")
        assert "↑WAITING" in titles(app)
        assert "sorted: fewest waiting first" in app.board.event
        assert rows(app) == ["Sales - UK", "Sales - DE", "Service - Help", "Service - VIP", "Fraud"]
        await pilot.press("S")
        assert rows(app)[0] == "Service - VIP"


async def test_settings_may_sort_by_any_column_backwards(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(Settings(board=BoardSettings(sort="-service")))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert "SERVICE↓" in titles(app)
        assert rows(app)[:3] == ["Service - Help", "Sales - DE", "Service - VIP"]
        await pilot.press("s")
        assert "as configured" in app.board.event


async def test_a_click_on_a_title_sorts_and_another_turns_it_round(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        for title, key in (("QUEUE", "name"), ("LONGEST", "longest"), ("SERVICE", "service")):
            await pilot.click("#titles", offset=title_at(app, title))
            await pilot.pause()
            first = app.board.event
            assert app.board._state.order == key
            await pilot.click("#titles", offset=title_at(app, title))
            await pilot.pause()
            assert app.board._state.order == f"-{key}"
            assert app.board.event != first
        assert rows(app)[0] == "Service - Help"
        assert place(app) == "board"


# Columns.


async def test_column_sets_go_round_and_are_kept(make_app: MakeApp, feed: FakeFeed) -> None:
    own = {"night": ("severity", "name", "waiting")}
    kept: list[Arrangement] = []
    app = make_app(Settings(column_sets=own), keep_arrangement=kept.append)
    async with app.run_test(size=(300, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert app.board.rows.columns == SETS["supervisor"]
        seen = []
        for _ in range(4):
            await pilot.press("c")
            await pilot.pause()
            seen.append((app.board.event.partition("  ")[2], app.board.rows.columns))
        assert seen == [
            ("columns: analyst", SETS["analyst"]),
            ("columns: night", own["night"]),
            ("columns: wall", SETS["wall"]),
            ("columns: supervisor", SETS["supervisor"]),
        ]
    assert [one.columns for one in kept] == ["analyst", "night", "wall", "supervisor"]
    assert {one.groups for one in kept} == {"none"}


async def test_the_settings_say_which_columns_there_are_at_first(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(Settings(board=BoardSettings(columns="analyst")))
    async with app.run_test(size=(200, 60)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert app.board.rows.columns == SETS["analyst"]
        vip = next(line for line in lines(app) if "Service - VIP" in line)
        assert "25%/80" in vip
        assert vip.rstrip().endswith("3:20")
        quiet = next(line for line in lines(app) if "Sales - UK" in line)
        assert "none" in quiet
        assert "%" not in quiet
        fraud = next(line for line in lines(app) if "Fraud" in line)
        assert "%" not in fraud
        assert "none" not in fraud


async def test_the_order_stays_when_its_column_is_not_on_screen(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(Settings(board=BoardSettings(sort="aht")))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert "longest handling first" in screen_text(app)
        await pilot.press("s")
        assert "sorted: worst first" in app.board.event


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (400, 120)])
async def test_every_set_fits_every_terminal(
    make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
) -> None:
    app = make_app(Settings(groups=GroupSettings(by="division")))
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot, feed, BOARD)
        for _ in SETS:
            await pilot.press("c")
            await pilot.pause()
            columns = app.board.rows.columns
            assert columns[:5] == ("severity", "name", "waiting", "longest", columns[4])
            assert len(rows(app)) == 8
            assert "service" in columns


async def test_a_filter_about_one_thing(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(Settings(groups=GroupSettings(by="division")))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("slash", *"severity:breach")
        assert rows(app) == ["▾ Service", "Service - VIP"]
        assert "1 match “severity:breach”" in screen_text(app)
        await pilot.press(*" -vip")
        assert rows(app) == []
        assert "no queue matches “severity:breach -vip”" in screen_text(app)
        await pilot.press("escape")
        await pilot.press("slash", *"group:sal -uk", "enter")
        assert rows(app) == ["▾ Sales", "Sales - DE"]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_word_that_is_not_understood_is_said(
    make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("slash", *"sev:breach")
        assert "no such word as sev: - there are severity: group: media:" in screen_text(app)
        await pilot.press("escape", "slash", *"severity:purple")
        assert "severity: may be breach, warn, nodata, ok or closed" in screen_text(app)
        await pilot.press("escape")
        assert "may be" not in screen_text(app)


async def test_an_opened_queue_stays_when_the_filter_holds_no_longer(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("slash", *"severity:breach", "enter", "enter")
        await pilot.pause()
        assert place(app) == "queue"
        well = a_queue("Service - VIP", waiting=0, division="Service")
        feed.send(replace(BOARD, queues=(*BOARD.queues[:2], well, *BOARD.queues[3:])))
        await pilot.pause()
        assert place(app) == "queue"
        assert "Service - VIP" in screen_text(app)
        await pilot.press("escape")
        assert "no queue matches" in screen_text(app)


@pytest.mark.parametrize(
    ("width", "columns", "said"),
    [
        (160, "analyst", "today since 07:00 Europe/Berlin   worst first"),
        (160, "supervisor", "today since 07:00 Europe/Berlin   worst first"),
        (112, "analyst", "today since 07:00   worst first"),
        (80, "analyst", ""),
        (160, "now", ""),
    ],
)
async def test_the_day_begins_where_the_screen_says_if_figures_of_it_are_shown(
    make_app: MakeApp, feed: FakeFeed, width: int, columns: str, said: str
) -> None:
    settings = Settings(
        board=BoardSettings(columns=columns), column_sets={"now": ("severity", "name", "waiting")}
    )
    day = Day(NOW - 18_400, NOW + 68_000, "Europe/Berlin")
    app = make_app(settings)
    async with app.run_test(size=(width, 24)) as pilot:
        await ready(app, pilot, feed, replace(BOARD, day=day))
        (line,) = (each for each in lines(app) if "5 queues" in each or "BREACH   !" in each)
        assert ("today since" in line) is bool(said)
        assert said in line
        assert line.rstrip().endswith("worst first")
        assert "waiting" in line
        await ready(app, pilot, feed, BOARD)
        assert "today since" not in screen_text(app)
