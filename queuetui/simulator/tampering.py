"""The faults of the service: permissions it withholds, and answers that are not what was asked for.

These happen behind the check of the token.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.simulator.building import stream
from queuetui.simulator.centre import Centre
from queuetui.simulator.endpoints import endpoint_of, results_of
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.faults import (
    DropQueue,
    EmptyResults,
    Endpoint,
    ForeignQueue,
    RefuseQueue,
    Withhold,
)
from queuetui.simulator.filters import named_in
from queuetui.simulator.observations import Json, epoch_ms, iso
from queuetui.simulator.people import new_id
from queuetui.simulator.refusals import (
    malformed,
    missing_in_division,
    missing_permissions,
)
from queuetui.simulator.server import ENTRANCE, PERMISSIONS

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class Tamperer:
    """The middleware that makes these faults happen."""

    def __init__(self, desk: FaultDesk, centre: Centre) -> None:
        self._desk = desk
        self._centre = centre
        self._stranger = new_id(stream(centre.seed, "foreign queue"))
        self._elsewhere = new_id(stream(centre.seed, "foreign division"))

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through all faults that hit it."""
        self._check_permissions(request)
        where = results_of(request.path) if request.method == "POST" else None
        if where is None:
            return await handler(request)
        await self._refuse_queues(request, where)
        response = await handler(request)
        answer = decoded(response)
        if answer is not None and self._tamper(answer, where):
            replace_body(response, answer)
        return response

    def _check_permissions(self, request: web.Request) -> None:
        needed = request.app[PERMISSIONS].get(request.match_info.handler, ())
        lost = set(request.app[ENTRANCE].settings.withheld)
        where = endpoint_of(request.path)
        for fault in self._desk.hits(where, Withhold, fits=lambda one: one.permission in needed):
            lost.add(fault.permission)
        if needed and lost.issuperset(needed):
            raise missing_permissions(needed)

    async def _refuse_queues(self, request: web.Request, where: Endpoint) -> None:
        named = named_in(await request.read(), "queueId")
        for fault in self._desk.hits(where, RefuseQueue, fits=lambda one: one.queue in named):
            if fault.status == 400:
                raise malformed()
            queue = self._centre.queues.get(fault.queue)
            division = queue.division_id if queue is not None else self._elsewhere
            needed = request.app[PERMISSIONS].get(request.match_info.handler, ())
            raise missing_in_division(needed, division)

    def _tamper(self, answer: Json, where: Endpoint) -> bool:
        results: list[Json] = answer["results"]
        told = {_queue_of(result) for result in results}
        changed = False
        for drop in self._desk.hits(where, DropQueue, fits=lambda one: one.queue in told):
            results = [one for one in results if _queue_of(one) != drop.queue]
            changed = True
        for _ in self._desk.hits(where, EmptyResults):
            results, changed = [], True
        for foreign in self._desk.hits(where, ForeignQueue):
            results = [*_as_if_of(results, foreign.queue or self._stranger, where), *results]
            changed = True
        answer["results"] = results
        return changed


def decoded(response: web.StreamResponse) -> Json | None:
    """Return the object in a JSON answer, None if there is none."""
    if not isinstance(response, web.Response) or response.content_type != "application/json":
        return None
    body = response.body
    try:
        answer = msgspec.json.decode(body) if isinstance(body, bytes) else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return answer if isinstance(answer, dict) and response.status == 200 else None


def replace_body(response: web.StreamResponse, answer: object) -> None:
    """Put another answer into a response."""
    if isinstance(response, web.Response):
        response.body = msgspec.json.encode(answer)


def shifted(thing: Any, seconds: float) -> Any:
    """Return an answer with all instants in it moved by `seconds`."""
    if isinstance(thing, dict):
        return {
            name: _shifted_value(value, seconds)
            if name == "calculatedMetricValue"
            else shifted(value, seconds)
            for name, value in thing.items()
        }
    if isinstance(thing, list):
        return [shifted(one, seconds) for one in thing]
    if isinstance(thing, str) and _INSTANT.fullmatch(thing):
        return iso(datetime.fromisoformat(thing).timestamp() + seconds)
    return thing


def _shifted_value(value: Any, seconds: float) -> Any:
    return value + epoch_ms(seconds) if isinstance(value, int) else value


def _queue_of(result: Json) -> str | None:
    # Aggregates need not be grouped by queue.
    queue_id = result["group"].get("queueId")
    return queue_id if isinstance(queue_id, str) else None


def _as_if_of(results: list[Json], queue_id: str, where: Endpoint) -> list[Json]:
    """Return the first queue's groups under another id, or one group if there is no queue."""
    model = _queue_of(results[0]) if results else None
    groups = [one for one in results if _queue_of(one) == model]
    if not groups:
        waiting: Json = {"metric": "oWaiting", "stats": {"count": 3}}
        data = [waiting] if where == "observations" else []
        groups = [{"group": {"mediaType": "voice"}, "data": data}]
    return [{**one, "group": {**one["group"], "queueId": queue_id}} for one in groups]
