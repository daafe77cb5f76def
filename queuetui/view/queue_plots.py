"""Pictures of an opened queue's last hour and of its day, drawn anew only for new data."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from queuetui.domain.day import HALF_HOUR
from queuetui.domain.history import Point
from queuetui.domain.limits import Limit
from queuetui.domain.today import DaySeries, HalfHour
from queuetui.view.formats import span
from queuetui.view.glyphs import Glyphs
from queuetui.view.plot import Series, day_bars, legend, plot
from queuetui.view.plot_axes import GUTTER, Unit
from queuetui.view.queue_part import heading, titled, trouble
from queuetui.view.queue_scene import HALF_HOURS_EVERY, Scene
from queuetui.view.segments import Segment, Segments, Tone, joined, text_of

HOUR = 3600.0
"""Seconds that the plots of the last hour show."""
LEAST_HEIGHT = 6
"""Lines, title and axes included: below that nothing can be read from a plot."""
_LEAST_DAY = 12
"""Half hours that the picture of the day has room for at least."""
_POLL_GAPS = 3
"""Polls that may be missing before a line is broken."""


class Memo:
    """The pictures as they were drawn last, by name.

    A picture costs more than all the text around it, and only new data changes it.
    """

    def __init__(self) -> None:
        self._drawn: dict[str, tuple[object, tuple[object, ...], tuple[Segments, ...]]] = {}
        self.made = 0
        """How many pictures have been drawn."""

    def get(
        self,
        name: str,
        data: object,
        key: tuple[object, ...],
        make: Callable[[], tuple[Segments, ...]],
    ) -> tuple[Segments, ...]:
        """What was drawn of this very ``data`` by an equal ``key``, else what ``make`` draws."""
        before = self._drawn.get(name)
        if before is not None and before[0] is data and before[1] == key:
            return before[2]
        drawn = make()
        self.made += 1
        self._drawn[name] = data, key, drawn
        return drawn


def hour_plots(scene: Scene) -> tuple[str, ...]:
    """The names of the plots of the last hour that may be shown."""
    return ("available",) if scene.calm else ("waiting", "longest", "available")


def hour_plot(scene: Scene, name: str, width: int, height: int, memo: Memo) -> list[Segments]:
    """One plot of the last hour with its title, in ``height`` lines of ``width`` cells."""
    values, unit, limit, tone = _of(scene, name)
    if not scene.belief.believed:
        # What was well may not be so any more.
        tone = "dim"
    title = _TITLES[name]
    note = _limit_note(name, limit, unit)
    rows = height - 1
    lines = [heading((Segment(title, "strong"),), note, width, scene.glyphs)]
    if not scene.points:
        blank: list[Segments] = [()] * max(0, rows - 1)
        return [*lines, (Segment("no history yet", "dim"),), *blank]
    # The window moves by whole cells, so that what is drawn already keeps its shape.
    columns = max(1, width - GUTTER[unit] - 1)
    step = HOUR / columns
    until = (int(scene.now / step) + 1) * step

    def make() -> tuple[Segments, ...]:
        gap = max(90.0, _POLL_GAPS * scene.poll)
        series = Series(
            values(scene.points), tone, "area" if name == "available" else "line", gap=gap
        )
        return plot(
            [series],
            since=until - HOUR,
            until=until,
            width=width,
            height=rows,
            limit=limit,
            unit=unit,
            zone=scene.zone,
            glyphs=scene.glyphs,
        )

    key = (until, width, rows, limit, tone, scene.poll, scene.glyphs)
    return [*lines, *memo.get(name, scene.points, key, make)]


def day_plot(scene: Scene, width: int, height: int, memo: Memo) -> list[Segments]:
    """Offered, answered and abandoned in each half hour of the day."""
    told = scene.half_hours
    series = told.value
    belief = scene.believe_told(told, None if series is None else series.as_of, HALF_HOURS_EVERY)
    lines = [titled("HALF HOURS", belief, width, told)]
    lines += trouble(told.problem, told.next_try, scene, width)
    rows = height - len(lines) - 1
    if series is None:
        return [*lines, *([()] * max(0, rows + 1))]
    halves = _shown(series)
    if not halves:
        return [*lines, (Segment("the day has just begun", "dim"),), *([()] * max(0, rows))]

    def make() -> tuple[Segments, ...]:
        bars = day_bars(halves)
        if not belief.believed:
            bars = tuple(replace(one, tone="dim") for one in bars)
        since = halves[0].since
        until = max(halves[-1].since + HALF_HOUR, since + _LEAST_DAY * HALF_HOUR)
        picture = plot(
            bars,
            since=since,
            until=until,
            width=width,
            height=max(1, rows),
            zone=scene.day_zone,
            glyphs=scene.glyphs,
        )
        return *picture, _legend(bars, width, scene.glyphs)

    return [
        *lines,
        *memo.get("day", series, (width, rows, scene.day, belief.believed, scene.glyphs), make),
    ]


_TITLES = {
    "waiting": "WAITING, LAST HOUR",
    "longest": "LONGEST, LAST HOUR",
    "available": "AVAILABLE, LAST HOUR",
}

_Values = Callable[[Sequence[Point]], list[tuple[float, float | None]]]


def _of(scene: Scene, name: str) -> tuple[_Values, Unit, float | None, Tone]:
    """Where a plot's values come from, their unit, their limit and their tone."""
    standing = scene.standing
    if name == "waiting":
        return _waiting, "count", _value(standing.limits.waiting), "plain"
    if name == "longest":
        return _longest, "seconds", _value(standing.wait_limit or Limit()), "plain"
    return _available, "count", None, "ok"


def _value(limit: Limit) -> float | None:
    return limit.critical if limit.critical is not None else limit.warn


def _waiting(points: Sequence[Point]) -> list[tuple[float, float | None]]:
    return [(point.at, point.waiting) for point in points]


def _longest(points: Sequence[Point]) -> list[tuple[float, float | None]]:
    return [(point.at, point.longest) for point in points]


def _available(points: Sequence[Point]) -> list[tuple[float, float | None]]:
    return [(point.at, point.available) for point in points]


def _limit_note(name: str, limit: float | None, unit: Unit) -> Segments:
    if limit is None:
        words = "agents" if name == "available" else ""
    else:
        words = f"limit {span(limit) if unit == 'seconds' else f'{limit:g}'}"
    return (Segment(words, "dim"),) if words else ()


def _legend(bars: Sequence[Series], width: int, glyphs: Glyphs) -> Segments:
    """All that is drawn has its name, in small panels with smaller samples."""
    whole = legend(bars, width, glyphs)
    if all(one.label in text_of(whole) for one in bars):
        return whole
    out: list[Segment] = []
    for one in bars:
        sample = legend([one], width, glyphs)[0]
        blank = " " if out else ""
        out += [Segment(f"{blank}{sample.text[:1]}", one.tone), Segment(one.label, "dim")]
    return joined(out)


def _shown(series: DaySeries) -> tuple[HalfHour, ...]:
    """The half hours from just before the first traffic on: a night is a waste of room."""
    halves = series.halves
    first = next(
        (n for n, half in enumerate(halves) if half.offered or half.answered or half.abandoned),
        len(halves),
    )
    return halves[max(0, min(first - 1, len(halves) - _LEAST_DAY)) :]
