"""How many waited at the last polls, kept in little room."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.trend import Trend

COUNTS = st.none() | st.integers(0, 9) | st.integers(0, 300) | st.sampled_from([254, 255, 65_534])
TOLD = st.lists(COUNTS, max_size=60)


@given(TOLD)
def test_it_tells_what_it_was_told(told: list[int | None]) -> None:
    trend = Trend(told)
    assert list(trend) == told
    assert len(trend) == len(told)
    assert trend == tuple(told)
    assert hash(trend) == hash(Trend(told))
    assert [trend[place] for place in range(len(told))] == told


@given(TOLD, st.integers(-70, 70), st.integers(-70, 70))
def test_a_part_of_it_is_as_that_of_a_list(told: list[int | None], start: int, end: int) -> None:
    assert Trend(told)[start:end] == tuple(told[start:end])
    assert Trend(told)[::-1] == tuple(told[::-1])


@given(TOLD, st.integers(1, 5))
def test_it_goes_on_with_the_newest_and_drops_the_oldest(told: list[int | None], most: int) -> None:
    trend = Trend()
    for number, count in enumerate(told):
        before = tuple(trend)
        after = trend.followed_by(count, most)
        assert tuple(trend) == before
        trend = after
        assert list(trend) == told[: number + 1][-most:]


def test_two_that_differ_are_not_alike() -> None:
    assert Trend((1, None)) != Trend((1, 0))
    assert Trend((1,)) != (1, 1)
    assert Trend(()) != 0


def test_no_count_breaks_it() -> None:
    assert list(Trend((-1, 10**9, 0xD800))) == [0, 0x10FFFE, 0xD800]


def test_it_takes_a_quarter_of_the_room_of_a_tuple() -> None:
    told = (3,) * 48
    assert sys.getsizeof(Trend(told)._signs) <= sys.getsizeof(told) / 4
