"""The token's life: when it is asked for, by whom, and who waits meanwhile."""

import logging
import threading
from collections.abc import Callable
from copy import copy
from typing import Any

import msgspec
from msgspec import Struct

from queuetui.domain.clock import Clock
from queuetui.genesys.answers import decode
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.transport import Exchange

log = logging.getLogger(__name__)
_RENEW_AT = 0.8
"""The share of a token's life after which it is renewed, while it still serves."""
_SHORTEST, _LONGEST = 60.0, 7 * 86_400.0
"""Seconds: a life told beyond these is taken to be this long. A token that is to end at once would
be renewed for each call; one that is refused before its time costs one more try of a call."""
_RENEW_AGAIN = 30.0
"""Seconds between two attempts to renew a token that still serves."""
_SAME_ATTEMPT = 0.5
"""Seconds for which a failed attempt counts for all who wanted one at the same time."""


class _TokenAnswer(Struct):
    access_token: str
    expires_in: float = 86_400.0

    def __repr__(self) -> str:
        return f"<token for {self.expires_in:g} s>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("expires_in", self.expires_in)]


_decoder = msgspec.json.Decoder(_TokenAnswer)


class _Token(Struct, frozen=True):
    """What is known of the token in use; the token itself is with the SDK. Steady instants."""

    number: int = 0
    expires_at: float = 0.0


class _Refusal(Struct, frozen=True):
    """An attempt that failed, and until when it answers for others (steady)."""

    error: GenesysError
    until: float

    def again(self, now: float) -> GenesysError:
        """The same error for somebody who comes later: what is left of the wait is shorter."""
        error = copy(self.error)
        if error.retry_after is not None:
            error.retry_after = max(0.0, self.until - now)
        return error


class Login:
    """Keeps a token fresh; ``ask`` gets a new one. Safe for several threads.

    A token that still serves is renewed in a thread of its own: a login host that hangs must not
    hold up calls that need nothing of it. Without a token all wait for the one attempt.
    """

    def __init__(
        self,
        ask: Callable[[], Exchange],
        clock: Clock,
        keep_token: Callable[[str], object] | None = None,
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._keep_token = keep_token or (lambda _token: None)
        self._token = _Token()
        self._asking = threading.Lock()
        self._refusal: _Refusal | None = None
        self._ahead_at = 0.0
        self._ahead = threading.Lock()
        self._helper: threading.Thread | None = None

    @property
    def number(self) -> int:
        """Which token is in use, counted from 1; 0 before the first."""
        return self._token.number

    @property
    def life(self) -> float | None:
        """Seconds that the token still has; ``None`` before the first."""
        token = self._token
        return token.expires_at - self._clock.monotonic() if token.number else None

    def ensure(self) -> int:
        """Make sure there is a token; returns which one. Raises a `GenesysError`."""
        token, now = self._token, self._clock.monotonic()
        if not token.number or now >= token.expires_at:
            self.renew(token.number)
        elif now >= self._ahead_at:
            self._start_ahead(token.number, now)
        return self._token.number

    def renew(self, stale: int) -> None:
        """Get a new token unless another thread has done so since ``stale`` was current.

        Raises a `GenesysError`: that of the attempt before, as long as the login host has ordered
        to wait, and for those who waited here for the same one. They must not each try again.
        """
        with self._asking:
            if self._token.number != stale:
                return
            now = self._clock.monotonic()
            if self._refusal is not None and now < self._refusal.until:
                raise self._refusal.again(now)
            try:
                answer = decode(_decoder, self._ask().body, "login")
            except GenesysError as error:
                wait = max(_SAME_ATTEMPT, error.retry_after or 0.0)
                self._refusal = _Refusal(copy(error), self._clock.monotonic() + wait)
                raise
            self._refusal = None
            self._keep_token(answer.access_token)
            now = self._clock.monotonic()
            life = min(max(answer.expires_in, _SHORTEST), _LONGEST)
            self._ahead_at = now + _RENEW_AT * life
            self._token = _Token(stale + 1, now + life)

    def _start_ahead(self, number: int, now: float) -> None:
        with self._ahead:
            busy = self._helper is not None and self._helper.is_alive()
            if busy or now < self._ahead_at or self._token.number != number:
                return
            # Before the attempt: however it ends, the next is not sooner.
            self._ahead_at = now + _RENEW_AGAIN
            self._helper = threading.Thread(
                target=self._renew_ahead, args=(number,), name="queuetui-login", daemon=True
            )
            self._helper.start()

    def _renew_ahead(self, number: int) -> None:
        """Renew while the old token serves: a failure costs nothing yet, it is tried later."""
        try:
            self.renew(number)
        except GenesysError as error:
            log.info("The token could not be renewed ahead of time: %s", error.what)
            self._put_off(number, error.retry_after or 0.0)
        except Exception:
            log.exception("The token could not be renewed ahead of time.")

    def _put_off(self, number: int, seconds: float) -> None:
        with self._ahead:
            if self._token.number == number:
                next_at = self._clock.monotonic() + max(_RENEW_AGAIN, seconds)
                self._ahead_at = max(self._ahead_at, next_at)
