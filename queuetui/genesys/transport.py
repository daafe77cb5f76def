"""HTTP with a time-out on everything and no retries of its own.

Everything: the name, the connection, TLS, each silence, and the call as a whole, however its bytes
drip (see `queuetui.genesys.deadline`). The official SDK's own client waits for ever and sleeps on
its own inside a call; this one is plugged into its hook instead (see `queuetui.genesys.sdk`).
"""

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import certifi
import urllib3
from msgspec import Struct
from urllib3.util import Url

from queuetui import __version__
from queuetui.domain.clock import Clock
from queuetui.genesys.connections import bound
from queuetui.genesys.deadline import BoundedTlsSocket, OutOfTime, ends_in
from queuetui.genesys.errors import AnswerUnreadable, GenesysError, NoAnswer
from queuetui.genesys.proxies import proxy_failed, read_proxy
from queuetui.genesys.resolver import NameUnanswered

USER_AGENT = f"queuetui/{__version__}"
_CHUNK = 1 << 16
_LARGEST_BODY = 64 << 20


class Timeouts(Struct, frozen=True):
    """Seconds for name and connection, for each silence between bytes, and for all together.

    They are real seconds, whatever clock the transport was handed.
    """

    connect: float = 5.0
    read: float = 10.0
    total: float = 20.0


class Exchange(Struct, frozen=True):
    """One request and its answer. ``headers`` have lower-case names.

    ``sent`` and ``received`` are by the steady clock, in seconds. It holds tokens and customers'
    data, so its `repr` tells of neither.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: float
    received: float
    request: int = 0
    """A number that is the same for the same question."""

    def __repr__(self) -> str:
        size = len(self.body)
        return f"<Exchange {self.endpoint}: {self.status}, {size} bytes, {self.seconds:.3f} s>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("endpoint", self.endpoint), ("status", self.status)]

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.received - self.sent

    @property
    def endpoint(self) -> str:
        """Method and path without the query."""
        return f"{self.method} {self.path}"


class Sender(Protocol):
    """Whatever sends one request and returns its exchange or raises `GenesysError`."""

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Exchange:
        """Send one request."""
        ...


class Transport:
    """Sends over urllib3: pooled, verified, through the proxy that the environment names."""

    def __init__(
        self, clock: Clock, timeouts: Timeouts | None = None, *, connections: int = 8
    ) -> None:
        self._clock = clock
        self._timeouts = timeouts or Timeouts()
        self._connections = connections
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._tls: ssl.SSLContext | None = None

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Exchange:
        """Send one request and read the whole answer.

        Raises `NoAnswer` for anything the network does and `AnswerUnreadable` for an answer cut
        off. An answer with an error status is returned like any other.
        """
        full = f"{url}?{urlencode(query)}" if query else url
        parts = urlsplit(url)
        began = self._clock.monotonic()
        times = self._timeouts
        pool: urllib3.PoolManager | None = None
        try:
            pool = self._pool(parts.scheme, parts.hostname or "")
            with ends_in(times.total):
                response = pool.request(
                    method,
                    full,
                    headers={**headers, "User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
                    body=body,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    timeout=urllib3.Timeout(connect=times.connect, read=times.read),
                )
                content = _read(response)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            by: Url | None = getattr(pool, "proxy", None)
            raise _no_answer(error, parts.netloc.rpartition("@")[2], times, by) from None
        return Exchange(
            method=method,
            path=parts.path,
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=content,
            sent=began,
            received=self._clock.monotonic(),
            request=hash((method, full, body)),
        )

    def close(self) -> None:
        """Close pooled connections."""
        for pool in self._pools.values():
            pool.clear()

    def _pool(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxy = None if _is_loopback(host) else _proxy_for(scheme, host)
        key = f"{scheme} {proxy or ''}"
        pool = self._pools.get(key)
        if pool is None:
            pool = self._make_pool(scheme, proxy)
            self._pools[key] = pool
        return pool

    def _make_pool(self, scheme: str, named: str | None) -> urllib3.PoolManager:
        proxy = read_proxy(named) if named else None
        tls = (
            self._tls_context()
            if scheme == "https" or (proxy is not None and proxy.secure)
            else None
        )
        if proxy is None:
            manager = urllib3.PoolManager(maxsize=self._connections, ssl_context=tls)
            bound(manager)
            return manager
        by_proxy = urllib3.ProxyManager(
            proxy.url,
            proxy_headers=proxy.headers,
            maxsize=self._connections,
            ssl_context=tls,
            proxy_ssl_context=tls,
        )
        bound(by_proxy)
        return by_proxy

    def _tls_context(self) -> ssl.SSLContext:
        # The system's store first, so that a company's own authority works; certifi's beside it,
        # for interpreters that come without a store.
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.sslsocket_class = BoundedTlsSocket
            self._tls.load_verify_locations(cafile=certifi.where())
        return self._tls


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    """The whole body, as long as it is not larger than it may be."""
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _pieces(response):
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST_BODY:
                response.close()
                raise AnswerUnreadable("The answer is larger than 64 MiB.")
    finally:
        response.release_conn()
    return b"".join(pieces)


def _pieces(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """What has come so far, again and again; a plain read would wait until a whole piece has."""
    if getattr(response, "chunked", False):
        yield from response.stream(_CHUNK, decode_content=True)
        return
    while piece := response.read1(_CHUNK, decode_content=True):
        yield piece


def _proxy_for(scheme: str, host: str) -> str | None:
    """The proxy that the environment, or this machine's own settings, name for a host."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - slow

    if proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(scheme) or proxies.get("all")


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


_FAULTS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (urllib3.exceptions.NameResolutionError, socket.gaierror),
        "The name {} can't be found (DNS).",
    ),
    ((ConnectionRefusedError,), "{} refuses the connection."),
    ((ssl.SSLError, urllib3.exceptions.SSLError), "The secure connection to {} failed (TLS)."),
    ((urllib3.exceptions.ReadTimeoutError,), "{} did not answer within the time-out."),
    ((urllib3.exceptions.ConnectTimeoutError, TimeoutError), "{} can't be reached in time."),
    ((ConnectionError, urllib3.exceptions.ProtocolError), "{} broke the connection off."),
    ((ValueError,), "{} is not an address that can be asked."),
)
"""What is found in the chain of an error, first match counts, and the sentence for it."""


def _no_answer(error: Exception, host: str, times: Timeouts, proxy: Url | None) -> GenesysError:
    """One sentence for what the network did. Exception texts may hold whole URLs: not used."""
    seen = _chain(error)
    for one in seen:
        if isinstance(one, OutOfTime):
            return NoAnswer(f"The answer of {host} was not complete after {times.total:g} s.")
        if isinstance(one, NameUnanswered):
            # The name may be that of the proxy.
            return NoAnswer(
                f"The name {one.host} could not be resolved within {one.seconds:g} s (DNS)."
            )
    if proxy is not None and any(isinstance(one, urllib3.exceptions.ProxyError) for one in seen):
        # Before all others: what was refused or not found is the proxy, and not the host.
        return proxy_failed(seen, proxy, host)
    cut_off = (urllib3.exceptions.IncompleteRead, urllib3.exceptions.DecodeError)
    if any(isinstance(one, cut_off) for one in seen):
        return AnswerUnreadable(f"The answer of {host} was cut off.")
    for kinds, sentence in _FAULTS:
        if any(isinstance(one, kinds) for one in seen):
            failed = NoAnswer(sentence.format(host))
            for one in seen:
                if isinstance(one, ssl.SSLCertVerificationError):
                    failed.why = f"Its certificate is not trusted: {one.verify_message}."
            return failed
    return NoAnswer(f"{host} can't be reached ({type(error).__name__}).")


def _chain(error: BaseException) -> list[BaseException]:
    """The error and everything it was raised for: urllib3 wraps causes in several ways."""
    seen: list[BaseException] = []
    left: list[object] = [error]
    while left:
        one = left.pop(0)
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            left += [getattr(one, "reason", None), one.__cause__, one.__context__, *one.args]
    return seen
