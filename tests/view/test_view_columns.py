"""Every width gets the columns of a set that it can hold, in their order, without overlaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.settings import COLUMN_KEYS, COLUMN_SETS
from queuetui.view.cells import CELLS
from queuetui.view.columns import (
    BY_KEY,
    COLUMNS,
    DEFAULT_SET,
    SETS,
    TODAY,
    column_at,
    fit,
    keys_of,
    set_names,
)
from queuetui.view.group_cells import GROUP_CELLS

OWN = {"night": ("severity", "name", "waiting"), "wall": ("name", "severity", "aht")}


def keys(width: int, name: str = DEFAULT_SET) -> list[str]:
    return [spot.column.key for spot in fit(width, wanted=SETS[name])]


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("supervisor", 20, "severity name waiting"),
        ("supervisor", 40, "severity name waiting longest"),
        ("supervisor", 60, "severity name waiting longest available service"),
        ("supervisor", 78, "severity name waiting longest forecast available service"),
        (
            "supervisor",
            118,
            "severity name waiting longest forecast media available service trend",
        ),
        (
            "supervisor",
            158,
            """severity name waiting longest forecast media available interacting not_responding
            service abandon_rate offered trend""",
        ),
        (
            "supervisor",
            240,
            """severity name waiting longest limit forecast media available interacting
            not_responding service abandon_rate offered trend why""",
        ),
        ("wall", 78, "severity name waiting longest forecast available service"),
        ("wall", 118, "severity name waiting longest limit forecast available service"),
        ("analyst", 78, "severity name waiting longest available abandon_rate service"),
        (
            "analyst",
            398,
            """severity name waiting longest available agents_needed offered answered abandoned
            abandon_rate short_abandoned flowed_out over_sla service asa aht""",
        ),
    ],
)
def test_columns_of_common_terminals(name: str, width: int, shown: str) -> None:
    assert keys(width, name) == shown.split()


sets = st.lists(
    st.sampled_from([key for key in COLUMN_KEYS if key not in {"severity", "name"}]), unique=True
).map(lambda more: ("severity", "name", *more))


@given(sets, st.integers(0, 400), st.integers(0, 80), st.integers(0, 2))
def test_columns_never_overlap_nor_leave_the_line(
    wanted: tuple[str, ...], width: int, name_max: int, gutter: int
) -> None:
    placed = fit(width, wanted=wanted, name_max=name_max, gutter=gutter)
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
    shown = [spot.column.key for spot in placed]
    assert shown == [key for key in wanted if key in shown]


@given(st.sampled_from(list(SETS)) | sets, st.integers(20, 399) | st.just(99))
def test_a_wider_terminal_never_loses_a_column(name: str | tuple[str, ...], width: int) -> None:
    wanted = SETS[name] if isinstance(name, str) else name
    narrow, wide = ({s.column.key for s in fit(w, wanted=wanted)} for w in (width, width + 1))
    assert narrow <= wide


def test_the_name_takes_no_more_than_the_longest_name_needs() -> None:
    widths = {spot.column.key: spot.width for spot in fit(260, name_max=17)}
    assert widths["name"] == 17
    assert max(s.width for s in fit(400) if s.column.key == "name") == 40


@pytest.mark.parametrize(
    ("width", "forecast"),
    [(80, 10), (100, 19), (118, 19), (120, 19), (140, 19), (160, 19), (200, 19)],
)
def test_the_word_of_the_forecast_has_room_wherever_names_can_still_be_read(
    width: int, forecast: int
) -> None:
    widths = {spot.column.key: spot.width for spot in fit(width - 2, gutter=2)}
    assert widths["forecast"] == forecast
    assert widths["name"] >= 18 or forecast == 10


def test_columns_can_be_left_out() -> None:
    placed = fit(400, without=("trend", "media"))
    assert set(SETS[DEFAULT_SET]) - {s.column.key for s in placed} == {"trend", "media"}


def test_what_the_settings_may_name_is_what_can_be_drawn() -> None:
    assert set(BY_KEY) == set(COLUMN_KEYS) == set(CELLS) == set(GROUP_CELLS)
    assert tuple(SETS) == COLUMN_SETS
    assert len({column.drop_order for column in COLUMNS}) == len(COLUMNS) - 1
    assert {key for keys in SETS.values() for key in keys} <= set(BY_KEY)
    assert set(SETS["analyst"]) >= TODAY
    assert len({column.title for column in COLUMNS}) == len(COLUMNS)


def test_own_sets_come_before_built_in_ones() -> None:
    assert set_names(OWN) == ("wall", "supervisor", "analyst", "night")
    assert keys_of("night", OWN) == OWN["night"]
    assert keys_of("wall", OWN) == OWN["wall"]
    assert keys_of("wall", {}) == SETS["wall"]
    assert keys_of("gone", OWN) == SETS["supervisor"]


def test_an_own_set_stands_in_its_own_order() -> None:
    assert [s.column.key for s in fit(80, wanted=OWN["wall"])] == ["name", "severity", "aht"]


@pytest.mark.parametrize("width", [20, 80, 240])
def test_each_cell_of_the_titles_belongs_to_the_column_nearest_to_it(width: int) -> None:
    placed = fit(width)
    for spot in placed:
        for x in (spot.start, spot.start + spot.width - 1):
            assert column_at(placed, x) == spot.column.key
    assert column_at(placed, 0) == "severity"
    assert column_at(placed, 999) == placed[-1].column.key
    waiting = next(spot for spot in placed if spot.column.key == "waiting")
    assert column_at(placed, waiting.start - 1) == "waiting"
    assert column_at((), 5) is None
