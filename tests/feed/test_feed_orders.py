"""Orders to wait, from whatever call they come, and the back-off of what failed in part."""

from itertools import pairwise

import pytest

from queuetui.domain.snapshot import Snapshot
from queuetui.genesys.errors import (
    GenesysError,
    NoAnswer,
    RateLimited,
    RequestRefused,
    ServerFailed,
)
from tests.feed.desk import Desk, always, if_named


def ordering(error: GenesysError, seconds: float | None) -> GenesysError:
    error.retry_after = seconds
    return error


def obeys(desk: Desk, snapshot: Snapshot, seconds: float) -> None:
    """It waits so long, says so, and nobody can shorten it. The clock stands where it is due."""
    assert desk.wait >= seconds
    assert snapshot.health.next_try == pytest.approx(desk.clock.now())
    desk.clock.advance(-desk.wait)
    assert desk.poller.ask_now() >= seconds
    desk.clock.advance(desk.wait)


@pytest.mark.parametrize("kind", [RateLimited, ServerFailed])
class TestAnOrderToWait:
    def test_on_the_first_names(self, kind: type[GenesysError]) -> None:
        desk = Desk("a")
        desk.source.names_fail = ordering(kind("slow down"), 50.0)
        snapshot = desk.turn()
        assert snapshot.health.reason == "slow down"
        obeys(desk, snapshot, 50.0)

    def test_on_later_names_and_figures_are_not_asked_for_either(
        self, kind: type[GenesysError]
    ) -> None:
        desk = Desk("a")
        desk.turn()
        desk.clock.advance(300.0)
        desk.source.asked.clear()
        desk.source.names_fail = ordering(kind("slow down"), 50.0)
        snapshot = desk.turn()
        assert desk.source.asked == ["names"]
        assert snapshot.health.reason == "slow down"
        obeys(desk, snapshot, 50.0)
        assert desk.turn().health.state == "live"

    def test_on_the_organisation(self, kind: type[GenesysError]) -> None:
        desk = Desk("a")
        desk.source.organisation_fails = ordering(kind("slow down"), 50.0)
        snapshot = desk.turn()
        assert (snapshot.health.state, snapshot.organisation) == ("live", None)
        obeys(desk, snapshot, 50.0)
        desk.source.organisation_fails = None
        assert desk.turn().organisation == "Acme"

    def test_on_one_of_several_batches(self, kind: type[GenesysError]) -> None:
        desk = Desk("a", "b", batch=1)
        desk.turn()
        desk.source.fails = if_named("id-a", ordering(kind("slow down"), 50.0))
        snapshot = desk.turn()
        assert snapshot.health.reason == "1 of 2 batches failed: slow down"
        obeys(desk, snapshot, 50.0)

    def test_the_longest_of_several_counts(self, kind: type[GenesysError]) -> None:
        desk = Desk("a", "b", "c", batch=1)
        desk.turn()
        orders = {"id-a": None, "id-b": 20.0, "id-c": 50.0}
        desk.source.fails = lambda ids: ordering(kind("slow down"), orders[ids[0]])
        obeys(desk, desk.turn(), 50.0)

    def test_ends_a_poll_of_many_waves(self, kind: type[GenesysError]) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(1_000)])
        desk.poll()
        desk.source.asked.clear()
        desk.source.fails = if_named("id-q0000", ordering(kind("slow down"), 20.0))
        obeys(desk, desk.turn(), 20.0)
        assert len(desk.source.asked) == 4


def test_an_organisation_that_is_not_told_is_given_up() -> None:
    desk = Desk("a")
    desk.source.organisation_fails = NoAnswer("no")
    desk.turn()
    desk.turn()
    assert desk.source.asked.count("organisation") == 1


class TestBackOffInPart:
    def test_a_rate_limit_without_an_order_backs_off_as_a_whole(self) -> None:
        desk = Desk("a", "b", batch=1)
        desk.turn()
        desk.source.fails = if_named("id-a", RateLimited("slow down"))
        waits = []
        for _ in range(100):
            assert desk.turn().health.state == "live"
            waits.append(desk.wait)
        assert max(waits[:2]) <= 5.0
        assert 30.0 < max(waits) <= 60.0
        assert len(set(waits)) > 90

    def test_a_batch_that_a_server_fails_to_answer_backs_off_on_its_own(self) -> None:
        desk = Desk("a", "b", batch=1)
        desk.turn()
        desk.source.fails = if_named("id-a", ServerFailed("broken (500)"))
        times: list[float] = []
        for _ in range(600):
            calls, at = desk.source.asked.count("id-a"), desk.clock.monotonic()
            snapshot = desk.turn()
            times += [at] * (desk.source.asked.count("id-a") - calls)
            assert desk.wait == 5.0
            a, b = snapshot.queues
            assert (a.problem, b.problem) == ("broken (500)", None)
            assert a.next_try is not None
            assert a.next_try >= snapshot.taken_at + 5.0
            assert b.as_of == snapshot.taken_at
            assert snapshot.health.state == "live"
            assert snapshot.health.reason == "1 of 2 batches failed: broken (500)"
        waits = [later - earlier for earlier, later in pairwise(times)]
        assert max(waits[:2]) <= 10.0
        assert 30.0 < max(waits) <= 65.0
        assert len(set(waits)) > 5
        desk.source.fails = lambda _ids: None
        back = desk.turns_until(lambda shot: shot.queues[0].problem is None)
        assert (back.health.reason, back.queues[0].next_try) == (None, None)

    def test_all_batches_failing_is_no_matter_of_single_ones(self) -> None:
        desk = Desk("a", "b", batch=1)
        desk.turn()
        desk.source.fails = always(ServerFailed("broken (500)"))
        for _ in range(8):
            assert all(state.next_try is None for state in desk.turn().queues)
        desk.source.fails = lambda _ids: None
        assert [state.problem for state in desk.turn().queues] == [None, None]

    def test_a_part_of_a_refused_batch_that_fails_backs_off_too(self) -> None:
        desk = Desk("a", "b", "c", "d")
        desk.turn()
        broken = if_named("id-c", ServerFailed("broken (500)"))
        desk.source.fails = lambda ids: RequestRefused("odd") if len(ids) == 4 else broken(ids)
        snapshot = desk.poll()
        assert [state.problem for state in snapshot.queues] == [
            None,
            None,
            "broken (500)",
            None,
        ]
        assert snapshot.queues[2].next_try is not None
        desk.source.asked.clear()
        for _ in range(100):
            desk.poll()
        assert 3 <= sum("id-c" in asked for asked in desk.source.asked) <= 50
        desk.source.fails = lambda _ids: None
        desk.turns_until(lambda shot: all(state.problem is None for state in shot.queues))
