"""``POST /api/v2/analytics/queues/observations/query``: from raw bytes to readings.

Source of the meanings: Genesys' observation schema. ``oLongestWaiting`` carries an *instant* in
epoch milliseconds. Interaction metrics come per queue and media type, agent metrics per queue;
there is no total over media. What has nobody in it is left out of a group; a group that is missing
is unknown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from msgspec import UNSET, Struct, UnsetType

from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.genesys.answers import Told, decode, unfamiliar
from queuetui.genesys.session import Session

PATH = "/api/v2/analytics/queues/observations/query"
METRICS = (
    "oWaiting", "oAlerting", "oInteracting", "oLongestWaiting",
    "oMemberUsers", "oActiveUsers", "oOnQueueUsers", "oOffQueueUsers",
    "oUserPresences", "oUserRoutingStatuses",
)  # fmt: skip
BATCH = 100
"""Queues a query. 200 predicates are said to be the limit; half of it leaves room."""

_AGENT_METRICS = frozenset(METRICS[4:])
_EARLIEST_INSTANT = 1e12
"""Milliseconds. Below this (2001) a value can't be when a wait began: it is a duration."""
_LONGEST_DURATION = 1e10
"""Seconds, some 300 years: beyond it, a duration is nonsense."""
_ISO_DURATION = re.compile(
    r"^P(?:(?P<d>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?$"
)


class _Stats(Told):
    count: float | None = None
    calculated: float | str | None = msgspec.field(name="calculatedMetricValue", default=None)


class _Observation(Told):
    # The only field that is read: the others hold customers' data and are dropped here.
    began: str | None = msgspec.field(name="observationDate", default=None)


class _Metric(Told):
    metric: str
    qualifier: str | None = None
    stats: _Stats | None = None
    truncated: bool | None = None
    observations: list[_Observation] | None = None


class _Group(Told, rename="camel"):
    queue_id: str
    media_type: str | None = None


class _Result(Told):
    group: _Group
    data: list[_Metric | None] | None = None


class _Answer(Told, rename="camel"):
    results: list[_Result] | UnsetType | None = UNSET
    system_to_organization_mappings: dict[str, list[str] | None] | None = None


_decoder = msgspec.json.Decoder(_Answer)


class Observed(Struct, frozen=True):
    """What one answer brought, by queue id. Queues that were not asked for are left out."""

    readings: Mapping[str, Reading]
    unasked: int = 0
    """Queues in the answer that nobody asked for."""


def observe(session: Session, queue_ids: Sequence[str]) -> Observed:
    """Ask for at most `BATCH` queues. Raises a `GenesysError`."""
    body = session.client.observation_query(queue_ids, METRICS)
    exchange = session.call("POST", PATH, body=body, queues=len(queue_ids))
    return parse(exchange.body, queue_ids, as_of=session.as_of(exchange))


def parse(body: bytes, queue_ids: Iterable[str], *, as_of: float) -> Observed:
    """Turn an answer into readings of the instant ``as_of`` (epoch seconds, server's clock).

    Raises `AnswerUnreadable`, which names the field, for anything that is not such an answer.
    """
    answer = decode(_decoder, body, "observations")
    if answer.results is UNSET:
        raise unfamiliar("The observations answer has no field `results`.")
    asked = {queue_id.lower(): queue_id for queue_id in queue_ids}
    media: dict[str, dict[str, MediaReading]] = {}
    people: dict[str, AgentCounts] = {}
    unasked: set[str] = set()
    systems = _systems(answer.system_to_organization_mappings)
    for result in answer.results or ():
        queue_id = asked.get(result.group.queue_id.lower())
        if queue_id is None:
            unasked.add(result.group.queue_id)
            continue
        of_queue = media.setdefault(queue_id, {})
        data = result.data or ()
        if result.group.media_type is not None:
            of_queue[result.group.media_type] = _media_reading(data, as_of)
        else:
            people[queue_id] = _agent_counts(data, systems)
    none = AgentCounts()
    readings = {
        queue_id: Reading(queue_id, as_of, of_queue, people.get(queue_id, none))
        for queue_id, of_queue in media.items()
    }
    return Observed(readings, len(unasked))


# What follows runs for every metric of every queue at every poll.
def _media_reading(data: Iterable[_Metric | None], as_of: float) -> MediaReading:
    waiting = alerting = interacting = None
    oldest: float | None = None
    listed: float | None = None
    for metric in data:
        if metric is None:
            continue
        name = metric.metric
        if name == "oWaiting":
            counted = _count(metric)
            waiting = _listed(metric) if counted is None else counted
            listed = _first(metric, as_of) if listed is None else listed
        elif name == "oAlerting":
            alerting = _count(metric)
        elif name == "oInteracting":
            interacting = _count(metric)
        elif name == "oLongestWaiting":
            oldest = _instant(metric.stats.calculated, as_of) if metric.stats else None
            listed = _first(metric, as_of) if listed is None else listed
    if not waiting:
        return _unhurried(waiting, alerting, interacting)
    return MediaReading(waiting, alerting, interacting, listed if oldest is None else oldest)


@lru_cache(maxsize=1024)
def _unhurried(waiting: int | None, alerting: int | None, interacting: int | None) -> MediaReading:
    # Where nobody waits thousands of queues and media are alike: one object stands for all of them.
    return MediaReading(waiting, alerting, interacting, None)


def _listed(metric: _Metric) -> int | None:
    """How many are listed, where nothing else tells the count and the list is whole."""
    whole = metric.observations is not None and not metric.truncated
    return len(metric.observations or ()) if whole else None


def _first(metric: _Metric, as_of: float) -> float | None:
    """When the first of the list began: older answers tell nothing else."""
    return _instant(metric.observations[0].began, as_of) if metric.observations else None


def _count(metric: _Metric) -> int | None:
    count = metric.stats.count if metric.stats is not None else None
    if count is None:
        return None
    return int(count) if count > 0 else 0


def _instant(value: float | str | None, as_of: float) -> float | None:
    """The instant meant by a value: epoch milliseconds, an ISO instant, or a duration until now."""
    if isinstance(value, str):
        duration = _iso_seconds(value)
        return as_of - duration if duration is not None else _iso_instant(value)
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return None
    if value >= _EARLIEST_INSTANT:
        return value / 1000.0
    return None if value == 0 else as_of - max(0.0, value / 1000.0)


def _iso_seconds(text: str) -> float | None:
    found = _ISO_DURATION.match(text.strip().upper().lstrip("-+"))
    if found is None or not any(found.groups()):
        return None
    if text.strip().startswith("-"):
        return 0.0
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return total if total < _LONGEST_DURATION else None


def _iso_instant(text: str) -> float | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()


def _systems(mappings: Mapping[str, Sequence[str] | None] | None) -> Mapping[str, str] | None:
    """Organisation presence id → system presence (``ON_QUEUE``, ``OFFLINE`` …)."""
    if mappings is None:
        return None
    return {presence: system for system, ids in mappings.items() for presence in ids or ()}


def _agent_counts(data: Iterable[_Metric | None], systems: Mapping[str, str] | None) -> AgentCounts:
    on_queue: dict[str, int] = {}
    named: dict[str, int] = {}
    members = active = off_queue = 0
    told = False
    for metric in data:
        if metric is None or metric.metric not in _AGENT_METRICS:
            continue
        told = True
        name, count = metric.metric, _count(metric) or 0
        if name == "oUserPresences":
            presence = metric.qualifier or ""
            presence = systems.get(presence, presence) if systems else presence
            named[presence] = named.get(presence, 0) + count
        elif name == "oOffQueueUsers":
            off_queue += count
        elif name == "oOnQueueUsers":
            status = (metric.qualifier or "").upper()
            on_queue[status] = on_queue.get(status, 0) + count
        elif name == "oMemberUsers":
            members += count
        elif name == "oActiveUsers":
            active += count
    if not told:
        return AgentCounts()
    return AgentCounts(
        on_queue=sum(on_queue.values()),
        available=on_queue.get("IDLE", 0),
        not_responding=on_queue.get("NOT_RESPONDING", 0),
        communicating=on_queue.get("COMMUNICATING", 0),
        off_queue=off_queue,
        logged_in=_logged_in(named, known=systems is not None),
        members=members,
        active=active,
        routing_statuses=on_queue,
        presences=named,
    )


def _logged_in(presences: Mapping[str, int], *, known: bool) -> int | None:
    """Members whose presence is not Offline; without the mapping nobody can tell who is."""
    if presences and not known:
        return None
    return sum([n for presence, n in presences.items() if not _is_offline(presence)])


@lru_cache(maxsize=64)
def _is_offline(presence: str) -> bool:
    # Genesys spells a presence in three ways: "On Queue", "OnQueue" and "ON_QUEUE".
    return presence.replace(" ", "").replace("_", "").lower() == "offline"
