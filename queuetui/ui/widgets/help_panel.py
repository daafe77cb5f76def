"""The help: what the keys do and what the marks mean, written from the registry of actions."""

from queuetui.ui.actions import Keymap
from queuetui.ui.help_text import help_lines
from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.glyphs import Glyphs


class HelpPanel(TextLines):
    """Mounted once, hidden while nobody needs it."""

    def __init__(self, keymap: Keymap, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self._glyphs = glyphs
        self._believed = True

    def show_whether(self, *, believed: bool) -> None:
        """Lose the tone of ok while the figures are not believed, and take it back."""
        if believed != self._believed:
            self._believed = believed
            self.lay_out()

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if self.size.width:
            width = self.size.width
            self.show(help_lines(self._keymap, self._glyphs, width, believed=self._believed))
