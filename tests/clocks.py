"""Clocks that move only when a test says so."""

import threading
from collections.abc import Callable


class ManualClock:
    """Wall and monotonic time together; waiting takes no time but moves the clock."""

    def __init__(self, now: float = 1_767_268_800.0) -> None:
        self.wall = now
        self.steady = 1_000.0
        self.waits: list[float] = []
        self.really_waits = False
        """Wait for the event instead of moving the clock: for tests of the thread itself."""
        self.on_wait: Callable[[], object] = lambda: None

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def wait(self, wake: threading.Event, seconds: float) -> None:
        self.waits.append(seconds)
        if self.really_waits:
            wake.wait(5)
        elif not wake.is_set():
            self.advance(seconds)
        self.on_wait()
