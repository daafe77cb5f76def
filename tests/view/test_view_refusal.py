"""The row of a queue that is left out says why, and when it is asked for again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.readings import Reading
from queuetui.domain.snapshot import QueueState
from queuetui.view.columns import SETS, fit
from queuetui.view.formats import cells
from queuetui.view.line import line
from queuetui.view.segments import text_of
from tests.view.board_samples import calls, day
from tests.view.samples import NOW, reading, standing, state

FORBIDDEN = (
    "analytics:queueObservation:view is missing: Genesys Cloud refuses "
    "POST /api/v2/analytics/queues/observations/query (403 missing.any.permissions)."
)
BAD = "Genesys Cloud does not take POST /api/v2/analytics/queues/observations/query (400)."


def refused(
    told: Reading | None = None, problem: str = FORBIDDEN, next_in: float | None = 45
) -> QueueState:
    queue = state("VIP", told, problem=problem, trend=(1, 2, 3))
    return replace(queue, next_try=None if next_in is None else NOW + next_in)


def row(queue: QueueState, width: int) -> str:
    """As on a terminal of so many columns."""
    placed = fit(width - 2, gutter=2, name_max=17, without=("age",))
    return text_of(line(standing(queue), placed, width, now=NOW).segments)


@pytest.mark.parametrize(
    ("width", "problem", "said"),
    [
        (80, FORBIDDEN, "no permission, next try in 0:45"),
        (80, BAD, "bad request, next try in 0:45"),
        (
            80,
            "api.mypurecloud.ie did not answer within the time-out.",
            "time-out, next try in 0:45",
        ),
        (80, "something that nobody has a short word for", "left out, next try in 0:45"),
        (120, FORBIDDEN, "no analytics:queueObservation:view, next try in 0:45"),
        (200, BAD, f"{BAD.rstrip('.')}, next try in 0:45"),
    ],
)
def test_it_says_why_and_when(width: int, problem: str, said: str) -> None:
    for told in (None, reading(waiting=7, age=42)):
        text = row(refused(told, problem), width)
        assert said in text
        assert cells(text) == width
        assert "▂" not in text
    assert "– (7)" in text


@pytest.mark.parametrize(
    ("width", "said"), [(80, " again 0:45 "), (160, " next try in 0:45 "), (200, "  try in 0:45 ")]
)
def test_figures_that_are_still_young_are_not_covered(width: int, said: str) -> None:
    text = row(refused(reading(waiting=7, wait=12, available=2, age=3)), width)
    assert said in text
    assert "2/12" in text
    assert "0:12" in text


def test_the_countdown_goes_on() -> None:
    placed = fit(78, gutter=2, without=("age",))
    one = standing(refused())
    later = [text_of(line(one, placed, 80, now=NOW + passed).segments) for passed in (0, 1, 60)]
    assert ["in 0:45" in later[0], "in 0:44" in later[1], "overdue" in later[2]] == [True] * 3


def test_a_queue_that_is_asked_for_at_every_poll_has_no_note() -> None:
    assert "next try" not in row(refused(None, next_in=None), 120)
    assert "42s old" in row(refused(reading(age=42), next_in=None), 80)


@given(st.text(max_size=60), st.integers(20, 220), st.sampled_from([None, 3.0, 42.0]))
def test_a_line_has_its_width_whatever_is_wrong(
    problem: str, width: int, age: float | None
) -> None:
    told = None if age is None else reading(age=age)
    queue = refused(told, problem)
    for placed in (fit(width), fit(width - 2, gutter=2)):
        assert cells(text_of(line(standing(queue), placed, width, now=NOW).segments)) == width


def test_it_leaves_what_is_known_of_the_day() -> None:
    told = replace(refused(reading(waiting=7, age=42)), today=day(voice=calls()))
    text = row(told, 200)
    assert all(figure in text for figure in ("82%/80", "8.0%", "100"))
    assert "next try in 0:45" in text
    assert "82%/80" in row(told, 80)
    assert "82%/80" not in row(refused(reading(waiting=7, age=42)), 200)


def test_without_a_trend_it_stands_at_the_end_of_a_line_that_knows_nothing() -> None:
    def told(queue: QueueState, name: str) -> str:
        placed = fit(98, gutter=2, wanted=SETS[name])
        return text_of(line(standing(queue), placed, 100, now=NOW).segments)

    for name in ("wall", "analyst"):
        assert ", next try in 0:45" in told(refused(), name)
        assert ", next try" not in told(refused(reading(waiting=7)), name)
        known = replace(refused(), today=day(voice=calls()))
        assert "82%/80" in told(known, name)
