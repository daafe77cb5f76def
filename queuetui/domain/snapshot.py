"""All readings at one moment together with the feed's health: the one thing the feed publishes."""

from typing import Literal

from msgspec import Struct

from queuetui.domain.clock import Clock
from queuetui.domain.readings import Queue, Reading

HealthState = Literal["starting", "live", "late", "frozen", "down"]
Cause = Literal[
    "credentials",
    "permission",
    "request",
    "network",
    "server",
    "rate",
    "answer",
    "internal",
    "queues",
]
"""The kind of thing that went wrong, for those who act on it; people read the reason."""


class Health(Struct, frozen=True):
    """How far the feed can be believed, and why.

    Instants are epoch seconds by the server's clock (see `Snapshot.skew`).
    """

    state: HealthState
    reason: str | None = None
    """In plain words; ``None`` while all is well."""
    cause: Cause | None = None
    why: str | None = None
    """Why that usually happens, in one sentence."""
    advice: str | None = None
    """What a person can do about it, in one sentence; ``None`` when waiting is all there is."""
    since: float | None = None
    """When the feed entered this state."""
    last_good: float | None = None
    """When the last good answer came."""
    next_try: float | None = None
    """When the feed asks next; ``None`` while a call is under way."""


class QueueState(Struct, frozen=True):
    """A watched queue with its newest reading."""

    queue: Queue
    reading: Reading | None = None
    """``None``: never answered, so everything about it is unknown."""
    problem: str | None = None
    """Why this queue has no (fresh) reading although the feed is well; in plain words."""
    trend: tuple[int | None, ...] = ()
    """Waiting at the last polls, oldest first; ``None`` where it was unknown."""

    @property
    def as_of(self) -> float | None:
        """The instant of the newest reading."""
        return None if self.reading is None else self.reading.as_of


class Snapshot(Struct, frozen=True):
    """Everything the screens and outputs may know, frozen at ``taken_at``."""

    taken_at: float
    """When it was made, by the server's clock."""
    skew: float
    """Server's clock minus this machine's wall clock, in seconds."""
    base_url: str
    interval: float
    """Seconds between two polls that the feed really keeps."""
    health: Health
    queues: tuple[QueueState, ...] = ()
    """In configuration order; without configuration, by name."""
    organisation: str | None = None
    sequence: int = 0
    """Counts the polls that brought data; moves only when fresh figures arrived."""
    stretched: bool = False
    """Whether that is longer than what was asked for, to keep to the allowance."""
    steady: float | None = None
    """The steady clock of this machine when it was made; seconds."""

    def server_now(self, clock: Clock) -> float:
        """Now by the server's clock, epoch seconds: unmoved when the wall clock is set."""
        if self.steady is None:
            return clock.now() + self.skew
        return self.taken_at + (clock.monotonic() - self.steady)
