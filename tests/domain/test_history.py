"""What each queue was like in the last hours."""

import math
import sys
import time
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from queuetui.domain.history import MOST_COUNT, MOST_SECONDS, History, Point

START = 1_800_000_007.25
"""In the middle of a minute."""
HOUR = 3600.0

COUNTS = st.none() | st.integers(0, 300)
WAITS = st.none() | st.floats(0, 90_000)
GAPS = (
    st.sampled_from([1.0, 5.0, 60.0, 61.0, 14 * 60.0, 15 * 60.0])
    | st.floats(1.0, 90.0)
    | st.floats(90.0, 3 * HOUR)
)
"""Seconds between two polls; a board may be shut down for a while too."""


class Told(Struct, frozen=True):
    """What a poll told, at some seconds after the one before."""

    gap: float
    waiting: int | None
    longest: float | None
    available: int | None


TOLD = st.builds(Told, GAPS, COUNTS, WAITS, COUNTS)
POLLS = st.lists(TOLD, min_size=1, max_size=80)
MOVED = st.lists(
    st.builds(Told, GAPS | GAPS.map(lambda gap: -gap) | st.just(0.0), COUNTS, WAITS, COUNTS),
    min_size=1,
    max_size=60,
)
"""By a clock that is set now and then, backwards too."""


def noted(polls: Sequence[Told]) -> tuple[History, list[Point]]:
    history, points, at = History(), [], START
    for told in polls:
        at += told.gap
        history.add("q", at, told.waiting, told.longest, told.available)
        points.append(Point(at, told.waiting, whole(told.longest), told.available))
    return history, points


def whole(seconds: float | None) -> float | None:
    """A wait as it is kept: what is over of it in whole seconds."""
    return None if seconds is None else float(int(seconds))


def minute(point: Point) -> int:
    return int(point.at // 60)


def folded(number: int, points: Sequence[Point]) -> Point:
    """What a minute has to say by the rule, put plainly."""
    inside = [point for point in points if minute(point) == number]
    waiting = [point.waiting for point in inside if point.waiting is not None]
    longest = [point.longest for point in inside if point.longest is not None]
    available = [point.available for point in inside if point.available is not None]
    return Point(
        number * 60.0,
        max(waiting, default=None),
        max(longest, default=None),
        min(available, default=None),
    )


def split(told: Sequence[Point], added: Sequence[Point]) -> tuple[list[Point], list[Point]]:
    """The points that stand for a minute, and those that stand for one poll."""
    instants = {point.at for point in added}
    fine = [point for point in told if point.at in instants]
    return [point for point in told if point.at not in instants], fine


@given(POLLS)
def test_the_last_quarter_is_told_poll_by_poll_and_what_was_before_minute_by_minute(
    polls: list[Told],
) -> None:
    history, added = noted(polls)
    newest = added[-1].at
    told = history.points("q", -math.inf)
    coarse, fine = split(told, added)
    first = minute(fine[0])
    assert [point for point in added if point.at >= newest - 900] == [
        point for point in fine if point.at >= newest - 900
    ]
    assert fine == [point for point in added if minute(point) >= first]
    oldest = max(minute(added[0]), minute(added[-1]) - 719)
    last_coarse = coarse[-1].at // 60 if coarse else first - 1
    assert coarse == [folded(number, added) for number in range(oldest, int(last_coarse) + 1)]
    # Nothing is told twice, and no minute in which something was told is missing between the two.
    assert last_coarse < first
    between = {minute(point) for point in added if last_coarse < minute(point) < first}
    assert not between


@given(POLLS)
def test_points_come_in_the_order_of_time_and_none_is_older_than_twelve_hours(
    polls: list[Told],
) -> None:
    history, added = noted(polls)
    instants = [point.at for point in history.points("q", -math.inf)]
    assert instants == sorted(set(instants))
    assert instants[-1] == added[-1].at
    assert added[-1].at - instants[0] <= 12 * HOUR


def test_a_steady_board_has_the_whole_quarter_poll_by_poll() -> None:
    history = History()
    for number in range(1000):
        history.add("q", START + 5 * number, number, None, None)
        if number >= 181:
            told = history.points("q", START + 5 * number - 900)
            assert [point.waiting for point in told] == list(range(number - 180, number + 1))


def test_a_minute_knows_nothing_of_the_one_twelve_hours_before_it() -> None:
    history = History()
    added: list[Point] = []
    for number in range(3 * 720):
        if number % 100 < 50:
            at = START + 60 * number
            history.add("q", at, 3000 - number, 3000.0 - number, number)
            added.append(Point(at, 3000 - number, 3000.0 - number, number))
    told = history.points("q", -math.inf)
    coarse, _ = split(told, added)
    assert len(coarse) > 700
    assert coarse == [folded(minute(point), added[-400:]) for point in coarse]


@given(POLLS, st.floats(-60.0, 13 * HOUR))
def test_since_leaves_out_what_was_before(polls: list[Told], ago: float) -> None:
    history, added = noted(polls)
    since = added[-1].at - ago
    everything = history.points("q", -math.inf)
    assert history.points("q", since) == tuple(p for p in everything if p.at >= since)


@given(POLLS)
def test_what_was_never_told_stays_unknown(polls: list[Told]) -> None:
    history = History()
    at = START
    for told in polls:
        at += told.gap
        history.add("q", at, None, None, None)
    assert {(p.waiting, p.longest, p.available) for p in history.points("q", -math.inf)} == {
        (None, None, None)
    }


@given(st.lists(TOLD, min_size=2, max_size=20), st.integers(0, 300))
def test_one_poll_that_knew_makes_its_minute_known(polls: list[Told], known: int) -> None:
    history = History()
    for number in range(len(polls)):
        told = known if number == len(polls) // 2 else None
        history.add("q", 1_800_000_000.0 + number, told, told, told)
    history.add("q", 1_800_000_000.0 + 2 * HOUR, None, None, None)
    assert history.points("q", -math.inf)[0] == Point(1_800_000_000.0, known, known, known)


@given(MOVED)
def test_a_clock_that_steps_back_takes_only_what_it_had_put_later(polls: list[Told]) -> None:
    history, at, high = History(), START, START
    added: list[Point] = []
    seen: list[Point] = []
    """Everything told for minutes up to the present one; a minute begun keeps what it was told."""
    for poll in polls:
        at += poll.gap
        high = max(high, at)
        history.add("q", at, poll.waiting, poll.longest, poll.available)
        point = Point(at, poll.waiting, whole(poll.longest), poll.available)
        added = [*(p for p in added if p.at < at), point]
        seen = [*(p for p in seen if minute(p) <= minute(point)), point]
        told = history.points("q", -math.inf)
        instants = [p.at for p in told]
        assert instants == sorted(set(instants))
        assert at - instants[0] <= 12 * HOUR
        for one in told:
            held = [p for p in added if p.at == one.at]
            assert one in held or one == folded(minute(one), seen)
        # Nothing else is gone: whatever still counts is in a point of its own or in its minute's.
        oldest = max(high // 60 - 719, at // 60 - 719)
        minutes = {minute(one) for one in told}
        assert {minute(p) for p in seen if minute(p) >= oldest} <= minutes
    assert history.points("q", -math.inf)[-1].at == at or not history.points("q", at)


def test_a_step_back_within_the_quarter_keeps_the_polls_before_it() -> None:
    history = History()
    for number in range(100):
        history.add("q", START + number * 5, number, None, None)
    history.add("q", START + 52, 1000, None, None)
    told = history.points("q", -math.inf)
    assert [p.waiting for p in told] == [*range(11), 1000]


def test_after_a_step_back_over_hours_it_goes_on_as_ever() -> None:
    history = History()
    for number in range(30):
        history.add("q", START + number * HOUR, 9, 9.0, 9)
    for number in range(3):
        history.add("q", START - 40 * HOUR + number * 5, number, None, None)
    assert [p.waiting for p in history.points("q", -math.inf)] == [0, 1, 2]


def test_a_step_back_over_half_a_day_does_not_mistake_one_minute_for_another() -> None:
    history = History()
    history.add("q", START + 12 * HOUR, 9, 9.0, 9)
    history.add("q", START, 1, 1.0, 11)
    history.add("q", START + HOUR, 1, 1.0, 11)
    assert history.points("q", -math.inf)[0] == Point(START - START % 60, 1, 1.0, 11)


def test_after_a_step_back_polls_are_soon_told_one_by_one_again() -> None:
    history = History()
    for number in range(360):
        history.add("q", START + 5 * number, 9, 9.0, 9)
    again = [START + 300 + 5 * number for number in range(36)]
    for at in again:
        history.add("q", at, 1, 1.0, 1)
    instants = {point.at for point in history.points("q", -math.inf)}
    assert set(again[12:]) <= instants


def test_a_second_reading_of_the_same_instant_replaces_the_first() -> None:
    history = History()
    history.add("q", START, 1, 1.0, 1)
    history.add("q", START, 2, 2.0, 2)
    assert history.points("q", -math.inf) == (Point(START, 2, 2.0, 2),)


@pytest.mark.parametrize("at", [math.nan, math.inf, -math.inf])
def test_an_instant_that_is_none_is_not_noted(at: float) -> None:
    history = History()
    history.add("q", at, 5, 5.0, 5)
    assert history.points("q", -math.inf) == ()
    history.add("q", START, 1, 1.0, 1)
    history.add("q", at, 5, 5.0, 5)
    assert history.points("q", -math.inf) == (Point(START, 1, 1.0, 1),)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ((MOST_COUNT, MOST_SECONDS, MOST_COUNT), (MOST_COUNT, MOST_SECONDS, MOST_COUNT)),
        ((10**6, 1e300, 10**6), (MOST_COUNT, MOST_SECONDS, MOST_COUNT)),
        ((0, math.inf, 0), (0, MOST_SECONDS, 0)),
        ((-3, -3.0, -3), (0, 0.0, 0)),
        ((5, math.nan, 5), (5, None, 5)),
    ],
)
def test_what_is_too_large_is_kept_as_the_largest_there_is(
    told: tuple[int, float, int], kept: tuple[int, float | None, int]
) -> None:
    history = History()
    history.add("q", 1_800_000_000.0, *told)
    history.add("q", 1_800_000_000.0 + HOUR, None, None, None)
    assert history.points("q", -math.inf)[0] == Point(1_800_000_000.0, *kept)
    history.add("r", START, *told)
    assert history.points("r", -math.inf) == (Point(START, *kept),)


def test_polls_more_often_than_there_is_room_for_fold_into_their_minutes_early() -> None:
    history = History()
    added = []
    for number in range(6000):
        at = 1_800_000_000.0 + number / 4
        history.add("q", at, number, float(number), number)
        added.append(Point(at, number, float(number), number))
    told = history.points("q", -math.inf)
    fine = [point for point in told if point in set(added[-1024:])]
    coarse = told[: -len(fine)]
    assert 1024 - 240 <= len(fine) <= 1024
    first = minute(fine[0])
    assert list(coarse) == [folded(number, added) for number in range(minute(added[0]), first)]
    assert fine == [point for point in added if minute(point) >= first]


def test_queues_have_nothing_to_do_with_each_other_and_can_be_forgotten() -> None:
    history = History()
    history.add("a", START, 1, None, None)
    history.add("b", START + 5, 2, None, None)
    history.forget(["b", "c"])
    assert history.points("a", -math.inf) == ()
    assert history.points("b", -math.inf) == (Point(START + 5, 2, None, None),)
    assert history.points("c", -math.inf) == ()


def fill(history: History, queue_ids: Sequence[str], most: int, longest: float) -> None:
    """Twelve hours and more, the last of them polled each 5 seconds."""
    instants = [START + 60 * n for n in range(13 * 60)]
    instants += [instants[-1] + 5 * n for n in range(1, 720)]
    for at in instants:
        for queue_id in queue_ids:
            history.add(queue_id, at, most, longest, 3)


@pytest.mark.parametrize(
    ("most", "longest", "kibibytes"),
    [(254, 3.5, 4.5), (254, 65_534.9, 4.5), (255, 3.5, 7.0), (254, 65_535.0, 7.0)],
)
def test_a_full_queue_takes_few_kibibytes(most: int, longest: float, kibibytes: float) -> None:
    queue_ids = [f"queue {number}" for number in range(100)]
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        history = History()
        fill(history, queue_ids, most, longest)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(history.points("queue 0", -math.inf)) > 700 + 180
    assert (after - before) / len(queue_ids) <= kibibytes * 1024
    track = history._tracks["queue 0"]
    buffers = (track.ring, track.counts, track.longest)
    assert sum(map(sys.getsizeof, buffers)) <= kibibytes * 1024


def test_two_thousand_queues_are_noted_within_a_blink() -> None:
    history = History()
    queue_ids = [f"queue {number}" for number in range(2000)]
    took = []
    for poll in range(8):
        began = time.perf_counter()
        for queue_id in queue_ids:
            history.add(queue_id, START + 5 * poll, 3, 3.5, 3)
        took.append(time.perf_counter() - began)
    # Some 3 ms on the machine it was written on; a busy one may take its time.
    assert min(took) < 0.04
