"""A block of lines that scrolls and draws again only the lines that changed."""

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from queuetui.ui.ink import changed_cells, strip
from queuetui.ui.themes import looks_of
from queuetui.view.segments import Segment, Segments, width_of

WHEEL_LINES = 3

Lines = tuple[tuple[Segment, ...], ...]


class TextLines(ScrollView):
    """Shows lines of segments; mounted once, filled as often as you like."""

    DEFAULT_CSS = "TextLines { overflow: hidden hidden; width: 1fr; height: 1fr; }"
    can_focus = False

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._lines: Lines = ()

    @property
    def text(self) -> str:
        """All lines without styles."""
        return "\n".join("".join(segment.text for segment in line) for line in self._lines)

    def show(self, lines: Lines) -> None:
        """Show these lines from now on."""
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.virtual_size = Size(self.size.width, len(lines))
            self.scroll_lines(0)
            self.refresh()
            return
        top, height = self.scroll_offset.y, self.size.height
        for y in range(max(0, top), min(len(lines), top + height)):
            if before[y] != lines[y]:
                self._refresh_cells(y - top, before[y], lines[y])

    def _refresh_cells(self, y: int, old: Segments, new: Segments) -> None:
        """Have only those cells of a visible line painted again that differ."""
        start, end = 0, self.size.width
        if width_of(old) == width_of(new):
            start, end = changed_cells(old, new)
        self.refresh(Region(start, y, max(1, end - start), 1))

    def scroll_lines(self, lines: int) -> None:
        """Move down (or up, below 0) without animation, within what there is."""
        self.scroll_target_y = self.scroll_y = self.scroll_offset.y + lines

    def scroll_to_top(self) -> None:
        """Show the first line again."""
        self.scroll_target_y = self.scroll_y = 0

    def lay_out(self) -> None:
        """Write the lines for the room there is; for those whose lines depend on it."""

    def on_resize(self) -> None:
        """Write the lines anew, and stay within them."""
        self.lay_out()
        self.scroll_lines(0)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

    def render_line(self, y: int) -> Strip:
        """Textual's way to ask for a line of what is visible."""
        width = self.size.width
        row = y + self.scroll_offset.y
        if not 0 <= row < len(self._lines):
            return Strip.blank(width, self.rich_style)
        tones = looks_of(self.app).tones
        return strip(self._lines[row], width, tones).apply_style(self.rich_style)
