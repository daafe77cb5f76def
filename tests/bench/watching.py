"""A program on a terminal, watched from the other end of it: what came, and when."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte
from msgspec import Struct

from tests.bench.processes import cpu_of, cpu_of_tree

PATIENCE = 90.0
"""Seconds; reached only when something is broken."""
_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1bP[^\x1b]*\x1b\\"  # DCS
    rb"|\x1b[()][0-9A-Za-z]|\x1b[ -/]*[0-~]"
)
_ERASES = re.compile(rb"\x1b\[[0-2]?[JK]|\x1b\[\d*X")

Lines = Sequence[str]


class Piece(Struct, frozen=True):
    """What one read brought."""

    at: float
    """Seconds by the monotonic clock."""
    data: bytes


class Watched:
    """A running program; a context manager that leaves nothing running."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], cwd: Path, size: tuple[int, int]
    ) -> None:
        self.size = size
        self.pieces: list[Piece] = []
        self.spent: list[tuple[float, float]] = []
        """Instants and processor seconds until then, where `watch` was asked to note them."""
        self.master, slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=cwd,
            start_new_session=True, preexec_fn=_take_terminal,  # noqa: PLW1509 - nothing here has threads
        )  # fmt: skip
        os.close(slave)

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
    def pid(self) -> int:
        """Of the program."""
        return self.process.pid

    @property
    def written(self) -> int:
        """Bytes so far."""
        return sum(len(piece.data) for piece in self.pieces)

    @property
    def cpu(self) -> float:
        """Processor seconds so far, those of its children included."""
        return cpu_of_tree(self.pid)

    def close(self) -> None:
        """Ask it to end, make it end, and hang up."""
        if self.process.poll() is None:
            self.process.terminate()
            end = time.monotonic() + 5.0
            while self.process.poll() is None and time.monotonic() < end:
                # Whoever can't get rid of the last words would not end.
                self._read(0.05)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        with suppress(OSError):
            os.close(self.master)

    def press(self, keys: str) -> float:
        """Press keys; returns the instant."""
        at = time.monotonic()
        os.write(self.master, keys.encode())
        return at

    def watch(self, seconds: float, *, noting: float | None = None) -> None:
        """Read for so long; ``noting`` is the time between two notes of the processor time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if noting is not None:
                self._note()
            self._read(left if noting is None else min(left, noting))
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended with {self.process.returncode}: {self._last_words}")
        if noting is not None:
            self._note()

    def watch_until(self, done: Callable[[Self], bool], patience: float = PATIENCE) -> None:
        """Read until that is so, asked after each piece."""
        end = time.monotonic() + patience
        while not done(self):
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(f"it never came to that: {self._last_words}")
            self._read(0.5)

    @property
    def _last_words(self) -> str:
        written = b"".join(piece.data for piece in self.pieces[-5:])
        return _ESCAPES.sub(b" ", written)[-1000:].decode(errors="replace")

    def _note(self) -> None:
        with suppress(OSError):
            self.spent.append((time.monotonic(), cpu_of(self.pid)))

    def _read(self, seconds: float) -> None:
        if not select.select([self.master], [], [], max(0.0, seconds))[0]:
            return
        try:
            data = os.read(self.master, 65536)
        except OSError:  # nobody has the other end any more
            time.sleep(min(0.01, max(0.0, seconds)))
            return
        self.pieces.append(Piece(time.monotonic(), data))

    def spent_between(self, begin: float, end: float) -> float:
        """Processor seconds between two instants, as noted."""
        return self._spent_until(end) - self._spent_until(begin)

    def _spent_until(self, at: float) -> float:
        before, after = self.spent[0], self.spent[-1]
        for note in self.spent:
            if note[0] > at:
                after = note
                break
            before = note
        if after[0] <= before[0]:
            return before[1]
        share = (at - before[0]) / (after[0] - before[0])
        return before[1] + min(1.0, max(0.0, share)) * (after[1] - before[1])


def watch_all(all_of_them: Sequence[Watched], seconds: float) -> None:
    """Read what all of them write for so long, and keep nothing of it."""
    end = time.monotonic() + seconds
    masters = [watched.master for watched in all_of_them]
    while (left := end - time.monotonic()) > 0:
        for master in select.select(masters, [], [], left)[0]:
            os.read(master, 65536)
    for watched in all_of_them:
        if watched.process.poll() is not None:
            raise RuntimeError(f"one ended with {watched.process.returncode}")


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def cells(data: bytes) -> int:
    """How many characters are put on the screen by that, spaces included."""
    text = _ESCAPES.sub(b"", data).decode("utf-8", "ignore")
    return sum(1 for character in text if character >= " " and character != "\x7f")


def first_frame(pieces: Sequence[Piece], size: tuple[int, int]) -> float | None:
    """When the whole screen had been painted for the first time; ``None``: not yet."""
    columns, rows = size
    painted = 0
    for piece in pieces:
        painted += cells(piece.data)
        if painted and _ERASES.search(piece.data):
            # What is erased is painted as well.
            painted += columns * len(_ERASES.findall(piece.data))
        if painted >= columns * (rows - 1):
            return piece.at
    return None


class Replay:
    """What was seen on the screen, piece after piece."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.taken = 0
        """Pieces so far."""
        self.at = float("-inf")
        """When the last of them came."""

    @property
    def lines(self) -> Lines:
        """The screen now."""
        return self._screen.display

    def row_with(self, sign: str, column: int = 0) -> int | None:
        """The first row that has this sign in that column."""
        buffer = self._screen.buffer
        for row in range(self._screen.lines):
            if buffer[row][column].data == sign:
                return row
        return None

    def take(self, piece: Piece) -> None:
        """One more piece."""
        self._stream.feed(piece.data)
        self.taken, self.at = self.taken + 1, piece.at

    def until(
        self, pieces: Sequence[Piece], done: Callable[[Self], bool], end: float | None = None
    ) -> float | None:
        """Go on until that is so; returns when it came, ``None`` if it did not (before ``end``)."""
        while self.taken < len(pieces):
            piece = pieces[self.taken]
            if end is not None and piece.at > end:
                return None
            self.take(piece)
            if done(self):
                return piece.at
        return None
