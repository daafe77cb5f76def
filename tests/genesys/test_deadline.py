"""The end of a call, on real sockets: whatever drips or hangs, it is over in time."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import trustme

from queuetui.genesys import resolver
from queuetui.genesys.connections import dial
from queuetui.genesys.deadline import remaining
from queuetui.genesys.errors import NoAnswer
from queuetui.genesys.transport import Exchange, Timeouts, Transport
from tests.clocks import ManualClock
from tests.genesys.raw_server import NEXT_REQUEST, RawServer, drips, http

TOTAL = 0.3
BRIEF = Timeouts(connect=10.0, read=10.0, total=TOTAL)
"""Only the end of the call can end a call in time."""
CALM = Timeouts(connect=10.0, read=10.0, total=0.8)
"""The same, with time for an answer that comes at once, on a busy machine too."""
PACE = 0.02
"""Seconds between two bytes: each comes long before any time-out of a silence."""
PATIENT = 5.0
"""Seconds within which a call has to be over, however busy the machine is."""
LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n"
LONG_HEAD = LONG + b"X-Padding: " + b"x" * 9000
TLS_RECORD = b"\x16\x03\x03\x40\x00\x02"
NAME = "board.example.invalid"


def send(url: str, timeouts: Timeouts = BRIEF, transport: Transport | None = None) -> Exchange:
    transport = transport or Transport(ManualClock(), timeouts)
    return transport.send("GET", f"{url}/api/v2/x", headers={})


@pytest.fixture
def ends_in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < PATIENT


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "api.example.invalid").configure_cert(context)
    return context


def trusting(authority: trustme.CA, timeouts: Timeouts) -> Transport:
    transport = Transport(ManualClock(), timeouts)
    authority.configure_trust(transport._tls_context())
    return transport


@pytest.mark.usefixtures("ends_in_time")
class TestDrips:
    @pytest.mark.parametrize(
        "script",
        [
            drips(b"HTTP/1.1 200 " + b"x" * 9000),
            [b"HTTP/1.1 200 OK\r\n", *drips(LONG_HEAD[17:])],
            [LONG + b"\r\n", *drips(b"x" * 9000)],
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 9000],
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *drips(b"0" * 9000)],
        ],
        ids=["status line", "headers", "body", "chunks", "length of a chunk"],
    )
    def test_a_server_that_drips_is_given_up(self, script: Sequence[bytes]) -> None:
        with RawServer(script, pace=PACE) as server:
            with pytest.raises(NoAnswer, match=r"was not complete after 0\.3 s") as caught:
                send(server.url)
            assert f"127.0.0.1:{server.port}" in caught.value.what

    def test_over_tls(self, authority: trustme.CA, tls: ssl.SSLContext) -> None:
        with (
            RawServer(drips(LONG_HEAD), pace=PACE, tls=tls) as server,
            pytest.raises(NoAnswer, match=r"not complete after 0\.8 s"),
        ):
            send(server.url, transport=trusting(authority, CALM))

    def test_in_the_tls_handshake(self) -> None:
        # The beginning of a long record that never ends.
        script = [TLS_RECORD, *drips(b"x" * 9000)]
        with (
            RawServer(script, pace=PACE, polite=False) as server,
            pytest.raises(NoAnswer, match=r"not complete after 0\.3 s"),
        ):
            send(server.url.replace("http://", "https://"))

    def test_a_tls_handshake_ends_with_the_time_out_of_connecting_too(self) -> None:
        script = [TLS_RECORD, *drips(b"x" * 9000)]
        brief = Timeouts(connect=TOTAL, read=10.0, total=10.0)
        with (
            RawServer(script, pace=PACE, polite=False) as server,
            pytest.raises(NoAnswer, match="did not answer within the time-out"),
        ):
            send(server.url.replace("http://", "https://"), brief)

    @pytest.mark.parametrize(
        "script",
        [
            drips(b"HTTP/1.1 200 " + b"x" * 9000),
            [b"HTTP/1.1 200 OK\r\n", *drips(b"X: " + b"x" * 9000)],
        ],
    )
    def test_in_the_proxys_answer_to_connect(
        self, script: Sequence[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with RawServer(script, pace=PACE) as proxy:
            monkeypatch.setenv("https_proxy", proxy.url)
            monkeypatch.setenv("no_proxy", "")
            with pytest.raises(NoAnswer, match=r"not complete after 0\.8 s"):
                send("https://api.example.invalid", CALM)
        assert proxy.requests[0].startswith(b"CONNECT api.example.invalid:443 ")

    def test_in_the_tls_of_a_proxy(
        self, authority: trustme.CA, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with RawServer(drips(LONG_HEAD), pace=PACE, tls=tls) as proxy:
            monkeypatch.setenv("https_proxy", proxy.url)
            monkeypatch.setenv("no_proxy", "")
            with pytest.raises(NoAnswer, match=r"not complete after 0\.8 s"):
                send("https://api.example.invalid", transport=trusting(authority, CALM))
        assert proxy.requests[0].startswith(b"CONNECT api.example.invalid:443 ")

    def test_on_a_connection_that_was_kept_which_is_not_used_again(self) -> None:
        kept = [http(b"{}"), NEXT_REQUEST, *drips(LONG_HEAD)]
        transport = Transport(ManualClock(), CALM)
        with RawServer(kept, [http(b'"new"')], pace=PACE) as server:
            assert send(server.url, transport=transport).body == b"{}"
            with pytest.raises(NoAnswer, match="not complete"):
                send(server.url, transport=transport)
            assert server.connections == 1
            assert send(server.url, transport=transport).body == b'"new"'
            assert server.connections == 2

    def test_a_kept_connection_carries_nothing_of_the_end_of_the_call_before(self) -> None:
        answer = http(b"{}")
        transport = Transport(ManualClock(), CALM)
        with RawServer([answer, NEXT_REQUEST, answer]) as server:
            send(server.url, transport=transport)
            assert remaining(60.0) == 60.0
            threading.Event().wait(CALM.total)
            assert send(server.url, transport=transport).body == b"{}"
            assert server.connections == 1

    def test_each_of_several_threads_ends_in_its_own_time(self) -> None:
        transport = Transport(ManualClock(), BRIEF)
        scripts = [drips(LONG_HEAD)] * 4
        said: list[str] = []

        def call(url: str) -> None:
            with pytest.raises(NoAnswer) as caught:
                send(url, transport=transport)
            said.append(caught.value.what)

        with RawServer(*scripts, pace=PACE) as server:
            threads = [threading.Thread(target=call, args=(server.url,)) for _ in scripts]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(said) == 4
        assert all("not complete after 0.3 s" in one for one in said)


Answers = list[tuple[Any, ...]]


class HangingResolver:
    """Stands in for the system's: knows one name, and answers when it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = threading.Event()
        self.asked: list[str] = []
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: str, port: int, *args: Any, **named: Any) -> Answers:
        if host != NAME:
            return list(self._real(host, port, *args, **named))
        self.asked.append(host)
        self.free.wait(30)
        return list(self._real("127.0.0.1", port, *args, **named))

    def let_go(self) -> None:
        self.free.set()
        for thread in threading.enumerate():
            if thread.name == "queuetui-resolver":
                thread.join(PATIENT)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[HangingResolver]:
    monkeypatch.setenv("no_proxy", "*")
    stand_in = HangingResolver(monkeypatch)
    yield stand_in
    stand_in.let_go()
    assert not any(resolver._under_way.values())


@pytest.mark.usefixtures("ends_in_time")
class TestNames:
    @pytest.mark.parametrize(
        ("timeouts", "said"),
        [
            (Timeouts(connect=0.2, read=9.0, total=9.0), "within 0.2 s"),
            (Timeouts(connect=9.0, read=9.0, total=0.1), "within 0.09|within 0.1 s"),
        ],
    )
    def test_a_resolver_that_hangs_ends_the_call(
        self, hanging: HangingResolver, timeouts: Timeouts, said: str
    ) -> None:
        with pytest.raises(NoAnswer, match=f"The name {NAME} could not be resolved") as caught:
            send(f"http://{NAME}:81", timeouts)
        assert any(one in caught.value.what for one in said.split("|"))

    def test_the_name_that_fails_may_be_that_of_the_proxy(
        self, hanging: HangingResolver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("http_proxy", f"http://{NAME}:82")
        with pytest.raises(NoAnswer, match=f"The name {NAME} could not be resolved"):
            send("http://api.example.invalid", Timeouts(connect=0.1))

    def test_many_calls_share_one_look_up_and_go_on_when_it_answers(
        self, hanging: HangingResolver
    ) -> None:
        with RawServer([http(b"{}")]) as server:
            url = f"http://{NAME}:{server.port}"
            for _ in range(5):
                with pytest.raises(NoAnswer, match="could not be resolved"):
                    send(url, Timeouts(connect=0.02))
            assert hanging.asked == [NAME]
            hanging.let_go()
            assert send(url, Timeouts(connect=5.0)).status == 200

    def test_one_that_hangs_for_long_gets_company_but_not_without_end(
        self, hanging: HangingResolver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(resolver, "_HANGING", 0.0)
        for _ in range(9):
            with pytest.raises(resolver.NameUnanswered):
                resolver.resolve(NAME, 83, 0.001)
        assert hanging.asked == [NAME] * 3

    @pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    def test_an_address_is_no_name(self, host: str) -> None:
        before = threading.active_count()
        assert resolver.resolve(host, 80, 0.0)[0][1][:2] == (host, 80)
        assert threading.active_count() == before

    @pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 80 + ".invalid", ".invalid"])
    def test_a_name_that_is_none(self, host: str) -> None:
        with pytest.raises(socket.gaierror):
            resolver.resolve(host, 80, 5.0)


class TestDialling:
    def test_the_next_address_is_tried_and_families_take_turns(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried: list[str] = []
        connect: Callable[..., None] = socket.socket.connect

        def note(self: socket.socket, where: tuple[Any, ...]) -> None:
            tried.append(where[0])
            connect(self, where)

        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            six, four = socket.AF_INET6, socket.AF_INET
            dead = [(six, ("::1", port, 0, 0)), (six, ("::1", port, 0, 0))]
            alive = (four, ("127.0.0.1", port))
            monkeypatch.setattr(
                "queuetui.genesys.connections.resolve", lambda *_: [*dead, alive, alive]
            )
            monkeypatch.setattr(socket.socket, "connect", note, raising=False)
            with dial("board.example.invalid", port, 1.0, ()) as link:
                assert link.getpeername() == ("127.0.0.1", port)
        assert tried[-1] == "127.0.0.1"
        assert len(tried) <= 2

    def test_no_address_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("queuetui.genesys.connections.resolve", lambda *_: [])
        with pytest.raises(NoAnswer, match="can't be reached"):
            send("http://board.example.invalid", Timeouts())
