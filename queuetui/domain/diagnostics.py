"""What can be told about the feed's own well-being, for the person who looks after it."""

from msgspec import Struct


class RateBudget(Struct, frozen=True):
    """The allowance by the newest answer; requests, and seconds until it starts anew."""

    count: int | None = None
    allowed: int | None = None
    reset: float | None = None


class Call(Struct, frozen=True):
    """One finished call. ``at`` is epoch seconds by the server's clock."""

    at: float
    endpoint: str
    """Method and path, without query or body."""
    status: int | None
    """``None``: there was no answer with success; the error says why."""
    seconds: float
    correlation_id: str | None = None
    error: str | None = None
    queues: int | None = None
    """How many queues it asked for."""


class Diagnostics(Struct, frozen=True):
    """The state of the connection at one moment."""

    calls: tuple[Call, ...] = ()
    """The last ones, oldest first."""
    rate: RateBudget = RateBudget()
    token_life: float | None = None
    """Seconds that the token still has; ``None`` before the first."""
    skew: float = 0.0
    """Server's clock minus this machine's, in seconds."""
    interval_wanted: float = 0.0
    interval_kept: float = 0.0
    """Seconds between two polls, as set and as kept."""
    refused: tuple[str, ...] = ()
    """Names of queues that are refused and sit out."""
    notes: tuple[str, ...] = ()
    """What else is worth telling, such as that the SDK had to be loaded whole."""
