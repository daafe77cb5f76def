"""What a person may set, as plain frozen data; `queuetui.config` reads it from a file."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.watchlist import Watchlist

Order = Literal["severity", "longest", "waiting", "name", "configuration"]
ORDERS: tuple[Order, ...] = ("severity", "longest", "waiting", "name", "configuration")


class PollSettings(Struct, frozen=True):
    """How often to ask; seconds."""

    interval: float = 5.0
    names_every: float = 300.0
    """Between two readings of the queue directory."""
    budget: float = 0.5
    """The share of the allowed requests a minute that may be used."""


class BoardSettings(Struct, frozen=True):
    """How the board starts."""

    sort: Order = "severity"
    fresh_breach: float = 6.0
    """Seconds for which a queue that has just entered a breach is marked."""


class Settings(Struct, frozen=True):
    """Everything that can be set without secrets."""

    poll: PollSettings = PollSettings()
    watchlist: Watchlist = Watchlist()
    staleness: StalenessRule = StalenessRule()
    board: BoardSettings = BoardSettings()
    keys: Mapping[str, tuple[str, ...]] = {}
    """Keys by the id of the action they start, where they differ from the built-in ones."""
    source: str | None = None
    """The file they came from; ``None`` for the built-in ones."""
