"""The handlers of what a supervisor opens: today's totals, agents, estimated waits, names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from queuetui.simulator.activity import answer_conversation_activity, answer_routing_activity
from queuetui.simulator.aggregate_queries import read_aggregate_query
from queuetui.simulator.aggregates import answer_aggregates
from queuetui.simulator.centre import Centre
from queuetui.simulator.directory import (
    list_divisions,
    list_old_presences,
    list_skills,
    list_users,
)
from queuetui.simulator.entrance import Entrance
from queuetui.simulator.forecasts import predict, predict_all
from queuetui.simulator.observations import Json
from queuetui.simulator.refusals import too_large, unsupported_media_type
from queuetui.simulator.wire import MOST_REQUEST_BYTES, find_queue

Answer = Callable[[web.Request], Awaitable[Json]]
Route = tuple[str, str, tuple[str, ...], Answer]
"""Method, path below the API's, permissions of which one is enough, handler."""


async def read_json(request: web.Request) -> bytes:
    """Return the body of a request that has to be JSON.

    Raises RefusedError: 415 if it is none by its header, 413 if it is too long.
    """
    if request.content_type != "application/json":
        raise unsupported_media_type()
    body = await request.read()
    if len(body) > MOST_REQUEST_BYTES:
        raise too_large(MOST_REQUEST_BYTES)
    return body


class Reports:
    """The handlers and what they share."""

    def __init__(self, centre: Centre, entrance: Entrance) -> None:
        self._centre = centre
        self._entrance = entrance

    def routes(self) -> tuple[Route, ...]:
        """Return what they answer to."""
        activity = ("analytics:queueObservation:view",)
        view = ("routing:queue:view",)
        queue = "/routing/queues/{queue_id}"
        return (
            (
                "POST",
                "/analytics/conversations/aggregates/query",
                ("analytics:conversationAggregate:view",),
                self.aggregates,
            ),
            ("POST", "/analytics/routing/activity/query", activity, self.routing_activity),
            (
                "POST",
                "/analytics/conversations/activity/query",
                activity,
                self.conversation_activity,
            ),
            ("GET", f"{queue}/estimatedwaittime", view, self.estimated_wait),
            (
                "GET",
                queue + "/mediatypes/{media}/estimatedwaittime",
                view,
                self.estimated_wait_of_media,
            ),
            ("GET", "/users", (), self.users),
            ("GET", "/authorization/divisions", (), self.divisions),
            ("GET", "/routing/skills", (), self.skills),
            ("GET", "/presencedefinitions", (), self.old_presences),
        )

    async def aggregates(self, request: web.Request) -> Json:
        """Answer a conversation aggregate query."""
        query = read_aggregate_query(await read_json(request))
        return answer_aggregates(self._centre, query, self._entrance.settings)

    async def routing_activity(self, request: web.Request) -> Json:
        """Answer a query about agents."""
        body = await read_json(request)
        return answer_routing_activity(self._centre, body, request.query)

    async def conversation_activity(self, request: web.Request) -> Json:
        """Answer a query about interactions."""
        body = await read_json(request)
        return answer_conversation_activity(self._centre, body, request.query)

    async def estimated_wait(self, request: web.Request) -> Json:
        """Predict the waits of a queue."""
        return predict_all(find_queue(self._centre, request.match_info["queue_id"]))

    async def estimated_wait_of_media(self, request: web.Request) -> Json:
        """Predict the wait in one medium of a queue."""
        queue = find_queue(self._centre, request.match_info["queue_id"])
        return predict(queue, request.match_info["media"])

    async def users(self, request: web.Request) -> Json:
        """List the users."""
        return list_users(self._centre, request.query)

    async def divisions(self, request: web.Request) -> Json:
        """List the divisions."""
        return list_divisions(self._centre, request.query)

    async def skills(self, request: web.Request) -> Json:
        """List the routing skills."""
        return list_skills(self._centre, request.query)

    async def old_presences(self, request: web.Request) -> Json:
        """List the presence definitions as the deprecated resource does."""
        return list_old_presences(request.query)
