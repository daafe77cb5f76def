from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from queuetui.simulator.characters import MEDIA
from queuetui.simulator.people import ON_QUEUE, PRESENCES
from queuetui.simulator.queries import AGENT_METRICS, INTERACTION_METRICS, METRICS
from queuetui.simulator.running import NOON, RunningSimulator
from tests.simulator.conftest import Client, observation_query

Groups = dict[tuple[str, str | None], dict[tuple[str, str | None], dict[str, Any]]]


def groups(client: Client, query: object) -> Groups:
    """Ask, and return the entries by group and then by metric and qualifier."""
    reply = client.observe(query)
    assert reply.status == 200
    found: Groups = {}
    for result in reply.body["results"]:
        key = (result["group"]["queueId"], result["group"].get("mediaType"))
        assert key not in found
        found[key] = {(one["metric"], one.get("qualifier")): one for one in result["data"]}
    return found


def sentence(client: Client, query: object) -> tuple[int, str, str]:
    reply = client.observe(query)
    return reply.status, reply.body["code"], reply.body["message"]


def test_interactions_are_told_per_medium(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(600)
    ids = list(simulator.centre.queues)
    found = groups(client, observation_query(ids, list(INTERACTION_METRICS)))
    assert set(found) == {(one, media) for one in ids for media in MEDIA}
    busy = 0
    for (queue_id, media), entries in found.items():
        assert media is not None
        truth = simulator.centre.truth(queue_id, media)
        assert entries["oWaiting", None]["stats"] == {"count": truth.waiting}
        assert entries["oAlerting", None]["stats"] == {"count": truth.alerting}
        assert entries["oInteracting", None]["stats"] == {"count": truth.interacting}
        busy += truth.waiting
        if truth.waiting == 0:
            assert ("oLongestWaiting", None) not in entries
            continue
        line = simulator.centre.queues[queue_id].lines[media]
        value = entries["oLongestWaiting", None]["stats"]["calculatedMetricValue"]
        assert value == int(min(one.began for one in line.waiting) * 1000)
    assert busy > 100


def test_longest_interacting_is_an_instant(simulator: RunningSimulator, client: Client) -> None:
    vip = client.id_of("Support EMEA")
    found = groups(client, observation_query([vip], ["oLongestInteracting"]))
    value = found[vip, "voice"]["oLongestInteracting", None]["stats"]["calculatedMetricValue"]
    line = simulator.centre.queues[vip].lines["voice"]
    assert value == int(min(one.since for one in line.interacting.values()) * 1000)
    assert found[vip, "chat"] == {}


def test_agents_are_told_per_queue(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(600)
    ids = list(simulator.centre.queues)
    found = groups(client, observation_query(ids, list(AGENT_METRICS)))
    assert set(found) == {(one, None) for one in ids}
    for (queue_id, _), entries in found.items():
        queue = simulator.centre.queues[queue_id]
        counts = {key: one["stats"]["count"] for key, one in entries.items()}
        assert counts.pop(("oMemberUsers", None)) == len(queue.members)
        assert counts.pop(("oActiveUsers", None)) == len(queue.joined)
        expected: Counter[tuple[str, str | None]] = Counter()
        for agent in queue.joined:
            expected["oUserRoutingStatuses", agent.status] += 1
            expected["oUserPresences", agent.presence.id] += 1
            if agent.presence is ON_QUEUE:
                expected["oOnQueueUsers", agent.status] += 1
            else:
                expected["oOffQueueUsers", agent.presence.id] += 1
        assert counts == dict(expected)


def test_nobody_on_queue_is_an_empty_answer(client: Client) -> None:
    desk = client.id_of("Night Desk")
    assert groups(client, observation_query([desk], ["oOnQueueUsers"])) == {(desk, None): {}}


def test_mappings_come_with_presence_metrics_only(client: Client) -> None:
    ids = [client.id_of("VIP")]
    for metric in METRICS:
        body = client.observe(observation_query(ids, [metric])).body
        wanted = metric in {"oUserPresences", "oOffQueueUsers"}
        assert ("systemToOrganizationMappings" in body) == wanted
    mappings = client.observe(observation_query(ids)).body["systemToOrganizationMappings"]
    assert mappings["ON_QUEUE"] == [ON_QUEUE.id]
    assert len(mappings["TRAINING"]) == 2
    mapped = [one for ids in mappings.values() for one in ids]
    assert sorted(mapped) == sorted(one.id for one in PRESENCES)


# -- details -----------------------------------------------------------------------------------------


def instants(entry: dict[str, Any]) -> list[float]:
    return [
        datetime.fromisoformat(one["observationDate"]).timestamp() for one in entry["observations"]
    ]


def test_details_of_the_waiting(simulator: RunningSimulator, client: Client) -> None:
    billing = client.id_of("Billing")
    query = observation_query([billing], ["oLongestWaiting"], ["oWaiting"])
    entries = groups(client, query)[billing, "voice"]
    entry = entries["oWaiting", None]
    line = simulator.centre.queues[billing].lines["voice"]
    assert entry["truncated"] is False
    assert entry["stats"]["count"] == len(entry["observations"]) == len(line.waiting) > 0
    assert instants(entry) == pytest.approx([one.began for one in line.waiting], abs=0.001)
    longest = entries["oLongestWaiting", None]["stats"]["calculatedMetricValue"]
    assert longest == round(instants(entry)[0] * 1000)
    assert "observations" not in groups(client, query)[billing, "chat"]["oWaiting", None]


def test_more_than_a_hundred_details_are_cut_in_the_middle(
    simulator: RunningSimulator, client: Client
) -> None:
    mail = client.id_of("Customer Mail")
    entry = groups(client, observation_query([mail], [], ["oWaiting"]))[mail, "email"][
        "oWaiting", None
    ]
    began = [one.began for one in simulator.centre.queues[mail].lines["email"].waiting]
    assert entry["truncated"] is True
    assert entry["stats"]["count"] == len(began) > 110
    assert len(entry["observations"]) == 100
    assert instants(entry) == pytest.approx(began[:50] + began[-50:], abs=0.001)
    assert NOON - instants(entry)[0] > 2 * 3600


def test_details_of_people(simulator: RunningSimulator, client: Client) -> None:
    vip = client.id_of("VIP")
    found = groups(client, observation_query([vip], [], ["oOnQueueUsers", "oInteracting"]))
    agents = [one["userId"] for entry in found[vip, None].values() for one in entry["observations"]]
    on_queue = [a.id for a in simulator.centre.queues[vip].joined if a.presence is ON_QUEUE]
    assert sorted(agents) == sorted(on_queue)


# -- filters ------------------------------------------------------------------------------------------


def predicate(dimension: str, value: str) -> dict[str, str]:
    return {"dimension": dimension, "value": value}


def keys(client: Client, wanted: object) -> set[tuple[str, str | None]]:
    return set(groups(client, {"filter": wanted, "metrics": ["oWaiting", "oMemberUsers"]}))


@pytest.mark.parametrize("kind", ["and", "AND", "And"])
def test_queues_and_media(client: Client, kind: str) -> None:
    vip, billing = client.id_of("VIP"), client.id_of("Billing")
    wanted = {
        "type": kind,
        "clauses": [
            {"type": "or", "predicates": [predicate("queueId", one) for one in (vip, billing)]},
            {
                "type": "OR",
                "predicates": [predicate("mediaType", one) for one in ("voice", "chat")],
            },
        ],
    }
    assert keys(client, wanted) == {
        (one, media) for one in (vip, billing) for media in (None, "voice", "chat")
    }


def test_either_a_queue_or_a_medium(simulator: RunningSimulator, client: Client) -> None:
    vip = client.id_of("VIP")
    wanted = {
        "type": "or",
        "predicates": [predicate("queueId", vip), predicate("mediaType", "email")],
    }
    expected = {(vip, media) for media in (None, *MEDIA)}
    assert keys(client, wanted) == expected | {(one, "email") for one in simulator.centre.queues}


def test_two_queues_at_once_are_none(client: Client) -> None:
    both = [predicate("queueId", client.id_of(name)) for name in ("VIP", "Billing")]
    assert keys(client, {"type": "and", "predicates": both}) == set()


def test_exists_and_not_exists(simulator: RunningSimulator, client: Client) -> None:
    exists = {"dimension": "queueId", "operator": "exists"}
    everything = {(one, media) for one in simulator.centre.queues for media in (None, *MEDIA)}
    assert keys(client, {"type": "or", "predicates": [exists]}) == everything
    missing = {"dimension": "queueId", "operator": "notExists"}
    assert keys(client, {"type": "or", "predicates": [missing]}) == set()


def test_unknown_queues_are_left_out(client: Client) -> None:
    vip = client.id_of("VIP")
    ids = ["00000000-0000-4000-8000-000000000000", vip, "no uuid"]
    found = groups(client, observation_query(ids, ["oMemberUsers"]))
    assert set(found) == {(vip, None)}


# -- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"filter": {"type": "xor"}, "metrics": []},
            (
                "Value [xor] is not valid for field type [QueryFilterType]. "
                "Allowable values are: and, or"
            ),
        ),
        (
            {"metrics": ["oWaiting"]},
            "Value [] is not valid for field type [QueryFilterType]. Allowable values are: and, or",
        ),
        (
            {"filter": {"type": "or", "clauses": [{"predicates": []}]}, "metrics": []},
            "Value [] is not valid for field type [QueryFilterType]. Allowable values are: and, or",
        ),
        (
            {"filter": {"type": "or", "predicates": [predicate("userId", "x")]}, "metrics": []},
            (
                "Value [userId] is not valid for field type [QueueObservationDimension]. "
                "Allowable values are: mediaType, queueId"
            ),
        ),
        (
            {
                "filter": {
                    "type": "or",
                    "predicates": [{"dimension": "queueId", "operator": "like", "value": "x"}],
                },
                "metrics": [],
            },
            (
                "Value [like] is not valid for field type [QueryOperator]. "
                "Allowable values are: matches, exists, notExists"
            ),
        ),
        (
            observation_query(["x"], ["oWaiting", "oServiceLevel"]),
            (
                "Value [oServiceLevel] is not valid for field type [QueueObservationMetric]. "
                f"Allowable values are: {', '.join(METRICS)}"
            ),
        ),
    ],
)
def test_a_word_that_is_not_allowed(client: Client, query: object, message: str) -> None:
    assert sentence(client, query) == (400, "invalid.value", message)


def test_longest_waiting_has_no_details(client: Client) -> None:
    status, code, message = sentence(client, observation_query([], [], ["oLongestWaiting"]))
    assert (status, code) == (400, "invalid.value")
    assert "[oLongestWaiting]" in message
    assert "oWaiting" in message


@pytest.mark.parametrize(
    "query",
    [
        b"{",
        b"\xff",
        b"[]",
        b'{"filter": [], "metrics": []}',
        b'{"filter": {"type": "or"}}',
        b'{"filter": {"type": "or"}, "metrics": "oWaiting"}',
        b'{"filter": {"type": "or", "predicates": {}}, "metrics": []}',
        b'{"filter": {"type": "or", "predicates": [1]}, "metrics": []}',
        b'{"filter": {"type": "or", "clauses": ["or"]}, "metrics": []}',
        b'{"filter": {"type": "or", "predicates": [{"dimension": "queueId"}]}, "metrics": []}',
    ],
)
def test_a_body_that_cannot_be_read(client: Client, query: bytes) -> None:
    assert sentence(client, query)[:2] == (400, "bad.request")


def test_two_hundred_predicates_and_no_more(client: Client) -> None:
    ids = [str(number) for number in range(199)] + [client.id_of("VIP")]
    assert len(groups(client, observation_query(ids, ["oMemberUsers"]))) == 1
    status, _, message = sentence(client, observation_query([*ids, "one more"]))
    assert (status, message) == (400, "The query has 201 predicates, the maximum is 200.")
    split = observation_query(ids[:100])
    split["filter"]["clauses"] = [
        {"type": "or", "predicates": [predicate("queueId", "x") for _ in range(101)]}
    ]
    assert sentence(client, split)[0] == 400
