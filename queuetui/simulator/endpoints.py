"""Which paths belong together, for those who treat them alike."""

from __future__ import annotations

from typing import Final

from queuetui.simulator.faults import Endpoint

CONTROL_PATH: Final = "/simulator"
"""Everything below is for steering the simulator, and spared from faults."""
OBSERVATIONS_PATH: Final = "/api/v2/analytics/queues/observations/query"

_CONTENTS: Final[dict[str, Endpoint]] = {
    OBSERVATIONS_PATH: "observations",
    "/api/v2/analytics/conversations/aggregates/query": "aggregates",
    "/api/v2/analytics/conversations/activity/query": "activity",
    "/api/v2/analytics/routing/activity/query": "activity",
}
_BY_PREFIX: Final[dict[str, Endpoint]] = {
    "/oauth/token": "token",
    **_CONTENTS,
    "/api/v2/routing/": "names",
    "/api/v2/presence/": "names",
    "/api/v2/presencedefinitions": "names",
    "/api/v2/authorization/": "names",
    "/api/v2/users": "users",
    "/api/v2/tokens/": "organization",
    "/api/v2/organizations/": "organization",
}


def is_control(path: str) -> bool:
    """Return whether a request is for the simulator itself."""
    return path.startswith(CONTROL_PATH + "/")


def endpoint_of(path: str) -> Endpoint:
    """Return what a request path belongs to; `all` if it is nothing in particular."""
    if path.endswith("/estimatedwaittime"):
        return "ewt"
    for prefix, endpoint in _BY_PREFIX.items():
        if path.startswith(prefix):
            return endpoint
    return "all"


def results_of(path: str) -> Endpoint | None:
    """Return the endpoint of a query that is answered with `results` by queue, else None."""
    return _CONTENTS.get(path)
