"""A line of text that lives for ever: status bar, banner, summary, event and hint line."""

from collections.abc import Mapping

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from queuetui.ui.brush import canvas_of, forget_inks
from queuetui.ui.ink import changed_cells, strip
from queuetui.ui.themes import looks_of
from queuetui.view.changes import changed_pieces
from queuetui.view.line import Segment, Tone
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
        if width_of(segments) != width_of(before):
            self.refresh()
        elif canvas := canvas_of(self):
            tones = self._tones
            pieces = changed_pieces(before, segments)
            with canvas.frame():
                canvas.put(0, [(start, text, tones[tone]) for start, (text, tone) in pieces])
        else:
            start, end = changed_cells(before, segments)
            self.refresh(Region(start, 0, end - start, 1))

    def render_line(self, y: int) -> Strip:
        """Textual's way to ask for a line."""
        segments = () if y else self._segments
        forget_inks(self)
        drawn = strip(segments, self.size.width, self._tones)
        return drawn.apply_style(self.rich_style)

    @property
    def _tones(self) -> Mapping[Tone, Style]:
        looks = looks_of(self.app)
        return looks.on_banner if self._is_banner else looks.tones
