"""Every width gets the columns it can hold, in order, without overlaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.view.columns import COLUMNS, fit


def keys(width: int) -> list[str]:
    return [spot.column.key for spot in fit(width)]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (20, "severity name waiting"),
        (40, "severity name waiting longest"),
        (60, "severity name waiting longest available interacting"),
        (80, "severity name waiting longest available interacting trend"),
        (100, "severity name waiting longest available interacting alerting trend age"),
        (
            160,
            """severity name waiting longest limit available interacting alerting
            not_responding trend age why""",
        ),
        (
            200,
            """severity name waiting longest limit available interacting alerting
            not_responding off_queue members trend age why""",
        ),
    ],
)
def test_columns_of_common_terminals(width: int, shown: str) -> None:
    assert keys(width) == shown.split()


@given(st.integers(0, 400), st.integers(0, 80), st.integers(0, 2))
def test_columns_never_overlap_nor_leave_the_line(width: int, name_max: int, gutter: int) -> None:
    placed = fit(width, name_max=name_max, gutter=gutter)
    end = -1
    for spot in placed:
        assert spot.start > end
        assert spot.width >= 1
        end = spot.start + spot.width
    assert end <= width
    if width >= 20:
        for spot in placed:
            # Only the status (to its sign) and the name may be narrower than they would like.
            assert spot.width >= spot.column.width or spot.column.key == "name"


@given(st.integers(20, 399))
def test_a_wider_terminal_never_loses_a_column(width: int) -> None:
    assert set(keys(width)) <= set(keys(width + 1))


def test_the_name_takes_no_more_than_the_longest_name_needs() -> None:
    widths = {spot.column.key: spot.width for spot in fit(200, name_max=17)}
    assert widths["name"] == 17
    assert max(s.width for s in fit(400) if s.column.key == "name") == 40


def test_columns_can_be_left_out() -> None:
    placed = fit(200, without=("trend", "age"))
    assert {c.key for c in COLUMNS} - {s.column.key for s in placed} == {"trend", "age"}
