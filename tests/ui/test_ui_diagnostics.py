"""The diagnostics on screen: opened by `d`, written anew each second, and only while open."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.diagnostics import Call, Diagnostics, RateBudget
from queuetui.ui import program
from queuetui.ui.writer import Tally
from queuetui.view.diagnostics import Program
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, place, screen_text

QUERY = "POST /api/v2/analytics/queues/observations/query"
TOLD = Diagnostics(
    calls=tuple(Call(NOW - 60 + n, QUERY, 200, 0.1, f"{n:08x}", None, 12) for n in range(50)),
    rate=RateBudget(41, 300, 23),
    interval_wanted=5,
    interval_kept=5,
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_says_how_feed_connection_and_program_are(
    make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
) -> None:
    feed.told = TOLD
    app = make_app(gaps=lambda: [(NOW - 100, NOW - 58, "rate limited")])
    async with app.run_test(size=size) as pilot:
        feed.send(BREACH)
        await pilot.press("d")
        await pilot.pause()
        assert place(app) == "diagnostics"
        text = screen_text(app)
        for part in ("FEED", "live since 11:05:40", "41 of 300", f"{size[0]} x {size[1]}", "MiB"):
            assert part in text
        assert "Acme Insurance" in text.split("\n")[0]
        assert "Claims Motor" not in text
        await pilot.press("end")
        assert "00000000" in screen_text(app)
        await pilot.press("home")
        assert "FEED" in screen_text(app)
        assert "rate limited" in screen_text(app)


@pytest.mark.parametrize("key", ["escape", "d", "q"])
async def test_each_of_its_keys_closes_it(make_app: MakeApp, feed: FakeFeed, key: str) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.press("d", key)
        assert place(app) == "board"
        assert app.is_running
        await pilot.press("enter", "d", key)
        assert place(app) == "queue"
        await pilot.press("escape")
        assert place(app) == "board"


async def test_asking_goes_on_from_there(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.press("d", "r")
        assert feed.asked == 1
        assert place(app) == "diagnostics"


async def test_the_palette_leaves_it_for_a_queue(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.press("d")
        app.board.go_to("sales")
        await pilot.pause()
        assert place(app) == "board"
        assert app.board.rows.selected == "sales"


async def test_it_is_written_each_second_but_only_while_open(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        app.tick()
        assert feed.questions == 0
        await pilot.press("d")
        await pilot.pause()
        for seconds in (1, 2):
            clock.advance(1)
            feed.told = replace(TOLD, rate=RateBudget(100 + seconds, 300))
            app.tick()
            await pilot.pause()
            assert f"0:0{seconds} ago" in screen_text(app)
            assert f"{100 + seconds} of 300" in screen_text(app)
            assert f"running   0:0{seconds}" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        asked = feed.questions
        app.tick()
        await pilot.pause()
        assert feed.questions == asked


async def test_it_keeps_its_place_while_it_is_written_anew(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    feed.told = TOLD
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.press("d", "pagedown", "down")
        await pilot.pause()
        before = screen_text(app).split("\n")
        assert "11:06:29" in before[3]
        feed.told = replace(TOLD, calls=(*TOLD.calls[1:], replace(TOLD.calls[0], at=NOW)))
        clock.advance(1)
        app.tick()
        await pilot.pause()
        after = screen_text(app).split("\n")
        # The newest call is on top, and the others are one line further down.
        assert "11:06:40" in after[3]
        assert after[4] == before[3]
        await pilot.press("escape", "d")
        await pilot.pause()
        assert "FEED" in screen_text(app)


async def test_it_works_before_the_first_figures(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert "… starting" in screen_text(app)


def test_memory_is_told_where_the_system_has_no_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    here = program.memory()
    monkeypatch.setattr(program, "_STATM", Path("/nonexistent/statm"))
    elsewhere = program.memory()
    assert here is not None
    assert elsewhere is not None
    # A Python with Textual in it takes some ten megabytes, and these tests no ten gigabytes.
    assert 10 << 20 < here < 10 << 30
    assert 10 << 20 < elsewhere < 10 << 30


@pytest.mark.parametrize(
    ("colours", "words"),
    [("truecolor", "true colour"), ("256", "256 colours"), (None, "no colour"), ("odd", "odd")],
)
def test_the_colours_have_words(colours: str | None, words: str) -> None:
    assert program.this_program(colours=colours).colours == words


def test_what_the_terminal_took_is_told() -> None:
    used = program.now_using(
        Program(), uptime=1, size=(80, 24), tally=Tally(9, 8, 3, behind=True), drained=False
    )
    assert (used.frames_drawn, used.frames_dropped, used.drained) == (8, 3, False)
