"""A webhook: one POST for each notice.

Address and bearer are secrets. No sentence of here has any part of them, and what the library
would log of them is withheld.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3

from queuetui.domain.durations import format_duration
from queuetui.domain.sinks import Notice, Shape
from queuetui.outputs.sinks.bodies import body
from queuetui.outputs.sinks.hushed import hushed
from queuetui.outputs.sinks.sink import SinkFailure

LONGEST_ORDER = 600.0
"""Seconds; an order to wait longer than this is taken to mean this."""
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_LOOPBACK = re.compile(rf"localhost|127(?:\.{_OCTET}){{3}}|::1")
_REASONS = {
    400: "what was sent is not understood there",
    401: "it wants another password or token",
    403: "it refuses",
    404: "there is nothing at that address",
    405: "nothing can be posted there",
    410: "what was at that address is gone",
    413: "what was sent is too large",
}


class Webhook:
    """Posts JSON."""

    def __init__(  # noqa: PLR0913 - each is handed in, nothing is looked up
        self,
        name: str,
        variable: str,
        address: Callable[[], str],
        shape: Shape,
        timeout: float,
        *,
        bearer: Callable[[], str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Put it together; nothing is connected to before the first notice.

        Args:
            name: What the settings call it.
            variable: The environment variable of the address; sentences name it in its place.
            address: Reveals the URL.
            shape: Of the body.
            timeout: Seconds to connect, and again for each wait for the answer.
            bearer: Reveals what goes into the ``Authorization`` header.
            tls: How servers are verified; ``None``: against the system's store and certifi's.
        """
        self.name = name
        self._variable = variable
        self._address = address
        self._shape = shape
        self._timeout = timeout
        self._bearer = bearer
        self._tls = tls

    @property
    def problem(self) -> str | None:
        """Whether the address is none."""
        try:
            _parts(self._address(), self._variable)
        except SinkFailure as failure:
            return str(failure)
        return None

    def send(self, notice: Notice) -> None:
        """Post it, once."""
        address = self._address()
        parts = _parts(address, self._variable)
        headers = {"Content-Type": "application/json", "User-Agent": "queuetui"}
        if self._bearer is not None:
            headers["Authorization"] = f"Bearer {self._bearer()}"
        failure: SinkFailure | None
        with hushed():
            try:
                pool = self._pool(parts)
                try:
                    answer = pool.request(
                        "POST",
                        address,
                        body=body(notice, self._shape),
                        headers=headers,
                        retries=False,
                        redirect=False,
                        preload_content=False,
                        timeout=urllib3.Timeout(connect=self._timeout, read=self._timeout),
                    )
                    # What it says is not needed, so it is not waited for.
                    answer.close()
                finally:
                    pool.clear()
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                failure = self._no_answer(error)
            else:
                failure = self._refused(answer.status, answer.headers)
        # Raised out here so that it does not carry the library's error, which holds the address.
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Nothing: a call ends by its time-outs."""

    def _pool(self, parts: SplitResult) -> urllib3.PoolManager:
        tls = self._tls
        if tls is None:
            # A company's own authority is in the system's store; some have no store at all.
            tls = ssl.create_default_context()
            tls.load_verify_locations(cafile=certifi.where())
        host = parts.hostname or ""
        proxies = {} if _LOOPBACK.fullmatch(host) or proxy_bypass(host) else getproxies()
        proxy = proxies.get(parts.scheme) or proxies.get("all")
        if not proxy:
            return urllib3.PoolManager(ssl_context=tls)
        way = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        who = f"{unquote(way.username)}:{unquote(way.password or '')}" if way.username else None
        return urllib3.ProxyManager(
            f"{way.scheme}://{way.netloc.rpartition('@')[2]}",
            proxy_headers=urllib3.make_headers(proxy_basic_auth=who) if who else {},
            ssl_context=tls,
            proxy_ssl_context=tls,
        )

    def _refused(self, status: int, headers: "urllib3.HTTPHeaderDict") -> SinkFailure | None:
        """What an answer with this status means; ``None``: it was taken."""
        if 200 <= status < 300:
            return None
        where = f"the server at {self._variable}"
        if 300 <= status < 400:
            return SinkFailure(
                f"{where} points to another address ({status}), which is not followed;"
                " put the right one into that variable"
            )
        if status == 429:
            return SinkFailure(
                f"{where} gets too many notices (429)", again=True, after=_ordered(headers)
            )
        if status >= 500:
            return SinkFailure(
                f"{where} is out of order ({status})", again=True, after=_ordered(headers)
            )
        reason = _REASONS.get(status, "it refuses")
        return SinkFailure(f"{where} did not take it ({status}): {reason}")

    def _no_answer(self, error: Exception) -> SinkFailure:
        """What the network did, without the library's words, which name the address."""
        where = f"the server at {self._variable}"
        seen = list(_causes(error))
        if any(isinstance(one, ssl.SSLCertVerificationError) for one in seen):
            return SinkFailure(f"{where} can't prove that it is that server (certificate)")
        sentences: tuple[tuple[type[BaseException], str], ...] = (
            (urllib3.exceptions.LocationValueError, "is at no address that can be used"),
            (urllib3.exceptions.NameResolutionError, "can't be found (DNS)"),
            (ConnectionRefusedError, "refuses the connection"),
            (TimeoutError, f"did not answer within {format_duration(self._timeout)}"),
            (
                urllib3.exceptions.TimeoutError,
                f"did not answer within {format_duration(self._timeout)}",
            ),
            (urllib3.exceptions.ProxyError, "can't be reached through the proxy"),
            (ssl.SSLError, "can't be spoken to securely (TLS)"),
        )
        for kind, sentence in sentences:
            if any(isinstance(one, kind) for one in seen):
                return SinkFailure(f"{where} {sentence}", again=True)
        return SinkFailure(f"the connection to {where} broke off", again=True)


def _parts(address: str, variable: str) -> SplitResult:
    """The parts of a usable address."""
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    # Raised out here so that it does not carry the parser's error, which may hold the address.
    if not usable or parts.scheme not in {"https", "http"}:
        raise SinkFailure(f"what {variable} holds is no address; it begins with https://")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise SinkFailure(f"what {variable} holds has blanks or odd characters in it")
    if "@" in parts.netloc:
        raise SinkFailure(
            f"what {variable} holds has a user or password in it; allowed: an address without,"
            " and auth_from for a bearer"
        )
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise SinkFailure(
            f"what {variable} holds is a plain http address, which would go out in clear;"
            " it has to begin with https://"
        )
    return parts


def _ordered(headers: "urllib3.HTTPHeaderDict") -> float | None:
    """The seconds that ``Retry-After`` orders to wait; a date is held against ``Date``."""
    text = headers.get("Retry-After", "")
    try:
        seconds = float(text)
    except ValueError:
        try:
            told = parsedate_to_datetime(headers.get("Date", ""))
            seconds = (parsedate_to_datetime(text) - told).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(seconds, LONGEST_ORDER) if seconds >= 0 else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it came of, also where the library keeps that as an argument."""
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException):
            yield one
            todo += [one.__cause__, getattr(one, "reason", None), *one.args]
