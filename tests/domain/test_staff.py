"""Agents needed now: from the flow of the last half hour to +2, -1 or a reason."""

import pytest
from msgspec.structs import replace

from queuetui.domain.flow import Flow
from queuetui.domain.goals import Goal
from queuetui.domain.staff import (
    LEAST_SECONDS,
    OCCUPANCY_CAUTION,
    STAFFED_MEDIA,
    Staffing,
    answers_to_recover,
    demand_of,
    staffing,
    staffings,
)
from queuetui.domain.staffing import Demand, performance
from queuetui.domain.today import MediaToday, ServiceLevel, Today

GOAL = Goal(0.8, 20)
PATIENT = Flow("voice", 1800, offered=100, answered=100, handled=100, handle_seconds=18_000)
"""100 calls of three minutes in half an hour: 10 erlangs, of which 80/20 needs 14."""
LEAVING = replace(PATIENT, answered=96, abandoned=4, waiting_seconds=1200)
"""The same where one in five minutes of waiting hangs up."""


@pytest.mark.parametrize(
    ("on_queue", "gap"), [(0, 14), (8, 6), (12, 2), (13, 1), (14, 0), (15, -1), (20, -6)]
)
def test_the_gap_is_how_many_are_missing(on_queue: int, gap: int) -> None:
    told = staffing(PATIENT, GOAL, on_queue)
    assert (told.needed, told.on_queue, told.gap) == (14, on_queue, gap)
    assert told.reason is None


def test_one_more_and_one_fewer() -> None:
    """The textbook's case: 13 agents miss the goal that 14 meet."""
    told = staffing(PATIENT, GOAL, 13)
    assert told.service_one_fewer == performance(Demand(100 / 1800, 180), 12, 20).service
    assert told.service_now == pytest.approx(0.7956, abs=5e-5)
    assert told.service_one_more == pytest.approx(0.8884, abs=5e-5)
    assert told.occupancy == pytest.approx(10 / 13)
    assert not told.strained


def test_agents_who_never_keep_up_have_no_service_level() -> None:
    told = staffing(PATIENT, GOAL, 10)
    assert (told.service_one_fewer, told.service_now, told.occupancy) == (None, None, 1.0)
    assert told.service_one_more == performance(Demand(100 / 1800, 180), 11, 20).service
    assert (told.needed, told.gap) == (14, 4)
    assert told.strained


def test_nobody_on_queue() -> None:
    told = staffing(PATIENT, GOAL, 0)
    assert (told.service_now, told.occupancy, told.gap) == (None, None, 14)


def test_agents_that_are_not_told() -> None:
    told = staffing(PATIENT, GOAL, None)
    assert told == Staffing("voice", needed=14)


def test_where_callers_hang_up_it_is_erlang_a() -> None:
    assert demand_of(LEAVING) == Demand(100 / 1800, 180, 300)
    told = staffing(LEAVING, GOAL, 13)
    expected = performance(Demand(100 / 1800, 180, 300), 13, 20)
    assert (told.service_now, told.occupancy) == (expected.service, expected.occupancy)
    assert told.needed == 13
    swamped = staffing(LEAVING, GOAL, 8)
    assert swamped.service_now is not None
    assert swamped.service_now < 0.5


def test_who_flows_out_leaves_the_line_too() -> None:
    assert demand_of(replace(LEAVING, abandoned=1, flowed_out=3)) == demand_of(LEAVING)
    assert demand_of(replace(PATIENT, flowed_out=4, waiting_seconds=1200)) == demand_of(LEAVING)


def test_abandons_without_any_waiting_tell_no_patience() -> None:
    assert demand_of(replace(LEAVING, waiting_seconds=0)) == demand_of(PATIENT)


def test_caution_begins_above_88_percent() -> None:
    assert OCCUPANCY_CAUTION == 0.88
    assert not Staffing("voice", occupancy=0.88).strained
    assert Staffing("voice", occupancy=0.8801).strained
    assert not Staffing("voice").strained


def test_the_days_handle_time_smooths_that_of_the_half_hour() -> None:
    """As ten calls of the day's average: two long calls alone make no trend."""
    day = MediaToday(handled=200, handle_seconds=36_000)
    two_long = replace(PATIENT, handled=2, handle_seconds=1_800)
    assert demand_of(two_long, day) == Demand(100 / 1800, (1_800 + 10 * 180) / 12)
    assert demand_of(two_long) == Demand(100 / 1800, 900)
    assert demand_of(replace(PATIENT, handled=0, handle_seconds=0), day) == Demand(100 / 1800, 180)
    assert demand_of(PATIENT, MediaToday()) == demand_of(PATIENT)


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        (replace(PATIENT, seconds=LEAST_SECONDS - 1), "known after 5 min"),
        (replace(PATIENT, seconds=0, offered=0), "known after 5 min"),
        (replace(PATIENT, offered=0), "nothing came in lately"),
        (replace(PATIENT, handled=0, handle_seconds=0), "no handle time yet"),
        (replace(PATIENT, offered=60_000), "more than can be computed"),
    ],
)
def test_what_is_not_known_has_a_reason(flow: Flow, reason: str) -> None:
    told = staffing(flow, GOAL, 12)
    assert told == Staffing("voice", on_queue=12, reason=reason)


def test_five_minutes_are_enough() -> None:
    short = replace(PATIENT, seconds=LEAST_SECONDS, offered=17)
    assert staffing(short, GOAL, 12).needed is not None


@pytest.mark.parametrize("goal", [Goal(), Goal(0.8), Goal(None, 20)])
def test_without_a_goal_nothing_is_needed(goal: Goal) -> None:
    assert staffing(PATIENT, goal, 12) == Staffing("voice", on_queue=12, reason="no goal told")


def test_a_goal_that_no_number_of_agents_meets() -> None:
    told = staffing(PATIENT, Goal(1.0, 20), 14)
    assert (told.needed, told.gap) == (None, None)
    assert told.reason is not None
    assert told.reason.startswith("cannot be met: ")
    assert told.service_now == pytest.approx(0.8884, abs=5e-5)


def level(numerator: float, denominator: float) -> MediaToday:
    return MediaToday(service=ServiceLevel(numerator, denominator, 0.8))


@pytest.mark.parametrize(
    ("share", "numerator", "denominator", "needed"),
    [
        (0.8, 77.2, 100, 14),
        (0.8, 80, 100, 0),
        (0.8, 90, 100, 0),
        (0.8, 79, 100, 5),
        (0.8, 0, 0, 0),
        (0.8, 0, 1, 4),
        (0.9, 0, 3, 27),
        (0.7, 68, 100, 7),
        (1.0, 99, 100, None),
        (1.0, 100, 100, 0),
    ],
)
def test_answers_in_time_until_the_day_is_back_at_its_goal(
    share: float, numerator: float, denominator: float, needed: int | None
) -> None:
    day = level(numerator, denominator)
    assert answers_to_recover(Goal(share, 20), day) == needed
    assert staffing(PATIENT, Goal(share, 20), 14, day).recover == needed
    if needed:
        after = (numerator + needed) / (denominator + needed)
        before = (numerator + needed - 1) / (denominator + needed - 1)
        assert before < share - 1e-12
        assert after >= share - 1e-12


def test_a_day_that_is_not_told_tells_no_recovery() -> None:
    assert answers_to_recover(GOAL, MediaToday()) is None
    assert answers_to_recover(Goal(None, 20), level(1, 2)) is None
    assert staffing(PATIENT, GOAL, 14).recover is None


def test_recovery_is_told_without_a_flow() -> None:
    told = staffing(replace(PATIENT, seconds=60), GOAL, 14, level(79, 100))
    assert (told.recover, told.needed) == (5, None)


def test_only_voice_unless_told_otherwise() -> None:
    assert STAFFED_MEDIA == ("voice",)
    chat = replace(PATIENT, media="chat")
    goals = {"voice": GOAL, "chat": Goal(0.9, 60)}
    day = Today("q", 100, 0, {"voice": level(79, 100), "chat": level(10, 100)})
    (voice,) = staffings((chat, PATIENT), goals, 13, day)
    assert voice == staffing(PATIENT, GOAL, 13, day.media["voice"])
    both = staffings((chat, PATIENT), goals, 13, day, ("chat", "voice", "email", "chat"))
    assert both == (staffing(chat, Goal(0.9, 60), 13, day.media["chat"]), voice)
    assert staffings((), goals, 13, day) == ()
    (unaimed,) = staffings((PATIENT,), {}, 13, None)
    assert unaimed.reason == "no goal told"
