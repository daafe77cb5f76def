"""One connection to one organisation: the token's life, the rate budget and the server's clock."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping

from queuetui.domain.clock import Clock
from queuetui.domain.diagnostics import Call, RateBudget
from queuetui.genesys.errors import CredentialsRefused, GenesysError, TokenRefused
from queuetui.genesys.headers import Allowance
from queuetui.genesys.login import Login
from queuetui.genesys.sdk import SdkClient
from queuetui.genesys.server_time import ServerTime
from queuetui.genesys.transport import Exchange

log = logging.getLogger(__name__)
_LOGIN = "POST /oauth/token"
_CALLS_KEPT = 50


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
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._login = Login(self._log_in, clock, keep_token)
        self._time = ServerTime(clock)
        self._calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._noting = threading.Lock()
        self._allowance = Allowance()
        client.attend(self._learn, self._time.now)

    def __repr__(self) -> str:
        return f"<Session, token generation {self._login.number}>"

    @property
    def client(self) -> SdkClient:
        """The SDK's client, for building queries."""
        return self._client

    @property
    def token_life(self) -> float | None:
        """Seconds that the token still has; ``None`` before the first."""
        return self._login.life

    @property
    def calls(self) -> tuple[Call, ...]:
        """The last calls, oldest first."""
        with self._noting:
            return tuple(self._calls)

    @property
    def rate(self) -> RateBudget:
        """The allowance as the newest answer told it."""
        return self._allowance.budget

    def server_now(self) -> float:
        """Now by the server's clock, epoch seconds."""
        return self._time.now()

    @property
    def skew(self) -> float:
        """Server's clock minus this machine's wall clock, in seconds."""
        return self.server_now() - self._clock.now()

    def as_of(self, exchange: Exchange) -> float:
        """The latest instant of which an answer can tell, epoch seconds by the server's clock."""
        return self._time.as_of(exchange)

    def sign_in(self) -> float:
        """Make sure there is a token; returns the seconds it still has. Raises a `GenesysError`."""
        self._login.ensure()
        return self._login.life or 0.0

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
        number = self._login.ensure()
        try:
            return self._record(method, path, query, body, queues)
        except TokenRefused:
            self._login.renew(number)
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
            refused.retry_after = error.retry_after
            refused.status, refused.code = error.status, error.code
            raise refused from None

    def _log_in(self) -> Exchange:
        return self._noted(
            _LOGIN, lambda: self._client.fetch_token(self._client_id, self._client_secret)
        )

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
        """Make one exchange and keep it for diagnostics, however it ends."""
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
        correlation = exchange.headers.get("inin-correlation-id")
        now, status, seconds = self.server_now(), exchange.status, exchange.seconds
        self._note(Call(now, endpoint, status, seconds, correlation, None, queues))
        return exchange

    def _note(self, call: Call) -> None:
        with self._noting:
            self._calls.append(call)
        log.log(
            logging.DEBUG if call.error is None else logging.WARNING,
            "%s: %s",
            call.endpoint,
            call.error or call.status,
            extra={"call": call},
        )

    def _learn(self, exchange: Exchange) -> None:
        """Learn from the headers of an answer, of an error as well."""
        # The date of an error page that a proxy made is the proxy's.
        if exchange.status < 300 or "inin-correlation-id" in exchange.headers:
            self._time.learn(exchange)
        self._allowance.learn(exchange.headers)
