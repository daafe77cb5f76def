"""The alarms, one of them selected; written anew each second, but only while it is open."""

from collections.abc import Callable

from textual import events

from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.alarm_page import AlarmPage


class AlarmPanel(TextLines):
    """Mounted once, hidden while nobody needs it."""

    def __init__(
        self,
        write: Callable[[int, str | None], AlarmPage],
        *,
        id: str,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """``write`` makes the page for so many cells with the cursor on an alarm, by its id."""
        super().__init__(id=id)
        self._write = write
        self._page = AlarmPage((), {})
        self.selected: str | None = None
        """The id of the alarm with the cursor."""
        self._at = 0
        """Which one it is in the list, for when it goes."""

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if not (self.display and self.size.width):
            return
        page = self._write(self.size.width, self.selected)
        ids = tuple(page.places)
        if self.selected not in page.places and (ids or self.selected is not None):
            # The next one in its place; who acknowledges must see what.
            self.selected = ids[min(self._at, len(ids) - 1)] if ids else None
            page = self._write(self.size.width, self.selected)
        if self.selected is not None:
            self._at = ids.index(self.selected)
        self._page = page
        self.show(page.lines)

    def move(self, alarms: int) -> None:
        """Select the alarm so many further down (up, if negative)."""
        ids = tuple(self._page.places)
        if not ids:
            self.scroll_lines(alarms)
            return
        self._at = max(0, min(len(ids) - 1, self._at + alarms))
        self.selected = ids[self._at]
        self.lay_out()
        self._keep_in_sight()

    def move_pages(self, pages: int) -> None:
        """So many screenfuls down."""
        step = max(1, self.size.height // 2 - 1)
        self.move(pages * step)

    def move_to_end(self, *, last: bool) -> None:
        """To the first alarm or the last one."""
        self.move(len(self._page.places) * (1 if last else -1))

    def on_click(self, event: events.Click) -> None:
        """Select the alarm under the mouse."""
        row = event.y + self.scroll_offset.y
        for alarm_id, (first, last) in self._page.places.items():
            if first <= row <= last:
                self.selected = alarm_id
                self.lay_out()

    def _keep_in_sight(self) -> None:
        first, last = self._page.places[self.selected or ""]
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._at == 0:
            self.scroll_to_top()
        elif first < top:
            self.scroll_lines(first - top)
        elif last >= top + height:
            self.scroll_lines(last - top - height + 1)
