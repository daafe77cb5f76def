"""A feed that is built once the board is on screen."""

import threading
from pathlib import Path
from queue import SimpleQueue

import pytest

from queuetui.cli import late_feed
from queuetui.cli.late_feed import LateFeed
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import NOW, FakeFeed

PATIENCE = 20.0
SHOT = Snapshot(NOW, 0.0, "https://x", 5.0, Health("live", last_good=NOW))


class Real(FakeFeed):
    """Says when it was started."""

    def __init__(self) -> None:
        super().__init__()
        self.started = threading.Event()

    def start(self, publish: object) -> None:
        super().start(publish)  # type: ignore[arg-type]
        self.started.set()


class Stand:
    """A late feed, and what came of it."""

    def __init__(self) -> None:
        self.real = Real()
        self.built = 0
        self.arrived: SimpleQueue[Snapshot] = SimpleQueue()
        self.late = LateFeed(self._build, ManualClock(NOW), "https://x", 5.0, lambda _: "~/r.txt")

    def _build(self) -> Real:
        self.built += 1
        return self.real

    def begin(self) -> None:
        self.late.start(self.arrived.put)
        self.late.on_screen()
        assert self.real.started.wait(PATIENCE)
        # It is given away together with being started.
        with self.late._changing:
            pass


@pytest.fixture(autouse=True)
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens just because a machine is slow."""
    monkeypatch.setattr(late_feed, "_PATIENCE", PATIENCE)
    monkeypatch.setattr(late_feed, "go_on", lambda: None)


@pytest.fixture
def stand() -> Stand:
    return Stand()


def test_nothing_is_built_before_the_board_is_on_screen(stand: Stand) -> None:
    before = threading.active_count()
    stand.late.start(stand.arrived.put)
    assert threading.active_count() > before
    assert not stand.real.started.wait(0.05)
    assert stand.built == 0
    stand.late.on_screen()
    assert stand.real.started.wait(PATIENCE)
    assert stand.built == 1


def test_a_terminal_that_takes_no_frame_stops_nobody(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_feed, "_PATIENCE", 0.01)
    stand.late.start(stand.arrived.put)
    assert stand.real.started.wait(PATIENCE)


def test_once_it_is_there_all_is_handed_on(stand: Stand) -> None:
    stand.begin()
    late, real = stand.late, stand.real
    real.send(SHOT)
    assert stand.arrived.get(timeout=PATIENCE) is SHOT
    real.asks_in = 3.0
    assert late.ask_now() == 3.0
    late.open_queue("q")
    assert real.opened == ["q"]
    real.told = Diagnostics(skew=7.0)
    assert late.diagnostics().skew == 7.0
    assert (late.points("q", 0.0), real.histories) == ((), 1)
    late.acknowledge("a", "me", "note")
    late.snooze("a", NOW)
    assert (real.acknowledged, real.snoozed) == ([("a", "me", "note")], [("a", NOW)])
    late.stop()
    assert real.stopped == 1


def test_before_it_is_there_nothing_is_known_and_nothing_lost(stand: Stand) -> None:
    late = stand.late
    assert late.ask_now() == 0.0
    assert late.points("q", 0.0) == ()
    assert late.diagnostics() == Diagnostics(interval_wanted=5.0, interval_kept=5.0)
    late.acknowledge("a", "me", "")
    late.snooze("a", NOW)
    late.open_queue("q")
    stand.begin()
    assert stand.real.opened == ["q"]
    assert (stand.real.acknowledged, stand.real.snoozed) == ([], [])


def test_who_leaves_at_once_starts_no_feed(stand: Stand) -> None:
    stand.late.start(stand.arrived.put)
    stand.late.stop()
    stand.late.on_screen()
    (thread,) = (t for t in threading.enumerate() if t.name == "queuetui-start")
    thread.join(PATIENCE)
    assert not stand.real.started.is_set()


def test_a_feed_that_can_not_be_built_is_told_on_the_board(stand: Stand) -> None:
    def broken() -> Real:
        raise ImportError("half an installation")

    stand.late._build = broken
    stand.late.start(stand.arrived.put)
    stand.late.on_screen()
    health = stand.arrived.get(timeout=PATIENCE).health
    assert (health.state, health.cause) == ("down", "internal")
    assert health.reason == "internal error (ImportError); report: ~/r.txt"


async def test_the_app_says_once_that_it_is_on_screen(tmp_path: Path) -> None:
    seen: list[int] = []
    app = QueuetuiApp(
        FakeFeed(), Settings(), ManualClock(NOW), UNICODE, crash_dir=tmp_path,
        on_screen=lambda: seen.append(app._displays),
    )  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(3):
            app.refresh()
            await pilot.pause()
        assert app._displays > 1
    assert seen == [1]
