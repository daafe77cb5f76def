"""A session without a network, that answers every question with the same bytes."""

from typing import cast

from queuetui.genesys.session import Session
from queuetui.genesys.transport import Exchange

NOON = 1_767_268_800.0


class _Scripted:
    """Each answer tells of one second later than the one before, the first of noon."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._calls = 0

    def call(self, method: str, path: str, **_more: object) -> Exchange:
        at = float(self._calls)
        self._calls += 1
        return Exchange(method, path, 200, {}, self._body, at, at)

    def as_of(self, exchange: Exchange) -> float:
        return NOON + exchange.received

    def server_now(self) -> float:
        return NOON + self._calls


def scripted(body: bytes) -> Session:
    return cast("Session", _Scripted(body))
