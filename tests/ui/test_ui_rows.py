"""The list as a widget: what it paints, how it scrolls, and what the mouse does."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace
from textual.events import MouseScrollDown, MouseScrollUp

from queuetui.domain.snapshot import Snapshot
from queuetui.ui.app import QueuetuiApp
from tests.clocks import ManualClock
from tests.ui.conftest import (
    BREACH,
    NOW,
    FakeFeed,
    MakeApp,
    a_queue,
    a_snapshot,
    place,
    screen_text,
)


def many(number: int) -> Snapshot:
    """Queues in no order; the worst is the last one."""
    calm = (a_queue(f"Queue {n:04}", waiting=n % 3, oldest=n % 25) for n in range(number - 1))
    return a_snapshot(*calm, a_queue("The Worst", waiting=99, oldest=900))


@contextmanager
def painted(app: QueuetuiApp) -> Iterator[set[int]]:
    """The rows that are painted meanwhile, by their place on screen."""
    rows, seen = app.board.rows, set[int]()
    render_line = rows.render_line

    def spy(y: int) -> object:
        seen.add(y)
        return render_line(y)

    rows.render_line = spy  # type: ignore[assignment, method-assign]
    yield seen
    rows.render_line = render_line  # type: ignore[method-assign]


async def test_only_lines_that_changed_are_painted(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    still = a_snapshot(*(a_queue(f"Queue {n}", as_of=NOW) for n in range(10)))
    ticking = replace(still, queues=(a_queue("Waits", waiting=1, oldest=5), *still.queues))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(ticking)
        await pilot.pause()
        with painted(app) as seen:
            app.tick()
            await pilot.pause()
        assert seen == set()
        with painted(app) as seen:
            clock.advance(1)
            app.tick()
            await pilot.pause()
        assert 0 in seen
        age_is_drawn = any("AGE" in line for line in screen_text(app).split("\n"))
        assert age_is_drawn or seen == {0}
        with painted(app) as seen:
            await pilot.press("down")
        assert seen == {0, 1}


async def test_one_changed_queue_is_one_painted_line(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        queues = [a_queue(f"Queue {n}") for n in range(30)]
        feed.send(a_snapshot(*queues))
        await pilot.pause()
        queues[7] = a_queue("Queue 7", interacting=6)
        with painted(app) as seen:
            feed.send(a_snapshot(*queues))
            await pilot.pause()
        assert len(seen) == 1


async def test_rows_out_of_sight_are_counted_with_the_worst_of_them(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(30))
        await pilot.pause()
        assert app.board.rows.size.height == 17
        assert "↓ +13 more, worst: · ok" in screen_text(app)
        await pilot.press("end")
        assert "↑ +13 more, worst: ▲ BREACH" in screen_text(app)
        assert "↓" not in screen_text(app).split("\n")[-3]
        await pilot.press(*["up"] * 20)
        assert "↓ +4 more, worst: · ok    ↑ +9 more, worst: ▲ BREACH" in screen_text(app)


async def test_the_last_line_is_a_row_where_all_have_room(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for number, hidden in ((18, False), (19, True), (18, False)):
            feed.send(many(number))
            await pilot.pause()
            await pilot.pause()
            assert ("more, worst" in screen_text(app)) is hidden, number
            assert app.board.rows.size.height == (17 if hidden else 18)


async def test_two_thousand_queues_scroll(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(2000))
        await pilot.pause()
        await pilot.press("end")
        assert app.board.rows.position == (1999, 2000)
        height = app.board.rows.size.height
        with painted(app) as seen:
            await pilot.press("up")
        assert seen == {height - 1, height - 2}
        with painted(app) as seen:
            await pilot.press("pageup")
        assert len(seen) == height
        assert app.board.rows.position[0] == 1998 - (height - 1)


async def test_numbers_count_from_the_top_of_what_is_on_screen(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(100))
        await pilot.pause()
        await pilot.press("end", "3")
        height = app.board.rows.size.height
        assert app.board.rows.position[0] == 100 - height + 2


async def test_the_list_stays_where_it_is_when_new_data_comes(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(100))
        await pilot.pause()
        await pilot.press("end")
        top = app.board.rows.scroll_offset.y
        feed.send(many(99))
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == top - 1
        feed.send(many(120))
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == top - 1


async def test_a_bigger_terminal_leaves_no_gap(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(30))
        await pilot.pause()
        await pilot.press("end")
        await pilot.resize_terminal(120, 60)
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == 0
        assert "more, worst" not in screen_text(app)
        assert "The Worst" in screen_text(app)


async def test_the_mouse_selects_opens_and_scrolls(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(60))
        await pilot.pause()
        await pilot.click("#rows", offset=(10, 3))
        assert app.board.rows.position[0] == 3
        assert place(app) == "board"
        await pilot.click("#rows", offset=(12, 3))
        await pilot.pause()
        assert place(app) == "queue"
        await pilot.press("escape")
        await pilot.pause()
        await pilot.click("#rows", offset=(10, 5), times=2)
        await pilot.pause()
        assert place(app) == "queue"
        assert app.board.rows.position[0] == 5
        await pilot.press("escape")
        await pilot.pause()
        await pilot._post_mouse_events([MouseScrollDown], "#rows", offset=(5, 5))
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == 3
        assert app.board.rows.position[0] == 5
        assert "↑ +3 more" in screen_text(app)
        await pilot._post_mouse_events([MouseScrollDown, MouseScrollUp], "#rows", offset=(5, 5))
        await pilot.pause()
        assert app.board.rows.scroll_offset.y == 3
        for _ in range(2):
            await pilot._post_mouse_events([MouseScrollUp], "#rows", offset=(5, 5))
            await pilot.pause()
            assert app.board.rows.scroll_offset.y == 0
            assert app.board.rows.position[0] == 5


async def test_a_click_below_the_rows_does_nothing(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(3))
        await pilot.pause()
        await pilot.click("#rows", offset=(10, 9), times=2)
        assert app.board.rows.position[0] == 0
        assert place(app) == "board"


async def test_severity_shows_in_weight_and_word_not_only_in_colour(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        looks = set()
        for y in (0, 3, 5, 7):
            badge = [part for part in app.board.rows.render_line(y) if part.text.strip()]
            style = next(part.style for part in badge if len(part.text.strip()) > 1)
            assert style is not None
            looks.add(
                (style.bold, style.italic, style.bgcolor == app.board.rows.rich_style.bgcolor)
            )
        assert len(looks) == 4
