"""What the steps of an examination share: the way they look out, and errors as findings."""

import re
import ssl
import traceback
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct
from urllib3.util import Url

from queuetui.domain.clock import Clock
from queuetui.domain.findings import Finding, Part, Text, failed, note, say
from queuetui.genesys.errors import GenesysError, NoAnswer
from queuetui.genesys.probe_words import advice_on, cause_of, explain, told
from queuetui.genesys.sdk import region_hosts
from queuetui.genesys.transport import Exchange, Timeouts, Transport


class Host(Struct, frozen=True):
    """A server that requests go to."""

    name: str
    port: int
    secure: bool
    public: bool
    """Whether it is one of Genesys Cloud's own, the same for thousands of organisations."""

    @property
    def part(self) -> Part:
        """Its name in a finding."""
        return Part(self.name, "plain" if self.public else "host")

    @property
    def url(self) -> Text:
        """Its address in a finding."""
        port = "" if self.port == (443 if self.secure else 80) else f":{self.port}"
        return say("https://" if self.secure else "http://", self.part, port)


def api_and_login(base_url: str) -> tuple[Host, Host]:
    """The two servers of a base URL; the same one twice where there is only one."""
    # As the SDK derives it: only a host that begins with "api." has a login host of its own.
    login = re.sub(r"//api\.", "//login.", base_url)
    return _host(base_url), _host(login)


def _host(url: str) -> Host:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    name = parts.hostname or ""
    return Host(name, parts.port or (443 if secure else 80), secure, _is_public(name))


def _is_public(name: str) -> bool:
    try:
        domains = [urlsplit(url).netloc.removeprefix("api.") for url in region_hosts().values()]
    except Exception:  # noqa: BLE001 - without the SDK every host is taken to be private
        return False
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


class Lookout(Transport):
    """The transport of every other command, which also shows how it would go about a request."""

    def __init__(self, clock: Clock, timeouts: Timeouts) -> None:
        super().__init__(clock, timeouts)
        self.clock = clock
        self.timeouts = timeouts

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Exchange:
        """Send one request; an error of the line says what is known of the line by now."""
        try:
            return super().send(method, url, headers=headers, query=query, body=body)
        except NoAnswer as error:
            explain(error)
            raise

    def tls(self) -> ssl.SSLContext:
        """The context with which servers are verified."""
        return self._tls_context()

    def proxy(self, host: Host) -> Url | None:
        """The proxy on the way to a host, without its user and password."""
        return getattr(self._pool("https" if host.secure else "http", host.name), "proxy", None)

    def proxy_headers(self, host: Host) -> dict[str, str]:
        """What the proxy wants to be told; holds its password."""
        pool = self._pool("https" if host.secure else "http", host.name)
        return dict(getattr(pool, "proxy_headers", None) or {})


def refused(step: str, error: GenesysError) -> Finding:
    """A step that ended with a typed error."""
    details: tuple[Text, ...] = ()
    if error.correlation_id:
        details = (say("correlation id ", Part(error.correlation_id, "correlation")),)
    return failed(
        step, *told(error), details=details, advice=advice_on(step, error), cause=cause_of(error)
    )


def wants(finding: Finding) -> str:
    """Why a step is skipped that needs another one, which failed."""
    if finding.cause == "permission":
        return f"needs the permission for {finding.step}"
    return f"needs {finding.step}, which failed"


def left_open(step: str, error: GenesysError, about: str = "") -> Finding:
    """A question beside the way that got no answer: the board goes without, so it is a note.

    Not so where who we are is refused: that concerns every call. ``about``: what was asked for,
    where a step asks several things.
    """
    if cause_of(error) == "credentials":
        return refused(step, error)
    pre = f"{about}: " if about else ""
    return note(
        step, f"{pre}not told, which the board can do without: ", *told(error), unanswered=True
    )


def broken(step: str, error: Exception) -> Finding:
    """A step that ended with an error nobody foresaw; tells where, never what it held."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return failed(
        step,
        f"internal error: {type(error).__name__}{where}",
        advice=(say("This is a fault of the program; please report it."),),
        cause="internal",
    )
