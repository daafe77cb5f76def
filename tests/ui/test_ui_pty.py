"""The end of the app on a real pseudo-terminal: what `Pilot` cannot see."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ui.pty_program import SECRET

DEADLINE = 20.0
"""Seconds; reached only when something is broken."""
ROOT = Path(__file__).parents[2]
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""Alternate screen left, cursor shown, mouse and bracketed paste off."""


class Terminal:
    """A program on a pseudo-terminal of 80 x 24, and what it has written."""

    def __init__(self, mode: str, crash_dir: Path, *, stdin: int | None = None) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.written = b""
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.pty_program", mode, str(crash_dir)],
            stdin=slave if stdin is None else stdin,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
            start_new_session=True,
        )
        self.slave = slave

    def read_until(self, done: Callable[[bytes], bool]) -> None:
        """Read what the program writes until that is enough."""
        end = time.monotonic() + DEADLINE
        while not done(self.written):
            readable, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            assert readable, self.written[-2000:]
            self.written += os.read(self.master, 65536)

    def wait_for_board(self) -> None:
        """Until the board has been drawn."""
        self.read_until(lambda written: b"Claims Motor" in written and b"quit" in written)

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)

    def end(self) -> int:
        """Wait for the program's end, reading what it still writes; return its exit code."""
        self.read_until(lambda written: RESTORED[0] in written)
        code = self.program.wait(DEADLINE)
        while select.select([self.master], [], [], 0)[0]:
            with suppress(OSError):
                self.written += os.read(self.master, 65536)
                continue
            break
        return code

    def close(self) -> None:
        """Leave nothing behind."""
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait(DEADLINE)
        for handle in (self.master, self.slave):
            with suppress(OSError):
                os.close(handle)


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(mode: str, *, stdin: int | None = None) -> Terminal:
        opened.append(Terminal(mode, tmp_path, stdin=stdin))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def restored(terminal: Terminal) -> bool:
    after = terminal.written[terminal.written.rindex(b"Claims Motor") :]
    same = termios.tcgetattr(terminal.slave)[:4] == terminal.before[:4]
    return same and all(sequence in after for sequence in RESTORED)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_cleanly(
    open_terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for_board()
    terminal.program.send_signal(number)
    assert terminal.end() == 0
    assert restored(terminal)


def test_q_ends_it_at_once_though_the_feed_hangs(open_terminal: Callable[..., Terminal]) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for_board()
    begun = time.monotonic()
    terminal.press(b"q")
    assert terminal.end() == 0
    assert time.monotonic() - begun < 2
    assert restored(terminal)


def test_a_crash_shows_one_line_and_no_secret(
    open_terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    terminal = open_terminal("crash")
    terminal.wait_for_board()
    terminal.press(b"r")
    assert terminal.end() == 1
    assert restored(terminal)
    assert SECRET.encode() not in terminal.written
    last = terminal.written[terminal.written.rindex(b"queuetui: ended by") :].decode().strip()
    (path,) = tmp_path.glob("crash-*.txt")
    assert "\n" not in last
    assert (
        "RuntimeError in tests.ui.pty_program.LocalFeed.ask_now:" in last
        or "RuntimeError in __main__.LocalFeed.ask_now:" in last
    )
    assert last.endswith(str(path))
    assert SECRET not in path.read_text()
    assert "refused: {'Authorization': 'Bearer ***'}" in path.read_text()
    assert b"Traceback" not in terminal.written


def test_a_terminal_that_hangs_up_ends_it(open_terminal: Callable[..., Terminal]) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for_board()
    os.close(terminal.slave)
    os.close(terminal.master)
    assert terminal.program.wait(DEADLINE) == 0


def test_an_input_that_is_no_terminal_costs_nothing(open_terminal: Callable[..., Terminal]) -> None:
    with Path(os.devnull).open("rb") as nothing:
        terminal = open_terminal("calm", stdin=nothing.fileno())
    terminal.wait_for_board()
    before = _cpu(terminal.program.pid)
    end = time.monotonic() + 1.0
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal.master], [], [], left)[0]:
            os.read(terminal.master, 65536)
    assert _cpu(terminal.program.pid) - before < 0.4
    terminal.program.terminate()
    assert terminal.end() == 0


def _cpu(pid: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
