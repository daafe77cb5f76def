from __future__ import annotations

import base64
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
import pytest

from queuetui.simulator.queries import METRICS
from queuetui.simulator.running import RunningSimulator


class Reply(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    raw: bytes

    @property
    def body(self) -> Any:
        return msgspec.json.decode(self.raw)


class Client:
    """A client that adds nothing of its own: what a test sends is what arrives."""

    def __init__(self, simulator: RunningSimulator) -> None:
        self.simulator = simulator
        self._token = ""

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        parts = urlsplit(self.simulator.base_url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def login(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        grant_type: str = "client_credentials",
    ) -> Reply:
        known = self.simulator.credentials
        pair = f"{client_id or known.client_id}:{client_secret or known.client_secret}"
        return self.send(
            "POST",
            "/oauth/token",
            urlencode({"grant_type": grant_type}).encode(),
            {
                "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    @property
    def bearer(self) -> dict[str, str]:
        if not self._token:
            self._token = self.login().body["access_token"]
        return {"Authorization": f"Bearer {self._token}"}

    def get(self, path: str) -> Reply:
        return self.send("GET", f"/api/v2{path}", headers=self.bearer)

    def post(self, path: str, query: object, content_type: str = "application/json") -> Reply:
        raw = query if isinstance(query, bytes) else msgspec.json.encode(query)
        headers = {**self.bearer, "Content-Type": content_type}
        return self.send("POST", f"/api/v2{path}", raw, headers)

    def observe(self, query: object, content_type: str = "application/json") -> Reply:
        return self.post("/analytics/queues/observations/query", query, content_type)

    def id_of(self, name: str) -> str:
        (queue,) = [one for one in self.simulator.centre.queues.values() if one.name == name]
        return queue.id


def observation_query(
    ids: list[str], metrics: list[str] | None = None, details: list[str] | None = None
) -> dict[str, Any]:
    query: dict[str, Any] = {
        "filter": {
            "type": "or",
            "predicates": [{"dimension": "queueId", "value": one} for one in ids],
        },
        "metrics": list(METRICS) if metrics is None else metrics,
    }
    if details is not None:
        query["detailMetrics"] = details
    return query


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as running:
        yield running


@pytest.fixture
def client(simulator: RunningSimulator) -> Client:
    return Client(simulator)
