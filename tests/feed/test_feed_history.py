"""What each poll leaves behind, and that an answer is never taken for newer than it is."""

import threading
from collections.abc import Mapping, Sequence

import pytest

from queuetui.domain.goals import Goal
from queuetui.domain.history import History, Point
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.watchlist import Watchlist
from queuetui.feed.chronicle import Chronicle
from queuetui.genesys.errors import NoAnswer, RequestRefused
from queuetui.genesys.observations import Observed
from tests.feed.desk import Desk, if_named

NOW = 1_767_268_800.0


def reading(
    as_of: float, media: Mapping[str, MediaReading], available: int | None = None
) -> Reading:
    return Reading("q", as_of, media, AgentCounts(available=available))


class TestPoints:
    def test_one_a_poll_for_each_queue(self) -> None:
        desk = Desk("a", "b")
        desk.source.left_out = {"id-b"}
        times = []
        for waiting in (1, 4, 2):
            desk.source.waiting = waiting
            times.append(desk.clock.now())
            desk.turn()
        assert desk.poller.points("id-a", 0.0) == tuple(
            Point(at, waiting, None, None) for at, waiting in zip(times, (1, 4, 2), strict=True)
        )
        assert desk.poller.points("id-b", 0.0) == tuple(Point(at, *[None] * 3) for at in times)
        assert desk.poller.points("id-a", times[1]) == desk.poller.points("id-a", 0.0)[1:]
        assert desk.poller.points("id-z", 0.0) == ()

    def test_a_poll_that_failed_is_unknown(self) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = lambda _ids: NoAnswer("no")
        failed = [desk.clock.now()]
        desk.turn()
        failed.append(desk.clock.now())
        desk.turn()
        desk.source.fails = lambda _ids: None
        desk.turn()
        known = [point.waiting for point in desk.poller.points("id-a", 0.0)]
        assert known == [1, None, None, 1]
        assert [point.at for point in desk.poller.points("id-a", 0.0)][1:3] == failed

    def test_a_queue_that_sits_out_is_unknown_meanwhile(self) -> None:
        desk = Desk("a", "b")
        desk.turn()
        desk.source.fails = if_named("id-b", RequestRefused("odd"))
        for _ in range(3):
            desk.poll()
        assert [point.waiting for point in desk.poller.points("id-b", 0.0)] == [1, *[None] * 3]
        assert all(point.waiting == 1 for point in desk.poller.points("id-a", 0.0))

    def test_a_poll_in_waves_leaves_one(self) -> None:
        desk = Desk(*[f"q{n}" for n in range(12)], batch=1)
        desk.poll()
        assert len(desk.poller.points("id-q0", 0.0)) == 1

    def test_a_queue_that_is_not_watched_any_more_is_forgotten(self) -> None:
        desk = Desk("a", "b")
        desk.turn()
        desk.source.queues = desk.source.queues[:1]
        desk.clock.advance(300.0)
        desk.turn()
        assert desk.poller.points("id-b", 0.0) == ()
        assert len(desk.poller.points("id-a", 0.0)) == 2


class TestTheLongestWait:
    def note(self, queue: Queue, one: Reading) -> Point:
        chronicle = Chronicle(Watchlist())
        chronicle.note([queue], lambda _id: one, NOW, base=NOW)
        (point,) = chronicle.points("q", 0.0)
        return point

    def test_is_that_of_the_medium_that_presses_most(self) -> None:
        queue = Queue("q", "Q", goals={"voice": Goal(0.8, 20.0), "email": Goal(0.9, 86_400.0)})
        media = {
            "voice": MediaReading(waiting=1, oldest_since=NOW - 15.0),
            "email": MediaReading(waiting=3, oldest_since=NOW - 7_200.0),
        }
        assert self.note(queue, reading(NOW, media, 2)) == Point(NOW, 4, 15.0, 2)
        alone = {"email": media["email"]}
        assert self.note(queue, reading(NOW, alone)).longest == 7_200.0

    def test_is_nothing_while_nobody_waits_and_unknown_if_nobody_told(self) -> None:
        queue = Queue("q", "Q")
        assert self.note(queue, reading(NOW, {"voice": MediaReading(waiting=0)})).longest == 0.0
        assert self.note(queue, reading(NOW, {"voice": MediaReading(waiting=2)})).longest is None
        assert self.note(queue, reading(NOW, {})).longest is None

    def test_is_that_of_the_instant_of_the_answer(self) -> None:
        media = {"voice": MediaReading(waiting=1, oldest_since=NOW - 60.0)}
        point = self.note(Queue("q", "Q"), reading(NOW - 20.0, media))
        assert (point.at, point.longest) == (NOW - 20.0, 40.0)


class TestOldAnswers:
    def desk(self, *answers: float) -> Desk:
        """A desk whose source tells of instants so many seconds before it was asked."""
        desk = Desk("a")
        ages = iter(answers)

        def observe(queue_ids: Sequence[str]) -> Observed:
            media = {"voice": MediaReading(waiting=1)}
            as_of = desk.clock.now() - next(ages)
            return Observed({one: Reading(one, as_of, media, AgentCounts()) for one in queue_ids})

        desk.source.observe = observe  # type: ignore[method-assign]
        return desk

    def test_the_last_good_answer_is_as_old_as_it_says(self) -> None:
        desk = self.desk(0.0, 5.0, 10.0, 0.0)
        began = desk.clock.now()
        shots = [desk.turn() for _ in range(4)]
        assert [shot.health.last_good for shot in shots] == [began, began, began, began + 15.0]
        assert [shot.sequence for shot in shots] == [1, 1, 1, 2]

    def test_they_make_it_late_then_frozen_and_it_is_said_why(self) -> None:
        desk = self.desk(*[5.0 * n for n in range(10)], 0.0)
        states = [desk.turn().health for _ in range(11)]
        assert [one.state for one in states] == [
            *["live"] * 3, *["late"] * 4, *["frozen"] * 3, "live",
        ]  # fmt: skip
        assert states[9].cause == "answer"
        assert states[9].reason == "The answers are old ones, kept somewhere on the way."
        assert states[10].reason is None

    def test_what_was_told_already_is_unknown_in_the_history(self) -> None:
        desk = self.desk(0.0, 5.0, 0.0)
        for _ in range(3):
            desk.turn()
        points = desk.poller.points("id-a", 0.0)
        assert [point.waiting for point in points] == [1, None, 1]

    def test_a_clock_that_was_set_back_is_no_old_answer(self) -> None:
        desk = self.desk(0.0, 0.0, 0.0)
        desk.turn()
        desk.clock.wall -= 7_200.0
        shots = [desk.turn() for _ in range(2)]
        assert [shot.sequence for shot in shots] == [2, 3]
        assert shots[-1].health.state == "live"
        assert desk.poller.points("id-a", 0.0)[-1].waiting == 1


def test_a_history_that_fails_is_reported_and_stops_no_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[Exception] = []
    desk = Desk("a", report=written.append)
    monkeypatch.setattr(History, "add", lambda *_: 1 // 0)
    shots = [desk.turn() for _ in range(3)]
    assert [(shot.health.state, shot.sequence) for shot in shots] == [
        ("live", 1), ("live", 2), ("live", 3),
    ]  # fmt: skip
    assert isinstance(written[0], ZeroDivisionError)


def test_points_may_be_read_while_polls_add_to_them() -> None:
    desk = Desk("a")
    wrong: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                points = desk.poller.points("id-a", 0.0)
                assert [point.at for point in points] == sorted(point.at for point in points)
            except Exception as error:  # noqa: BLE001 - the test tells of it
                wrong.append(error)
                return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    for _ in range(800):
        desk.turn()
    done.set()
    reader.join(10)
    assert wrong == []
