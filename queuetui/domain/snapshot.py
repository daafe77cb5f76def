"""All readings at one moment together with the feed's health: the one thing the feed publishes."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.alarms.book import AlarmBook
from queuetui.domain.clock import Clock
from queuetui.domain.day import Day
from queuetui.domain.flow import Flow
from queuetui.domain.forecast import Forecast
from queuetui.domain.opened import Opened
from queuetui.domain.readings import Queue, Reading
from queuetui.domain.stuck import Stuck, unstuck
from queuetui.domain.today import Today

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
    """When the feed asks next; ``None`` while it is asking."""

    def redated(self, by: float) -> "Health":
        """The same with all its instants moved by so many seconds."""
        return replace(
            self,
            since=moved(self.since, by),
            last_good=moved(self.last_good, by),
            next_try=moved(self.next_try, by),
        )


class Side(Struct, frozen=True):
    """How a question goes that is asked beside the polls; epoch seconds by the server's clock."""

    as_of: float | None = None
    """The instant of the newest answer; ``None`` before the first."""
    problem: str | None = None
    """Why the last question brought nothing, in one sentence; ``None`` if it did."""
    next_try: float | None = None
    interval: float = 60.0
    """Seconds between two questions."""

    def redated(self, by: float) -> "Side":
        """The same with its instants moved by so many seconds."""
        return replace(self, as_of=moved(self.as_of, by), next_try=moved(self.next_try, by))


class QueueState(Struct, frozen=True, gc=False):
    """A watched queue with its newest reading."""

    queue: Queue
    reading: Reading | None = None
    """``None``: never answered, so everything about it is unknown."""
    problem: str | None = None
    """Why this queue has no (fresh) reading although the feed is well; in plain words."""
    trend: Sequence[int | None] = ()
    """Waiting at the last polls, oldest first; ``None`` where it was unknown."""
    next_try: float | None = None
    """When a queue that sits out because it was refused or failed is asked for again; epoch seconds
    by the server's clock. ``None``: at every poll."""
    today: Today | None = None
    """Its day so far, however old that answer is; ``None``: not told."""
    forecasts: tuple[Forecast, ...] = ()
    """What is coming as of its newest reading, for each medium in which somebody waits."""
    flows: tuple[Flow, ...] = ()
    """The last half hour by medium, as far as it was watched and anything went on."""
    last_answer: float | None = None
    """Since when those who wait go without an answer: the instant of the last one at the latest, or
    when they began to wait or to be watched, if that is later. ``None``: unknown."""
    stuck: tuple[Stuck, ...] = ()
    """What is stuck in it, by media."""

    @property
    def as_of(self) -> float | None:
        """The instant of the newest reading."""
        return None if self.reading is None else self.reading.as_of

    @property
    def judged(self) -> Reading | None:
        """The newest reading without what is stuck: severities, forecasts and alarms go by it."""
        return None if self.reading is None else unstuck(self.reading, self.stuck)

    def redated(self, by: float) -> "QueueState":
        """The same with its reading and next try moved by so many seconds.

        Not its day, which is told by others and moved by them.
        """
        reading = self.reading and self.reading.redated(by)
        stuck = tuple(each.redated(by) for each in self.stuck)
        next_try = moved(self.next_try, by)
        return replace(
            self,
            reading=reading,
            next_try=next_try,
            stuck=stuck,
            forecasts=tuple(one.redated(by) for one in self.forecasts),
            last_answer=moved(self.last_answer, by),
        )


_SAME_BASE = 0.001
"""Seconds by which two looks at one pair of clocks may differ."""


class Snapshot(Struct, frozen=True):
    """Everything the screens and outputs may know, frozen at ``taken_at``.

    All instants are in one base of time: ``taken_at`` was now when the steady clock showed
    ``steady``, and an age at that moment is the seconds that the steady clock has really gone on.
    Whoever adds the seconds that it has gone on since gets a true age, whatever other clocks do.
    """

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
    turned: float | None = None
    """The same clock when the polls last did something of their own: began to ask, or planned the
    next try. What side questions tell in between moves `taken_at`, and not this."""
    listed: bool = True
    """Whether it is known which queues there are; until then an empty board means nothing."""
    day: Day | None = None
    """What "today" is; ``None`` while nothing is asked about it."""
    today: Side = Side()
    """How the question about today goes; its answers are with the queues."""
    opened: Opened | None = None
    """What is known of the queue that is open on screen."""
    alarms: AlarmBook | None = None
    """The alarms that are and that were; ``None``: nobody looks for any."""

    def server_now(self, clock: Clock) -> float:
        """Now by the server's clock, epoch seconds: unmoved when the wall clock is set."""
        if self.steady is None:
            return clock.now() + self.skew
        return self.taken_at + (clock.monotonic() - self.steady)

    def only_turned(self, before: "Snapshot") -> bool:
        """Whether it tells no more than one before but that the polls ask now, or ask next when.

        For who has drawn that one: of queues it has the very same, and all ages go on as they did.
        """
        if self.queues is not before.queues or self.steady is None or before.steady is None:
            return False
        if abs(self.taken_at - self.steady - (before.taken_at - before.steady)) > _SAME_BASE:
            return False
        turned = replace(
            before,
            taken_at=self.taken_at,
            skew=self.skew,
            steady=self.steady,
            turned=self.turned,
            health=replace(before.health, next_try=self.health.next_try),
        )
        return self == turned


def moved(instant: float | None, by: float) -> float | None:
    """An instant that may be unknown, so many seconds later."""
    return None if instant is None else instant + by
