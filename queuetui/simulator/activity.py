"""Activity queries: who and what is there right now, with the entities that are counted.

Choices where the real behaviour is not known: at most 100 entities are told of a group, as in
observations; `entityIds` names all that are counted; a group in which nothing passes the filter is
left out; presences qualify by their own id and system presences are spelled as in the mappings
(`ON_QUEUE`); 100 groups make a page unless another size is asked for, 500 at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec

from queuetui.simulator.centre import Centre
from queuetui.simulator.customers import describe_customer, routing_priority
from queuetui.simulator.filters import (
    EVERYTHING,
    Condition,
    Vocabulary,
    items,
    read_filter,
    read_object,
    words,
)
from queuetui.simulator.floor import Interaction, Member, Stage
from queuetui.simulator.forgotten import in_line
from queuetui.simulator.observations import Json, ends_of, epoch_ms, iso, queues_within, seen_since
from queuetui.simulator.paging import read_page
from queuetui.simulator.people import ON_QUEUE
from queuetui.simulator.queries import AGENT_METRICS, INTERACTION_METRICS
from queuetui.simulator.refusals import invalid_value, malformed

Thing = TypeVar("Thing")

PAGE_SIZE: Final = 100
MOST_PAGE_SIZE: Final = 500
_ORDERS: Final = ("asc", "desc", "unordered")

_ROUTING_DIMENSIONS: Final = Vocabulary(
    "RoutingActivityDimension",
    (
        "organizationPresenceId", "presenceDate", "queueId", "queueMembershipStatus",
        "routingStatus", "routingStatusDate", "systemPresence", "teamId", "userId",
    ),
    frozenset({"presenceDate", "routingStatusDate", "teamId"}),
)  # fmt: skip
_CONVERSATION_VOID: Final = frozenset({
    "activeRouting", "addressFrom", "addressTo", "agentScore", "ani", "convertedFrom",
    "convertedTo", "dnis", "participantName", "requestedLanguageId", "requestedRouting",
    "requestedRoutingSkillId", "scoredAgentId", "teamId", "usedRouting",
})  # fmt: skip
_CONVERSATION_KEYS: Final = (
    "conversationId", "direction", "mediaType", "queueId", "routingPriority", "sessionId", "userId",
)  # fmt: skip
_CONVERSATION_DIMENSIONS: Final = Vocabulary(
    "ConversationActivityDimension",
    tuple(sorted((*_CONVERSATION_VOID, *_CONVERSATION_KEYS))),
    _CONVERSATION_VOID,
)


class _Query(msgspec.Struct, frozen=True):
    metrics: tuple[str, ...]
    details: frozenset[str]
    group_by: tuple[str, ...]
    condition: Condition
    newest_first: bool


class _Entry(msgspec.Struct, Generic[Thing], frozen=True):
    """Something that may be counted: what can be filtered by, when it last changed, itself."""

    row: Mapping[str, str]
    since: float
    thing: Thing


def answer_routing_activity(centre: Centre, body: bytes, params: Mapping[str, str]) -> Json:
    """Return the JSON-able answer about agents. The excerpt of the API knows no names here.

    Raises RefusedError (400).
    """
    query = _read(body, AGENT_METRICS, ("queueId",), _ROUTING_DIMENSIONS, "RoutingActivityMetric")
    groups: dict[tuple[str, ...], list[_Entry[Member]]] = {}
    for queue in queues_within(centre, query.condition):
        for member in queue.members:
            agent = member.agent
            row = {
                "queueId": queue.id,
                "userId": agent.id,
                "routingStatus": agent.status,
                "systemPresence": agent.presence.mapping,
                "organizationPresenceId": agent.presence.id,
                "queueMembershipStatus": "active" if member.joined else "inactive",
            }
            if query.condition.passes(row):
                entry = _Entry(row, seen_since(agent), member)
                groups.setdefault((queue.id,), []).append(entry)
    results: list[Json] = []
    for key, entries in _page(groups, params):
        data: list[Json] = []
        told: dict[str, _Entry[Member]] = {}
        for metric in query.metrics:
            for qualifier, counted in _qualified(metric, entries).items():
                value: Json = {"metric": metric, "count": len(counted)}
                if qualifier:
                    value["qualifier"] = qualifier
                if metric in query.details:
                    value["entityIds"] = [one.row["userId"] for one in counted]
                    told |= {one.row["userId"]: one for one in counted}
                data.append(value)
        result: Json = {"group": dict(zip(query.group_by, key, strict=True)), "data": data}
        if query.details:
            truncated, ends = _ends(told.values(), query)
            result |= {"truncated": truncated, "entities": [_agent(one) for one in ends]}
        results.append(result)
    return {"entityIdDimension": "userId", "results": results}


def answer_conversation_activity(centre: Centre, body: bytes, params: Mapping[str, str]) -> Json:
    """Return the JSON-able answer about interactions, personal fields and all.

    Raises RefusedError (400).
    """
    query = _read(
        body,
        INTERACTION_METRICS,
        _CONVERSATION_KEYS,
        _CONVERSATION_DIMENSIONS,
        "ConversationActivityMetric",
    )
    groups: dict[tuple[str, ...], list[_Entry[Interaction]]] = {}
    for entry in _interactions(centre, query.condition):
        key = tuple(entry.row.get(name, "") for name in query.group_by)
        groups.setdefault(key, []).append(entry)
    results: list[Json] = []
    for key, entries in _page(groups, params):
        data: list[Json] = []
        told: dict[str, _Entry[Interaction]] = {}
        for metric in query.metrics:
            stage = _STAGES[metric.removeprefix("oLongest").removeprefix("o")]
            counted = [one for one in entries if one.thing.stage is stage]
            value = _counted(metric, counted)
            if value is not None:
                data.append(value)
            if metric in query.details and not metric.startswith("oLongest"):
                ids = {one.row["conversationId"]: one for one in counted}
                data[-1]["entityIds"] = list(ids)
                told |= ids
        group = {name: word for name, word in zip(query.group_by, key, strict=True) if word}
        result: Json = {"group": group, "data": data}
        if query.details:
            truncated, ends = _ends(told.values(), query)
            entities = [_conversation(centre, one) for one in ends]
            result |= {"truncated": truncated, "entities": entities}
        results.append(result)
    return {"entityIdDimension": "conversationId", "results": results}


def _read(
    body: bytes,
    metrics: tuple[str, ...],
    keys: tuple[str, ...],
    vocabulary: Vocabulary,
    metric_type: str,
) -> _Query:
    query = read_object(body)
    wanted = query.get("filter")
    condition = EVERYTHING if wanted is None else read_filter(wanted, vocabulary)
    group_by = words(query.get("groupBy"), keys, vocabulary.field_type)
    asked = items(query.get("metrics"))
    # Both are required, and neither may be empty. How the real system words that is not known.
    if not group_by or not asked or not all(isinstance(one, dict) for one in asked):
        raise malformed()
    # The documentation's example writes `name`; the schema and those who use it write `metric`.
    named = words([one.get("metric") for one in asked], metrics, metric_type)
    details = frozenset(one["metric"] for one in asked if one.get("details") is True)
    order = query.get("order") or "unordered"
    if order not in _ORDERS:
        raise invalid_value(order, "QueryOrder", _ORDERS)
    return _Query(named, details, group_by, condition, order == "desc")


def _page(
    groups: Mapping[tuple[str, ...], list[Thing]], params: Mapping[str, str]
) -> Sequence[tuple[tuple[str, ...], list[Thing]]]:
    return read_page(params, PAGE_SIZE, MOST_PAGE_SIZE).cut(list(groups.items()))


def _ends(told: Iterable[_Entry[Thing]], query: _Query) -> tuple[bool, Iterable[_Entry[Thing]]]:
    truncated, ends = ends_of(sorted(told, key=_since))
    return truncated, reversed(ends) if query.newest_first else ends


def _since(entry: _Entry[Any]) -> float:
    return entry.since


# -- agents -----------------------------------------------------------------------------------


def _qualified(metric: str, entries: list[_Entry[Member]]) -> dict[str, list[_Entry[Member]]]:
    """Return who is counted by a metric, by its qualifier ("" where it has none)."""
    if metric == "oMemberUsers":
        return {"": entries}
    joined = [one for one in entries if one.thing.joined]
    if metric == "oActiveUsers":
        return {"": joined}
    by_status = metric in {"oOnQueueUsers", "oUserRoutingStatuses"}
    found: dict[str, list[_Entry[Member]]] = {}
    for one in joined:
        on_queue = one.thing.agent.presence is ON_QUEUE
        if metric == ("oOffQueueUsers" if on_queue else "oOnQueueUsers"):
            continue
        key = "routingStatus" if by_status else "organizationPresenceId"
        found.setdefault(one.row[key], []).append(one)
    return found


def _agent(entry: _Entry[Member]) -> Json:
    agent = entry.thing.agent
    return {
        "activityDate": iso(entry.since),
        "routingStatusDate": iso(agent.status_since),
        "presenceDate": iso(agent.presence_since),
        **entry.row,
    }


# -- interactions -----------------------------------------------------------------------------

_STAGES: Final = {
    "Waiting": Stage.WAITING,
    "Alerting": Stage.ALERTING,
    "Interacting": Stage.INTERACTING,
}


def _interactions(centre: Centre, condition: Condition) -> Iterator[_Entry[Interaction]]:
    for queue in queues_within(centre, condition):
        for line in queue.lines.values():
            for place in (in_line(centre, line), line.alerting.values(), line.interacting.values()):
                for interaction in place:
                    row = _row(centre, interaction)
                    if condition.passes(row):
                        yield _Entry(row, interaction.since, interaction)


def _counted(metric: str, counted: list[_Entry[Interaction]]) -> Json | None:
    if not metric.startswith("oLongest"):
        return {"metric": metric, "count": len(counted)}
    if not counted:
        return None
    oldest = epoch_ms(min(one.since for one in counted))
    return {"metric": metric, "count": 1, "calculatedMetricValue": oldest}


def _row(centre: Centre, interaction: Interaction) -> dict[str, str]:
    row = {
        "queueId": interaction.line.queue.id,
        "mediaType": interaction.line.traffic.media,
        "conversationId": centre.identity("conversation", interaction.number),
        "sessionId": centre.identity("session", interaction.number),
        "direction": "inbound",
        "routingPriority": str(routing_priority(interaction)),
    }
    if interaction.agent is not None:
        row["userId"] = interaction.agent.id
    return row


def _conversation(centre: Centre, entry: _Entry[Interaction]) -> Json:
    interaction = entry.thing
    stage = next(name for name, stage in _STAGES.items() if stage is interaction.stage)
    return {
        "activityDate": iso(entry.since),
        "metric": f"o{stage}",
        "queueId": entry.row["queueId"],
        "mediaType": entry.row["mediaType"],
        **describe_customer(centre, interaction),
    }
