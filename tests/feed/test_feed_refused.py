"""Queues that are refused: how they are found, and when they are tried again."""

from itertools import pairwise

import pytest

from queuetui.feed.isolate import NO_ACCESS
from queuetui.genesys.errors import (
    GenesysError,
    PermissionRefused,
    RequestRefused,
)
from tests.feed.desk import Desk, always, if_named

REFUSED = PermissionRefused("not yours")


class TestRefusedQueues:
    @pytest.mark.parametrize(
        ("error", "problem"),
        [
            (PermissionRefused("a:b:c is missing", "a:b:c"), NO_ACCESS),
            (RequestRefused("odd"), "odd"),
        ],
    )
    def test_a_refused_batch_is_halved_until_the_queue_is_found(
        self, error: GenesysError, problem: str
    ) -> None:
        desk = Desk(*[f"q{n:02}" for n in range(50)])
        desk.source.fails = if_named("id-q17", error)
        snapshot = desk.poll()
        assert snapshot.health.state == "live"
        assert snapshot.health.reason is None
        unread = [state.queue.id for state in snapshot.queues if state.reading is None]
        assert unread == ["id-q17"]
        assert snapshot.queues[17].problem == problem
        assert len(desk.source.asked) < 20

    def test_it_sits_out_and_returns_when_access_is_given(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", PermissionRefused("not yours"))
        desk.poll()
        desk.source.asked.clear()
        desk.poll()
        assert desk.source.asked == ["id-a,id-c"]
        desk.source.fails = lambda _ids: None
        back = desk.turns_until(lambda snapshot: snapshot.queues[1].reading is not None)
        assert back.queues[1].problem is None
        assert 30.0 <= desk.clock.monotonic() - 1000.0 <= 40.0

    def test_access_taken_away_marks_that_queue_and_no_other(self) -> None:
        desk = Desk("a", "b", "c")
        before = desk.poll()
        desk.source.fails = if_named("id-c", PermissionRefused("not yours"))
        a, _b, c = desk.poll().queues
        assert c.problem == NO_ACCESS
        assert c.reading == before.queues[2].reading
        assert a.reading is not None
        assert a.reading.as_of > before.taken_at

    def test_when_everything_is_refused_the_search_soon_gives_up(self) -> None:
        desk = Desk(*[f"q{n:02}" for n in range(100)])
        desk.source.fails = always(PermissionRefused("no right at all", "a:b:c"))
        health = desk.poll().health
        assert (health.state, health.reason) == ("down", "no right at all")
        assert len(desk.source.asked) <= 14

    def test_queues_refused_one_after_the_other_are_not_a_live_feed(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-a", PermissionRefused("not yours"))
        good = desk.poll()
        desk.source.fails = lambda ids: PermissionRefused("not yours") if len(ids) == 1 else None
        for queue_id in ("id-a", "id-b", "id-c"):
            desk.poller._roster._absent.refuse((queue_id,), "not yours", desk.clock.monotonic())
        bad = desk.poll()
        assert bad.sequence == good.sequence
        assert bad.health.last_good == good.health.last_good
        assert (bad.health.state, bad.health.reason) == ("down", "not yours")

    def test_the_only_queue_refused_is_a_refusal_of_all(self) -> None:
        desk = Desk("a")
        desk.source.fails = always(PermissionRefused("not yours"))
        assert desk.poll().health.state == "down"


class TestTryingAgain:
    def asked_for_b(self, desk: Desk, seconds: float) -> list[float]:
        """When the refused queue was asked for, in seconds since now."""
        began, seen = desk.clock.monotonic(), []
        while desk.clock.monotonic() - began < seconds:
            desk.source.asked.clear()
            at = desk.clock.monotonic() - began
            desk.poll()
            seen += [at] * desk.source.asked.count("id-b")
        return seen

    def test_after_30_s_then_twice_as_long_each_time_up_to_300(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", REFUSED)
        desk.poll()
        times = [0.0, *self.asked_for_b(desk, 1_500.0)]
        waits = [after - before for before, after in pairwise(times)]
        assert waits == [pytest.approx(w, abs=6) for w in (30, 60, 120, 240, 300, 300, 300)]

    def test_the_next_try_is_told_by_the_servers_clock(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", REFUSED)
        found = desk.poll()
        assert [state.next_try is None for state in found.queues] == [True, False, True]
        told = found.queues[1].next_try
        assert told is not None
        (asked, *_) = self.asked_for_b(desk, 40.0)
        at = desk.clock.now() - (desk.clock.monotonic() - 1000.0)
        assert told == pytest.approx(at + 5.0 + asked, abs=5.1)
        desk.source.fails = lambda _ids: None
        back = desk.turns_until(lambda snapshot: snapshot.queues[1].reading is not None)
        assert back.queues[1].next_try is None

    def test_at_once_when_somebody_asks_and_that_makes_no_wait_longer(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", REFUSED)
        desk.poll()
        for _ in range(10):
            desk.poller.ask_now()
            desk.source.asked.clear()
            desk.poll()
            assert desk.source.asked == ["id-a,id-c", "id-b"]
        assert self.asked_for_b(desk, 40.0) == [pytest.approx(25.0, abs=5.1)]

    def test_of_many_refused_queues_no_more_than_the_allowance_bears(self) -> None:
        desk = Desk(*[f"q{n:03}" for n in range(100)])
        desk.poll()
        for queue in desk.source.queues[:60]:
            desk.poller._roster._absent.refuse((queue.id,), "not yours", 0.0)
        began, calls = desk.clock.monotonic(), len(desk.source.asked)
        desk.source.fails = lambda ids: REFUSED if len(ids) == 1 else None
        for _ in range(5):
            desk.poller.ask_now()
            snapshot = desk.poll()
            assert desk.wait < 10.0
            assert snapshot.health.state == "live"
        minutes = (desk.clock.monotonic() - began) / 60
        assert (len(desk.source.asked) - calls) / minutes <= 150

    def test_a_group_that_was_refused_as_a_whole_is_tried_as_a_whole(self) -> None:
        desk = Desk("a", "b", *[f"c{n}" for n in range(30)], batch=16)
        taken = {q.id for q in sorted(desk.source.queues, key=lambda q: q.name)[16:]}
        assert len(taken) == 16
        desk.source.fails = lambda ids: REFUSED if taken & set(ids) else None
        desk.poll()
        snapshot = desk.poll()
        assert {s.queue.id for s in snapshot.queues if s.next_try is not None} == taken
        desk.source.fails = lambda _ids: None
        desk.source.asked.clear()
        back = desk.turns_until(lambda s: all(state.next_try is None for state in s.queues))
        assert all(state.problem is None for state in back.queues)
        assert max(len(a.split(",")) for a in desk.source.asked) == 16

    def test_a_queue_that_was_gone_meanwhile_is_asked_for_at_once(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", REFUSED)
        desk.poll()
        both = desk.source.queues
        desk.source.queues = tuple(queue for queue in both if queue.id != "id-b")
        desk.clock.advance(300.0)
        desk.poll()
        desk.source.queues = both
        desk.source.fails = lambda _ids: None
        desk.poller._listing.put_off(0.0)
        desk.source.asked.clear()
        desk.poll()
        assert "id-a,id-b,id-c" in desk.source.asked
