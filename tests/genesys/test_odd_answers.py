"""Answers that nobody would make on purpose: each ends in a typed error, whatever it holds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from queuetui.genesys.connect import open_session
from queuetui.genesys.errors import (
    AnswerUnreadable,
    CredentialsRefused,
    PermissionRefused,
    RequestRefused,
)
from queuetui.genesys.session import Session
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http

CLOSE = "Connection: close\r\n"
TOKEN = http(b'{"access_token": "good", "expires_in": 1000}', headers=CLOSE)
FINE = http(b"{}", headers=CLOSE)
DEEP = b'{"a":' * 100_000
OBSERVATIONS = "/api/v2/analytics/queues/observations/query"


class Sitting:
    """A session with a server that plays these answers, on a clock that the test moves."""

    def __init__(self, server: RawServer) -> None:
        self.server = server
        self.clock = ManualClock()
        self.tokens: list[str] = []
        self.session: Session = open_session(
            server.url, "id", "secret", self.clock, keep_token=self.tokens.append
        )

    def call(self) -> int:
        return self.session.call("POST", OBSERVATIONS, body="{}").status


@contextmanager
def sitting(*answers: bytes) -> Iterator[Sitting]:
    with RawServer(*([answer] for answer in answers)) as server:
        yield Sitting(server)


def test_a_login_answer_nested_too_deep() -> None:
    with (
        sitting(http(b"[" * 200_000, headers=CLOSE)) as one,
        pytest.raises(AnswerUnreadable, match="no access_token"),
    ):
        one.call()


@pytest.mark.parametrize(
    ("status", "error"), [("400 Bad", CredentialsRefused), ("401 No", CredentialsRefused)]
)
def test_a_refusal_of_the_login_nested_too_deep(status: str, error: type[Exception]) -> None:
    with sitting(http(DEEP, status=status, headers=CLOSE)) as one, pytest.raises(error):
        one.call()


@pytest.mark.parametrize(
    ("status", "error"), [("403 Forbidden", PermissionRefused), ("400 Bad", RequestRefused)]
)
def test_a_refusal_nested_too_deep(status: str, error: type[Exception]) -> None:
    with sitting(TOKEN, http(DEEP, status=status, headers=CLOSE)) as one, pytest.raises(error):
        one.call()


ODD_TOKENS = [b"marked\\nb", b"marked\\r\\nX: y", "markéd€".encode(), b"\\ud800", b"", b"a marked"]


@pytest.mark.parametrize("token", ODD_TOKENS)
def test_a_token_that_fits_in_no_header_is_refused_in_words(token: bytes) -> None:
    body = b'{"access_token": "' + token + b'", "expires_in": 1000}'
    with (
        sitting(http(body, headers=CLOSE)) as one,
        pytest.raises(AnswerUnreadable, match="what it gives as access_token can be none") as got,
    ):
        one.call()
    assert "mark" not in repr(got.value) + "".join(got.value.lines)
    assert one.tokens == []
    assert [call.error is None for call in one.session.calls] == [False]


def test_an_odd_token_does_not_take_the_place_of_one_that_serves() -> None:
    odd = http(b'{"access_token": "b\\nd", "expires_in": 1000}', headers=CLOSE)
    with sitting(TOKEN, odd, FINE) as one:
        client = one.session.client
        client.fetch_token("id", "secret")
        with pytest.raises(AnswerUnreadable):
            client.fetch_token("id", "secret")
        client.call("GET", "/api/v2/x")
    assert b"Authorization: Bearer good\r\n" in one.server.requests[-1]


@pytest.mark.parametrize("life", ["-5", "0", "0.001", "20"])
def test_a_token_said_to_end_at_once_does_not_cost_a_login_a_call(life: str) -> None:
    brief = http(b'{"access_token": "t", "expires_in": %s}' % life.encode(), headers=CLOSE)
    with sitting(brief, FINE, FINE, FINE) as one:
        for _ in range(3):
            assert one.call() == 200
            one.clock.advance(15.0)
    paths = [request.split(b" ")[1] for request in one.server.requests]
    assert paths == [b"/oauth/token", *[OBSERVATIONS.encode()] * 3]


def test_a_token_said_to_live_for_ever_is_renewed_all_the_same() -> None:
    with sitting(http(b'{"access_token": "t", "expires_in": 1e308}', headers=CLOSE)) as one:
        assert one.session.sign_in() == 7 * 86_400.0
