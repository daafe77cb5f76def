"""Running a command on a real pseudo-terminal."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
DEADLINE = 30.0
"""Seconds; reached only when something is broken."""
_NOT_OURS = ("GENESYS_CLOUD_", "COLUMNS", "LINES", "NO_COLOR")
"""Beginnings of variables that a program on a terminal of its own must not inherit."""
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""Alternate screen left, cursor shown, mouse and bracketed paste off."""


class Terminal:
    """A program on a pseudo-terminal and all that it has written so far."""

    def __init__(
        self,
        *command: str,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (120, 40),
        stdin: int | None = None,
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        self.master, self.slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.written = b""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_OURS)}
        environment |= {
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "HOME": str(cwd),
            "XDG_STATE_HOME": str(cwd / "state"),
            "XDG_CONFIG_HOME": str(cwd / "config"),
        }
        self.program = subprocess.Popen(
            [sys.executable, *command],
            stdin=self.slave if stdin is None else stdin, stdout=self.slave, stderr=self.slave,
            cwd=cwd, env=environment | dict(env or {}), start_new_session=True, pass_fds=pass_fds,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def left_as_found(self) -> bool:
        """Whether the terminal's modes are those it had before."""
        return termios.tcgetattr(self.slave)[:4] == self.before[:4]

    @property
    def cpu(self) -> float:
        """Seconds of processor time the program has used."""
        stat = Path(f"/proc/{self.program.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def hang_up(self) -> None:
        """The terminal is gone."""
        for handle in (self.slave, self.master):
            with suppress(OSError):
                os.close(handle)

    def close(self) -> None:
        """Leave nothing behind."""
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait(DEADLINE)
        self.hang_up()

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def forget(self) -> None:
        self.written = b""

    def read_until(self, done: Callable[[bytes], bool]) -> None:
        """Read on until what was written is enough."""
        end = time.monotonic() + DEADLINE
        while not done(self.written):
            left = max(0.0, end - time.monotonic())
            readable, _, _ = select.select([self.master], [], [], left)
            assert readable, self.written[-3000:]
            self.written += os.read(self.master, 65536)

    def wait_for(self, *texts: str) -> None:
        self.read_until(lambda written: all(text.encode() in written for text in texts))

    def end(self) -> int:
        """Read the rest and return the exit code."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            try:
                if not select.select([self.master], [], [], 0.05)[0]:
                    if self.program.poll() is not None:
                        break
                    continue
                self.written += os.read(self.master, 65536)
            except OSError:
                break
        return self.program.wait(DEADLINE)


def children_of(pid: int) -> list[int]:
    """Processes whose parent it is."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.append(int(status.parent.name))
    return found


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pid: int) -> None:
    """Wait for a process that is not our child."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], DEADLINE)[0], f"{pid} lives on"
    finally:
        os.close(handle)
