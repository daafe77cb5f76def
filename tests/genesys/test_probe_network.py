"""The way to the first answer: names, connections, certificates, proxies and clocks."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest
import trustme

from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock
from tests.genesys.examining import look, words
from tests.genesys.raw_server import RawServer
from tests.genesys.raw_server import http as answer


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as running:
        yield running


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestTheWay:
    def test_without_credentials_the_way_is_still_walked(self, simulator: RunningSimulator) -> None:
        seen = look(simulator.base_url, client=None)
        assert seen["first answer"].state == "ok"
        assert words(seen["token"]) == "needs credentials"

    def test_without_an_address_every_step_says_so(self) -> None:
        seen = look(None)
        assert {one.state for one in seen.findings} == {"skipped"}
        assert words(seen["DNS"]) == "needs an address"

    def test_a_closed_port(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        seen = look(f"http://127.0.0.1:{port}")
        assert seen.states("failed") == ["TCP"]
        assert seen["TCP"].cause == "network"
        assert f"127.0.0.1:{port} refuses the connection" in words(seen["TCP"])
        assert "GENESYS_CLOUD_REGION" in words(seen["TCP"])
        assert words(seen["token"]) == "needs a connection to the login host"

    def test_a_name_that_is_not_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "marked-text-of-the-resolver")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        seen = look("https://api.example.test")
        assert seen.states("failed") == ["DNS"]
        assert "the name login.example.test can't be found (no such name)" in words(seen["DNS"])
        assert "marked" not in seen.text

    @pytest.mark.parametrize(
        ("off", "state", "said"),
        [
            (6.0, "ok", "6 s ahead of"),
            (-4.0, "ok", "4 s behind"),
            (3600.0, "failed", "60 min ahead of"),
            (-86_400.0 * 3, "failed", "3 days behind"),
        ],
    )
    def test_a_clock_that_is_off(
        self, simulator: RunningSimulator, off: float, state: str, said: str
    ) -> None:
        clock = ManualClock(simulator.clock.now + off)
        seen = look(simulator.base_url, clock=clock)
        assert seen["clock"].state == state
        assert said in words(seen["clock"])
        assert seen["queues"].state == "ok"

    def test_a_web_page_in_place_of_genesys_cloud(self) -> None:
        page = [
            answer(b"<html>Hotel wifi: marked-page</html>", headers="Content-Type: text/html\r\n")
        ]
        with RawServer([], page, page, page, page) as server:
            seen = look(server.url)
        assert "a web page with status 200" in words(seen["first answer"])
        assert seen["token"].state == "failed"
        assert "marked-page" not in seen.text

    def test_a_proxy_that_refuses_is_told_without_its_password(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        no = [answer(b"", status="407 Proxy Authentication Required")]
        with RawServer([], no, no, no, no) as proxy:
            port = proxy.url.rpartition(":")[2]
            monkeypatch.setenv("https_proxy", f"http://marked-user:marked-pw@127.0.0.1:{port}")
            seen = look("https://api.example.test")
        assert seen["proxy"].state == "ok"
        assert f"127.0.0.1:{port}" in words(seen["proxy"])
        assert seen.states("failed") == ["TLS"]
        assert "the proxy refuses the way (407: its user or password is wrong)" in words(
            seen["TLS"]
        )
        assert "marked" not in seen.text
        assert any(b"Proxy-Authorization" in r.title() for r in proxy.requests)

    def test_a_proxy_that_is_not_there_is_blamed_by_its_own_name(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://marked-user:marked-pw@127.0.0.1:{port}")
        seen = look("https://api.example.test")
        assert seen.states("failed") == ["TCP"]
        said = words(seen["TCP"])
        assert f"the proxy 127.0.0.1:{port} refuses the connection" in said
        assert "HTTPS_PROXY" in said
        assert "GENESYS_CLOUD_REGION" not in said
        assert "marked" not in seen.text

    def test_a_proxy_whose_name_is_not_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", "http://marked-user:marked-pw@no-proxy.invalid:3128")
        seen = look("https://api.example.test")
        assert seen.states("failed") == ["DNS"]
        said = words(seen["DNS"])
        assert "the name of the proxy no-proxy.invalid can't be found" in said
        assert "NO_PROXY" in said

    @pytest.mark.parametrize("password", ["marked/pw", "12/marked", "12#marked"])
    def test_a_proxy_that_cannot_be_read_is_no_fault_of_the_program(
        self, monkeypatch: pytest.MonkeyPatch, password: str
    ) -> None:
        monkeypatch.setenv("https_proxy", f"http://marked-user:{password}@127.0.0.1:9")
        seen = look("https://api.example.test")
        assert seen.states("failed") == ["proxy"]
        assert seen["proxy"].cause == "network"
        assert "The proxy in the environment can't be read." in words(seen["proxy"])
        assert "marked" not in seen.text

    def test_a_proxy_that_cannot_be_used_is_no_fault_of_the_program(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("https_proxy", "socks5://marked-user:marked-pw@127.0.0.1:1")
        seen = look("https://api.example.test")
        assert seen.states("failed") == ["proxy"]
        assert "The proxy in the environment is none that can be used" in words(seen["proxy"])
        assert seen["proxy"].cause == "network"
        assert words(seen["token"]) == "needs a connection to the login host"
        assert "marked" not in seen.text


class SecureServer:
    """A loopback server with a certificate of that authority; answers 401 without end."""

    def __init__(self, authority: trustme.CA) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone would not wake a thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            plain.settimeout(2)
            try:
                with self._context.wrap_socket(plain, server_side=True) as link:
                    if link.recv(65536):
                        date = "Date: Thu, 01 Jan 2026 12:00:00 GMT\r\nININ-Correlation-Id: c\r\n"
                        link.sendall(answer(b"{}", status="401 Unauthorized", headers=date))
            except OSError:
                plain.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Marked Issuer Corp")


class TestCertificates:
    def test_a_trusted_one_is_told_with_issuer_and_end(
        self, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(str(file))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with SecureServer(authority) as server:
            seen = look(f"https://localhost:{server.port}", client=None)
        assert seen.states("failed") == []
        said = words(seen["TLS"])
        assert re.search(r"TLSv1\.[23], issued by Marked Issuer Corp, until 3000-01-01$", said)
        kinds = {part.text: part.kind for part in seen["TLS"].found}
        assert kinds["Marked Issuer Corp"] == "issuer"
        assert seen["first answer"].state == "ok"

    def test_one_that_ends_soon_says_when(
        self, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(str(file))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        a_week_before = ManualClock(datetime(2999, 12, 24, 12, tzinfo=UTC).timestamp())
        with SecureServer(authority) as server:
            seen = look(f"https://localhost:{server.port}", client=None, clock=a_week_before)
        assert words(seen["TLS"]).endswith("until 3000-01-01 (in 7 days)")

    def test_one_that_nobody_vouches_for(self, authority: trustme.CA) -> None:
        with SecureServer(authority) as server:
            seen = look(f"https://localhost:{server.port}", client=None)
        assert seen.states("failed") == ["TLS"]
        assert "is not trusted: unable to get local issuer certificate" in words(seen["TLS"])
        assert "SSL_CERT_FILE" in words(seen["TLS"])
        assert words(seen["first answer"]) == "needs a connection to the API"

    def test_plain_http_where_tls_is_expected(self, simulator: RunningSimulator) -> None:
        url = simulator.base_url.replace("http:", "https:")
        seen = look(url, client=None)
        assert seen.states("failed") == ["TLS"]
        assert "speaks no TLS that is understood" in words(seen["TLS"])
