"""The object ``--once --json`` prints: durations in seconds, instants in UTC, unknown is null."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct, field

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.limits import (
    SHARES,
    Breach,
    Evidence,
    Figure,
    Level,
    Limit,
    Pressing,
    Severity,
    assess,
    wait_limit,
)
from queuetui.domain.readings import AgentCounts, MediaReading, Reading, longest_wait
from queuetui.domain.snapshot import HealthState, Snapshot
from queuetui.domain.stuck import Stuck, unstuck
from queuetui.domain.watchlist import Watchlist
from queuetui.view.standing import Standing, standings
from queuetui.view.status import seen

SCHEMA = 1
"""Raised when a field changes its meaning or goes; new fields do not raise it."""


class HealthPart(Struct, frozen=True):
    """How far the figures can be believed."""

    state: HealthState
    reason: str | None


class BreachPart(Struct, frozen=True):
    """A figure that has reached a limit; counts, seconds, or shares from 0 to 1."""

    figure: Figure
    level: Level
    value: float | int | None
    """Null where it is beyond all bounds: somebody waits for each available agent, and none is."""
    limit: float | int
    media: str | None
    """Whose it is, where it is that of one medium."""


class PressingPart(Struct, frozen=True):
    """The medium whose wait is nearest to its limit, or furthest over it; seconds."""

    media: str
    longest_wait: float | int
    limit: float | int | None
    """From which on it is critical."""


class MediaPart(Struct, frozen=True):
    """The interactions of one media type."""

    waiting: int | None
    alerting: int | None
    interacting: int | None
    oldest_since: str | None
    longest_wait: float | int | None
    limit: float | int | None
    """From which on its longest wait is critical, seconds; null: no wait is."""


class StuckPart(Struct, frozen=True):
    """Interactions of one media type that nobody seems to answer, while younger ones are."""

    media: str
    count: int
    more: bool
    """Whether there may be more of them."""
    oldest_since: str
    longest_wait: float | int


class QueuePart(Struct, frozen=True):
    """One queue; where it was not answered, every figure is null and the severity unknown.

    Severity, breaches and pressing leave out what is stuck; the counts and instants are as told.
    """

    id: str
    name: str
    label: str
    as_of: str | None
    severity: Severity
    breaches: tuple[BreachPart, ...]
    waiting: int | None
    alerting: int | None
    interacting: int | None
    oldest_since: str | None
    longest_wait: float | int | None
    """Of the oldest, in whatever medium."""
    pressing: PressingPart | None
    available: int | None
    on_queue: int | None
    not_responding: int | None
    communicating: int | None
    off_queue: int | None
    logged_in: int | None
    members: int | None
    active: int | None
    media: Mapping[str, MediaPart]
    stuck: tuple[StuckPart, ...] = ()
    """Counted in ``waiting``; as far as it is known, which takes a few minutes."""


class Document(Struct, frozen=True):
    """All queues at one moment."""

    schema_: int = field(name="schema")
    taken_at: str
    base_url: str
    health: HealthPart
    queues: tuple[QueuePart, ...]


def document(snapshot: Snapshot, watchlist: Watchlist, staleness: StalenessRule) -> Document:
    """Build the object from a snapshot; every wait is as long as it was at its queue's ``as_of``.

    Figures too old to be believed are null, as on the board.
    """
    seen_now = seen(snapshot, snapshot.taken_at, staleness)
    at_once = standings(snapshot, watchlist, snapshot.taken_at, staleness)
    return Document(
        schema_=SCHEMA,
        taken_at=instant(snapshot.taken_at) or "",
        base_url=snapshot.base_url,
        health=HealthPart(seen_now.state, seen_now.reason),
        queues=tuple(_queue(standing, watchlist) for standing in at_once),
    )


def instant(epoch: float | None) -> str | None:
    """An instant (epoch seconds) as ISO 8601 in UTC with milliseconds."""
    if epoch is None:
        return None
    try:
        moment = datetime.fromtimestamp(round(epoch, 3), UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def seconds(value: float | None) -> float | int | None:
    """A duration in seconds, rounded to tenths; whole ones without a fraction."""
    return None if value is None else _number(round(value, 1))


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _queue(standing: Standing, watchlist: Watchlist) -> QueuePart:
    queue, reading = standing.state.queue, standing.state.reading
    as_of = None if reading is None else reading.as_of
    if reading is None or standing.freshness == "frozen":
        severity: Severity = "closed" if standing.severity == "closed" else "unknown"
        breaches: tuple[Breach, ...] = ()
        pressing: Pressing | None = None
        reading = Reading(queue.id, 0.0, {}, AgentCounts())
    else:
        # Judged at the instant of the answer, so that waits, breaches and instants agree.
        alive = unstuck(reading, standing.stuck)
        evidence = Evidence(
            alive,
            queue.goals,
            standing.today,
            standing.state.last_answer,
            closed=standing.severity == "closed",
        )
        judged = assess(evidence, standing.limits, reading.as_of)
        severity, breaches, pressing = judged.severity, judged.breaches, judged.pressing
    waiting, oldest, agents = reading.waiting, reading.oldest_since, reading.agents
    return QueuePart(
        id=queue.id,
        name=queue.name,
        label=watchlist.label(queue),
        as_of=instant(as_of),
        severity=severity,
        breaches=tuple(_breach(breach) for breach in breaches),
        waiting=waiting,
        alerting=reading.alerting,
        interacting=reading.interacting,
        oldest_since=None if waiting == 0 else instant(oldest),
        longest_wait=seconds(longest_wait(waiting, oldest, reading.as_of)),
        pressing=None if pressing is None else _pressing(pressing),
        available=agents.available,
        on_queue=agents.on_queue,
        not_responding=agents.not_responding,
        communicating=agents.communicating,
        off_queue=agents.off_queue,
        logged_in=agents.logged_in,
        members=agents.members,
        active=agents.active,
        media={
            name: _media(media, reading.as_of, wait_limit(standing.limits, queue.goals, name))
            for name, media in reading.media.items()
        },
        stuck=tuple(_stuck(one, reading.as_of) for one in standing.stuck),
    )


def _stuck(one: Stuck, at: float) -> StuckPart:
    since = instant(one.oldest_since) or ""
    wait = _number(round(max(0.0, at - one.oldest_since), 1))
    return StuckPart(one.media, one.count, one.more, since, wait)


def _breach(breach: Breach) -> BreachPart:
    digits = 4 if breach.figure in SHARES else 1
    return BreachPart(
        breach.figure,
        breach.level,
        None if math.isinf(breach.value) else _number(round(breach.value, digits)),
        _number(breach.limit),
        breach.media,
    )


def _pressing(pressing: Pressing) -> PressingPart:
    return PressingPart(
        pressing.media,
        _number(round(pressing.longest_wait, 1)),
        _critical(pressing.limit),
    )


def _critical(limit: Limit) -> float | int | None:
    return None if limit.critical is None else _number(limit.critical)


def _media(media: MediaReading, at: float, limit: Limit) -> MediaPart:
    return MediaPart(
        waiting=media.waiting,
        alerting=media.alerting,
        interacting=media.interacting,
        oldest_since=None if media.waiting == 0 else instant(media.oldest_since),
        longest_wait=seconds(longest_wait(media.waiting, media.oldest_since, at)),
        limit=_critical(limit),
    )
