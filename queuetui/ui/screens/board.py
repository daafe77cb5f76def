"""The one screen: status on top, the list or what was opened over it, events and keys below.

Everything is mounted once; what is not wanted is hidden. Whatever is open lies between the same
lines as the list, so that the feed's state stays in sight.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from queuetui.domain.clock import Clock
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import Keymap, Place
from queuetui.ui.board_state import PAUSE_AT_MOST, BoardState
from queuetui.ui.board_words import ORDER_WORD, pause_words, summary_words, why_empty
from queuetui.ui.help_text import hint_line
from queuetui.ui.news import GapWatch, breach_news
from queuetui.ui.panes import Panes
from queuetui.ui.sources import Sources
from queuetui.ui.themes import BANNER_TONES
from queuetui.ui.widgets.diagnostics_panel import DiagnosticsPanel
from queuetui.ui.widgets.event_line import EventLine
from queuetui.ui.widgets.filter_input import FilterInput
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.ui.widgets.one_line import OneLine
from queuetui.ui.widgets.queue_panel import QueuePanel
from queuetui.ui.widgets.queue_rows import QueueOpened, QueueRows, QueueSelected, WindowMoved
from queuetui.ui.widgets.queue_table import QueueTable
from queuetui.ui.widgets.text_lines import Lines
from queuetui.view.diagnostics import diagnostics
from queuetui.view.formats import clean, clock_time
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Tone
from queuetui.view.segments import Segments
from queuetui.view.status import banner, life_mark, status_bar

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
        ask_now: Callable[[], None],
        leave: Callable[[], None],
        open_palette: Callable[[], None],
        tells_gaps: bool = True,
    ) -> None:
        """Put the screen together.

        Args:
            settings: The person's settings.
            clock: The only source of time.
            glyphs: The signs to draw with.
            zone: For times of day; ``None``: this machine's.
            keymap: The keys in force.
            sources: Whom the diagnostics ask.
            ask_now: Makes the feed ask at once.
            leave: Ends the app.
            open_palette: Opens the command palette.
            tells_gaps: Whether to say how long data was missing; false if somebody else does.
        """
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._glyphs = glyphs
        self._zone = zone
        self._keymap = keymap
        self._ask_now = ask_now
        self._state = BoardState(settings)
        self._sources = sources
        self._gap = GapWatch(settings.staleness) if tells_gaps else None
        self.drawn = 0
        """The newest `Snapshot.sequence` whose figures have been drawn."""
        self.beats = 0
        """What the mark of life shows: how often new figures have reached the terminal."""
        self._status = OneLine(id="status")
        self._banner = OneLine(id="banner", looks=BANNER_TONES)
        self._summary = OneLine(id="summary")
        self._table = QueueTable(glyphs, id="table")
        self._panel = QueuePanel(glyphs, zone, id="panel")
        self._panes = Panes(
            self._table,
            self._panel,
            HelpPanel(keymap, glyphs, id="help"),
            DiagnosticsPanel(self._diagnose, id="diagnostics"),
        )
        self._events = EventLine(glyphs, id="event")
        self._filter = FilterInput(id="filter")
        self._hints = OneLine(id="hints")
        rows = self._table.rows
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "up": lambda _: self._panes.move(-1),
            "down": lambda _: self._panes.move(1),
            "page_up": lambda _: self._panes.move_pages(-1),
            "page_down": lambda _: self._panes.move_pages(1),
            "first": lambda _: self._panes.move_to_end(last=False),
            "last": lambda _: self._panes.move_to_end(last=True),
            "jump": rows.jump,
            "open": lambda _: rows.open(),
            "next_queue": lambda _: self._switch_queue(1),
            "previous_queue": lambda _: self._switch_queue(-1),
            "back": lambda _: self._back(),
            "filter": lambda _: self._begin_filter(),
            "keep_filter": lambda _: self._end_filter(),
            "clear_filter": lambda _: self._clear_filter(),
            "sort": lambda _: self._sort(),
            "pause": lambda _: self._pause(),
            "ask": lambda _: self._ask(),
            "palette": lambda _: open_palette(),
            "diagnostics": lambda _: self._show_only(self._panes.diagnostics),
            "close_diagnostics": lambda _: self._close_reading(),
            "help": lambda _: self._show_only(self._panes.help),
            "close_help": lambda _: self._close_reading(),
            "quit": lambda _: leave(),
            "quit_now": lambda _: leave(),
        }
        """What each action of the registry does; numbered ones take their number."""

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        for hidden in (self._banner, self._filter):
            hidden.display = False
        yield self._status
        yield self._banner
        yield self._summary
        yield from self._panes
        yield self._events
        yield self._filter
        yield self._hints

    # What others ask of the screen.

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        return "filter" if self._filter.display else self._panes.place

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
        self._panes.close_reading()
        if self._filter.display or not self._table.rows.select(queue_id):
            self._clear_filter()
            self._table.rows.select(queue_id)
        if self._panel.display:
            self._panel.queue_id = queue_id
        self.draw()

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Put a sentence on the event line."""
        self._say(text, tone)

    def greet(self, text: str) -> None:
        """Put a sentence on the event line that stays there until somebody has seen it."""
        self._say(text, "strong", hold=GREETING_FOR)

    def _say(self, text: str, tone: Tone, hold: float = 0.0) -> None:
        line = f"{clock_time(self.now(), self._zone)}  {clean(text)}"
        self._events.say(line, self._clock.monotonic(), tone, hold=hold)

    def draw(self) -> None:
        """Draw what the clock and the newest snapshot say; only what changed is painted."""
        now, at = self.now(), self._clock.monotonic()
        width, zone = self._width, self._zone
        snapshot, staleness = self.snapshot, self._settings.staleness
        mark = life_mark(self.beats, self._glyphs)
        self._status.show(status_bar(snapshot, now, zone, width, self._glyphs, staleness, mark))
        if self._state.paused_for(at) >= PAUSE_AT_MOST:
            self._state.resume()
            self.say("drawing resumed by itself after 5 minutes")
        elif self._state.paused and self._doubts(now, width) is not None:
            # A picture that stands still must not outlive the figures it shows.
            self._state.resume()
            self.say("drawing goes on: the figures are too old to be believed", "warning")
        if snapshot is not None:
            if news := breach_news(self._state.look(snapshot, now, at), self._glyphs):
                self.say(news, "strong")
            if self._gap is not None and (news := self._gap.look(snapshot, now)):
                self.say(news)
            if not self._state.paused:
                self.drawn = snapshot.sequence
        self._draw_banner(now, at, width)
        self._draw_board(width)
        if self._panes.diagnostics.display:
            self._panes.diagnostics.lay_out()
        self._events.fade(at)
        self._hints.show(hint_line(self.place, self._keymap, self._glyphs, width - 2))

    def watch_snapshot(self) -> None:
        """A new one has come."""
        if self.is_mounted:
            self.draw()

    def on_resize(self) -> None:
        """Write the lines above and below for the room there is; the rest sees to itself."""
        self.draw()

    @on(WindowMoved)
    def _count_hidden(self) -> None:
        self._table.show_hidden()

    @on(QueueOpened)
    def _open_queue(self, message: QueueOpened) -> None:
        self._table.rows.select(message.queue_id)
        self._panel.queue_id = message.queue_id
        self._show_only(self._panel)

    @on(QueueSelected)
    def _queue_selected(self) -> None:
        if self._panel.display:
            self._draw_panel()

    @on(Input.Changed)
    def _filter_typed(self, message: Input.Changed) -> None:
        self._state.filter = message.value
        self._draw_board(self._width)

    @on(Input.Submitted)
    def _filter_entered(self) -> None:
        self.do("keep_filter")

    # Drawing.

    @property
    def _width(self) -> int:
        """Cells between the blanks at the ends of a line; the view's lines have one more each."""
        return max(1, self.size.width - 2)

    def now(self) -> float:
        """Epoch seconds by the server's clock; by ours before the first snapshot."""
        snapshot = self.snapshot
        return self._clock.now() if snapshot is None else snapshot.server_now(self._clock)

    def _doubts(self, now: float, width: int) -> Segments | None:
        """Why the figures are not to be believed, if they are not."""
        rule, zone, glyphs = self._settings.staleness, self._zone, self._glyphs
        return banner(self.snapshot, now, width, staleness=rule, zone=zone, glyphs=glyphs)

    def _draw_banner(self, now: float, at: float, width: int) -> None:
        segments = self._doubts(now, width)
        self._panes.help.show_whether(believed=segments is None)
        paused = self._state.paused
        if paused:
            paused_for = self._state.paused_for(at)
            segments = pause_words(paused_for, self._keymap, width, self._glyphs)
        self._banner.set_class(paused, "-paused")
        self._banner.display = segments is not None
        if segments is not None:
            self._banner.show(segments)

    def _draw_board(self, width: int) -> None:
        frame = self._state.frame()
        self._table.rows.say_empty(why_empty(frame, self._state.filter, self._glyphs))
        if frame is None:
            return
        order = self._state.order
        self._summary.show(summary_words(frame, order, self._state.filter, width, self._glyphs))
        self._table.show(frame, order)
        self._draw_panel()

    def _draw_panel(self) -> None:
        standing, frame = self._table.rows.standing, self._state.frame()
        if not self._panel.display or frame is None:
            return
        opened = self._panel.queue_id
        if standing is None or (opened is not None and standing.id != opened):
            # It is gone; another one's figures in its place could be taken for its own.
            self._close_panel()
            self.say("the opened queue is not on the board any more")
            return
        self._panel.show_queue(standing, frame.now)

    def _diagnose(self, width: int) -> Lines:
        return diagnostics(
            self.snapshot,
            self._sources.feed(),
            self._sources.program(),
            now=self.now(),
            width=width,
            gaps=self._sources.gaps(),
            glyphs=self._glyphs,
            zone=self._zone,
            staleness=self._settings.staleness,
        )

    # What the actions do.

    def _show_only(self, shown: Widget) -> None:
        self._panes.show(shown)
        self.draw()

    def _close_reading(self) -> None:
        self._panes.close_reading()
        self.draw()

    def _switch_queue(self, rows: int) -> None:
        self._panel.queue_id = None
        self._table.rows.move(rows)
        self._draw_panel()

    def _close_panel(self) -> None:
        self._panel.queue_id = None
        self._show_only(self._table)

    def _back(self) -> None:
        if self._panel.display:
            self._close_panel()
        elif self._state.paused:
            self._pause()
        elif self._state.filter:
            self._clear_filter()

    def _begin_filter(self) -> None:
        self._show_only(self._table)
        self._events.display = False
        self._filter.begin(self._state.filter)
        self.draw()

    def _end_filter(self) -> None:
        if self._filter.display:
            self._filter.end()
            self._events.display = True
        self.draw()

    def _clear_filter(self) -> None:
        self._state.filter = ""
        self._end_filter()

    def _sort(self) -> None:
        self.say(f"sorted: {ORDER_WORD[self._state.next_order()]}")
        self.draw()

    def _pause(self) -> None:
        if self._state.paused:
            self._state.resume()
            self.say("drawing goes on")
        else:
            self._state.pause(self._clock.monotonic())
        self.draw()

    def _ask(self) -> None:
        self._ask_now()
        self.say("asked for new figures")
