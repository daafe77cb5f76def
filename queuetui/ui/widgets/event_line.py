"""The last thing that happened, with its time of day: bright at first, then dim until the next."""

from queuetui.ui.widgets.one_line import OneLine
from queuetui.view.formats import cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Segment, Tone
from queuetui.view.segments import aligned

BRIGHT_FOR = 8.0
"""Seconds for which an event stands out."""


class EventLine(OneLine):
    """Takes the place of messages that pop up: one line that is always there."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._tone: Tone = "dim"
        self._said_at = 0.0
        self.event = ""
        """What was said last."""

    def say(self, text: str, at: float, tone: Tone = "plain") -> None:
        """Say this at ``at`` (monotonic seconds)."""
        self.event, self._said_at, self._tone = text, at, tone
        self.fade(at)

    def fade(self, at: float) -> None:
        """Draw what an event of its age looks like at ``at`` (monotonic seconds)."""
        tone = self._tone if at - self._said_at <= BRIGHT_FOR else "dim"
        width = self.size.width
        line = (Segment(cut(self.event, width, self._glyphs.ellipsis), tone),)
        self.show(aligned(line, width, right=False))
