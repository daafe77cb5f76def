"""Queue observations: the state of the centre in the shape of Genesys Cloud's answer.

Choices where the real behaviour is not known: a queue id that does not exist is left out without
a word; `oLongestWaiting` and `oLongestInteracting` are left out when there is nothing to be the
longest, and their `count` is 1 otherwise; a queue with nobody on queue, asked for on-queue users
only, is answered with an empty `data`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import MEDIA
from queuetui.simulator.customers import describe_customer
from queuetui.simulator.filters import Condition
from queuetui.simulator.floor import Agent, Interaction, Line, Queue
from queuetui.simulator.forgotten import in_line
from queuetui.simulator.people import ON_QUEUE, PRESENCES
from queuetui.simulator.queries import (
    AGENT_METRICS,
    INTERACTION_METRICS,
    ObservationQuery,
)

Json = dict[str, Any]
Thing = TypeVar("Thing")

MOST_OBSERVATIONS: Final = 100
_PRESENCE_METRICS: Final = frozenset({"oUserPresences", "oOffQueueUsers"})


def epoch_ms(instant: float) -> int:
    """Return epoch seconds as whole epoch milliseconds."""
    return int(instant * 1000.0)


def iso(instant: float) -> str:
    """Return epoch seconds as the API writes a date: UTC with milliseconds and a Z."""
    # From whole milliseconds, so that both spellings of one instant agree.
    ms = epoch_ms(instant)
    moment = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def answer_observations(centre: Centre, query: ObservationQuery) -> Json:
    """Return the JSON-able answer to a query."""
    interaction_metrics = [name for name in INTERACTION_METRICS if name in query.metrics]
    agent_metrics = [name for name in AGENT_METRICS if name in query.metrics]
    results: list[Json] = []
    for queue in queues_within(centre, query.condition):
        if agent_metrics and query.condition.passes({"queueId": queue.id}):
            data = _agent_data(queue, agent_metrics, query.details)
            results.append({"group": {"queueId": queue.id}, "data": data})
        if not interaction_metrics:
            continue
        for media in MEDIA:
            if query.condition.passes({"queueId": queue.id, "mediaType": media}):
                data = _interaction_data(
                    centre, queue.lines.get(media), interaction_metrics, query.details
                )
                group = {"queueId": queue.id, "mediaType": media}
                results.append({"group": group, "data": data})
    answer: Json = {}
    if not _PRESENCE_METRICS.isdisjoint(query.metrics):
        answer["systemToOrganizationMappings"] = _mappings()
    answer["results"] = results
    return answer


def queues_within(centre: Centre, condition: Condition) -> Iterable[Queue]:
    """Return the queues that can pass; with thousands of them most are not meant."""
    named = condition.confined("queueId")
    if named is None:
        return centre.queues.values()
    return [centre.queues[name] for name in sorted(named) if name in centre.queues]


def _mappings() -> dict[str, list[str]]:
    mappings: dict[str, list[str]] = {}
    for presence in PRESENCES:
        mappings.setdefault(presence.mapping, []).append(presence.id)
    return mappings


# -- agents -----------------------------------------------------------------------------------


def _agent_data(queue: Queue, metrics: Sequence[str], details: frozenset[str]) -> list[Json]:
    data: list[Json] = []
    for metric in metrics:
        for qualifier, agents in _qualified(queue, metric):
            entry: Json = {"metric": metric}
            if qualifier is not None:
                entry["qualifier"] = qualifier
            entry["stats"] = {"count": len(agents)}
            if metric in details and agents:
                entry |= _capped(sorted(agents, key=seen_since), _user_observation)
            data.append(entry)
    return data


def _qualified(queue: Queue, metric: str) -> list[tuple[str | None, list[Agent]]]:
    if metric == "oMemberUsers":
        return [(None, [member.agent for member in queue.members])]
    if metric == "oActiveUsers":
        return [(None, queue.joined)]
    groups: dict[str | None, list[Agent]] = {}
    by_status = metric in {"oOnQueueUsers", "oUserRoutingStatuses"}
    for agent in queue.joined:
        on_queue = agent.presence is ON_QUEUE
        if metric == "oOnQueueUsers" and not on_queue:
            continue
        if metric == "oOffQueueUsers" and on_queue:
            continue
        groups.setdefault(agent.status if by_status else agent.presence.id, []).append(agent)
    return list(groups.items())


def seen_since(agent: Agent) -> float:
    """Return when the status or the presence of an agent changed last."""
    return max(agent.status_since, agent.presence_since)


def _user_observation(agent: Agent) -> Json:
    return {"observationDate": iso(seen_since(agent)), "userId": agent.id}


# -- interactions -----------------------------------------------------------------------------


def _interaction_data(
    centre: Centre, line: Line | None, metrics: Sequence[str], details: frozenset[str]
) -> list[Json]:
    data: list[Json] = []
    for metric in metrics:
        found = _found(centre, line, metric)
        if metric.startswith("oLongest"):
            if found:
                value = epoch_ms(min(one.since for one in found))
                stats = {"count": 1, "calculatedMetricValue": value}
                data.append({"metric": metric, "stats": stats})
            continue
        entry: Json = {"metric": metric, "stats": {"count": len(found)}}
        if metric in details and found:
            ordered = sorted(found, key=_since)
            entry |= _capped(ordered, partial(_interaction_observation, centre))
        data.append(entry)
    return data


def _found(centre: Centre, line: Line | None, metric: str) -> Collection[Interaction]:
    if line is None:
        return ()
    if metric in {"oWaiting", "oLongestWaiting"}:
        return in_line(centre, line)
    return line.alerting.values() if metric == "oAlerting" else line.interacting.values()


def _since(interaction: Interaction) -> float:
    return interaction.since


def _interaction_observation(centre: Centre, interaction: Interaction) -> Json:
    return {
        "observationDate": iso(interaction.since),
        **describe_customer(centre, interaction),
    }


def _capped(ordered: Sequence[Thing], describe: Callable[[Thing], Json]) -> Json:
    truncated, told = ends_of(ordered)
    return {"truncated": truncated, "observations": [describe(one) for one in told]}


def ends_of(ordered: Sequence[Thing]) -> tuple[bool, Sequence[Thing]]:
    """Return whether there are too many to be told, and those that are: the first and the last."""
    if len(ordered) <= MOST_OBSERVATIONS:
        return False, ordered
    half = MOST_OBSERVATIONS // 2
    return True, [*ordered[:half], *ordered[-half:]]
