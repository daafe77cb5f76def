"""Everything that is sent, against the definitions of the API where they are at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from queuetui.simulator.entrance import Settings
from queuetui.simulator.queries import DETAIL_METRICS, METRICS
from queuetui.simulator.running import RunningSimulator
from tests.simulator.conftest import Client, Reply, observation_query

PROJECT = Path(__file__).resolve().parents[2]
EXCERPT = PROJECT.parent / "shared" / "genesys-data" / "openapi-excerpt-reconstructed.json"
DATE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

pytestmark = pytest.mark.skipif(
    not EXCERPT.exists(), reason=f"the API's definitions are not there: {EXCERPT.name}"
)


class Definitions:
    def __init__(self, spec: dict[str, Any]) -> None:
        self.paths: dict[str, Any] = spec["paths"]
        self._definitions = {name: strict(one) for name, one in spec["definitions"].items()}

    def check(self, schema: dict[str, Any], body: object) -> None:
        whole = {**schema, "definitions": self._definitions}
        jsonschema.Draft4Validator(whole).validate(body)

    def check_answer(self, path: str, method: str, reply: Reply) -> None:
        """Check a reply against what its path declares for its status."""
        declared = self.paths[path][method]["responses"][str(reply.status)]
        self.check(declared["schema"], reply.body)
        for date in dates(reply.body):
            assert DATE.fullmatch(date)


def strict(definition: dict[str, Any]) -> dict[str, Any]:
    """Forbid undeclared fields: the real API may add some, the simulator has no business to."""
    if "properties" in definition and "additionalProperties" not in definition:
        return {**definition, "additionalProperties": False}
    return definition


def dates(body: object) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name.endswith(("Date", "startTime")) and isinstance(value, str):
                yield value
            else:
                yield from dates(value)
    elif isinstance(body, list):
        for value in body:
            yield from dates(value)


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return Definitions(msgspec.json.decode(EXCERPT.read_bytes()))


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
