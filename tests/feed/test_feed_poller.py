"""The poller turn by turn, over a source that the test holds in its hand."""

import queue
import threading
from collections.abc import Callable, Sequence
from random import Random

import pytest

from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.feed.poller import Poller
from queuetui.genesys.errors import (
    CredentialsRefused,
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
    RequestRefused,
)
from queuetui.genesys.observations import Observed
from tests.clocks import ManualClock


class FakeSource:
    """Answers for any queue, unless it is told to fail."""

    def __init__(self, clock: ManualClock, *names: str, batch: int = 100) -> None:
        self.clock = clock
        self.batch = batch
        self.rate = RateBudget()
        self.queues = tuple(Queue(id=f"id-{name}", name=name) for name in names)
        self.waiting = 1
        self.left_out: set[str] = set()
        self.names_fail: Exception | None = None
        self.fails: Callable[[Sequence[str]], Exception | None] = lambda _ids: None
        self.asked: list[str] = []

    def server_now(self) -> float | None:
        return self.clock.now()

    def read_queues(self) -> Sequence[Queue]:
        self.asked.append("names")
        if self.names_fail is not None:
            raise self.names_fail
        return self.queues

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        self.asked.append(",".join(queue_ids))
        error = self.fails(queue_ids)
        if error is not None:
            raise error
        media = {"voice": MediaReading(waiting=self.waiting)}
        return Observed(
            {
                queue_id: Reading(queue_id, self.clock.now(), media, AgentCounts())
                for queue_id in queue_ids
                if queue_id not in self.left_out
            }
        )

    def diagnostics(self) -> Diagnostics:
        return Diagnostics(rate=self.rate)

    def organisation(self) -> str | None:
        self.asked.append("organisation")
        return "Acme"


class Desk:
    """A poller with its source, its clock and everything it published."""

    def __init__(self, *names: str, batch: int = 100, settings: Settings | None = None) -> None:
        self.clock = ManualClock()
        self.source = FakeSource(self.clock, *names, batch=batch)
        self.poller = Poller(
            self.source,
            settings or Settings(),
            self.clock,
            base_url="https://api.x",
            random=Random(3),
        )
        self.published: list[Snapshot] = []
        self.poller._publish = self.published.append

    def turn(self) -> Snapshot:
        """One turn; the clock then stands where the next is due."""
        due = self.poller._turn()
        snapshot = self.published[-1]
        self.wait = due - self.clock.monotonic()
        self.clock.advance(self.wait)
        return snapshot

    def turns_until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        for _ in range(100):
            snapshot = self.turn()
            if done(snapshot):
                return snapshot
        raise AssertionError("never came to that")


def always(error: Exception) -> Callable[[Sequence[str]], Exception | None]:
    return lambda _ids: error


def _if_named(queue_id: str, error: Exception) -> Callable[[Sequence[str]], Exception | None]:
    return lambda ids: error if queue_id in ids else None


class TestWellDays:
    def test_names_then_figures_then_the_organisation(self) -> None:
        desk = Desk("b", "a")
        snapshot = desk.turn()
        assert desk.source.asked == ["names", "id-a,id-b", "organisation"]
        assert snapshot.health.state == "live"
        assert snapshot.health.reason is None
        assert snapshot.organisation == "Acme"
        assert [state.queue.name for state in snapshot.queues] == ["a", "b"]
        assert [state.reading is not None for state in snapshot.queues] == [True, True]

    def test_a_poll_an_interval_and_names_every_few_minutes(self) -> None:
        desk = Desk("a")
        for _ in range(61):
            desk.turn()
            assert desk.wait == 5.0
        assert desk.source.asked.count("names") == 2
        assert desk.source.asked.count("id-a") == 61
        assert desk.source.asked.count("organisation") == 1

    def test_a_slow_call_does_not_shift_the_schedule(self) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = lambda _ids: desk.clock.advance(2.0)
        desk.turn()
        assert desk.wait == 3.0
        desk.source.fails = lambda _ids: desk.clock.advance(9.0)
        desk.turn()
        assert desk.wait == 0.0

    def test_more_than_a_batch_is_asked_in_several(self) -> None:
        desk = Desk(*[f"q{n:03}" for n in range(250)])
        snapshot = desk.turn()
        sizes = sorted(len(a.split(",")) for a in desk.source.asked if a.startswith("id-"))
        assert sizes == [50, 100, 100]
        assert all(state.reading for state in snapshot.queues)

    def test_the_trend_remembers_the_last_polls_and_unknown_ones(self) -> None:
        desk = Desk("a")
        for waiting in range(60):
            desk.source.waiting = waiting
            desk.source.left_out = {"id-a"} if waiting == 58 else set()
            snapshot = desk.turn()
        trend = snapshot.queues[0].trend
        assert len(trend) == 48
        assert trend[-3:] == (57, None, 59)

    def test_entries_of_the_settings_that_mean_no_queue_are_shown_as_such(self) -> None:
        rules = (QueueRule(name="a"), QueueRule(name="Suport*", label="Support"))
        desk = Desk("a", "b", settings=Settings(watchlist=Watchlist(rules=rules)))
        there, missing = desk.turn().queues
        assert there.reading is not None
        assert (missing.queue.name, missing.reading) == ("Support", None)
        assert missing.problem == "no such queue, or these credentials can't see it"


class TestBadDays:
    def test_nothing_known_and_no_answer_is_down_with_reason_and_next_try(self) -> None:
        desk = Desk("a")
        desk.source.names_fail = NoAnswer("no way there")
        health = desk.turn().health
        assert (health.state, health.reason, health.cause) == ("down", "no way there", "network")
        assert health.next_try is not None
        assert health.next_try == pytest.approx(desk.clock.now())

    def test_old_figures_go_from_live_over_late_to_frozen_and_come_back(self) -> None:
        desk = Desk("a")
        desk.turn()
        good = desk.clock.now() - 5.0
        desk.source.fails = always(NoAnswer("cable out"))
        seen: list[str] = []
        for _ in range(12):
            snapshot = desk.turn()
            if snapshot.health.state not in seen:
                seen.append(snapshot.health.state)
            assert snapshot.queues[0].reading is not None
            assert snapshot.queues[0].reading.as_of == good
            assert snapshot.sequence == 1
        assert seen in (["live", "late", "frozen"], ["live", "frozen"], ["late", "frozen"])
        desk.source.fails = lambda _ids: None
        back = desk.turn()
        assert (back.health.state, back.health.reason, back.sequence) == ("live", None, 2)

    def test_back_off_is_jittered_grows_and_is_capped(self) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = always(NoAnswer("cable out"))
        waits = []
        for _ in range(200):
            desk.turn()
            waits.append(desk.wait)
        assert max(waits[:2]) <= 5.0
        assert 30.0 < max(waits) <= 60.0
        assert min(waits) >= 1.0
        assert len(set(waits)) > 190

    def test_the_server_is_never_asked_sooner_than_it_said(self) -> None:
        desk = Desk("a")
        desk.turn()
        limited = RateLimited("slow down")
        limited.retry_after = 47.0
        desk.source.fails = always(limited)
        desk.turn()
        assert desk.wait >= 47.0

    @pytest.mark.parametrize("error", [CredentialsRefused("no"), PermissionRefused("no", "a:b:c")])
    def test_refusals_are_down_at_once_and_tried_slowly(self, error: GenesysError) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = always(error)
        assert desk.turn().health.state == "down"
        assert 30.0 <= desk.wait <= 60.0
        assert desk.published[-1].health.advice == error.advice

    def test_an_error_nobody_foresaw_is_shown_logged_and_survived(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.fails = always(ZeroDivisionError("oops"))
        health = desk.turn().health
        assert (health.state, health.cause) == ("down", "internal")
        assert "ZeroDivisionError" in caplog.text
        desk.source.fails = lambda _ids: None
        assert desk.turn().health.state == "live"

    def test_one_failed_batch_leaves_the_others_live(self) -> None:
        desk = Desk("a", "b", "c", "d", batch=2)
        desk.turn()
        desk.source.fails = _if_named("id-a", NoAnswer("half gone"))
        snapshot = desk.turn()
        assert snapshot.health.state == "live"
        assert snapshot.health.reason == "1 of 2 batches failed: half gone"
        assert [state.problem for state in snapshot.queues] == [
            "half gone",
            "half gone",
            None,
            None,
        ]
        assert desk.wait == 5.0

    def test_a_queue_left_out_of_an_answer_says_so(self) -> None:
        desk = Desk("a", "b")
        desk.source.left_out = {"id-b"}
        a, b = desk.turn().queues
        assert a.problem is None
        assert b.reading is None
        assert b.problem == "not in the answer: deleted, or not visible any more"

    def test_old_names_serve_when_new_ones_do_not_come(self) -> None:
        desk = Desk("a")
        desk.turn()
        desk.source.names_fail = NoAnswer("no names")
        desk.clock.advance(300)
        snapshot = desk.turn()
        assert snapshot.health.state == "live"
        assert [state.queue.name for state in snapshot.queues] == ["a"]

    def test_without_the_right_to_read_names_queues_named_by_id_are_shown(self) -> None:
        rules = (QueueRule(id="id-x", label="X"), QueueRule(name="By name"))
        desk = Desk(settings=Settings(watchlist=Watchlist(rules=rules)))
        desk.source.names_fail = PermissionRefused("no", "routing:queue:view")
        x, named = desk.turn().queues
        assert (x.queue.name, x.reading is not None) == ("X", True)
        assert named.reading is None

    def test_credentials_that_see_no_queue_are_told_so(self) -> None:
        health = Desk().turn().health
        assert (health.state, health.cause) == ("down", "queues")
        assert health.reason == "These credentials see no queue."


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
        desk.source.fails = _if_named("id-q17", error)
        snapshot = desk.turn()
        assert snapshot.health.state == "live"
        assert snapshot.health.reason is None
        unread = [state.queue.id for state in snapshot.queues if state.reading is None]
        assert unread == ["id-q17"]
        assert snapshot.queues[17].problem == error.what
        assert len(desk.source.asked) < 20

    def test_it_sits_out_and_returns_when_access_is_given(self) -> None:
        desk = Desk("a", "b", "c")
        desk.source.fails = _if_named("id-b", PermissionRefused("not yours"))
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
        desk.source.fails = _if_named("id-c", PermissionRefused("not yours"))
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
        began, calls = desk.clock.monotonic(), len(desk.source.asked)
        desk.turns_until(lambda s: s.sequence == 15)
        minutes = (desk.clock.monotonic() - began) / 60
        assert (len(desk.source.asked) - calls) / minutes <= 150

    def test_a_smaller_allowance_told_by_the_server_counts(self) -> None:
        desk = Desk("a")
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
        desk.source.fails = _if_named("id-q0000", limited)
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
