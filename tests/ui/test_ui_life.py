"""How the app lives: coalescing, a palette from the registry, and its end by errors."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.app import App
from textual.command import CommandPalette
from textual.theme import Theme

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import ACTIONS
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.crash import REPORTS_KEPT, last_words, report, withhold, write_report
from queuetui.ui.keymap import KeysError
from queuetui.ui.messages import SnapshotArrived
from queuetui.ui.palette import Entries, entry_title
from queuetui.ui.run import run_app
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, Publish, screen_text

SECRET = "s3cr3t-value-7f1c"


async def test_a_newer_snapshot_replaces_the_one_that_waits(
    make_app: MakeApp, feed: FakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled = list[Snapshot]()

    def spy(_: QueuetuiApp, message: SnapshotArrived) -> None:
        handled.append(message.snapshot)

    monkeypatch.setattr(QueuetuiApp, "on_snapshot_arrived", spy)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for sequence in range(50):
            feed.send(replace(CALM, sequence=sequence))
        await pilot.pause()
        assert [snapshot.sequence for snapshot in handled] == [49]


async def test_a_feed_may_publish_from_its_own_thread(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await asyncio.to_thread(feed.send, BREACH)
        await pilot.pause()
        assert "Claims Motor" in screen_text(app)


async def test_a_snapshot_that_comes_after_the_end_does_no_harm(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)):
        pass
    feed.send(BREACH)
    assert feed.stopped == 1


async def test_the_palette_offers_every_action_and_every_queue(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        hits = [hit async for hit in Entries(app.board).discover()]
        offered = {str(hit.text) for hit in hits}
        assert offered >= {entry_title(a) for a in ACTIONS if a.id != "palette"}
        assert offered >= {f"Go to queue {state.queue.name}" for state in BREACH.queues}
        assert len(offered) == len(hits)


async def test_the_palette_goes_to_a_queue(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("slash", *"sales", "ctrl+p")
        assert _palette_is_open(app)
        await pilot.press(*"travel")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert not _palette_is_open(app)
        assert app.board.rows.selected == "travel-assistance"


async def test_the_clock_ticks_by_itself_on_the_second(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(ticks=True)
    delays = list[float]()

    def after(delay: float, callback: object) -> None:
        delays.append(round(delay, 3))

    monkeypatch.setattr(app, "_after", after)
    clock.advance(0.25)
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(replace(CALM, skew=0.5))
        await pilot.pause()
        app._tick_and_arm()
        assert delays == [0.76, 0.26]


async def test_a_changed_theme_is_drawn(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.register_theme(Theme(name="other", primary="#ff0000", background="#102030"))
        app.theme = "other"
        feed.send(BREACH)
        await pilot.pause()
        assert "Claims Motor" in screen_text(app)


async def test_no_color_still_draws_words(
    make_app: MakeApp, feed: FakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        assert app.no_color
        assert "▲ BREACH" in screen_text(app)
        badge = list(app.board.rows.render_line(1))[1]
        assert badge.text.startswith("▲")
        assert badge.style is not None
        assert badge.style.bgcolor is not None
        assert badge.style.bgcolor.is_default
        assert badge.style.reverse


def test_keys_that_cannot_be_used_do_not_start(make_app: MakeApp) -> None:
    with pytest.raises(KeysError):
        make_app(Settings(keys={"sort": ("q",)}))


class BrokenFeed(FakeFeed):
    """Fails when it is started, with a secret in its hands."""

    def start(self, publish: Publish) -> None:
        password = SECRET
        raise RuntimeError(f"cannot start with {password}")


def test_an_error_ends_with_one_line_and_a_report_without_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = QueuetuiApp(
        BrokenFeed(),
        Settings(),
        ManualClock(NOW),
        UNICODE,
        redact=lambda text: text.replace(SECRET, "***"),
        crash_dir=tmp_path,
    )
    app.run(headless=True)
    assert app.return_code == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "")
    (path,) = tmp_path.glob("crash-*.txt")
    written = path.read_text()
    assert "builtins.RuntimeError: cannot start with ***" in written
    assert "test_ui_life.BrokenFeed.start:" in written
    assert SECRET not in written
    assert path.stat().st_mode & 0o077 == 0
    assert app.last_words is not None
    assert "\n" not in app.last_words
    assert app.last_words.endswith(str(path))


async def test_an_error_in_a_stray_task_is_recorded_and_the_board_goes_on(
    make_app: MakeApp, feed: FakeFeed, tmp_path: Path
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        context = {"message": "x", "exception": ValueError("nobody waited")}
        asyncio.get_running_loop().call_exception_handler(context)
        await pilot.pause()
        assert "an internal error was recorded" in screen_text(app)
    assert "nobody waited" in _only_report(tmp_path)
    assert app.last_words is None


def test_an_app_that_cannot_even_run_ends_with_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: QueuetuiApp) -> None:
        raise OSError(SECRET)

    monkeypatch.setattr(QueuetuiApp, "run", run)
    feed = FakeFeed()
    assert run_app(feed, Settings(), ManualClock(NOW), UNICODE, crash_dir=tmp_path) == 1
    assert feed.stopped == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("queuetui: ended by an internal error, OSError in ")
    assert err.count("\n") == 1
    assert SECRET not in err
    assert SECRET not in next(tmp_path.glob("crash-*.txt")).read_text()


def _error() -> Exception:
    def inner(password: str) -> None:
        raise KeyError(password)

    try:
        try:
            inner(SECRET)
        except KeyError as first:
            raise ExceptionGroup("several", [ValueError("b"), TypeError("c")]) from first
    except ExceptionGroup as error:
        caught = error
    return caught


def test_a_report_names_every_error_of_a_chain_and_no_value() -> None:
    text = report(_error(), withhold, _at(0))
    for kind in ("ExceptionGroup", "ValueError", "TypeError", "KeyError"):
        assert f"builtins.{kind}: (" in text
    assert "_error.<locals>.inner:" in text
    assert SECRET not in text


def test_a_redactor_that_fails_does_not_lose_the_report() -> None:
    def broken(text: str) -> str:
        raise RuntimeError(text)

    text = report(ValueError(SECRET), broken, _at(0))
    assert "builtins.ValueError: (no message: RuntimeError)" in text
    assert SECRET not in text


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    paths = [write_report(ValueError("x"), tmp_path, str, _at(n)) for n in range(REPORTS_KEPT + 3)]
    assert sorted(tmp_path.iterdir()) == paths[3:]


def test_reports_of_the_same_second_stand_beside_each_other(tmp_path: Path) -> None:
    paths = [write_report(ValueError(f"no. {n}"), tmp_path, str, _at(0)) for n in range(12)]
    assert sorted(tmp_path.iterdir()) == paths
    assert all(f"ValueError: no. {n}" in path.read_text() for n, path in enumerate(paths))


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    app = QueuetuiApp(
        FakeFeed(), Settings(), ManualClock(NOW), UNICODE, crash_dir=tmp_path / "file" / "below"
    )
    app.record(ValueError(SECRET))
    assert (
        app.last_words
        == "queuetui: ended by an internal error, ValueError; no report could be written"
    )
    assert last_words(ValueError(), Path("/x")) == (
        "queuetui: ended by an internal error, ValueError; report: /x"
    )


def _palette_is_open(app: App[None]) -> bool:
    return isinstance(app.screen, CommandPalette)


def _only_report(directory: Path) -> str:
    (path,) = directory.glob("crash-*.txt")
    return path.read_text()


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(1_795_000_000 + seconds, UTC)
