"""Answers in Genesys Cloud's wire format, written for the tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

OFFLINE = "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5"
ON_QUEUE = "e08eaf1b-ee47-4fa9-a231-1200e284798f"
MEAL = "3fd96123-badb-4f69-bc03-1b1ccc6d8014"
MAPPINGS = {"ON_QUEUE": [ON_QUEUE], "OFFLINE": [OFFLINE], "MEAL": [MEAL]}


def metric(name: str, count: float | None = None, **more: Any) -> dict[str, Any]:
    stats: dict[str, Any] = {} if count is None else {"count": count}
    if "instant" in more:
        stats["calculatedMetricValue"] = more.pop("instant")
    return {"metric": name, "stats": stats, **more}


def group(queue: str, *data: Mapping[str, Any], media: str | None = None) -> dict[str, Any]:
    where = {"queueId": queue} if media is None else {"queueId": queue, "mediaType": media}
    return {"group": where, "data": list(data)}


def answer(
    *groups: Mapping[str, Any], mappings: Mapping[str, Sequence[str]] | None = MAPPINGS
) -> bytes:
    whole: dict[str, Any] = {"results": list(groups)}
    if mappings is not None:
        whole["systemToOrganizationMappings"] = mappings
    return msgspec.json.encode(whole)
