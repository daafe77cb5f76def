"""Lines, areas and bars over time, in braille dots: eight to a cell, cheap enough for each second.

What is unknown stays blank, and nothing is drawn across it. Zero is the lowest row of dots, so it
differs from nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from math import isfinite
from typing import Literal

from msgspec import Struct

from queuetui.domain.today import HalfHour
from queuetui.view.formats import cut, padded
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.plot_axes import (
    GUTTER,
    MOST,
    Scale,
    Unit,
    placed_labels,
    scale,
    time_ticks,
    value_label,
    value_labels,
)
from queuetui.view.segments import Segment, Segments, Tone, joined

__all__ = ["Series", "Style", "Unit", "day_bars", "legend", "plot"]

Style = Literal["line", "area", "bars", "stacked", "steps"]
"""``stacked`` bars are dotted and stand on the bars before them; ``steps`` are only bars' tops."""


class Series(Struct, frozen=True):
    """One thing that changes over time."""

    points: Sequence[tuple[float, float | None]]
    """Instant (epoch seconds) and value, in the order of time; ``None`` and NaN are unknown."""
    tone: Tone = "plain"
    style: Style = "line"
    label: str = ""
    """What it is called in the legend."""
    gap: float = 90.0
    """Seconds: of what lies between two points further apart than this nothing is known."""
    span: float = 1800.0
    """Seconds that one bar stands for."""


class _Signs(Struct, frozen=True):
    upright: str
    tick: str
    limit: str
    corner: str
    level: str
    notch: str


_LINES = _Signs(upright="│", tick="┤", limit="╡", corner="└", level="─", notch="┬")
_PLAIN_LINES = _Signs(upright="|", tick="+", limit="=", corner="+", level="-", notch="+")
_PLAIN_MARK: dict[Style, str] = {
    "line": "*",
    "area": "#",
    "bars": "#",
    "stacked": "x",
    "steps": "_",
}
_SAMPLE: dict[Style, str] = {
    "line": "⠒⠒",
    "area": "⣿⣿",
    "bars": "⣿⣿",
    "stacked": "⢕⢕",
    "steps": "⠉⠉",
}


def _braille() -> tuple[str, ...]:
    # By the dots of the left column, lowest first, and four times higher those of the right one.
    left, right = (0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08)
    signs = []
    for pattern in range(256):
        dots = sum(bit for n, bit in enumerate(left) if pattern >> n & 1)
        dots += sum(bit for n, bit in enumerate(right) if pattern >> n + 4 & 1)
        signs.append(chr(0x2800 + dots) if dots else " ")
    return tuple(signs)


_BRAILLE = _braille()


def plot(  # noqa: PLR0913 - each is a thing the picture depends on
    series: Sequence[Series],
    *,
    since: float,
    until: float,
    width: int,
    height: int,
    limit: float | None = None,
    unit: Unit = "count",
    zone: tzinfo | None = None,
    glyphs: Glyphs = UNICODE,
) -> tuple[Segments, ...]:
    """The series between two instants, epoch seconds, in ``height`` lines of ``width`` cells.

    Later series are drawn over earlier ones. The scale begins at zero and always holds the limit,
    so height tells how near it is. Where there is little room the axes go first.
    """
    if width <= 0 or height <= 0:
        return ((),) * max(0, height)
    plain = glyphs.none.isascii()
    signs = _PLAIN_LINES if plain else _LINES
    gutter = GUTTER[unit] if width >= GUTTER[unit] + 9 else 0
    columns = width - gutter - 1 if gutter else width
    rows = height - 2 if height >= 4 else height
    limit = None if limit is None or not isfinite(limit) or limit < 0 else min(limit, MOST)

    known = isfinite(until - since)
    drawn = [_inside(one, since, until) if known else [] for one in series]
    peak = max((_peak(series, drawn), limit or 0.0))
    values = scale(peak, unit, 4 * rows, max(1, rows // 2))
    room = 2 * columns / (until - since) if known and since < until else 0.0
    layers = _layers(series, drawn, values, lambda at: (at - since) * room, 2 * columns)
    at_limit = None if limit is None else values.level(limit)
    picture = (_plain_rows if plain else _braille_rows)(series, layers, rows, columns, at_limit)

    labels = _row_labels(values, unit, limit, rows)
    lines: list[Segments] = []
    for row, cells_of_row in enumerate(picture):
        side: Segments = ()
        if gutter:
            text, is_limit = labels.get(row, ("", False))
            sign = signs.limit if is_limit else signs.tick if text else signs.upright
            tone: Tone = "alarm" if is_limit else "dim"
            side = (Segment(text[:gutter].rjust(gutter) + sign, tone),)
        lines.append(joined((*side, *cells_of_row)))
    if height >= 4:
        lines.extend(_time_axis(since, until, columns, gutter, signs, zone))
    return tuple(lines)


def day_bars(halves: Iterable[HalfHour]) -> tuple[Series, ...]:
    """A day's half hours: answered, on it abandoned, and over both what was offered."""
    halves = tuple(halves)
    return (
        Series([(h.since, h.offered) for h in halves], "plain", "steps", "offered"),
        Series([(h.since, h.answered) for h in halves], "ok", "bars", "answered"),
        Series([(h.since, h.abandoned) for h in halves], "alarm", "stacked", "abandoned"),
    )


def legend(series: Iterable[Series], width: int, glyphs: Glyphs = UNICODE) -> Segments:
    """What the series are called, each after a sample of how it is drawn, in ``width`` cells."""
    plain = glyphs.none.isascii()
    out: list[Segment] = []
    used = 0
    for one in series:
        sample = _PLAIN_MARK[one.style] * 2 if plain else _SAMPLE[one.style]
        text = f" {cut(one.label, max(0, width), glyphs.ellipsis)}"
        blank = "   " if out else ""
        wanted = len(blank) + len(sample) + len(padded(text, 0))
        if used + wanted > width:
            break
        out.extend((Segment(blank), Segment(sample, one.tone), Segment(text, "dim")))
        used += wanted
    return joined((*out, Segment(" " * (width - used))))


_Points = list[tuple[float, float | None]]


def _inside(series: Series, since: float, until: float) -> _Points:
    """The points to draw: unknown where the value is no number, never below zero, never huge."""
    early = since - series.span if series.style in {"bars", "stacked", "steps"} else since
    return [
        (
            at,
            None
            # A value that is not itself is not a number.
            if value is None or value != value  # noqa: PLR0124
            else value
            if 0.0 <= value <= MOST
            else min(max(value, 0.0), MOST),
        )
        for at, value in series.points
        if early <= at <= until
    ]


def _peak(series: Sequence[Series], drawn: Sequence[_Points]) -> float:
    peak, pile = 0.0, dict[float, float]()
    for one, points in zip(series, drawn, strict=True):
        if one.style == "stacked":
            for at, value in points:
                pile[at] = pile.get(at, 0.0) + (value or 0.0)
            peak = max(peak, max(pile.values(), default=0.0))
            continue
        if one.style == "bars":
            pile = {at: value or 0.0 for at, value in points}
        peak = max(peak, max((value for _, value in points if value is not None), default=0.0))
    return peak


def _layers(
    series: Sequence[Series],
    drawn: Sequence[_Points],
    values: Scale,
    place: Callable[[float], float],
    columns: int,
) -> list[list[int]]:
    """For each series the dots of every column of dots as the bits of a number, lowest first."""
    layers: list[list[int]] = []
    pile: dict[float, float] = {}
    for one, points in zip(series, drawn, strict=True):
        if one.style in {"line", "area"}:
            layers.append(_line(one, points, values, place, columns))
        else:
            if one.style != "stacked":
                pile = {}
            layers.append(_bars(one, points, values, place, columns, pile))
    return layers


def _line(
    series: Series,
    points: _Points,
    values: Scale,
    place: Callable[[float], float],
    columns: int,
) -> list[int]:
    dots = [0] * columns
    last_at, last_x, last_y = 0.0, -1, 0
    gap, end, highest = series.gap, columns - 1, values.dots - 1
    # As `Scale.level` does it, without a call for each point.
    rate = highest / values.top
    for at, value in points:
        if value is None:
            last_x = -1
            continue
        x = min(int(place(at)), end)
        y = min(highest, int(value * rate + 0.5) or 1) if value > 0.0 else 0
        if not (0 <= last_x <= x and at - last_at <= gap):
            dots[x] |= 1 << y
        elif x == last_x:
            dots[x] |= (2 << y) - (1 << last_y) if y >= last_y else (2 << last_y) - (1 << y)
        else:
            # Columns without a point of their own lie on the straight line between two known ones.
            before, rise = last_y, (y - last_y) / (x - last_x)
            for between in range(last_x + 1, x + 1):
                here = y if between == x else round(last_y + rise * (between - last_x))
                if here > before:
                    dots[between] |= (2 << here) - (2 << before)
                elif here < before:
                    dots[between] |= (1 << before) - (1 << here)
                else:
                    dots[between] |= 1 << here
                before = here
        last_at, last_x, last_y = at, x, y
    if series.style == "area":
        return [(1 << bits.bit_length()) - 1 for bits in dots]
    return dots


def _bars(  # noqa: PLR0913, PLR0917 - called once per series
    series: Series,
    points: _Points,
    values: Scale,
    place: Callable[[float], float],
    columns: int,
    pile: dict[float, float],
) -> list[int]:
    """``pile``: on which value the next bar at an instant stands; it grows by these bars."""
    dots = [0] * columns
    for at, value in points:
        if value is None:
            continue
        begin, end = max(0, int(place(at))), min(columns, int(place(at + series.span)))
        end = max(end, min(columns, begin + 1))
        if end - begin >= 4:
            end -= 1
        base = pile.get(at, 0.0)
        bottom, top = values.level(base), values.level(base + value)
        if series.style == "steps":
            bits = 1 << top
        elif series.style == "bars":
            bits = (2 << top) - 1
            pile[at] = base + value
        else:
            # At least one dot, else one that gave up would be nothing beside many answered ones.
            top = max(top, bottom + 1) if value > 0 else bottom
            bottom = min(bottom, values.dots - 2) if value > 0 else bottom
            bits = (2 << min(top, values.dots - 1)) - (2 << bottom)
            pile[at] = base + value
        for column in range(begin, end):
            dots[column] |= bits
    return dots


def _braille_rows(
    series: Sequence[Series],
    layers: Sequence[list[int]],
    rows: int,
    columns: int,
    limit: int | None,
) -> list[Segments]:
    looks = [
        (one.tone, _checked(layer, rows) if one.style == "stacked" else layer)
        for one, layer in zip(series, layers, strict=True)
    ]
    out: list[Segments] = []
    for row in range(rows - 1, -1, -1):
        shift = 4 * row
        here = limit is not None and shift <= limit < shift + 4
        empty = _BRAILLE[1 << limit - shift] if limit is not None and here else " "
        tones: list[Tone] = ["alarm" if here else "plain"] * columns
        cells_now = [0] * columns
        for tone, dots in looks:
            left = [bits >> shift & 15 for bits in dots[::2]]
            if not any(left) and not any(bits >> shift & 15 for bits in dots[1::2]):
                continue
            for n, bits in enumerate(dots[1::2]):
                found = left[n] | (bits >> shift & 15) << 4
                if found:
                    cells_now[n] |= found
                    tones[n] = tone
        signs = [_BRAILLE[cell] if cell else empty for cell in cells_now]
        out.append(_runs(signs, tones))
    return out


def _plain_rows(
    series: Sequence[Series],
    layers: Sequence[list[int]],
    rows: int,
    columns: int,
    limit: int | None,
) -> list[Segments]:
    out: list[Segments] = []
    for row in range(rows - 1, -1, -1):
        shift = 4 * row
        here = limit is not None and shift <= limit < shift + 4
        tones: list[Tone] = ["alarm" if here else "plain"] * columns
        signs = [("-" if n % 2 == 0 else " ") if here else " " for n in range(columns)]
        for one, dots in zip(series, layers, strict=True):
            mark = _PLAIN_MARK[one.style]
            for n in range(columns):
                found = (dots[2 * n] | dots[2 * n + 1]) >> shift & 15
                if found:
                    # A bar of nothing is a line on the ground.
                    flat = row == 0 and found == 1 and mark != "*"
                    signs[n], tones[n] = "_" if flat else mark, one.tone
        out.append(_runs(signs, tones))
    return out


def _checked(dots: list[int], rows: int) -> list[int]:
    even = int("5" * rows, 16)
    return [bits & (even << n % 2) for n, bits in enumerate(dots)]


def _runs(signs: Sequence[str], tones: Sequence[Tone]) -> Segments:
    """The signs of a row, those that follow each other in one tone together."""
    out: list[Segment] = []
    begin = 0
    for n in range(1, len(signs) + 1):
        if n == len(signs) or tones[n] != tones[begin]:
            out.append(Segment("".join(signs[begin:n]), tones[begin]))
            begin = n
    return tuple(out)


def _row_labels(
    values: Scale, unit: Unit, limit: float | None, rows: int
) -> dict[int, tuple[str, bool]]:
    """The labels by row from the top; whether each is the limit's, which no other may hide."""
    labels: dict[int, tuple[str, bool]] = {rows - 1: ("0", False)}
    for level, text in value_labels(values, unit):
        row = rows - 1 - level // 4
        labels.setdefault(row, (text, False))
    if limit is not None:
        labels[rows - 1 - values.level(limit) // 4] = (value_label(limit, unit), True)
    return labels


def _time_axis(  # noqa: PLR0913, PLR0917 - called in one place
    since: float, until: float, columns: int, gutter: int, signs: _Signs, zone: tzinfo | None
) -> tuple[Segments, Segments]:
    ticks = time_ticks(since, until, columns, zone)
    notches = {tick.cell for tick in ticks}
    line = "".join(signs.notch if n in notches else signs.level for n in range(columns))
    before = gutter + 1 if gutter else 0
    corner = " " * gutter + signs.corner if gutter else ""
    labels = placed_labels(ticks, columns + before, before)
    return (Segment(corner + line, "dim"),), (Segment(labels, "dim"),)
