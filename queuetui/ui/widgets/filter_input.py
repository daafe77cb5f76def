"""The one-line input for the filter; mounted once, shown while somebody types."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class FilterInput(Horizontal):
    """Posts Textual's own `Input.Changed` and `Input.Submitted`."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._input = Input(
            placeholder="a part of the queue's name", compact=True, id="filter-text"
        )
        # A blinking cursor is a line drawn twice a second for nothing.
        self._input.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        yield Static("filter", id="filter-label")
        yield self._input

    def begin(self, text: str) -> None:
        """Take the keyboard, with this text to start from."""
        self.display = True
        self._input.value = text
        self._input.cursor_position = len(text)
        self._input.focus()

    def end(self) -> None:
        """Give the keyboard back."""
        self.display = False
        self.screen.set_focus(None)
