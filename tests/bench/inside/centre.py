"""A loopback centre of so many queues whose answers cost it next to nothing.

It is the simulated centre standing still, but for its observations, which come from three moulds:

- ``still``: nobody waits anywhere, and nothing ever changes;
- ``ticking``: in every queue somebody waits, always the same ones, so that only ages change;
- ``busy``: the same, and how many wait is another number at every poll.

It prints one line of JSON when it listens, and ends with its standard input. ``GET /bench/log``
tells of all calls until then.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.simulator.centre import Centre
from queuetui.simulator.door import reserve
from queuetui.simulator.entrance import Credentials, Settings
from queuetui.simulator.hosting import Host
from queuetui.simulator.observations import answer_observations
from queuetui.simulator.queries import AGENT_METRICS, METRICS, read_query

WAYS = 4
"""In how many numbers of waiting ones a busy queue takes turns: 1 to 4."""
CREDENTIALS = Credentials("11111111-2222-4333-8444-555555555555", "secret-of-the-bench")
_OBSERVATIONS = "/api/v2/analytics/queues/observations/query"
_BATCH = 100
_MEDIA = ("voice", "callback", "chat", "email", "message")


class Moulds:
    """The bytes of each queue's part of an answer."""

    def __init__(self, centre: Centre, mood: str) -> None:
        self.mood = mood
        self._asked: Counter[str] = Counter()
        self._parts: dict[str, tuple[bytes, ...]] = {}
        agents: dict[str, Any] = {}
        for some in batched(list(centre.queues)):
            told = answer_observations(centre, read_query(_query(some)))
            self._mappings = _json(told["systemToOrganizationMappings"])
            agents |= {each["group"]["queueId"]: each for each in told["results"]}
        for number, queue_id in enumerate(centre.queues):
            oldest = int((time.time() - 20 - 7 * (number % 250)) * 1000)
            self._parts[queue_id] = tuple(
                b",".join(
                    _json(part)
                    for part in (agents[queue_id], *_lines(queue_id, self._count(way), oldest))
                )
                for way in range(WAYS)
            )

    def _count(self, way: int) -> int:
        return {"still": 0, "ticking": 3, "busy": 1 + way}[self.mood]

    def totals(self) -> list[int]:
        """How many wait in all, at one poll after the other."""
        return [self._count(way) * len(self._parts) for way in range(WAYS)]

    def answer(self, body: bytes) -> tuple[bytes, int, int]:
        """The answer, how many queues it is about, and which poll of them this is, from 0."""
        asked = {each["value"] for each in json.loads(body)["filter"]["predicates"]}
        known = [queue_id for queue_id in self._parts if queue_id in asked]
        poll = self._asked[known[0]] if known else 0
        self._asked.update(known)
        parts = b",".join(self._parts[queue_id][poll % WAYS] for queue_id in known)
        told = b'{"systemToOrganizationMappings":%b,"results":[%b]}' % (self._mappings, parts)
        return told, len(known), poll


def batched(queue_ids: list[str]) -> list[list[str]]:
    """As many at once as a query may name."""
    return [queue_ids[at : at + _BATCH] for at in range(0, len(queue_ids), _BATCH)]


def _query(queue_ids: list[str]) -> bytes:
    predicates = [
        {"type": "dimension", "dimension": "queueId", "operator": "matches", "value": queue_id}
        for queue_id in queue_ids
    ]
    metrics = [name for name in METRICS if name in AGENT_METRICS]
    return _json({"filter": {"type": "or", "predicates": predicates}, "metrics": metrics})


def _lines(queue_id: str, waiting: int, oldest: int) -> list[dict[str, Any]]:
    """Of each medium; only calls wait."""
    told = []
    for media in _MEDIA:
        count = waiting if media == "voice" else 0
        data: list[dict[str, Any]] = [
            {"metric": "oWaiting", "stats": {"count": count}},
            {"metric": "oAlerting", "stats": {"count": 0}},
            {"metric": "oInteracting", "stats": {"count": 2 * count}},
        ]
        if count:
            longest = {"count": 1, "calculatedMetricValue": oldest}
            data.append({"metric": "oLongestWaiting", "stats": longest})
        told.append({"group": {"queueId": queue_id, "mediaType": media}, "data": data})
    return told


def _json(thing: object) -> bytes:
    return json.dumps(thing, separators=(",", ":")).encode()


class Desk:
    """Answers observations itself, leaves the rest to the simulator, and notes every call."""

    def __init__(self, moulds: Moulds, allowance: int) -> None:
        self._moulds = moulds
        self._allowance = allowance
        self._log: list[tuple[float, str, int, int, int]] = []

    @web.middleware
    async def serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Around everything."""
        if request.path == "/bench/log":
            return web.json_response(self._log)
        about, poll = 0, 0
        if request.path == _OBSERVATIONS:
            body, about, poll = self._moulds.answer(await request.read())
            headers = {
                "inin-ratelimit-count": "1",
                "inin-ratelimit-allowed": str(self._allowance),
                "inin-ratelimit-reset": "60",
                "ININ-Correlation-Id": f"00000000-0000-4000-8000-{len(self._log):012d}",
            }
            response: web.StreamResponse = web.Response(
                body=body, headers=headers, content_type="application/json", charset="utf-8"
            )
        else:
            response = await handler(request)
        # The centre stands still, its clock does not.
        response.headers["Date"] = format_datetime(datetime.now(UTC), usegmt=True)
        if request.path == _OBSERVATIONS:
            await response.prepare(request)
            await response.write_eof()
        # After the last byte was handed to the system.
        path = f"{request.method} {request.path}"
        self._log.append((time.monotonic(), path, response.status, about, poll))
        return response


async def serve(queues: int, mood: str, allowance: int) -> None:
    start = time.time()
    centre = Centre(seed=7, start=start, queues=queues)
    moulds = Moulds(centre, mood)
    host = Host(
        centre,
        lambda: start,
        CREDENTIALS,
        settings=Settings(requests_per_minute=allowance),
        wall_clock=time.monotonic,
        middlewares=[Desk(moulds, allowance).serve],
    )
    reserved = reserve(0)
    try:
        told = {
            "base_url": await host.open(reserved),
            "client_id": CREDENTIALS.client_id,
            "client_secret": CREDENTIALS.client_secret,
            "totals": moulds.totals(),
            "queue_ids": list(centre.queues),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    finally:
        await host.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queues", type=int, required=True)
    parser.add_argument("--mood", choices=["still", "ticking", "busy"], required=True)
    parser.add_argument("--allowance", type=int, default=300, help="calls a minute")
    given = parser.parse_args()
    asyncio.run(serve(given.queues, given.mood, given.allowance))


if __name__ == "__main__":
    main()
