"""What a feed looks like to those who are handed one."""

from collections.abc import Callable
from typing import Protocol

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.snapshot import Snapshot


class Polls(Protocol):
    """A source of snapshots that works on its own until it is stopped; nobody looks for alarms."""

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        """Begin; ``publish`` is called from the feed's own thread with each new snapshot."""
        ...

    def ask_now(self) -> float:
        """Poll at once instead of at the next interval, and retry what is refused.

        Returns immediately, with the seconds until it will really ask: 0.0 for at once, more where
        the server or the allowance forbids it.
        """
        ...

    def open_queue(self, queue_id: str | None) -> None:
        """Tell of the people and the day of this queue as well, for it is open on screen.

        ``None``: none is. Returns immediately; what was asked about another queue is forgotten.
        """
        ...

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """What the polls told of a queue from ``since`` on (epoch seconds); from any thread."""
        ...

    def diagnostics(self) -> Diagnostics:
        """What the feed can tell about itself; from any thread."""
        ...

    def stop(self) -> None:
        """End without waiting for a call that is under way. Returns immediately."""
        ...


class Feed(Polls, Protocol):
    """A source of snapshots that tell of alarms too."""

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        """Somebody has seen an alarm; from any thread. Returns immediately.

        The next snapshot tells of it; there is none if there is no such alarm.
        """
        ...

    def snooze(self, alarm_id: str, until: float) -> None:
        """Nobody wants to hear of an alarm until then; from any thread. Returns immediately.

        ``until`` is epoch seconds by the server's clock; an instant that is over ends a snooze.
        """
        ...
