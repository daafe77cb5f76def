"""Today's totals: asked for once a minute beside the polls, and never yesterday's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from msgspec.structs import replace

from queuetui.domain.day import Day, DayRule
from queuetui.domain.goals import Goal
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import Side, Snapshot
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.genesys.errors import (
    GenesysError,
    MetricRefused,
    NoAnswer,
    PermissionRefused,
    RateLimited,
    RequestRefused,
    ServerFailed,
)
from tests.feed.desk import SideDesk

HOUR = 3600.0
YESTERDAY = Today("id-a", 1_767_311_990.0, 1_767_225_600.0, {})
LACKS = PermissionRefused("analytics:conversationAggregate:view is missing.", "x:y:z")


def known(snapshot: Snapshot) -> list[str]:
    return [state.queue.name for state in snapshot.queues if state.today is not None]


def failing(desk: SideDesk, error: Exception | None) -> None:
    desk.source.refuses = lambda question, _ids: error if question == "today" else None


class TestTheQuestion:
    def test_the_answer_stands_with_its_queues(self) -> None:
        desk = SideDesk("a", "b")
        snapshot = desk.live(0.0)
        assert desk.source.asked[:2] == ["names", "id-a,id-b"]
        assert known(snapshot) == ["a", "b"]
        today = snapshot.queues[0].today
        assert today is not None
        assert (today.as_of, today.offered) == (desk.clock.now(), 12 * 3600)
        assert snapshot.day is not None
        assert (snapshot.day.since, snapshot.day.zone_name) == (today.since, "UTC")
        assert snapshot.today == Side(desk.clock.now(), None, desk.clock.now() + 60.0, 60.0)
        assert snapshot.sequence == 1

    def test_where_the_server_tells_no_target_the_queues_own_goal_stands_in_for_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = SideDesk("a", "b")
        a, b = desk.source.queues
        desk.source.queues = (replace(a, goals={"voice": Goal(0.7, 20.0)}), b)
        media = {"voice": MediaToday(offered=4, service=ServiceLevel(2, 4))}

        def told(queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
            return {one: Today(one, desk.clock.now(), day.since, media) for one in queue_ids}

        monkeypatch.setattr(desk.source, "read_today", told)
        days = [state.today for state in desk.live(0.0).queues]
        assert [day and day.service for day in days] == [
            ServiceLevel(2, 4, 0.7),
            ServiceLevel(2, 4, None),
        ]

    def test_once_a_minute_one_call_for_each_hundred_queues(self) -> None:
        desk = SideDesk(*[f"q{n:03}" for n in range(250)])
        desk.live(600.0 - 1.0)
        minutes = Counter(int((at - 1_000.0) // 60) for at in desk.source.times("today"))
        assert minutes == dict.fromkeys(range(10), 3)
        assert [len(ids) for _, _, ids in desk.source.sides[:3]] == [100, 100, 50]
        polls, names, organisation = 3 * 600 // 5, 3 + 3, 1
        assert len(desk.source.asked) == polls + names + organisation
        assert len(desk.source.sides) == 3 * 10

    def test_nothing_is_asked_before_the_first_figures(self) -> None:
        desk = SideDesk("a")
        desk.source.fails = lambda _ids: NoAnswer("no")
        desk.live(600.0)
        assert desk.source.sides == []
        desk.source.fails = lambda _ids: None
        assert known(desk.live(60.0)) == ["a"]

    def test_new_queues_are_asked_for_at_once_and_dropped_ones_forgotten(self) -> None:
        settings = Settings(poll=PollSettings(names_every=90.0))
        desk = SideDesk("a", "b", settings=settings)
        desk.live(10.0)
        a, _ = desk.source.queues
        (c,) = SideDesk("c").source.queues
        desk.source.queues = (a, c)
        snapshot = desk.live(80.0)
        assert desk.source.sides[-1] == ("today", 1_090.0, ("id-a", "id-c"))
        assert known(snapshot) == ["a", "c"]

    def test_an_answer_about_a_queue_that_was_dropped_meanwhile_is_none(self) -> None:
        desk = SideDesk("a", "b")
        desk.live(200.0)
        desk.bench.hangs = lambda: True
        desk.live(50.0)
        assert [ids for _, _, ids in desk.source.sides] == [("id-a", "id-b")] * 4
        desk.source.queues = desk.source.queues[:1]
        assert known(desk.live(100.0)) == ["a"]
        desk.bench.let_go()
        desk.live(1.0)
        assert list(desk.errands._totals.today) == ["id-a"]
        assert len(desk.source.sides) == 5

    def test_queues_whose_figures_are_refused_are_left_out(self) -> None:
        desk = SideDesk("a", "b")
        desk.source.fails = lambda ids: RequestRefused("odd") if "id-b" in ids else None
        desk.live(120.0)
        assert desk.source.sides[-1][2] == ("id-a",)


class TestAnotherDay:
    def test_at_midnight_the_old_totals_are_gone_at_once(self) -> None:
        desk = SideDesk("a", settings=Settings(poll=PollSettings(interval=7.0)))
        # So that nothing happens to be due at midnight.
        desk.clock.advance(13.0)
        desk.live(12 * HOUR - 43.0)
        failing(desk, ServerFailed("broken (500)"))
        midnight = datetime(2026, 1, 2, tzinfo=UTC).timestamp()
        assert known(desk.live(29.5)) == ["a"]
        snapshot = desk.live(1.0)
        assert known(snapshot) == []
        assert snapshot.day is not None
        assert snapshot.day.since == midnight
        assert snapshot.today.as_of is None
        assert snapshot.today.problem == "broken (500)"
        (gone,) = [
            shot.taken_at
            for before, shot in pairwise(desk.published)
            if known(before) and not known(shot)
        ]
        assert gone == pytest.approx(midnight, abs=0.1)

    def test_and_the_new_ones_come_at_once(self) -> None:
        desk = SideDesk("a")
        snapshot = desk.live(12 * HOUR + 1.0)
        today = snapshot.queues[0].today
        assert today is not None
        assert today.as_of == pytest.approx(today.since, abs=0.1)
        assert today.offered == 0

    def test_an_answer_about_yesterday_comes_too_late(self) -> None:
        desk = SideDesk("a")
        desk.live(12 * HOUR - 70.0)
        desk.bench.hangs = lambda: True
        desk.live(69.0)
        (late,) = desk.bench.hanging
        desk.live(2.0)
        assert len(desk.bench.hanging) == 2
        desk.bench.hangs = lambda: False
        desk.bench.hanging.remove(late)
        _, done = late
        done({"id-a": YESTERDAY})
        assert known(desk.live(1.0)) == []
        desk.bench.let_go()
        assert known(desk.live(1.0)) == ["a"]

    def test_no_snapshot_tells_of_a_day_that_is_over_though_the_thread_sleeps(self) -> None:
        desk = SideDesk("a")
        desk.live(12 * HOUR - 1.0)
        assert known(desk.now) == ["a"]
        desk.clock.advance(2.0)
        assert known(desk.poller.snapshot()) == []

    def test_it_begins_when_the_rule_says(self) -> None:
        rule = DayRule(start_minute=6 * 60, zone="Asia/Kolkata")
        desk = SideDesk("a", settings=Settings(day=rule))
        snapshot = desk.live(0.0)
        assert snapshot.day is not None
        assert snapshot.day.zone_name == "Asia/Kolkata"
        assert snapshot.day.since == datetime(2026, 1, 1, 0, 30, tzinfo=UTC).timestamp()


class TestFailures:
    @pytest.mark.parametrize(
        "error",
        [
            LACKS,
            RateLimited("slow down"),
            ServerFailed("broken (500)"),
            NoAnswer("no answer in time"),
            MetricRefused("does not know the metric"),
            ZeroDivisionError("oops"),
        ],
    )
    def test_they_are_told_and_leave_the_polls_alone(self, error: Exception) -> None:
        desk = SideDesk("a")
        failing(desk, error)
        snapshot = desk.live(300.0)
        said = error.what if isinstance(error, GenesysError) else "internal error"
        assert snapshot.today.problem is not None
        assert said in snapshot.today.problem
        assert snapshot.today.next_try is not None
        assert snapshot.today.next_try >= snapshot.taken_at
        assert (snapshot.health.state, snapshot.health.reason) == ("live", None)
        assert snapshot.sequence == 61
        assert known(snapshot) == []

    @pytest.mark.parametrize(
        ("error", "first", "longest"),
        [(LACKS, (60.0, 75.0), (480.0, 600.0)), (NoAnswer("no"), (60.0, 120.0), (60.0, 300.0))],
    )
    def test_they_are_tried_less_often_and_never_in_step(
        self, error: Exception, first: tuple[float, float], longest: tuple[float, float]
    ) -> None:
        desk = SideDesk("a")
        failing(desk, error)
        desk.live(10 * HOUR)
        waits = [later - before for before, later in pairwise(desk.source.times("today"))]
        assert first[0] <= waits[0] <= first[1]
        assert min(waits[6:]) >= longest[0]
        assert max(waits) <= longest[1]
        assert max(waits) > 0.9 * longest[1]
        assert len({round(wait, 3) for wait in waits}) > len(waits) * 0.9

    def test_the_old_totals_stay_with_their_age(self) -> None:
        desk = SideDesk("a")
        asked = desk.live(30.0).today.as_of
        failing(desk, ServerFailed("broken (500)"))
        snapshot = desk.live(300.0)
        assert known(snapshot) == ["a"]
        assert snapshot.today.as_of == asked

    def test_it_comes_back(self) -> None:
        desk = SideDesk("a")
        failing(desk, LACKS)
        desk.live(HOUR)
        failing(desk, None)
        snapshot = desk.live(600.0)
        assert known(snapshot) == ["a"]
        assert snapshot.today.problem is None
        desk.source.sides.clear()
        desk.live(180.0)
        assert len(desk.source.sides) == 3

    def test_somebody_may_have_it_tried_again_but_not_all_the_time(self) -> None:
        desk = SideDesk("a")
        failing(desk, LACKS)
        desk.live(2_000.0)
        desk.source.sides.clear()
        for _ in range(60):
            desk.poller.ask_now()
            desk.live(1.0)
        assert 6 <= len(desk.source.sides) <= 7

    def test_an_order_to_wait_is_kept(self) -> None:
        desk = SideDesk("a")
        error = RateLimited("slow down")
        error.retry_after = 200.0
        failing(desk, error)
        desk.live(0.0)
        for _ in range(19):
            desk.poller.ask_now()
            desk.live(10.0)
        assert len(desk.source.sides) == 1
        desk.live(40.0)
        assert len(desk.source.sides) > 1

    def test_an_order_to_the_polls_is_kept_too(self) -> None:
        desk = SideDesk("a")
        desk.live(1.0)
        error = RateLimited("slow down")
        error.retry_after = 150.0
        desk.source.fails = lambda _ids: error
        desk.live(6.0)
        desk.source.fails = lambda _ids: None
        desk.source.sides.clear()
        desk.live(145.0)
        assert desk.source.sides == []
        desk.live(15.0)
        assert len(desk.source.sides) == 1

    def test_an_order_to_a_part_of_them_is_kept_too(self) -> None:
        desk = SideDesk("a", "b", batch=1)
        desk.live(1.0)
        desk.source.sides.clear()
        error = RateLimited("slow down")
        error.retry_after = 150.0
        desk.source.fails = lambda ids: error if ids == ("id-b",) else None
        desk.live(5.0)
        assert desk.now.health.state == "live"
        desk.live(145.0)
        assert desk.source.sides == []

    def test_an_order_to_whoever_asks_for_the_organisation_is_kept_too(self) -> None:
        desk = SideDesk("a")
        error = RateLimited("slow down")
        error.retry_after = 50.0
        desk.source.organisation_fails = error
        desk.live(49.0)
        assert desk.source.sides == []
        desk.source.organisation_fails = None
        desk.live(2.0)
        assert len(desk.source.sides) == 1

    def test_what_failed_is_tried_again_as_soon_as_the_polls_are_well(self) -> None:
        desk = SideDesk("a")
        failing(desk, NoAnswer("no"))
        desk.live(1_000.0)
        failing(desk, None)
        desk.source.fails = lambda _ids: NoAnswer("no")
        desk.live(30.0)
        desk.source.fails = lambda _ids: None
        began = desk.clock.monotonic()
        while desk.now.health.state != "live":
            desk.live(1.0)
        assert desk.clock.monotonic() - began < 62.0
        assert known(desk.live(1.0)) == ["a"]

    def test_while_the_polls_bring_nothing_nothing_is_asked(self) -> None:
        desk = SideDesk("a")
        desk.live(1.0)
        desk.source.sides.clear()
        desk.source.fails = lambda _ids: NoAnswer("no")
        desk.live(HOUR)
        assert desk.source.sides == []
        desk.source.fails = lambda _ids: None
        assert known(desk.live(61.0)) == ["a"]
        assert desk.source.sides

    def test_a_question_that_hangs_delays_no_poll(self) -> None:
        desk = SideDesk("a")
        desk.bench.hangs = lambda: True
        snapshot = desk.live(600.0)
        assert (snapshot.sequence, snapshot.health.state) == (121, "live")
        assert len(desk.bench.hanging) == 1

    def test_all_but_the_first_batch_failing_is_no_failure_of_all(self) -> None:
        desk = SideDesk("a", "b", "c", batch=1)
        desk.source.refuses = lambda _q, ids: NoAnswer("no") if ids == ("id-b",) else None
        snapshot = desk.live(1.0)
        assert known(snapshot) == ["a", "c"]
        assert snapshot.today.problem == "1 of 3 batches failed: no"
        assert snapshot.today.next_try == pytest.approx(snapshot.taken_at + 60.0, abs=1.0)

    def test_if_the_first_fails_the_others_are_spared(self) -> None:
        desk = SideDesk("a", "b", "c", batch=1)
        failing(desk, ServerFailed("broken (500)"))
        desk.live(1.0)
        assert len(desk.source.sides) == 1


class TestRefusedQueues:
    def test_one_refused_queue_is_found_and_the_others_keep_their_totals(self) -> None:
        names = [f"q{n:03}" for n in range(120)]
        desk = SideDesk(*names)
        desk.source.refuses = lambda _q, ids: LACKS if "id-q042" in ids else None
        snapshot = desk.live(121.0)
        assert set(names) - set(known(snapshot)) == {"q042"}
        assert snapshot.today.problem is not None
        assert snapshot.today.problem.startswith("not told for 1 of 120 queues: no access")
        desk.source.sides.clear()
        desk.live(1_200.0)
        assert len(desk.source.sides) <= 2 * 20 + 5
        desk.source.refuses = lambda _q, _ids: None
        snapshot = desk.live(400.0)
        assert len(known(snapshot)) == 120
        assert snapshot.today.problem is None

    def test_where_all_are_refused_it_is_not_searched_for_long(self) -> None:
        desk = SideDesk(*[f"q{n:03}" for n in range(100)])
        failing(desk, LACKS)
        snapshot = desk.live(0.0)
        assert snapshot.today.problem == LACKS.what
        assert len(desk.source.sides) <= 13

    def test_a_metric_that_is_not_known_is_not_searched_for(self) -> None:
        desk = SideDesk(*[f"q{n:03}" for n in range(100)])
        failing(desk, MetricRefused("does not know the metric"))
        desk.live(0.0)
        assert len(desk.source.sides) == 1
