"""When the poller asks: its thread, the allowance, and the clocks."""

import queue
import threading

import pytest

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.snapshot import Snapshot
from queuetui.genesys.errors import NoAnswer, RateLimited
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
            if snapshot.sequence:
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
        assert arrived.get(timeout=5).health.state == "starting"
        assert arrived.get(timeout=5).health.state == "live"
        (thread,) = [t for t in threading.enumerate() if t.name == "queuetui-feed"]
        assert thread.daemon
        desk.poller.stop()
        thread.join(5)
        assert not thread.is_alive()


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

    def test_an_allowance_is_waited_for_once_where_no_newer_answer_tells_of_it(self) -> None:
        desk = Desk("a")
        desk.source.rate = RateBudget(count=295, allowed=300, reset=33)
        desk.turn()
        desk.source.fails = always(NoAnswer("cable out"))
        desk.turn()
        assert desk.wait <= 5.0

    @pytest.mark.parametrize(("queues", "allowed"), [(100, 300), (1_000, 300), (300, 30)])
    def test_asking_all_the_time_stays_below_the_allowance(self, queues: int, allowed: int) -> None:
        desk = Desk(*[f"q{n:04}" for n in range(queues)])
        desk.source.rate = RateBudget(count=1, allowed=allowed, reset=60)
        desk.turns_until(lambda snapshot: snapshot.sequence == 1)
        began, calls = desk.clock.monotonic(), len(desk.source.asked)

        def press() -> None:
            desk.poller.ask_now()
            if desk.clock.monotonic() - began >= 120:
                desk.poller.stop()

        desk.clock.on_wait = press
        desk.poller._run()
        minutes = (desk.clock.monotonic() - began) / 60
        a_minute = (len(desk.source.asked) - calls) / minutes
        assert a_minute < 0.8 * allowed
        # It is faster than on its own all the same.
        assert a_minute > min(50, 0.6 * allowed)

    def test_an_allowance_of_one_a_minute_is_used_once_a_minute(self) -> None:
        desk = Desk("a")
        desk.source.rate = RateBudget(count=1, allowed=1, reset=60)
        desk.poller._turn()
        assert desk.poller.ask_now() == 60.0
