"""The alarms on screen: selected, acknowledged, snoozed and opened by key and by mouse."""

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import Acknowledgement, Alarm, AlarmBook
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.app import QueuetuiApp
from tests.ui.conftest import NOW, FakeFeed, MakeApp, a_queue, a_snapshot, screen_text


def alarm(number: int, queue: str, **more: object) -> Alarm:
    at = NOW - 60.0 * number
    return replace(
        Alarm(
            id=f"id {number}",
            rule="breach",
            condition="breach",
            severity="critical",
            queue_id=queue.lower(),
            queue=queue,
            media=None,
            started=at,
            raised=at + 15,
        ),
        **more,
    )


def place(app: QueuetuiApp) -> str:
    return app.board.place


SEEN = Acknowledgement("anna", "", NOW - 5)


def board(*active: Alarm, past: tuple[Alarm, ...] = ()) -> Snapshot:
    queues = (a_queue("Sales", waiting=9, oldest=99), a_queue("Bad", waiting=50, oldest=99))
    return replace(a_snapshot(*queues), alarms=AlarmBook(active, past))


BOTH = board(alarm(1, "Sales"), alarm(2, "Bad"))


async def test_the_summary_counts_them_and_a_shows_them(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BOTH)
        await pilot.pause()
        assert "2 alarms" in screen_text(app)
        await pilot.press("a")
        assert place(app) == "alarms"
        text = screen_text(app)
        assert "ALARMS  2" in text
        assert text.index("Sales") < text.index("Bad")
        assert "x acknowledge" in text.splitlines()[-1]
        for key in ("escape", "a", "q"):
            await pilot.press(key)
            assert place(app) == "board", key
            await pilot.press("a")


@pytest.mark.parametrize(("keys", "chosen"), [((), "id 1"), (("down",), "id 2"), (("end",), "id 2"), (("end", "up"), "id 1")])  # fmt: skip
async def test_x_acknowledges_the_selected_one_in_the_name_of_who_sits_there(
    make_app: MakeApp, feed: FakeFeed, keys: tuple[str, ...], chosen: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", *keys, "x")
        assert feed.acknowledged == [(chosen, "somebody", "")]
        assert "acknowledged: breach" in app.board.event


async def test_a_note_is_typed_for_the_selected_alarm_and_stands_beside_it(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", "down", "X")
        assert place(app) == "note"
        assert screen_text(app).splitlines()[-2].split() == ["note", "what", "is", "being", "done", "about", "it"]  # fmt: skip
        assert "enter acknowledge  esc leave it" in screen_text(app).splitlines()[-1]
        # All of these are keys elsewhere, and the list moves meanwhile.
        await pilot.press("space", "q", "space", "space", "x", "X", "question_mark", "1", "space")
        feed.send(board(alarm(3, "New"), alarm(2, "Bad"), alarm(1, "Sales")))
        await pilot.press("enter")
        assert feed.acknowledged == [("id 2", "somebody", "q xX?1")]
        assert place(app) == "alarms"
        assert "acknowledged: breach, Bad" in app.board.event
        seen = Acknowledgement("anna", "q xX?1", NOW - 5)
        feed.send(board(alarm(1, "Sales"), alarm(2, "Bad", acknowledged=seen)))
        await pilot.pause()
        assert "seen by anna at" in screen_text(app)
        assert ": q xX?1" in screen_text(app)
        # Another note begins with the one that there is.
        await pilot.press("X", "end", "backspace", "2", "enter")
        assert feed.acknowledged[1:] == [("id 2", "somebody", "q xX?2")]


async def test_escape_leaves_the_note_and_the_alarm_as_they_were(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", "X", "n", "o", "escape")
        assert place(app) == "alarms"
        assert feed.acknowledged == []
        await pilot.press("X")
        assert "what is being done" in screen_text(app)
        # Nothing typed is an acknowledgement without a note.
        await pilot.press("enter")
        assert feed.acknowledged == [("id 1", "somebody", "")]
        feed.send(board())
        await pilot.pause()
        await pilot.press("X")
        assert place(app) == "alarms"
        assert "there is no alarm to do that to" in app.board.event


async def test_an_alarm_that_goes_while_its_note_is_typed_is_not_mistaken_for_another(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", "X", "o")
        feed.send(board(alarm(2, "Bad")))
        await pilot.press("enter")
        assert feed.acknowledged == []
        assert "there is no alarm to do that to" in app.board.event


@pytest.mark.parametrize("way", [("a", "X"), ("slash",)])
@pytest.mark.parametrize("action", ["diagnostics", "alarms", "help", "filter", "sort"])
async def test_what_the_palette_shows_does_not_lie_under_a_line_that_takes_all_keys(
    make_app: MakeApp, feed: FakeFeed, way: tuple[str, ...], action: str
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press(*way, "o")
        app.fronts.do(action)
        await pilot.pause()
        expected = {"sort": "alarms" if way[0] == "a" else "board"}.get(action, action)
        assert place(app) == expected
        assert (app.focused is not None) == (action == "filter")
        app.board.go_to("bad")
        await pilot.pause()
        assert place(app) == "board"


async def test_an_alarm_is_seen_to_before_the_list_just_opened_has_its_size(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.pause()
        # Out of the palette, with no list open: nobody sees which alarm would be meant.
        app.board.do("acknowledge")
        assert feed.acknowledged == []
        app.board.do("alarms")
        app.board.do("acknowledge")
        assert feed.acknowledged == [("id 1", "somebody", "")]


async def test_what_has_been_seen_is_not_seen_again(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(board(alarm(1, "Sales", acknowledged=SEEN)))
        await pilot.press("a", "x")
        assert feed.acknowledged == []
        assert "seen by anna already" in app.board.event
        assert "1 alarm seen" in screen_text(app)


async def test_z_snoozes_ever_longer_and_at_last_not_at_all(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a")
        for expected in (900.0, 3_600.0, 14_400.0, 0.0):
            await pilot.press("z")
            chosen, until = feed.snoozed[-1]
            assert chosen == "id 1"
            assert until - app.board.lookout.now == pytest.approx(expected, abs=0.5)
            feed.send(board(alarm(1, "Sales", snoozed_until=until), alarm(2, "Bad")))
            await pilot.pause()
        assert "not snoozed any more" in app.board.event


async def test_there_is_nothing_to_do_to_what_is_over_or_absent(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(board())
        await pilot.press("a", "x", "z", "enter")
        assert "there is no alarm to do that to" in app.board.event
        feed.send(board(past=(alarm(1, "Sales", cleared=NOW - 9, ended="over"),)))
        await pilot.pause()
        await pilot.press("z")
        assert "nothing to snooze" in app.board.event
        await pilot.press("x")
        assert feed.snoozed == []
        assert feed.acknowledged == [("id 1", "somebody", "")]


async def test_enter_opens_the_queue_it_is_about(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", "down", "enter")
        assert place(app) == "queue"
        assert feed.opened[-1] == "bad"
        feed.send(board(alarm(1, "Gone")))
        await pilot.press("escape", "a", "enter")
        assert place(app) == "alarms"
        assert "no one queue on the board" in app.board.event


async def test_the_cursor_stays_with_its_alarm_and_goes_to_the_next_when_that_is_gone(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a", "down")
        feed.send(board(alarm(3, "New"), alarm(1, "Sales"), alarm(2, "Bad")))
        await pilot.pause()
        assert app.board._panes.alarms.selected == "id 2"
        feed.send(board(alarm(3, "New"), alarm(1, "Sales")))
        await pilot.pause()
        assert app.board._panes.alarms.selected == "id 1"


async def test_a_click_selects(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a")
        await pilot.pause()
        panel = app.board._panes.alarms
        first, _ = panel._page.places["id 2"]
        await pilot.click("#alarms", offset=(20, first))
        assert panel.selected == "id 2"


async def test_a_long_list_scrolls_with_the_cursor(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(board(*(alarm(n, f"Queue {n:02d}") for n in range(1, 61))))
        await pilot.press("a", "end")
        await pilot.pause()
        assert "Queue 60" in screen_text(app)
        await pilot.press("pageup")
        await pilot.pause()
        chosen = app.board._panes.alarms.selected
        assert chosen not in {"id 60", "id 1"}
        assert f"Queue {int(str(chosen).split()[1]):02d}" in screen_text(app)
        await pilot.press("home")
        await pilot.pause()
        assert "ALARMS  60" in screen_text(app)


async def test_a_calm_board_shows_them_without_figures(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app(Settings(looks=LooksSettings(calm=True)))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BOTH)
        await pilot.press("a")
        assert "breach" in screen_text(app)
        assert "up to" not in screen_text(app)
