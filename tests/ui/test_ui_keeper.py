"""The keeper is told how the board is, each second and at its end; what it says is shown."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.gaps import Gap
from queuetui.domain.keeper import Ending, Sign
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import HealthState
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.run import run_app
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import (
    BREACH,
    CALM,
    NOW,
    FakeFeed,
    MakeApp,
    Publish,
    a_queue,
    a_snapshot,
    screen_text,
)


class Notes:
    """A keeper that writes down what it is told."""

    def __init__(self, greeting: str | None = None) -> None:
        self._greeting = greeting
        self.signs: list[Sign] = []
        self.gaps: list[Gap] = []
        self.ends: list[Ending] = []

    def greeting(self) -> str | None:
        return self._greeting

    def tick(self, sign: Sign) -> None:
        self.signs.append(sign)

    def note_gap(self, gap: Gap) -> None:
        self.gaps.append(gap)

    def close(self, ending: Ending) -> None:
        self.ends.append(ending)


async def test_each_tick_tells_what_is_known_and_what_has_reached_the_terminal(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    notes = Notes()
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        app.tick()
        assert notes.signs[0] == Sign(None, drained=True, frame_after=0, frames=app._displays)
        feed.send(CALM)
        await pilot.pause()
        for _ in range(2):
            clock.advance(1)
            app.tick()
            await pilot.pause()
        first, *_, last = notes.signs
        assert (last.snapshot, last.drained, last.frame_after) == (CALM, True, CALM.sequence)
        assert (last.state, last.reason) == ("live", None)
        assert last.frames > first.frames


async def test_the_mark_of_life_moves_only_when_new_figures_reached_the_terminal(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_app()

    async def marks(seconds: int) -> list[str]:
        seen = []
        for _ in range(seconds):
            clock.advance(1)
            app.tick()
            await pilot.pause()
            seen.append(screen_text(app).split("\n")[0].split()[-2])
        return seen

    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        assert len(set((await marks(4))[1:])) == 1
        feed.send(replace(CALM, sequence=8))
        await pilot.pause()
        before, *after = await marks(4)
        assert before != after[-1]
        assert len(set(after[1:])) == 1
        # A poll that failed publishes a snapshot, but no figures.
        slow = replace(CALM.health, state="late", reason="slow")
        feed.send(replace(CALM, sequence=8, health=slow))
        await pilot.pause()
        assert set(await marks(4)) == {after[-1]}


async def test_a_paused_picture_proves_nothing(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    notes = Notes()
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        feed.send(CALM)
        await pilot.pause()
        for _ in range(3):
            clock.advance(1)
            app.tick()
            await pilot.pause()
        assert notes.signs[-1].frame_after == 0


async def test_the_greeting_stays_until_a_key_and_what_was_said_meanwhile_follows(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    notes = Notes("back since 03:12, was: the power was cut")
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        assert "back since 03:12, was: the power was cut" in screen_text(app)
        feed.send(BREACH)
        await pilot.pause()
        clock.advance(20)
        app.tick()
        await pilot.pause()
        assert "back since 03:12" in screen_text(app)
        await pilot.press("down")
        assert "queues are in breach now" in app.board.event


async def test_the_greeting_goes_by_itself_after_some_minutes(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    notes = Notes("back since 03:12")
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        for seconds, shown in ((170, "back since"), (20, "something new")):
            clock.advance(seconds)
            app.board.say("something new")
            app.tick()
            await pilot.pause()
            assert shown in app.board.event


@pytest.mark.parametrize("kept", [True, False])
async def test_a_gap_is_told_once_and_the_keeper_learns_of_it(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, kept: bool
) -> None:
    notes = Notes()
    app = make_app(keeper=notes) if kept else make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        clock.advance(42)
        app.tick()
        await pilot.pause()
        assert "DATA FROZEN" in screen_text(app)
        back = a_snapshot(a_queue("Cards", as_of=NOW + 42), at=NOW + 42, last_good=NOW + 42)
        back = replace(back, sequence=CALM.sequence + 1)
        for _ in range(2):
            feed.send(back)
            app.tick()
            await pilot.pause()
        assert app.board.event.endswith("data is back after a gap of 0:42: no new data")
        assert "DATA FROZEN" not in screen_text(app)
        assert notes.gaps == [Gap(NOW, NOW + 42, "no new data")] * kept


@pytest.mark.parametrize("state", ["down", "frozen"])
async def test_figures_that_were_withheld_for_seconds_only_are_a_gap_all_the_same(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, state: HealthState
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        lost = replace(CALM.health, state=state, reason="access was taken away.")
        feed.send(replace(CALM, health=lost))
        await pilot.pause()
        clock.advance(8)
        app.tick()
        feed.send(replace(CALM, sequence=8))
        await pilot.pause()
        assert "data is back after a gap of 0:08: access was taken away" in screen_text(app)


@pytest.mark.parametrize("keys", [["q"], ["ctrl+q"]])
async def test_it_is_told_of_the_end_once(make_app: MakeApp, keys: list[str]) -> None:
    notes = Notes()
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
    app.end_keeping()
    assert notes.ends == ["left"]


def test_it_is_told_of_a_crash(tmp_path: Path) -> None:
    class Broken(FakeFeed):
        def start(self, publish: Publish) -> None:
            raise RuntimeError("no")

    notes = Notes()
    app = QueuetuiApp(
        Broken(), Settings(), ManualClock(NOW), UNICODE, crash_dir=tmp_path, keeper=notes
    )
    app.run(headless=True)
    app.end_keeping()
    assert notes.ends == ["crashed"]


def test_it_is_told_of_the_end_of_an_app_that_never_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(self: QueuetuiApp) -> None:
        raise OSError

    monkeypatch.setattr(QueuetuiApp, "run", run)
    notes = Notes()
    made = run_app(
        FakeFeed(), Settings(), ManualClock(NOW), UNICODE, crash_dir=tmp_path, keeper=notes
    )
    assert (made, notes.ends) == (1, ["crashed"])
    assert capsys.readouterr().err.startswith("queuetui: ended by an internal error")
