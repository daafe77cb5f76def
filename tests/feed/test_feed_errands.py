"""The thread of the side questions: it lives through anything and never waits for an answer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from random import Random

import pytest

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.beside import Beside
from queuetui.feed.crew import Crew
from queuetui.feed.poller import Poller
from tests.clocks import ManualClock
from tests.feed.desk import FakeSource, SideDesk


class Reports:
    def __init__(self) -> None:
        self.written: list[Exception] = []

    def write(self, error: Exception) -> str:
        self.written.append(error)
        return "~/report.txt"


class TestInternalErrors:
    def test_of_the_thread_are_reported_told_and_survived(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reports = Reports()
        desk = SideDesk("a", report=reports.write)
        desk.live(15.0)
        desk.poller.open_queue("id-a")
        desk.live(1.0)
        with monkeypatch.context() as patch:
            patch.setattr(desk.errands, "_share_out", lambda: 1 // 0)
            snapshot = desk.live(60.0)
        assert snapshot.today.problem == (
            "internal error (ZeroDivisionError); report: ~/report.txt"
        )
        assert [type(error) for error in reports.written] == [ZeroDivisionError]
        assert snapshot.health.state == "live"
        assert snapshot.opened is not None
        desk.source.sides.clear()
        snapshot = desk.live(10.0)
        assert snapshot.today.problem is None
        assert snapshot.queues[0].today is not None
        assert snapshot.opened is not None
        assert snapshot.opened.agents.value is not None

    def test_of_one_question_are_reported_and_spare_the_others(self) -> None:
        reports = Reports()
        desk = SideDesk("a", report=reports.write)
        desk.source.refuses = lambda asked, _ids: (
            ZeroDivisionError("oops") if asked == "agents" else None
        )
        desk.poller.open_queue("id-a")
        snapshot = desk.live(10.0)
        assert len(reports.written) == 1
        assert snapshot.opened is not None
        assert snapshot.opened.agents.problem is not None
        assert "report: ~/report.txt" in snapshot.opened.agents.problem
        assert snapshot.opened.waiting.value is not None
        assert snapshot.today.problem is None

    def test_an_answer_that_can_not_be_taken_begins_anew(self) -> None:
        desk = SideDesk("a")
        desk.live(0.0)
        desk.source.read_today = lambda _ids, _day: 7  # type: ignore[method-assign, assignment, return-value]
        assert "internal error" in (desk.live(70.0).today.problem or "")
        del desk.source.read_today
        assert desk.live(10.0).today.problem is None

    def test_not_even_trouble_with_telling_ends_the_thread(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with running(FakeSource(ManualClock(), "a")) as feed:
            put, failed = feed.poller._bulletin.put, threading.Event()

            def broken(_beside: Beside) -> None:
                failed.set()
                raise RuntimeError("nobody listens")

            monkeypatch.setattr(feed.poller._bulletin, "put", broken)
            feed.poller.open_queue("id-a")
            assert failed.wait(5)
            monkeypatch.setattr(feed.poller._bulletin, "put", put)
            feed.clock.advance(10.0)
            feed.poller.ask_now()
            feed.until(lambda shot: shot.opened is not None)


class Running:
    """A feed with its real threads, on a clock that moves by hand."""

    def __init__(self, source: FakeSource) -> None:
        self.clock = source.clock
        self.clock.really_waits = True
        self.poller = Poller(
            source,
            Settings(),
            self.clock,
            base_url="https://api.x",
            random=Random(1),
            local=UTC,
        )
        self._changed = threading.Condition()
        self.shots: list[Snapshot] = []

    def publish(self, snapshot: Snapshot) -> None:
        with self._changed:
            self.shots.append(snapshot)
            self._changed.notify_all()

    def until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        """Let moments pass for the side questions until a snapshot is as wanted."""
        for _ in range(200):
            with self._changed:
                if self._changed.wait_for(lambda: bool(self.shots) and done(self.shots[-1]), 0.05):
                    return self.shots[-1]
            self.clock.advance(0.1)
            self.poller._aside.ask_now()
        raise AssertionError("never came to that")


@contextmanager
def running(source: FakeSource) -> Iterator[Running]:
    feed = Running(source)
    before = set(threading.enumerate())
    feed.poller.start(feed.publish)
    try:
        yield feed
    finally:
        feed.poller.stop()
        loops = {"queuetui-feed", "queuetui-errands"}
        for thread in set(threading.enumerate()) - before:
            if thread.name in loops:
                thread.join(10)
                assert not thread.is_alive()


class TestThreads:
    def test_they_bring_the_totals_and_end_when_told(self) -> None:
        with running(FakeSource(ManualClock(), "a", "b")) as feed:
            snapshot = feed.until(lambda shot: shot.today.as_of is not None)
            assert [state.today is not None for state in snapshot.queues] == [True, True]
            assert snapshot.sequence == 1

    def test_while_answers_hang_the_polls_go_on_and_a_queue_opens_at_once(self) -> None:
        source = FakeSource(ManualClock(), "a", "b")
        free = threading.Event()

        def hang(_question: str, _ids: object) -> None:
            free.wait(10)

        source.refuses = hang
        with running(source) as feed:
            for number in (1, 2, 3):
                feed.until(lambda shot, n=number: shot.sequence >= n)  # type: ignore[misc]
                feed.clock.advance(5.0)
                feed.poller.ask_now()
            for name in ("a", "b"):
                feed.poller.open_queue(f"id-{name}")
                feed.until(
                    lambda shot, name=name: (  # type: ignore[misc]
                        shot.opened is not None and shot.opened.queue_id == f"id-{name}"
                    )
                )
            assert feed.shots[-1].health.state == "live"
            free.set()
            source.refuses = lambda _question, _ids: None
            feed.clock.advance(2.0)
            feed.poller.ask_now()
            snapshot = feed.until(
                lambda shot: shot.opened is not None and shot.opened.agents.value is not None
            )
            assert snapshot.opened is not None
            assert snapshot.opened.agents.value is not None
            assert snapshot.opened.agents.value.queue_id == "id-b"

    def test_a_crew_runs_what_is_sent_and_tells_of_errors(self) -> None:
        crew: Crew[int] = Crew(2)
        came: list[int | Exception] = []
        all_came = threading.Semaphore(0)

        def done(result: int | Exception) -> None:
            came.append(result)
            all_came.release()

        for number in (4, 0, 2):
            crew.send(lambda number=number: 8 // number, done)  # type: ignore[misc]
        assert all(all_came.acquire(timeout=10) for _ in range(3))
        assert sorted(str(one) for one in came) == ["2", "4", "integer division or modulo by zero"]
        assert crew._threads == 2
