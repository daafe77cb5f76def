"""The proxy that the environment names: how it is spoken to, and what goes wrong with it.

Its user and password are for its own header alone: no sentence and no `repr` has them.
"""

import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

import urllib3
from msgspec import Struct
from urllib3.util import Url, parse_url

from queuetui.genesys.errors import NoAnswer


class ProxyFailed(NoAnswer):
    """The proxy that the environment names can't be used, can't be reached or refuses the way."""

    why = "The environment names a proxy for this way (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY)."
    advice = "Correct it there, or name the hosts that need none in NO_PROXY."


class Proxy(Struct, frozen=True):
    """Where a proxy is, and what it wants to be told."""

    url: str
    """Without user and password."""
    headers: Mapping[str, str]
    """May hold the password."""

    def __repr__(self) -> str:
        return f"Proxy({self.url!r})"

    @property
    def secure(self) -> bool:
        """Whether it is spoken to over TLS."""
        return self.url.startswith("https:")


def read_proxy(text: str) -> Proxy:
    """The proxy that a variable of the environment names.

    Raises `ProxyFailed`.
    """
    try:
        return _read(text)
    except ValueError:  # those of urllib3 are such as well; their texts hold the password
        raise _unreadable() from None


def _read(text: str) -> Proxy:
    parts = urlsplit(text if "://" in text else f"http://{text}")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        kind = f" ({parts.scheme})" if parts.scheme.startswith("socks") else ""
        raise ProxyFailed(f"The proxy in the environment is none that can be used{kind}.")
    if "@" in parts.path + parts.query + parts.fragment:
        # A password with one of "/?#" in it: what stands before that would be taken for the host.
        raise _unreadable()
    url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    parse_url(url)
    if not parts.username:
        return Proxy(url, {})
    who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(url, urllib3.make_headers(proxy_basic_auth=who))


def _unreadable() -> ProxyFailed:
    failed = ProxyFailed("The proxy in the environment can't be read.")
    failed.advice = (
        "Correct HTTPS_PROXY: http://user:password@host:port, with signs such as / # ? @ of the "
        "password written as %2F %23 %3F %40."
    )
    return failed


def proxy_failed(seen: Sequence[BaseException], proxy: Url, host: str) -> ProxyFailed:
    """One sentence for a connection that got no further than the proxy on the way to ``host``.

    ``seen`` is all that was raised.
    """
    name = f"{proxy.host}:{proxy.port}" if proxy.port else f"{proxy.host}"
    for kinds, sentence in _FAULTS:
        if any(isinstance(one, kinds) for one in seen):
            return ProxyFailed(sentence.format(name))
    for one in seen:
        if isinstance(one, OSError) and (status := refused_tunnel(one)) is not None:
            return ProxyFailed(
                f"The proxy {name} refuses its user or password (407)."
                if status == 407
                else f"The proxy {name} refuses the way to {host} ({status})."
            )
    return ProxyFailed(f"The proxy {name} can't be reached.")


def refused_tunnel(error: BaseException) -> int | None:
    """The status with which a proxy refused the way; ``None`` if that is not what happened."""
    status = re.search(r"\b([45]\d\d)\b", str(error))
    return int(status[1]) if status else None


_FAULTS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (urllib3.exceptions.NameResolutionError, socket.gaierror),
        "The proxy {} can't be found: there is no such name (DNS).",
    ),
    ((ConnectionRefusedError,), "The proxy {} refuses the connection."),
    (
        (urllib3.exceptions.TimeoutError, TimeoutError),
        "The proxy {} can't be reached in time.",
    ),
    (
        (ssl.SSLError, urllib3.exceptions.SSLError),
        "The secure connection to the proxy {} failed (TLS).",
    ),
    ((ConnectionError,), "The proxy {} broke the connection off."),
)
"""What is found among the errors, first match counts, and the sentence for it."""
