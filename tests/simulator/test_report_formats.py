"""What the newer endpoints send, against the definitions of the API where they are at hand."""

from __future__ import annotations

from typing import Any

import pytest

from queuetui.simulator.aggregate_queries import METRICS
from queuetui.simulator.queries import AGENT_METRICS, INTERACTION_METRICS
from queuetui.simulator.running import RunningSimulator
from tests.simulator.asking import (
    AGENTS,
    AGGREGATES,
    INTERACTIONS,
    agents_query,
    interactions_query,
    today_query,
)
from tests.simulator.conftest import Client
from tests.simulator.definitions import EXCERPT, Definitions, read_definitions

pytestmark = pytest.mark.skipif(
    not EXCERPT.exists(), reason=f"the API's definitions are not there: {EXCERPT.name}"
)


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return read_definitions()


def check(definitions: Definitions, client: Client, path: str, model: str, query: Any) -> int:
    definitions.check({"$ref": f"#/definitions/{model}"}, query)
    reply = client.post(path, query)
    assert reply.status == 200
    definitions.check_answer(f"/api/v2{path}", "post", reply)
    return len(reply.body["results"])


def test_aggregates(definitions: Definitions, simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(3600)
    query = today_query(client, metrics=list(METRICS), timeZone="Europe/Berlin")
    for more in ({}, {"granularity": "PT30M"}, {"groupBy": ["mediaType"]}):
        model = "ConversationAggregationQuery"
        assert check(definitions, client, AGGREGATES, model, {**query, **more}) > 4


def test_activity(definitions: Definitions, simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(600)
    agents: list[dict[str, Any]] = [{"metric": one, "details": True} for one in AGENT_METRICS]
    query = agents_query(client, *(one.name for one in simulator.centre.queues.values()))
    query |= {"metrics": agents, "order": "asc"}
    assert check(definitions, client, AGENTS, "RoutingActivityQuery", query) == 12
    waiting = [{"metric": one, "details": True} for one in INTERACTION_METRICS]
    query = interactions_query(client, "Customer Mail", "Orders", "Callbacks")
    query |= {"metrics": waiting}
    assert check(definitions, client, INTERACTIONS, "ConversationActivityQuery", query) == 5


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v2/routing/queues/{queueId}/estimatedwaittime", ""),
        ("/api/v2/routing/queues/{queueId}/mediatypes/{mediaType}/estimatedwaittime", ""),
        ("/api/v2/users", ""),
        ("/api/v2/users", "?expand=routingStatus&expand=presence&pageSize=3&pageNumber=2"),
        ("/api/v2/authorization/divisions", ""),
        ("/api/v2/presencedefinitions", ""),
    ],
)
def test_answers(definitions: Definitions, client: Client, path: str, query: str) -> None:
    filled = path.replace("{queueId}", client.id_of("Orders")).replace("{mediaType}", "chat")
    reply = client.get(filled.removeprefix("/api/v2") + query)
    assert reply.status == 200
    assert reply.body.get("results") or reply.body.get("entities")
    definitions.check_answer(path, "get", reply)


def test_refusals(definitions: Definitions, client: Client) -> None:
    replies = [
        (AGGREGATES, client.post(AGGREGATES, {"interval": "now"})),
        (AGGREGATES, client.post(AGGREGATES, today_query(client, metrics=["tOffered"]))),
        (AGGREGATES, client.post(AGGREGATES, today_query(client, granularity="PT1M"))),
        (AGENTS, client.post(AGENTS, {})),
        (INTERACTIONS, client.post(INTERACTIONS, b"{")),
    ]
    for path, reply in replies:
        assert reply.status == 400
        definitions.check_answer(f"/api/v2{path}", "post", reply)


def test_the_metrics_are_those_of_the_api(definitions: Definitions) -> None:
    for metric in METRICS:
        query = {"interval": "a/b", "metrics": [metric]}
        definitions.check({"$ref": "#/definitions/ConversationAggregationQuery"}, query)
