"""One queue, or the head of a group, as one line of the board, and the titles above them."""

from collections.abc import Callable

from msgspec import Struct

from queuetui.domain.limits import Severity
from queuetui.domain.settings import Order
from queuetui.view.calm import TELLING
from queuetui.view.cells import CELLS, Cell
from queuetui.view.columns import Placed
from queuetui.view.formats import cells
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.group_cells import GROUP_CELLS, GroupCell
from queuetui.view.groups import Group
from queuetui.view.refusal import Note, note
from queuetui.view.segments import Segment, Segments, Tone, aligned, joined
from queuetui.view.sorting import column_of, rises
from queuetui.view.standing import Standing

__all__ = ["Line", "Segment", "Tone", "group_line", "header", "line"]


class Line(Struct, frozen=True):
    """A drawn line: equal lines look equal, so only those that differ are painted again."""

    queue_id: str
    """Or the id of a group."""
    severity: Severity
    segments: Segments
    """Exactly as many cells as the line was asked to have."""


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
    keys = {spot.column.key for spot in placed}

    def draw(spot: Placed) -> Segments:
        key = spot.column.key
        if calm and key in TELLING:
            return ()
        marked = fresh and not calm
        return CELLS[key](
            Cell(standing, glyphs, spot.width, marked, keys, calm=calm, indent=indent)
        )

    told = note(standing, placed, width, now)
    drawn = _laid_out(placed, width, glyphs, draw, told=told, selected=selected)
    return Line(standing.state.queue.id, standing.severity, drawn)


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

    drawn = _laid_out(placed, width, glyphs, draw, selected=selected)
    return Line(group.id, severity, drawn)


def _laid_out(  # noqa: PLR0913 - each is a thing the line depends on
    placed: tuple[Placed, ...],
    width: int,
    glyphs: Glyphs,
    draw: Callable[[Placed], Segments],
    *,
    told: Note | None = None,
    selected: bool,
) -> Segments:
    out: list[Segment] = []
    at = 0
    if placed and placed[0].start > 0:
        out.append(Segment(glyphs.cursor if selected else " ", "strong"))
        at = 1
    for spot in placed:
        if told is not None and told.start <= spot.start < told.end:
            if spot.start == told.start:
                out += [Segment(" " * (told.start - at)), Segment(told.text, "unknown")]
                at = told.start + cells(told.text)
            continue
        out.append(Segment(" " * (spot.start - at)))
        out.extend(aligned(draw(spot), spot.width, right=spot.column.right))
        at = spot.start + spot.width
    out.append(Segment(" " * (width - at)))
    return joined(out)


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
