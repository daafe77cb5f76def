"""Everything that is sent, against the definitions of the API where they are at hand."""

from __future__ import annotations

import pytest

from queuetui.simulator.entrance import Settings
from queuetui.simulator.queries import DETAIL_METRICS, METRICS
from queuetui.simulator.running import RunningSimulator
from tests.simulator.conftest import Client, observation_query
from tests.simulator.definitions import EXCERPT, Definitions, read_definitions

pytestmark = pytest.mark.skipif(
    not EXCERPT.exists(), reason=f"the API's definitions are not there: {EXCERPT.name}"
)


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return read_definitions()


OBSERVATIONS = "/api/v2/analytics/queues/observations/query"


@pytest.mark.parametrize("minutes", [0, 1, 45, 600])
def test_observations(
    definitions: Definitions, simulator: RunningSimulator, client: Client, minutes: int
) -> None:
    simulator.clock.advance(minutes * 60)
    ids = list(simulator.centre.queues)
    for details in (None, list(DETAIL_METRICS)):
        query = observation_query(ids, list(METRICS), details)
        definitions.check({"$ref": "#/definitions/QueueObservationQuery"}, query)
        reply = client.observe(query)
        assert reply.status == 200
        assert len(reply.body["results"]) == 6 * len(ids)
        definitions.check_answer(OBSERVATIONS, "post", reply)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v2/routing/queues", ""),
        ("/api/v2/routing/queues", "?pageSize=5&pageNumber=2"),
        ("/api/v2/routing/queues/{queueId}", ""),
        ("/api/v2/routing/queues/{queueId}/members", ""),
        ("/api/v2/routing/queues/{queueId}/members", "?expand=routingStatus,presence&pageSize=9"),
        ("/api/v2/presence/definitions", ""),
        ("/api/v2/tokens/me", ""),
        ("/api/v2/organizations/me", ""),
        ("/api/v2/organizations/limits/namespaces/{namespaceName}", ""),
    ],
)
def test_answers(definitions: Definitions, client: Client, path: str, query: str) -> None:
    filled = path.replace("{queueId}", client.id_of("Orders"))
    filled = filled.replace("{namespaceName}", "platform.api")
    reply = client.get(filled.removeprefix("/api/v2") + query)
    assert reply.status == 200
    definitions.check_answer(path, "get", reply)


def test_refusals(definitions: Definitions, simulator: RunningSimulator, client: Client) -> None:
    queues = "/api/v2/routing/queues"
    nowhere = "/api/v2/routing/queues/{queueId}"
    replies = [
        (OBSERVATIONS, "post", client.observe({})),
        (OBSERVATIONS, "post", client.observe(b"{")),
        (OBSERVATIONS, "post", client.observe(observation_query([""] * 201))),
        (OBSERVATIONS, "post", client.observe({}, content_type="text/plain")),
        (OBSERVATIONS, "post", client.observe(b" " * 600_000)),
        (queues, "get", client.send("GET", queues)),
        (queues, "get", client.send("GET", queues, headers={"Authorization": "Bearer x"})),
        (queues, "get", client.get("/routing/queues?pageSize=1000")),
        (nowhere, "get", client.get("/routing/queues/nowhere")),
    ]
    simulator.settings = Settings(withheld=frozenset({"routing:queue:view"}))
    replies.append((queues, "get", client.get("/routing/queues")))
    simulator.settings = Settings(requests_per_minute=1)
    replies.append((queues, "get", client.get("/routing/queues")))
    statuses = [reply.status for _, _, reply in replies]
    assert statuses == [400, 400, 400, 415, 413, 401, 401, 400, 404, 403, 429]
    for path, method, reply in replies:
        definitions.check_answer(path, method, reply)
