"""The scales of a plot: round steps for counts, durations and times of day, and how they look."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from math import ceil, floor, log10
from typing import Literal

from msgspec import Struct

from queuetui.view.formats import cells, clock_time, count, span

Unit = Literal["count", "seconds"]

MOST = 1e15
"""Values above this are drawn at this: floats and labels hold no more."""
GUTTER: dict[Unit, int] = {"count": 4, "seconds": 6}
"""Cells for the labels of the value axis. Fixed, so that a plot does not jump when it grows."""

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200)
_TIME_STEPS = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400)
_DAY = 86_400
_LONGEST_SPAN = 2 * _DAY
"""Seconds. Beyond this, times of day say little, and only the ends have theirs."""
_LABEL = 5
"""Cells of ``14:30``."""


class Scale(Struct, frozen=True):
    """Values from 0 to ``top`` on ``dots`` dots, one above the other."""

    top: float
    step: float
    """Between two labelled values."""
    dots: int

    def level(self, value: float) -> int:
        """The dot of a value, from 0 at the bottom. Zero is the lowest and nothing else is."""
        if value <= 0 or self.dots < 2:
            return 0
        highest = self.dots - 1
        return min(highest, int(value * (highest / self.top) + 0.5) or 1)


class TimeTick(Struct, frozen=True):
    """A labelled instant on the time axis."""

    cell: int
    label: str


def scale(peak: float, unit: Unit, dots: int, labels: int) -> Scale:
    """A scale from zero to a round value at or above ``peak`` with about ``labels`` labels."""
    peak = min(max(peak, 1.0), MOST)
    wanted = peak / max(1, labels)
    step = _step_of_seconds(wanted) if unit == "seconds" else _step_of_count(wanted)
    return Scale(step * max(1, ceil(peak / step)), step, dots)


def value_labels(scale: Scale, unit: Unit) -> list[tuple[int, str]]:
    """Dot and text of each labelled value above zero, lowest first."""
    steps = round(scale.top / scale.step)
    return [
        (scale.level(n * scale.step), value_label(n * scale.step, unit))
        for n in range(1, steps + 1)
    ]


def value_label(value: float, unit: Unit) -> str:
    """A value in at most the cells of its gutter."""
    if unit == "seconds":
        return span(value)
    short = count(int(value), GUTTER[unit])
    return f"{value:g}" if value < 100 and value != int(value) else short


def time_ticks(since: float, until: float, columns: int, zone: tzinfo | None) -> list[TimeTick]:
    """Round times of day between two instants (epoch seconds) on so many cells.

    They are round by the clock on the wall of ``zone``, also on days when that clock changes.
    """
    span = until - since
    if not 0 < span < float("inf") or columns < _LABEL:
        return []
    room = columns / span
    if span > _LONGEST_SPAN:
        ends = (TimeTick(0, _time(since, zone)), TimeTick(columns - 1, _time(until, zone)))
        return list(ends[: 2 if columns >= 2 * _LABEL + 2 else 1])
    step = next((s for s in _TIME_STEPS if s * room >= _LABEL + 4), _DAY)
    # Zones lie a multiple of a quarter of an hour apart.
    every = min(step, 900)
    ticks: list[TimeTick] = []
    for number in range(ceil(since / every), floor(until / every) + 1):
        at = float(number * every)
        if _is_round(at, step, zone):
            ticks.append(TimeTick(min(columns - 1, int((at - since) * room)), _time(at, zone)))
    return ticks


def placed_labels(ticks: Iterable[TimeTick], columns: int, shift: int) -> str:
    """The labels of the ticks under them, ``shift`` cells to the right, in ``columns`` cells."""
    line = ""
    for tick in ticks:
        start = min(max(0, tick.cell + shift - _LABEL // 2), columns - cells(tick.label))
        if start < 0 or (line and start < len(line) + 1):
            continue
        line = line.ljust(start) + tick.label
    return line.ljust(columns)


def _step_of_count(wanted: float) -> float:
    if wanted <= 1:
        return 1.0
    power = 10.0 ** floor(log10(wanted))
    return next((power * n for n in (1, 2, 5) if power * n >= wanted), power * 10)


def _step_of_seconds(wanted: float) -> float:
    for step in _SECONDS:
        if step >= wanted:
            return float(step)
    return _DAY * _step_of_count(wanted / _DAY)


def _is_round(at: float, step: int, zone: tzinfo | None) -> bool:
    try:
        local = datetime.fromtimestamp(at, UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return False
    return (local.hour * 3600 + local.minute * 60 + local.second) % step == 0


def _time(at: float, zone: tzinfo | None) -> str:
    return clock_time(at, zone)[:_LABEL]
