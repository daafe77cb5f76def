"""The board: titles that stay, rows that scroll, and a line about those that are out of sight."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from queuetui.domain.settings import Order
from queuetui.ui.board_state import Frame
from queuetui.ui.widgets.one_line import OneLine
from queuetui.ui.widgets.queue_rows import GUTTER, QueueRows
from queuetui.view.calm import hidden_columns
from queuetui.view.columns import Placed, column_at, fit
from queuetui.view.glyphs import Glyphs
from queuetui.view.groups import Row
from queuetui.view.line import Segment, header
from queuetui.view.overview import more_line
from queuetui.view.segments import aligned, joined, width_of


class ColumnChosen(Message):
    """A title was clicked; ``key`` is that of its column."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class _TitleClicked(Message):
    """The line of titles was clicked; ``x`` in cells from its left end."""

    def __init__(self, x: int) -> None:
        super().__init__()
        self.x = x


class _Titles(OneLine):
    """The line of titles."""

    def on_click(self, event: events.Click) -> None:
        """Tell where."""
        event.stop()
        self.post_message(_TitleClicked(event.x))


class QueueTable(Vertical):
    """Shows frames; everything in it is mounted once."""

    can_focus = False

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._titles = _Titles(id="titles")
        self._more = OneLine(id="more")
        self._shown: tuple[Frame, Order] | None = None
        self._placed: tuple[Placed, ...] = ()
        self._laid_out_for: object = None
        """What the columns and their titles depend on, as it was when they were laid out."""
        self.rows = QueueRows(glyphs, id="rows")
        """The part that moves and knows the selection."""

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        yield self._titles
        yield self.rows
        yield self._more

    def show(self, frame: Frame, order: Order) -> None:
        """Draw this frame from now on."""
        self._shown = frame, order
        width = self.size.width
        wanted = width, frame.columns, frame.name_width, frame.calm, order
        if wanted != self._laid_out_for:
            self._laid_out_for = wanted
            # As many cells stay free at the right end as the gutter takes at the left one.
            self._placed = fit(
                width - GUTTER,
                wanted=frame.columns,
                name_max=frame.name_width,
                gutter=GUTTER,
                without=hidden_columns(calm=frame.calm),
            )
            self._titles.show(header(self._placed, width, order, self._glyphs))
        # One line less for the rows when some are out of sight: that is said in it.
        self._more.display = len(frame.lines) > self.size.height - 1
        self.rows.show(frame, self._placed)
        self.show_hidden()

    @on(_TitleClicked)
    def _title_clicked(self, message: _TitleClicked) -> None:
        message.stop()
        key = column_at(self._placed, message.x)
        if key is not None:
            self.post_message(ColumnChosen(key))

    def on_resize(self) -> None:
        """Lay the columns out anew, and see how many rows there is room for."""
        if self._shown is not None:
            self.show(*self._shown)

    def show_hidden(self) -> None:
        """Say how many rows are out of sight, and the worst severity among them."""
        width = self.size.width
        below = self._hidden(self._glyphs.down_arrow, self.rows.below, width)
        above = self._hidden(self._glyphs.up, self.rows.above, width)
        line = below
        if above:
            gap = "    " if below else ""
            both = (*line, Segment(gap), *above)
            # Where both have no room, above counts more: it is where the worst rows are.
            line = both if width_of(both) <= width else above
        self._more.show(aligned(joined(line), width, right=False))

    def _hidden(self, arrow: str, rows: Sequence[Row], width: int) -> tuple[Segment, ...]:
        line = more_line(rows, width - 4, self._glyphs)
        return (Segment(f"{arrow} ".rjust(GUTTER), "dim"), *line) if line else ()
