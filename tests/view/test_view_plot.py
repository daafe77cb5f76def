"""Plots, read as the text that stands on the screen and dot by dot."""

from collections.abc import Sequence
from datetime import UTC
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queuetui.domain.today import HalfHour
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.plot import Series, Style, Unit, day_bars, legend, plot
from queuetui.view.plot_axes import scale, time_ticks, value_labels
from queuetui.view.segments import Segments, text_of, width_of
from tests.view.samples import NOW

HOUR = 3600.0
BERLIN = ZoneInfo("Europe/Berlin")


def drawn(*series: Series, glyphs: Glyphs = UNICODE, **how: object) -> tuple[Segments, ...]:
    """The last hour in 40 × 8 cells, unless told otherwise."""
    wanted: dict[str, object] = {
        "since": NOW - HOUR,
        "until": NOW,
        "width": 40,
        "height": 8,
        "zone": UTC,
    }
    return plot(series, glyphs=glyphs, **(wanted | how))  # type: ignore[arg-type]


def dots(lines: Sequence[Segments], gutter: int = 5) -> list[set[int]]:
    """Which dots are set in each column of dots, counted from the bottom; labels left out."""
    bits = ((0x40, 0x80), (0x04, 0x20), (0x02, 0x10), (0x01, 0x08))
    rows = [text_of(line)[gutter:] for line in lines]
    out: list[set[int]] = [set() for _ in range(2 * len(rows[0]))]
    for row, text in enumerate(reversed(rows)):
        for cell, sign in enumerate(text):
            pattern = ord(sign) - 0x2800
            if 0 <= pattern < 256:
                for up, pair in enumerate(bits):
                    for side in (0, 1):
                        if pattern & pair[side]:
                            out[2 * cell + side].add(4 * row + up)
    return out


def even(value: float | None, *, every: float = 5.0, count: int = 721) -> Series:
    return Series([(NOW - HOUR + every * n, value) for n in range(count)])


RISING = Series([(NOW - HOUR + 60 * n, float(n)) for n in range(61)])


def test_a_line_with_axes_a_limit_and_times_of_day() -> None:
    lines = drawn(RISING, limit=30.0, unit="seconds", width=44, height=9)
    assert "\n".join(text_of(line).rstrip() for line in lines) == RISING_PICTURE


RISING_PICTURE = """\
  1:00┤                                ⢀⡠⠤⠒⠉
      │                           ⣀⠤⠒⠊⠉⠁
      │                     ⣀⡠⠔⠒⠊⠉
  0:30╡⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⢀⣀⠤⠒⠒⠉⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂⠂
      │          ⣀⡠⠤⠒⠊⠁
      │    ⢀⣀⠤⠔⠒⠉
     0┤⡠⠤⠒⠊⠁
      └─────────┬────────┬────────┬────────┬
              08:30    08:45    09:00  09:15"""


def test_what_is_unknown_is_blank_and_nothing_is_drawn_across_it() -> None:
    before = [(NOW - HOUR + 5 * n, 8.0) for n in range(240)]
    unknown = [(NOW - HOUR + 5 * n, None) for n in range(240, 480)]
    after = [(NOW - HOUR + 5 * n, 2.0) for n in range(480, 721)]
    found = dots(drawn(Series([*before, *unknown, *after]))[:6])
    third = len(found) // 3
    assert all(found[: third - 1])
    assert not any(found[third + 1 : 2 * third - 1])
    assert all(found[2 * third + 2 :])


def test_one_unknown_value_breaks_the_line() -> None:
    points = [(NOW - HOUR, 5.0), (NOW - HOUR / 2, None), (NOW, 5.0)]
    found = dots(drawn(Series(points, gap=2 * HOUR))[:6])
    assert [n for n, column in enumerate(found) if column] == [0, len(found) - 1]


@pytest.mark.parametrize("style", ["line", "area"])
def test_a_silence_longer_than_the_gap_is_unknown_too(style: Style) -> None:
    ends = [(NOW - HOUR, 5.0), (NOW, 5.0)]
    assert sum(map(bool, dots(drawn(Series(ends, style=style, gap=HOUR - 1))[:6]))) == 2
    assert all(dots(drawn(Series(ends, style=style, gap=HOUR))[:6]))


def test_zero_is_drawn_on_the_ground_and_only_zero_is() -> None:
    assert all(column == {0} for column in dots(drawn(even(0))[:6]))
    assert all(column == {1} for column in dots(drawn(even(0.001))[:6]))
    assert not any(dots(drawn(even(None))[:6]))


def test_a_line_at_its_limit_lies_on_the_limit() -> None:
    for value in range(1, 60):
        at_limit = dots(drawn(even(None), limit=float(value))[:6])
        (height,) = set[int]().union(*at_limit)
        assert set[int]().union(*dots(drawn(even(value), limit=float(value))[:6])) == {height}


def test_the_limit_has_its_value_and_is_told_from_the_line_by_text_alone() -> None:
    lines = drawn(even(90), limit=60.0, unit="seconds", height=12)
    (marked,) = [line for line in lines if "╡" in text_of(line)]
    assert text_of(marked).startswith("  1:00╡")
    assert marked[0].tone == "alarm"
    # It is dotted: only the left column of each cell.
    found = dots([marked], gutter=7)
    assert all(found[::2])
    assert not any(found[1::2])


def test_the_picture_always_holds_the_limit() -> None:
    assert any("╡" in text_of(line) for line in drawn(even(1), limit=500.0))


def test_later_series_are_drawn_over_earlier_ones_in_their_own_tones() -> None:
    lines = drawn(
        Series(even(3).points, tone="dim"), Series(even(8).points, tone="warning"), height=8
    )
    tones = {segment.tone for line in lines[:6] for segment in line if segment.text.strip("⠀ ")}
    assert "warning" in tones
    over = drawn(Series(even(8).points, "ok", "area"), Series(even(3).points, "warning"))
    assert [s.tone for line in over for s in line if "⣿" in s.text].count("warning") == 1
    both = drawn(Series(even(8).points, tone="ok"), Series(even(8).points, tone="warning"))
    assert "ok" not in {segment.tone for line in both for segment in line}


HALVES = tuple(
    HalfHour(NOW - HOUR * 12 + 1800 * n, offered, answered, abandoned)
    for n, (offered, answered, abandoned) in enumerate([(0, 0, 0), (10, 6, 4), (20, 20, 0)])
)


def test_half_hours_are_bars_of_answered_and_abandoned_up_to_what_was_offered() -> None:
    since = HALVES[0].since
    lines = drawn(*day_bars(HALVES), since=since, until=since + 4 * 1800, width=37, height=12)
    found = dots(lines[:10])
    each = len(found) // 4
    zero, mixed, full, later = (found[n * each + 2] for n in range(4))
    assert zero == {0}
    assert later == set()
    top = max(full)
    # Answered is solid, abandoned above it dotted, and their top is what was offered.
    answered = round(6 / 20 * top)
    assert set(range(answered)) <= mixed
    above = set(range(answered + 2, max(mixed)))
    assert above - mixed
    assert above & mixed
    assert abs(max(mixed) - top // 2) <= 1
    assert full == set(range(top + 1))
    tones = {s.tone for line in lines for s in line if s.text.strip()}
    assert {"ok", "alarm"} <= tones


def test_one_that_gave_up_beside_thousands_is_still_seen() -> None:
    half = HalfHour(NOW - 1800, 5001, 5000, 1)
    lines = drawn(*day_bars([half]), since=NOW - 1800)
    assert any(s.tone == "alarm" and s.text.strip() for line in lines[:6] for s in line)


def test_in_plain_signs_nothing_but_ascii_is_drawn_and_kinds_differ() -> None:
    lines = drawn(
        *day_bars(HALVES), since=HALVES[0].since, until=HALVES[0].since + 7200, glyphs=ASCII
    )
    text = "\n".join(text_of(line) for line in (*lines, legend(day_bars(HALVES), 60, ASCII)))
    assert text.isascii()
    assert {"#", "x", "_"} <= set(text)
    assert text_of(legend(day_bars(HALVES), 60, ASCII)).rstrip() == (
        "__ offered   ## answered   xx abandoned"
    )


def test_the_legend_leaves_out_what_has_no_room() -> None:
    assert text_of(legend(day_bars(HALVES), 15)) == "⠉⠉ offered     "


@pytest.mark.parametrize(
    ("peak", "unit", "expected"),
    [
        (0, "count", ["1"]),
        (3, "count", ["1", "2", "3"]),
        (12, "count", ["5", "10", "15"]),
        (70_000, "count", ["20k", "40k", "60k", "80k"]),
        (7, "seconds", ["0:02", "0:04", "0:06", "0:08"]),
        (61, "seconds", ["0:30", "1:00", "1:30"]),
        (4000, "seconds", ["30:00", "1h", "1h 30m"]),
        (200_000, "seconds", ["1d", "2d", "3d"]),
    ],
)
def test_labels_are_round(peak: float, unit: Unit, expected: list[str]) -> None:
    labels = value_labels(scale(peak, unit, 40, 4), unit)
    assert [text for _, text in labels] == expected


@given(peak=st.floats(0, 1e15), unit=st.sampled_from(get_args(Unit)))
def test_a_scale_holds_its_peak_with_at_most_twice_its_height(peak: float, unit: Unit) -> None:
    found = scale(peak, unit, 40, 4)
    assert found.top >= peak
    # With one more label than was asked for at most, the picture is never mostly empty.
    assert found.top <= max(2.5, 2.5 * peak)
    assert found.level(found.top) == 39


def test_times_of_day_are_round_by_the_clock_on_the_wall() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    labels = [tick.label for tick in time_ticks(NOW - 4 * HOUR, NOW, 60, kolkata)]
    assert labels == ["11:00", "12:00", "13:00", "14:00"]


def test_on_the_day_the_clock_changes_the_times_stay_round() -> None:
    since = 1_792_879_200.0  # 2026-10-25 00:00 in Berlin; the day has 25 hours
    labels = [tick.label for tick in time_ticks(since, since + 25 * HOUR, 100, BERLIN)]
    assert labels == [
        "00:00",
        "03:00",
        "06:00",
        "09:00",
        "12:00",
        "15:00",
        "18:00",
        "21:00",
        "00:00",
    ]


def test_beyond_two_days_only_the_ends_have_a_time() -> None:
    assert len(time_ticks(NOW - 60 * 86_400, NOW, 60, UTC)) == 2


VALUES = st.none() | st.floats() | st.integers(-5, 10**18).map(float)


@settings(max_examples=150)
@given(
    points=st.lists(st.tuples(st.floats() | st.floats(NOW - HOUR, NOW), VALUES), max_size=40),
    style=st.sampled_from(get_args(Style)),
    limit=VALUES,
    unit=st.sampled_from(get_args(Unit)),
    width=st.integers(0, 90),
    height=st.integers(0, 20),
    since=st.sampled_from([NOW - HOUR, NOW, NOW + 5, 0.0, -1e308, float("nan"), float("-inf")]),
    until=st.sampled_from([NOW, NOW + 1e-6, 1e308, float("inf"), float("nan")]),
    glyphs=st.sampled_from([UNICODE, ASCII]),
)
def test_any_values_give_exactly_the_size_asked_for(
    points: list[tuple[float, float | None]],
    style: Style,
    limit: float | None,
    unit: Unit,
    width: int,
    height: int,
    since: float,
    until: float,
    glyphs: Glyphs,
) -> None:
    series = [Series(points, style=style), Series(points[::-1], "ok", "stacked"), even(4)]
    lines = plot(
        series,
        since=since,
        until=until,
        width=width,
        height=height,
        limit=limit,
        unit=unit,
        zone=BERLIN,
        glyphs=glyphs,
    )
    assert len(lines) == height
    assert all(width_of(line) == width for line in lines)


@given(
    values=st.lists(st.none() | st.integers(0, 30), min_size=2, max_size=60),
    width=st.integers(20, 90),
)
def test_a_column_of_dots_is_set_only_where_the_series_is_known(
    values: list[int | None], width: int
) -> None:
    step = HOUR / len(values)
    points = [(NOW - HOUR + step * n, value) for n, value in enumerate(values)]
    lines = drawn(Series(points, gap=step * 1.5), width=width)
    found = dots(lines[:6])
    for column, here in enumerate(found):
        at = HOUR * (column + 0.5) / len(found)
        reach = HOUR / len(found)
        near = [n for n in range(len(values)) if abs(n * step - at) <= step + reach]
        if here:
            assert any(values[n] is not None for n in near)
    for n, value in enumerate(values):
        if value is not None:
            assert (
                found[min(len(found) - 1, int(n * step / HOUR * len(found) + 1e-9))]
                or found[max(0, int(n * step / HOUR * len(found) - 1e-9))]
            )
