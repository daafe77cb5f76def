"""Looking after a board left alone: systemd's watchdog, and gaps in the data."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from queuetui.domain.gaps import Gap
from queuetui.domain.keeper import Ending, Sign
from queuetui.domain.snapshot import Health, HealthState, Snapshot
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
        self.gaps: list[Gap] = []
        self.closed: list[Ending] = []

    def beat(self, *, terminal_read: bool) -> None:
        self.beats.append(terminal_read)

    def note_gap(self, gap: Gap) -> None:
        self.gaps.append(gap)

    def close(self, ending: Ending) -> None:
        self.closed.append(ending)


class Board:
    """A keeper with a feed and a screen that the test plays."""

    def __init__(self, systemd: Systemd | None = None) -> None:
        self.clock = ManualClock()
        self.book = Book()
        self.systemd = systemd
        notifier = Notifier(systemd.environ if systemd else {})
        self.keeper = BoardKeeper(self.clock, notifier, self.book)
        self.frames = 0
        self.silent = False
        """Whether the feed has never said a word."""
        self.snapshot = Snapshot(
            taken_at=self.clock.now(),
            skew=0.0,
            base_url="https://api.x",
            interval=5.0,
            health=Health("starting"),
            steady=self.clock.monotonic(),
        )

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

    def ticks(
        self,
        seconds: int,
        *,
        drained: bool = True,
        frames: int = 1,
        state: HealthState | None = None,
        reason: str | None = None,
    ) -> None:
        """So many seconds, in each of which the terminal takes so many frames."""
        health = self.snapshot.health
        for _ in range(seconds):
            self.clock.advance(1)
            self.frames += frames * drained
            sign = Sign(
                None if self.silent else self.snapshot,
                drained,
                self.snapshot.sequence,
                frames=self.frames,
                state=state or health.state,
                reason=reason or health.reason,
            )
            self.keeper.tick(sign)


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

    def test_a_board_that_only_starts_is_not_ready(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.ticks(25, state="starting")
        assert systemd.heard() == []

    @pytest.mark.parametrize("silent", [True, False])
    def test_a_screen_that_says_down_is_ready_and_then_fed(
        self, systemd: Systemd, silent: bool
    ) -> None:
        """The first call hangs, or the feed has not even said that it starts."""
        board = Board(systemd)
        board.silent = silent
        board.ticks(31, state="starting")
        board.ticks(30, state="down", reason="no answer yet")
        heard = systemd.heard()
        assert heard[0] == "READY=1"
        assert heard.count("READY=1") == 1
        assert heard.count("WATCHDOG=1") >= 2
        assert "STATUS=no answer yet" in heard

    def test_a_feed_that_never_says_a_word_ends_in_a_restart(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.silent = True
        board.ticks(95, state="down")
        systemd.heard()
        board.ticks(120, state="down")
        assert "WATCHDOG=1" not in systemd.heard()

    def test_a_terminal_that_takes_no_new_frame_is_not_fed(self, systemd: Systemd) -> None:
        """It owes nothing, for nothing can be written to it any more."""
        board = Board(systemd)
        board.polled(good=True)
        board.ticks(20)
        systemd.heard()
        for _ in range(12):
            board.polled(good=True)
            board.ticks(5, frames=0)
        assert systemd.heard().count("WATCHDOG=1") <= 1

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

    def test_a_poll_that_hangs_is_not_fed_whatever_else_is_published(
        self, systemd: Systemd
    ) -> None:
        board = Board(systemd)
        board.polled(good=True)
        turned = board.clock.monotonic()
        for second in range(300):
            board.snapshot = structs.replace(
                board.snapshot,
                taken_at=board.clock.now(),
                steady=board.clock.monotonic(),
                turned=turned,
                health=structs.replace(board.snapshot.health, next_try=None),
            )
            board.ticks(1)
            if second == 120:
                assert "WATCHDOG=1" in systemd.heard()
        assert "WATCHDOG=1" not in systemd.heard()

    def test_without_systemd_nothing_happens(self) -> None:
        board = Board()
        board.polled(good=True)
        board.ticks(60)
        board.keeper.close("left")
        assert board.book.closed == ["left"]

    def test_an_end_is_told(self, systemd: Systemd) -> None:
        board = Board(systemd)
        board.keeper.close("crashed")
        assert systemd.heard() == ["STOPPING=1"]
        assert board.book.closed == ["crashed"]

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


def test_a_gap_is_written_down() -> None:
    board = Board()
    gap = Gap(1_000.0, 1_255.0, "cable out")
    board.keeper.note_gap(gap)
    assert board.book.gaps == [gap]
