"""What lies between the lines above and below: list, opened queue, help, diagnostics, alarms.

All of them are mounted once, and exactly one is shown.
"""

from collections.abc import Iterator

from textual.widget import Widget

from queuetui.ui.actions import Place
from queuetui.ui.widgets.alarm_panel import AlarmPanel
from queuetui.ui.widgets.diagnostics_panel import DiagnosticsPanel
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.ui.widgets.queue_panel import QueuePanel
from queuetui.ui.widgets.queue_rows import QueueRows
from queuetui.ui.widgets.queue_table import QueueTable
from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.explain import ON_QUEUE_VIEW, ON_WALL, STATUS_BAR


class Panes:
    """Shows one pane, and moves in it."""

    def __init__(
        self,
        table: QueueTable,
        queue: QueuePanel,
        help_: HelpPanel,
        diagnostics: DiagnosticsPanel,
        alarms: AlarmPanel,
    ) -> None:
        self.table = table
        self.queue = queue
        self.help = help_
        self.diagnostics = diagnostics
        self.alarms = alarms
        for hidden in (queue, help_, diagnostics, alarms):
            hidden.display = False

    def __iter__(self) -> Iterator[Widget]:
        return iter((self.table, self.queue, self.help, self.diagnostics, self.alarms))

    @property
    def place(self) -> Place:
        """Where the keyboard is, unless somebody types a filter."""
        if self.help.display:
            return "help"
        if self.diagnostics.display:
            return "diagnostics"
        if self.alarms.display:
            return "alarms"
        return "queue" if self.queue.display else "board"

    def show(self, shown: Widget) -> None:
        """Show this one, from its top if it is one to read."""
        for text in (self.help, self.diagnostics, self.alarms):
            if text is shown and not text.display:
                text.scroll_to_top()
        for pane in self:
            pane.display = pane is shown

    def open_help(self, key: str | None = None, *, wall: bool = False) -> None:
        """Show the help, which speaks first of what was on screen, at a figure's explanation."""
        if wall:
            self.help.show_for("wall", (*ON_WALL, *STATUS_BAR))
        elif self.queue.queue_id:
            self.help.show_for("queue", (*ON_QUEUE_VIEW, *STATUS_BAR))
        else:
            self.help.show_for("board", (*self.table.rows.columns, *STATUS_BAR))
        self.show(self.help)
        if key is not None:
            self.help.seek(key)

    def close_reading(self) -> None:
        """Show what was there before help, diagnostics or alarms were opened."""
        self.show(self.queue if self.queue.queue_id else self.table)

    def move(self, rows: int) -> None:
        """So many rows down (up, if negative)."""
        pane = self._read
        if pane is None:
            self._list.move(rows)
        else:
            pane.scroll_lines(rows)

    def move_pages(self, pages: int) -> None:
        """So many screenfuls down."""
        pane = self._read
        if pane is None:
            self._list.move_pages(pages)
        else:
            pane.scroll_lines(pages * max(1, pane.size.height - 1))

    def move_to_end(self, *, last: bool) -> None:
        """To the first row or the last one."""
        pane = self._read
        if pane is None:
            self._list.move_to_end(last=last)
        elif last:
            pane.scroll_lines(pane.virtual_size.height)
        else:
            pane.scroll_to_top()

    @property
    def _list(self) -> QueueRows | AlarmPanel:
        """The list with the cursor."""
        return self.alarms if self.alarms.display else self.table.rows

    @property
    def _read(self) -> TextLines | None:
        """The pane that is shown, if it is one of text."""
        panes: tuple[TextLines, ...] = (self.help, self.diagnostics, self.queue)
        return next((pane for pane in panes if pane.display), None)
