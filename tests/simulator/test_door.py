"""The port itself: gone, back, and speaking TLS."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest
import trustme

from queuetui.simulator.door import HOST, TLS_ALERT
from queuetui.simulator.faults import GoAway, Status, Tls
from queuetui.simulator.running import RunningSimulator
from tests.simulator.conftest import Client
from tests.simulator.waiting import answer_on, connected

REQUEST = b"GET /api/v2/tokens/me HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def context(authority: trustme.CA) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(made)
    return made


def test_it_goes_away_and_comes_back_on_the_same_port(
    simulator: RunningSimulator, client: Client
) -> None:
    port = simulator.base_url.rpartition(":")[2]
    assert client.get("/tokens/me").status == 200
    for _ in range(3):
        simulator.faults.go_away()
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                client.get("/tokens/me")
        simulator.faults.come_back()
        # Tokens are remembered: it was the network that was gone.
        assert client.get("/tokens/me").status == 200
    assert simulator.base_url.rpartition(":")[2] == port


def test_open_connections_break_off(simulator: RunningSimulator) -> None:
    with connected(simulator) as connection:
        assert answer_on(connection, REQUEST)[0] == 401
        simulator.faults.go_away()
        assert connection.recv(10_000) == b""


def test_nobody_else_gets_the_port_meanwhile(simulator: RunningSimulator) -> None:
    simulator.faults.go_away()
    port = int(simulator.base_url.rpartition(":")[2])
    with socket.socket() as other, pytest.raises(OSError, match="in use") as error:
        other.bind((HOST, port))
    assert error.value.errno == errno.EADDRINUSE


def test_it_goes_and_comes_by_the_clock(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(GoAway(start=10.0, length=5.0, every=20.0))
    for _ in range(2):
        assert client.login().status == 200
        simulator.clock.advance(10.0)
        with pytest.raises(ConnectionRefusedError):
            client.login()
        simulator.clock.advance(5.0)
        assert client.login().status == 200
        simulator.clock.advance(5.0)
    simulator.clock.advance(10.0)
    simulator.faults.clear()
    assert client.login().status == 200


def test_gone_from_the_start() -> None:
    simulator = RunningSimulator(queues=1)
    simulator.faults.add(GoAway(length=60.0))
    with simulator:
        with pytest.raises(ConnectionRefusedError):
            Client(simulator).login()
        simulator.clock.advance(60.0)
        assert Client(simulator).login().status == 200


def test_it_can_stop_while_it_is_away() -> None:
    with RunningSimulator(queues=1) as simulator:
        simulator.faults.go_away()
    with pytest.raises(ConnectionRefusedError):
        Client(simulator).login()
    # Nobody holds the port any more.
    with socket.socket() as other:
        other.bind((HOST, int(simulator.base_url.rpartition(":")[2])))


def test_without_a_certificate_everybody_gets_an_alert(
    simulator: RunningSimulator, client: Client
) -> None:
    identity = simulator.faults.add(Tls())
    with connected(simulator) as connection:
        connection.sendall(REQUEST)
        assert connection.recv(100) == TLS_ALERT
        assert connection.recv(100) == b""
    trusting = ssl.create_default_context()
    with (
        connected(simulator) as connection,
        pytest.raises(ssl.SSLError, match="UNEXPECTED_MESSAGE"),
    ):
        trusting.wrap_socket(connection, server_hostname=HOST)
    with connected(simulator) as silent:
        simulator.faults.remove(identity)
        assert silent.recv(100) == b""
    assert client.login().status == 200


def test_with_a_certificate_it_is_the_service_over_tls(
    authority: trustme.CA, context: ssl.SSLContext
) -> None:
    with RunningSimulator(queues=1, tls=context) as simulator:
        client = Client(simulator)
        assert client.login().status == 200
        simulator.faults.add(Tls(length=30.0))
        with pytest.raises(OSError, match=r"closed|reset"):
            client.login()
        trusting = ssl.create_default_context()
        with connected(simulator) as bare, pytest.raises(ssl.SSLCertVerificationError):
            trusting.wrap_socket(bare, server_hostname=HOST)
        authority.configure_trust(trusting)
        with (
            connected(simulator) as bare,
            trusting.wrap_socket(bare, server_hostname=HOST) as connection,
        ):
            assert answer_on(connection, REQUEST)[0] == 401
            simulator.faults.add(Status(500, requests=1))
            assert answer_on(connection, REQUEST)[0] == 500
        simulator.clock.advance(30.0)
        assert client.login().status == 200


def test_away_wins_over_tls(simulator: RunningSimulator) -> None:
    simulator.faults.add(Tls())
    simulator.faults.go_away()
    with pytest.raises(ConnectionRefusedError):
        connected(simulator)
    simulator.faults.come_back()
    with connected(simulator) as connection:
        connection.sendall(b"?")
        assert connection.recv(100) == TLS_ALERT
