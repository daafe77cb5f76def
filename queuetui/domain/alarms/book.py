"""What is known of the alarms that are and that were, and what is kept of it over a restart.

Instants are epoch seconds by the server's clock.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.severity import Level

VERSION = 1
"""Of what is kept; raised when an older program could not read it rightly."""
MOST_PAST = 200
"""Alarms that are over and acknowledged, and kept."""
MOST_UNSEEN = 500
"""Alarms that are over, were never acknowledged, and are kept."""
LONGEST_SNOOZE = 7 * 86_400.0
"""Seconds; whatever lies further ahead comes from a clock that was wrong."""

Ended = Literal["over", "closed", "gone", "rule"]
"""Why an alarm was cleared: what it was about is over; the queue has closed; the queue is not there
any more; the rule is not there any more, or not about this queue."""
EventKind = Literal["raised", "cleared", "repeated", "acknowledged", "snoozed"]


class Acknowledgement(Struct, frozen=True):
    """Somebody has seen an alarm and looks after it."""

    who: str
    note: str
    at: float


class Peak(Struct, frozen=True, gc=False):
    """The worst value of a figure while an alarm was on, and when it was."""

    figure: str
    value: float
    at: float
    low_is_worse: bool = False

    def worse(self, value: float, at: float) -> "Peak":
        """This or that value, whichever is worse."""
        worse = value < self.value if self.low_is_worse else value > self.value
        return replace(self, value=value, at=at) if worse else self

    def redated(self, by: float) -> "Peak":
        """The same so many seconds later."""
        return replace(self, at=self.at + by)


class Alarm(Struct, frozen=True, gc=False):
    """One alarm, from its beginning to its end."""

    id: str
    rule: str
    """The name of the rule."""
    condition: str
    """What was watched for, as it is written."""
    severity: Level
    queue_id: str
    """`figures.EVERY_QUEUE` for all of them together."""
    queue: str
    """What the queue was called when it began."""
    media: str | None
    started: float
    """When it began to be so; the hold is within."""
    raised: float
    """When it became an alarm."""
    peak: Peak | None = None
    """Of the figure that made it one; ``None``: of no figure."""
    cleared: float | None = None
    """``None``: it is on."""
    ended: Ended | None = None
    acknowledged: Acknowledgement | None = None
    snoozed_until: float | None = None
    flapping: bool = False
    """Whether it came and went so often that it now stays until all is quiet for a while."""
    announced: float | None = None
    """When it was last told; ``None``: not yet, for it is a quiet time."""
    group: str | None = None
    """The group that the settings gave the queue when it began."""

    def duration(self, now: float) -> float:
        """Seconds for which it is on, or was."""
        return max(0.0, (now if self.cleared is None else self.cleared) - self.started)

    def snoozes(self, now: float) -> bool:
        """Whether nobody wants to hear of it for a while."""
        until = self.snoozed_until
        return until is not None and now < until <= now + LONGEST_SNOOZE

    def redated(self, by: float) -> "Alarm":
        """The same with all its instants moved by so many seconds."""
        seen = self.acknowledged
        return replace(
            self,
            started=self.started + by,
            raised=self.raised + by,
            peak=self.peak and self.peak.redated(by),
            cleared=_moved(self.cleared, by),
            acknowledged=seen and replace(seen, at=seen.at + by),
            snoozed_until=_moved(self.snoozed_until, by),
            announced=_moved(self.announced, by),
        )


class AlarmEvent(Struct, frozen=True):
    """Something that happened to an alarm, which is as it was afterwards."""

    kind: EventKind
    alarm: Alarm
    at: float
    silent: bool = False
    """Whether nobody is to be disturbed by it: it is a quiet time."""
    values: tuple[tuple[str, float], ...] = ()
    """The figures of that moment that were known, by name."""


class AlarmBook(Struct, frozen=True):
    """What screens show."""

    active: tuple[Alarm, ...] = ()
    """The critical ones first, of these the ones that nobody has acknowledged, the newest first."""
    past: tuple[Alarm, ...] = ()
    """The newest end first."""
    forgotten: int = 0
    """Past ones that nobody ever acknowledged and that were dropped, for they were too many."""
    problem: str | None = None
    """Why this cannot be relied upon, in one sentence; ``None`` while it can."""

    def redated(self, by: float) -> "AlarmBook":
        """The same with all its instants moved by so many seconds."""
        return replace(
            self,
            active=tuple(alarm.redated(by) for alarm in self.active),
            past=tuple(alarm.redated(by) for alarm in self.past),
        )


class Watched(Struct, frozen=True, gc=False):
    """How far one rule has come with one queue, or one medium of it."""

    rule: str
    queue_id: str
    media: str | None
    condition: str
    """What the rule watches for, for it may be another one after a restart."""
    started: float | None = None
    """When the condition began to be true, while it waits for its hold."""
    held: float = 0.0
    """Seconds for which it is known to have held, or to have been over if there is an alarm."""
    going: bool = False
    """Whether it did at the last look, so that the time since then counts."""
    read: float | None = None
    """The newest reading that was counted."""
    window: tuple[bool, ...] = ()
    """Of the last readings, whether the condition was true; oldest first."""
    raises: tuple[float, ...] = ()
    """When it became an alarm of late."""
    peak: Peak | None = None
    alarm: Alarm | None = None
    missing: float = 0.0
    """Seconds for which nothing at all was told of the queue."""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to remember."""
        return not (self.alarm or self.raises or self.window or self.started is not None)

    def redated(self, by: float) -> "Watched":
        """The same with all its instants moved by so many seconds."""
        return replace(
            self,
            started=_moved(self.started, by),
            read=_moved(self.read, by),
            raises=tuple(at + by for at in self.raises),
            peak=self.peak and self.peak.redated(by),
            alarm=self.alarm and self.alarm.redated(by),
        )


class AlarmState(Struct, frozen=True):
    """All that must survive a restart."""

    version: int = VERSION
    looked: float | None = None
    """When the figures were last looked at."""
    watched: tuple[Watched, ...] = ()
    past: tuple[Alarm, ...] = ()
    """Oldest end first."""
    forgotten: int = 0

    def redated(self, by: float) -> "AlarmState":
        """The same with all its instants moved by so many seconds."""
        return replace(
            self,
            looked=_moved(self.looked, by),
            watched=tuple(one.redated(by) for one in self.watched),
            past=tuple(alarm.redated(by) for alarm in self.past),
        )


def book_of(
    active: Iterable[Alarm], past: Iterable[Alarm], forgotten: int, problem: str | None = None
) -> AlarmBook:
    """The book of these alarms; ``past`` begins with the oldest end."""
    by_worth = sorted(active, key=_worth)
    return AlarmBook(tuple(by_worth), tuple(reversed(tuple(past))), forgotten, problem)


def trimmed(past: tuple[Alarm, ...]) -> tuple[tuple[Alarm, ...], int]:
    """The past within its bounds, and how many were dropped that nobody had acknowledged.

    The oldest ends are dropped first.
    """
    if len(past) <= MOST_PAST:
        return past, 0
    seen = [alarm.id for alarm in past if alarm.acknowledged is not None]
    unseen = [alarm.id for alarm in past if alarm.acknowledged is None]
    lost = len(unseen[:-MOST_UNSEEN])
    dropped = frozenset([*seen[:-MOST_PAST], *unseen[:-MOST_UNSEEN]])
    return tuple(alarm for alarm in past if alarm.id not in dropped), lost


def _moved(instant: float | None, by: float) -> float | None:
    return None if instant is None else instant + by


def _worth(alarm: Alarm) -> tuple[bool, bool, float, str]:
    return alarm.severity != "critical", alarm.acknowledged is not None, -alarm.raised, alarm.id
