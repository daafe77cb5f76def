"""The way to the terminal: through the app while it runs, else straight to it."""

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress

_PATIENCE = 1.0
"""Seconds that a terminal has to take a notice; it is a few hundred bytes."""


class TerminalLine:
    """Hands sequences to whoever owns the terminal at the moment."""

    def __init__(self) -> None:
        self._write: Callable[[str], bool] | None = None
        self._lock = threading.Lock()

    def connect(self, write: Callable[[str], bool] | None) -> None:
        """From now on ``write`` takes what is to be written; ``None``: nobody does.

        It never waits, writes all of a text between two frames or none of it, and says whether it
        took it on.
        """
        with self._lock:
            self._write = write

    def write(self, text: str) -> bool:
        """Whether the text was taken on."""
        with self._lock:
            write = self._write
        return write is not None and write(text)


def write_straight(text: str) -> bool:
    """Write to this process's terminal, or to stdout if that is one; for a program without screen.

    False when there is no terminal, or it does not take all of the text in time.
    """
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
    for path in ("/dev/tty", None):
        with suppress(OSError):
            handle = os.open(path if path is not None else os.ttyname(1), flags)
            try:
                return _write_all(handle, text.encode("utf-8", "replace"))
            finally:
                os.close(handle)
    return False


def _write_all(handle: int, data: bytes) -> bool:
    rest = memoryview(data)
    while rest:
        poll = select.poll()
        poll.register(handle, select.POLLOUT)
        if not poll.poll(1000 * _PATIENCE):
            return False
        try:
            rest = rest[os.write(handle, rest) :]
        except BlockingIOError:
            # Room for one byte is not always room for this one; a terminal that reads has it soon.
            return False
    return True
