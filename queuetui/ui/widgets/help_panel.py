"""The help: what the keys do, what the marks mean and what the figures are."""

from collections.abc import Sequence

from queuetui.ui.actions import Place
from queuetui.ui.help_text import help_page
from queuetui.ui.keymap import Keymap
from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.glyphs import Glyphs


class HelpPanel(TextLines):
    """Mounted once, hidden while nobody needs it."""

    def __init__(self, keymap: Keymap, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self._glyphs = glyphs
        self._believed = True
        self._place: Place = "board"
        self._shown: tuple[str, ...] = ()
        self._sought: str | None = None

    def show_whether(self, *, believed: bool) -> None:
        """Lose the tone of ok while the figures are not believed, and take it back."""
        if believed != self._believed:
            self._believed = believed
            self.lay_out()

    def show_for(self, place: Place, shown: Sequence[str]) -> None:
        """Explain first what is ``shown`` (by key) in the place where help is wanted."""
        if (place, tuple(shown)) != (self._place, self._shown):
            self._place, self._shown = place, tuple(shown)
            self.lay_out()

    def seek(self, key: str) -> None:
        """Put the explanation of a figure on the first line, now or once there is room."""
        self._sought = key
        self.lay_out()

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if not self.size:
            return
        page = help_page(
            self._keymap,
            self._glyphs,
            self.size.width,
            place=self._place,
            shown=self._shown,
            believed=self._believed,
        )
        self.show(page.lines)
        if self._sought is not None:
            self.scroll_target_y = self.scroll_y = page.places.get(self._sought, 0)
            self._sought = None
