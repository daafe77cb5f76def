"""Who may come in: client credentials, tokens, the request rate and permissions."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Final

import msgspec

from queuetui.simulator.refusals import (
    authentication_required,
    bad_credentials,
    login_refusal,
    missing_permissions,
    rate_limited,
)

Clock = Callable[[], float]

_WINDOW: Final = 60.0


class Credentials(msgspec.Struct, frozen=True):
    """The one OAuth client that is known."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return f"Credentials({self.client_id!r}, ...)"


class ServiceLevelRule(msgspec.Struct, frozen=True):
    """What counts in the denominator of the service level, beside those who were answered."""

    abandons: bool = True
    short_abandons: bool = True
    """Whether they count among the abandons."""
    flow_outs: bool = False


class Settings(msgspec.Struct, frozen=True):
    """What can be set about the service; replace the whole to change it while it runs."""

    requests_per_minute: int = 300
    token_seconds: int = 86_399
    withheld: frozenset[str] = frozenset()
    """Permissions that the client does not have."""
    organization: str = "Simulated Contact Centre"
    service_level: ServiceLevelRule = ServiceLevelRule()
    callbacks_like_calls: bool = False
    """Whether aggregates tell of callbacks what they tell of calls (`tAnswered`, `nOverSla`,
    `oServiceLevel`), or in metrics of their own, which is what the real system is said to do."""


class Pass:
    """An access token and the requests made with it in the present minute."""

    __slots__ = ("allowed", "count", "ends", "reset", "window")

    def __init__(self, ends: float) -> None:
        self.ends = ends
        """When the token expires."""
        self.window = -math.inf
        """When the present minute began."""
        self.count = 0
        self.allowed = 0
        self.reset = 0
        """Seconds until the count starts anew, for the header."""


class Entrance:
    """Issues and checks tokens. `clock` returns seconds and never goes backwards."""

    def __init__(
        self, credentials: Credentials, clock: Clock, settings: Settings, seed: int
    ) -> None:
        self.credentials = credentials
        self.settings = settings
        self._clock = clock
        self._seed = seed
        self._passes: dict[str, Pass] = {}
        self._issued = 0

    def issue(
        self, authorization: str | None, grant_type: str | None, life: float | None = None
    ) -> tuple[str, int]:
        """Return a new token and its life in seconds, at most `life` if that is given.

        Raises RefusedError in the login host's shape: 400 for an unknown client, 401 for a wrong
        secret (both as the real host), 400 for another grant type (wording not known).
        """
        client_id, secret = _read_basic(authorization)
        if client_id != self.credentials.client_id:
            raise login_refusal(400, "client not found")
        if secret != self.credentials.client_secret:
            raise login_refusal(401, "authentication failed")
        if grant_type != "client_credentials":
            raise login_refusal(400, "unsupported grant type", "unsupported_grant_type")
        now = self._clock()
        # A demo left running for weeks must not gather tokens.
        self._passes = {token: one for token, one in self._passes.items() if one.ends > now}
        self._issued += 1
        digest = blake2b(f"{self._seed}/token/{self._issued}".encode()).digest()
        token = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        seconds = self.settings.token_seconds if life is None else int(life)
        seconds = min(seconds, self.settings.token_seconds)
        self._passes[token] = Pass(now + seconds)
        return token, seconds

    def revoke_all(self) -> None:
        """Make every token issued so far unknown."""
        self._passes.clear()

    def check(self, authorization: str | None) -> Pass:
        """Return the pass of a bearer token.

        Raises RefusedError (401).
        """
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise authentication_required()
        found = self._passes.get(token.strip())
        if found is None or found.ends <= self._clock():
            raise bad_credentials()
        return found

    def count(self, found: Pass) -> None:
        """Count a request.

        Raises RefusedError (429) above the allowed number per minute.
        """
        self.note(found)
        if found.count > found.allowed:
            raise rate_limited(found.reset)

    def note(self, found: Pass) -> None:
        """Count a request without judging it."""
        now = self._clock()
        if now - found.window >= _WINDOW:
            found.window, found.count = now, 0
        found.count += 1
        found.allowed = self.settings.requests_per_minute
        found.reset = math.ceil(found.window + _WINDOW - now)

    def require_any(self, permissions: Iterable[str]) -> None:
        """Let pass who holds one of `permissions`.

        Raises RefusedError (403).
        """
        names = tuple(permissions)
        if names and self.settings.withheld.issuperset(names):
            raise missing_permissions(names)


def _read_basic(authorization: str | None) -> tuple[str, str]:
    kind, _, word = (authorization or "").partition(" ")
    try:
        text = base64.b64decode(word, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    client_id, _, secret = text.partition(":")
    return client_id, secret
