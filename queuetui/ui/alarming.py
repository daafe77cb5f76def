"""The alarms on screen: which one is selected, and what the keys do to it."""

from collections.abc import Callable, Mapping

from queuetui.domain.alarms.book import Alarm, AlarmBook
from queuetui.ui.lookout import Lookout
from queuetui.ui.panes import Panes
from queuetui.ui.sources import Sources
from queuetui.view.formats import clean, short_age

SNOOZES: tuple[float, ...] = (900.0, 3_600.0, 14_400.0)
"""Seconds from the press of the key; each press takes the next one, the last one ends it."""
_SLACK = 60.0
"""Seconds by which a snooze may have run down and still count as the one that was chosen."""


class Alarming:
    """Opens the alarms over the board, and acknowledges or snoozes the selected one."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        panes: Panes,
        lookout: Lookout,
        sources: Sources,
        *,
        who: str,
        say: Callable[[str], object],
        draw: Callable[[], object],
        open_queue: Callable[[str], object],
    ) -> None:
        """Begin closed.

        Args:
            panes: Show the alarms, or what was there before.
            lookout: Knows what was heard of them.
            sources: Take what people do about them.
            who: Whose name stands beside what is acknowledged here.
            say: Puts a sentence on the event line.
            draw: Draws the board.
            open_queue: Opens a queue, by its id.
        """
        self._panes = panes
        self._open_queue = open_queue
        self._panel = panes.alarms
        self._lookout = lookout
        self._sources = sources
        self._who = who or "somebody"
        self._say = say
        self._draw = draw
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "alarms": lambda _: self.open(),
            "close_alarms": lambda _: self._close(),
            "acknowledge": lambda _: self.acknowledge(""),
            "snooze": lambda _: self._snooze(),
            "open_alarm": lambda _: self._open_its_queue(),
        }
        """What the actions of the registry do that are about this."""

    def draw(self) -> None:
        """Draw them as they are now, if they are open."""
        if self._panel.display:
            self._panel.lay_out()

    def open(self) -> None:
        """Show them."""
        self._panes.show(self._panel)
        self._draw()

    def _close(self) -> None:
        self._panes.close_reading()
        self._draw()

    def acknowledge(self, note: str, alarm_id: str | None = None) -> None:
        """Somebody looks after this one, by its id; ``None``: after the selected one."""
        alarm = self.selected(alarm_id)
        if alarm is None:
            return
        if alarm.acknowledged is not None and not note:
            self._say(f"seen by {clean(alarm.acknowledged.who)} already")
            return
        self._sources.acknowledge(alarm.id, self._who, note)
        self._say(f"acknowledged: {clean(alarm.rule)}, {clean(alarm.queue)}")

    def _snooze(self) -> None:
        alarm = self.selected()
        if alarm is None:
            return
        if alarm.cleared is not None:
            self._say("it is over: there is nothing to snooze")
            return
        now, until = self._lookout.now, alarm.snoozed_until
        left = 0.0 if until is None or not alarm.snoozes(now) else until - now
        longer = next((each for each in SNOOZES if each > left + _SLACK), None)
        self._sources.snooze(alarm.id, now + (longer or 0.0))
        what = f"{clean(alarm.rule)}, {clean(alarm.queue)}"
        if longer is None:
            self._say(f"not snoozed any more: {what}")
        else:
            self._say(f"snoozed for {short_age(longer)}: {what}")

    def _open_its_queue(self) -> None:
        alarm = self.selected()
        if alarm is None:
            return
        if any(state.queue.id == alarm.queue_id for state in self._lookout.snapshot.queues):
            self._open_queue(alarm.queue_id)
        else:
            self._say("there is no one queue on the board that it is about")

    def selected(self, alarm_id: str | None = None) -> Alarm | None:
        """The selected one, or that of this id; ``None``, which is said, if there is none."""
        book = self._lookout.snapshot.alarms or AlarmBook()
        alarms = (*book.active, *book.past)
        chosen = alarm_id or self._panel.selected
        if chosen is None and self._panel.display and alarms:
            # Keys may come faster than the list that has just been opened gets its size.
            return alarms[0]
        found = next((one for one in alarms if one.id == chosen), None)
        if found is None:
            self._say("there is no alarm to do that to")
        return found
