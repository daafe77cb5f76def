"""How old an answer is: held up on its way, kept in a cache, or from a server with an odd clock."""

from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise

import pytest

from queuetui.genesys.connect import open_session
from queuetui.genesys.observations import observe
from queuetui.genesys.server_time import ServerTime
from queuetui.genesys.transport import Exchange
from tests.answers import answer, group, metric
from tests.clocks import ManualClock

QUEUE = "11111111-0000-4000-8000-00000000000a"
POLL = 5.0


def dated(instant: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(instant), UTC), usegmt=True)


class Server:
    """A server whose clock is off by ``off`` seconds, asked over one `ServerTime`."""

    def __init__(self, off: float = 0.0) -> None:
        self.clock = ManualClock()
        self.time = ServerTime(self.clock)
        self.off = off
        for _ in range(8):
            self.ask()
            self.clock.advance(POLL / 2 + 0.3)

    def now(self) -> float:
        return self.clock.now() + self.off

    def ask(
        self,
        *,
        held: float = 0.0,
        date: str | None = None,
        request: int = 1,
        took: float = 0.05,
        status: int = 200,
    ) -> float:
        """One answer; returns of which instant it tells. ``held``: seconds on its way back."""
        sent = self.clock.monotonic()
        self.clock.advance(took)
        headers = {"date": dated(self.now()) if date is None else date}
        self.clock.advance(held)
        received = self.clock.monotonic()
        exchange = Exchange("POST", "/x", status, headers, b"", sent, received, request=request)
        self.time.learn(exchange)
        return self.time.as_of(exchange)

    def age(self, as_of: float) -> float:
        return self.time.now() - as_of


@pytest.mark.parametrize("off", [0.0, -3_600.0, 250.0, 86_400.0])
class TestWhateverTheServersClockIs:
    def test_a_fresh_answer_is_fresh(self, off: float) -> None:
        server = Server(off)
        assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)

    @pytest.mark.parametrize("held", [3.0, 15.0])
    def test_an_answer_held_up_on_its_way_is_as_old_as_the_way_was_long(
        self, off: float, held: float
    ) -> None:
        server = Server(off)
        as_of = server.ask(held=held)
        # Its date was cut off to a whole second.
        assert held - 1.0 <= server.age(as_of) <= held
        assert server.time.now() == pytest.approx(server.now(), abs=1.0)

    def test_a_question_that_was_held_up_has_a_fresh_answer(self, off: float) -> None:
        server = Server(off)
        assert server.age(server.ask(took=15.0)) == pytest.approx(0.0, abs=0.1)

    def test_a_kept_answer_stays_as_old_as_it_is_however_often_it_comes(self, off: float) -> None:
        server = Server(off)
        kept, of = dated(server.now()), int(server.now())
        ages = []
        for _ in range(50):
            server.clock.advance(POLL)
            as_of = server.ask(date=kept)
            assert of <= as_of <= of + 1.0
            ages.append(server.age(as_of))
            assert server.time.now() == pytest.approx(server.now(), abs=1.0)
        assert all(
            later - earlier == pytest.approx(5.05, abs=0.5) for earlier, later in pairwise(ages)
        )

    def test_the_first_answer_that_is_not_kept_is_fresh_again(self, off: float) -> None:
        server = Server(off)
        kept = dated(server.now())
        for _ in range(20):
            server.clock.advance(POLL)
            server.ask(date=kept)
        assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)

    def test_several_kept_answers_do_not_pass_for_a_clock(self, off: float) -> None:
        # Two batches, asked some seconds apart as they were when they were kept.
        server = Server(off)
        dates = [dated(server.now()), dated(server.now() + 2.5)]
        server.clock.advance(60)
        for _ in range(10):
            for request, date in enumerate(dates):
                assert server.age(server.ask(date=date, request=request)) > 50
                server.clock.advance(2.5)


@pytest.mark.parametrize("jump", [-2.5, -10.0, -600.0, -86_400.0])
def test_a_clock_set_back_is_believed_at_the_second_answer(jump: float) -> None:
    server = Server()
    server.off += jump
    assert server.age(server.ask()) == pytest.approx(-jump, abs=1.1)
    server.clock.advance(POLL)
    assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)
    assert server.time.now() == pytest.approx(server.now(), abs=1.0)


@pytest.mark.parametrize("jump", [2.5, 600.0, 86_400.0])
def test_a_clock_set_ahead_is_believed_at_the_second_answer(jump: float) -> None:
    server = Server()
    server.off += jump
    assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)
    assert server.time.now() == pytest.approx(server.now() - jump, abs=1.0)
    server.clock.advance(POLL)
    assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)
    assert server.time.now() == pytest.approx(server.now(), abs=1.0)


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_one_odd_date_moves_nothing(jump: float) -> None:
    server = Server()
    for _ in range(5):
        server.ask(date=dated(server.now() + jump))
        server.clock.advance(POLL)
        assert server.age(server.ask()) == pytest.approx(0.0, abs=0.1)
        server.clock.advance(POLL)
        assert server.time.now() == pytest.approx(server.now(), abs=1.0)


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
@pytest.mark.parametrize("status", [403, 429, 503])
def test_errors_move_no_clock_however_often_they_come(status: int, jump: float) -> None:
    server = Server()
    for _ in range(5):
        server.clock.advance(POLL)
        server.ask(date=dated(server.now() + jump), status=status)
        assert server.time.now() == pytest.approx(server.now(), abs=1.0)
    # They are no first proof for a good answer either.
    server.clock.advance(POLL)
    server.ask(date=dated(server.now() + jump))
    assert server.time.now() == pytest.approx(server.now(), abs=1.0)


def test_an_answer_kept_from_before_the_clock_was_set_back_gets_old() -> None:
    server = Server()
    kept = dated(server.now())
    server.off -= 3_600.0
    for _ in range(2):
        server.clock.advance(POLL)
        server.ask(request=2)
    assert server.time.now() == pytest.approx(server.now(), abs=1.0)
    began = server.clock.monotonic()
    for _ in range(20):
        as_of = server.ask(date=kept)
        assert server.age(as_of) == pytest.approx(server.clock.monotonic() - began, abs=0.1)
        server.clock.advance(POLL)


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.2, 2.0])
def test_a_clock_that_goes_at_another_speed_keeps_no_answer(rate: float) -> None:
    server = Server()
    for _ in range(40):
        server.clock.advance(POLL)
        server.off += POLL * (rate - 1)
        assert server.age(server.ask()) <= 5.0
    assert server.time.now() == pytest.approx(server.now(), abs=2 * POLL)


def test_two_answers_at_once_prove_no_clock() -> None:
    server = Server()
    kept = dated(server.now())
    server.clock.advance(60)
    for _ in range(5):
        assert server.age(server.ask(date=kept)) > 58


def test_two_servers_behind_one_name_whose_clocks_differ() -> None:
    server = Server()
    for turn in range(40):
        server.clock.advance(POLL)
        server.off = -2.0 if turn % 2 else 0.0
        assert server.age(server.ask()) <= 3.1


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_a_date_that_cannot_be_bounds_nothing(date: str) -> None:
    server = Server()
    for _ in range(3):
        server.clock.advance(POLL)
        assert server.age(server.ask(date=date)) == pytest.approx(0.0, abs=0.1)


def test_doubts_do_not_gather() -> None:
    server = Server()
    kept = dated(server.now())
    server.clock.advance(60)
    for request in range(1_000):
        server.ask(date=kept, request=request)
    assert len(server.time._doubted) <= 200


class Wire:
    """Answers the login and observations; the second observation was kept in a cache."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.date = ""

    def send(self, method: str, url: str, **_more: object) -> Exchange:
        body = answer(group(QUEUE, metric("oWaiting", 1), media="voice"))
        if url.endswith("/oauth/token"):
            body = b'{"access_token": "t", "expires_in": 600}'
        self.date = self.date or dated(self.clock.now())
        now = self.clock.monotonic()
        return Exchange(method, url, 200, {"date": self.date}, body, now, now, request=hash(url))


def test_the_reading_of_a_kept_answer_is_as_old_as_the_answer() -> None:
    clock = ManualClock()
    wire = Wire(clock)
    session = open_session("http://x", "id", "secret", clock, wire)
    first = observe(session, [QUEUE]).readings[QUEUE]
    assert session.server_now() - first.as_of < 1
    clock.advance(40)
    second = observe(session, [QUEUE]).readings[QUEUE]
    assert 39 <= session.server_now() - second.as_of <= 41
