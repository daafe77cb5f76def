"""The queues and the heads of their groups, one line each, drawn by Textual's line API.

Only the visible lines are formatted, and only those that changed are painted again. The selection
is the id of a queue or a group, so it stays with it when the rows move.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from msgspec import Struct
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from queuetui.ui.board_state import Frame
from queuetui.ui.brush import Canvas, Placing, canvas_of, forget_inks
from queuetui.ui.ink import changed_cells, strip
from queuetui.ui.themes import Looks, looks_of
from queuetui.view.changes import changed_pieces
from queuetui.view.columns import Placed
from queuetui.view.formats import cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.groups import Group, Row
from queuetui.view.line import Layout, Line, Segment, group_line, line_in, may_differ, redrawn
from queuetui.view.segments import Segments
from queuetui.view.standing import Standing

WHEEL_ROWS = 3
GUTTER = 2
"""Cells left of the columns, for the cursor and a blank."""


class _Written(Struct, frozen=True):
    """A line as it was drawn, and what it was drawn from."""

    standing: Standing
    layout: Layout
    fresh: bool
    selected: bool
    line: Line


class QueueSelected(Message):
    """Another queue was selected; ``None``: there is none left."""

    def __init__(self, queue_id: str | None) -> None:
        super().__init__()
        self.queue_id = queue_id


class QueueOpened(Message):
    """A queue was asked to be shown with all its figures."""

    def __init__(self, queue_id: str) -> None:
        super().__init__()
        self.queue_id = queue_id


class GroupToggled(Message):
    """A group was asked to be folded, or its queues to be shown again."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class WindowMoved(Message):
    """Other rows are visible than before."""


class QueueRows(ScrollView):
    """The rows of the board, without the titles above them."""

    DEFAULT_CSS = "QueueRows { overflow: hidden hidden; width: 1fr; height: 1fr; }"
    can_focus = False

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._layout = Layout((), 0, glyphs=glyphs)
        self._rows: tuple[Row, ...] = ()
        self._index: dict[str, int] = {}
        self._now = 0.0
        self._fresh: frozenset[str] = frozenset()
        self._selected: str | None = None
        self._selected_row = 0
        self._written: dict[str, _Written] = {}
        """The lines of the visible rows, by id."""
        self._drawn: dict[int, Line] = {}
        """The lines as they stand on screen, by row."""
        self._drawn_selected: str | None = None
        """The queue whose row stands on screen as the selected one."""
        self._wanted: dict[int, Line] = {}
        """The lines as they should stand there, by row."""
        self._empty = ""

    @property
    def selected(self) -> str | None:
        """The id of the selected queue or group."""
        return self._selected

    @property
    def position(self) -> tuple[int, int]:
        """The selected row, from 0, and how many rows there are."""
        return self._selected_row, len(self._rows)

    @property
    def row(self) -> Row | None:
        """The selected queue or group as it stands."""
        return self._rows[self._selected_row] if self._rows else None

    @property
    def standing(self) -> Standing | None:
        """The selected queue as it stands; ``None`` if it is a group."""
        return row if isinstance(row := self.row, Standing) else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the columns on screen, left to right."""
        return tuple(spot.column.key for spot in self._layout.placed)

    @property
    def above(self) -> Sequence[Row]:
        """The rows hidden above the visible ones."""
        return self._rows[: self._top]

    @property
    def below(self) -> Sequence[Row]:
        """The rows hidden below the visible ones."""
        return self._rows[self._top + self.size.height :]

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def show(self, frame: Frame, placed: tuple[Placed, ...]) -> None:
        """Draw this frame in these columns from now on."""
        if placed is not self._layout.placed and placed != self._layout.placed:
            self._drawn.clear()
            self.refresh()
        self._lay_out(placed, calm=frame.calm, indent=frame.indent)
        rows = frame.lines
        if len(rows) != len(self._rows):
            if not (rows and self._rows):
                self.refresh()
            self.virtual_size = Size(self.size.width, len(rows))
        self._rows, self._now, self._fresh = rows, frame.now, frame.fresh
        self._index = {each.id: row for row, each in enumerate(rows)}
        self._keep_selection()
        self._scroll_to_row(self._top)
        self._repaint()

    def say_empty(self, text: str) -> None:
        """What stands there while there are no rows."""
        if text != self._empty:
            self._empty = text
            self.refresh()

    def select(self, queue_id: str) -> bool:
        """Select a queue or group and bring it into view; false if it is not among the rows."""
        row = self._index.get(queue_id)
        if row is None:
            return False
        self._select_row(row)
        return True

    def move(self, rows: int) -> None:
        """Select the row so many below (above, if negative), stopping at the ends."""
        self._select_row(self._selected_row + rows)

    def move_to_queue(self, step: int) -> bool:
        """Select the next queue below (``step`` 1) or above (-1), whatever heads are between.

        False if there is none.
        """
        row = self._selected_row + step
        while 0 <= row < len(self._rows):
            if isinstance(self._rows[row], Standing):
                self._select_row(row)
                return True
            row += step
        return False

    def move_pages(self, pages: int) -> None:
        """Select the row so many screenfuls below."""
        self.move(pages * max(1, self.size.height - 1))

    def move_to_end(self, *, last: bool) -> None:
        """Select the first or the last row."""
        self._select_row(len(self._rows) - 1 if last else 0)

    def jump(self, number: int) -> None:
        """Select the n-th visible row, from 1; nothing if there is none."""
        row = self._top + number - 1
        if row < min(len(self._rows), self._top + self.size.height):
            self._select_row(row)

    def open(self) -> None:
        """Ask for the selected queue to be opened, or the selected group to be folded."""
        row = self.row
        if isinstance(row, Group):
            self.post_message(GroupToggled(row.key))
        elif row is not None:
            self.post_message(QueueOpened(row.id))

    def on_resize(self) -> None:
        """Stay within the rows when the room grows; more or fewer of them are hidden now."""
        self._scroll_to_row(self._top)
        self.post_message(WindowMoved())

    def on_click(self, event: events.Click) -> None:
        """A click selects; a second one, or one on the selected row, opens; a head folds."""
        row = self._top + event.y
        if not 0 <= row < len(self._rows):
            return
        event.stop()
        clicked = self._rows[row]
        again = clicked.id == self._selected or event.chain > 1
        self._select_row(row)
        # The second half of a double click would undo what the first has done.
        if event.chain == 1 if isinstance(clicked, Group) else again:
            self.open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the rows, not the selection."""
        event.stop()
        self._scroll_to_row(self._top + WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the rows, not the selection."""
        event.stop()
        self._scroll_to_row(self._top - WHEEL_ROWS)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell who counts the hidden rows."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._drawn.clear()
            self.post_message(WindowMoved())

    def render_line(self, y: int) -> Strip:
        """Textual's way to ask for a visible line."""
        width, row = self.size.width, self._top + y
        looks = looks_of(self.app)
        forget_inks(self)
        if not 0 <= row < len(self._rows):
            self._drawn.pop(row, None)
            empty = not self._rows and y == self.size.height // 3
            text = cut(self._empty, width) if empty else ""
            words = (Segment(text.center(width), "dim"),)
            return strip(words, width, looks.tones).apply_style(self.rich_style)
        drawn = self._drawn[row] = self._wanted.get(row) or self._line(row)
        if self._rows[row].id == self._selected:
            row_strip = strip(drawn.segments, width, looks.on_selected, looks.selected)
        else:
            row_strip = strip(drawn.segments, width, looks.tones)
        return row_strip.apply_style(self.rich_style)

    def _lay_out(self, placed: tuple[Placed, ...], *, calm: bool, indent: int) -> None:
        """Keep what the lines have in common, as long as it is the same."""
        known, width = self._layout, self.size.width
        if (known.placed, known.width, known.calm, known.indent) != (placed, width, calm, indent):
            self._layout = Layout(placed, width, glyphs=self._glyphs, calm=calm, indent=indent)

    def _line(self, row: int) -> Line:
        shown, layout = self._rows[row], self._layout
        selected = shown.id == self._selected
        if isinstance(shown, Group):
            hidden = shown.members if shown.folded and self._fresh else ()
            return group_line(
                shown,
                layout.placed,
                layout.width,
                glyphs=layout.glyphs,
                fresh=any(each.id in self._fresh for each in hidden),
                selected=selected,
                calm=layout.calm,
            )
        fresh = shown.id in self._fresh
        known = self._written.get(shown.id)
        columns = None
        if (
            known is not None
            and known.layout is layout
            and known.fresh == fresh
            and known.selected == selected
        ):
            columns = may_differ(known.standing, shown)
        if known is None or columns is None:
            drawn = line_in(layout, shown, self._now, fresh=fresh, selected=selected)
        else:
            drawn = redrawn(known.line, layout, shown, columns, fresh=fresh)
        self._written[shown.id] = _Written(shown, layout, fresh, selected, drawn)
        return drawn

    def _repaint(self) -> None:
        """Have those visible lines painted that no longer say what they said."""
        top, height = self._top, self.size.height
        self._lay_out(self._layout.placed, calm=self._layout.calm, indent=self._layout.indent)
        wanted = {row: self._line(row) for row in range(top, min(len(self._rows), top + height))}
        self._wanted = wanted
        if len(self._written) > len(wanted):
            self._written = {
                line.queue_id: self._written[line.queue_id]
                for line in wanted.values()
                if line.queue_id in self._written
            }
        selected_before, self._drawn_selected = self._drawn_selected, self._selected
        canvas, looks = canvas_of(self), looks_of(self.app)
        with nullcontext() if canvas is None else canvas.frame():
            for row in range(top, top + height):
                new, old = wanted.get(row), self._drawn.get(row)
                if new is old or new == old:
                    continue
                if new is None or old is None:
                    self._refresh_cells(row)
                elif (old.queue_id == selected_before) != (new.queue_id == self._selected):
                    # What lies under all of the line is another colour.
                    self._refresh_cells(row) if canvas is None else canvas.put_line(row - top)
                elif canvas is None:
                    self._refresh_cells(row, old.segments, new.segments)
                elif old.starts != new.starts:
                    canvas.put_line(row - top)
                else:
                    self._drawn[row] = new
                    self._put_changes(canvas, looks, row - top, old, new)

    def _put_changes(self, canvas: Canvas, looks: Looks, y: int, old: Line, new: Line) -> None:
        pieces: list[Placing] = []
        selected = new.queue_id == self._selected
        for start, was, now in zip(new.starts, old.parts, new.parts, strict=False):
            if was is now or was == now:
                continue
            for at, (text, tone) in changed_pieces(was, now, start):
                style = looks.selected + looks.on_selected[tone] if selected else looks.tones[tone]
                pieces.append((at, text, style))
        canvas.put(y, pieces)

    def _select_row(self, row: int) -> None:
        if not self._rows:
            return
        self._selected_row = min(max(0, row), len(self._rows) - 1)
        self._say_selected(self._rows[self._selected_row].id)
        bottom = self._top + self.size.height - 1
        if self._selected_row < self._top:
            self._scroll_to_row(self._selected_row)
        elif self._selected_row > bottom:
            self._scroll_to_row(self._selected_row - self.size.height + 1)
        self._repaint()

    def _keep_selection(self) -> None:
        """Follow the selected queue; if it is gone, take what now stands in its place."""
        row = self._index.get(self._selected) if self._selected is not None else None
        if row is not None:
            self._selected_row = row
        elif self._rows:
            self._selected_row = min(self._selected_row, len(self._rows) - 1)
            self._say_selected(self._rows[self._selected_row].id)
        else:
            self._selected_row = 0
            self._say_selected(None)

    def _say_selected(self, queue_id: str | None) -> None:
        if queue_id != self._selected:
            self._selected = queue_id
            self.post_message(QueueSelected(queue_id))

    def _scroll_to_row(self, row: int) -> None:
        # Straight to the place: an animation would paint every line many times over.
        self.scroll_target_y = self.scroll_y = float(row)

    def _refresh_cells(self, row: int, *was_and_is: Segments) -> None:
        """Have Textual paint a row again, or those cells of it that differ."""
        start, end = changed_cells(*was_and_is) if was_and_is else (0, self.size.width)
        self.refresh(Region(start, row - self._top, end - start, 1))
