"""The line of those who wait, put together from poll to poll."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.line import MOST, Line, begun, followed, listed
from queuetui.domain.readings import MediaReading

NOW = 1_767_268_800.0


def told(waiting: int, oldest: float | None = None) -> MediaReading:
    """``oldest``: seconds relative to `NOW`."""
    return MediaReading(waiting, oldest_since=None if oldest is None else NOW + oldest)


def line(*waits: float, as_of: float = 0.0) -> Line:
    """``waits``: when each began, seconds relative to `NOW`."""
    return Line(NOW + as_of, tuple(NOW + one for one in waits), len(waits))


def since(one: Line) -> list[float]:
    return [round(instant - NOW, 3) for instant in one.instants]


@pytest.mark.parametrize(
    ("what", "before", "now", "expected"),
    [
        ("nothing happens", line(-30, -10), told(2, -30), [-30, -10]),
        ("one comes", line(-30, -10), told(3, -30), [-30, -10, 2.5]),
        ("four come, spread", line(-30), told(5, -30), [-30, 1, 2, 3, 4]),
        ("the head leaves", line(-30, -10), told(1, -10), [-10]),
        ("the head leaves and one comes", line(-30, -10), told(2, -10), [-10, 2.5]),
        ("two leave", line(-30, -20, -10), told(1, -10), [-10]),
        ("all leave and others come", line(-30, -20), told(2, 1), [1, 3]),
        ("all leave", line(-30, -20), told(0), []),
        ("one in the middle gives up", line(-30, -20, -10), told(2, -30), [-30, -20]),
        ("many give up", line(-30, -25, -20, -15, -10), told(1, -30), [-30]),
        ("one was put too early", line(-30, -7.5), told(1, -6.5), [-6.5]),
        ("one was put too late", line(-30, -7.5), told(1, -9), [-9]),
        ("nearest is the head", line(-30, -8, -6), told(2, -7.9), [-7.9, -6]),
        ("one comes back to the front", line(-10), told(2, -40), [-40, -10]),
        ("the oldest is not told", line(-30, -10), told(3), [-30, -10, 2.5]),
    ],
)
def test_poll_by_poll(what: str, before: Line, now: MediaReading, expected: list[float]) -> None:
    found = followed(before, now, NOW + 5.0)
    assert since(found) == expected, what
    assert found.waiting == now.waiting
    assert found.as_of == NOW + 5.0


def test_who_gives_up_while_others_come_is_replaced_by_them() -> None:
    # Each second a tenth of those behind the head leave, and as many come: the count stands still.
    found = line(-50, -40, -30, -20, -10)
    for poll in range(1, 9):
        found = followed(found, told(5, -50), NOW + 5.0 * poll, leaving=0.05)
    assert found.instants[0] == NOW - 50.0
    assert sum(instant > NOW for instant in found.instants) >= 2
    still = line(-50, -40, -30, -20, -10)
    for poll in range(1, 9):
        still = followed(still, told(5, -50), NOW + 5.0 * poll)
    assert since(still) == [-50, -40, -30, -20, -10]


class TestTheBeginning:
    def test_of_an_unknown_line_only_the_head_is_known(self) -> None:
        assert since(begun(4, NOW - 40.0, NOW)) == [-40, -30, -20, -10]

    def test_nobody_waits(self) -> None:
        assert begun(0, None, NOW) == Line(NOW)

    def test_an_oldest_from_the_future_is_now(self) -> None:
        assert since(begun(2, NOW + 9.0, NOW)) == [0, 0]

    def test_a_long_line_is_kept_short(self) -> None:
        found = begun(5 * MOST, NOW - 100.0, NOW)
        assert len(found.instants) == MOST
        assert found.weight == 5.0
        later = followed(found, told(5 * MOST + 1, -90.0), NOW + 5.0)
        assert len(later.instants) == MOST
        assert later.instants[0] == NOW - 90.0
        shorter = followed(later, told(3, -60.0), NOW + 10.0)
        assert len(shorter.instants) == 3


class TestOneByOne:
    def test_it_is_taken_as_told(self) -> None:
        assert since(listed([NOW - 3.0, NOW - 40.0], 2, NOW)) == [-40, -3]

    def test_what_was_left_out_is_in_the_widest_gap(self) -> None:
        found = listed([NOW - 100.0, NOW - 90.0, NOW - 10.0, NOW], 7, NOW)
        assert since(found) == [-100, -90, -70, -50, -30, -10, 0]

    def test_of_an_empty_list_only_the_count_is_known(self) -> None:
        assert listed([], 2, NOW).waiting == 2

    def test_it_goes_on_from_there(self) -> None:
        found = followed(listed([NOW - 40.0, NOW - 3.0], 2, NOW), told(2, -3.0), NOW + 5.0)
        assert since(found) == [-3, 2.5]


def test_it_moves_with_the_clock() -> None:
    assert line(-30, -10).redated(100.0) == line(70, 90, as_of=100.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.floats(0.0, 900.0), st.floats(1.0, 60.0)), max_size=25
    ),
    st.floats(0.0, 0.05),
)
def test_whatever_is_told_it_stays_a_line(
    polls: list[tuple[int, float, float]], leaving: float
) -> None:
    found, now = Line(NOW), NOW
    for waiting, wait, step in polls:
        now += step
        oldest = now - wait if waiting else None
        found = followed(found, MediaReading(waiting, oldest_since=oldest), now, leaving)
        assert len(found.instants) == found.waiting == waiting
        assert all(one <= other for one, other in pairwise(found.instants))
        if waiting:
            assert found.instants[0] == oldest
            assert found.instants[-1] <= now


@given(st.data())
def test_first_in_first_out_is_followed_to_within_a_poll(data: st.DataObject) -> None:
    """Where nobody gives up and no two come within a poll, everybody is put within one."""
    truth: list[float] = []
    found, now = Line(NOW), NOW
    for _ in range(30):
        comes = data.draw(st.booleans())
        if comes:
            truth.append(now + data.draw(st.floats(0.01, 4.99)))
        now += 5.0
        del truth[: data.draw(st.integers(0, len(truth)))]
        reading = MediaReading(len(truth), oldest_since=truth[0] if truth else None)
        found = followed(found, reading, now)
        assert all(
            abs(one - other) <= 5.0 for one, other in zip(found.instants, truth, strict=True)
        )
