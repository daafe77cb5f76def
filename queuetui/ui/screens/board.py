"""The one screen: status on top, the list or what was opened over it, events and keys below.

Everything is mounted once; what is not wanted is hidden. Help and opened queue lie between the
same lines as the list, so that the feed's state stays in sight whatever is open.
"""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input

from queuetui.domain.clock import Clock
from queuetui.domain.settings import Order, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import Keymap, Place
from queuetui.ui.board_state import PAUSE_AT_MOST, BoardState, Frame
from queuetui.ui.help_text import hint_line
from queuetui.ui.keys import key_label
from queuetui.ui.news import GapWatch, breach_news
from queuetui.ui.themes import BANNER_TONES
from queuetui.ui.widgets.event_line import EventLine
from queuetui.ui.widgets.filter_input import FilterInput
from queuetui.ui.widgets.help_panel import HelpPanel
from queuetui.ui.widgets.one_line import OneLine
from queuetui.ui.widgets.queue_panel import QueuePanel
from queuetui.ui.widgets.queue_rows import QueueOpened, QueueRows, QueueSelected, WindowMoved
from queuetui.ui.widgets.queue_table import QueueTable
from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.formats import clean, clock_time, cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.line import Segment, Tone
from queuetui.view.overview import summary_line
from queuetui.view.segments import width_of
from queuetui.view.status import banner, paused_banner, status_bar

ORDER_WORD: Mapping[Order, str] = {
    "severity": "worst first",
    "longest": "longest wait first",
    "waiting": "most waiting first",
    "name": "by name",
    "configuration": "as configured",
}


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
        ask_now: Callable[[], None],
        leave: Callable[[], None],
        open_palette: Callable[[], None],
    ) -> None:
        super().__init__()
        self._settings = settings
        self._clock = clock
        self._glyphs = glyphs
        self._zone = zone
        self._keymap = keymap
        self._ask_now = ask_now
        self._state = BoardState(settings)
        self._gap = GapWatch(settings.staleness)
        self._status = OneLine(id="status")
        self._banner = OneLine(id="banner", looks=BANNER_TONES)
        self._summary = OneLine(id="summary")
        self._table = QueueTable(glyphs, id="table")
        self._panel = QueuePanel(glyphs, zone, id="panel")
        self._help = HelpPanel(keymap, glyphs, id="help")
        self._events = EventLine(glyphs, id="event")
        self._filter = FilterInput(id="filter")
        self._hints = OneLine(id="hints")
        rows = self._table.rows
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "up": lambda _: self._move(-1),
            "down": lambda _: self._move(1),
            "page_up": lambda _: self._move_pages(-1),
            "page_down": lambda _: self._move_pages(1),
            "first": lambda _: self._move_to_end(last=False),
            "last": lambda _: self._move_to_end(last=True),
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
            "help": lambda _: self._show_help(),
            "close_help": lambda _: self._close_help(),
            "quit": lambda _: leave(),
            "quit_now": lambda _: leave(),
        }
        """What each action of the registry does; numbered ones take their number."""

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        for hidden in (self._banner, self._panel, self._help, self._filter):
            hidden.display = False
        yield self._status
        yield self._banner
        yield self._summary
        yield self._table
        yield self._panel
        yield self._help
        yield self._events
        yield self._filter
        yield self._hints

    # What others ask of the screen.

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        if self._filter.display:
            return "filter"
        if self._help.display:
            return "help"
        return "queue" if self._panel.display else "board"

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
        self._help.display = False
        if self._filter.display or not self._table.rows.select(queue_id):
            self._clear_filter()
            self._table.rows.select(queue_id)
        if self._panel.display:
            self._panel.queue_id = queue_id
        self.draw()

    def say(self, text: str, tone: Tone = "plain") -> None:
        """Put a sentence on the event line."""
        time_of_day = clock_time(self.now(), self._zone)
        self._events.say(f"{time_of_day}  {text}", self._clock.monotonic(), tone)

    def draw(self) -> None:
        """Draw what the clock and the newest snapshot say; only what changed is painted."""
        now, at = self.now(), self._clock.monotonic()
        width = self._width
        snapshot, staleness = self.snapshot, self._settings.staleness
        self._status.show(status_bar(snapshot, now, self._zone, width, self._glyphs, staleness))
        if self._state.paused_for(at) >= PAUSE_AT_MOST:
            self._state.resume()
            self.say("drawing resumed by itself after 5 minutes")
        if snapshot is not None:
            if news := breach_news(self._state.look(snapshot, now, at), self._glyphs):
                self.say(news, "strong")
            if news := self._gap.look(snapshot, now):
                self.say(news)
        self._draw_banner(now, at, width)
        self._draw_board(width)
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
        """Epoch seconds by the server's clock."""
        skew = 0.0 if self.snapshot is None else self.snapshot.skew
        return self._clock.now() + skew

    def _draw_banner(self, now: float, at: float, width: int) -> None:
        segments = banner(
            self.snapshot,
            now,
            width,
            staleness=self._settings.staleness,
            zone=self._zone,
            glyphs=self._glyphs,
        )
        paused = self._state.paused
        if paused:
            keys = self._keymap.of("pause") or self._keymap.of("back")
            key = key_label(keys[0]) if keys else ""
            segments = paused_banner(
                self._state.paused_for(at), width, key=key, glyphs=self._glyphs
            )
        self._banner.set_class(paused, "-paused")
        self._banner.display = segments is not None
        if segments is not None:
            self._banner.show(segments)

    def _draw_board(self, width: int) -> None:
        frame = self._state.frame()
        self._table.rows.say_empty(self._why_empty(frame))
        if frame is None:
            return
        shown: tuple[Segment, ...] = (Segment(f"{ORDER_WORD[self._state.order]} ", "dim"),)
        if self._state.filter:
            text = cut(self._state.filter, 24, self._glyphs.ellipsis)
            found = f"{len(frame.rows)} match “{text}”  "
            shown = (Segment(found, "strong"), *shown)
        room = width - width_of(shown)
        if room < 50:
            shown, room = (), width
        self._summary.show((*summary_line(frame.summary, room, self._glyphs), *shown))
        self._table.show(frame, self._state.order)
        self._draw_panel()

    def _why_empty(self, frame: Frame | None) -> str:
        if frame is None:
            return f"asking for the first figures {self._glyphs.starting}"
        if self._state.filter and frame.summary.queues:
            return f"no queue's name holds “{clean(self._state.filter)}”"
        return "there are no queues to show"

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

    # What the actions do.

    def _show_only(self, shown: QueueTable | QueuePanel | TextLines) -> None:
        for pane in (self._table, self._panel, self._help):
            pane.display = pane is shown
        self.draw()

    def _move(self, rows: int) -> None:
        pane = self._scrolling
        if pane is None:
            self._table.rows.move(rows)
        else:
            pane.scroll_lines(rows)

    def _move_pages(self, pages: int) -> None:
        pane = self._scrolling
        if pane is None:
            self._table.rows.move_pages(pages)
        else:
            pane.scroll_lines(pages * max(1, pane.size.height - 1))

    def _move_to_end(self, *, last: bool) -> None:
        pane = self._scrolling
        if pane is None:
            self._table.rows.move_to_end(last=last)
        elif last:
            pane.scroll_lines(pane.virtual_size.height)
        else:
            pane.scroll_to_top()

    @property
    def _scrolling(self) -> TextLines | None:
        if self._help.display:
            return self._help
        return self._panel if self._panel.display else None

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

    def _show_help(self) -> None:
        self._help.scroll_to_top()
        self._show_only(self._help)

    def _close_help(self) -> None:
        if self._help.display:
            self._show_only(self._panel if self._panel.queue_id else self._table)
