"""The way to the servers: proxy, names, connections, certificates, and the first answer."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any

from msgspec import Struct

from queuetui.domain.findings import Finding, Part, Text, failed, note, ok, say, skipped
from queuetui.domain.skew import ServerClock
from queuetui.genesys.errors import AnswerUnreadable, GenesysError, NoAnswer, error_for
from queuetui.genesys.probe_steps import Host, Lookout, broken, refused
from queuetui.genesys.probe_words import FIRST
from queuetui.genesys.proxies import ProxyFailed, refused_tunnel
from queuetui.genesys.transport import Exchange

_CLOCK_OFF = 30.0
"""Seconds by which a clock is called wrong. Ages are corrected for any difference."""
_SOON = 14 * 86_400.0
_KNOCK = "/api/v2/tokens/me"

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


class Door(Struct):
    """A host that something connects to, and what is known of it so far."""

    host: Host
    proxy: bool = False
    """Whether it is the proxy, behind which both servers are."""
    addresses: list[Address] = []
    open: bool = True


def walk(
    way: Lookout, base_url: str, hosts: tuple[Host, Host]
) -> Generator[Finding, None, tuple[bool, bool]]:
    """The steps from here to the first answer; both servers may be the same one.

    Returns (as a generator does) whether API and login can be asked.
    """
    api, login = hosts
    targets = [api] if api == login else [api, login]
    proxy = way.proxy(api)
    if proxy is None:
        yield skipped("proxy", "none in use")
        doors = [Door(host) for host in targets]
    else:
        secure = proxy.scheme == "https"
        host = Host(proxy.host or "", proxy.port or (443 if secure else 80), secure, public=False)
        yield ok("proxy", f"{proxy.scheme}://", host.part, f":{host.port}")
        doors = [Door(host, proxy=True)]
    for step, look in (("DNS", _resolve), ("TCP", _connect)):
        yield _each(step, doors, way, look)
    passable = [door.host for door in doors if door.open]
    reachable = targets if proxy is not None and passable else passable
    trusted = yield from _secure(way, targets, reachable)
    if api in trusted:
        yield from _first_answer(way, base_url)
    else:
        for step in ("first answer", "clock"):
            yield skipped(step, "needs a connection to the API")
    return (api in trusted, login in trusted)


# -- names and connections ----------------------------------------------------------------------


def _each(
    step: str, doors: list[Door], way: Lookout, look: Callable[[Door, Lookout], Text]
) -> Finding:
    """Look at every door that is still open; one line for all of them."""
    if not any(door.open for door in doors):
        return skipped(step, "needs DNS")
    told: list[Text] = []
    wrong: list[Text] = []
    for door in doors:
        if not door.open:
            continue
        try:
            told.append(look(door, way))
        except _Closed as closed:
            door.open = False
            wrong.append(closed.text)
    if wrong:
        advice = _usual_advice(ProxyFailed if doors[0].proxy else NoAnswer)
        return Finding(step, "failed", _joined(wrong), tuple(told), advice, "network")
    return Finding(step, "ok", _joined(told))


class _Closed(Exception):
    """The way ends here; tells why."""

    def __init__(self, *parts: str | Part, advice: tuple[Text, ...] = ()) -> None:
        super().__init__()
        self.text = say(*parts)
        self.advice = advice
        """What to do, where it is not the usual."""


def _usual_advice(kind: type[NoAnswer] = NoAnswer) -> tuple[Text, ...]:
    return (say(kind.why), say(kind.advice))


def _joined(texts: list[Text]) -> Text:
    joined: Text = ()
    for text in texts:
        joined += (*(say("; ") if joined else ()), *text)
    return joined


def _resolve(door: Door, way: Lookout) -> Text:
    host = door.host
    name = "the name of the proxy " if door.proxy else "the name "
    answers: SimpleQueue[list[Address] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError())
        else:
            answers.put([(family, where) for family, _, _, _, where in found])

    # The system's resolver knows no time-out, and it would hold a whole examination.
    threading.Thread(target=ask, name="resolver", daemon=True).start()
    patience = way.timeouts.read
    try:
        found = answers.get(timeout=patience)
    except Empty:
        raise _Closed(name, host.part, f" was not answered within {patience:g} s") from None
    if isinstance(found, OSError):
        raise _Closed(name, host.part, f" can't be found ({_resolver_word(found)})")
    door.addresses = found
    if _is_address(host.name):
        return say(host.part, " is an address: nothing to look up")
    shown = list(dict.fromkeys(str(where[0]) for _, where in found))
    more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
    parts: list[str | Part] = [host.part, " is "]
    for n, address in enumerate(shown[:2]):
        parts += [", " if n else "", Part(address, "address")]
    return say(*parts, more)


def _resolver_word(error: OSError) -> str:
    words = {
        socket.EAI_NONAME: "no such name",
        socket.EAI_AGAIN: "the name server does not answer",
        socket.EAI_FAIL: "the name server failed",
    }
    return words.get(error.errno or 0, "the resolver failed")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _connect(door: Door, way: Lookout) -> Text:
    host = door.host
    why = "no address"
    for family, where in door.addresses:
        began = time.monotonic()
        try:
            with socket.socket(family, socket.SOCK_STREAM) as link:
                link.settimeout(way.timeouts.connect)
                link.connect(where)
        except OSError as error:
            why = _link_word(error, way.timeouts.connect)
            continue
        ms = (time.monotonic() - began) * 1000
        return say(host.part, f":{host.port} accepts, {ms:.0f} ms")
    raise _Closed("the proxy " if door.proxy else "", host.part, f":{host.port} {why}")


def _link_word(error: OSError, patience: float) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "refuses the connection"
    if isinstance(error, TimeoutError):
        return f"can't be reached within {patience:g} s"
    if isinstance(error, ConnectionError):
        return "broke the connection off"
    return f"can't be reached (error {error.errno})"


# -- certificates -------------------------------------------------------------------------------


def _secure(
    way: Lookout, targets: list[Host], reachable: list[Host]
) -> Generator[Finding, None, list[Host]]:
    """Returns the hosts that can be asked."""
    if not reachable:
        yield skipped("TLS", "needs a connection")
        return []
    if not any(host.secure for host in targets):
        yield skipped("TLS", "plain http, which never leaves this machine")
        return reachable
    proxy = way.proxy(targets[0])
    if proxy is not None and proxy.scheme == "https":
        yield skipped("TLS", "inside the TLS of the proxy; the first answer shows whether it works")
        return reachable
    trusted: list[Host] = []
    told: list[Text] = []
    wrong: list[Text] = []
    advice = _usual_advice()
    for host in reachable:
        try:
            told.append(_certificate(way, host))
        except _Closed as closed:
            wrong.append(closed.text)
            advice = closed.advice or advice
        else:
            trusted.append(host)
    if wrong:
        yield Finding("TLS", "failed", _joined(wrong), tuple(told), advice, "network")
    else:
        yield Finding("TLS", "ok", _joined(told))
    return trusted


_NOT_TRUSTED = (
    "Where a proxy of the company opens secure connections, its authority belongs into this "
    "system's certificate store, or into a file named by SSL_CERT_FILE."
)


def _certificate(way: Lookout, host: Host) -> Text:
    try:
        with _tls_link(way, host) as link:
            certificate: dict[str, Any] = link.getpeercert() or {}
            version = link.version() or "TLS"
    except ssl.SSLCertVerificationError as error:
        raise _Closed(
            "the certificate of ",
            host.part,
            # What OpenSSL says of a wrong name repeats that name.
            " is not trusted: ",
            Part(error.verify_message, "said"),
            advice=(say(_NOT_TRUSTED),),
        ) from None
    except ssl.SSLError as error:
        word = (error.reason or "TLS").lower().replace("_", " ")
        raise _Closed(host.part, f" speaks no TLS that is understood ({word})") from None
    except (OSError, http.client.HTTPException) as error:
        if (status := refused_tunnel(error)) is not None:
            hint = ": its user or password is wrong" if status == 407 else ""
            refusal = f"the proxy refuses the way ({status}{hint}) to "
            raise _Closed(refusal, host.part, advice=_usual_advice(ProxyFailed)) from None
        word = _link_word(error, way.timeouts.connect) if isinstance(error, OSError) else "fails"
        raise _Closed(host.part, f" {word} during the TLS handshake") from None
    issuer = dict(pair for group in certificate.get("issuer", ()) for pair in group)
    name = issuer.get("organizationName") or issuer.get("commonName") or "?"
    ends = ssl.cert_time_to_seconds(certificate["notAfter"])
    left = ends - way.clock.now()
    soon = f" (in {max(0, int(left // 86_400))} days)" if left < _SOON else ""
    until = f"{datetime.fromtimestamp(ends, UTC):%Y-%m-%d}{soon}"
    return say(host.part, f": {version}, issued by ", Part(name, "issuer"), f", until {until}")


def _tls_link(way: Lookout, host: Host) -> ssl.SSLSocket:
    patience = way.timeouts.connect
    proxy = way.proxy(host)
    if proxy is None:
        plain = socket.create_connection((host.name, host.port), timeout=patience)
        try:
            return way.tls().wrap_socket(plain, server_hostname=host.name)
        except BaseException:
            plain.close()
            raise
    connection = http.client.HTTPSConnection(
        proxy.host or "", proxy.port, timeout=patience, context=way.tls()
    )
    connection.set_tunnel(host.name, host.port, way.proxy_headers(host))
    try:
        connection.connect()
    except BaseException:
        connection.close()
        raise
    link: ssl.SSLSocket = connection.sock
    return link


# -- the first answer ---------------------------------------------------------------------------


def _first_answer(way: Lookout, base_url: str) -> Iterator[Finding]:
    """Knock without a token: Genesys Cloud says 401, and anything else gives itself away."""
    try:
        exchange = way.send("GET", base_url + _KNOCK, headers={"Accept": "application/json"})
    except GenesysError as error:
        yield refused("first answer", error)
        yield skipped("clock", "needs an answer")
        return
    yield _judge(exchange)
    try:
        yield _clock(way, exchange)
    except Exception as error:  # noqa: BLE001 - the next steps can be made without it
        yield broken("clock", error)


def _judge(exchange: Exchange) -> Finding:
    step = FIRST
    if exchange.status == HTTPStatus.TOO_MANY_REQUESTS or exchange.status >= 500:
        error = error_for(
            exchange.status, exchange.headers, exchange.body, exchange.endpoint, login=False
        )
        return refused(step, error)
    took = f"{exchange.seconds * 1000:.0f} ms"
    genuine = "inin-correlation-id" in exchange.headers
    if exchange.status == 401 and (genuine or exchange.body[:1] == b"{"):
        return ok(step, f"401 without a token, as it should be, {took}")
    if genuine:
        said = f"Genesys Cloud answers {exchange.status}, where it should ask for a token (401)"
        return failed(step, said, advice=(say(_ELSEWHERE), say(_CHECK)), cause="request")
    page = "a web page" if exchange.body[:200].lstrip().startswith(b"<") else "an answer"
    page = page if exchange.body else "an empty answer"
    return refused(
        step,
        AnswerUnreadable(
            f"Something else answers in place of Genesys Cloud: {page} with status "
            f"{exchange.status}."
        ),
    )


_ELSEWHERE = (
    "The base URL leads to another part of Genesys Cloud, or it refuses this network's address."
)
_CHECK = "Check GENESYS_CLOUD_REGION or GENESYS_CLOUD_BASE_URL, and ask who allows addresses there."


def _clock(way: Lookout, exchange: Exchange) -> Finding:
    try:
        date = parsedate_to_datetime(exchange.headers.get("date", "")).timestamp()
    except ValueError:
        return note("clock", "the answer has no Date header: this machine's clock is believed")
    wall, steady = way.clock.now(), way.clock.monotonic()
    server = ServerClock().seen(date, exchange.sent, exchange.received).now(wall, steady)
    off = wall - server
    if abs(off) < 1:
        return ok("clock", "agrees with the server's to the second")
    said = f"this machine's clock is {_span(abs(off))} {'ahead of' if off > 0 else 'behind'} the "
    said += "server's"
    if abs(off) < _CLOCK_OFF:
        return ok("clock", f"{said}; ages are corrected for it")
    advice = "Ages on the board are corrected for it, but TLS and logs are not: switch on NTP."
    return failed("clock", said, advice=(say(advice),))


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 172_800 else f"{seconds / 86_400:.0f} days"
