"""A one-line input; mounted once, shown while somebody types."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class LineInput(Horizontal):
    """Posts Textual's own `Input.Changed` and `Input.Submitted`; its input is ``ID-text``."""

    def __init__(self, label: str, placeholder: str, *, id: str) -> None:  # noqa: A002 - Textual's
        """``label`` stands before what is typed, ``placeholder`` where nothing is yet."""
        super().__init__(id=id)
        self._label = label
        self._input = Input(placeholder=placeholder, compact=True, id=f"{id}-text")
        # A blinking cursor is a line drawn twice a second for nothing.
        self._input.cursor_blink = False
        self.display = False

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        yield Static(self._label, id=f"{self.id}-label")
        yield self._input

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

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
