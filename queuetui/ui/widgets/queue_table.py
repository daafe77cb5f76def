"""The board: titles that stay, rows that scroll, and a line about those that are out of sight."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from queuetui.domain.settings import Order
from queuetui.ui.board_state import Frame
from queuetui.ui.widgets.one_line import OneLine
from queuetui.ui.widgets.queue_rows import GUTTER, QueueRows
from queuetui.view.columns import fit
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Segment, header
from queuetui.view.overview import more_line
from queuetui.view.segments import aligned, joined, width_of
from queuetui.view.standing import Standing

_NOT_WANTED = ("age",)
"""It would change in every line each second, to say what the status bar says for all of them; a
line whose figures are late or frozen says its age where its trend would be."""


class QueueTable(Vertical):
    """Shows frames; everything in it is mounted once."""

    can_focus = False

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._titles = OneLine(id="titles")
        self._more = OneLine(id="more")
        self._shown: tuple[Frame, Order] | None = None
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
        # As many cells stay free at the right end as the gutter takes at the left one.
        placed = fit(width - GUTTER, name_max=frame.name_width, gutter=GUTTER, without=_NOT_WANTED)
        self._titles.show(header(placed, width, order, self._glyphs))
        # One line less for the rows when some are out of sight: that is said in it.
        self._more.display = len(frame.rows) > self.size.height - 1
        self.rows.show(frame, placed)
        self.show_hidden()

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

    def _hidden(self, arrow: str, rows: Sequence[Standing], width: int) -> tuple[Segment, ...]:
        line = more_line(rows, width - 4, self._glyphs)
        return (Segment(f"{arrow} ".rjust(GUTTER), "dim"), *line) if line else ()
