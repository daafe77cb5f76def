"""One connection to one organisation: the token's life, the rate budget and the server's clock."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

import msgspec
from msgspec import Struct

from queuetui.domain.clock import Clock
from queuetui.domain.diagnostics import Call, RateBudget
from queuetui.domain.skew import ServerClock
from queuetui.genesys.answers import decode
from queuetui.genesys.errors import CredentialsRefused, GenesysError, TokenRefused
from queuetui.genesys.sdk import SdkClient
from queuetui.genesys.transport import Exchange

log = logging.getLogger(__name__)
_RENEW_AT = 0.8
"""The share of a token's life after which it is renewed, while it still serves."""
_LOGIN = "POST /oauth/token"
_SAME_ATTEMPT = 0.5
"""Seconds for which a failed renewal counts for all who wanted one at the same time."""
_RENEW_AGAIN = 30.0
"""Seconds between two attempts to renew a token that still serves."""


class _TokenAnswer(Struct):
    access_token: str
    expires_in: float = 86_400.0


_token_decoder = msgspec.json.Decoder(_TokenAnswer)


class Session:
    """Makes calls with a token that is always fresh. Safe for several threads."""

    def __init__(
        self,
        client: SdkClient,
        client_id: str,
        client_secret: str,
        clock: Clock,
        *,
        keep_token: Callable[[str], object] | None = None,
    ) -> None:
        self._keep_token = keep_token or (lambda _token: None)
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._renewing = threading.Lock()
        self._refused: GenesysError | None = None
        self._refused_at = 0.0
        self._generation = 0
        self._renew_at = 0.0
        self._expires_at = 0.0
        self.rate = RateBudget()
        self._server_clock = ServerClock()
        self.calls: deque[Call] = deque(maxlen=50)

    def __repr__(self) -> str:
        return f"<Session, token generation {self._generation}>"

    @property
    def client(self) -> SdkClient:
        """The SDK's client, for building queries."""
        return self._client

    @property
    def token_life(self) -> float | None:
        """Seconds that the token still has; ``None`` before the first."""
        return None if not self._generation else self._expires_at - self._clock.monotonic()

    def server_now(self) -> float:
        """Now by the server's clock, epoch seconds."""
        return self._server_clock.now(self._clock.now(), self._clock.monotonic())

    @property
    def skew(self) -> float:
        """Server's clock minus this machine's wall clock, in seconds."""
        return self.server_now() - self._clock.now()

    def server_time(self, steady: float) -> float:
        """The server's time at a steady instant not long ago, epoch seconds."""
        return self.server_now() - (self._clock.monotonic() - steady)

    def sign_in(self) -> float:
        """Make sure there is a token; returns the seconds it still has. Raises a `GenesysError`."""
        self._fresh_token()
        return self._expires_at - self._clock.monotonic()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: str | None = None,
        queues: int | None = None,
    ) -> Exchange:
        """Make one call; on a 401 with exactly one new token and one more try.

        ``queues`` is how many queues it asks for, for the record of calls.

        Raises a `GenesysError`. A token that stays refused after renewal is `CredentialsRefused`.
        """
        generation = self._fresh_token()
        try:
            return self._record(method, path, query, body, queues)
        except TokenRefused:
            self._renew(generation)
        try:
            return self._record(method, path, query, body, queues)
        except TokenRefused as error:
            refused = CredentialsRefused(
                "Genesys Cloud refuses a token that it has just given (401)."
            )
            refused.why = (
                "The OAuth client was disabled, or the base URL belongs to another region."
            )
            refused.correlation_id = error.correlation_id
            raise refused from None

    def _record(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: str | None,
        queues: int | None,
    ) -> Exchange:
        return self._noted(
            f"{method} {path}",
            lambda: self._client.call(method, path, query=query, body=body),
            queues,
        )

    def _noted(
        self, endpoint: str, make: Callable[[], Exchange], queues: int | None = None
    ) -> Exchange:
        """Make one exchange, learn from its headers, and keep it for diagnostics either way."""
        began = self._clock.monotonic()
        try:
            exchange = make()
        except GenesysError as error:
            seconds, what = self._clock.monotonic() - began, error.what
            correlation = error.correlation_id
            self._note(
                Call(self.server_now(), endpoint, error.status, seconds, correlation, what, queues)
            )
            raise
        self._learn(exchange)
        correlation = exchange.headers.get("inin-correlation-id")
        now, status, seconds = self.server_now(), exchange.status, exchange.seconds
        self._note(Call(now, endpoint, status, seconds, correlation, None, queues))
        return exchange

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        log.log(
            logging.DEBUG if call.error is None else logging.WARNING,
            "%s: %s",
            call.endpoint,
            call.error or call.status,
            extra={"call": call},
        )

    def _learn(self, exchange: Exchange) -> None:
        headers = exchange.headers
        if (date := _date(headers.get("date"))) is not None:
            clock = self._server_clock
            self._server_clock = clock.seen(date, exchange.sent, exchange.received)
        if "inin-ratelimit-count" in headers:
            self.rate = RateBudget(
                _whole(headers.get("inin-ratelimit-count")),
                _whole(headers.get("inin-ratelimit-allowed")),
                _whole(headers.get("inin-ratelimit-reset")),
            )

    def _fresh_token(self) -> int:
        """Make sure there is a token; returns which one, counted from 1."""
        generation, now = self._generation, self._clock.monotonic()
        if generation and now < self._renew_at:
            return generation
        if generation and now < self._expires_at:
            self._renew_ahead(generation)
        else:
            self._renew(generation)
        return self._generation

    def _renew_ahead(self, generation: int) -> None:
        """Renew while the old token serves: a failure costs nothing yet, it is tried later."""
        try:
            self._renew(generation)
        except GenesysError as error:
            self._renew_at = self._clock.monotonic() + _RENEW_AGAIN
            log.info("The token could not be renewed ahead of time: %s", error.what)

    def _renew(self, stale: int) -> None:
        """Get a new token unless another thread has done so since ``stale`` was current."""
        with self._renewing:
            if self._generation != stale:
                return
            now = self._clock.monotonic()
            if self._refused is not None and now - self._refused_at < _SAME_ATTEMPT:
                raise self._refused
            try:
                exchange = self._noted(
                    _LOGIN, lambda: self._client.fetch_token(self._client_id, self._client_secret)
                )
            except GenesysError as error:
                # Those who wait for the lock meanwhile must not each try a wrong secret again.
                self._refused, self._refused_at = error, self._clock.monotonic()
                raise
            self._refused = None
            answer = decode(_token_decoder, exchange.body, "login")
            self._keep_token(answer.access_token)
            now = self._clock.monotonic()
            self._renew_at = now + _RENEW_AT * answer.expires_in
            self._expires_at = now + answer.expires_in
            self._generation += 1


def _date(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None


def _whole(text: str | None) -> int | None:
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None
