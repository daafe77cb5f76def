"""What others suffer while some queues are refused, or some batches hang: nothing."""

import threading
from collections.abc import Iterable, Sequence

import pytest

from queuetui.domain.freshness import freshness
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.crew import Crew, Late
from queuetui.feed.isolate import Search
from queuetui.genesys.errors import NoAnswer, PermissionRefused, ServerFailed
from queuetui.genesys.observations import Observed
from tests.feed.desk import Desk, SideDesk

REFUSED = PermissionRefused("not yours")
RULE = Settings().staleness


def aged(snapshot: Snapshot, but: Iterable[str], *states: str) -> int:
    """How many other queues than these are that old."""
    left_out = set(but)
    now, interval = snapshot.taken_at, snapshot.interval
    fresh = [
        freshness(state.as_of, now, interval, RULE)
        for state in snapshot.queues
        if state.queue.id not in left_out
    ]
    return sum(one in states for one in fresh)


class TestRefusedQueues:
    @pytest.mark.parametrize(
        ("queues", "bad", "frozen", "late", "seconds"),
        [
            (100, range(0, 100, 10), 0, 0, 6),
            (100, range(40), 0, 0, 6),
            (100, [3, 60], 0, 0, 6),
            (500, [7, 120, 260, 333, 480], 0, 0, 6),
            (2_000, [1234], 0, 0, 10),
        ],
    )
    def test_few_other_queues_suffer_if_any(
        self, queues: int, bad: Sequence[int], frozen: int, late: int, seconds: float
    ) -> None:
        desk = Desk(*[f"{n:04}" for n in range(queues)])
        foreign = {f"id-{n:04}" for n in bad}
        for _ in range(8):
            interval = desk.poll().interval
        began, calls = desk.clock.monotonic(), list[float]()

        def fails(ids: Sequence[str]) -> PermissionRefused | None:
            calls.append(desk.clock.monotonic())
            return REFUSED if foreign & set(ids) else None

        desk.source.fails = fails
        while desk.poller._roster.refused != foreign:
            snapshot = desk.turn()
            assert aged(snapshot, foreign, "frozen", "unknown") <= frozen
            assert aged(snapshot, foreign, "late") <= late
            # Neither pace nor patience change with those who are out for a while.
            assert snapshot.interval == interval
            assert desk.clock.monotonic() - began <= seconds
        assert max(sum(at <= call < at + 60.0 for call in calls) for at in calls) <= 0.75 * 300

    def test_from_the_first_answer_on_the_largest_part_comes_first(self) -> None:
        search = Search([f"q{n}" for n in range(40)], "no")
        (first,) = search.next_parts(4)
        search.refused(first, "no")
        (second,) = search.next_parts(4)
        search.answered(second)
        assert [len(part) for part in search.next_parts(2)] == [20, 5]

    def test_so_it_does_for_some_time_if_another_search_had_an_answer(self) -> None:
        sizes = []
        search = Search([f"q{n}" for n in range(64)], "no")
        search.hopeful = True
        for _ in range(7):
            (part,) = search.next_parts(4)
            sizes.append(len(part))
            search.refused(part, "no")
        assert sizes == [32, 32, 16, 16, 8, 4, 2]

    def test_if_one_half_is_answered_it_is_for_the_other(self) -> None:
        search = Search([f"q{n}" for n in range(40)], "no")
        (first,) = search.next_parts(1)
        search.answered(first)
        assert [len(part) for part in search.next_parts(4)] == [10, 10]
        assert [len(part) for part in search.next_parts(4)] == []

    def test_nothing_is_asked_beside_the_polls_meanwhile(self) -> None:
        desk = SideDesk(*[f"q{n:03}" for n in range(64)])
        desk.live(100.0)
        foreign = {f"id-q{n:03}" for n in range(0, 64, 3)}
        desk.source.fails = lambda ids: REFUSED if foreign & set(ids) else None
        desk.poller._schedule.note(desk.clock.monotonic(), 225)
        desk.live(10.0)
        desk.source.sides.clear()
        desk.errands.open_queue("id-q001")
        seconds = 0
        while desk.poller._roster.searching:
            assert desk.source.sides == []
            desk.live(1.0)
            seconds += 1
        assert seconds > 5
        desk.live(60.0)
        assert desk.source.sides


class TestBatchesThatHang:
    def test_one_that_held_up_others_sits_out(self) -> None:
        desk = Desk(*[f"{n:03}" for n in range(8)], batch=1)

        def hang(ids: Sequence[str]) -> NoAnswer | None:
            if "id-001" not in ids:
                return None
            desk.clock.advance(10.0)
            return NoAnswer("time-out")

        desk.poll()
        desk.source.fails = hang
        began = desk.clock.monotonic()
        while desk.clock.monotonic() - began < 600.0:
            snapshot = desk.poll()
            assert snapshot.health.state == "live"
        assert snapshot.queues[1].next_try is not None
        assert 5 <= desk.source.asked.count("id-001") <= 40
        assert desk.source.asked.count("id-002") > 80
        desk.source.fails = lambda _ids: None
        desk.turns_until(lambda shot: all(state.problem is None for state in shot.queues))

    def test_one_that_fails_at_once_does_not(self) -> None:
        desk = Desk("a", "b", batch=1)
        desk.source.fails = lambda ids: NoAnswer("refused") if "id-a" in ids else None
        for _ in range(5):
            assert desk.poll().queues[0].next_try is None


class Gate:
    """Lets a batch hang for real until it is opened."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.passed = threading.Event()
        self.error: Exception | None = None
        observe = desk.source.observe

        def hang(ids: Sequence[str]) -> Observed:
            if "id-001" not in ids or self.passed.is_set():
                return observe(ids)
            assert self.opened.wait(20.0)
            self.passed.set()
            if self.error is not None:
                raise self.error
            return observe(ids)

        monkeypatch.setattr(desk.source, "observe", hang)
        desk.poller._asking.patience = 0.01

    def open(self, desk: Desk) -> None:
        """Let it end, and wait until that is known."""
        self.opened.set()
        assert self.passed.wait(20.0)
        came = desk.poller._asking._came_late
        came.put(came.get(timeout=20.0))


class TestGoingOnMeanwhile:
    def test_the_next_waves_do_not_wait_and_what_comes_late_is_taken(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = Desk(*[f"{n:03}" for n in range(12)], batch=1)
        gate = Gate(desk, monkeypatch)
        for poll in range(1, 4):
            snapshot = desk.poll()
            assert snapshot.sequence == poll
            assert [state.reading is None for state in snapshot.queues].count(True) == 1
            assert snapshot.queues[1].problem == "no answer within 3 s, still waiting for it"
            assert snapshot.health.state == "live"
            assert snapshot.health.reason is not None
            desk.poller.ask_now()
        gate.open(desk)
        snapshot = desk.poll()
        assert snapshot.queues[1].reading is not None
        assert all(state.problem is None for state in snapshot.queues)
        desk.source.asked.clear()
        desk.poll()
        assert sorted(desk.source.asked) == [f"id-{n:03}" for n in range(12)]

    def test_a_failure_that_comes_late_backs_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = Desk(*[f"{n:03}" for n in range(4)], batch=1)
        gate = Gate(desk, monkeypatch)
        gate.error = ServerFailed("broken (504)")
        desk.poll()
        gate.open(desk)
        state = desk.turn().queues[1]
        assert state.problem == "broken (504)"
        assert state.next_try is not None
        assert state.next_try <= desk.clock.now() + 10.0

    def test_a_refusal_that_comes_late_is_searched_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = Desk(*[f"{n:03}" for n in range(4)], batch=2)
        gate = Gate(desk, monkeypatch)
        gate.error = REFUSED
        desk.poll()
        gate.open(desk)
        desk.source.fails = lambda ids: REFUSED if "id-001" in ids else None
        desk.turns_until(lambda shot: desk.poller._roster.refused == {"id-001"})

    def test_an_order_that_comes_late_is_obeyed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = Desk(*[f"{n:03}" for n in range(4)], batch=1)
        gate = Gate(desk, monkeypatch)
        gate.error = ServerFailed("busy")
        gate.error.retry_after = 40.0
        desk.poll()
        gate.open(desk)
        desk.poll()
        assert desk.wait >= 40.0

    def test_a_crew_goes_on_without_those_that_hang_but_not_without_end(self) -> None:
        crew: Crew[int] = Crew(2)
        gate, late = threading.Event(), threading.Semaphore(0)
        told: list[tuple[int, int | Exception]] = []

        def hang() -> int:
            assert gate.wait(20.0)
            return 7

        def note(place: int, result: int | Exception) -> None:
            told.append((place, result))
            late.release()

        for _ in range(2):
            first, second = crew.run([hang, lambda: 1], 0.01, note)
            assert isinstance(first, Late)
            assert second == 1
        threading.Timer(0.05, gate.set).start()
        assert crew.run([hang, lambda: 1], 0.01, note) == [7, 1]
        assert all(late.acquire(timeout=20.0) for _ in range(2))
        assert told == [(0, 7), (0, 7)]
        gate.clear()
        threading.Timer(0.05, gate.set).start()
        assert isinstance(crew.run([hang, lambda: 1], 0.01, note)[0], Late)
