"""The last thing that happened, with its time of day: bright at first, then dim until the next."""

from msgspec import Struct

from queuetui.ui.widgets.one_line import OneLine
from queuetui.view.formats import cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Segment, Tone
from queuetui.view.segments import aligned

BRIGHT_FOR = 8.0
"""Seconds for which an event stands out."""


class _Event(Struct, frozen=True):
    """Something that was said at ``at``, monotonic seconds."""

    text: str
    at: float
    tone: Tone
    alarm: bool = False


class EventLine(OneLine):
    """Takes the place of messages that pop up: one line that is always there."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._tone: Tone = "dim"
        self._said_at = 0.0
        self._held_until = 0.0
        self._next: _Event | None = None
        self._alarm = False
        self.event = ""
        """What was said last."""

    def say(
        self,
        text: str,
        at: float,
        tone: Tone = "plain",
        *,
        hold: float = 0.0,
        alarm: bool = False,
    ) -> None:
        """Say this at ``at`` (monotonic seconds).

        What is to ``hold`` for so many seconds stays for as long, or until somebody lets it go;
        the last of what is said meanwhile comes after it. An ``alarm`` can be called off.
        """
        event = _Event(text, at, tone, alarm)
        if at < self._held_until and not hold:
            self._next = event
            return
        self._tell(event)
        self._held_until = at + hold
        self.fade(at)

    def call_off_alarms(self, at: float) -> None:
        """What they told of is not known to be true any more."""
        if self._next is not None and self._next.alarm:
            self._next = None
        if self._alarm:
            self._tell(_Event("", at, "dim"))
            self.fade(at)

    def let_go(self, at: float) -> None:
        """Hold nothing any longer: somebody is there and has seen it."""
        self._held_until = at
        self.fade(at)

    def fade(self, at: float) -> None:
        """Draw what an event of its age looks like at ``at`` (monotonic seconds)."""
        if at >= self._held_until and self._next is not None:
            self._tell(self._next)
            self._next = None
        lasts = max(self._said_at + BRIGHT_FOR, self._held_until)
        tone = self._tone if at <= lasts else "dim"
        width = self.size.width
        line = (Segment(cut(self.event, width, self._glyphs.ellipsis), tone),)
        self.show(aligned(line, width, right=False))

    def _tell(self, event: _Event) -> None:
        self.event, self._said_at, self._tone = event.text, event.at, event.tone
        self._alarm = event.alarm
