"""Groups of the list: each key, the mouse, and what is kept."""

from msgspec.structs import replace
from textual.events import MouseScrollDown

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.settings import GroupSettings, LooksSettings, Settings
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.glyphs import ASCII, UNICODE
from tests.clocks import ManualClock
from tests.ui.arranged import BOARD, lines, ready, rows
from tests.ui.conftest import FakeFeed, MakeApp, a_queue, a_snapshot, place, screen_text
from tests.ui.test_ui_rows import painted


async def test_groups_go_round_and_are_kept(make_app: MakeApp, feed: FakeFeed) -> None:
    kept: list[Arrangement] = []
    rules = (QueueRule(name="Fraud", group="Money"), QueueRule(name="*"))
    app = make_app(Settings(watchlist=Watchlist(rules)), keep_arrangement=kept.append)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        assert len(rows(app)) == 5
        shown = []
        for _ in range(4):
            await pilot.press("v")
            await pilot.pause()
            shown.append((app.board.event.partition("  ")[2], rows(app)))
        sales, service = ["Sales - DE", "Sales - UK"], ["Service - VIP", "Service - Help"]
        assert shown == [
            ("grouped as configured", ["▾ other", *service, *sales, "▾ Money", "Fraud"]),
            (
                "grouped by division",
                ["▾ Service", *service, "▾ other", "Fraud", "▾ Sales", *sales],
            ),
            (
                "grouped by what their names begin with",
                ["▾ Service", *service, "▾ other", "Fraud", "▾ Sales", *sales],
            ),
            ("the queues are not grouped", ["Service - VIP", "Service - Help", "Fraud", *sales]),
        ]
    assert [one.groups for one in kept] == ["configuration", "division", "prefix", "none"]


async def test_ways_that_make_no_groups_are_left_out(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, a_snapshot(a_queue("A"), a_queue("B")))
        await pilot.press("v")
        assert "grouped by division" in app.board.event
        await pilot.press("v")
        assert "not grouped" in app.board.event
        feed.send(a_snapshot(a_queue("A", division=None)))
        await pilot.pause()
        await pilot.press("v")
        assert "nothing to group the queues by" in app.board.event


BY_DIVISION = Settings(groups=GroupSettings(by="division"))


async def test_a_group_folds_from_its_head_and_from_within(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        everything = rows(app)
        assert app.board.rows.selected == "\0Service"
        await pilot.press("down", "down", "left")
        assert rows(app) == ["▸ Service", "▾ other", "Fraud", "▾ Sales", "Sales - DE", "Sales - UK"]
        assert app.board.rows.selected == "\0Service"
        await pilot.press("right")
        assert rows(app) == everything
        await pilot.press("enter")
        await pilot.pause()
        assert "▸ Service" in rows(app)
        assert place(app) == "board"
        await pilot.press("enter")
        await pilot.pause()
        assert rows(app) == everything
        await pilot.press("h", "l")
        assert rows(app) == everything


async def test_all_groups_fold_at_once(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("end", "z")
        assert rows(app) == ["▸ Service", "▸ other", "▸ Sales"]
        assert app.board.rows.selected == "\0Sales"
        await pilot.press("up", "right")
        assert rows(app) == ["▸ Service", "▾ other", "Fraud", "▸ Sales"]
        await pilot.press("z")
        assert rows(app) == ["▸ Service", "▸ other", "▸ Sales"]
        await pilot.press("z")
        assert len(rows(app)) == 8


async def test_what_is_folded_stays_so_whatever_comes(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("left", "v", "v", "v")
        clock.advance(1)
        feed.send(replace(BOARD, sequence=8))
        await pilot.pause()
        assert app.board._state.by == "division"
        assert rows(app)[0] == "▸ Service"
        assert "Service - VIP" not in rows(app)


async def test_without_groups_there_is_nothing_to_fold(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        for key in ("left", "right", "z"):
            await pilot.press(key)
            assert "not grouped" in app.board.event
        assert len(rows(app)) == 5


async def test_the_selection_stays_with_its_group_when_rows_move(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("z", "end")
        assert app.board.rows.selected == "\0Sales"
        worse = a_queue("Sales - UK", waiting=90, oldest=900, division="Sales")
        feed.send(replace(BOARD, queues=(BOARD.queues[0], worse, *BOARD.queues[2:])))
        await pilot.pause()
        assert rows(app)[0] == "▸ Sales"
        assert app.board.rows.selected == "\0Sales"
        assert next(line for line in lines(app) if line.startswith("▌")).split()[3] == "▸"


async def test_totals_stand_in_the_head(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(240, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        head = next(line for line in lines(app) if "▾ Service" in line)
        assert "1 of 2" in head
        assert "1 BREACH  1 WARN" in head
        assert head.split().count("14") == 2  # in all, and among the calls
        assert "4:07" in head
        assert "66%/80" in head
        assert "110" in head


async def test_the_mouse_folds_selects_opens_and_scrolls(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.click("#rows", offset=(14, 3))
        await pilot.pause()
        assert "▸ other" in rows(app)
        assert app.board.rows.selected == "\0"
        await pilot.click("#rows", offset=(14, 3))
        await pilot.pause()
        assert "▾ other" in rows(app)
        await pilot.click("#rows", offset=(14, 0), times=2)
        await pilot.pause()
        assert "▸ Service" in rows(app)
        await pilot.click("#rows", offset=(14, 0))
        await pilot.pause()
        await pilot.click("#rows", offset=(14, 1))
        assert app.board.rows.selected == "service---vip"
        assert place(app) == "board"
        await pilot.click("#rows", offset=(20, 1))
        await pilot.pause()
        assert place(app) == "queue"


async def test_the_wheel_scrolls_over_heads_too(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(80, 24)) as pilot:
        many = (a_queue(f"Q{n:03}", division=f"D{n % 9}") for n in range(60))
        await ready(app, pilot, feed, a_snapshot(*many))
        await pilot._post_mouse_events([MouseScrollDown], "#rows", offset=(5, 5))
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == 3
        # Two queues are out of sight above; their head is none.
        assert "↑ +2 more" in screen_text(app)
        await pilot.press("z")
        assert "more" not in screen_text(app)


async def test_an_opened_queue_switches_to_queues_only(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("down", "enter")
        await pilot.pause()
        names = []
        for key in ("n", "n", "n", "n", "n", "p", "p", "p", "p", "p"):
            await pilot.press(key)
            await pilot.pause()
            assert place(app) == "queue"
            names.append(app.board._panel.queue_id)
        down = ["service---help", "fraud", "sales---de", "sales---uk", "sales---uk"]
        up = ["sales---de", "fraud", "service---help", "service---vip", "service---vip"]
        assert names == [*down, *up]


async def test_a_queue_in_a_folded_group_is_gone_to(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(BY_DIVISION)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, BOARD)
        await pilot.press("z")
        app.board.go_to("sales---uk")
        await pilot.pause()
        assert app.board.rows.selected == "sales---uk"
        assert rows(app) == ["▸ Service", "▸ other", "▾ Sales", "Sales - DE", "Sales - UK"]


async def test_a_calm_board_tells_no_counts_in_heads(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(replace(BY_DIVISION, looks=LooksSettings(calm=True)))
    async with app.run_test(size=(240, 40)) as pilot:
        await ready(app, pilot, feed, BOARD)
        head = next(line for line in lines(app) if "▾ Service" in line)
        assert "1 BREACH" in head
        assert "4:07" not in head
        assert "14" not in head.split()


async def test_groups_are_drawn_in_ascii_where_that_is_asked_for(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    for glyphs in (ASCII, UNICODE):
        app = make_app(BY_DIVISION, glyphs=glyphs)
        async with app.run_test(size=(160, 40)) as pilot:
            await ready(app, pilot, feed, BOARD)
            await pilot.press("left", "s", "slash", *"sev:x", "enter")
            assert screen_text(app).isascii() is (glyphs is ASCII)


async def test_only_what_changed_is_painted_among_groups(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app(BY_DIVISION)
    still = a_snapshot(*(a_queue(f"Q{n}", division=f"D{n % 3}") for n in range(9)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(app, pilot, feed, still)
        with painted(app) as seen:
            clock.advance(1)
            app.tick()
            await pilot.pause()
        assert seen == set()
        with painted(app) as seen:
            other = a_queue("Q4", waiting=1, oldest=2, division="D1")
            queues = (*still.queues[:4], other, *still.queues[5:])
            feed.send(replace(still, queues=queues))
            await pilot.pause()
        # It goes to the top of its group, which goes to the top of the board.
        assert seen == {0, 1, 2, 3, 4, 5, 6, 7}
