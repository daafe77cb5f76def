"""Who waits in one queue: the observations query with ``detailMetrics: ["oWaiting"]``.

The entries carry customers' names, numbers and addresses. The parser knows three fields of them
and passes over the rest, so that no object holds it.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import UNSET, UnsetType

from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.genesys.answers import Told, decode
from queuetui.genesys.errors import AnswerUnreadable, QueueUnseen
from queuetui.genesys.instants import read_instant
from queuetui.genesys.names import Names
from queuetui.genesys.observations import PATH
from queuetui.genesys.session import Session

LISTED = 100
"""The most that are listed; the API tells as many of each medium."""
_METRIC = "oWaiting"


class _Observation(Told, rename="camel"):
    observation_date: str | None = None
    routing_priority: float | None = None
    requested_routing_skill_ids: list[str | None] | None = None


class _Stats(Told):
    count: float | None = None


class _Metric(Told):
    metric: str
    stats: _Stats | None = None
    truncated: bool | None = None
    observations: list[_Observation | None] | None = None


class _Group(Told, rename="camel"):
    queue_id: str
    media_type: str | None = None


class _Result(Told):
    group: _Group
    data: list[_Metric | None] | None = None


class _Answer(Told):
    results: list[_Result | None] | UnsetType | None = UNSET


_decoder = msgspec.json.Decoder(_Answer)


def read_waiting(session: Session, queue_id: str, skill_names: Names) -> WaitingList:
    """The interactions that wait in a queue. Raises a `GenesysError`.

    ``skill_names`` are the `Names` of skills; those that can't be read stay ids.
    """
    exchange = session.call("POST", PATH, body=_query({"queueId": queue_id}), queues=1)
    as_of = session.as_of(exchange)
    found = parse(exchange.body, queue_id, as_of=as_of)
    ids = {skill for one in found.listed for skill in one.skills}
    if not ids:
        return found
    return _with_names(found, skill_names.look_up(session, sorted(ids)))


def read_line(session: Session, queue_id: str, media: str) -> WaitingList:
    """The interactions that wait in one medium of a queue, skills by id. Raises a `GenesysError`.

    Of a long list its first half are the oldest and its second half the newest.
    """
    body = _query({"queueId": queue_id, "mediaType": media})
    exchange = session.call("POST", PATH, body=body, queues=1)
    return parse(exchange.body, queue_id, as_of=session.as_of(exchange), only=media)


def parse(body: bytes, queue_id: str, *, as_of: float, only: str | None = None) -> WaitingList:
    """Turn an answer of the instant ``as_of`` into a list in which skills are ids.

    ``only`` is the medium that is wanted; ``None``: all of them.

    Raises `AnswerUnreadable`, and `QueueUnseen` if it does not speak of the queue.
    """
    answer = decode(_decoder, body, "waiting list")
    if answer.results is UNSET:
        raise AnswerUnreadable("The waiting list answer has no field `results`.")
    ours = [
        one
        for one in answer.results or ()
        if one is not None and one.group.queue_id.lower() == queue_id.lower()
    ]
    if not ours:
        raise QueueUnseen("Genesys Cloud does not tell who waits in this queue.")
    told = [(media, metric) for one in ours for media, metric in _told(one)]
    told = [(media, metric) for media, metric in told if only in {None, media}]
    if not told:
        raise AnswerUnreadable("The waiting list answer has no metric `oWaiting`.")
    listed = [one for media, metric in told for one in _listed(media, metric)]
    listed.sort(key=lambda one: (one.since, one.media))
    total = sum(_total(metric) for _, metric in told)
    return WaitingList(queue_id, as_of, tuple(listed[:LISTED]), total)


def _query(wanted: Mapping[str, str]) -> str:
    predicates = [
        {"type": "dimension", "dimension": dimension, "operator": "matches", "value": value}
        for dimension, value in wanted.items()
    ]
    query = {
        "filter": {"type": "and" if len(predicates) > 1 else "or", "predicates": predicates},
        "metrics": [_METRIC],
        "detailMetrics": [_METRIC],
    }
    return msgspec.json.encode(query).decode()


def _told(result: _Result) -> Iterator[tuple[str, _Metric]]:
    """What a group of a medium tells of those who wait; the group without one has none."""
    media = result.group.media_type
    for metric in result.data or ():
        if media is not None and metric is not None and metric.metric == _METRIC:
            yield media, metric


def _listed(media: str, metric: _Metric) -> Iterator[Waiting]:
    for one in metric.observations or ():
        since = read_instant(one.observation_date) if one is not None else None
        # Without an instant it can't be placed; the total counts it.
        if one is not None and since is not None:
            priority = None if one.routing_priority is None else int(one.routing_priority)
            skills = tuple(skill for skill in one.requested_routing_skill_ids or () if skill)
            yield Waiting(media, since, priority, skills)


def _total(metric: _Metric) -> int:
    length = len(metric.observations or ())
    if metric.stats is not None and metric.stats.count is not None:
        return max(int(metric.stats.count), length)
    # The list tells its length only where it is whole.
    if metric.observations is None or metric.truncated:
        raise AnswerUnreadable("The waiting list answer does not tell how many wait.")
    return length


def _with_names(found: WaitingList, names: Mapping[str, str]) -> WaitingList:
    listed = (
        msgspec.structs.replace(one, skills=_skills(one.skills, names)) for one in found.listed
    )
    return msgspec.structs.replace(found, listed=tuple(listed))


def _skills(ids: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(skill, skill) for skill in ids)
