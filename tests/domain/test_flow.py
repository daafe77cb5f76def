"""What goes through a line, and how fast it is answered."""

import sys

import pytest
from msgspec.structs import replace

from queuetui.domain.flow import DEFAULT_HANDLE, ENOUGH, Flow, Pace, leaving_per_second, pace
from queuetui.domain.flow_meter import FlowMeter
from queuetui.domain.readings import AgentCounts, MediaReading
from queuetui.domain.today import MediaToday

NOW = 1_767_268_800.0
DAY = NOW - 8 * 3600.0
GAP = 30.0
TEN = AgentCounts(on_queue=10, available=0, not_responding=0, communicating=0)
HANDLED = MediaToday(offered=90, answered=90, handled=90, handle_seconds=90 * 250.0)


def day(
    minute: int, each: int = 2, left: int = 0, seconds: float = 250.0, answered: float = 1.0
) -> MediaToday:
    """Totals of a day on which each minute brings the same."""
    count = 100 + minute * each
    return MediaToday(
        offered=count,
        answered=int(count * answered),
        abandoned=minute * left,
        flowed_out=0,
        answer_seconds=count * 10.0,
        handled=count,
        handle_seconds=count * seconds,
    )


class Watched:
    """A meter with a poll each 5 s and totals each minute."""

    def __init__(self) -> None:
        self.meter = FlowMeter("voice")
        self.now = NOW
        self.minute = 0
        self.look(MediaReading(1, 0, 8))
        self.count(day(0))

    def look(self, told: MediaReading, agents: AgentCounts = TEN) -> None:
        self.meter.look(self.now, told, agents, GAP)

    def count(self, told: MediaToday, since: float = DAY) -> None:
        self.meter.count(self.now, since, told)

    def minutes(
        self, number: int, told: MediaReading, agents: AgentCounts = TEN, **of_day: float
    ) -> Flow:
        for _ in range(number):
            for _ in range(12):
                self.now += 5.0
                self.look(told, agents)
            self.minute += 1
            self.count(day(self.minute, **of_day))  # type: ignore[arg-type]
        flow = self.meter.flow
        assert flow is not None
        return flow


class TestTheFlow:
    def test_polls_and_totals_are_put_together(self) -> None:
        flow = Watched().minutes(10, MediaReading(3, 1, 8), left=1)
        assert flow == Flow(
            "voice",
            600.0,
            offered=20,
            answered=20,
            abandoned=10,
            handled=20,
            handle_seconds=20 * 250.0,
            busy_seconds=600.0,
            # The first poll saw two fewer.
            waiting_seconds=600.0 * 4 - 2.5 * 3,
            agent_seconds=6000.0,
            pressed_answers=20,
            pressed_agent_seconds=6000.0,
            pressed_seconds=600.0,
        )

    def test_it_reaches_back_half_an_hour(self) -> None:
        watched = Watched()
        watched.minutes(40, MediaReading(0, 0, 8))
        flow = watched.minutes(20, MediaReading(2, 0, 8))
        assert flow.seconds == 1800.0
        assert flow.busy_seconds == pytest.approx(1200.0, abs=5.0)

    def test_minutes_in_which_nobody_waited_at_a_poll_are_not_pressed(self) -> None:
        watched = Watched()
        watched.minutes(1, MediaReading(0, 0, 8))
        flow = watched.minutes(3, MediaReading(2, 0, 8))
        # The first of the three began with nobody.
        assert flow.pressed_answers == 4
        assert flow.pressed_seconds == 120.0
        assert flow.answered == 8

    @pytest.mark.parametrize("each", [255, 256, 65_535])
    def test_minutes_with_many_more_are_counted_as_exactly(self, each: int) -> None:
        watched = Watched()
        watched.minutes(5, MediaReading(3, 0, 8))
        first = MediaToday(offered=110, answered=110, handled=110, handle_seconds=110 * 250.0)
        for number, told in enumerate((each, 3)):
            watched.now += 60.0
            for ago in range(11, -1, -1):
                watched.meter.look(watched.now - 5.0 * ago, MediaReading(3, 0, 8), TEN, GAP)
            many = 110 + each + (told if number else 0)
            watched.count(
                replace(first, offered=many, answered=many, abandoned=number, handled=many)
            )
        flow = watched.meter.flow
        assert flow is not None
        assert (flow.offered, flow.answered, flow.handled) == (10 + each + 3,) * 3
        assert flow.abandoned == 1
        assert flow.seconds == flow.busy_seconds == flow.pressed_seconds == 420.0

    def test_a_full_half_hour_takes_little_room(self) -> None:
        watched = Watched()
        watched.minutes(60, MediaReading(2, 0, 8))
        assert sys.getsizeof(watched.meter._cells) < 1024

    def test_nothing_is_known_before_the_second_totals(self) -> None:
        assert Watched().meter.flow is None

    def test_a_gap_is_not_counted_as_time(self) -> None:
        watched = Watched()
        watched.minutes(5, MediaReading(3, 0, 8))
        watched.now += 300.0
        watched.minute += 5
        flow = watched.minutes(5, MediaReading(3, 0, 8))
        # The minute that holds the gap is left out as a whole, with what the totals told of it.
        assert flow.seconds == 540.0
        assert flow.offered == 18

    def test_another_day_begins_anew(self) -> None:
        watched = Watched()
        watched.minutes(5, MediaReading(3, 0, 8))
        watched.now += 30.0
        watched.look(MediaReading(3, 0, 8))
        watched.now += 30.0
        watched.look(MediaReading(3, 0, 8))
        # A busy night: by now it has had more than the day before.
        watched.count(day(20), since=NOW)
        flow = watched.meter.flow
        assert flow is not None
        assert (flow.seconds, flow.offered) == (300.0, 10)

    def test_corrected_totals_teach_nothing(self) -> None:
        watched = Watched()
        before = watched.minutes(5, MediaReading(3, 0, 8))
        watched.minute = 2
        assert watched.minutes(1, MediaReading(3, 0, 8)) == before

    def test_old_totals_are_not_taken_twice(self) -> None:
        watched = Watched()
        before = watched.minutes(5, MediaReading(3, 0, 8))
        watched.count(day(9))
        assert watched.meter.flow == before

    def test_totals_that_tell_nothing_teach_nothing(self) -> None:
        watched = Watched()
        watched.now += 60.0
        watched.count(MediaToday())
        assert watched.meter.flow is None

    def test_a_clock_that_is_set_changes_nothing(self) -> None:
        watched = Watched()
        watched.minutes(5, MediaReading(3, 0, 8))
        watched.meter.redate(4000.0)
        watched.now += 4000.0
        assert watched.minutes(5, MediaReading(3, 0, 8)).seconds == 600.0


class TestThePace:
    def test_agents_by_handle_time_until_enough_was_seen(self) -> None:
        assert pace(None, TEN, 10, HANDLED) == Pace(10 / 250.0, measured=False, share=1.0)

    def test_a_default_is_said_to_be_one(self) -> None:
        found = pace(None, TEN, 10, None)
        assert found == Pace(10 / DEFAULT_HANDLE, assumed=True)

    def test_measured_answers_take_over(self) -> None:
        # Each agent answers one in 100 s, though handling is said to take 250 s.
        flow = Flow(
            "voice", 1800.0, pressed_answers=600, pressed_agent_seconds=60_000.0,
            pressed_seconds=1800.0,
        )  # fmt: skip
        found = pace(flow, TEN, 10, HANDLED)
        assert found.measured
        assert found.answers_per_second == pytest.approx(
            10 * (600 + ENOUGH) / (60_000 + ENOUGH * 250)
        )
        assert found.answers_per_second == pytest.approx(0.1, rel=0.15)

    def test_it_follows_the_agents_who_are_there_now(self) -> None:
        flow = Flow(
            "voice", 1800.0, handled=60, handle_seconds=15_000.0, agent_seconds=15_000.0,
            pressed_answers=60, pressed_agent_seconds=15_000.0,
        )  # fmt: skip
        found = [
            pace(flow, AgentCounts(on_queue=n, available=0), 0, HANDLED).answers_per_second
            for n in (0, 5, 10)
        ]
        assert found == pytest.approx([0.0, 5 / 250.0, 10 / 250.0])

    def test_those_who_do_not_answer_count_a_little(self) -> None:
        away = AgentCounts(on_queue=10, available=0, not_responding=1, communicating=1)
        found = pace(None, away, None, HANDLED)
        assert found.answers_per_second == pytest.approx(8.6 / 250.0)

    def test_shared_agents_by_the_share_of_their_time(self) -> None:
        flow = Flow("voice", 1800.0, handled=30, handle_seconds=30 * 200.0, agent_seconds=18_000.0)
        found = pace(flow, TEN, 10, HANDLED)
        assert found.share == pytest.approx(1 / 3)
        assert found.answers_per_second == pytest.approx(10 / 3 / 250.0)

    def test_before_that_by_where_they_are_now(self) -> None:
        found = pace(None, TEN, 4, HANDLED)
        assert found.share == pytest.approx(5 / 11)

    def test_agents_with_several_at_a_time_answer_more(self) -> None:
        flow = Flow("chat", 1800.0, handled=90, handle_seconds=36_000.0, agent_seconds=18_000.0)
        found = pace(flow, TEN, 20, HANDLED)
        assert found.share == 1.0
        assert found.answers_per_second == pytest.approx(10 * 2 / 250.0)

    def test_without_agents_only_what_was_measured(self) -> None:
        nobody = AgentCounts()
        few = Flow("voice", 600.0, pressed_answers=ENOUGH - 1, pressed_seconds=600.0)
        many = Flow("voice", 600.0, pressed_answers=ENOUGH, pressed_seconds=600.0)
        assert pace(None, nobody, 3, HANDLED).answers_per_second is None
        assert pace(few, nobody, 3, HANDLED).answers_per_second is None
        assert pace(many, nobody, 3, HANDLED).answers_per_second == pytest.approx(0.1)


class TestGivingUp:
    def test_by_the_time_that_all_waited(self) -> None:
        flow = Flow("voice", 1800.0, abandoned=90, flowed_out=10, waiting_seconds=18_000.0)
        assert leaving_per_second(flow, None) == pytest.approx(100 / 19_800)

    def test_the_day_steadies_the_half_hour(self) -> None:
        today = MediaToday(answered=900, abandoned=100, flowed_out=0, answer_seconds=18_000.0)
        of_day = 100 / (18_000 * (1 + 1 / 9) + 60)
        nothing_yet = Flow("voice", 0.0)
        assert leaving_per_second(nothing_yet, today) == pytest.approx(of_day)
        one_at_once = Flow("voice", 60.0, abandoned=1, waiting_seconds=1.0)
        assert leaving_per_second(one_at_once, today) < 1.2 * of_day

    def test_nobody_gives_up_as_far_as_is_known(self) -> None:
        assert leaving_per_second(Flow("callback", 1800.0, waiting_seconds=9e4), None) == 0.0
        callbacks = MediaToday(answered=9, answer_seconds=None, callback=True)
        assert leaving_per_second(Flow("callback", 0.0), callbacks) == 0.0
