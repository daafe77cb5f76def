"""The poller turn by turn: well days and bad days."""

import pytest

from queuetui.domain.settings import Settings
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.genesys.errors import (
    CredentialsRefused,
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
)
from tests.feed.desk import Desk, always, if_named


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
        desk.source.fails = if_named("id-a", NoAnswer("half gone"))
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
