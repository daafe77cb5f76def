"""What is said about one figure, and the resources of Genesys Cloud that figures come from."""

import re
from collections.abc import Mapping

from msgspec import Struct

ENDPOINTS: Mapping[str, str] = {
    "observations": "POST /api/v2/analytics/queues/observations/query",
    "aggregates": "POST /api/v2/analytics/conversations/aggregates/query",
    "activity": "POST /api/v2/analytics/routing/activity/query",
    "members": "GET /api/v2/routing/queues/{id}/members",
    "queues": "GET /api/v2/routing/queues",
    "estimates": "GET /api/v2/routing/queues/{id}/mediatypes/{media}/estimatedwaittime",
    "users": "GET /api/v2/users",
    "presences": "GET /api/v2/presence/definitions",
    "skills": "GET /api/v2/routing/skills",
}
"""The resources that are asked, by the short word that `Explanation.source` has for them."""

PROGRAM = "this program"
"""The source of what no resource tells."""

_API_NAME = re.compile(r"\b(?:[a-z]+(?:[A-Z][a-z]+)+|[A-Z]{2,}(?:_[A-Z]+)+|[A-Z]{4,})\b")


class Explanation(Struct, frozen=True):
    """One figure in plain words. All text is ASCII, so that every terminal can show it."""

    key: str
    """What it is called in settings and on the command line."""
    title: str
    definition: str
    """What it is; a sentence or two."""
    formula: str
    """How it is computed, in the API's own names where it comes from there."""
    source: str
    """Short words of `ENDPOINTS`, each with the fields that are read, or `PROGRAM`."""
    refresh: str
    """How often it is new."""
    traps: str
    """What it is easily mistaken for; a sentence or two."""

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The resources it comes from, with method and path; none: this program knows it."""
        words = re.findall(r"[a-z]+", self.source)
        return tuple(ENDPOINTS[word] for word in words if word in ENDPOINTS)

    @property
    def api_names(self) -> tuple[str, ...]:
        """The names that the API has for what it is made of: ``oWaiting``, ``IDLE`` ..."""
        found = _API_NAME.findall(f"{self.formula} {self.source}")
        return tuple(dict.fromkeys(found))
