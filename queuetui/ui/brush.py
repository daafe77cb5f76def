"""Changed cells straight to the terminal, where nothing lies over them.

Textual paints a line by composing all of it: a dozen figures that tick would cost the whole board
each second, in processor time and in bytes. Whoever knows what has changed, and stands on a
terminal, puts just that there; in every other case Textual paints as it always does. What it keeps
of the line is marked as outdated, so the next time it paints the line it asks for it anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from rich.segment import Segment as RichSegment
from rich.style import Style
from textual.app import App, ScreenStackError
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from queuetui.view.formats import cells

Write = Callable[[str], object]
Placing = tuple[int, str, Style]
"""A cell of a line, the text that begins there, and how it looks."""

_PROBE = "x"
_RESET = "\x1b[0m"


class Brush:
    """Brings what was painted on canvases to the terminal; for the app's own thread."""

    def __init__(self, app: App[Any], terminal: Callable[[], Write | None]) -> None:
        """``terminal`` tells what writes to it, and ``None`` while nobody may but Textual."""
        self._app = app
        self._terminal = terminal
        self._depth = 0
        self._pieces: dict[str, list[str]] = {}
        """What is to be written, by the style it has."""
        self._lines: list[str] = []
        """Whole lines, with their styles in them."""
        self._visible: object = None
        self._canvases: dict[Widget, Canvas | None] = {}
        """Of widgets that were asked about since the layout changed last."""

    def canvas(self, widget: Widget) -> "Canvas | None":
        """The widget's place on the terminal; ``None``: not there alone, or not ours to paint."""
        app = self._app
        if app._batch_count or self._terminal() is None:
            return None
        try:
            visible = app.screen._compositor.visible_widgets
        except ScreenStackError:
            return None
        if visible is not self._visible:
            self._visible, self._canvases = visible, {}
        if widget not in self._canvases:
            place = _place(widget, visible)
            self._canvases[widget] = None if place is None else Canvas(self, widget, place)
        return self._canvases[widget]

    @contextmanager
    def frame(self) -> Iterator[None]:
        """All that is painted meanwhile reaches the terminal at once."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._flush()

    def add(self, ink: str, put: str) -> None:
        """Part of the frame that is being painted: text at its place, in a style."""
        self._pieces.setdefault(ink, []).append(put)

    def add_line(self, put: str) -> None:
        """The same, for a line that has its styles in it."""
        self._lines.append(put)

    def forget(self, widget: Widget) -> None:
        """Textual paints it: its colours may be others from now on."""
        canvas = self._canvases.get(widget)
        if canvas is not None:
            canvas.forget()

    def _flush(self) -> None:
        lines, pieces = self._lines, self._pieces
        if not lines and not pieces:
            return
        self._lines, self._pieces = [], {}
        write, app = self._terminal(), self._app
        if write is None:
            return
        # One style after the other: every change of it costs more bytes than most figures.
        styled = (f"{ink}{''.join(put)}{_RESET if ink else ''}" for ink, put in pieces.items())
        column, row = app.screen.outer_size.clamp_offset(app.cursor_position)
        app._begin_update()
        try:
            write(f"{''.join(lines)}{''.join(styled)}\x1b[{row + 1};{column + 1}H")
        finally:
            app._end_update()
        app.post_display_hook()


class Canvas:
    """The cells of a widget's content, as long as it stays where it is. Paint within a frame."""

    def __init__(self, brush: Brush, widget: Widget, place: Region) -> None:
        self._brush = brush
        self._widget = widget
        self._x, self._y, self._width, self._height = place
        self._gutter = widget.gutter
        self._inks: dict[Style, str] = {}

    def frame(self) -> AbstractContextManager[None]:
        """All that is painted meanwhile, here and elsewhere, reaches the terminal at once."""
        return self._brush.frame()

    def forget(self) -> None:
        """The colours of the widget may be others from now on."""
        self._inks.clear()

    def put(self, y: int, pieces: Iterable[Placing]) -> None:
        """Texts at cells of one line, each in a style as in the widget's own lines."""
        if not 0 <= y < self._height:
            return
        self._outdate(y)
        row, inks, add = self._y + y + 1, self._inks, self._brush.add
        for x, text, style in pieces:
            if x + (len(text) if text.isascii() else cells(text)) > self._width:
                self.put_line(y)
                return
            ink = inks.get(style)
            if ink is None:
                ink = inks[style] = self._ink(style)
            add(ink, f"\x1b[{row};{self._x + x + 1}H{text}")

    def put_line(self, y: int) -> None:
        """A whole line, as Textual would paint it."""
        if not 0 <= y < self._height:
            return
        self._outdate(y)
        at = Region(self._gutter.left, self._gutter.top + y, self._width, 1)
        console = self._widget.app.console
        drawn = "".join(strip.render(console) for strip in self._widget.render_lines(at))
        self._brush.add_line(f"\x1b[{self._y + y + 1};{self._x + 1}H{drawn}")

    def _outdate(self, y: int) -> None:
        self._widget._styles_cache.set_dirty(Region(0, self._gutter.top + y, 1, 1))

    def _ink(self, style: Style) -> str:
        """How the terminal is told of a style: as Textual would, with its filters."""
        widget = self._widget
        strip = Strip([RichSegment(_PROBE, style)]).apply_style(widget.rich_style)
        _, background = widget.background_colors
        for line_filter in widget.get_line_filters():
            strip = strip.apply_filter(line_filter, background)
        return strip.render(widget.app.console).partition(_PROBE)[0]


def _place(widget: Widget, visible: Mapping[Widget, tuple[Region, Region]]) -> Region | None:
    if widget not in visible:
        return None
    region, clip = visible[widget]
    if not clip.contains_region(region):
        return None
    around = set(widget.ancestors)
    for other, (its_region, its_clip) in visible.items():
        if other is widget or other in around:
            continue
        if its_region.intersection(its_clip).overlaps(region):
            return None
    return region.shrink(widget.gutter)


def canvas_of(widget: Widget) -> Canvas | None:
    """Where to paint what has changed in a widget; ``None`` where only Textual can."""
    brush: Brush | None = getattr(widget.app, "brush", None)
    return None if brush is None else brush.canvas(widget)


def forget_inks(widget: Widget) -> None:
    """To be called where Textual asks a widget for a line: see `Brush.forget`."""
    brush: Brush | None = getattr(widget.app, "brush", None)
    if brush is not None:
        brush.forget(widget)
