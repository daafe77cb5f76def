"""Estimated waits, and the names of people, divisions, skills and presences."""

from __future__ import annotations

from typing import Any

import pytest

from queuetui.simulator.customers import SKILLS
from queuetui.simulator.entrance import Settings
from queuetui.simulator.faults import DropQueue, EmptyResults, ForeignQueue, RefuseQueue
from queuetui.simulator.people import PRESENCES
from queuetui.simulator.running import RunningSimulator
from tests.simulator.asking import (
    AGENTS,
    AGGREGATES,
    INTERACTIONS,
    agents_query,
    interactions_query,
    queues_in,
    today_query,
)
from tests.simulator.conftest import Client, Reply

QUERIES = {AGGREGATES: today_query, AGENTS: agents_query, INTERACTIONS: interactions_query}


def predictions(client: Client, name: str, media: str | None = None) -> dict[str, dict[str, Any]]:
    way = "" if media is None else f"/mediatypes/{media}"
    reply = client.get(f"/routing/queues/{client.id_of(name)}{way}/estimatedwaittime")
    assert reply.status == 200
    return {one["intent"]: one for one in reply.body["results"]}


def test_estimated_waits_of_all_media_of_a_queue(client: Client) -> None:
    found = predictions(client, "Orders")
    assert set(found) == {"CALL", "CHAT", "MESSAGE"}
    assert {one["formula"] for one in found.values()} == {"BEST"}
    assert found["CALL"] == predictions(client, "Orders", "call")["CALL"]
    (everything,) = predictions(client, "Orders", "all").values()
    assert everything["intent"] == "ALL"
    assert predictions(client, "Orders", "email") == {}
    assert predictions(client, "Callbacks")["CALLBACK"]["formula"] == "SIMPLE"


def test_estimated_waits_grow_with_the_queue(simulator: RunningSimulator, client: Client) -> None:
    calm = predictions(client, "VIP", "call")["CALL"]["estimatedWaitTimeSeconds"]
    mail = predictions(client, "Customer Mail", "email")["EMAIL"]["estimatedWaitTimeSeconds"]
    assert calm < 30
    waiting = simulator.centre.queues[client.id_of("Customer Mail")].lines["email"].waiting
    longest = simulator.centre.now - waiting[0].began
    assert mail == pytest.approx(longest, rel=0.5)


def test_without_agents_there_is_no_estimate(client: Client) -> None:
    assert predictions(client, "Night Desk") == {}
    assert predictions(client, "Night Desk", "call") == {}


def test_estimates_that_are_refused(simulator: RunningSimulator, client: Client) -> None:
    path = f"/routing/queues/{client.id_of('VIP')}"
    wrong = client.get(f"{path}/mediatypes/voice/estimatedwaittime")
    assert (wrong.status, wrong.body["code"]) == (400, "invalid.value")
    assert "[voice]" in wrong.body["message"]
    assert client.get("/routing/queues/nowhere/estimatedwaittime").status == 404
    simulator.settings = Settings(withheld=frozenset({"routing:queue:view"}))
    assert client.get(f"{path}/estimatedwaittime").status == 403
    assert client.get(f"{path}/mediatypes/call/estimatedwaittime").status == 403


# -- names ----------------------------------------------------------------------------------------------


def test_users_by_id(simulator: RunningSimulator, client: Client) -> None:
    queue = simulator.centre.queues[client.id_of("VIP")]
    agents = {member.agent.id: member.agent for member in queue.members}
    query = "&".join(f"id={one}" for one in [*agents, "nobody"])
    body = client.get(f"/users?pageSize=100&{query}").body
    assert {one["id"]: one["name"] for one in body["entities"]} == {
        one.id: one.name for one in agents.values()
    }
    assert body["total"] == len(agents)
    assert "routingStatus" not in body["entities"][0]
    body = client.get(f"/users?expand=routingStatus,presence&{query}").body
    first = body["entities"][0]
    assert first["routingStatus"]["status"] == agents[first["id"]].status
    assert first["presence"]["presenceDefinition"]["id"] == agents[first["id"]].presence.id


def test_users_come_in_pages(simulator: RunningSimulator, client: Client) -> None:
    found: list[dict[str, Any]] = []
    uri: str | None = "/api/v2/users?pageSize=50&sortOrder=descending"
    while uri is not None:
        page = client.get(uri.removeprefix("/api/v2")).body
        found += page["entities"]
        uri = page.get("nextUri")
    everybody = simulator.centre.agents
    assert {one["id"] for one in found} == set(everybody)
    assert len(found) == page["total"] == len(everybody) > 150
    names = [one["name"].lower() for one in found]
    assert names == sorted(names, reverse=True)


def test_divisions_and_skills(simulator: RunningSimulator, client: Client) -> None:
    body = client.get("/authorization/divisions").body
    assert {one["name"]: one["id"] for one in body["entities"]} == simulator.centre.divisions
    assert sum(one["homeDivision"] for one in body["entities"]) == 1
    sales = simulator.centre.divisions["Sales"]
    for query in (f"id={sales}", "name=sales"):
        (only,) = client.get(f"/authorization/divisions?{query}").body["entities"]
        assert only["id"] == sales
    skills = client.get("/routing/skills").body["entities"]
    assert [one["name"] for one in skills] == list(SKILLS)
    (german,) = client.get("/routing/skills?name=ger").body["entities"]
    assert client.get(f"/routing/skills?id={german['id']}").body["entities"] == [german]


def test_presences_are_spelled_in_three_ways(client: Client) -> None:
    listing = client.get("/presencedefinitions?pageSize=100").body["entities"]
    old = {one["id"]: one["systemPresence"] for one in listing}
    listing = client.get("/presence/definitions").body["entities"]
    new = {one["id"]: one["systemPresence"] for one in listing}
    assert set(old) == set(new)
    on_queue = PRESENCES[0]
    spellings = (old[on_queue.id], new[on_queue.id], on_queue.mapping)
    assert spellings == ("On Queue", "OnQueue", "ON_QUEUE")


def test_every_medium_has_a_goal_of_its_own(client: Client) -> None:
    def goals(name: str) -> dict[str, int]:
        media = client.get(f"/routing/queues/{client.id_of(name)}").body["mediaSettings"]
        return {word: one["serviceLevel"]["durationMs"] for word, one in media.items()}

    orders = goals("Orders")
    assert (orders["call"], orders["chat"], orders["message"]) == (60_000, 75_000, 90_000)
    assert orders["email"] == goals("Customer Mail")["email"] == 86_400_000
    assert goals("VIP")["call"] == 10_000


# -- faults that concern what is in the answers -----------------------------------------------------------


def ask(client: Client, path: str, *names: str) -> Reply:
    return client.post(path, QUERIES[path](client, *names))


@pytest.mark.parametrize("path", list(QUERIES))
def test_queues_can_be_left_out_or_refused(
    simulator: RunningSimulator, client: Client, path: str
) -> None:
    billing, mail = client.id_of("Billing"), client.id_of("Customer Mail")
    assert queues_in(ask(client, path, "Billing", "Customer Mail")) == {billing, mail}
    drop = simulator.faults.add(DropQueue("Billing"))
    assert queues_in(ask(client, path, "Billing", "Customer Mail")) == {mail}
    simulator.faults.remove(drop)
    simulator.faults.add(RefuseQueue("Billing"))
    reply = ask(client, path, "Billing", "Customer Mail")
    assert (reply.status, reply.body["code"]) == (403, "missing.any.permissions")
    assert "analytics:" in reply.body["message"]
    assert ask(client, path, "Customer Mail").status == 200


@pytest.mark.parametrize("path", list(QUERIES))
def test_answers_can_be_empty_or_about_somebody_else(
    simulator: RunningSimulator, client: Client, path: str
) -> None:
    right = queues_in(ask(client, path, "Customer Mail"))
    foreign = simulator.faults.add(ForeignQueue())
    assert len(queues_in(ask(client, path, "Customer Mail")) - right) == 1
    simulator.faults.remove(foreign)
    simulator.faults.add(EmptyResults())
    assert ask(client, path, "Customer Mail").body["results"] == []
    simulator.faults.add(ForeignQueue("VIP"))
    assert queues_in(ask(client, path, "Customer Mail")) == {client.id_of("VIP")}


def test_such_a_fault_can_be_aimed_at_one_query(
    simulator: RunningSimulator, client: Client
) -> None:
    simulator.faults.add(EmptyResults(endpoint="aggregates"))
    assert ask(client, AGGREGATES, "VIP").body["results"] == []
    assert queues_in(ask(client, AGENTS, "VIP")) == {client.id_of("VIP")}


def test_answers_that_know_no_queue(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(DropQueue("VIP"))
    simulator.faults.add(ForeignQueue())
    reply = client.post(AGGREGATES, today_query(client, "VIP", "Billing", groupBy=["mediaType"]))
    assert reply.status == 200
    assert len(reply.body["results"]) == 2


@pytest.mark.parametrize("path", list(QUERIES))
def test_every_query_counts_against_the_rate(
    simulator: RunningSimulator, client: Client, path: str
) -> None:
    simulator.settings = Settings(requests_per_minute=2)
    replies = [ask(client, path, "VIP") for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
