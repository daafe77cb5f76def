"""The layout of the wall: grids that fit, readable digits, and pages that turn."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.limits import Severity
from queuetui.view.digits import SIZES
from queuetui.view.standing import Standing
from queuetui.view.wall_layout import (
    GAP,
    PLAIN,
    Grid,
    Shown,
    figure_width,
    grid,
    page_to_show,
    pages,
    plan,
    reading_distance,
    shift_at,
)
from tests.view.samples import reading, standing, state


@pytest.mark.parametrize(
    ("size", "count", "expected"),
    [
        ((80, 24), 1, Grid(1, 1, 1, 7, 79, 22)),
        ((80, 24), 4, Grid(2, 2, 4, 3, 39, 11)),
        ((80, 24), 9, Grid(2, 3, 5, 3, 39, 7)),
        ((60, 30), 6, Grid(1, 3, 3, 5, 59, 9)),
        ((80, 24), 40, Grid(2, 3, 6, 3, 39, 7)),
        ((120, 40), 1, Grid(1, 1, 1, 14, 119, 38, stacked=True)),
        ((120, 40), 4, Grid(2, 2, 4, 7, 59, 19, stacked=True)),
        ((120, 40), 9, Grid(3, 3, 9, 3, 39, 12)),
        ((120, 40), 40, Grid(3, 5, 14, 3, 39, 7)),
        ((200, 60), 1, Grid(1, 1, 1, 21, 199, 58)),
        ((200, 60), 4, Grid(2, 2, 4, 10, 99, 29, stacked=True)),
        ((200, 60), 12, Grid(4, 3, 12, 7, 49, 19, stacked=True)),
        ((200, 60), 40, Grid(5, 8, 40, 3, 39, 7)),
    ],
)
def test_the_digits_are_as_large_as_all_queues_on_one_page_allow(
    size: tuple[int, int], count: int, expected: Grid
) -> None:
    assert grid(count, *size) == expected


def test_readable_digits_come_before_one_page() -> None:
    assert grid(9, 120, 40, least_digits=5) == Grid(2, 3, 5, 5, 59, 12)
    assert grid(9, 120, 40, least_digits=7).per_page == 3


@given(
    count=st.integers(1, 2000),
    width=st.integers(1, 400),
    height=st.integers(1, 120),
    least=st.sampled_from(SIZES),
)
def test_a_grid_fits_its_screen_and_a_tile_its_digits(
    count: int, width: int, height: int, least: int
) -> None:
    found = grid(count, width, height, least_digits=least)
    assert 1 <= found.per_page <= found.columns * found.rows
    assert found.per_page <= count
    if found.digit_height == PLAIN:
        return
    assert found.columns * found.tile_width + (found.columns - 1) * GAP <= width - 1
    assert found.rows * found.tile_height <= height - 2
    inside = found.tile_width - 4
    if found.stacked:
        assert figure_width("88:88", found.digit_height) <= inside
        assert found.tile_height >= 2 * found.digit_height + 5
    else:
        both = figure_width("88", found.digit_height) + figure_width("88:88", found.digit_height)
        assert both < inside
        assert found.tile_height >= found.digit_height + 4


@given(count=st.integers(1, 200), least=st.sampled_from((3, 5, 7)))
def test_digits_are_smaller_than_asked_for_only_where_no_tile_with_such_digits_fits(
    count: int, least: int
) -> None:
    assert grid(count, 80, 24, least_digits=least).digit_height >= least
    # The narrowest tile with digits of 7 lines takes 46 cells, and one column is for the shift.
    assert grid(count, 47, 24, least_digits=least).digit_height >= least
    assert grid(count, 46, 24, least_digits=7).digit_height == 5


@pytest.mark.parametrize(
    ("distance", "least"), [(2.0, 3), (9.0, 3), (9.1, 5), (15.1, 7), (21.0, 7)]
)
def test_digits_are_as_high_as_the_distance_needs(distance: float, least: int) -> None:
    # 40 lines on 0.6 m are 1.5 cm each: 3 lines are 4.5 cm, which is read from 9 m.
    found = plan(40, 120, 40, screen_height=0.6, distance=distance)
    assert found.grid.digit_height == least
    assert found.problem is None
    assert reading_distance(least, 0.6, 40) >= distance - 1e-9


def test_a_plan_says_so_where_readable_digits_do_not_fit() -> None:
    found = plan(4, 80, 24, screen_height=0.3, distance=20.0)
    assert found.problem == (
        "To be read from 20 m, digits must be 8 lines high here, and no tile with such digits "
        "fits 80 by 24 cells: the largest that fit can be read from 17.5 m. A larger font "
        "(fewer, larger cells) or a taller screen helps."
    )
    assert found.grid.digit_height == 7


@pytest.mark.parametrize(
    ("screen_height", "distance"), [(None, 6.0), (0.6, None), (0.0, 6.0), (-1.0, 6.0), (0.6, -2.0)]
)
def test_without_both_measures_any_digits_will_do(
    screen_height: float | None, distance: float | None
) -> None:
    found = plan(9, 120, 40, screen_height=screen_height, distance=distance)
    assert found.grid == grid(9, 120, 40)
    assert found.problem is None


def test_the_picture_goes_round_by_a_cell_at_a_time() -> None:
    seen = [shift_at(1000.0 + 60 * n, 60.0) for n in range(5)]
    assert seen[0] == seen[4]
    assert len(set(seen)) == 4
    for (x, y), (next_x, next_y) in pairwise(seen):
        assert abs(x - next_x) + abs(y - next_y) == 1
    assert shift_at(1000.0, 0.0) == (0, 0)


# Pages ---------------------------------------------------------------------------------------


def queue(name: str, severity: Severity = "ok", wait: float = 100.0) -> Standing:
    if severity == "unknown":
        return standing(state(name, None))
    if severity == "critical":
        return standing(state(name, reading(name, waiting=1, wait=wait)))
    if severity == "warning":
        return standing(state(name, reading(name, waiting=1, wait=40)))
    return standing(state(name, reading(name)))


def of(*severities: str) -> tuple[tuple[Standing, ...], ...]:
    """Pages of two queues: ``o`` ok, ``w`` warning, ``?`` unknown, ``c`` a breach, ``C`` a worse."""
    kinds: dict[str, tuple[Severity, float]] = {
        "o": ("ok", 0.0),
        "w": ("warning", 0.0),
        "?": ("unknown", 0.0),
        "c": ("critical", 100.0),
        "C": ("critical", 900.0),
    }
    return tuple(
        tuple(queue(f"{n}-{m}", *kinds[kind]) for m, kind in enumerate(page))
        for n, page in enumerate(severities)
    )


def test_pages_keep_the_order_and_lose_nobody() -> None:
    every = [queue(str(n)) for n in range(7)]
    assert pages(every, 3) == (tuple(every[:3]), tuple(every[3:6]), (every[6],))
    assert pages((), 3) == ((),)


Step = tuple[float, Sequence[str], int, bool]

CALM = ("oo", "ow", "o?")


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(
            [(0, CALM, 0, False), (9, CALM, 0, False), (10, CALM, 1, False), (20, CALM, 2, False),
             (29, CALM, 2, False), (30, CALM, 0, False)],
            id="pages turn",
        ),
        pytest.param(
            [(0, CALM, 0, False), (3, ("oo", "oo", "oc"), 2, True), (60, ("oo", "oo", "oc"), 2, True),
             (61, CALM, 2, False), (70, CALM, 2, False), (71, CALM, 0, False)],
            id="a breach comes at once, stays, and lets go after one more turn",
        ),
        pytest.param(
            [(0, ("oc", "oo"), 0, True), (3, ("oc", "oC"), 0, True), (10, ("oc", "oC"), 1, True),
             (11, ("oC", "oc"), 1, True), (15, ("oC", "oo"), 0, True)],
            id="between two in breach there is a turn, but a page that is well goes at once",
        ),
        pytest.param(
            [(0, ("oo", "oc", "oC"), 2, True)],
            id="the worst of several comes first",
        ),
        pytest.param(
            [(0, CALM, 0, False), (10, CALM, 1, False), (12, ("oo",), 0, False),
             (30, ("oo",), 0, False)],
            id="a page that is gone is not shown",
        ),
        pytest.param(
            [(0, ("oo", "oo", "oC"), 2, True), (1, ("oc", "oC"), 1, True)],
            id="a held page that is gone gives way to the worst at once",
        ),
        pytest.param(
            [(50, CALM, 0, False), (20, CALM, 0, False), (29, CALM, 0, False), (30, CALM, 1, False)],
            id="a clock that steps back does not stop the pages",
        ),
    ],
)  # fmt: skip
def test_the_page_that_is_shown(steps: Sequence[Step]) -> None:
    shown = Shown()
    for now, severities, page, held in steps:
        shown = page_to_show(shown, of(*severities), 1000.0 + now, 10.0)
        assert (now, shown.page, shown.held) == (now, page, held)


def test_without_rotation_pages_stay_and_breaches_still_come() -> None:
    shown = Shown()
    for now in range(100):
        shown = page_to_show(shown, of(*CALM), float(now), 0.0)
        assert shown.page == 0
    assert page_to_show(shown, of("oo", "co", "oo"), 100.0, 0.0).page == 1


PAGE = st.text("ow?cC", min_size=1, max_size=2)


@given(
    walls=st.lists(st.lists(PAGE, min_size=1, max_size=4), min_size=1, max_size=12),
    rotate=st.integers(1, 20),
)
def test_whatever_happens_a_breach_is_on_the_wall(walls: list[list[str]], rotate: int) -> None:
    shown, now = Shown(), 0.0
    for wall in walls:
        now += 1.0
        before, shown = shown, page_to_show(shown, of(*wall), now, float(rotate))
        assert 0 <= shown.page < len(wall)
        burning = {n for n, page in enumerate(wall) if set(page) & {"c", "C"}}
        worst = {n for n, page in enumerate(wall) if "C" in page} or burning
        assert shown.held == bool(burning)
        if burning:
            assert shown.page in burning
            if shown.page not in worst:
                assert before.held
                assert before.page == shown.page
        assert shown.since is not None
        if shown.page != before.page:
            assert shown.since == now


@given(count=st.integers(1, 8), rotate=st.integers(1, 30))
def test_in_peace_every_page_has_its_turn(count: int, rotate: int) -> None:
    wall = of(*["ow"] * count)
    shown, turns = Shown(), dict.fromkeys(range(count), 0)
    for second in range(2 * count * rotate):
        shown = page_to_show(shown, wall, float(second), float(rotate))
        turns[shown.page] += 1
    assert set(turns.values()) == {2 * rotate}


@given(wait=st.integers(1, 500), rotate=st.integers(1, 20))
def test_a_breach_keeps_its_page_until_it_clears(wait: int, rotate: int) -> None:
    shown = page_to_show(Shown(), of("oo", "oo", "oo"), 0.0, float(rotate))
    for second in range(1, wait):
        shown = page_to_show(shown, of("oo", "oc", "ow"), float(second), float(rotate))
        assert shown.page == 1
