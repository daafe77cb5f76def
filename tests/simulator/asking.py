"""What the tests of faults ask, over and over."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.simulator.conftest import Client, Reply, observation_query

METRICS = ["oWaiting", "oLongestWaiting", "oOnQueueUsers"]
ME = "/tokens/me"
AGGREGATES = "/analytics/conversations/aggregates/query"
AGENTS = "/analytics/routing/activity/query"
INTERACTIONS = "/analytics/conversations/activity/query"
TODAY = "2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z"
"""The day whose noon is the start of a running simulator."""


def observe(client: Client, *names: str, details: list[str] | None = None) -> Reply:
    ids = [client.id_of(name) for name in names or ("Billing", "VIP")]
    return client.observe(observation_query(ids, METRICS, details))


def today_query(
    client: Client, *names: str, metrics: list[str] | None = None, **more: object
) -> dict[str, Any]:
    query: dict[str, Any] = {
        "interval": TODAY,
        "groupBy": ["queueId", "mediaType"],
        "metrics": metrics or ["nOffered", "tAnswered", "tAbandon", "tFlowOut", "oServiceLevel"],
        **more,
    }
    if names:
        query["filter"] = naming(client, *names)
    return query


def agents_query(client: Client, *names: str, **more: object) -> dict[str, Any]:
    return {
        "metrics": [{"metric": "oUserRoutingStatuses", "details": True}],
        "groupBy": ["queueId"],
        "filter": naming(client, *names),
        **more,
    }


def interactions_query(client: Client, *names: str, **more: object) -> dict[str, Any]:
    return {
        "metrics": [{"metric": "oWaiting", "details": True}, {"metric": "oLongestWaiting"}],
        "groupBy": ["queueId", "mediaType"],
        "filter": naming(client, *names),
        **more,
    }


def naming(client: Client, *names: str) -> dict[str, Any]:
    predicates = [{"dimension": "queueId", "value": client.id_of(name)} for name in names]
    return {"type": "or", "predicates": predicates}


def queues_in(reply: Reply) -> set[str]:
    return {result["group"]["queueId"] for result in reply.body["results"]}


def is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
