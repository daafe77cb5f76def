"""Refusals in Genesys Cloud's words: the error bodies of the API and of the login host.

Codes and sentences follow what the real system is known to send. Where its wording is not known,
the function says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

_SERVICE_ERRORS: Final = {
    503: ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
    504: ("request.timeout", "The request timed out."),
}


class RefusedError(Exception):
    """A request that is answered with an error; the server turns it into a response."""

    def __init__(
        self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {body.get('code', body.get('error', ''))}")
        self.status = status
        self.body = dict(body)
        self.headers = dict(headers or {})


def api_refusal(
    status: int,
    code: str,
    message: str,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> RefusedError:
    """Return a refusal in the API's shape; the server adds the `contextId`."""
    body = {"message": message, "code": code, "status": status, **(more or {})}
    return RefusedError(status, {**body, "details": [], "errors": []}, headers)


def invalid_value(value: object, field_type: str, allowable: Iterable[str]) -> RefusedError:
    """Return the 400 for a word outside an enumeration.

    The sentence is the real one. Of the field types only `QueryFilterType` is known for this
    query; the others are named by analogy.
    """
    word = value if isinstance(value, str) else ""
    return api_refusal(
        400,
        "invalid.value",
        f"Value [{word}] is not valid for field type [{field_type}]. "
        f"Allowable values are: {', '.join(allowable)}",
    )


def malformed() -> RefusedError:
    """Return the 400 for a body that cannot be read."""
    return api_refusal(
        400,
        "bad.request",
        "The request could not be understood by the server due to malformed syntax.",
    )


def too_many_predicates(count: int, most: int) -> RefusedError:
    """Return the 400 for too many predicates; code and sentence are not known, only the limit."""
    return api_refusal(
        400, "bad.request", f"The query has {count} predicates, the maximum is {most}."
    )


def bad_query(sentence: str) -> RefusedError:
    """Return the 400 for a query that cannot be answered; its wording is not known."""
    return api_refusal(400, "general.bad.request", sentence)


def invalid_date(value: object) -> RefusedError:
    """Return the 400 for an interval that is none; the code is known, the sentence is not."""
    word = value if isinstance(value, str) else ""
    return api_refusal(400, "invalid.date", f"[{word}] is not a valid interval.")


def bad_page(name: str, value: str, lowest: int, highest: int | None) -> RefusedError:
    """Return the 400 for a page or page size out of range; its wording is not known."""
    top = f" to {highest}" if highest is not None else " or more"
    return api_refusal(
        400, "general.bad.request", f"'{name}' must be {lowest}{top}, but was '{value}'."
    )


def authentication_required() -> RefusedError:
    """Return the 401 for a request without a bearer token."""
    return api_refusal(
        401,
        "authentication.required",
        "No authentication bearer token specified in authorization header.",
    )


def bad_credentials() -> RefusedError:
    """Return the 401 for an unknown or expired token.

    Which code an expired token gets from the real system is not known.
    """
    return api_refusal(401, "bad.credentials", "Invalid login credentials.")


def missing_permissions(permissions: Iterable[str]) -> RefusedError:
    """Return the 403 when none of `permissions` is held."""
    names = f"[{', '.join(permissions)}]"
    sentence = (
        "Unable to perform the requested action. "
        "You must have at least one of the following permissions assigned: "
    )
    return api_refusal(
        403,
        "missing.any.permissions",
        sentence + names,
        {
            "messageWithParams": sentence + "{permissions}",
            "messageParams": {"permissions": names},
        },
    )


def missing_in_division(permissions: Iterable[str], division_id: str) -> RefusedError:
    """Return the 403 when `permissions` are held, but not in a division that is concerned.

    The sentence is known from refused changes. Whether observations are refused like that is not.
    """
    refused = missing_permissions(permissions)
    where = f" in at least one of the following division(s): [{division_id}]"
    return RefusedError(403, {**refused.body, "message": refused.body["message"] + where})


def not_found() -> RefusedError:
    """Return the 404 for a path or an entity that is not there."""
    return api_refusal(404, "not.found", "The requested resource was not found.")


def too_large(most_bytes: int) -> RefusedError:
    """Return the 413 for a body over the limit; the sentence is known, the code is not."""
    return api_refusal(
        413, "bad.request", f"The request is over the size limit. Maximum bytes: {most_bytes}"
    )


def unsupported_media_type() -> RefusedError:
    """Return the 415 for a body that is not JSON."""
    return api_refusal(
        415,
        "unsupported.media.type",
        "Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect "
        "Content-Type value in the header.",
    )


def rate_limited(seconds: int | None, allowed: int = 300) -> RefusedError:
    """Return the 429 with `Retry-After` in seconds, or (None) the older one without."""
    if seconds is None:
        return api_refusal(
            429,
            "too.many.requests",
            f"Rate limit exceeded the maximum [{allowed}] requests within [60] seconds",
        )
    return api_refusal(
        429,
        "too.many.requests.retry.after",
        f"Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds",
        headers={"Retry-After": str(seconds)},
    )


def internal_error() -> RefusedError:
    """Return the 500 for a failure of our own."""
    return api_refusal(
        500,
        "internal.server.error",
        "The server encountered an unexpected condition which prevented it from fulfilling the "
        "request.",
    )


def service_error(status: int) -> RefusedError:
    """Return an error of the service itself.

    Known are 500, 503 and 504; the codes of all others and some of the sentences are not.
    """
    if status == 500:
        return internal_error()
    code, sentence = _SERVICE_ERRORS.get(status, (f"http.{status}", f"HTTP {status}."))
    return api_refusal(status, code, sentence)


def login_refusal(status: int, description: str, error: str = "invalid_client") -> RefusedError:
    """Return a refusal in the login host's own shape."""
    return RefusedError(
        status,
        {"error": error, "description": description, "error_description": description},
    )


def login_not_found() -> RefusedError:
    """Return the login host's 404, which has the API's shape but a code of its own."""
    return api_refusal(404, "not found", "HTTP 404 Not Found")
