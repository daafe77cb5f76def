"""What is told before the first answer and while asking, and what somebody who asks is told."""

import pytest
from msgspec import structs

from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.genesys.errors import NoAnswer, RateLimited
from tests.feed.desk import Desk, always, if_named


class TestBeforeTheFirstAnswer:
    def test_a_snapshot_comes_before_the_first_call(self) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=7.0)))
        seen: list[tuple[list[str], Snapshot]] = []
        desk.poller._publish = lambda shot: seen.append((list(desk.source.asked), shot))
        desk.poller._turn()
        asked, first = seen[0]
        assert asked == []
        assert (first.health.state, first.health.reason) == ("starting", None)
        assert (first.health.since, first.health.next_try) == (first.taken_at, None)
        assert (first.queues, first.sequence, first.listed) == ((), 0, False)
        assert (first.base_url, first.interval) == ("https://api.x", 7.0)
        assert seen[1][1].listed

    def test_the_queues_are_known_only_once_they_are_listed(self) -> None:
        desk = Desk("a")
        desk.source.names_fail = NoAnswer("no way there")
        failed = desk.turn()
        assert (failed.health.state, failed.listed) == ("down", False)
        desk.source.names_fail = None
        assert desk.turn().listed
        desk.source.fails = always(NoAnswer("no way there"))
        assert desk.turn().listed

    def test_that_there_is_none_is_known_too(self) -> None:
        rules = (QueueRule(name="b"),)
        assert Desk().turn().listed
        assert Desk("a", settings=Settings(watchlist=Watchlist(rules=rules))).turn().listed


class TestWhileItAsks:
    def test_it_says_so_before_each_poll_and_nothing_else_changes(self) -> None:
        desk = Desk("a", "b")
        known = desk.turn()
        desk.published.clear()
        desk.turn()
        asking, answered = desk.published
        assert asking.health == structs.replace(known.health, next_try=None)
        assert asking.queues is desk.published[0].queues
        assert asking.queues is known.queues
        assert asking.sequence == known.sequence
        assert asking.taken_at == known.taken_at + 5.0
        assert answered.health.next_try is not None

    def test_it_says_so_once_though_a_poll_has_many_waves(self) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(1_000)])
        desk.poll()
        desk.published.clear()
        waves = 0
        while desk.poller._round is not None or not waves:
            desk.turn()
            waves += 1
        assert waves == 3
        assert [shot.health.next_try is None for shot in desk.published] == [True] * 3 + [False]

    def test_a_longer_pause_within_a_poll_has_a_countdown(self) -> None:
        slow = Settings(poll=PollSettings(interval=60.0))
        desk = Desk(*[f"q{n:04}" for n in range(1_000)], settings=slow)
        part = desk.turn()
        assert desk.wait == 10.0
        assert part.health.next_try == pytest.approx(part.taken_at + 10.0)
        assert part.health.state == "live"
        assert part.health.last_good == part.taken_at
        assert part.sequence == 0


class TestAskingNow:
    def test_it_is_at_once_while_nothing_forbids_it(self) -> None:
        desk = Desk("a")
        desk.poller._turn()
        desk.clock.advance(2.0)
        assert desk.poller.ask_now() == 0.0

    def test_it_is_told_how_long_the_spacing_lasts(self) -> None:
        desk = Desk("a")
        desk.poller._turn()
        assert desk.poller.ask_now() == 1.0
        desk.clock.advance(0.75)
        assert desk.poller.ask_now() == 0.25

    def test_it_is_told_how_long_the_server_ordered_to_wait(self) -> None:
        desk = Desk("a")
        limited = RateLimited("slow down")
        limited.retry_after = 40.0
        desk.source.fails = always(limited)
        due = desk.poller._turn()
        said = desk.poller.ask_now()
        assert said >= 40.0
        began = desk.clock.monotonic()
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() - began == pytest.approx(said)

    def test_it_is_at_once_while_a_call_is_under_way(self) -> None:
        desk = Desk("a")
        desk.turn()
        said: list[float] = []

        def press(_ids: object) -> None:
            said.append(desk.poller.ask_now())

        desk.source.fails = press
        desk.turn()
        assert said == [0.0]

    def test_the_countdown_follows(self) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        due = desk.poller._turn()
        planned = desk.published[-1]
        said = desk.poller.ask_now()
        desk.poller._wait_until(due)
        moved = desk.published[-1]
        assert planned.health.next_try == planned.taken_at + 600.0
        assert moved.health == structs.replace(planned.health, next_try=planned.taken_at + said)


def test_half_of_the_queues_failing_is_no_reason_to_ask_the_others_less() -> None:
    desk = Desk("a", "b", batch=1)
    desk.source.fails = if_named("id-a", NoAnswer("half gone"))
    for _ in range(20):
        assert desk.turn().queues[1].problem is None
        assert desk.wait == 5.0
