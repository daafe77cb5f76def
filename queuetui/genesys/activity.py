"""The agents of one queue: ``POST /api/v2/analytics/routing/activity/query`` with its entities.

It tells status and presence of a whole queue in one call, but at most 100 people of it and no
names. Where it is refused, the queue's members are read instead, page by page.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import msgspec
from msgspec import UNSET, Struct, UnsetType

from queuetui.domain.people import Agent, Agents
from queuetui.genesys.answers import Told, decode
from queuetui.genesys.errors import AnswerUnreadable, GenesysError
from queuetui.genesys.instants import read_instant
from queuetui.genesys.names import Names, is_refusal
from queuetui.genesys.presences import PresenceLabel, label_of, upper_snake
from queuetui.genesys.session import Session

PATH = "/api/v2/analytics/routing/activity/query"
_METRICS = ("oMemberUsers", "oUserRoutingStatuses", "oUserPresences")
_ON_QUEUE = ("IDLE", "INTERACTING", "NOT_RESPONDING", "COMMUNICATING")
_PAGE = 100
_MOST_PAGES = 20


class _Entity(Told, rename="camel"):
    user_id: str | None = None
    routing_status: str | None = None
    routing_status_date: str | None = None
    organization_presence_id: str | None = None
    system_presence: str | None = None
    presence_date: str | None = None
    queue_membership_status: str | None = None


class _Value(Told):
    metric: str | None = None
    count: float | None = None


class _Group(Told, rename="camel"):
    queue_id: str | None = None


class _Result(Told):
    group: _Group | None = None
    data: list[_Value | None] | None = None
    truncated: bool | None = None
    entities: list[_Entity | None] | None = None


class _Answer(Told):
    results: list[_Result | None] | UnsetType | None = UNSET


class _Status(Told, rename="camel"):
    status: str | None = None
    start_time: str | None = None


class _Definition(Told, rename="camel"):
    id: str | None = None
    system_presence: str | None = None


class _Presence(Told, rename="camel"):
    presence_definition: _Definition | None = None
    modified_date: str | None = None


class _User(Told, rename="camel"):
    id: str | None = None
    name: str | None = None
    routing_status: _Status | None = None
    presence: _Presence | None = None


class _Member(Told, rename="camel"):
    id: str | None = None
    name: str | None = None
    joined: bool | None = None
    routing_status: _Status | None = None
    user: _User | None = None


class _Members(Told, rename="camel"):
    entities: list[_Member | None] | None = None
    next_uri: str | None = None


_decoder = msgspec.json.Decoder(_Answer)
_members_decoder = msgspec.json.Decoder(_Members)


class Listed(Struct, frozen=True):
    """The people that an answer told of a queue, still without names."""

    people: tuple[Agent, ...]
    truncated: bool
    members: float | None = None
    """How many members there are, if that was told."""

    @property
    def partial(self) -> bool:
        """Whether there are members beside those who are listed."""
        return self.truncated if self.members is None else self.members > len(self.people)


def read_agents(
    session: Session, queue_id: str, labels: Mapping[str, PresenceLabel], names: Names
) -> Agents:
    """The members of a queue. Raises a `GenesysError` when neither resource tells them.

    ``names`` keeps what was learned, and remembers for a while what was refused.
    """
    resting, question = names.resting, f"{PATH} {queue_id}"
    if not resting.still(question, session.server_now()):
        try:
            told, as_of = _ask(session, queue_id, labels)
        except GenesysError as error:
            if not is_refusal(error):
                raise
            resting.begin(question, session.server_now())
        else:
            # Without a group nobody can tell an empty queue from one that is not ours to see; the
            # list of members can.
            if told is not None:
                people = _name(session, queue_id, told.people, names)
                return Agents(queue_id, as_of, people, told.partial, "activity")
    told, as_of = _read_members(session, queue_id, labels, names)
    return Agents(queue_id, as_of, told.people, told.partial, "members")


def parse_activity(
    body: bytes, queue_id: str, labels: Mapping[str, PresenceLabel]
) -> Listed | None:
    """Turn an answer into people; ``None`` if it does not speak of the queue.

    Raises `AnswerUnreadable` for anything that is not such an answer.
    """
    answer = decode(_decoder, body, "agents")
    if answer.results is UNSET:
        raise AnswerUnreadable("The agents answer has no field `results`.")
    results = [one for one in answer.results or () if one is not None and _is_of(one, queue_id)]
    if not results:
        return None
    entities = [one for result in results for one in result.entities or () if one is not None]
    people = {one.user_id: _agent(one.user_id, one, labels) for one in entities if one.user_id}
    truncated = any(result.truncated for result in results)
    values = [one for result in results for one in result.data or () if one is not None]
    counts = [one.count for one in values if one.metric == _METRICS[0] and one.count is not None]
    return Listed(tuple(people.values()), truncated, max(counts, default=None))


def parse_members(
    body: bytes, labels: Mapping[str, PresenceLabel]
) -> tuple[tuple[Agent, ...], bool]:
    """The people of one page of members, and whether it is the last one.

    Raises `AnswerUnreadable`.
    """
    page = decode(_members_decoder, body, "member list")
    if page.entities is None:
        raise AnswerUnreadable("The member list answer has no field `entities`.")
    people = (_member(one, labels) for one in page.entities if one is not None)
    return tuple(one for one in people if one is not None), not page.next_uri


# -- the activity query ----------------------------------------------------------------------------


def _ask(
    session: Session, queue_id: str, labels: Mapping[str, PresenceLabel]
) -> tuple[Listed | None, float]:
    exchange = session.call("POST", PATH, body=query(queue_id), queues=1)
    as_of = session.as_of(exchange)
    told = parse_activity(exchange.body, queue_id, labels)
    if told is None or not told.truncated:
        return told, as_of
    # Of a long list the two ends are told, and one of them is those who went home yesterday. Those
    # who work must not be missing for it.
    try:
        body = session.call("POST", PATH, body=query(queue_id, _ON_QUEUE), queues=1).body
        working = parse_activity(body, queue_id, labels)
    except GenesysError:
        return told, as_of
    people = {one.id: one for one in (*told.people, *(working.people if working else ()))}
    return msgspec.structs.replace(told, people=tuple(people.values())), as_of


def query(queue_id: str, statuses: Iterable[str] = ()) -> str:
    """The body for one queue, and only those in a routing status if there are any given."""
    query_filter: dict[str, object] = {
        "type": "and",
        "predicates": [_predicate("queueId", queue_id)],
    }
    wanted = [_predicate("routingStatus", status) for status in statuses]
    if wanted:
        query_filter["clauses"] = [{"type": "or", "predicates": wanted}]
    metrics = [{"metric": metric, "details": True} for metric in _METRICS]
    query = {"metrics": metrics, "groupBy": ["queueId"], "filter": query_filter, "order": "asc"}
    return msgspec.json.encode(query).decode()


def _predicate(dimension: str, value: str) -> dict[str, str]:
    return {"type": "dimension", "dimension": dimension, "operator": "matches", "value": value}


def _is_of(result: _Result, queue_id: str) -> bool:
    told = result.group.queue_id if result.group else None
    return told is not None and told.lower() == queue_id.lower()


def _agent(user_id: str, entity: _Entity, labels: Mapping[str, PresenceLabel]) -> Agent:
    presence = label_of(labels, entity.organization_presence_id)
    membership = (entity.queue_membership_status or "").strip().lower()
    return Agent(
        id=user_id,
        routing_status=upper_snake(entity.routing_status),
        routing_since=read_instant(entity.routing_status_date),
        presence=presence.label if presence else None,
        system_presence=upper_snake(entity.system_presence)
        or (presence.system if presence else None),
        presence_since=read_instant(entity.presence_date),
        joined={"active": True, "inactive": False}.get(membership),
    )


# -- the list of members ---------------------------------------------------------------------------


def _read_members(
    session: Session, queue_id: str, labels: Mapping[str, PresenceLabel], names: Names
) -> tuple[Listed, float]:
    path = f"/api/v2/routing/queues/{quote(queue_id, safe='')}/members"
    found: dict[str, Agent] = {}
    as_of, whole = 0.0, False
    for number in range(1, _MOST_PAGES + 1):
        query = {
            "pageNumber": str(number),
            "pageSize": str(_PAGE),
            "expand": "routingStatus,presence",
        }
        exchange = session.call("GET", path, query=query)
        # The first page is the oldest.
        as_of = as_of or session.as_of(exchange)
        people, whole = parse_members(exchange.body, labels)
        before = len(found)
        found.update((one.id, one) for one in people)
        # A page that brings nothing new is the end too, though nobody can tell of what.
        if whole or len(found) == before:
            break
    names.learn({one.id: one.name for one in found.values() if one.name}, session.server_now())
    return Listed(tuple(found.values()), truncated=not whole), as_of


def _member(member: _Member, labels: Mapping[str, PresenceLabel]) -> Agent | None:
    user = member.user or _User()
    user_id = member.id or user.id
    if not user_id:
        return None
    status = member.routing_status or user.routing_status or _Status()
    presence = user.presence or _Presence()
    definition = presence.presence_definition or _Definition()
    label = label_of(labels, definition.id)
    return Agent(
        id=user_id,
        name=member.name or user.name,
        routing_status=upper_snake(status.status),
        routing_since=read_instant(status.start_time),
        presence=label.label if label else None,
        system_presence=upper_snake(definition.system_presence)
        or (label.system if label else None),
        presence_since=read_instant(presence.modified_date),
        joined=member.joined,
    )


# -- names -----------------------------------------------------------------------------------------


def _name(
    session: Session, queue_id: str, people: tuple[Agent, ...], names: Names
) -> tuple[Agent, ...]:
    """The people with their names, as far as they can be read."""
    ids = [one.id for one in people]
    found = names.look_up(session, ids)
    question, now = f"names {queue_id}", session.server_now()
    refused = names.resting.still(names.path, now)
    if len(found) < len(ids) and refused and not names.resting.still(question, now):
        # The members have names, too, at one call for each hundred: not at every turn.
        names.resting.begin(question, now)
        try:
            _read_members(session, queue_id, {}, names)
        except GenesysError:
            return _named(people, found)
        found = names.known(ids)
    return _named(people, found)


def _named(people: Iterable[Agent], found: Mapping[str, str]) -> tuple[Agent, ...]:
    return tuple(msgspec.structs.replace(one, name=found.get(one.id)) for one in people)
