"""The search for a refused queue: within the pace, and never at the cost of the other queues."""

from collections.abc import Sequence

import pytest

from queuetui.domain.diagnostics import RateBudget
from queuetui.feed.crew import Crew
from queuetui.feed.isolate import NO_ACCESS
from queuetui.genesys.errors import (
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
    ServerFailed,
)
from tests.feed.desk import Desk

REFUSED = PermissionRefused("not yours")


class TestTheSearchWithinThePace:
    """A call takes a second here, unless said otherwise."""

    def desk(self, *foreign: str, queues: int = 64, seconds: float = 1.0, batch: int = 100) -> Desk:
        desk = Desk(*[f"q{n:03}" for n in range(queues)], batch=batch)
        # One after the other, for the clock of a test does not know of threads.
        desk.poller._asking._crew = Crew(1)
        desk.poll()

        def fails(ids: Sequence[str]) -> GenesysError | None:
            desk.clock.advance(seconds)
            return REFUSED if set(foreign) & set(ids) else None

        desk.source.fails = fails
        return desk

    def test_what_was_found_is_published_as_it_goes(self) -> None:
        desk = self.desk("id-q063")
        before = len(desk.published)
        desk.poll()
        fresh = [
            sum(
                state.as_of is not None
                and state.as_of > desk.clock.now() - 60
                and state.as_of >= begun
                for state in snapshot.queues
            )
            for begun in [desk.published[before].taken_at]
            for snapshot in desk.published[before:]
        ]
        assert fresh == sorted(fresh)
        assert len(set(fresh)) >= 3

    @pytest.mark.parametrize("foreign", ["id-q000", "id-q033", "id-q063", "id-q100", "id-q299"])
    def test_no_other_queue_gets_old_meanwhile(self, foreign: str) -> None:
        """Three batches; the calls of the search are slow."""
        desk = self.desk(foreign, queues=300, seconds=1.5)
        batch = next(n for n in (0, 100, 200) if f"id-q{n:03}" <= foreign < f"id-q{n + 100:03}")
        others = {f"id-q{n:03}" for n in range(300) if not batch <= n < batch + 100}
        for _ in range(60):
            snapshot = desk.turn()
            for state in snapshot.queues:
                if state.queue.id in others:
                    assert state.as_of is not None
                    assert snapshot.taken_at - state.as_of < 10.0 + 1.5
            if snapshot.queues[int(foreign[-3:])].next_try is not None:
                break
        else:
            pytest.fail("never found")
        desk.poll()
        assert {s.queue.id for s in desk.poll().queues if s.problem} == {foreign}

    def test_a_search_that_lasts_longer_is_continued_at_the_next_poll(self) -> None:
        desk = self.desk("id-q040", seconds=3.0)
        polls, asked = 0, []
        while True:
            desk.source.asked.clear()
            snapshot = desk.poll()
            asked += desk.source.asked
            polls += 1
            if snapshot.queues[40].problem == NO_ACCESS:
                break
            assert snapshot.health.state == "live"
            assert snapshot.health.next_try is not None
            doubtful = [s.problem for s in snapshot.queues if s.problem]
            assert doubtful
            assert set(doubtful) == {f"one of {len(doubtful)} queues is refused, finding out which"}
        assert 2 <= polls <= 8
        # Nothing is asked for twice but what was answered.
        refused = [a for a in asked if "id-q040" in a]
        assert len(refused) == len(set(refused)) == 6

    def test_what_was_saved_in_the_last_minute_may_be_spent_on_it(self) -> None:
        desk = self.desk("id-q050", seconds=0.0)
        desk.source.asked.clear()
        desk.poll()
        assert len(desk.source.asked) >= 12
        assert desk.wait == 5.0

    def test_its_calls_are_charged_to_the_allowance_if_nothing_was_saved(self) -> None:
        desk = self.desk("id-q010", "id-q050", seconds=0.0)
        desk.source.asked.clear()
        desk.poller._schedule.note(desk.clock.monotonic(), 225)
        desk.poll()
        calls = len(desk.source.asked)
        assert calls > 15
        assert desk.wait == pytest.approx(calls * 60 / 146, rel=0.01)

    def test_it_stops_when_the_allowance_is_nearly_used_up(self) -> None:
        desk = self.desk("id-q050", seconds=0.0)
        answering = desk.source.fails

        def fails(ids: Sequence[str]) -> BaseException | None:
            used = (desk.source.rate.count or 266) + 1
            desk.source.rate = RateBudget(count=used, allowed=300, reset=40)
            return answering(ids)

        desk.source.fails = fails
        desk.source.asked.clear()
        snapshot = desk.poll()
        assert len(desk.source.asked) <= 6
        assert desk.wait == 40.0
        assert snapshot.health.next_try == pytest.approx(desk.clock.now())
        desk.source.fails = answering
        desk.source.rate = RateBudget(count=1, allowed=300, reset=60)
        found = desk.turns_until(lambda s: s.queues[50].next_try is not None)
        assert found.health.state == "live"

    @pytest.mark.parametrize("error", [RateLimited("slow down"), ServerFailed("busy")])
    def test_an_order_to_wait_suspends_it(self, error: GenesysError) -> None:
        error.retry_after = 25.0
        desk = self.desk("id-q050", seconds=0.0)
        searching = desk.source.fails
        desk.source.fails = lambda ids: error if len(ids) == 8 else searching(ids)
        snapshot = desk.poll()
        assert desk.wait >= 25.0
        assert snapshot.health.next_try == pytest.approx(desk.clock.now())
        assert snapshot.health.state == "live"
        desk.source.fails = searching
        desk.source.asked.clear()
        found = desk.turns_until(lambda s: s.queues[50].next_try is not None)
        assert found.queues[50].problem == NO_ACCESS
        assert not any(len(a.split(",")) == 64 for a in desk.source.asked)

    def test_what_fails_in_it_is_asked_again_and_nobody_waits_for_it(self) -> None:
        desk = self.desk("id-q050", seconds=0.0)
        searching = desk.source.fails
        desk.source.fails = lambda ids: NoAnswer("cable out") if len(ids) == 8 else searching(ids)
        for _ in range(3):
            desk.source.asked.clear()
            snapshot = desk.poll()
            assert sum(len(a.split(",")) == 8 for a in desk.source.asked) <= 2
            assert snapshot.health.state == "live"
            assert snapshot.health.reason is not None
            assert desk.wait <= 8.0
        desk.source.fails = searching
        desk.turns_until(lambda s: [q.queue.id for q in s.queues if q.problem] == ["id-q050"])

    def test_slow_refusals_of_everything_are_told_in_the_end(self) -> None:
        desk = self.desk(*[f"id-q{n:03}" for n in range(64)], seconds=5.0)
        health = desk.poll().health
        assert (health.state, health.reason) == ("down", "not yours")
        assert 30.0 <= desk.wait <= 60.0

    def test_one_refused_queue_is_found_however_slow_the_calls_are(self) -> None:
        desk = self.desk("id-q000", seconds=9.0)
        found = desk.turns_until(lambda s: s.queues[0].next_try is not None)
        assert found.health.state != "down"

    def test_once_all_is_searched_in_one_go(self) -> None:
        desk = Desk(*[f"q{n:03}" for n in range(300)], spread=False)
        foreign = {f"id-q{n:03}" for n in range(0, 300, 50)}
        desk.source.fails = lambda ids: REFUSED if foreign & set(ids) else None
        first = desk.poll()
        assert {s.queue.id for s in first.queues if s.reading is None} == foreign
        assert first.sequence == 1

    def test_a_tiny_allowance_does_not_keep_it_from_going_on(self) -> None:
        desk = self.desk("id-q005", queues=8, seconds=0.0)
        desk.source.rate = RateBudget(count=1, allowed=10, reset=60)
        desk.turns_until(lambda s: [q.queue.id for q in s.queues if q.problem] == ["id-q005"])

    def test_when_nobody_is_answered_it_ends_after_some_batches(self) -> None:
        desk = self.desk(*[f"id-q{n:03}" for n in range(200)], queues=200, seconds=0.0, batch=10)
        desk.source.asked.clear()
        assert desk.poll().health.state == "down"
        assert len(desk.source.asked) <= 20 + 24 + 1

    def test_a_few_that_are_allowed_are_found_among_the_refused(self) -> None:
        desk = self.desk(*[f"id-q{n:03}" for n in range(90)], queues=100, seconds=0.0)
        began = desk.clock.now()
        desk.turns_until(lambda s: (s.queues[90].as_of or 0.0) > began)
        desk.turns_until(lambda s: sum(state.problem is None for state in s.queues) == 10)
        assert desk.clock.monotonic() < 1_000 + 8 * 61

    def test_queues_that_are_gone_meanwhile_are_not_searched(self) -> None:
        desk = self.desk("id-q004", queues=8, seconds=5.0)
        desk.poll()
        assert desk.poller._roster.searching
        desk.source.queues = tuple(
            q for q in desk.source.queues if q.id not in {"id-q004", "id-q005"}
        )
        desk.clock.advance(300.0)
        desk.source.asked.clear()
        desk.turns_until(lambda s: s.sequence == 5)
        assert not any("q004" in a or "q005" in a for a in desk.source.asked)
        assert all(state.problem is None for state in desk.published[-1].queues)
