"""Typing a note for an alarm that somebody acknowledges."""

from collections.abc import Callable, Mapping

from queuetui.ui.alarming import Alarming
from queuetui.ui.widgets.event_line import EventLine
from queuetui.ui.widgets.line_input import LineInput


class Noting:
    """Takes the place of the event line while somebody types."""

    def __init__(self, alarming: Alarming, events: EventLine, draw: Callable[[], object]) -> None:
        """Begin without one.

        Args:
            alarming: Knows which alarm is meant, and acknowledges it.
            events: Gives its line.
            draw: Draws the board.
        """
        self._alarming = alarming
        self._events = events
        self._draw = draw
        self._alarm_id = ""
        self.input = LineInput("note", "what is being done about it", id="note")
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "acknowledge_with_note": lambda _: self.begin(),
            "keep_note": lambda _: self.keep(),
            "drop_note": lambda _: self.end(),
        }
        """What the actions of the registry do that are about this."""

    @property
    def is_open(self) -> bool:
        """Whether somebody types."""
        return bool(self.input.display)

    def begin(self) -> None:
        """Type for the selected alarm, with the note that it has."""
        self._alarming.open()
        alarm = self._alarming.selected()
        if alarm is None:
            return
        # The list moves while somebody types: the note is for this one, wherever it stands then.
        self._alarm_id = alarm.id
        seen = alarm.acknowledged
        self._events.display = False
        self.input.begin("" if seen is None else seen.note)
        self._draw()

    def keep(self) -> None:
        """Acknowledge the alarm with what was typed."""
        if self.is_open:
            note = " ".join(self.input.text.split())
            self.end()
            self._alarming.acknowledge(note, self._alarm_id)

    def end(self) -> None:
        """Type no more; the alarm stays as it is."""
        if self.is_open:
            self.input.end()
            self._events.display = True
            self._draw()
