"""Counts, ages and names are written in a fixed room, and no number is ever cut."""

import math
import re
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from queuetui.view.formats import (
    age,
    cells,
    clean,
    clock_time,
    count,
    cut,
    cut_at_word,
    short_age,
    span,
)

_UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
seconds = st.floats(min_value=0, allow_nan=False)


def parsed(text: str) -> float:
    """The seconds that an age says."""
    if text.startswith(">"):
        return math.inf
    if ":" in text:
        minutes, rest = text.split(":")
        return 60 * int(minutes) + int(rest)
    return sum(int(number) * _UNIT[unit] for number, unit in re.findall(r"(\d+)([smhd])", text))


def counted(text: str) -> float:
    """The number that a count says."""
    unit = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}.get(text[-1])
    return int(text) if unit is None else int(text[:-1]) * unit


@pytest.mark.parametrize(
    ("given_seconds", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (-3, "0:00"),
        (0, "0:00"),
        (7.9, "0:07"),
        (59.999, "0:59"),
        (60, "1:00"),
        (247, "4:07"),
        (3599, "59:59"),
        (3600, "1h 00m"),
        (4320, "1h 12m"),
        (35_999, "9h 59m"),
        (36_000, "10h"),
        (86_399, "23h"),
        (86_400, "1d 0h"),
        (183_600, "2d 3h"),
        (864_000, "10d"),
        (86_399_999, "999d"),
        (86_400_000, ">999d"),
        (math.inf, ">999d"),
    ],
)
def test_age(given_seconds: float | None, text: str) -> None:
    assert age(given_seconds) == text


@pytest.mark.parametrize(
    ("given_seconds", "text"),
    [
        (None, "–"),
        (20, "0:20"),
        (60, "1:00"),
        (3600, "1h"),
        (4320, "1h 12m"),
        (3605, "1h 00m"),
        (7200, "2h"),
        (36_000, "10h"),
        (86_400, "1d"),
        (86_405, "1d 0h"),
        (183_600, "2d 3h"),
        (604_800, "7d"),
        (math.inf, ">999d"),
    ],
)
def test_a_duration_that_stands_still_has_no_empty_unit(
    given_seconds: float | None, text: str
) -> None:
    assert span(given_seconds) == text


@given(st.integers(0, 1000 * 86_400))
def test_a_span_says_what_an_age_says(whole: int) -> None:
    assert parsed(span(whole)) == parsed(age(whole))
    assert len(span(whole)) <= len(age(whole))


@pytest.mark.parametrize(
    ("given_seconds", "text"),
    [
        (None, "–"),
        (3.2, "3s"),
        (99, "99s"),
        (100, "1m"),
        (5999, "99m"),
        (6000, "1h"),
        (360_000, "4d"),
        (math.inf, "999d"),
    ],
)
def test_short_age(given_seconds: float | None, text: str) -> None:
    assert short_age(given_seconds) == text


@given(seconds, seconds)
def test_an_age_never_takes_more_room_and_never_runs_backwards(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert parsed(age(less)) <= parsed(age(more))
    assert parsed(short_age(less)) <= parsed(short_age(more))
    for value in (less, more):
        assert len(age(value)) <= 6
        assert len(short_age(value)) <= 4


@given(st.floats(min_value=0, max_value=86_399_999))
def test_an_age_says_what_it_is_but_for_what_it_leaves_out(value: float) -> None:
    """To the second below an hour, to the minute below ten, to the hour below ten days."""
    left_out = next(
        step
        for below, step in ((3600, 1), (36_000, 60), (864_000, 3600), (math.inf, 86_400))
        if value < below
    )
    assert 0 <= value - parsed(age(value)) < left_out


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.integers(4, 8))
def test_a_count_takes_its_room_at_most_and_never_runs_backwards(
    one: int, other: int, width: int
) -> None:
    less, more = sorted((one, other))
    assert counted(count(less, width)) <= counted(count(more, width))
    for value in (less, more):
        assert len(count(value, width)) <= width
        assert counted(count(value, width)) <= value


@given(seconds)
def test_figures_need_no_word_of_any_language(value: float) -> None:
    assert set(age(value)) <= set("0123456789:hmd >")


@given(st.floats(min_value=0, max_value=86_000_000))
def test_an_age_is_never_rounded_up(value: float) -> None:
    assert parsed(age(value)) <= value
    assert parsed(short_age(value)) <= value


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1234567, None, "1234567"),
        (99_999, 5, "99999"),
        (123_456, 5, "123k"),
        (1_999_999, 4, "1M"),
        (123_456, 2, ">>"),
    ],
)
def test_count(value: int | None, width: int | None, text: str) -> None:
    assert count(value, width) == text


def test_clock_time_is_of_the_zone_asked_for() -> None:
    instant = 1_795_425_304.9
    assert clock_time(instant, UTC) == "09:15:04"
    assert clock_time(instant, timezone(timedelta(hours=5, minutes=30))) == "14:45:04"
    assert clock_time(1e300, UTC) == "–"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Support", "Support"),
        ("a\x1b[31mb\x07", "a[31mb"),
        ("c1 \x9b31m", "c1 31m"),
        ("tab\tand\nline", "tab and line"),
        ("right\u202eleft\u2066", "rightleft"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("no\u00a0break", "no break"),
        ("half \ud800", "half "),
        ("Kundendienst Zürich", "Kundendienst Zürich"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Support", 7, "Support"),
        ("Support", 6, "Suppo…"),
        ("Sales and", 7, "Sales…"),
        ("Support", 1, "…"),
        ("Support", 0, ""),
        ("客服中心", 8, "客服中心"),
        ("客服中心", 7, "客服中…"),
        ("客服中心", 6, "客服…"),
        ("e\u0301t\u0301e\u0301", 3, "é" + "t\u0301" + "é"),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_cut_at_word_keeps_numbers_whole() -> None:
    assert cut_at_word("limit 10000 reached", 13) == "limit 10000…"
    assert cut_at_word("limit 10000 reached", 10) == "limit…"
    assert cut_at_word("limit", 3) == "…"
    assert cut_at_word("limit", 0) == ""


@given(st.text(), st.integers(0, 40))
def test_cut_never_exceeds_its_width(text: str, width: int) -> None:
    assert cells(cut(text, width)) <= width
    assert cells(cut_at_word(text, width)) <= width


@pytest.mark.parametrize(
    "name",
    [
        "Support",
        "Zürich",
        "e\u0301te\u0301",
        "客服中心",
        "고객 지원",
        "हिन्दी सेवा",
        "ไทยที่",
        "العربية",
        "👩‍💻 Support",
        "👍🏽 ok",
        "❤️ Care",
        "⚡ Fast",
    ],
)
def test_names_take_as_many_cells_as_the_screen_gives_them(name: str) -> None:
    assert cells(clean(name)) == cell_len(clean(name))


@given(st.text())
def test_a_cleaned_name_can_be_cleaned_again_and_prints(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 for sign in cleaned)
