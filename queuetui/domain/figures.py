"""Every figure of a queue at one instant, for the whole queue and medium by medium, by its name.

It is what alarms are judged on. A figure that is not known is ``None``, never 0.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Literal

from msgspec import Struct, structs

from queuetui.domain.estimates import Estimates
from queuetui.domain.forecast import Forecast
from queuetui.domain.freshness import StalenessRule, freshness, is_ahead
from queuetui.domain.hours import Hours, is_closed
from queuetui.domain.limits import Assessment, Evidence, Limits, Severity, assess
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.domain.readings import MediaReading, Queue, Reading, longest_wait
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import Today
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
    judged = assess(evidence, known.limits, moment.now)
    facts = _Facts(state, reading, today, estimates, judged, moment.now)
    found = [facts.whole(known)]
    if by_media:
        found += [facts.of_media(known, name, one) for name, one in reading.media.items()]
    return tuple(found)


def every_queue(wholes: Iterable[QueueFigures], moment: Moment) -> QueueFigures:
    """All queues together, of which is only told whether any has data; from those of each."""
    newest: float | None = None
    believed, closed, number = False, True, 0
    for one in wholes:
        number += 1
        believed = believed or one.believed
        closed = closed and one.closed
        if one.as_of is not None and (newest is None or one.as_of > newest):
            newest = one.as_of
    return QueueFigures(
        EVERY_QUEUE,
        "all queues",
        None,
        moment.now,
        believed,
        closed and number > 0,
        as_of=newest,
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
    """All that a queue's figures are made of."""

    state: QueueState
    reading: Reading
    today: Today | None
    estimates: Estimates | None
    judged: Assessment
    now: float

    def whole(self, known: About) -> QueueFigures:
        """Of the queue."""
        reading, today, judged = self.reading, self.today, self.judged
        waiting = reading.waiting
        if judged.pressing is None:
            wait = longest_wait(waiting, reading.oldest_since, self.now)
        else:
            wait = judged.pressing.longest_wait
        service = None if today is None else today.service
        predicted = [] if self.estimates is None else self.estimates.by_media
        values = {
            **self._common(waiting, wait),
            "abandon_rate": None if today is None else today.abandon_rate,
            "service": None if service is None else service.share,
            "estimated_wait": _largest(one.seconds for one in predicted),
            "stuck": float(sum(one.count for one in self.state.stuck)),
            "forecast": _coming(self.state.forecasts, waiting),
        }
        return self._figures(known, None, values, judged.severity, self._worst(None))

    def of_media(self, known: About, media: str, one: MediaReading) -> QueueFigures:
        """Of one medium; the agents are those of the queue, who serve all its media."""
        day = None if self.today is None else self.today.media.get(media)
        service = None if day is None else day.service
        predicted = [] if self.estimates is None else self.estimates.by_media
        forecasts = [each for each in self.state.forecasts if each.media == media]
        values = {
            **self._common(one.waiting, longest_wait(one.waiting, one.oldest_since, self.now)),
            "abandon_rate": None if day is None else day.abandon_rate,
            "service": None if service is None else service.share,
            "estimated_wait": _largest(each.seconds for each in predicted if each.media == media),
            "stuck": float(sum(each.count for each in self.state.stuck if each.media == media)),
            "forecast": _coming(forecasts, one.waiting),
        }
        levels = {breach.level for breach in self.judged.breaches if breach.media == media}
        severity: Severity = "unknown" if self.judged.severity == "unknown" else "ok"
        if levels:
            severity = "critical" if "critical" in levels else "warning"
        return self._figures(known, media, values, severity, self._worst(media))

    def _common(self, waiting: int | None, wait: float | None) -> dict[str, float | None]:
        agents, answered = self.reading.agents, self.state.last_answer
        each: float | None = None
        if waiting is not None and agents.available is not None:
            each = waiting / agents.available if agents.available else math.inf
        unanswered = None if answered is None else max(0.0, self.now - answered)
        return {
            "waiting": waiting,
            "longest_wait": wait,
            "available": agents.available,
            "on_queue": agents.on_queue,
            "not_responding": agents.not_responding,
            "per_available": 0.0 if waiting == 0 else each,
            "unanswered": 0.0 if waiting == 0 else None if waiting is None else unanswered,
        }

    def _worst(self, media: str | None) -> str | None:
        """The figure that is past its limit, a critical one before one that warns."""
        found = [one for one in self.judged.breaches if media is None or one.media == media]
        found.sort(key=lambda one: one.level != "critical")
        return found[0].figure if found else None

    def _figures(
        self,
        known: About,
        media: str | None,
        values: Mapping[str, float | None],
        severity: Severity,
        worst: str | None,
    ) -> QueueFigures:
        return QueueFigures(
            self.state.queue.id,
            known.label,
            media,
            self.now,
            believed=True,
            values=values,
            severity=severity,
            worst=worst,
            as_of=self.state.as_of,
            group=known.group,
        )


def _largest(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _coming(forecasts: Iterable[Forecast], waiting: int | None) -> float | None:
    """The probability that one who waits will breach; certain if one has."""
    if waiting == 0:
        return 0.0
    return _largest(1.0 if one.over else one.probability for one in forecasts)
