"""One queue's figures at one instant.

Instants are epoch seconds in UTC by the server's clock; durations are never stored. A count that
the source did not tell is ``None`` ("unknown"), which is something else than 0.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.goals import Goal


class Queue(Struct, frozen=True, gc=False):
    """A queue as the organisation's directory describes it."""

    id: str
    name: str
    division: str | None = None
    members: int | None = None
    goals: Mapping[str, Goal] = {}
    """By media type, as in `Reading.media`."""


class MediaReading(Struct, frozen=True, gc=False):
    """The interactions of one queue in one media type.

    ``oldest_since`` is the instant at which the oldest waiting one began to wait; ``None`` when
    nothing waits or when the source did not tell.
    """

    waiting: int | None = None
    alerting: int | None = None
    interacting: int | None = None
    oldest_since: float | None = None

    def redated(self, by: float) -> "MediaReading":
        """The same with its instant moved by so many seconds."""
        since = self.oldest_since
        return self if since is None else replace(self, oldest_since=since + by)


class AgentCounts(Struct, frozen=True, gc=False):
    """The people of one queue. One person may be in several queues: never add over queues."""

    on_queue: int | None = None
    """Active members on queue, whatever their routing status."""
    available: int | None = None
    """On queue and IDLE."""
    not_responding: int | None = None
    communicating: int | None = None
    off_queue: int | None = None
    logged_in: int | None = None
    """Active members whose presence is not Offline."""
    members: int | None = None
    active: int | None = None
    routing_statuses: Mapping[str, int] | None = None
    """Agents on queue by routing status, as the source spells it (``IDLE``, ``INTERACTING`` …)."""
    presences: Mapping[str, int] | None = None
    """Active members by system presence (``ON_QUEUE``, ``MEAL`` …; an unmapped one by its id)."""


class Reading(Struct, frozen=True, gc=False):
    """What one answer said about one queue."""

    queue_id: str
    as_of: float
    """The instant of the answer by the server's clock."""
    media: Mapping[str, MediaReading]
    """By media type in Genesys' own words (``voice``, ``email`` …); unknown ones are kept."""
    agents: AgentCounts

    def redated(self, by: float) -> "Reading":
        """The same with all its instants moved by so many seconds, so that its ages stay."""
        media = {name: one.redated(by) for name, one in self.media.items()}
        return replace(self, as_of=self.as_of + by, media=media)

    @property
    def waiting(self) -> int | None:
        """Interactions in queue without an agent, over all media; unknown if no media told."""
        return _sum(m.waiting for m in self.media.values())

    @property
    def alerting(self) -> int | None:
        """Interactions ringing at an agent, over all media."""
        return _sum(m.alerting for m in self.media.values())

    @property
    def interacting(self) -> int | None:
        """Interactions connected to an agent, over all media."""
        return _sum(m.interacting for m in self.media.values())

    @property
    def oldest_since(self) -> float | None:
        """The instant at which the oldest waiting interaction over all media began to wait."""
        instants = [m.oldest_since for m in self.media.values() if m.oldest_since is not None]
        return min(instants, default=None)

    @property
    def media_in_use(self) -> tuple[str, ...]:
        """The media in which something is going on; all of them where nothing is.

        A source may tell of every media type there is, whether the queue serves it or not.
        """
        busy = tuple(
            name
            for name, one in self.media.items()
            if one.waiting or one.alerting or one.interacting
        )
        return busy or tuple(self.media)


def longest_wait(waiting: int | None, oldest_since: float | None, now: float) -> float | None:
    """Seconds the oldest has waited at ``now``: 0 when nobody waits, ``None`` if unknown."""
    if waiting == 0:
        return 0.0
    if oldest_since is None:
        return None
    return max(0.0, now - oldest_since)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
