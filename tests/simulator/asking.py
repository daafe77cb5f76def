"""What the tests of faults ask, over and over."""

from __future__ import annotations

import msgspec

from tests.simulator.conftest import Client, Reply, observation_query

METRICS = ["oWaiting", "oLongestWaiting", "oOnQueueUsers"]
ME = "/tokens/me"


def observe(client: Client, *names: str, details: list[str] | None = None) -> Reply:
    ids = [client.id_of(name) for name in names or ("Billing", "VIP")]
    return client.observe(observation_query(ids, METRICS, details))


def queues_in(reply: Reply) -> set[str]:
    return {result["group"]["queueId"] for result in reply.body["results"]}


def is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
