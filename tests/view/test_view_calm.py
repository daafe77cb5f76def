"""What a calm screen says, and what it keeps to itself."""

import pytest
from msgspec.structs import replace

from queuetui.domain.forecast import Forecast
from queuetui.view.calm import TELLING, hidden_columns
from queuetui.view.columns import COLUMNS, Column, Placed, fit
from queuetui.view.line import line
from queuetui.view.overview import summary_line
from queuetui.view.segments import text_of, width_of
from queuetui.view.standing import standings, summary
from queuetui.view.words import why
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE

STANDINGS = standings(BOARD, EVERYTHING, NOW, RULE)
_FORECAST = Forecast("chat", 600.0, NOW + 24, 0.87)
SUPPORT = replace(STANDINGS[0], state=replace(STANDINGS[0].state, forecasts=(_FORECAST,)))
"""12 waiting, the longest 4:07, nobody available."""
DIGITS = set("0123456789")


def test_no_column_is_left_that_tells_how_many_wait() -> None:
    hidden = hidden_columns(calm=True, also=("age",))
    assert hidden == TELLING | {"age"}
    assert hidden_columns(calm=False, also=("age",)) == {"age"}
    kept = {spot.column.key for spot in fit(200, without=hidden)}
    assert {"severity", "name", "available", "why"} <= kept
    assert not kept & TELLING


def test_such_a_column_would_be_empty() -> None:
    """Even where somebody has put it on the line by hand."""
    columns: dict[str, Column] = {column.key: column for column in COLUMNS}
    for key in TELLING & columns.keys():
        placed = (Placed(columns[key], 1, 16),)
        assert text_of(line(SUPPORT, placed, 20, calm=True).segments).strip() == ""
        assert text_of(line(SUPPORT, placed, 20).segments).strip() != ""


def test_the_severity_stands_there_as_ever_but_nothing_appears_beside_it() -> None:
    placed = fit(120, without=TELLING)
    calm = line(SUPPORT, placed, 120, fresh=True, calm=True)
    assert "▲ BREACH" in text_of(calm.segments)
    assert "NEW" not in text_of(calm.segments)
    assert "»" not in text_of(calm.segments)
    assert calm == line(SUPPORT, placed, 120, fresh=False, calm=True)


def test_why_names_the_figures_without_their_numbers() -> None:
    assert why(SUPPORT, 80, calm=True) == (
        "waiting past its limit; wait past its limit; too few available"
    )
    for standing in STANDINGS:
        if standing.breaches:
            assert not set(why(standing, 80, calm=True)) & DIGITS
            assert set(why(standing, 80)) & DIGITS


@pytest.mark.parametrize("width", [200, 80, 40, 24, 10])
def test_the_summary_counts_queues_but_nobody_who_waits(width: int) -> None:
    counted = summary(STANDINGS)
    calm = summary_line(counted, width, calm=True)
    assert width_of(calm) == width
    assert "waiting" not in text_of(calm)
    assert "25" not in text_of(calm)
    assert "▲" in text_of(calm) or width < 24
    if width >= 80:
        assert "BREACH" in text_of(calm)
        assert "waiting" in text_of(summary_line(counted, width))
