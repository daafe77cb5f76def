"""What a feed looks like to those who are handed one."""

from collections.abc import Callable
from typing import Protocol

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.snapshot import Snapshot


class Feed(Protocol):
    """A source of snapshots that works on its own until it is stopped."""

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        """Begin; ``publish`` is called from the feed's own thread with each new snapshot."""
        ...

    def ask_now(self) -> None:
        """Poll at once instead of at the next interval. Returns immediately."""
        ...

    def diagnostics(self) -> Diagnostics:
        """What the feed can tell about itself; from any thread."""
        ...

    def stop(self) -> None:
        """End without waiting for a call that is under way. Returns immediately."""
        ...
