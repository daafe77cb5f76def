"""``parsing.py WAY QUEUES``: the processor seconds of making sense of one large answer.

The answer has five media a queue, twenty interactions waiting in each, and all their details.
"""

import gc
import sys
import time
from typing import Any

import msgspec

_MEDIA = ("voice", "callback", "chat", "email", "message")
_EACH = 20
_NOW = 1_767_268_800.0


def answer(queues: int) -> tuple[bytes, list[str]]:
    """The bytes, and the queues that it is about."""
    results: list[dict[str, Any]] = []
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(queues)]
    for queue_id in ids:
        group = {"queueId": queue_id}
        results.append({"group": group, "data": _agents()})
        results += [
            {"group": {**group, "mediaType": media}, "data": _line(media)} for media in _MEDIA
        ]
    mappings = {"ON_QUEUE": [_id("on")], "OFFLINE": [_id("off")], "AVAILABLE": [_id("av")]}
    return msgspec.json.encode({"systemToOrganizationMappings": mappings, "results": results}), ids


def _id(words: str) -> str:
    return f"{words:0>8.8}-1111-4222-8333-444444444444"


def _agents() -> list[dict[str, Any]]:
    told = [("oMemberUsers", None, 14), ("oActiveUsers", None, 12), ("oOffQueueUsers", None, 3)]
    told += [(name, word, 4) for name in ("oOnQueueUsers",) for word in ("IDLE", "INTERACTING")]  # type: ignore[misc]
    told += [("oUserPresences", _id(word), 6) for word in ("on", "av")]  # type: ignore[misc]
    return [
        {"metric": name, **({"qualifier": word} if word else {}), "stats": {"count": count}}
        for name, word, count in told
    ]


def _line(media: str) -> list[dict[str, Any]]:
    waiting = [
        {
            "observationDate": f"2026-01-01T11:{number:02d}:30.000Z",
            "conversationId": _id(f"{media}{number}"),
            "sessionId": _id("session"),
            "requestedRoutingSkillIds": [_id("skill")],
            "requestedLanguageId": _id("language"),
            "routingPriority": 0,
            "participantName": "Somebody Else",
            "addressFrom": "tel:+390000000000",
            "addressTo": "tel:+390000000001",
            "ani": "tel:+390000000000",
            "dnis": "tel:+390000000001",
            "direction": "inbound",
            "usedRouting": "Standard",
            "requestedRoutings": ["Standard"],
        }
        for number in range(_EACH)
    ]
    longest = {"count": 1, "calculatedMetricValue": int((_NOW - 3_600) * 1000)}
    return [
        {"metric": "oWaiting", "stats": {"count": _EACH}, "truncated": False,
         "observations": waiting},
        {"metric": "oAlerting", "stats": {"count": 1}},
        {"metric": "oInteracting", "stats": {"count": 9}},
        {"metric": "oLongestWaiting", "stats": longest},
    ]  # fmt: skip


def by_program(body: bytes, ids: list[str]) -> int:
    from queuetui.genesys.observations import parse  # noqa: PLC0415 - only this way needs it

    parse(body[:0] or b'{"results":[]}', (), as_of=_NOW)
    return _timed(lambda: parse(body, ids, as_of=_NOW))


def by_msgspec(body: bytes, ids: list[str]) -> int:
    return _timed(lambda: msgspec.json.decode(body))


def by_sdk(body: bytes, ids: list[str]) -> int:
    import PureCloudPlatformClientV2 as Sdk  # noqa: PLC0415 - only this way needs it

    class Response:
        data = body.decode()

        def getheader(self, name: str, default: str | None = None) -> str | None:
            return "application/json" if name.lower() == "content-type" else default

    client, response = Sdk.ApiClient(), Response()
    return _timed(lambda: client.deserialize(response, "QueueObservationQueryResponse"))


def _timed(work: Any) -> int:
    gc.collect()
    began = time.process_time_ns()
    kept = work()
    spent = time.process_time_ns() - began
    assert kept is not None
    return spent


WAYS = {"program": by_program, "msgspec": by_msgspec, "sdk": by_sdk}


if __name__ == "__main__":
    made = answer(int(sys.argv[2]))
    spent = WAYS[sys.argv[1]](*made)
    sys.stdout.write(f"{spent / 1e9} {len(made[0])}\n")
