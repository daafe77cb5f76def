"""Taking secrets out of whatever is about to be written."""

import base64
import re
import threading

_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_HIDDEN = "[secret]"
_TOKENS = 4


class Redaction:
    """Knows the secrets of this run; call it with a text."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        together = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._fixed = tuple(text for text in (client_secret, together) if text)
        self._tokens: tuple[str, ...] = ()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "<Redaction>"

    def keep_token(self, token: str) -> None:
        """Remember a token; the last few are enough, older ones have expired."""
        if token:
            with self._lock:
                self._tokens = (*self._tokens, token)[-_TOKENS:]

    def __call__(self, text: str) -> str:
        """The text without any of them."""
        for secret in (*self._tokens, *self._fixed):
            text = text.replace(secret, _HIDDEN)
        return _BEARER.sub(rf"\1 {_HIDDEN}", text)
