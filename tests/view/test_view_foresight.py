"""What is coming, in words: countdown, word and number."""

import pytest
from msgspec.structs import replace

from queuetui.domain.forecast import Forecast
from queuetui.view.foresight import (
    breach_to_come,
    forecast_cell,
    forecast_lines,
    most_threatened,
    most_threatening,
    percent,
    threat,
)
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import Tone, text_of, width_of
from queuetui.view.standing import Standing
from queuetui.view.wall_tile import tile
from tests.view.board_samples import calls, day
from tests.view.samples import NOW, reading, standing, state


def coming(
    media: str = "voice", left: float | None = 24.0, p: float | None = 0.87, **more: float
) -> Forecast:
    at = None if left is None else NOW + left
    return Forecast(media, 60.0, at, p, **more)  # type: ignore[arg-type]


def with_forecasts(*forecasts: Forecast, age: float = 0.0) -> Standing:
    return standing(replace(state("A", reading(age=age)), forecasts=forecasts))


@pytest.mark.parametrize(
    ("forecast", "width", "said", "tone"),
    [
        (coming(), 19, "  0:24 likely   87%", "warning"),
        (coming(), 18, "  0:24 87%", "warning"),
        (coming(), 6, "  0:24", "warning"),
        (coming(left=754, p=0.5), 20, " 12:34 likely   50%", "warning"),
        (coming(p=0.49), 20, "  0:24 possible 49%", "plain"),
        (coming(p=0.2), 20, "  0:24 possible 20%", "plain"),
        (coming(p=0.004), 20, "  0:24 unlikely <1%", "dim"),
        (coming(p=0.0), 20, "  0:24 unlikely  0%", "dim"),
        (coming(p=None), 20, "  0:24", "plain"),
        (coming(left=-3), 20, "  0:00 likely   87%", "warning"),
        (coming(left=None, p=None, over=3), 20, "  3 over", "plain"),
    ],
)
def test_the_cell(forecast: Forecast, width: int, said: str, tone: Tone) -> None:
    cell = forecast_cell(with_forecasts(forecast), width, UNICODE)
    assert text_of(cell) == said
    assert width_of(cell) <= width
    assert [segment.tone for segment in cell] == [tone]


def test_the_likeliest_breach_is_told_and_the_nearest_of_equal_ones() -> None:
    soon, later = coming("email", 10, 0.5), coming("chat", 20, 0.5)
    likely, over = coming("voice", 300, 0.9), coming("message", None, None, over=7)
    assert most_threatening([over, soon, likely, later]) is likely
    assert most_threatening([later, soon, over]) is soon
    assert most_threatening([over]) is over
    assert most_threatening([]) is None


def test_nothing_is_said_where_nobody_waits_and_nothing_is_known() -> None:
    assert forecast_cell(with_forecasts(), 20, UNICODE) == ()
    assert breach_to_come(with_forecasts()) is None
    frozen = with_forecasts(coming(), age=600)
    assert text_of(forecast_cell(frozen, 20, UNICODE)).strip() == UNICODE.none
    assert breach_to_come(frozen) is None
    assert forecast_lines(frozen, 80, UNICODE) == []
    assert threat(frozen) is None
    assert text_of(forecast_cell(standing(state("A", None)), 20, ASCII)).strip() == ASCII.none


def test_late_figures_lose_their_tone_and_the_countdown_goes_on() -> None:
    late = with_forecasts(coming(), age=12)
    (segment,) = forecast_cell(late, 20, UNICODE)
    assert (segment.text, segment.tone) == ("  0:24 likely   87%", "late")


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0%"), (0.0099, "<1%"), (0.5, "50%"), (0.994, "99%"), (1.0, "99%")],
)
def test_nothing_is_certain_unless_it_is(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_small_figure_for_a_tile() -> None:
    assert breach_to_come(with_forecasts(coming())) == ("breach likely 87%", "0:24", "warning")
    assert breach_to_come(with_forecasts(coming(), age=12)) == ("breach likely 87%", "0:24", "late")
    assert breach_to_come(with_forecasts(coming(p=None))) == ("breach in", "0:24", "plain")
    assert breach_to_come(with_forecasts(coming(left=None, p=None, over=2))) is None


def test_it_is_the_fifth_figure_of_a_tile_in_place_of_the_past() -> None:
    told = day("a", voice=calls(90, 80, 10, served=70))
    for forecasts, last in (((coming(),), "breach likely 87%"), ((), "abandoned")):
        one = replace(with_forecasts(*forecasts), today=told)
        small = tile(one, told, NOW).small
        assert [title for title, _, _ in small] == ["available", "service", last]


def test_a_line_for_each_medium_the_likeliest_first() -> None:
    one = with_forecasts(
        coming("email", 7_200, 0.01, expected=0.2, over=2), coming("voice", 24, 0.87, expected=1.4)
    )
    lines = [text_of(line) for line in forecast_lines(one, 100, UNICODE)]
    assert lines == [
        "voice    breach in 0:24 unless answered · likely 87% · about 1.4 will be late",
        (
            "e-mail   breach in 2h 00m unless answered · unlikely 1% · about 0.2 will be late"
            " · 2 over already"
        ),
    ]
    narrow = [text_of(line) for line in forecast_lines(one, 60, UNICODE)]
    assert narrow[0] == "voice    breach in 0:24 unless answered · likely 87%"


def test_a_group_shows_its_most_threatened_queue() -> None:
    calm, tense = with_forecasts(coming(p=0.1)), with_forecasts(coming(p=0.8))
    assert most_threatened([calm, tense, with_forecasts()]) is tense
    assert most_threatened([with_forecasts()]) is None
