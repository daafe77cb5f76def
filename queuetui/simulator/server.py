"""The simulated centre over HTTP: one address for the login host and the API.

Every request first lets the simulation catch up with the clock. The middlewares given to
`make_app` run around everything else, so that they can delay, replace or break any answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from queuetui.simulator.centre import Centre
from queuetui.simulator.entrance import Clock, Credentials, Entrance, Settings
from queuetui.simulator.observations import Json, answer_observations
from queuetui.simulator.queries import read_query
from queuetui.simulator.refusals import (
    RefusedError,
    internal_error,
    login_not_found,
    not_found,
    too_large,
)
from queuetui.simulator.reports import Answer, Reports, Route, read_json
from queuetui.simulator.visits import VISIT, Visit
from queuetui.simulator.wire import (
    MOST_REQUEST_BYTES,
    describe_organization,
    describe_queue,
    describe_token,
    find_queue,
    list_limits,
    list_members,
    list_presences,
    list_queues,
)

_log: Final = logging.getLogger(__name__)
_API: Final = "/api/v2"

ENTRANCE: Final = web.AppKey("entrance", Entrance)
"""Where an application keeps its entrance, for changing settings while it runs."""
PERMISSIONS: Final = web.AppKey("permissions", dict[Handler, tuple[str, ...]])
"""Where it keeps the permissions that a handler asks for, of which one is enough."""


def make_app(  # noqa: PLR0913 - three that it needs, three to be named
    centre: Centre,
    clock: Clock,
    credentials: Credentials,
    *,
    settings: Settings | None = None,
    wall_clock: Clock | None = None,
    middlewares: Iterable[Middleware] = (),
    inner_middlewares: Iterable[Middleware] = (),
) -> web.Application:
    """Return the application.

    `clock` returns the simulated epoch seconds: the centre follows it and so does the `Date`
    header. `wall_clock` returns the seconds by which tokens expire and requests are counted; it
    is `clock` unless given (with a sped-up clock a minute of the rate limit would pass in no
    time). `middlewares` run inside the one that adds headers and outside everything else,
    `inner_middlewares` behind the check of the token.
    """
    entrance = Entrance(credentials, wall_clock or clock, settings or Settings(), centre.seed)
    service = _Service(centre, clock, entrance)
    app = web.Application(
        middlewares=[service.frame, *middlewares, service.gate, *inner_middlewares],
        # Room for more than is allowed: the handlers word the refusal themselves.
        client_max_size=2 * MOST_REQUEST_BYTES,
    )
    app[ENTRANCE] = entrance
    app[PERMISSIONS] = {}
    app.router.add_post("/oauth/token", service.token)
    view = ("routing:queue:view",)
    members = (*view, "routing:queue:edit", "routing:queue:readonly", "routing:queueMember:manage")
    routes: tuple[Route, ...] = (
        (
            "POST",
            "/analytics/queues/observations/query",
            ("analytics:queueObservation:view",),
            service.observations,
        ),
        ("GET", "/routing/queues", view, service.queues),
        ("GET", "/routing/queues/{queue_id}", view, service.queue),
        ("GET", "/routing/queues/{queue_id}/members", members, service.members),
        (
            "GET",
            "/presence/definitions",
            ("presence:presenceDefinition:view",),
            service.presences,
        ),
        ("GET", "/tokens/me", (), service.me),
        ("GET", "/organizations/me", (), service.organization),
        ("GET", "/organizations/limits/namespaces/{namespace}", (), service.limits),
        *Reports(centre, entrance).routes(),
    )
    for method, path, permissions, answer in routes:
        handler = service.permitted(permissions, answer)
        app[PERMISSIONS][handler] = permissions
        app.router.add_route(method, _API + path, handler)
    return app


class _Service:
    """The handlers and what they share."""

    def __init__(self, centre: Centre, clock: Clock, entrance: Entrance) -> None:
        self._centre = centre
        self._clock = clock
        self._entrance = entrance
        self._requests = 0

    # -- around every request -----------------------------------------------------------------

    @web.middleware
    async def frame(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Advance the centre, turn refusals into answers and add the headers."""
        self._centre.advance_to(self._clock())
        self._requests += 1
        visit = Visit(self._centre.identity("correlation", self._requests))
        VISIT.set(visit)
        try:
            response = await handler(request)
        except RefusedError as refused:
            response = _refuse(visit, refused)
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001 - one bad answer must not end the demo
            _log.exception("a request could not be answered")
            response = _refuse(visit, internal_error())
        if not response.prepared:
            self._add_headers(visit, response)
        return response

    @web.middleware
    async def gate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Check the token and count the request before anything of the API is told."""
        api = request.path.startswith("/api/")
        if api:
            found = self._entrance.check(request.headers.get("Authorization"))
            VISIT.get().found = found
            self._entrance.count(found)
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            raise too_large(MOST_REQUEST_BYTES) from None
        except web.HTTPException:
            # No such path, or no such method there (what the real one says to that is not known).
            raise (not_found() if api else login_not_found()) from None

    def permitted(self, permissions: tuple[str, ...], answer: Answer) -> Handler:
        """Return a handler that asks for one of `permissions` and sends the answer as JSON."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self._entrance.require_any(permissions)
            return _json(200, await answer(request))

        return handle

    def _add_headers(self, visit: Visit, response: web.StreamResponse) -> None:
        response.headers.setdefault("Date", http_date(self._clock()))
        response.headers.setdefault("ININ-Correlation-Id", visit.correlation)
        found = visit.found
        if found is not None:
            response.headers.setdefault("inin-ratelimit-count", str(found.count))
            response.headers.setdefault("inin-ratelimit-allowed", str(found.allowed))
            response.headers.setdefault("inin-ratelimit-reset", str(found.reset))

    # -- the login host -----------------------------------------------------------------------

    async def token(self, request: web.Request) -> web.StreamResponse:
        """Exchange client credentials for a token."""
        form = await request.post()
        grant_type = form.get("grant_type")
        token, seconds = self._entrance.issue(
            request.headers.get("Authorization"),
            grant_type if isinstance(grant_type, str) else None,
            VISIT.get().token_life,
        )
        return _json(200, {"access_token": token, "token_type": "bearer", "expires_in": seconds})

    # -- the API ------------------------------------------------------------------------------

    async def observations(self, request: web.Request) -> Json:
        """Answer a queue observation query."""
        return answer_observations(self._centre, read_query(await read_json(request)))

    async def queues(self, request: web.Request) -> Json:
        """List the queues."""
        return list_queues(self._centre, request.query)

    async def queue(self, request: web.Request) -> Json:
        """Describe one queue."""
        return describe_queue(find_queue(self._centre, request.match_info["queue_id"]))

    async def members(self, request: web.Request) -> Json:
        """List the members of a queue."""
        queue = find_queue(self._centre, request.match_info["queue_id"])
        return list_members(queue, request.query)

    async def presences(self, _request: web.Request) -> Json:
        """List the presence definitions."""
        return list_presences()

    async def me(self, _request: web.Request) -> Json:
        """Tell whose token this is."""
        client_id = self._entrance.credentials.client_id
        return describe_token(self._centre, self._entrance.settings.organization, client_id)

    async def organization(self, _request: web.Request) -> Json:
        """Describe the organization."""
        return describe_organization(self._centre, self._entrance.settings.organization)

    async def limits(self, request: web.Request) -> Json:
        """List the limits of a namespace."""
        return list_limits(
            request.match_info["namespace"], self._entrance.settings.requests_per_minute
        )


def http_date(instant: float) -> str:
    """Return epoch seconds as a `Date` header."""
    return format_datetime(datetime.fromtimestamp(int(instant), UTC), usegmt=True)


def _refuse(visit: Visit, refused: RefusedError) -> web.Response:
    body = refused.body
    if "error" not in body:
        body = {**body, "contextId": visit.correlation}
    return _json(refused.status, body, refused.headers)


def _json(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.Response(
        status=status,
        body=msgspec.json.encode(body),
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )
