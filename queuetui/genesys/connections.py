"""urllib3's connections and pools, over sockets and names that keep to the end of the call."""

import socket
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from queuetui.genesys.deadline import BoundedSocket, OutOfTime, remaining
from queuetui.genesys.resolver import Address, resolve


def bound(manager: PoolManager) -> None:
    """Let a manager open connections that keep to the end of the call."""
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        patience = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            return dial(self._dns_host, self.port, patience, self.socket_options or ())
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, "failed") from error


class _Tls(_Plain, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


def dial(
    host: str, port: int, patience: float | None, options: Iterable[tuple[int, int, Any]]
) -> BoundedSocket:
    """Connect to the first address that accepts, with ``patience`` seconds for each.

    Raises `OutOfTime`, `NameUnanswered` or another `OSError`.
    """
    failures: list[OSError] = []
    for family, where in _in_turn(resolve(host.strip("[]"), port, remaining(patience))):
        try:
            link = BoundedSocket(family, socket.SOCK_STREAM)
        except OSError as error:
            failures.append(error)
            continue
        try:
            for option in options:
                link.setsockopt(*option)
            link.settimeout(patience)
            link.connect(where)
        except OSError as error:
            link.close()
            if isinstance(error, OutOfTime):
                raise
            failures.append(error)
        else:
            return link
    raise failures.pop() if failures else OSError("no address")


def _in_turn(addresses: Sequence[Address]) -> list[Address]:
    """Both families in turn: one whose packets vanish must not use up the time of the other."""
    before: Counter[int] = Counter()
    ranked: list[tuple[int, Address]] = []
    for address in addresses:
        ranked.append((before[address[0]], address))
        before[address[0]] += 1
    return [address for _, address in sorted(ranked, key=lambda pair: pair[0])]
