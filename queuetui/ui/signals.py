"""Signals that end the program: in good order where its loop can do it, else at once but clean."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

_END = (signal.SIGTERM, signal.SIGINT)
_AT_ONCE = (signal.SIGABRT, signal.SIGQUIT)
"""What systemd sends when its watchdog has had no sign of life, and what people send to a program
that hangs: whoever does so does not count on its loop."""


def end_in_order(end: Callable[[], object], closed: Callable[[], object]) -> None:
    """From now on the running loop calls ``end`` at SIGTERM and SIGINT, ``closed`` at SIGHUP."""
    loop = asyncio.get_running_loop()
    # Not everywhere and not in every thread can an app have signals; it lives without them.
    with suppress(NotImplementedError, ValueError, RuntimeError):
        for number in _END:
            loop.add_signal_handler(number, end)
        loop.add_signal_handler(signal.SIGHUP, closed)


class Guard:
    """Calls ``restore`` before a signal ends the program at once, as it would have without.

    Python does it between two steps of the main thread, whatever its loop is busy with. A main
    thread that hangs inside native code, and code that calls ``abort`` itself, never come to it.
    """

    def __init__(self, restore: Callable[[], object]) -> None:
        self._restore = restore
        self._before: dict[int, Any] = {}

    def begin(self) -> None:
        """From now on; only the main thread can."""
        with suppress(ValueError):
            for number in _AT_ONCE:
                self._before.setdefault(number, signal.signal(number, self._end))

    def cease(self) -> None:
        """As it was before."""
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)
        self._before.clear()

    def _end(self, number: int, _frame: FrameType | None) -> None:
        # First: the same signal once more ends it whatever becomes of the terminal.
        signal.signal(number, signal.SIG_DFL)
        try:
            self._restore()
        finally:
            signal.raise_signal(number)
