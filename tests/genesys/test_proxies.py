"""The proxy that the environment names: it is blamed for what it does, and its password kept."""

import socket

import pytest

from queuetui.genesys.errors import NoAnswer
from queuetui.genesys.proxies import ProxyFailed, read_proxy
from queuetui.genesys.transport import Timeouts, Transport
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http
from tests.genesys.test_transport import FAST
from tests.patience import PATIENT

HOST = "login.example.invalid"
WHO = "marked-user:marked-pw"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "")


def failure(
    monkeypatch: pytest.MonkeyPatch, proxy: str, scheme: str = "https", times: Timeouts = PATIENT
) -> NoAnswer:
    monkeypatch.setenv(f"{scheme}_proxy", proxy)
    transport = Transport(ManualClock(), times)
    try:
        with pytest.raises(NoAnswer) as caught:
            transport.send("GET", f"{scheme}://{HOST}/api/v2/x", headers={})
    finally:
        transport.close()
    assert "marked" not in repr(caught.value) + " ".join(caught.value.lines)
    return caught.value


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_proxy_that_refuses_the_connection_is_blamed_and_not_the_host(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
    error = failure(monkeypatch, f"http://{WHO}@{where}", scheme)
    assert error.what == f"The proxy {where} refuses the connection."
    assert "HTTPS_PROXY" in error.why
    assert "NO_PROXY" in error.advice


def test_a_proxy_whose_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    error = failure(monkeypatch, f"http://{WHO}@no-such-proxy.invalid:3128")
    assert error.what.startswith("The proxy no-such-proxy.invalid:3128 can't be found")


def test_a_proxy_that_is_asked_for_tls_and_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer([], end="hang") as proxy:
        where = f"127.0.0.1:{proxy.port}"
        error = failure(monkeypatch, f"https://{WHO}@{where}", times=FAST)
    assert error.what == f"The proxy {where} can't be reached in time."


def test_a_proxy_that_is_asked_for_tls_and_speaks_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer([b"HTTP/1.1 400 Bad Request\r\n\r\n"], polite=False) as proxy:
        where = f"127.0.0.1:{proxy.port}"
        error = failure(monkeypatch, f"https://{WHO}@{where}")
    assert error.what == f"The secure connection to the proxy {where} failed (TLS)."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("407 Proxy Authentication Required", "refuses its user or password (407)."),
        ("403 Forbidden", f"refuses the way to {HOST} (403)."),
        ("502 Bad Gateway", f"refuses the way to {HOST} (502)."),
    ],
)
def test_a_proxy_that_refuses_the_way(
    monkeypatch: pytest.MonkeyPatch, status: str, said: str
) -> None:
    with RawServer([http(b"", status=status)]) as proxy:
        where = f"127.0.0.1:{proxy.port}"
        error = failure(monkeypatch, f"http://{WHO}@{where}")
    assert error.what == f"The proxy {where} {said}"


def test_what_goes_wrong_behind_the_proxy_is_the_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer([http(b"", status="200 Connection established")]) as proxy:
        error = failure(monkeypatch, f"http://{WHO}@127.0.0.1:{proxy.port}")
    assert HOST in error.what
    assert not isinstance(error, ProxyFailed)


@pytest.mark.parametrize(
    "proxy",
    [
        "http://marked-user:marked/pw@127.0.0.1:9",
        "http://marked-user:12/marked@127.0.0.1:9",
        "http://marked-user:12?marked@127.0.0.1:9",
        "http://marked-user:12#marked@127.0.0.1:9",
        "http://marked-user:marked€@127.0.0.1:9",
        "http://marked-user:marked-pw@127.0.0.1:99999",
        "http://marked-user:marked-pw@[::1:9",
        "marked-user:marked/pw@127.0.0.1:9",
    ],
)
def test_a_proxy_that_cannot_be_read_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    error = failure(monkeypatch, proxy)
    assert error.what == "The proxy in the environment can't be read."
    assert "%2F" in error.advice


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("socks5://marked-user:marked-pw@127.0.0.1:1", "none that can be used (socks5)."),
        ("marked-user://marked-pw@127.0.0.1:1", "none that can be used."),
    ],
)
def test_another_kind_of_proxy(monkeypatch: pytest.MonkeyPatch, proxy: str, said: str) -> None:
    assert failure(monkeypatch, proxy).what.endswith(said)


def test_a_password_may_hold_anything_that_is_written_in_codes() -> None:
    proxy = read_proxy("http://user:p%2Fw%40@proxy:3128")
    assert proxy.url == "http://proxy:3128"
    assert proxy.headers == {"proxy-authorization": "Basic dXNlcjpwL3dA"}
    assert "dXNl" not in repr(proxy)
