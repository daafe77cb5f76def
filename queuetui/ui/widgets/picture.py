"""A picture of lines that fills its room and stands still; the wall is made of it."""

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from queuetui.ui.ink import changed_cells, strip, upright
from queuetui.ui.themes import looks_of
from queuetui.view.segments import Segments, text_of, width_of


class Picture(Widget):
    """Draws lines of segments, and of a line again only what has changed."""

    DEFAULT_CSS = "Picture { width: 1fr; height: 1fr; }"
    can_focus = False

    def __init__(self, *, id: str, banner: bool = False) -> None:  # noqa: A002 - Textual's own name
        """``banner``: its colours are those that the style sheet gives it."""
        super().__init__(id=id)
        self._is_banner = banner
        self._lines: tuple[Segments, ...] = ()

    @property
    def text(self) -> str:
        """All lines without styles."""
        return "\n".join(text_of(line) for line in self._lines)

    def show(self, lines: tuple[Segments, ...]) -> None:
        """Show these lines from now on."""
        before, self._lines = self._lines, lines
        if len(before) != len(lines):
            self.refresh()
            return
        changed: list[Region] = []
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old == new:
                continue
            start, end = 0, self.size.width
            if width_of(old) == width_of(new):
                start, end = changed_cells(old, new)
            changed.append(Region(start, y, end - start, 1))
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """Textual's way to ask for a line."""
        looks = looks_of(self.app)
        tones = looks.on_banner if self._is_banner else looks.tones
        line = self._lines[y] if y < len(self._lines) else ()
        drawn = strip(line, self.size.width, tones, shapes=upright(tones))
        return drawn.apply_style(self.rich_style)
