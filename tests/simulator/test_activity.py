from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from queuetui.simulator.entrance import Settings
from queuetui.simulator.observations import iso
from queuetui.simulator.people import ON_QUEUE
from queuetui.simulator.queries import AGENT_METRICS, INTERACTION_METRICS
from queuetui.simulator.running import RunningSimulator
from tests.simulator.asking import (
    AGENTS,
    INTERACTIONS,
    agents_query,
    interactions_query,
    naming,
)
from tests.simulator.conftest import Client, Reply, observation_query


def ask(client: Client, path: str, query: object) -> list[dict[str, Any]]:
    reply = client.post(path, query)
    assert reply.status == 200, reply.body
    results: list[dict[str, Any]] = reply.body["results"]
    return results


def one_group(client: Client, path: str, query: object) -> dict[str, Any]:
    (result,) = ask(client, path, query)
    return result


def asking_for(*metrics: str, details: bool = False) -> list[dict[str, Any]]:
    return [{"metric": metric, "details": details} for metric in metrics]


# -- agents -------------------------------------------------------------------------------------------


def test_every_agent_with_status_and_presence(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(1234.0)
    query = agents_query(client, "Billing", metrics=asking_for("oMemberUsers", details=True))
    reply = client.post(AGENTS, query)
    assert reply.body["entityIdDimension"] == "userId"
    (result,) = reply.body["results"]
    queue = simulator.centre.queues[client.id_of("Billing")]
    assert result["group"] == {"queueId": queue.id}
    assert result["truncated"] is False
    told = {one["userId"]: one for one in result["entities"]}
    assert set(told) == {member.agent.id for member in queue.members}
    for member in queue.members:
        agent = member.agent
        since = max(agent.status_since, agent.presence_since)
        assert told[agent.id] == {
            "activityDate": iso(since),
            "userId": agent.id,
            "queueId": queue.id,
            "routingStatus": agent.status,
            "routingStatusDate": iso(agent.status_since),
            "systemPresence": agent.presence.mapping,
            "organizationPresenceId": agent.presence.id,
            "presenceDate": iso(agent.presence_since),
            "queueMembershipStatus": "active" if member.joined else "inactive",
        }
    # Names are not in the API's definition of this answer.
    assert all(agent.name.encode() not in reply.raw for agent in simulator.centre.agents.values())
    dates = [one["activityDate"] for one in result["entities"]]
    assert dates == sorted(dates)
    query["order"] = "desc"
    assert one_group(client, AGENTS, query)["entities"] == result["entities"][::-1]


def test_the_same_counts_as_in_observations(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(600)
    for queue in simulator.centre.queues.values():
        query = {
            "metrics": asking_for(*AGENT_METRICS, details=True),
            "groupBy": ["queueId"],
            "filter": naming(client, queue.name),
        }
        result = one_group(client, AGENTS, query)
        counts = {(one["metric"], one.get("qualifier")): one["count"] for one in result["data"]}
        (observed,) = client.observe(observation_query([queue.id], list(AGENT_METRICS))).body[
            "results"
        ]
        assert counts == {
            (one["metric"], one.get("qualifier")): one["stats"]["count"] for one in observed["data"]
        }
        for one in result["data"]:
            assert len(one["entityIds"]) == len(set(one["entityIds"])) == one["count"]


def test_details_only_of_those_metrics_for_which_they_are_asked(
    simulator: RunningSimulator, client: Client
) -> None:
    bare = one_group(
        client, AGENTS, agents_query(client, "VIP", metrics=asking_for("oOnQueueUsers"))
    )
    assert {"entities", "truncated"}.isdisjoint(bare)
    assert all("entityIds" not in one for one in bare["data"])
    some = [*asking_for("oOnQueueUsers", details=True), *asking_for("oMemberUsers")]
    result = one_group(client, AGENTS, agents_query(client, "VIP", metrics=some))
    queue = simulator.centre.queues[client.id_of("VIP")]
    on_queue = {agent.id for agent in queue.joined if agent.presence is ON_QUEUE}
    assert {one["userId"] for one in result["entities"]} == on_queue
    assert len(on_queue) < len(queue.members)


@pytest.mark.parametrize(
    ("dimension", "value", "field"),
    [
        ("routingStatus", "INTERACTING", "routingStatus"),
        ("systemPresence", "OFFLINE", "systemPresence"),
        ("organizationPresenceId", ON_QUEUE.id, "organizationPresenceId"),
        ("queueMembershipStatus", "inactive", "queueMembershipStatus"),
    ],
)
def test_agents_can_be_filtered(
    simulator: RunningSimulator, client: Client, dimension: str, value: str, field: str
) -> None:
    metrics = asking_for("oMemberUsers", details=True)
    everybody = one_group(client, AGENTS, agents_query(client, "Billing", metrics=metrics))
    clause = {"type": "or", "predicates": [{"dimension": dimension, "value": value}]}
    both = {"type": "and", "clauses": [naming(client, "Billing"), clause]}
    some = one_group(client, AGENTS, {**agents_query(client, metrics=metrics), "filter": both})
    expected = [one for one in everybody["entities"] if one[field] == value]
    assert some["entities"] == expected
    assert 0 < len(expected) < len(everybody["entities"])


def test_teams_are_not_had_by_anybody(client: Client) -> None:
    def found(operator: str) -> int:
        predicate = {"dimension": "teamId", "operator": operator, "value": "x"}
        wanted = {"type": "and", "predicates": [predicate], "clauses": [naming(client, "VIP")]}
        return len(ask(client, AGENTS, {**agents_query(client), "filter": wanted}))

    assert (found("matches"), found("exists"), found("notExists")) == (0, 0, 1)


def test_one_user_in_all_queues(simulator: RunningSimulator, client: Client) -> None:
    in_queues = Counter(
        member.agent.id for queue in simulator.centre.queues.values() for member in queue.members
    )
    ((user_id, count),) = in_queues.most_common(1)
    wanted = {"type": "or", "predicates": [{"dimension": "userId", "value": user_id}]}
    query = {**agents_query(client, metrics=asking_for("oMemberUsers")), "filter": wanted}
    assert len(ask(client, AGENTS, query)) == count > 1


def test_groups_come_in_pages(client: Client) -> None:
    query = {"metrics": asking_for("oMemberUsers"), "groupBy": ["queueId"]}
    everything = ask(client, AGENTS, query)
    assert len(everything) == 12
    pages = [ask(client, f"{AGENTS}?pageSize=5&pageNumber={page}", query) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [5, 5, 2, 0]
    assert [one for page in pages for one in page] == everything
    assert client.post(f"{AGENTS}?pageSize=501", query).status == 400


# -- interactions ---------------------------------------------------------------------------------------


def test_interactions_by_queue_and_medium(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(60)
    query = {"metrics": asking_for(*INTERACTION_METRICS), "groupBy": ["queueId", "mediaType"]}
    for result in ask(client, INTERACTIONS, query):
        group = result["group"]
        line = simulator.centre.queues[group["queueId"]].lines[group["mediaType"]]
        data = {one["metric"]: one for one in result["data"]}
        assert data["oWaiting"]["count"] == len(line.waiting)
        assert data["oAlerting"]["count"] == len(line.alerting)
        assert data["oInteracting"]["count"] == len(line.interacting)
        assert ("oLongestWaiting" in data) == bool(line.waiting)
        if line.waiting:
            began = int(line.waiting[0].began * 1000)
            assert data["oLongestWaiting"]["calculatedMetricValue"] == began
        assert "entities" not in result


def test_the_waiting_one_by_one(simulator: RunningSimulator, client: Client) -> None:
    mail = client.id_of("Customer Mail")
    reply = client.post(INTERACTIONS, interactions_query(client, "Customer Mail"))
    assert reply.body["entityIdDimension"] == "conversationId"
    (result,) = reply.body["results"]
    waiting = simulator.centre.queues[mail].lines["email"].waiting
    began = [iso(one.began) for one in waiting]
    assert result["truncated"] is True
    assert [one["activityDate"] for one in result["entities"]] == began[:50] + began[-50:]
    assert {one["metric"] for one in result["entities"]} == {"oWaiting"}
    (counted,) = [one for one in result["data"] if one["metric"] == "oWaiting"]
    assert len(counted["entityIds"]) == counted["count"] == len(waiting)


def test_interactions_by_priority(simulator: RunningSimulator, client: Client) -> None:
    query = interactions_query(client, "Customer Mail", groupBy=["routingPriority"])
    counts = {
        result["group"]["routingPriority"]: result["data"][0]["count"]
        for result in ask(client, INTERACTIONS, query)
    }
    assert set(counts) >= {"0", "5"}
    mail = simulator.centre.queues[client.id_of("Customer Mail")].lines["email"]
    assert sum(counts.values()) == len(mail.waiting)
    assert counts["0"] > sum(counts.values()) / 2


# -- who waits, as observations tell it -------------------------------------------------------------------


def test_the_waiting_are_told_with_all_that_must_not_be_drawn(client: Client) -> None:
    names = ("Customer Mail", "Billing", "Returns")
    reply: Reply = client.observe(
        observation_query([client.id_of(name) for name in names], [], ["oWaiting"])
    )
    told = [
        one
        for result in reply.body["results"]
        for entry in result["data"]
        for one in entry.get("observations", ())
    ]
    assert len(told) > 100
    assert all(one["participantName"] for one in told)
    assert all("ani" in one or "addressFrom" in one for one in told)
    skills = Counter(len(one.get("requestedRoutingSkillIds", ())) for one in told)
    assert set(skills) == {0, 1, 2}
    assert {0, 5} <= {one["routingPriority"] for one in told}
    asked = {skill for one in told for skill in one.get("requestedRoutingSkillIds", ())}
    known = {one["id"] for one in client.get("/routing/skills").body["entities"]}
    assert asked <= known


# -- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [AGENTS, INTERACTIONS])
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"groupBy": []}, "bad.request"),
        ({"groupBy": None}, "bad.request"),
        ({"groupBy": ["divisionId"]}, "invalid.value"),
        ({"metrics": []}, "bad.request"),
        ({"metrics": ["oWaiting"]}, "bad.request"),
        ({"metrics": [{"name": "oWaiting"}]}, "invalid.value"),
        ({"metrics": [{"metric": "oServiceLevel"}]}, "invalid.value"),
        ({"order": "newest"}, "invalid.value"),
        ({"filter": {"type": "or", "predicates": [{"dimension": "skill"}]}}, "invalid.value"),
    ],
)
def test_what_is_refused(client: Client, path: str, changed: dict[str, Any], code: str) -> None:
    ask_for = agents_query if path == AGENTS else interactions_query
    reply = client.post(path, {**ask_for(client, "VIP"), **changed})
    assert (reply.status, reply.body["code"]) == (400, code)


@pytest.mark.parametrize("path", [AGENTS, INTERACTIONS])
def test_a_missing_permission(simulator: RunningSimulator, client: Client, path: str) -> None:
    simulator.settings = Settings(withheld=frozenset({"analytics:queueObservation:view"}))
    assert client.post(path, {}).status == 403
