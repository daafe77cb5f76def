"""A terminal that stops reading: a frozen tmux, a stalled ssh. What `Pilot` cannot see."""

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyte
import pytest

from tests.e2e.terminals import DEADLINE, Terminal
from tests.ui.pty_busy import LAST

SIZE = (80, 24)


class Busy(Terminal):
    """The program of `tests.ui.pty_busy` on a pseudo-terminal that reads when the test wants it."""

    def __init__(self, crash_dir: Path) -> None:
        self.told, report = os.pipe()
        self.screen = pyte.Screen(*SIZE)
        self.stream = pyte.ByteStream(self.screen)
        self.ticks = b""
        self.last_read = b""
        program = ("-m", "tests.ui.pty_busy", str(crash_dir), str(report))
        super().__init__(*program, cwd=crash_dir, size=SIZE, pass_fds=(report,))
        os.close(report)

    def run_until(self, done: Callable[[], bool], *, reading: bool) -> None:
        """Let it run until that has come; the terminal reads meanwhile, or does not."""
        end = time.monotonic() + DEADLINE
        watched = [self.told, self.master] if reading else [self.told]
        while not done():
            ready, _, _ = select.select(watched, [], [], max(0, end - time.monotonic()))
            assert ready, (self.ticks[-300:], "\n".join(self.screen.display))
            for handle in ready:
                self._take(handle, watched)

    def _take(self, handle: int, watched: list[int]) -> None:
        try:
            data = os.read(handle, 65536)
        except OSError:
            data = b""
        if not data:
            watched.remove(handle)
        elif handle == self.told:
            self.ticks += data
        else:
            self.last_read += data
            self.stream.feed(data)

    def wait_for_board(self) -> None:
        self.run_until(lambda: "Claims Motor" in "\n".join(self.screen.display), reading=True)
        self.run_until(lambda: self.ticks.endswith(b"ddd"), reading=True)

    def close(self) -> None:
        super().close()
        with suppress(OSError):
            os.close(self.told)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Busy]:
    made = Busy(tmp_path)
    yield made
    made.close()


def shows_the_last_figures(shown: list[str]) -> bool:
    """Whether every line is there and right."""
    rows = [line.split() for line in shown if "· ok" in line or "BREACH" in line]
    figures = {str(70 + number): state for number, state in enumerate(LAST.queues)}
    right = [row for row in rows for figure in figures if figure in row]
    return (
        len(right) == len(LAST.queues)
        and all(any(f" {s.queue.name} " in line for line in shown) for s in LAST.queues)
        and "Acme Insurance · ● live" in shown[0]
        and "q quit" in shown[-1]
    )


def test_a_stalled_terminal_stops_nothing_and_is_right_again_when_it_reads(busy: Busy) -> None:
    busy.wait_for_board()
    # The loop goes on, and the last figures come in while nothing is read.
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 160), reading=False)
    os.write(busy.master, b"r")
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 180), reading=False)
    before, begun = busy.cpu, time.monotonic()
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 250), reading=False)
    # Sixty ticks a second are some work, but not that of a spinning core.
    assert busy.cpu - before < 0.6 * (time.monotonic() - begun)
    busy.last_read = b""
    busy.run_until(lambda: b"L" in busy.ticks, reading=True)
    busy.run_until(lambda: shows_the_last_figures(busy.screen.display), reading=True)
    busy.program.terminate()
    busy.run_until(lambda: busy.ticks.endswith(b"E"), reading=True)
    assert busy.program.wait(DEADLINE) == 0


@pytest.mark.parametrize(("number", "told"), [(signal.SIGTERM, b"E"), (signal.SIGHUP, b"H")])
def test_a_signal_ends_it_soon_though_the_terminal_does_not_read(
    busy: Busy, number: signal.Signals, told: bytes
) -> None:
    busy.wait_for_board()
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 40), reading=False)
    begun = time.monotonic()
    busy.program.send_signal(number)
    busy.run_until(lambda: busy.ticks.endswith(told), reading=False)
    assert busy.program.wait(DEADLINE) == 0
    assert time.monotonic() - begun < 5
    assert busy.ticks.strip(b"ds") == told
    assert busy.left_as_found
    # When the terminal comes back it finds what restores it, after what called off the cut frame.
    busy.last_read = b""
    busy.run_until(lambda: b"\x1b[?25h" in busy.last_read, reading=True)
    restoring = busy.last_read[busy.last_read.rindex(b"\x18") :]
    assert all(each in restoring for each in (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l"))


def test_a_crash_ends_it_soon_though_the_terminal_does_not_read(busy: Busy, tmp_path: Path) -> None:
    busy.wait_for_board()
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 40), reading=False)
    begun = time.monotonic()
    os.write(busy.master, b"rr")
    busy.run_until(lambda: busy.ticks.endswith(b"C"), reading=False)
    assert busy.program.wait(DEADLINE) == 1
    assert time.monotonic() - begun < 5
    assert len(list(tmp_path.glob("crash-*.txt"))) == 1


def test_a_stalled_terminal_that_hangs_up_ends_it(busy: Busy) -> None:
    busy.wait_for_board()
    busy.run_until(lambda: busy.ticks.endswith(b"s" * 5), reading=False)
    busy.hang_up()
    busy.run_until(lambda: busy.ticks.endswith(b"H"), reading=False)
    assert busy.program.wait(DEADLINE) == 0
