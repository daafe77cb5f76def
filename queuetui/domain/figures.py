"""Every figure of a queue at one instant, for the whole queue and medium by medium, by its name.

It is what alarms are judged on. A figure that is not known is ``None``, never 0.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Literal

from msgspec import Struct, structs

from queuetui.domain.estimates import Estimates
from queuetui.domain.forecast import Forecast
from queuetui.domain.freshness import StalenessRule, freshness, is_ahead
from queuetui.domain.hours import Hours, is_closed
from queuetui.domain.limits import Assessment, Breach, Evidence, Limits, Severity, brief, judge
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.domain.readings import MediaReading, Queue, Reading, longest_wait
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import MediaToday, Today
from queuetui.domain.watchlist import Watchlist

TODAY_OLD = 300.0
"""Seconds after which what was told of the day so far does not count any more."""
ESTIMATES_OLD = 120.0
"""Seconds after which estimated waits, asked for each half minute, do not count any more."""

Kind = Literal["count", "ratio", "seconds", "share"]
KINDS: Mapping[str, Kind] = {
    "waiting": "count",
    "longest_wait": "seconds",
    "available": "count",
    "on_queue": "count",
    "not_responding": "count",
    "abandon_rate": "share",
    "service": "share",
    "per_available": "ratio",
    "estimated_wait": "seconds",
    "unanswered": "seconds",
    "stuck": "count",
    "forecast": "share",
}
"""All figures: what has a limit, then the interactions that are stuck and the probability that one
that waits will breach. Seconds, and shares from 0 to 1."""
EVERY_QUEUE = "*"
"""The queue id under which it is told that no queue at all has data."""


class QueueFigures(Struct, frozen=True, gc=False):
    """One queue, or one medium of it, at one instant."""

    queue_id: str
    name: str
    """What the queue is called on screen."""
    media: str | None
    """``None``: the whole queue."""
    at: float
    """The instant, epoch seconds by the server's clock."""
    believed: bool
    """Whether there is a reading that is not too old; if not, no figure is known."""
    closed: bool = False
    """Whether it is outside of its opening hours."""
    values: Mapping[str, float | None] = {}
    """By the names of `KINDS`. What is not in it is not known."""
    severity: Severity = "unknown"
    worst: str | None = None
    """The figure that is past its limit, the worst of several."""
    as_of: float | None = None
    """The instant of the newest reading, believed or not; ``None``: there never was one."""
    group: str | None = None
    """The group that the settings give the queue."""
    lost: bool = False
    """Whether no queue has data at all, which is told once for every queue together."""

    @property
    def stuck(self) -> int | None:
        """Interactions far older than their goal that nobody will answer."""
        count = self.values.get("stuck")
        return None if count is None else int(count)

    @property
    def age(self) -> float | None:
        """Seconds since the newest reading, at the instant; ``None`` if there never was one."""
        return None if self.as_of is None else max(0.0, self.at - self.as_of)


class About(Struct, frozen=True, gc=False):
    """What the settings say about a queue."""

    label: str
    limits: Limits
    group: str | None
    hours: Hours | None


def about(queue: Queue, watchlist: Watchlist) -> About:
    """What they say; it is worth keeping, for all entries are looked through."""
    return About(
        watchlist.label(queue),
        watchlist.limits_for(queue),
        watchlist.group_for(queue),
        watchlist.hours_for(queue),
    )


class Moment(Struct, frozen=True):
    """When queues are looked at, and how old a reading may be then."""

    now: float
    """Epoch seconds by the server's clock."""
    interval: float
    """Seconds between two polls."""
    staleness: StalenessRule = StalenessRule()
    local: tzinfo = LOCAL_ZONE
    """This machine's zone, for opening hours that name none."""
    down: bool = False
    """Whether the feed says of itself that nothing it tells can be believed."""

    def believes(self, as_of: float | None) -> bool:
        """Whether a reading of that instant counts."""
        fresh = freshness(as_of, self.now, self.interval, self.staleness)
        return fresh in {"live", "late"} and not self.down

    def counts(self, as_of: float, most: float) -> bool:
        """Whether an answer beside the polls still counts, up to the age ``most`` in seconds."""
        return not self.down and not is_ahead(as_of, self.now) and self.now - as_of <= most


def queue_figures(
    state: QueueState,
    watchlist: Watchlist | About,
    moment: Moment,
    *,
    estimates: Estimates | None = None,
    by_media: bool = True,
) -> tuple[QueueFigures, ...]:
    """The figures of a queue as a whole, and then of each of its media.

    Without what is stuck, as everything that is judged.

    Args:
        state: What is known of the queue.
        watchlist: The settings, or what they say about this queue.
        moment: The instant.
        estimates: What is predicted to those who come; told of the opened queue only.
        by_media: Whether the media are wanted at all.
    """
    queue = state.queue
    known = about(queue, watchlist) if isinstance(watchlist, Watchlist) else watchlist
    closed = known.hours is not None and is_closed(known.hours, moment.now, moment.local)
    believed = moment.believes(state.as_of)
    reading = state.judged if believed else None
    if reading is None or closed:
        whole = _untold(state, known, moment, believed=believed, closed=closed)
        return (whole, *_each(whole, state.reading)) if by_media else (whole,)
    today = state.today
    if today is not None and not moment.counts(today.as_of, TODAY_OLD):
        today = None
    if estimates is not None and not moment.counts(estimates.as_of, ESTIMATES_OLD):
        estimates = None
    evidence = Evidence(reading, queue.goals, today, state.last_answer, estimates)
    summed = brief(evidence, known.limits)
    judged = judge(summed, moment.now)
    facts = _Facts(state, reading, today, estimates, judged, moment.now, summed.waiting)
    whole = _told(facts, known, judged.severity, judged.breaches)
    if not by_media:
        return (whole,)
    return (whole, *(_of_media(facts, known, *each) for each in reading.media.items()))


class EveryQueue:
    """All queues together, of which is only told whether any has data."""

    __slots__ = ("_believed", "_newest", "_number", "_open")

    def __init__(self) -> None:
        self._number = 0
        self._believed = self._open = False
        self._newest: float | None = None

    def add(self, whole: QueueFigures) -> None:
        """One of them."""
        self._number += 1
        self._believed = self._believed or whole.believed
        self._open = self._open or not whole.closed
        if whole.as_of is not None and (self._newest is None or whole.as_of > self._newest):
            self._newest = whole.as_of

    def figures(self, moment: Moment) -> QueueFigures:
        """What is told of them; closed are they when all are, and there are some."""
        return QueueFigures(
            EVERY_QUEUE,
            "all queues",
            None,
            moment.now,
            self._believed,
            closed=bool(self._number) and not self._open,
            as_of=self._newest,
        )


def _untold(
    state: QueueState, known: About, moment: Moment, *, believed: bool, closed: bool
) -> QueueFigures:
    return QueueFigures(
        state.queue.id,
        known.label,
        None,
        moment.now,
        believed,
        closed,
        severity="closed" if closed else "unknown",
        as_of=state.as_of,
        group=known.group,
    )


def _each(whole: QueueFigures, reading: Reading | None) -> Iterable[QueueFigures]:
    """Of a queue of which nothing is told, the same for its media."""
    media = () if reading is None else reading.media
    return (structs.replace(whole, media=name) for name in media)


class _Facts(Struct, frozen=True, gc=False):
    """All that the figures of a queue, or of one medium of it, are made of.

    Each figure is reckoned when it is asked for: thousands of queues are looked at each second, and
    hardly a rule is about more than one or two figures.
    """

    state: QueueState
    reading: Reading
    today: Today | None
    estimates: Estimates | None
    judged: Assessment
    now: float
    waiting: int | None
    media: str | None = None
    """``None``: the whole queue."""

    def longest_wait(self) -> float | None:
        """Seconds; of the queue, in the medium that presses most."""
        since: float | None
        if self.media is not None:
            since = self.reading.media[self.media].oldest_since
        elif self.judged.pressing is not None:
            return self.judged.pressing.longest_wait
        else:
            since = self.reading.oldest_since
        return longest_wait(self.waiting, since, self.now)

    def per_available(self) -> float | None:
        """Who waits by who is available; agents serve all media of their queue."""
        available = self.reading.agents.available
        if self.waiting == 0:
            return 0.0
        if self.waiting is None or available is None:
            return None
        return self.waiting / available if available else math.inf

    def unanswered(self) -> float | None:
        """Seconds in which those who wait have seen nobody answered."""
        answered = self.state.last_answer
        if not self.waiting:
            return None if self.waiting is None else 0.0
        return None if answered is None else max(0.0, self.now - answered)

    def abandon_rate(self) -> float | None:
        """Share of the day so far."""
        day = self._day()
        return None if day is None else day.abandon_rate

    def service(self) -> float | None:
        """Share of the day so far."""
        day = self._day()
        service = None if day is None else day.service
        return None if service is None else service.share

    def estimated_wait(self) -> float | None:
        """Seconds that are predicted to who comes now."""
        told = () if self.estimates is None else self.estimates.by_media
        return _largest(one.seconds for one in told if self.media in {None, one.media})

    def stuck(self) -> float:
        """Interactions that nobody will answer."""
        told = self.state.stuck
        if not told:
            return 0.0
        return float(sum(one.count for one in told if self.media in {None, one.media}))

    def forecast(self) -> float | None:
        """The probability that one who waits will breach."""
        told = self.state.forecasts
        return _coming((one for one in told if self.media in {None, one.media}), self.waiting)

    def _day(self) -> Today | MediaToday | None:
        if self.media is None or self.today is None:
            return self.today
        return self.today.media.get(self.media)


_RECKONED: Mapping[str, Callable[[_Facts], float | None]] = {
    "waiting": lambda facts: facts.waiting,
    "longest_wait": _Facts.longest_wait,
    "available": lambda facts: facts.reading.agents.available,
    "on_queue": lambda facts: facts.reading.agents.on_queue,
    "not_responding": lambda facts: facts.reading.agents.not_responding,
    "abandon_rate": _Facts.abandon_rate,
    "service": _Facts.service,
    "per_available": _Facts.per_available,
    "estimated_wait": _Facts.estimated_wait,
    "unanswered": _Facts.unanswered,
    "stuck": _Facts.stuck,
    "forecast": _Facts.forecast,
}
"""How each of `KINDS` comes about."""


class _Values(Mapping[str, float | None]):
    """All of `KINDS` by name, each reckoned when it is asked for."""

    __slots__ = ("_facts",)

    def __init__(self, facts: _Facts) -> None:
        self._facts = facts

    def __getitem__(self, name: str) -> float | None:
        return _RECKONED[name](self._facts)

    def get(self, name: str, default: Any = None) -> Any:
        """As a mapping has it, which would take twice as long."""
        reckon = _RECKONED.get(name)
        return default if reckon is None else reckon(self._facts)

    def __iter__(self) -> Iterator[str]:
        return iter(_RECKONED)

    def __len__(self) -> int:
        return len(_RECKONED)

    def __repr__(self) -> str:
        return repr(dict(self))


def _of_media(facts: _Facts, known: About, media: str, one: MediaReading) -> QueueFigures:
    """Of one medium; the agents are those of the queue, who serve all its media."""
    breaches = [breach for breach in facts.judged.breaches if breach.media == media]
    severity: Severity = "unknown" if facts.judged.severity == "unknown" else "ok"
    if breaches:
        levels = {breach.level for breach in breaches}
        severity = "critical" if "critical" in levels else "warning"
    facts = structs.replace(facts, media=media, waiting=one.waiting)
    return _told(facts, known, severity, breaches)


def _told(
    facts: _Facts, known: About, severity: Severity, breaches: Sequence[Breach]
) -> QueueFigures:
    return QueueFigures(
        facts.state.queue.id,
        known.label,
        facts.media,
        facts.now,
        believed=True,
        values=_Values(facts),
        severity=severity,
        worst=_worst(breaches) if breaches else None,
        as_of=facts.reading.as_of,
        group=known.group,
    )


def _worst(breaches: Sequence[Breach]) -> str:
    """The figure that is past its limit, a critical one before one that warns."""
    for one in breaches:
        if one.level == "critical":
            return one.figure
    return breaches[0].figure


def _largest(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _coming(forecasts: Iterable[Forecast], waiting: int | None) -> float | None:
    """The probability that one who waits will breach; certain if one has."""
    if waiting == 0:
        return 0.0
    return _largest(1.0 if one.over else one.probability for one in forecasts)
