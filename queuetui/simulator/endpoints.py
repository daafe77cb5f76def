"""Which paths belong together, for those who treat them alike."""

from __future__ import annotations

from typing import Final

from queuetui.simulator.faults import Endpoint

CONTROL_PATH: Final = "/simulator"
"""Everything below is for steering the simulator, and spared from faults."""
OBSERVATIONS_PATH: Final = "/api/v2/analytics/queues/observations/query"

_BY_PREFIX: Final[dict[str, Endpoint]] = {
    "/oauth/token": "token",
    "/api/v2/analytics/": "observations",
    "/api/v2/routing/": "names",
    "/api/v2/presence/": "names",
    "/api/v2/tokens/": "organization",
    "/api/v2/organizations/": "organization",
}


def is_control(path: str) -> bool:
    """Return whether a request is for the simulator itself."""
    return path.startswith(CONTROL_PATH + "/")


def endpoint_of(path: str) -> Endpoint:
    """Return what a request path belongs to; `all` if it is nothing in particular."""
    for prefix, endpoint in _BY_PREFIX.items():
        if path.startswith(prefix):
            return endpoint
    return "all"
