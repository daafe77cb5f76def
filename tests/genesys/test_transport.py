"""The transport: time-outs on everything, no retries, and a sentence for each way to fail."""

import gzip
import socket
import ssl

import pytest

from queuetui import __version__
from queuetui.genesys.errors import AnswerUnreadable, NoAnswer
from queuetui.genesys.transport import Exchange, Timeouts, Transport
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http
from tests.patience import PATIENT

FAST = Timeouts(connect=0.3, read=0.3, total=2.0)
"""For servers that never answer."""


def send(url: str, *, timeouts: Timeouts = PATIENT) -> Exchange:
    transport = Transport(ManualClock(), timeouts)
    try:
        return transport.send("GET", f"{url}/api/v2/x", headers={"Accept": "application/json"})
    finally:
        transport.close()


def test_an_exchange_carries_status_headers_and_raw_body() -> None:
    headers = "ININ-Correlation-Id: abc\r\nDate: Thu, 01 Jan 2026 12:00:00 GMT\r\n"
    with RawServer([http(b"{}", headers=headers)]) as server:
        got = send(server.url)
    assert (got.status, got.body) == (200, b"{}")
    assert got.headers["inin-correlation-id"] == "abc"
    assert got.endpoint == "GET /api/v2/x"
    assert f"User-Agent: queuetui/{__version__}".encode() in server.requests[0]


def test_query_and_body_are_sent_as_given() -> None:
    with RawServer([http(b"{}")]) as server:
        Transport(ManualClock(), PATIENT).send(
            "POST", f"{server.url}/p", headers={}, query={"a": "1 2"}, body=b'{"x":1}'
        )
    assert server.requests[0].startswith(b"POST /p?a=1+2 HTTP/1.1")
    assert server.requests[0].endswith(b'{"x":1}')


def test_compressed_answers_are_unpacked() -> None:
    packed = gzip.compress(b'{"a":1}')
    with RawServer([http(packed, headers="Content-Encoding: gzip\r\n")]) as server:
        assert send(server.url).body == b'{"a":1}'


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Unavailable", "302 Found"])
def test_nothing_is_retried_or_followed_behind_our_back(status: str) -> None:
    script = [http(b"", status=status, headers="Retry-After: 30\r\nLocation: /elsewhere\r\n")]
    with RawServer(script, script) as server:
        assert send(server.url).status == int(status[:3])
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("script", "end", "said"),
    [
        ([], "hang", "did not answer within the time-out"),
        ([], "close", "broke the connection off"),
        ([], "reset", "broke the connection off"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"], "hang", "did not answer within"),
        ([b"garbage\r\n\r\n"], "close", "broke the connection off"),
    ],
)
def test_what_the_network_does_is_one_sentence(script: list[bytes], end: str, said: str) -> None:
    with RawServer(script, end=end) as server, pytest.raises(NoAnswer, match=said):
        send(server.url, timeouts=FAST if end == "hang" else PATIENT)


@pytest.mark.parametrize("end", ["close", "reset"])
def test_a_body_that_breaks_off_is_no_answer(end: str) -> None:
    script = [http(b'{"results":', length=500)]
    with RawServer(script, end=end) as server, pytest.raises((AnswerUnreadable, NoAnswer)):
        send(server.url)


def test_broken_compression_is_unreadable() -> None:
    script = [http(b"not gzip at all", headers="Content-Encoding: gzip\r\n")]
    with RawServer(script) as server, pytest.raises(AnswerUnreadable, match="cut off"):
        send(server.url)


def test_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(NoAnswer, match="refuses the connection"):
        send(url)


def test_a_name_that_does_not_exist() -> None:
    with pytest.raises(NoAnswer, match=r"no-such-host\.invalid can't be found \(DNS\)"):
        send("http://no-such-host.invalid")


def test_tls_against_a_server_that_speaks_none() -> None:
    with RawServer([b"HTTP/1.1 400 Bad Request\r\n\r\n"]) as server:
        url = server.url.replace("http://", "https://")
        with pytest.raises(NoAnswer):
            send(url, timeouts=FAST)


def test_certificates_are_verified() -> None:
    context = Transport(ManualClock())._tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_the_proxy_of_the_environment_is_used_and_its_password_sent_to_it_only(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with RawServer([http(b'{"from": "proxy"}')]) as proxy:
        monkeypatch.setenv(variable, proxy.url.replace("//", "//user:p%40w@"))
        monkeypatch.setenv("no_proxy", "")
        assert send("http://api.example.invalid").body == b'{"from": "proxy"}'
    assert proxy.requests[0].startswith(b"GET http://api.example.invalid/api/v2/x HTTP/1.1")
    assert b"Proxy-Authorization: Basic dXNlcjpwQHc=" in proxy.requests[0].replace(
        b"proxy-authorization", b"Proxy-Authorization"
    )


def test_loopback_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with RawServer([http(b"{}")]) as server:
        assert send(server.url).status == 200


def test_no_sentence_holds_the_url_with_its_query() -> None:
    with RawServer([], end="close") as server, pytest.raises(NoAnswer) as caught:
        Transport(ManualClock(), PATIENT).send(
            "GET",
            f"{server.url}/x",
            headers={"Authorization": "Bearer marked"},
            query={"k": "marked"},
        )
    assert "marked" not in " ".join(caught.value.lines)


def test_a_proxy_that_cannot_be_used_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://user:marked@127.0.0.1:1080")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(NoAnswer, match=r"The proxy in the environment .* \(socks5\)") as caught:
        send("http://api.example.invalid")
    assert "marked" not in caught.value.what


def test_a_repr_shows_neither_body_nor_headers() -> None:
    script = [http(b'{"access_token": "marked"}', headers="Set-Cookie: marked\r\n")]
    with RawServer(script) as server:
        got = send(server.url)
    assert b"marked" in got.body
    shown = repr(got) + str(got) + repr([got]) + repr(got.__rich_repr__())
    assert "marked" not in shown
    assert "GET /api/v2/x" in shown


def test_the_same_question_has_the_same_number() -> None:
    answer = [http(b"{}")]
    with RawServer(answer, answer, answer) as server:
        first, second = send(server.url), send(server.url)
        other = Transport(ManualClock(), PATIENT).send("POST", server.url, headers={}, body=b"{}")
    assert first.request == second.request != other.request
