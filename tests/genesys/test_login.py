"""The token's life: renewal beside the calls, single flight, and orders to wait."""

import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from queuetui.genesys.errors import (
    AnswerUnreadable,
    CredentialsRefused,
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
)
from queuetui.genesys.login import Login, _decoder
from queuetui.genesys.transport import Exchange
from tests.clocks import ManualClock

LIFE = 1_000.0
DUE = 800.0
PATIENT = 10.0


class Host:
    """A login host that answers as it is told, and hangs while it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.asking = 0
        self.most_at_once = 0
        self.fails: Exception | None = None
        self.body = b'{"access_token": "marked", "expires_in": 1000}'
        self.free = threading.Event()
        self.free.set()
        self.reached = threading.Semaphore(0)

    def ask(self) -> Exchange:
        self.asked += 1
        self.asking += 1
        self.most_at_once = max(self.most_at_once, self.asking)
        self.reached.release()
        try:
            assert self.free.wait(PATIENT)
            if self.fails is not None:
                raise self.fails
        finally:
            self.asking -= 1
        return Exchange("POST", "/oauth/token", 200, {}, self.body, 0.0, 0.1)


@pytest.fixture
def host() -> Iterator[Host]:
    one = Host()
    yield one
    one.free.set()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def login(host: Host, clock: ManualClock, kept: list[str]) -> Login:
    return Login(host.ask, clock, kept.append)


def hang(host: Host) -> None:
    """Hang from the next attempt on, whose beginning can be waited for."""
    host.free.clear()
    while host.reached.acquire(blocking=False):
        pass


def begun(host: Host) -> bool:
    return host.reached.acquire(timeout=PATIENT)


def settle() -> None:
    for thread in threading.enumerate():
        if thread.name == "queuetui-login":
            thread.join(PATIENT)


def beside(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_renewal_that_hangs_holds_up_nobody(
    login: Login, host: Host, clock: ManualClock, kept: list[str]
) -> None:
    assert login.ensure() == 1
    hang(host)
    clock.advance(DUE + 1)
    assert login.ensure() == 1
    assert begun(host)
    for _ in range(5):
        clock.advance(35)  # even when the next attempt is due, there is but one
        assert login.ensure() == 1
    assert (host.asked, host.most_at_once) == (2, 1)
    assert sum(thread.name == "queuetui-login" for thread in threading.enumerate()) == 1
    host.free.set()
    settle()
    assert login.ensure() == 2
    assert login.life == LIFE
    assert kept == ["marked", "marked"]


def test_once_the_old_token_has_run_out_calls_wait_for_the_one_renewal(
    login: Login, host: Host, clock: ManualClock
) -> None:
    login.ensure()
    hang(host)
    clock.advance(DUE)
    login.ensure()
    assert begun(host)
    clock.advance(LIFE - DUE)
    got: list[int] = []
    waiting = [beside(lambda: got.append(login.ensure())) for _ in range(4)]
    assert not host.reached.acquire(timeout=0.05)
    assert got == []
    host.free.set()
    for thread in waiting:
        thread.join(PATIENT)
    assert got == [2] * 4
    assert (host.asked, host.most_at_once) == (2, 1)


def test_a_token_refused_during_a_renewal_costs_no_other_one(
    login: Login, host: Host, clock: ManualClock
) -> None:
    login.ensure()
    hang(host)
    clock.advance(DUE)
    login.ensure()
    assert begun(host)
    refused = beside(lambda: login.renew(1))
    assert not host.reached.acquire(timeout=0.05)
    host.free.set()
    refused.join(PATIENT)
    settle()
    assert (login.number, host.asked) == (2, 2)


@pytest.mark.parametrize(("ordered", "wait"), [(None, 30.0), (3.0, 30.0), (120.0, 120.0)])
def test_a_failed_renewal_is_tried_later_as_ordered(
    login: Login, host: Host, clock: ManualClock, ordered: float | None, wait: float
) -> None:
    login.ensure()
    host.fails = RateLimited("slow down")
    host.fails.retry_after = ordered
    clock.advance(DUE)
    login.ensure()
    settle()
    assert host.asked == 2
    clock.advance(wait - 1)
    assert login.ensure() == 1
    settle()
    assert host.asked == 2
    host.fails = None
    clock.advance(1)
    login.ensure()
    settle()
    assert (host.asked, login.number) == (3, 2)


def test_a_renewal_that_took_long_to_fail_is_not_tried_again_at_once(
    login: Login, host: Host, clock: ManualClock
) -> None:
    login.ensure()
    hang(host)
    host.fails = NoAnswer("hung")
    clock.advance(DUE)
    login.ensure()
    assert begun(host)
    clock.advance(60)
    host.free.set()
    settle()
    clock.advance(29)
    login.ensure()
    settle()
    assert host.asked == 2


def test_an_unforeseen_failure_is_logged_and_tried_again(
    login: Login, host: Host, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    login.ensure()
    host.fails = ZeroDivisionError()
    clock.advance(DUE)
    with caplog.at_level(logging.ERROR):
        login.ensure()
        settle()
    assert "ZeroDivisionError" in caplog.text
    host.fails = None
    clock.advance(30)
    login.ensure()
    settle()
    assert login.number == 2


def test_an_order_to_wait_counts_for_all_who_come_later(
    login: Login, host: Host, clock: ManualClock
) -> None:
    host.fails = RateLimited("slow down")
    host.fails.retry_after = 60.0
    with pytest.raises(RateLimited):
        login.ensure()
    clock.advance(20)
    with pytest.raises(RateLimited) as caught:
        login.ensure()
    assert caught.value.retry_after == 40.0
    assert host.asked == 1
    clock.advance(41)
    host.fails = None
    assert login.ensure() == 1


def test_the_error_that_others_get_is_whole(login: Login, host: Host, clock: ManualClock) -> None:
    refused = PermissionRefused("no", "a:b:c")
    refused.status, refused.correlation_id, refused.why = 403, "abc", "because"
    host.fails = refused
    with pytest.raises(PermissionRefused):
        login.ensure()
    with pytest.raises(PermissionRefused) as caught:
        login.ensure()
    again = caught.value
    assert again is not refused
    assert again.lines == refused.lines
    assert (again.permission, again.status, again.correlation_id) == ("a:b:c", 403, "abc")
    assert again.retry_after is None
    assert host.asked == 1


@pytest.mark.parametrize("error", [CredentialsRefused("wrong"), None])
def test_a_failure_counts_for_all_who_wanted_one_at_the_same_time(
    login: Login, host: Host, clock: ManualClock, error: GenesysError | None
) -> None:
    host.fails, host.body = error, b"{}"  # without an error the answer can't be read
    for _ in range(3):
        with pytest.raises((CredentialsRefused, AnswerUnreadable)):
            login.ensure()
    assert host.asked == 1
    clock.advance(1)
    with pytest.raises((CredentialsRefused, AnswerUnreadable)):
        login.ensure()
    assert host.asked == 2


def test_a_repr_shows_no_token(login: Login, host: Host) -> None:
    login.ensure()
    answer = _decoder.decode(host.body)
    assert answer.access_token == "marked"
    shown = repr(answer) + str(answer) + repr([answer]) + repr(answer.__rich_repr__())
    assert "marked" not in shown + repr(login) + repr(vars(login))
