"""What an opened queue is drawn from, and how far each of its answers is believed."""

from datetime import tzinfo
from functools import lru_cache
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from queuetui.domain.day import Day
from queuetui.domain.freshness import Freshness, StalenessRule, freshness
from queuetui.domain.history import Point
from queuetui.domain.opened import Opened, Told
from queuetui.domain.readings import Reading
from queuetui.domain.snapshot import Side
from queuetui.domain.staff import STAFFED_MEDIA
from queuetui.domain.today import DaySeries, Today
from queuetui.domain.watchlist import Watchlist
from queuetui.view.formats import UNKNOWN, short_age
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.standing import Standing

AgentOrder = Literal["time", "status", "name"]
AGENT_ORDERS: tuple[AgentOrder, ...] = ("time", "status", "name")
"""By time in status, longest first; by status, those who do not respond first; by name."""

PEOPLE_EVERY = 5.0
"""Seconds between two questions about the agents and the waiting list of the opened queue, unless
the polls are further apart or the allowance is too small."""
ESTIMATES_EVERY = 30.0
HALF_HOURS_EVERY = 60.0
_MOST_STRETCHED = 12
"""By how much the allowance may pull questions apart without making their answers late."""

_HOUSE = StalenessRule()
T = TypeVar("T")


class Belief(Struct, frozen=True):
    """How far one answer is believed, and how its figures are written for it."""

    freshness: Freshness
    age: float | None
    """Seconds; ``None``: there has never been an answer."""
    at: float
    """The instant at which durations are measured: those of a frozen answer stand still."""
    glyphs: Glyphs = UNICODE

    @property
    def believed(self) -> bool:
        """Whether its figures may be shown as true."""
        return self.freshness in {"live", "late"}

    def figure(self, text: str, tone: Tone = "plain") -> Segment:
        """A figure; an old one has lost its colour, and a frozen one is in brackets."""
        if text == UNKNOWN:
            return Segment(self.glyphs.none, "unknown")
        if self.freshness == "live":
            return Segment(text, tone)
        if self.freshness == "late":
            return Segment(text, "late")
        return Segment(f"({text})", "dim")

    def old(self) -> Segments:
        """How old the answer is; what is late or frozen says so without colour."""
        if self.age is None:
            return ()
        if self.freshness == "late":
            return (Segment(f"{self.glyphs.late} {short_age(self.age)} old", "late"),)
        if self.freshness == "frozen":
            return (Segment(f"{self.glyphs.frozen} frozen {short_age(self.age)}", "unknown"),)
        return (Segment(f"{short_age(self.age):>3} old", "dim"),)


class Scene(Struct, frozen=True):
    """One queue at one instant, with all that is known of it; instants are epoch seconds."""

    standing: Standing
    now: float
    """By the server's clock."""
    opened: Opened | None = None
    """What is asked about the opened queue alone; of another queue it does not count."""
    points: tuple[Point, ...] = ()
    """The last hours, in the order of time."""
    day: Day | None = None
    today: Side = Side()
    """How the question about the day so far goes."""
    poll: float = 5.0
    """Seconds between two polls."""
    withheld: bool = False
    """Whether the feed brings nothing any more, so that no figure may be shown as true."""
    reason: str | None = None
    """Why it does not, in plain words."""
    zone: tzinfo | None = None
    """For times of day; ``None``: this machine's."""
    glyphs: Glyphs = UNICODE
    order: AgentOrder = "time"
    calm: bool = False
    """Whether only breaches are told: no counts of waiting and no waits."""
    watchlist: Watchlist = Watchlist()
    """Where its limits come from."""
    staffed: tuple[str, ...] = STAFFED_MEDIA
    """Media of which it is told how many agents they need."""

    @property
    def reading(self) -> Reading | None:
        """The newest reading, believed or not."""
        return self.standing.state.reading

    @property
    def belief(self) -> Belief:
        """How far the reading is believed."""
        standing, reading = self.standing, self.reading
        believed = standing.freshness in {"live", "late"}
        at = self.now if believed or reading is None else reading.as_of
        return Belief(standing.freshness, standing.age, at, self.glyphs)

    @property
    def alone(self) -> Opened:
        """What is asked about this queue alone."""
        opened = self.opened
        if opened is None or opened.queue_id != self.standing.id:
            return Opened(self.standing.id)
        return opened

    @property
    def day_so_far(self) -> tuple[Today | None, Belief]:
        """The figures of today, and how far they are believed."""
        told = self.standing.state.today
        as_of = None if told is None else told.as_of
        return told, self.believe(as_of, self.today.interval)

    @property
    def day_zone(self) -> tzinfo | None:
        """The zone whose midnights the day is made of, for times of day beside its figures."""
        return self.zone if self.day is None else _zone(self.day.zone_name) or self.zone

    @property
    def half_hours(self) -> Told[DaySeries]:
        """The day so far in half hours."""
        return self.alone.day

    def believe_told(self, told: Told[T], as_of: float | None, every: float) -> Belief:
        """How far an answer is believed that is asked for each ``every`` seconds, or less often.

        Where all is well the next question tells how often that really is.
        """
        if as_of is not None and told.problem is None and told.next_try is not None:
            kept = min(told.next_try - as_of, _MOST_STRETCHED * every)
            every = max(every, kept)
        return self.believe(as_of, every)

    def believe(self, as_of: float | None, every: float) -> Belief:
        """How far an answer of the instant ``as_of`` is believed that comes each ``every`` s."""
        # What a person sets about being late is meant for polls, which come far more often.
        interval = max(every, self.poll)
        fresh = freshness(as_of, self.now, interval, _HOUSE.asked_for(interval))
        if self.withheld and fresh != "unknown":
            fresh = "frozen"
        at = self.now if as_of is None or fresh in {"live", "late"} else as_of
        age = None if as_of is None else max(0.0, self.now - as_of)
        return Belief(fresh, age, at, self.glyphs)


@lru_cache(maxsize=8)
def _zone(name: str) -> tzinfo | None:
    """The zone of an IANA name; ``None`` for an abbreviation, which names no zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
