"""Durations as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.durations import LONGEST_TEXT, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5s", 5.0),
        ("0s", 0.0),
        ("1m30s", 90.0),
        ("2h", 7200.0),
        ("1d", 86_400.0),
        ("500ms", 0.5),
        ("1.5s", 1.5),
        ("1d2h3m4s5ms", 93_784.005),
        ("1h 12m", 4320.0),
        ("  5s ", 5.0),
        ("90s", 90.0),
        ("0.1s", 0.1),
        ("1s100ms", 1.1),
    ],
)
def test_reads_what_people_write(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("5", "the unit is missing"),
        ("1.5", "the unit is missing"),
        ("-5s", "a duration is never negative"),
        ("5 s", "it is not made of numbers with the units d, h, m, s or ms"),
        ("5S", "it is not made of numbers with the units d, h, m, s or ms"),
        ("5sec", "it is not made of numbers with the units d, h, m, s or ms"),
        ("5 minutes", "it is not made of numbers with the units d, h, m, s or ms"),
        ("1m30", "it is not made of numbers with the units d, h, m, s or ms"),
        ("PT5S", "it is not made of numbers with the units d, h, m, s or ms"),
        ("٥s", "it is not made of numbers with the units d, h, m, s or ms"),
        (".5s", "it is not made of numbers with the units d, h, m, s or ms"),
        ("1e3s", "it is not made of numbers with the units d, h, m, s or ms"),
        ("30s1m", "larger units come first, each of them once"),
        ("1m1m", "larger units come first, each of them once"),
        ("9" * LONGEST_TEXT + "s", "it is too long"),
    ],
)
def test_refuses_what_could_be_misread(text: str, why: str) -> None:
    with pytest.raises(ValueError, match="^" + why + "$"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.0004, "0s"),
        (0.5, "500ms"),
        (0.9996, "1s"),
        (1.5, "1.5s"),
        (59.9999, "1m"),
        (60, "1m"),
        (90, "1m30s"),
        (90.25, "1m30.25s"),
        (3600, "1h"),
        (86_400, "1d"),
        (93_784.005, "1d2h3m4.005s"),
    ],
)
def test_writes_the_shortest_form(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize("seconds", [-0.1, math.inf, -math.inf, math.nan])
def test_writes_nothing_that_is_no_duration(seconds: float) -> None:
    with pytest.raises(ValueError, match="finite number"):
        format_duration(seconds)


@given(st.integers(min_value=0, max_value=10**12))
def test_whole_milliseconds_survive_the_round_trip(milliseconds: int) -> None:
    assert parse_duration(format_duration(milliseconds / 1000)) == milliseconds / 1000


@given(st.floats(min_value=0, max_value=10**9))
def test_any_duration_survives_to_the_millisecond(seconds: float) -> None:
    assert abs(parse_duration(format_duration(seconds)) - seconds) <= 0.000_501


def read(text: str) -> float | None:
    """The seconds, or ``None`` where the text is refused."""
    try:
        return parse_duration(text)
    except ValueError:
        return None


@given(st.text(max_size=100))
def test_any_text_is_read_or_refused(text: str) -> None:
    seconds = read(text)
    assert seconds is None or 0 <= seconds < math.inf


@given(st.lists(st.sampled_from(["1", "9" * 30, "0.5", "d", "h", "m", "s", "ms", " "]), max_size=8))
def test_anything_made_of_the_right_parts_is_read_or_refused(parts: list[str]) -> None:
    seconds = read("".join(parts))
    assert seconds is None or 0 <= seconds < math.inf
