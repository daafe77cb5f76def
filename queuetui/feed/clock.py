"""The real clocks of a feed: time, and waiting for it."""

import threading
import time
from typing import Protocol

from queuetui.domain.clock import Clock

# Of the clocks that never jump, the one that goes on while the machine sleeps: after an hour of
# sleep every figure is an hour older, and every poll is due.
_STEADY = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


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
        """Seconds that never jump; they go on while the machine sleeps, where it can tell."""
        return time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)

    def wait(self, wake: threading.Event, seconds: float) -> None:
        """Wait in this thread."""
        wake.wait(max(0.0, seconds))
