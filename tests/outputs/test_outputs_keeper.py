"""Looking after a board left alone: systemd's watchdog, and gaps in the data."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.keeper import Sign
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.outputs.keeper import BoardKeeper
from queuetui.outputs.systemd import Notifier
from tests.clocks import ManualClock


class Systemd:
    """Listens where systemd would."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)
        self.environ = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "30000000"}

    def heard(self) -> list[str]:
        got = []
        while True:
            try:
                got.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return got


class Book:
    def __init__(self) -> None:
        self.beats: list[bool] = []
        self.gaps: list[tuple[float, float, str]] = []
        self.closed: list[bool] = []

    def beat(self, *, terminal_read: bool) -> None:
        self.beats.append(terminal_read)

    def note_gap(self, began: float, ended: float, reason: str) -> None:
        self.gaps.append((began, ended, reason))

    def close(self, *, crashed: bool) -> None:
        self.closed.append(crashed)


class Board:
    """A keeper with a feed and a screen that the test plays."""

    def __init__(self, systemd: Systemd | None = None) -> None:
        self.clock = ManualClock()
        self.book = Book()
        self.systemd = systemd
        notifier = Notifier(systemd.environ if systemd else {})
        self.keeper = BoardKeeper(self.clock, StalenessRule(), notifier, self.book)
        self.snapshot = Snapshot(
            taken_at=self.clock.now(),
            skew=0.0,
            base_url="https://api.x",
            interval=5.0,
            health=Health("starting"),
            steady=self.clock.monotonic(),
        )
        self.said: list[str] = []

    def polled(self, *, good: bool, reason: str | None = None, wait: float = 5.0) -> None:
        now = self.clock.now()
        self.snapshot = structs.replace(
            self.snapshot,
            taken_at=now,
            steady=self.clock.monotonic(),
            sequence=self.snapshot.sequence + good,
            health=Health(
                "live" if good else "frozen",
                reason=reason,
                last_good=now if good else self.snapshot.health.last_good,
                next_try=now + wait,
            ),
        )

    def ticks(self, seconds: int, *, drained: bool = True) -> None:
        for _ in range(seconds):
            self.clock.advance(1)
            line = self.keeper.tick(Sign(self.snapshot, drained, self.snapshot.sequence))
            if line:
                self.said.append(line)


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    listening = Systemd(tmp_path / "notify")
    yield listening
    listening.socket.close()


class TestWatchdog:
    def test_ready_is_told_once_when_the_terminal_has_taken_a_frame(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.ticks(3, drained=False)
        assert "READY=1" not in systemd.heard()
        for _ in range(3):
            board.polled(good=True)
            board.ticks(5)
        assert systemd.heard().count("READY=1") == 1

    def test_it_is_fed_while_data_and_frames_flow(self, systemd: Systemd) -> None:
        board = Board(systemd)
        for _ in range(12):
            board.polled(good=True)
            board.ticks(5)
        fed = systemd.heard().count("WATCHDOG=1")
        assert 4 <= fed <= 7

    def test_a_terminal_that_stopped_reading_is_not_fed(self, systemd: Systemd) -> None:
        board = Board(systemd)
        for _ in range(12):
            board.polled(good=True)
            board.ticks(5, drained=False)
        assert "WATCHDOG=1" not in systemd.heard()

    def test_an_honest_retry_is_fed(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.polled(good=True)
        board.polled(good=False, reason="cable out", wait=60)
        board.ticks(60)
        heard = systemd.heard()
        assert heard.count("WATCHDOG=1") >= 4
        assert "STATUS=cable out" in heard

    def test_a_feed_that_has_died_is_not_fed(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.polled(good=True)
        board.ticks(120)
        systemd.heard()
        board.ticks(300)
        assert "WATCHDOG=1" not in systemd.heard()

    def test_without_systemd_nothing_happens(self) -> None:
        board = Board()
        board.polled(good=True)
        board.ticks(60)
        board.keeper.close(crashed=False)
        assert board.book.closed == [False]

    def test_an_end_is_told(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.keeper.close(crashed=True)
        assert systemd.heard() == ["STOPPING=1"]
        assert board.book.closed == [True]

    def test_a_systemd_that_went_away_is_no_error(self, systemd: Systemd) -> None:
        board = Board(systemd)
        systemd.socket.close()
        board.polled(good=True)
        board.ticks(60)
        assert len(board.book.beats) == 60

    @pytest.mark.parametrize("micros", ["", "0", "soon", "-1"])
    def test_no_watchdog_wanted(self, systemd: Systemd, micros: str) -> None:
        notifier = Notifier({**systemd.environ, "WATCHDOG_USEC": micros})
        assert notifier.watchdog_seconds is None

    def test_an_abstract_socket(self) -> None:
        name = f"queuetui-test-{id(self)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
            listening.bind(f"\0{name}")
            listening.setblocking(False)
            notifier = Notifier({"NOTIFY_SOCKET": f"@{name}"})
            notifier.status("two\nlines")
            assert listening.recv(100) == b"STATUS=two lines"


class TestGaps:
    def test_a_gap_is_told_once_and_written_down(self) -> None:
        board = Board()
        board.polled(good=True)
        board.ticks(5)
        began = board.clock.now() - 5
        board.polled(good=False, reason="cable out")
        board.ticks(250)
        board.polled(good=True)
        board.ticks(5)
        assert board.said == ["data is back after a gap of 4:15: cable out"]
        assert board.book.gaps == [(began, began + 255, "cable out")]

    def test_polls_on_time_are_no_gap(self) -> None:
        board = Board()
        for _ in range(10):
            board.polled(good=True)
            board.ticks(20)
        assert board.said == []
