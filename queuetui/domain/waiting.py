"""Who waits in one queue, one by one, without a word about who they are.

There is no field for a name, a number or an address: what can't be kept can't be drawn. Instants
are epoch seconds by the server's clock.
"""

from msgspec import Struct
from msgspec.structs import replace


class Waiting(Struct, frozen=True, gc=False):
    """One interaction that waits."""

    media: str
    """In Genesys' own words: ``voice``, ``email`` …"""
    since: float
    """The instant at which it began to wait."""
    priority: int | None = None
    skills: tuple[str, ...] = ()
    """The skills asked for, by name where it is known and by id where not."""


class WaitingList(Struct, frozen=True, gc=False):
    """The interactions that wait in one queue at one instant."""

    queue_id: str
    as_of: float
    """The instant of the answer, epoch seconds."""
    listed: tuple[Waiting, ...]
    """Oldest first. There may be a gap within: of a long list the source tells the two ends."""
    total: int
    """All that wait, listed or not."""

    def redated(self, by: float) -> "WaitingList":
        """The same with all its instants moved by so many seconds."""
        listed = tuple(replace(one, since=one.since + by) for one in self.listed)
        return replace(self, as_of=self.as_of + by, listed=listed)

    @property
    def not_listed(self) -> int:
        """How many wait that are not in the list."""
        return max(0, self.total - len(self.listed))
