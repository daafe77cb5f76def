"""The faults of the way: requests that are kept waiting, and answers that do not arrive whole.

These happen outside the service, before it has seen the request or after it has answered, like
in a network, a proxy or a gateway.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.simulator.broken_answers import (
    LOGIN_PAGE,
    break_off,
    cut_short,
    error_answer,
    garbage,
    is_whole,
)
from queuetui.simulator.building import stream
from queuetui.simulator.endpoints import endpoint_of, is_control
from queuetui.simulator.entrance import Clock, Pass
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.faults import (
    ClockDrift,
    Endpoint,
    ExpireTokens,
    Garbage,
    Hang,
    Html,
    RateLimited,
    Reset,
    Slow,
    Status,
    Truncate,
    UnknownClient,
    WrongSecret,
)
from queuetui.simulator.pulse import Pulse
from queuetui.simulator.refusals import (
    RefusedError,
    login_refusal,
    rate_limited,
)
from queuetui.simulator.server import ENTRANCE, http_date
from queuetui.simulator.tampering import decoded, replace_body, shifted
from queuetui.simulator.visits import VISIT

Sleeper = Callable[[float], Awaitable[None]]


class Breaker:
    """The middleware that makes these faults happen.

    `refresh` lets the centre catch up with the clock, for answers that were kept waiting.
    """

    def __init__(  # noqa: PLR0913 - all of them needed, each once
        self,
        desk: FaultDesk,
        pulse: Pulse,
        clock: Clock,
        *,
        sleeper: Sleeper,
        refresh: Callable[[], None],
        seed: int,
    ) -> None:
        self._desk = desk
        self._pulse = pulse
        self._clock = clock
        self._sleeper = sleeper
        self._refresh = refresh
        self._noise = stream(seed, "garbage")

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through all faults that hit it."""
        if is_control(request.path):
            return await handler(request)
        where = endpoint_of(request.path)
        await self._keep_waiting(where)
        for reset in self._desk.hits(where, Reset):
            if reset.at == "start":
                break_off(request.transport)
                return web.Response()
            response = await self._answer(request, handler, where)
            return cut_short(response, 0.5, reset=True) if is_whole(response) else response
        response = await self._answer(request, handler, where)
        if is_whole(response):
            for cut in self._desk.hits(where, Truncate):
                return cut_short(response, cut.keep, honest=cut.honest)
        return response

    async def _keep_waiting(self, where: Endpoint) -> None:
        waited = False
        for _, entry, (number, _) in self._desk.spans_hit(where, Hang):
            waited = True
            while self._desk.lasts(entry, number):
                await self._pulse.wait()
        for slow in self._desk.hits(where, Slow):
            waited = True
            await self._sleeper(slow.seconds)
        if waited:
            self._refresh()

    async def _answer(
        self, request: web.Request, handler: Handler, where: Endpoint
    ) -> web.StreamResponse:
        try:
            other = self._other_answer(request, where)
            # An answer counts as false while it is empty, so `or` would be wrong.
            response = (
                other if other is not None else await self._own_answer(request, handler, where)
            )
        except RefusedError as refused:
            offset = self._offset(where)
            if offset is not None:
                refused.headers["Date"] = http_date(self._clock() + offset)
            raise
        offset = self._offset(where)
        if offset is not None:
            response.headers["Date"] = http_date(self._clock() + offset)
            answer = decoded(response)
            if answer is not None:
                replace_body(response, shifted(answer, offset))
        return response

    def _offset(self, where: Endpoint) -> float | None:
        offsets = [
            drift.offset(elapsed)
            for drift, _, (_, elapsed) in self._desk.spans_hit(where, ClockDrift)
        ]
        return sum(offsets) if offsets else None

    def _other_answer(self, request: web.Request, where: Endpoint) -> web.Response | None:
        kinds = (Status, RateLimited, WrongSecret, UnknownClient, Html, Garbage)
        for fault in self._desk.hits(where, *kinds):
            match fault:
                case Status():
                    if fault.body == "genesys":
                        _recognize(request)
                    return error_answer(fault)
                case RateLimited():
                    raise _limited(fault, _recognize(request))
                case WrongSecret():
                    raise login_refusal(401, "authentication failed")
                case UnknownClient():
                    raise login_refusal(400, "client not found")
                case Html():
                    return web.Response(body=LOGIN_PAGE, content_type="text/html")
                case Garbage():
                    return garbage(fault, self._noise)
        return None

    async def _own_answer(
        self, request: web.Request, handler: Handler, where: Endpoint
    ) -> web.StreamResponse:
        if self._desk.tokens_expire():
            request.app[ENTRANCE].revoke_all()
        for fault in self._desk.hits(where, ExpireTokens):
            VISIT.get().token_life = fault.life
        return await handler(request)


def _recognize(request: web.Request) -> Pass | None:
    """Count a request that goes no further than this, so that its answer tells the rate as well."""
    if not request.path.startswith("/api/"):
        return None
    entrance = request.app[ENTRANCE]
    try:
        found = entrance.check(request.headers.get("Authorization"))
    except RefusedError:
        return None
    entrance.note(found)
    VISIT.get().found = found
    return found


def _limited(fault: RateLimited, found: Pass | None) -> RefusedError:
    """Return a 429 whose headers agree with it: as if others had used up the allowance."""
    seconds = None if fault.retry_after is None else round(fault.retry_after)
    refused = rate_limited(seconds)
    if found is not None:
        refused.headers["inin-ratelimit-count"] = str(max(found.count, found.allowed + 1))
        if seconds is not None:
            refused.headers["inin-ratelimit-reset"] = str(seconds)
    return refused
