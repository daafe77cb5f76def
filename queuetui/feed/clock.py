"""The real clock of a feed: time, and waiting for it."""

import threading
import time
from typing import Protocol

from queuetui.domain.feed import Clock


class FeedClock(Clock, Protocol):
    """A clock that can also wait."""

    def wait(self, wake: threading.Event, seconds: float) -> None:
        """Return after ``seconds`` or as soon as ``wake`` is set, whichever is first."""
        ...


class SystemClock:
    """This machine's clocks."""

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    def wait(self, wake: threading.Event, seconds: float) -> None:
        """Wait in this thread."""
        wake.wait(max(0.0, seconds))
