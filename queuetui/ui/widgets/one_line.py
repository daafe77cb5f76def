"""A line of text that lives for ever: status bar, banner, summary, event and hint line."""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from queuetui.ui.ink import changed_cells, strip
from queuetui.ui.themes import looks_of
from queuetui.view.line import Segment
from queuetui.view.segments import width_of


class OneLine(Widget):
    """Draws one line of segments, and again only when they change."""

    DEFAULT_CSS = "OneLine { height: 1; width: 1fr; }"

    def __init__(self, *, id: str, banner: bool = False) -> None:  # noqa: A002 - Textual's own name
        """``banner``: its colours are those that the style sheet gives it."""
        super().__init__(id=id)
        self._is_banner = banner
        self._segments: tuple[Segment, ...] = ()

    @property
    def text(self) -> str:
        """What it says, without styles."""
        return "".join(segment.text for segment in self._segments)

    def show(self, segments: tuple[Segment, ...]) -> None:
        """Say this from now on."""
        before, self._segments = self._segments, segments
        if segments == before:
            return
        if width_of(segments) == width_of(before):
            start, end = changed_cells(before, segments)
            left = self.gutter.left
            self.refresh(Region(left + start, 0, end - start, 1))
        else:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Textual's way to ask for a line."""
        segments = () if y else self._segments
        looks = looks_of(self.app)
        tones = looks.on_banner if self._is_banner else looks.tones
        drawn = strip(segments, self.size.width, tones)
        return drawn.apply_style(self.rich_style)
