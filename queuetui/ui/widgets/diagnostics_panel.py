"""How the connection and this program are; written anew each second, but only while it is open."""

from collections.abc import Callable

from queuetui.ui.widgets.text_lines import Lines, TextLines


class DiagnosticsPanel(TextLines):
    """Mounted once, hidden while nobody needs it."""

    def __init__(self, write: Callable[[int], Lines], *, id: str) -> None:  # noqa: A002
        """``write`` makes the lines for so many cells."""
        super().__init__(id=id)
        self._write = write

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if self.display and self.size.width:
            self.show(self._write(self.size.width))
