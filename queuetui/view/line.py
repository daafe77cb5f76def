"""One queue, or the head of a group, as one line of the board, and the titles above them."""

from collections.abc import Callable
from functools import partial
from itertools import chain

from msgspec import Struct

from queuetui.domain.limits import Limit, Severity
from queuetui.domain.settings import Order
from queuetui.view.calm import TELLING
from queuetui.view.cells import CELLS, Cell
from queuetui.view.columns import Placed
from queuetui.view.formats import cells
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.group_cells import GROUP_CELLS, GroupCell
from queuetui.view.groups import Group
from queuetui.view.refusal import Note, note
from queuetui.view.segments import Segment, Segments, Tone, blank, joined, width_of
from queuetui.view.sorting import column_of, rises
from queuetui.view.standing import Standing

__all__ = [
    "Layout",
    "Line",
    "Segment",
    "Tone",
    "group_line",
    "header",
    "line",
    "line_in",
    "may_differ",
    "redrawn",
]


class Line(Struct, frozen=True):
    """A drawn line: equal lines look equal, so only those that differ are painted again."""

    queue_id: str
    """Or the id of a group."""
    severity: Severity
    starts: tuple[int, ...]
    """The cell at which each part begins; the last entry is where the line ends."""
    parts: tuple[Segments, ...]
    """The gutter, each column with the blanks before it, and the rest: they leave no cell out."""

    @property
    def segments(self) -> Segments:
        """Exactly as many cells as the line was asked to have."""
        return joined(chain.from_iterable(self.parts))


_TIMED = frozenset({"longest", "forecast", "age", "why"})
"""Columns that change as time goes by."""
_AGING = _TIMED | {"name", "trend"}
"""The same while the figures are late or frozen: then these may say how old they are."""
_FIGURES = _AGING | {
    "waiting",
    "media",
    "available",
    "interacting",
    "alerting",
    "not_responding",
    "agents_needed",
    "off_queue",
    "members",
}
"""Columns that may be another where the figures are, but not what they come to, nor the day."""
_FIGURES_AND_LIMIT = _FIGURES | {"limit"}


def may_differ(before: Standing, now: Standing) -> frozenset[str] | None:
    """The columns of a queue that may say something else than before; ``None``: all may."""
    same = (
        now.severity == before.severity
        and now.freshness == before.freshness
        and now.today is before.today
        and now.limits is before.limits
        and now.label == before.label
        and now.group == before.group
        and now.staffed is before.staffed
        and now.state.next_try is before.state.next_try is None
        and (now.pressing is before.pressing or _limit_of(now) == _limit_of(before))
        and (now.breaches is before.breaches or _reached(now) == _reached(before))
    )
    if not same:
        return None
    state = now.state
    if state is before.state:
        return _TIMED if now.freshness == "live" else _AGING
    # Without a medium that presses, the limit to show hangs on the media in use.
    return _FIGURES if now.pressing is not None else _FIGURES_AND_LIMIT


def _limit_of(standing: Standing) -> Limit | None:
    return None if standing.pressing is None else standing.pressing.limit


def _reached(standing: Standing) -> list[tuple[str, str, str | None]]:
    return [(each.figure, each.level, each.media) for each in standing.breaches]


class Layout:
    """What all lines of a board have in common; to be kept from frame to frame."""

    def __init__(
        self,
        placed: tuple[Placed, ...],
        width: int,
        *,
        glyphs: Glyphs = UNICODE,
        calm: bool = False,
        indent: int = 0,
    ) -> None:
        """``width`` in cells. For ``calm`` and ``indent`` see `line`."""
        self.placed, self.width, self.glyphs = placed, width, glyphs
        self.calm, self.indent = calm, indent
        self.keys = frozenset(spot.column.key for spot in placed)
        self._among: dict[frozenset[str], tuple[tuple[int, Placed], ...]] = {}

    def draw(self, standing: Standing, spot: Placed, *, fresh: bool) -> Segments:
        """What a queue says in a column."""
        key, calm = spot.column.key, self.calm
        if calm and key in TELLING:
            return ()
        marked = fresh and not calm
        cell = Cell(standing, self.glyphs, spot.width, marked, self.keys, calm, self.indent)
        return CELLS[key](cell)

    def among(self, columns: frozenset[str]) -> tuple[tuple[int, Placed], ...]:
        """Those of these columns that are on the line, each with the number of its part."""
        found = self._among.get(columns)
        if found is None:
            parts = enumerate(self.placed, 1 if _has_gutter(self.placed) else 0)
            found = tuple(part for part in parts if part[1].column.key in columns)
            self._among[columns] = found
        return found


def line(  # noqa: PLR0913 - each is a thing the line depends on
    standing: Standing,
    placed: tuple[Placed, ...],
    width: int,
    *,
    glyphs: Glyphs = UNICODE,
    fresh: bool = False,
    now: float = 0.0,
    selected: bool = False,
    calm: bool = False,
    indent: int = 0,
) -> Line:
    """Draw a queue in ``width`` cells.

    ``fresh``: it has just entered a breach. ``now`` is epoch seconds by the server's clock.
    ``calm``: only breaches are told, no counts and no waits. ``indent``: cells before its name.
    """
    layout = Layout(placed, width, glyphs=glyphs, calm=calm, indent=indent)
    return line_in(layout, standing, now, fresh=fresh, selected=selected)


def line_in(layout: Layout, standing: Standing, now: float, *, fresh: bool, selected: bool) -> Line:
    """The same, where more of them are drawn."""
    told = note(standing, layout.placed, layout.width, now)
    starts, parts = _laid_out(
        layout.placed,
        layout.width,
        layout.glyphs,
        partial(layout.draw, standing, fresh=fresh),
        told=told,
        selected=selected,
    )
    return Line(standing.state.queue.id, standing.severity, starts, parts)


def redrawn(
    before: Line, layout: Layout, standing: Standing, columns: frozenset[str], *, fresh: bool
) -> Line:
    """What `line_in` would draw, but only these columns are drawn anew; itself if they are alike.

    ``before`` is a line of the same queue, everything else was the same when it was drawn, and the
    ``columns`` are those in which this one may differ from it (`may_differ`).
    """
    parts, starts = before.parts, before.starts
    changed: list[Segments] | None = None
    for number, spot in layout.among(columns):
        part = _part(starts[number], spot, layout.draw(standing, spot, fresh=fresh))
        if part != parts[number]:
            if changed is None:
                changed = list(parts)
            changed[number] = part
    if changed is None:
        return before
    return Line(before.queue_id, before.severity, starts, tuple(changed))


def group_line(  # noqa: PLR0913 - each is a thing the line depends on
    group: Group,
    placed: tuple[Placed, ...],
    width: int,
    *,
    glyphs: Glyphs = UNICODE,
    fresh: bool = False,
    selected: bool = False,
    calm: bool = False,
) -> Line:
    """Draw the head of a group in ``width`` cells.

    ``fresh``: a queue that it hides has just entered a breach. ``calm``: as in `line`.
    """
    severity = group.severity

    def draw(spot: Placed) -> Segments:
        key = spot.column.key
        if calm and key in TELLING:
            return ()
        return GROUP_CELLS[key](GroupCell(group, severity, glyphs, spot.width, fresh and not calm))

    starts, parts = _laid_out(placed, width, glyphs, draw, selected=selected)
    return Line(group.id, severity, starts, parts)


def _laid_out(  # noqa: PLR0913 - each is a thing the line depends on
    placed: tuple[Placed, ...],
    width: int,
    glyphs: Glyphs,
    draw: Callable[[Placed], Segments],
    *,
    told: Note | None = None,
    selected: bool,
) -> tuple[tuple[int, ...], tuple[Segments, ...]]:
    starts: list[int] = [0]
    parts: list[Segments] = []
    at = 0
    if _has_gutter(placed):
        parts.append((Segment(glyphs.cursor if selected else " ", "strong"),))
        at = 1
        starts.append(at)
    for spot in placed:
        if told is None or not told.start <= spot.start < told.end:
            parts.append(_part(at, spot, draw(spot)))
            at = spot.start + spot.width
        elif spot.start == told.start:
            parts.append((Segment(" " * (told.start - at)), Segment(told.text, "unknown")))
            at = told.start + cells(told.text)
        else:
            parts.append(())
        starts.append(at)
    parts.append((Segment(" " * (width - at)),))
    return (*starts, width), tuple(parts)


def _has_gutter(placed: tuple[Placed, ...]) -> bool:
    return bool(placed) and placed[0].start > 0


def _part(at: int, spot: Placed, drawn: Segments) -> Segments:
    """A column's cell, with the blanks that lead to it from the cell ``at`` on."""
    gap, room = spot.start - at, spot.width - width_of(drawn)
    if spot.column.right:
        return (blank(gap + max(0, room)), *drawn)
    return (blank(gap), *drawn) if room <= 0 else (blank(gap), *drawn, blank(room))


def header(
    placed: tuple[Placed, ...], width: int, order: Order = "severity", glyphs: Glyphs = UNICODE
) -> Segments:
    """The titles over the columns; an arrow marks the one the lines are sorted by."""
    sorted_by = column_of(order)
    arrow = glyphs.up if rises(order) else glyphs.down_arrow
    out: list[Segment] = []
    at = 0
    for spot in placed:
        title = spot.column.title if len(spot.column.title) <= spot.width else ""
        start = spot.start
        tone: Tone = "dim"
        if sorted_by == spot.column.key:
            tone = "strong"
            if not title:
                title = arrow
            elif not spot.column.right:
                title = title + arrow if len(title) < spot.width else title
            elif len(title) < spot.width:
                title = arrow + title
            elif start > at:
                # A full column has its arrow in the blank before it.
                start, title = start - 1, arrow + title
        room = spot.start + spot.width - start
        title = title.rjust(room) if spot.column.right else title.ljust(room)
        out.extend((Segment(" " * (start - at)), Segment(title, tone)))
        at = start + room
    out.append(Segment(" " * (width - at)))
    return joined(out)
