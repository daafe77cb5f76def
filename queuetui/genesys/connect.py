"""From credentials to a session: which host, which client, which transport."""

from collections.abc import Callable
from urllib.parse import urlsplit

from queuetui.domain.clock import Clock
from queuetui.genesys.sdk import SdkClient, region_hosts
from queuetui.genesys.session import Session
from queuetui.genesys.transport import Sender, Transport


class UnknownRegion(ValueError):
    """A region that the SDK does not know; the message lists those it knows."""


def base_url_for(region: str) -> str:
    """The API's base URL of a region: AWS name (``eu-west-1``) or domain (``mypurecloud.ie``).

    Raises `UnknownRegion`.
    """
    hosts = region_hosts()
    wanted = region.strip().lower().rstrip("/")
    if "://" in wanted:
        wanted = urlsplit(wanted).netloc
    domain = wanted.removeprefix("api.").removeprefix("login.").removeprefix("apps.")
    for name, host in hosts.items():
        if wanted.replace("_", "-") == name or domain == urlsplit(host).netloc.removeprefix("api."):
            return host
    known = ", ".join(f"{name} ({host.partition('//api.')[2]})" for name, host in hosts.items())
    raise UnknownRegion(f"GENESYS_CLOUD_REGION: {region!r} is no region; allowed are {known}.")


def open_session(  # noqa: PLR0913 - all of it is handed in
    base_url: str,
    client_id: str,
    client_secret: str,
    clock: Clock,
    transport: Sender | None = None,
    *,
    keep_token: Callable[[str], object] | None = None,
) -> Session:
    """A session that has not called anything yet; ``keep_token`` hears of each new token."""
    client = SdkClient(base_url.rstrip("/"), transport or Transport(clock))
    return Session(client, client_id, client_secret, clock, keep_token=keep_token)
