"""Everything that can go wrong between us and Genesys Cloud, as few typed errors.

Each says in plain words what happened, why it usually happens and what a person can do. None
carries a secret, a token or a body: bodies may hold customers' data.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from queuetui.domain.snapshot import Cause
from queuetui.genesys.headers import ordered_wait


class GenesysError(Exception):
    """A call that brought no figures. ``retry_after``: seconds, ``None`` if the server is mute."""

    cause: ClassVar[Cause] = "server"
    why = ""
    advice = ""
    retry_after: float | None = None
    correlation_id: str | None = None
    status: int | None = None
    """The HTTP status, where there was one."""
    code: str | None = None
    """Genesys Cloud's own word for the refusal, such as ``missing.any.permissions``."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    @property
    def lines(self) -> tuple[str, ...]:
        """One to three lines for a person: what happened, why usually, what to do."""
        return tuple(line for line in (self.what, self.why, self.advice) if line)


class NoAnswer(GenesysError):
    """The network gave no answer: DNS, refused, reset, TLS or a time-out."""

    cause = "network"
    why = "Usually the network, a proxy or a firewall, or a wrong region or base URL."
    advice = "Check GENESYS_CLOUD_REGION or GENESYS_CLOUD_BASE_URL and the way to the internet."


class ServerFailed(GenesysError):
    """Genesys Cloud answered with a server error (5xx)."""

    why = "Usually a passing fault at Genesys Cloud."
    advice = "It is asked again by itself; status.mypurecloud.com tells of larger faults."


class RateLimited(GenesysError):
    """Too many requests (429)."""

    cause = "rate"
    why = (
        "The OAuth client has used up its requests per minute, perhaps shared with other programs."
    )
    advice = "Use an OAuth client of its own for queuetui, or a longer poll interval."


class CredentialsRefused(GenesysError):
    """The login host, or the API after a fresh token, refuses who we are."""

    cause = "credentials"
    advice = (
        "Check GENESYS_CLOUD_CLIENT_ID, GENESYS_CLOUD_CLIENT_SECRET and the region in Genesys "
        "Cloud Admin › Integrations › OAuth (grant type: Client Credentials)."
    )


class TokenRefused(GenesysError):
    """The API does not take the token (401): renewed once by the session before it is reported."""

    cause = "credentials"
    why = "The token has expired or was revoked."
    advice = "It is renewed by itself."


class PermissionRefused(GenesysError):
    """The OAuth client lacks a permission (403)."""

    cause = "permission"
    why = "No role of the OAuth client grants it, or not in the division of the queue."

    def __init__(self, what: str, permission: str | None = None) -> None:
        super().__init__(what)
        self.permission = permission
        named = permission or "the permission"
        self.advice = (
            f"Give the OAuth client a role with {named} for the divisions of its queues "
            "(Admin › Integrations › OAuth › Roles)."
        )


class RequestRefused(GenesysError):
    """Genesys Cloud does not take the request as it is (400, 404 and other 4xx)."""

    cause = "request"
    why = "A wrong queue id, or a change of the API."
    advice = "See which queues these credentials can read: queuetui queues"


class MetricRefused(RequestRefused):
    """Genesys Cloud does not know a metric that was asked for (400 ``invalid.value``)."""

    why = "The API of this organisation differs from the one that queuetui was written for."
    advice = "Find out which metrics it has, and report it: queuetui doctor --report FILE"


class QueueUnseen(GenesysError):
    """A queue that was asked for is not in the answer, or the directory does not list it."""

    cause = "queues"
    why = (
        "The id or name is wrong, the queue was deleted, or it lies in a division for which the "
        "OAuth client has no role."
    )
    advice = "See which queues these credentials can read: queuetui queues"


class AnswerUnreadable(GenesysError):
    """An answer came that can't be read: HTML, cut off, or a required field is missing."""

    cause = "answer"
    why = "Usually a proxy or a login page in between, or a connection that broke."
    advice = "Check GENESYS_CLOUD_BASE_URL, and whether a proxy answers in place of Genesys Cloud."


class _ErrorBody(msgspec.Struct):
    """The fields used of Genesys' ErrorBody and of the login host's other shape; all optional."""

    message: str | None = None
    code: str | None = None
    error: str | None = None
    error_description: str | None = None
    description: str | None = None


def error_for(  # noqa: PLR0913 - all that is known of the answer
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    endpoint: str,
    *,
    login: bool,
    now: float | None = None,
) -> GenesysError:
    """The typed error for an answer with an error status.

    ``headers`` have lower-case names. ``endpoint`` is ``POST /api/v2/…`` for the sentence. ``now``
    is the server's time, epoch seconds.
    """
    fields = _read_body(body)
    error = _login_error(status) if login else None
    error = error or _api_error(status, fields, endpoint)
    error.retry_after = ordered_wait(headers, now)
    error.correlation_id = headers.get("inin-correlation-id")
    error.status = status
    error.code = _code(fields)
    return error


def _login_error(status: int) -> GenesysError | None:
    if status == 400:
        refused = CredentialsRefused("Genesys Cloud does not know this OAuth client id (400).")
        refused.why = "The client id is mistyped or deleted, or it belongs to another region."
        return refused
    if status in (401, 403):
        refused = CredentialsRefused(f"Genesys Cloud refuses the client secret ({status}).")
        refused.why = "The secret is mistyped or was renewed, or the OAuth client is not active."
        return refused
    if status == 404:
        return RequestRefused("There is no Genesys Cloud login at this base URL (404).")
    return None


def _api_error(status: int, fields: _ErrorBody, endpoint: str) -> GenesysError:
    code = f" {_code(fields)}" if _code(fields) else ""
    if status == 401:
        return TokenRefused(f"Genesys Cloud refuses the token (401{code}).")
    if status == 403:
        permission = _permission(fields.message or "") or _PERMISSIONS.get(endpoint)
        # The permission first: a banner may have no room for more.
        what = (
            f"{permission} is missing: Genesys Cloud refuses {endpoint} (403{code})."
            if permission
            else f"Genesys Cloud refuses {endpoint} (403{code})."
        )
        return PermissionRefused(what, permission)
    if status == 429:
        return RateLimited("Genesys Cloud limits the rate of requests (429).")
    if status >= 500:
        return ServerFailed(f"Genesys Cloud failed to answer {endpoint} ({status}{code}).")
    return _other_error(status, code, fields, endpoint)


def _other_error(status: int, code: str, fields: _ErrorBody, endpoint: str) -> GenesysError:
    if 300 <= status < 400:
        return AnswerUnreadable(f"Something redirects {endpoint} elsewhere ({status}).")
    if status == 400 and (metric := _METRIC.search(fields.message or "")):
        return MetricRefused(f"Genesys Cloud does not know the metric {metric[1]} (400{code}).")
    return RequestRefused(f"Genesys Cloud does not take {endpoint} ({status}{code}).")


_CODE = re.compile(r"[a-zA-Z0-9._ ]{1,60}")
_METRIC = re.compile(r"\[([not][A-Z][A-Za-z]{2,40})\] is not valid for field type")
_PERMISSIONS = {
    "POST /api/v2/analytics/queues/observations/query": "analytics:queueObservation:view",
    "GET /api/v2/routing/queues": "routing:queue:view",
    "POST /api/v2/analytics/conversations/aggregates/query": (
        "analytics:conversationAggregate:view"
    ),
    "POST /api/v2/analytics/routing/activity/query": "analytics:queueObservation:view",
}


def _code(fields: _ErrorBody) -> str | None:
    """The code, where it looks like one: sentences repeat it."""
    return fields.code if fields.code and _CODE.fullmatch(fields.code) else None


def _permission(message: str) -> str | None:
    """The permission that a refusal names: ``… permissions assigned: [a:b:c] …``; may be empty."""
    _, _, rest = message.partition("[")
    named, closed, _ = rest.partition("]")
    plain = named.replace(",", "").replace(" ", "").replace(":", "").replace("_", "")
    return named if closed and ":" in named and plain.isalnum() else None


def _read_body(body: bytes) -> _ErrorBody:
    try:
        return msgspec.json.decode(body, type=_ErrorBody)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _ErrorBody()
