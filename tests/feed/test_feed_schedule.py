"""When the poller asks: its thread, refused queues, the allowance, and the clocks."""

import queue
import threading

import pytest

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.genesys.errors import (
    GenesysError,
    PermissionRefused,
    RateLimited,
    RequestRefused,
)
from tests.feed.desk import Desk, always, if_named


class TestTheThread:
    def test_it_polls_until_stopped_and_asks_at_once_when_asked(self) -> None:
        desk = Desk("a")
        desk.turn()
        poller, waits = desk.poller, desk.clock.waits

        def press_then_stop() -> None:
            if len(waits) == 1:
                poller.ask_now()
            elif desk.source.asked.count("id-a") == 3:
                poller.stop()

        desk.clock.on_wait = press_then_stop
        poller._run()
        assert desk.source.asked.count("id-a") == 3
        assert desk.published[-1].sequence == 3

    def test_asking_all_the_time_is_held_to_once_a_second(self) -> None:
        desk = Desk("a")
        began = desk.clock.monotonic()

        def press() -> None:
            desk.poller.ask_now()
            if desk.source.asked.count("id-a") >= 10:
                desk.poller.stop()

        desk.clock.on_wait = press
        # A waiting event that is set takes no time on this clock, so the wait itself must.
        desk.poller._run()
        assert desk.clock.monotonic() - began >= 9.0

    def test_asking_does_not_break_a_wait_that_the_server_ordered(self) -> None:
        desk = Desk("a")
        limited = RateLimited("slow down")
        limited.retry_after = 40.0
        desk.source.fails = always(limited)
        due = desk.poller._turn()
        began = desk.clock.monotonic()
        desk.poller.ask_now()
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() - began >= 40.0

    def test_a_stumble_while_telling_of_trouble_does_not_end_it(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a")
        broken = [True, True]

        def publish(snapshot: Snapshot) -> None:
            if broken:
                broken.pop()
                raise ValueError("nobody foresaw this")
            desk.published.append(snapshot)
            desk.poller.stop()

        desk.poller._publish = publish
        desk.poller._run()
        assert desk.published[-1].health.state == "live"
        assert "stumbled over its own trouble" in caplog.text

    def test_nothing_is_published_after_stop(self) -> None:
        desk = Desk("a")
        desk.poller.stop()
        desk.poller._turn()
        assert desk.published == []

    def test_start_runs_it_in_a_daemon_thread_and_stop_returns_at_once(self) -> None:
        desk = Desk("a")
        desk.clock.really_waits = True
        arrived: queue.SimpleQueue[Snapshot] = queue.SimpleQueue()
        desk.poller.start(arrived.put)
        assert arrived.get(timeout=5).health.state == "live"
        (thread,) = [t for t in threading.enumerate() if t.name == "queuetui-feed"]
        assert thread.daemon
        desk.poller.stop()
        thread.join(5)
        assert not thread.is_alive()


class TestRefusedQueues:
    @pytest.mark.parametrize("error", [PermissionRefused("not yours"), RequestRefused("odd id")])
    def test_a_refused_batch_is_halved_until_the_queue_is_found(self, error: GenesysError) -> None:
        desk = Desk(*[f"q{n:02}" for n in range(50)])
        desk.source.fails = if_named("id-q17", error)
        snapshot = desk.turn()
        assert snapshot.health.state == "live"
        assert snapshot.health.reason is None
        unread = [state.queue.id for state in snapshot.queues if state.reading is None]
        assert unread == ["id-q17"]
        assert snapshot.queues[17].problem == error.what
        assert len(desk.source.asked) < 20

    def test_it_sits_out_and_returns_when_access_is_given(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-b", PermissionRefused("not yours"))
        desk.turn()
        desk.source.asked.clear()
        desk.turn()
        assert desk.source.asked == ["id-a,id-c"]
        desk.source.fails = lambda _ids: None
        back = desk.turns_until(lambda snapshot: snapshot.queues[1].reading is not None)
        assert back.queues[1].problem is None
        assert desk.clock.monotonic() - 1000.0 >= 300.0

    def test_access_taken_away_marks_that_queue_and_no_other(self) -> None:
        desk = Desk("a", "b", "c")
        before = desk.turn()
        desk.source.fails = if_named("id-c", PermissionRefused("not yours"))
        a, _b, c = desk.turn().queues
        assert c.problem == "not yours"
        assert c.reading == before.queues[2].reading
        assert a.reading is not None
        assert a.reading.as_of > before.taken_at

    def test_when_everything_is_refused_the_search_soon_gives_up(self) -> None:
        desk = Desk(*[f"q{n:02}" for n in range(100)])
        desk.source.fails = always(PermissionRefused("no right at all", "a:b:c"))
        health = desk.turn().health
        assert (health.state, health.reason) == ("down", "no right at all")
        assert len(desk.source.asked) <= 11

    def test_queues_refused_one_after_the_other_are_not_a_live_feed(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = if_named("id-a", PermissionRefused("not yours"))
        good = desk.turn()
        desk.source.fails = lambda ids: PermissionRefused("not yours") if len(ids) == 1 else None
        desk.poller._roster.refuse(dict.fromkeys(("id-a", "id-b", "id-c"), "not yours"), 0.0)
        bad = desk.turn()
        assert bad.sequence == good.sequence
        assert bad.health.last_good == good.health.last_good
        assert (bad.health.state, bad.health.reason) == ("down", "not yours")

    def test_the_only_queue_refused_is_a_refusal_of_all(self) -> None:
        desk = Desk("a")
        desk.source.fails = always(PermissionRefused("not yours"))
        assert desk.turn().health.state == "down"


class TestPace:
    def test_the_interval_is_lengthened_to_keep_under_half_of_the_allowance(self) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(2_000)])
        desk.source.rate = RateBudget(count=1, allowed=300, reset=60)
        snapshot = desk.turns_until(lambda s: s.sequence == 3)
        assert 8.0 <= snapshot.interval < 10.0
        assert snapshot.stretched
        began, calls = desk.clock.monotonic(), len(desk.source.asked)
        desk.turns_until(lambda s: s.sequence == 15)
        minutes = (desk.clock.monotonic() - began) / 60
        assert (len(desk.source.asked) - calls) / minutes <= 150

    def test_a_smaller_allowance_told_by_the_server_counts(self) -> None:
        desk = Desk("a")
        assert not desk.turn().stretched
        desk.source.rate = RateBudget(count=1, allowed=10, reset=60)
        desk.turn()
        assert desk.wait > 12.0

    def test_many_batches_go_in_waves_spread_over_the_interval(self) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(1_000)])
        first = desk.turn()
        assert sum(state.reading is not None for state in first.queues) == 400
        assert desk.wait > 0.5
        whole = desk.turns_until(lambda s: s.sequence == 1)
        assert all(state.reading for state in whole.queues)

    def test_when_the_allowance_is_nearly_used_up_it_waits_for_the_new_one(self) -> None:
        desk = Desk("a")
        desk.source.rate = RateBudget(count=295, allowed=300, reset=33)
        desk.turn()
        assert desk.wait == 33.0

    def test_a_rate_limit_in_a_wave_stops_the_round(self) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(1_000)])
        limited = RateLimited("slow down")
        limited.retry_after = 20.0
        desk.source.fails = if_named("id-q0000", limited)
        snapshot = desk.turn()
        assert snapshot.health.cause == "rate"
        assert desk.wait >= 20.0


class TestClocks:
    def test_a_clock_that_is_set_leads_to_an_immediate_poll(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        due = desk.poller._turn()

        def set_clock() -> None:
            if len(desk.clock.waits) == 3:
                desk.clock.wall += 7_200

        desk.clock.on_wait = set_clock
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() < due - 500
        assert "clock was set ahead, by 7200 s" in caplog.text

    def test_a_machine_that_slept_asks_as_soon_as_it_wakes(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a", settings=Settings(poll=PollSettings(interval=600.0)))
        due = desk.poller._turn()

        def sleep() -> None:
            if len(desk.clock.waits) == 3:
                desk.clock.advance(300)

        desk.clock.on_wait = sleep
        desk.poller._wait_until(due)
        assert len(desk.clock.waits) <= 5
        assert "asleep or stopped" in caplog.text

    def test_a_quiet_wait_disturbs_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        desk = Desk("a")
        due = desk.poller._turn()
        desk.poller._wait_until(due)
        assert desk.clock.monotonic() == due
        assert caplog.text == ""
