"""The one screen: status on top, the list or what was opened over it, events and keys below.

Everything is mounted once; what is not wanted is hidden. Whatever is open lies between the same
lines as the list, so that the feed's state stays in sight.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import tzinfo
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.geometry import Region
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.clock import Clock
from queuetui.domain.gaps import Gap
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import BY_ID, Place
from queuetui.ui.alarming import Alarming
from queuetui.ui.arranging import Arranging
from queuetui.ui.board_state import BoardState, Frame
from queuetui.ui.board_words import pause_words, summary_words, why_empty
from queuetui.ui.filtering import Filtering
from queuetui.ui.help_text import hint_line
from queuetui.ui.keymap import Keymap
from queuetui.ui.lookout import Lookout
from queuetui.ui.news import breach_news
from queuetui.ui.noting import Noting
from queuetui.ui.opening import Opening
from queuetui.ui.palette import Entry
from queuetui.ui.panes import Panes
from queuetui.ui.sources import Sources
from queuetui.ui.widgets.alarm_panel import AlarmPanel
from queuetui.ui.widgets.diagnostics_panel import DiagnosticsPanel
from queuetui.ui.widgets.event_line import EventLine
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.ui.widgets.one_line import OneLine
from queuetui.ui.widgets.queue_panel import QueuePanel
from queuetui.ui.widgets.queue_rows import (
    GroupToggled,
    QueueOpened,
    QueueRows,
    QueueSelected,
    WindowMoved,
)
from queuetui.ui.widgets.queue_table import ColumnChosen, QueueTable
from queuetui.view.alarm_page import alarm_words
from queuetui.view.formats import clean, clock_time
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Tone
from queuetui.view.status import recovered
from queuetui.view.words import asked_words

GREETING_FOR = 180.0
"""Seconds for which the greeting stays, unless somebody presses a key."""


class BoardScreen(Screen[None]):
    """Draws snapshots, and does what the keys of its places ask for."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    ALLOW_SELECT: ClassVar[bool] = False

    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012 - as Textual declares it

    snapshot: reactive[Snapshot | None] = reactive(
        None, repaint=False, init=False, always_update=True
    )
    """The newest one of the feed."""

    def __init__(  # noqa: PLR0913 - all of it is handed in, nothing is looked up
        self,
        *,
        settings: Settings,
        clock: Clock,
        glyphs: Glyphs,
        zone: tzinfo | None,
        keymap: Keymap,
        sources: Sources,
        ask_now: Callable[[], float],
        leave: Callable[[], None],
        open_palette: Callable[[], None],
        note_gap: Callable[[Gap], object] = lambda _: None,
        choose_next_theme: Callable[[], None] = lambda: None,
        keep_arrangement: Callable[[Arrangement], object] = lambda _: None,
        who: str = "",
    ) -> None:
        """Put the screen together.

        Args:
            settings: The person's settings.
            clock: The only source of time.
            glyphs: The signs to draw with.
            zone: For times of day; ``None``: this machine's.
            keymap: The keys in force.
            sources: Whom the diagnostics ask.
            ask_now: Makes the feed ask as soon as may be; returns the seconds until then.
            leave: Ends the app.
            open_palette: Opens the command palette.
            note_gap: Told of each gap in the data, when it is over.
            choose_next_theme: Makes everything look otherwise.
            keep_arrangement: Told of what is to be there again next time.
            who: The name beside alarms that are acknowledged here.
        """
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._glyphs = glyphs
        self._zone = zone
        self._keymap = keymap
        self._ask_now = ask_now
        self._state = BoardState(settings)
        self._note_gap = note_gap
        self.lookout = Lookout(clock, settings, glyphs, zone)
        """The feed as it was drawn last."""
        self.drawn = 0
        """The newest `Snapshot.sequence` whose figures have been drawn."""
        self.beats = 0
        """What the mark of life shows: how often new figures have reached the terminal."""
        self.behind = False
        """Whether the wall is in front."""
        self._status = OneLine(id="status")
        self._banner = OneLine(id="banner", banner=True)
        self._summary = OneLine(id="summary")
        self._table = QueueTable(glyphs, id="table")
        self._panel = QueuePanel(
            glyphs, zone, sources, calm=settings.looks.calm, staffed=settings.staffed, id="panel"
        )
        self._panes = Panes(
            self._table,
            self._panel,
            HelpPanel(keymap, glyphs, id="help"),
            DiagnosticsPanel(partial(self.lookout.diagnosis, sources), id="diagnostics"),
            AlarmPanel(self.lookout.alarms, id="alarms"),
        )
        self._events = EventLine(glyphs, id="event")
        self._filtering = Filtering(self._state, self._panes, self._events, self.draw)
        self._hints = OneLine(id="hints")
        self._hinted: tuple[Place, int] | None = None
        """The place and the room for which they were written."""
        rows = self._table.rows
        self._opening = Opening(self._state, self._panes, self.lookout, self.say, self.draw)
        self._alarming = Alarming(
            self._panes,
            self.lookout,
            sources,
            who=who,
            say=self.say,
            draw=self.draw,
            open_queue=self.open_queue,
        )
        self._noting = Noting(self._alarming, self._events, self.draw)
        self._arranging = Arranging(
            self._state, settings, rows, say=self.say, draw=self.draw, keep=keep_arrangement
        )
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "up": lambda _: self._panes.move(-1),
            "down": lambda _: self._panes.move(1),
            "page_up": lambda _: self._panes.move_pages(-1),
            "page_down": lambda _: self._panes.move_pages(1),
            "first": lambda _: self._panes.move_to_end(last=False),
            "last": lambda _: self._panes.move_to_end(last=True),
            "jump": rows.jump,
            **self._opening.handlers,
            "back": lambda _: self._back(),
            **self._filtering.handlers,
            **self._arranging.handlers,
            **self._alarming.handlers,
            **self._noting.handlers,
            "pause": lambda _: self._pause(),
            "ask": lambda _: self._ask(),
            "palette": lambda _: open_palette(),
            "theme": lambda _: choose_next_theme(),
            "diagnostics": lambda _: self._show_only(self._panes.diagnostics),
            "close_diagnostics": lambda _: self._close_reading(),
            "help": lambda _: self.explain(),
            "close_help": lambda _: self._close_reading(),
            "quit": lambda _: leave(),
            "quit_now": lambda _: leave(),
        }
        """What each action of the registry does; numbered ones take their number."""

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        self._banner.display = False
        yield self._status
        yield self._banner
        yield self._summary
        yield from self._panes
        yield self._events
        yield self._filtering.input
        yield self._noting.input
        yield self._hints

    # What others ask of the screen.

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        if self._noting.is_open:
            return "note"
        return "filter" if self._filtering.is_open else self._panes.place

    @property
    def rows(self) -> QueueRows:
        """The list of queues."""
        return self._table.rows

    @property
    def event(self) -> str:
        """What was said last, with its time of day."""
        return self._events.event

    def do(self, action_id: str, number: int = 1) -> None:
        """Do what an action of the registry says."""
        self._events.let_go(self._clock.monotonic())
        if self.place not in BY_ID[action_id].places:
            # Chosen from the palette: what it shows must not lie under a line that takes all keys.
            self._end_typing()
        self.handlers[action_id](number)

    def queue_names(self) -> tuple[tuple[str, str], ...]:
        """Id and label of every queue, by label."""
        snapshot = self.snapshot
        if snapshot is None:
            return ()
        label = self._settings.watchlist.label
        named = ((state.queue.id, clean(label(state.queue))) for state in snapshot.queues)
        return tuple(sorted(named, key=lambda pair: pair[1].casefold()))

    def go_to(self, queue_id: str) -> None:
        """Select a queue, whatever is open or filtered."""
        self._noting.end()
        self._panes.close_reading()
        if self._filtering.is_open or not self._table.rows.select(queue_id):
            self._arranging.unfold_for(queue_id)
            self._filtering.drop()
            self._table.rows.select(queue_id)
        self._opening.go_on_with(queue_id)
        self.draw()

    def open_queue(self, queue_id: str) -> None:
        """Open a queue, whatever else is open or filtered."""
        self.go_to(queue_id)
        self._opening.open(queue_id)

    def choices(self) -> Iterator[Entry]:
        """What the palette offers for the list of queues beside the actions."""
        return self._arranging.choices()

    def explain(self, key: str | None = None, *, wall: bool = False) -> None:
        """Open the help, at the explanation of a figure if its key is given, or of the wall."""
        self._panes.open_help(key, wall=wall)
        self._end_typing()
        self.draw()

    def greet(self, text: str) -> None:
        """Put a sentence on the event line that stays there until somebody has seen it."""
        self.say(text, "strong", hold=GREETING_FOR)

    def say(
        self, text: str, tone: Tone = "plain", *, hold: float = 0.0, alarm: bool = False
    ) -> None:
        """Put a sentence on the event line; an ``alarm`` goes when the figures are withheld."""
        line = f"{clock_time(self.lookout.now, self._zone)}  {clean(text)}"
        self._events.say(line, self._clock.monotonic(), tone, hold=hold, alarm=alarm)

    def give_way(self) -> None:
        """The wall comes to the front."""
        self.behind = True
        self._state.resume()
        self._panel.rest()

    def everything(self) -> Frame | None:
        """All queues now, for the wall, whatever is filtered here."""
        self._look()
        return self._state.everything()

    def draw(self) -> None:
        """Draw what the clock and the newest snapshot say; only what changed is painted."""
        at = self._clock.monotonic()
        self._look()
        if not self._state.paused:
            self.drawn = self.lookout.snapshot.sequence
        self._draw_feed()
        self._draw_board()
        if self._panes.diagnostics.display:
            self._panes.diagnostics.lay_out()
        self._alarming.draw()
        self._events.fade(at)
        self._draw_hints()

    def _look(self) -> None:
        """See how the feed and the queues stand, and say what has to be said."""
        lookout, at = self.lookout, self._clock.monotonic()
        gap = lookout.look()
        if said := self._state.resume_by_itself(at, withheld=lookout.withheld):
            self.say(said, "strong")
        entered = self._state.look(lookout.snapshot, lookout.now, at, lookout.seen.reason)
        if lookout.withheld:
            self._events.call_off_alarms(at)
        elif news := breach_news(entered, self._glyphs, calm=self._state.calm):
            self.say(news, "strong", alarm=True)
        if gap is not None:
            self.say(recovered(gap))
            self._note_gap(gap)

    def pulse(self) -> None:
        """Paint a cell anew though nothing changed: a sign of life where no clock has room."""
        self._status.refresh(Region(0, 0, 1, 1))

    def watch_snapshot(self) -> None:
        """A new one has come."""
        before = self.lookout.snapshot
        if self.snapshot is not None:
            self.lookout.snapshot = self.snapshot
        if not self.is_mounted or self.behind:
            return
        newest = self.lookout.snapshot
        known = before if newest.alarms is before.alarms else replace(before, alarms=newest.alarms)
        if self.drawn != before.sequence or not newest.only_turned(known):
            self.draw()
            return
        # The queues are the very same, and their ages go on with the next second.
        self._draw_feed()
        if known is not before:
            self._draw_summary()
            self._opening.draw()
            self._alarming.draw()

    def on_resize(self) -> None:
        """Write the lines above and below for the room there is; the rest sees to itself."""
        self.draw()

    @on(WindowMoved)
    def _count_hidden(self) -> None:
        self._table.show_hidden()

    @on(QueueOpened)
    def _open_queue(self, message: QueueOpened) -> None:
        self._opening.open(message.queue_id)

    @on(GroupToggled)
    def _toggle_group(self, message: GroupToggled) -> None:
        self._arranging.toggle(message.key)

    @on(ColumnChosen)
    def _sort_by(self, message: ColumnChosen) -> None:
        self._arranging.sort_by(message.key)

    @on(QueueSelected)
    def _queue_selected(self) -> None:
        self._opening.draw()

    @on(Input.Changed, "#filter-text")
    def _filter_typed(self, message: Input.Changed) -> None:
        self._state.filter = message.value
        self._draw_board()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.do("keep_note" if self._noting.is_open else "keep_filter")

    # Drawing.

    @property
    def _width(self) -> int:
        """Cells between the blanks at the ends of a line; the view's lines have one more each."""
        return max(1, self.size.width - 2)

    def _draw_feed(self) -> None:
        width = self._width
        self._status.show(self.lookout.status_bar(width, self.beats))
        self._draw_banner(self._clock.monotonic(), width)

    def _draw_hints(self) -> None:
        hinted = self.place, self._width - 2
        if hinted != self._hinted:
            self._hinted = hinted
            self._hints.show(hint_line(hinted[0], self._keymap, self._glyphs, hinted[1]))

    def _draw_banner(self, at: float, width: int) -> None:
        segments = self.lookout.banner(width + 1)
        self._panes.help.show_whether(believed=segments is None)
        paused = self._state.paused
        if paused:
            paused_for = self._state.paused_for(at)
            segments = pause_words(paused_for, self._keymap, width, self._glyphs)
        self._banner.set_class(paused, "-paused")
        self._banner.display = segments is not None
        if segments is not None:
            self._banner.show(segments)

    def _draw_board(self) -> None:
        frame = self._state.frame()
        self._table.rows.say_empty(why_empty(frame, self._state.filter, self._glyphs))
        if frame is None:
            return
        self._draw_summary()
        self._table.show(frame, self._state.order)
        self._opening.draw()

    def _draw_summary(self) -> None:
        state, frame = self._state, self._state.frame()
        if frame is None:
            return
        alarms = alarm_words(self.lookout.snapshot.alarms, self.lookout.now)
        said = summary_words(
            frame, state.order, state.by, state.filter, self._width, self._glyphs, alarms
        )
        self._summary.show(said)

    # What the actions do.

    def _end_typing(self) -> None:
        for line in (self._filtering, self._noting):
            if line.is_open:
                line.end()

    def _show_only(self, shown: Widget) -> None:
        self._panes.show(shown)
        self.draw()

    def _close_reading(self) -> None:
        self._panes.close_reading()
        self.draw()

    def _back(self) -> None:
        if self._opening.is_open:
            self._opening.close()
        elif self._state.paused:
            self._pause()
        elif self._state.filter:
            self._filtering.drop()

    def _pause(self) -> None:
        if self._state.paused:
            self._state.resume()
            self.say("drawing goes on")
        else:
            self._state.pause(self._clock.monotonic())
        self.draw()

    def _ask(self) -> None:
        wait, health = self._ask_now(), self.lookout.snapshot.health
        self.say(asked_words(wait, troubled=health.cause is not None))
