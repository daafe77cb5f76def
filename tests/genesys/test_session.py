"""The session against the simulator over loopback: token, 401, rate budget, server's clock."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from queuetui.domain.diagnostics import RateBudget
from queuetui.genesys import errors
from queuetui.genesys.connect import open_session
from queuetui.genesys.errors import (
    CredentialsRefused,
    GenesysError,
    PermissionRefused,
    RequestRefused,
    ServerFailed,
)
from queuetui.genesys.session import Session
from queuetui.genesys.source import Source
from queuetui.simulator.faults import Fault, Hang, RateLimited, Status
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http

QUEUES = "/api/v2/routing/queues"
TOKEN = http(b'{"access_token": "t", "expires_in": 600}', headers="Connection: close\r\n")


class Pair:
    """A session and a simulator on one clock."""

    def __init__(self, simulator: RunningSimulator) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.session = self.open()

    def open(self, **changed: Any) -> Session:
        who = structs.replace(self.simulator.credentials, **changed)
        return open_session(self.simulator.base_url, who.client_id, who.client_secret, self.clock)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    def renewed(self) -> None:
        """Wait for a renewal that is under way."""
        for thread in threading.enumerate():
            if thread.name == "queuetui-login":
                thread.join(10)

    def tokens_asked(self) -> int:
        return sum(r.path == "/oauth/token" for r in self.simulator.received)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with RunningSimulator() as simulator:
        yield Pair(simulator)


def test_one_token_serves_many_calls(pair: Pair) -> None:
    for _ in range(3):
        assert pair.session.call("GET", QUEUES).status == 200
    assert pair.tokens_asked() == 1
    assert pair.session.rate.count == 3
    assert pair.session.rate.allowed == 300


def test_the_token_is_renewed_well_before_it_expires(pair: Pair) -> None:
    pair.simulator.settings = structs.replace(pair.simulator.settings, token_seconds=1000)
    pair.session.call("GET", QUEUES)
    pair.advance(790)
    pair.session.call("GET", QUEUES)
    assert pair.tokens_asked() == 1
    pair.advance(20)
    pair.session.call("GET", QUEUES)
    pair.renewed()
    assert pair.tokens_asked() == 2
    assert pair.session.call("GET", QUEUES).status == 200
    assert [r.status for r in pair.simulator.received if r.path == QUEUES] == [200] * 4


def test_calls_go_on_with_the_old_token_while_the_login_hangs(pair: Pair) -> None:
    pair.simulator.settings = structs.replace(pair.simulator.settings, token_seconds=1000)
    pair.session.call("GET", QUEUES)
    hang = pair.simulator.faults.add(Hang(endpoint="token"))
    pair.advance(810)
    for _ in range(3):
        assert pair.session.call("GET", QUEUES).status == 200
    assert pair.tokens_asked() == 1
    pair.simulator.faults.remove(hang)
    pair.renewed()
    assert pair.tokens_asked() == 2
    life = pair.session.token_life
    assert life is not None
    assert life > 900


def test_a_revoked_token_costs_exactly_one_new_one_and_one_more_try(pair: Pair) -> None:
    pair.session.call("GET", QUEUES)
    pair.simulator.revoke_tokens()
    assert pair.session.call("GET", QUEUES).status == 200
    assert pair.tokens_asked() == 2
    assert [r.status for r in pair.simulator.received if r.path == QUEUES] == [200, 401, 200]


def test_many_threads_never_ask_twice_for_a_new_token(pair: Pair) -> None:
    pair.session.call("GET", QUEUES)
    pair.simulator.revoke_tokens()
    together = threading.Barrier(6)
    statuses: list[int] = []

    def one() -> None:
        together.wait()
        statuses.append(pair.session.call("GET", QUEUES).status)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 6
    assert pair.tokens_asked() == 2


def test_many_threads_do_not_each_try_a_wrong_secret(pair: Pair) -> None:
    session = pair.open(client_secret="wrong")
    together = threading.Barrier(6)
    refused: list[str] = []

    def one() -> None:
        together.wait()
        with pytest.raises(CredentialsRefused) as caught:
            session.call("GET", QUEUES)
        refused.append(caught.value.what)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 6
    assert pair.tokens_asked() == 1
    (login,) = session.calls
    assert (login.endpoint, login.status) == ("POST /oauth/token", 401)
    pair.advance(1)
    with pytest.raises(CredentialsRefused):
        session.call("GET", QUEUES)
    assert pair.tokens_asked() == 2


def test_a_wrong_secret_and_an_unknown_client_are_told_apart(pair: Pair) -> None:
    with pytest.raises(CredentialsRefused, match="client secret"):
        pair.open(client_secret="wrong").call("GET", QUEUES)
    with pytest.raises(CredentialsRefused, match="does not know this OAuth client id"):
        pair.open(client_id="99999999-0000-4000-8000-000000000000").call("GET", QUEUES)


def test_a_missing_permission_is_named(pair: Pair) -> None:
    pair.simulator.settings = structs.replace(
        pair.simulator.settings, withheld=frozenset({"routing:queue:view"})
    )
    with pytest.raises(PermissionRefused) as caught:
        pair.session.call("GET", QUEUES)
    assert caught.value.permission is not None
    assert caught.value.permission.startswith("routing:queue:view")
    assert "routing:queue:view" in caught.value.what
    assert "Roles" in caught.value.advice


def test_the_rate_limit_says_when_to_come_back_and_nothing_sleeps(pair: Pair) -> None:
    pair.simulator.settings = structs.replace(pair.simulator.settings, requests_per_minute=2)
    pair.session.call("GET", QUEUES)
    pair.session.call("GET", QUEUES)
    with pytest.raises(errors.RateLimited) as caught:
        pair.session.call("GET", QUEUES)
    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after <= 61
    assert caught.value.correlation_id
    assert pair.clock.waits == []


HEADERS = "inin-ratelimit-count: 301\r\ninin-ratelimit-allowed: 300\r\ninin-ratelimit-reset: 17\r\n"


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Unavailable", "404 Not Found"])
def test_the_rate_budget_is_learnt_from_errors_too(status: str) -> None:
    with RawServer([TOKEN], [http(b"{}", status=status, headers=HEADERS)]) as server:
        session = open_session(server.url, "id", "secret", ManualClock())
        with pytest.raises(GenesysError):
            session.call("GET", QUEUES)
    assert session.rate == RateBudget(301, 300, 17)


def test_the_date_of_an_error_is_learnt_if_genesys_cloud_made_it() -> None:
    dates = "Date: Thu, 01 Jan 2026 14:00:00 GMT\r\n"
    for genuine in ("", "ININ-Correlation-Id: abc\r\n"):
        error = [http(b"{}", status="503 Unavailable", headers=dates + genuine)]
        clock = ManualClock()
        with RawServer([TOKEN], error) as server:
            session = open_session(server.url, "id", "secret", clock)
            with pytest.raises(ServerFailed):
                session.call("GET", QUEUES)
        assert session.skew == pytest.approx(7_200 if genuine else 0, abs=1.1)


@pytest.mark.parametrize(
    "fault", [RateLimited(40), Status(503, retry_after=40), Status(502, "html", retry_after=40)]
)
def test_every_error_carries_the_order_to_wait(pair: Pair, fault: Fault) -> None:
    source = Source(lambda: pair.session)
    source.read_queues()
    pair.simulator.faults.add(fault)
    for ask in (source.read_queues, source.organisation, lambda: source.observe(["x"])):
        with pytest.raises(GenesysError) as caught:
            ask()
        assert caught.value.retry_after == 40
    with pytest.raises(GenesysError) as caught:
        pair.open().sign_in()
    assert caught.value.retry_after == 40


def test_a_date_to_come_back_at_is_understood() -> None:
    headers = (
        "Date: Thu, 01 Jan 2026 14:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2026 14:00:25 GMT\r\n"
    )
    with RawServer([TOKEN], [http(b"", status="429 Slow", headers=headers)]) as server:
        session = open_session(server.url, "id", "secret", ManualClock())
        with pytest.raises(errors.RateLimited) as caught:
            session.call("GET", QUEUES)
    assert caught.value.retry_after == 25


def test_a_token_that_is_refused_again_and_again_keeps_the_order_to_wait() -> None:
    refused = [http(b"{}", status="401 No", headers="Connection: close\r\nRetry-After: 9\r\n")]
    with RawServer([TOKEN], refused, [TOKEN], refused) as server:
        session = open_session(server.url, "id", "secret", ManualClock())
        with pytest.raises(CredentialsRefused, match="has just given") as caught:
            session.call("GET", QUEUES)
    assert (caught.value.retry_after, caught.value.status) == (9, 401)


def test_an_unknown_path_is_refused_in_words(pair: Pair) -> None:
    with pytest.raises(RequestRefused, match="404"):
        pair.session.call("GET", "/api/v2/nowhere")


@pytest.mark.parametrize("off", [-7_200.0, -3.0, 0.0, 40.0, 86_400.0])
def test_the_servers_clock_is_learnt_from_its_answers(pair: Pair, off: float) -> None:
    pair.clock.wall -= off
    for _ in range(5):
        pair.session.call("GET", QUEUES)
        pair.advance(0.9)
    assert pair.session.server_now() == pytest.approx(pair.simulator.clock.now, abs=0.6)


def test_calls_are_kept_for_diagnostics_with_their_correlation_id(pair: Pair) -> None:
    pair.session.call("GET", QUEUES)
    with pytest.raises(RequestRefused):
        pair.session.call("GET", "/api/v2/nowhere")
    login, good, bad = pair.session.calls
    assert (login.endpoint, login.status) == ("POST /oauth/token", 200)
    assert (good.endpoint, good.status) == (f"GET {QUEUES}", 200)
    assert good.correlation_id
    assert bad.error is not None
    assert bad.status == 404
    assert bad.correlation_id


def test_no_repr_shows_a_secret_or_a_token(pair: Pair) -> None:
    pair.session.call("GET", QUEUES)
    shown = repr(pair.session) + repr(pair.session.client) + repr(list(pair.session.calls))
    shown += repr(vars(pair.session)["_login"]) + repr(pair.session.call("GET", QUEUES))
    assert pair.simulator.credentials.client_secret not in shown
    token = pair.session.client._client.access_token
    assert token
    assert token not in shown


@pytest.mark.parametrize(
    "headers",
    [
        "inin-ratelimit-count: 1e999\r\ninin-ratelimit-allowed: nan\r\n",
        "Date: Thu, 01 Jan 99999999999999999 12:00:00 GMT\r\n",
        "Date: yesterday\r\n",
    ],
)
def test_an_odd_header_is_no_trouble(headers: str) -> None:
    close = "Connection: close\r\n"
    token = http(b'{"access_token": "t", "expires_in": 600}', headers=close)
    with RawServer([token], [http(b"{}", headers=close + headers)]) as server:
        session = open_session(server.url, "id", "secret", ManualClock())
        assert session.call("GET", QUEUES).status == 200
