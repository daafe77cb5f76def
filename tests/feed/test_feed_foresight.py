"""What the feed sees coming in each queue."""

import logging
from collections.abc import Mapping, Sequence

import pytest

from queuetui.domain.day import Day
from queuetui.domain.forecast import breach_probability
from queuetui.domain.goals import Goal
from queuetui.domain.limits import Limit, Limits
from queuetui.domain.opened import Opened, Told
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Stuck
from queuetui.domain.today import MediaToday, Today
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.feed.beside import Beside
from queuetui.feed.foresight import Foresight
from queuetui.genesys.errors import NoAnswer
from queuetui.genesys.observations import Observed
from tests.feed.desk import Desk, SideDesk, always

NOW = 1_767_268_800.0
QUEUE = Queue("q", "Support")
TEN = AgentCounts(on_queue=10, available=0, not_responding=0, communicating=0)
LIMITS = Limits(longest_wait=Limit(30, 60))


def reading(
    at: float,
    waiting: int | None,
    waits: float | None,
    interacting: int = 8,
    media: str = "voice",
    agents: AgentCounts = TEN,
) -> Reading:
    """``at`` is relative to `NOW`, ``waits`` is how long the oldest has."""
    since = None if waits is None else NOW + at - waits
    told = {media: MediaReading(waiting, 0, interacting, since)}
    return Reading("q", NOW + at, told, agents)


class Watch:
    """One queue, poll by poll."""

    def __init__(self, limits: Limits = LIMITS, queue: Queue = QUEUE) -> None:
        self.foresight = Foresight(lambda _queue: limits)
        self.queue = queue

    def see(
        self, one: Reading, beside: Beside | None = None, stuck: tuple[Stuck, ...] = ()
    ) -> QueueState:
        state = QueueState(self.queue, one, stuck=stuck)
        return self.foresight.foresee(state, beside or Beside())


class TestForecasts:
    def test_the_head_is_exact_and_the_pace_is_the_agents(self) -> None:
        (found,) = Watch().see(reading(0, 1, 20)).forecasts
        assert (found.media, found.limit, found.over) == ("voice", 60, 0)
        assert found.breach_at == NOW + 40
        # Nine of eleven is what is known of the share: eight talk, and one more may be wrapping up.
        assert found.probability == pytest.approx(breach_probability(1, 40, 10 * 9 / 11 / 300))
        assert found.likely_at is None

    def test_the_line_is_followed_from_poll_to_poll(self) -> None:
        watch = Watch()
        watch.see(reading(0, 1, 30))
        for at in (5.0, 10.0, 15.0, 20.0):
            watch.see(reading(at, 2, 30 + at))
        # The head is gone, and the other came in the first of these intervals.
        (found,) = watch.see(reading(25, 2, 22)).forecasts
        assert found.breach_at == NOW + 63
        (later,) = watch.see(reading(30, 1, 7)).forecasts
        assert later.breach_at == NOW + 83

    def test_nobody_waits_and_nothing_comes(self) -> None:
        assert Watch().see(reading(0, 0, None)).forecasts == ()

    @pytest.mark.parametrize("one", [reading(0, None, None), reading(0, 3, None)])
    def test_of_an_unknown_line_nothing_is_foretold(self, one: Reading) -> None:
        assert Watch().see(one).forecasts == ()

    def test_each_medium_by_its_own_limit(self) -> None:
        goals = {"voice": Goal(0.8, 20.0), "chat": Goal(0.8, 90.0)}
        media = {name: MediaReading(1, 0, 4, NOW - 10) for name in ("voice", "chat", "email")}
        watch = Watch(Limits(), Queue("q", "Support", goals=goals))
        found = watch.see(Reading("q", NOW, media, TEN)).forecasts
        assert {one.media: one.limit for one in found} == {"voice": 20, "chat": 90, "email": 60}

    def test_without_a_limit_nothing_can_breach(self) -> None:
        assert Watch(Limits(longest_wait=Limit())).see(reading(0, 3, 20)).forecasts == ()

    def test_without_agents_only_the_countdown_is_told(self) -> None:
        (found,) = Watch().see(reading(0, 1, 20, agents=AgentCounts())).forecasts
        assert (found.breach_at, found.probability, found.expected) == (NOW + 40, None, None)

    def test_it_is_made_once_for_a_reading(self) -> None:
        watch, one = Watch(), reading(0, 2, 20)
        assert watch.see(one).forecasts is watch.see(one).forecasts

    def test_what_is_stuck_is_no_part_of_it(self) -> None:
        stuck = Stuck("voice", 2, NOW - 90_000, next_since=NOW - 20)
        (found,) = Watch().see(reading(0, 4, 90_000), stuck=(stuck,)).forecasts
        assert (found.over, found.breach_at) == (0, NOW + 40)

    def test_who_waits_is_taken_as_told_one_by_one(self) -> None:
        waiting = WaitingList(
            "q", NOW + 3, tuple(Waiting("voice", NOW - since) for since in (50.0, 49.0, 48.0)), 3
        )
        opened = Opened("q", waiting=Told(waiting))
        known, unknown = Watch(), Watch()
        for watch in (known, unknown):
            watch.see(reading(0, 3, 50))
        known.see(reading(5, 3, 55), Beside(opened=opened))
        unknown.see(reading(5, 3, 55), Beside(opened=Opened("other", waiting=Told(waiting))))
        # The head leaves; the two behind it were a second behind, not spread up to now.
        (exact,) = known.see(reading(13, 2, 62)).forecasts
        (guessed,) = unknown.see(reading(13, 2, 62)).forecasts
        assert (exact.over, guessed.over) == (2, 1)


class TestFlows:
    def test_polls_and_totals_make_them(self) -> None:
        watch = Watch()
        state = watch.see(reading(0, 2, 10))
        for poll in range(1, 37):
            minute = poll // 12
            today = Today(
                "q", NOW + 60 * minute, NOW - 9e3,
                {"voice": MediaToday(offered=9 * minute, answered=8 * minute, abandoned=minute,
                    flowed_out=0, handled=8 * minute, handle_seconds=1600.0 * minute)},
            )  # fmt: skip
            state = watch.see(reading(5.0 * poll, 2, 10), Beside(totals={"q": today}))
        (flow,) = state.flows
        # From the first totals on, which came with the first poll.
        assert (flow.media, flow.seconds) == ("voice", 180.0)
        assert (flow.offered, flow.answered, flow.abandoned) == (27, 24, 3)
        assert flow.waiting_seconds == pytest.approx(360.0, rel=0.05)

    def test_quiet_media_are_not_measured(self) -> None:
        watch = Watch()
        quiet = {name: MediaReading(0, 0, 0) for name in ("chat", "email")}
        watch.see(Reading("q", NOW, quiet, TEN))
        assert watch.foresight._tracks["q"]._meters == ()


class TestTheLastAnswer:
    @pytest.mark.parametrize(
        ("what", "second", "expected"),
        [
            ("nothing happened", reading(5, 2, 35), 0.0),
            ("one more is talking", reading(5, 1, 20, interacting=9), 5.0),
            ("one fewer is talking", reading(5, 2, 35, interacting=7), 0.0),
            ("nobody waits any more", reading(5, 0, None), 5.0),
            ("nobody watched", reading(500, 2, 530), 500.0),
            ("nothing is told", reading(5, None, None), 0.0),
        ],
    )
    def test_since_when_those_who_wait_go_unanswered(
        self, what: str, second: Reading, expected: float
    ) -> None:
        watch = Watch()
        assert watch.see(reading(0, 2, 30)).last_answer == NOW, what
        assert watch.see(second).last_answer == NOW + expected, what

    def test_it_begins_with_the_first_who_waits(self) -> None:
        watch = Watch()
        watch.see(reading(0, 0, None))
        assert watch.see(reading(5, 1, 2)).last_answer == NOW + 3
        assert watch.see(reading(10, 1, 7)).last_answer == NOW + 3

    def test_an_answer_between_two_polls_is_told_by_the_totals(self) -> None:
        watch = Watch()

        def today(at: float, answered: int) -> Beside:
            media = {"voice": MediaToday(offered=99, answered=answered)}
            return Beside(totals={"q": Today("q", NOW + at, NOW - 9e3, media)})

        watch.see(reading(0, 2, 30), today(0, 50))
        for at in (20.0, 40.0):
            watch.see(reading(at, 2, 30), today(0, 50))
        assert watch.see(reading(60, 2, 30), today(58, 50)).last_answer == NOW
        watch.see(reading(80, 2, 30), today(58, 50))
        assert watch.see(reading(100, 2, 30), today(98, 51)).last_answer == NOW + 98

    def test_an_unknown_count_tells_nothing(self) -> None:
        assert Watch().see(reading(0, None, None)).last_answer is None


class TestTheClock:
    def test_a_clock_that_is_set_changes_no_age(self) -> None:
        still, moved = Watch(), Watch()
        for watch in (still, moved):
            watch.see(reading(0, 3, 30))
            watch.see(reading(5, 4, 35))
        before = moved.see(reading(5, 4, 35))
        moved.foresight.redate(1000.0)
        after = moved.see(reading(1005, 4, 35))
        assert after.forecasts == tuple(one.redated(1000.0) for one in before.forecasts)
        assert after.last_answer == NOW + 1000
        (one,), (other,) = (
            still.see(reading(10, 3, 20)).forecasts,
            moved.see(reading(1010, 3, 20)).forecasts,
        )
        assert other == one.redated(1000.0)

    def test_states_that_were_told_move_with_it(self) -> None:
        state = Watch().see(reading(0, 3, 30))
        later = state.redated(50.0)
        assert later.forecasts == tuple(one.redated(50.0) for one in state.forecasts)
        assert later.last_answer == NOW + 50


class TestFailing:
    def test_a_queue_that_fails_costs_no_other_one(self, caplog: pytest.LogCaptureFixture) -> None:
        def limits(queue: Queue) -> Limits:
            if queue.id == "bad":
                raise RuntimeError("no limits")
            return LIMITS

        told: list[Exception] = []
        foresight = Foresight(limits, stumbled=told.append)
        bad = QueueState(Queue("bad", "Bad"), reading(0, 2, 20))
        with caplog.at_level(logging.ERROR):
            for _ in range(3):
                assert foresight.foresee(bad) == bad
                good = foresight.foresee(QueueState(QUEUE, reading(0, 2, 20)))
                assert good.forecasts
        assert len(told) == 3
        assert len(caplog.records) == 1

    def test_queues_that_are_gone_are_forgotten(self) -> None:
        watch = Watch()
        watch.see(reading(0, 3, 30))
        watch.foresight.keep({"q"})
        assert set(watch.foresight._tracks) == {"q"}
        watch.foresight.keep({"other"})
        assert not watch.foresight._tracks


def waits(desk: Desk, count: int, since: float) -> None:
    def observe(queue_ids: Sequence[str]) -> Observed:
        media = {"voice": MediaReading(count, 0, 8, since)}
        return Observed({one: Reading(one, desk.clock.now(), media, TEN) for one in queue_ids})

    desk.source.observe = observe  # type: ignore[method-assign]


class TestTheFeed:
    def test_each_poll_tells_what_is_coming(self) -> None:
        desk = Desk("a", "b")
        began = desk.clock.now()
        waits(desk, 2, began - 20)
        for state in desk.poll().queues:
            (one,) = state.forecasts
            assert one.breach_at == pytest.approx(began + 40)
            assert one.probability is not None
            assert state.last_answer == pytest.approx(began)
        later = desk.poll().queues[0].forecasts[0]
        assert later.breach_at == pytest.approx(began + 40)

    def test_the_countdown_stands_while_no_answer_comes(self) -> None:
        desk = Desk("a")
        waits(desk, 1, desk.clock.now() - 20)
        told = desk.poll().queues[0].forecasts
        desk.source.observe = always(NoAnswer("no"))  # type: ignore[method-assign, assignment]
        assert desk.poll().queues[0].forecasts == told

    def test_a_clock_that_is_set_moves_it_along(self) -> None:
        desk = Desk("a")
        waits(desk, 1, desk.clock.now() - 20)
        first = desk.poll()
        breach_at = first.queues[0].forecasts[0].breach_at
        assert breach_at is not None
        left = breach_at - first.taken_at
        desk.source.fails = always(NoAnswer("no"))
        desk.source.observe = type(desk.source).observe.__get__(desk.source)  # type: ignore[method-assign]
        desk.clock.wall += 3600.0
        second = desk.poll()
        moved = second.queues[0].forecasts[0].breach_at
        assert moved is not None
        assert moved - second.taken_at == pytest.approx(left - 5.0, abs=0.01)

    def test_a_queue_that_is_not_watched_any_more_is_forgotten(self) -> None:
        desk = Desk("a", "b")
        desk.poll()
        assert set(desk.poller._foresight._tracks) == {"id-a", "id-b"}
        desk.source.queues = desk.source.queues[:1]
        desk.clock.advance(300.0)
        desk.poll()
        assert set(desk.poller._foresight._tracks) == {"id-a"}

    def test_a_failing_forecast_never_stops_the_feed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object) -> None:
            raise RuntimeError("a fault")

        reports: list[Exception] = []

        def report(error: Exception) -> str:
            reports.append(error)
            return "report.txt"

        desk = Desk("a", "b", report=report)
        waits(desk, 2, desk.clock.now() - 20)
        monkeypatch.setattr("queuetui.feed.foresight.forecast", fails)
        for _ in range(3):
            snapshot = desk.poll()
            assert snapshot.health.state == "live"
            assert [state.reading is not None for state in snapshot.queues] == [True, True]
            assert [state.forecasts for state in snapshot.queues] == [(), ()]
        assert len(reports) == 1

    def test_flows_come_from_the_totals_beside_the_polls(self) -> None:
        desk = SideDesk("a")
        waits(desk, 2, desk.clock.now() - 20)

        def read_today(queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
            now = desk.clock.now()
            count = int(now - day.since) // 10
            media = {"voice": MediaToday(offered=count, answered=count, abandoned=0, flowed_out=0)}
            return {one: Today(one, now, day.since, media) for one in queue_ids}

        desk.source.read_today = read_today  # type: ignore[method-assign]
        snapshot = desk.live(400.0)
        (flow,) = snapshot.queues[0].flows
        assert 280.0 <= flow.seconds <= 400.0
        assert flow.offered == pytest.approx(flow.seconds / 10, abs=1)
        assert flow.busy_seconds == pytest.approx(flow.seconds)
