"""The app: the feed's snapshots go to the screen, keys to its actions, and it ends well.

However it ends, the terminal is restored and nothing is printed that could hold a secret.
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, ClassVar

from platformdirs import user_log_path
from rich.console import RenderableType
from textual.binding import Binding, BindingsMap
from textual.command import Provider
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.clock import Clock
from queuetui.domain.feed import Feed
from queuetui.domain.keeper import Ending, Keeper, NoKeeper, Sign
from queuetui.domain.settings import Settings
from queuetui.domain.sinks import SinkStatus
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import ACTIONS, BY_ID
from queuetui.ui.breather import Breather
from queuetui.ui.brush import Brush
from queuetui.ui.crash import Redactor, last_words, withhold, write_report
from queuetui.ui.driver import TerminalDriver
from queuetui.ui.fronts import WALL, Fronts
from queuetui.ui.keymap import Keymap, keymap
from queuetui.ui.messages import SnapshotArrived
from queuetui.ui.palette import Entries, Entry, Palette, entries
from queuetui.ui.program import now_using, this_program
from queuetui.ui.proof import Proof
from queuetui.ui.screens.board import BoardScreen
from queuetui.ui.screens.wall import WallScreen
from queuetui.ui.signals import end_in_order
from queuetui.ui.sources import Sources
from queuetui.ui.themed_app import ThemedApp
from queuetui.ui.themes import Edition, ThemeName, scheme_of
from queuetui.ui.writer import Tally
from queuetui.view.diagnostics import Gap, Program
from queuetui.view.glyphs import Glyphs

Lend = Callable[[Callable[[str], bool] | None], object]
_DRAWN_WITHIN = 0.1
"""Seconds that who publishes waits for the drawing."""


class QueuetuiApp(ThemedApp):
    """Thin: it owns the feed's life, the clock's tick and the end; the screen does the rest."""

    TITLE = "queuetui"
    # Textual loads no style sheet of a default screen by itself.
    CSS_PATH = "screens/board.tcss"
    ENABLE_COMMAND_PALETTE = True
    ALLOW_SELECT: ClassVar[bool] = False
    SECOND: ClassVar[float] = 1.0
    """Between two ticks; tests make it shorter."""
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Entries}

    def __init__(  # noqa: PLR0913 - all of it is handed in, nothing is looked up
        self,
        feed: Feed,
        settings: Settings,
        clock: Clock,
        glyphs: Glyphs,
        zone: tzinfo | None = None,
        *,
        redact: Redactor = withhold,
        crash_dir: Path | None = None,
        keeper: Keeper | None = None,
        gaps: Callable[[], Sequence[Gap]] = tuple,
        colours: Edition | None = "many",
        keep_theme: Callable[[ThemeName], object] = lambda _: None,
        keep_arrangement: Callable[[Arrangement], object] = lambda _: None,
        wall: bool = False,
        who: str = "",
        lend_terminal: Lend = lambda _: None,
        sinks: Callable[[], Sequence[SinkStatus]] = tuple,
        on_screen: Callable[[], object] = lambda: None,
    ) -> None:
        """Put the app together; nothing starts before it runs.

        Args:
            feed: Started when the app is on screen, stopped when it ends.
            settings: The person's settings; their keys have been checked.
            clock: The only source of time.
            glyphs: The signs to draw with.
            zone: For times of day; ``None``: this machine's.
            redact: Takes known secrets out of an error's message before it is written.
            crash_dir: Where reports of errors go; ``None``: the user's log folder.
            keeper: Told each second how the board is, of gaps in the data, and of its end.
            gaps: The last gaps in the data, oldest first, for the diagnostics.
            colours: How many the terminal has; ``None``: as its name says.
            keep_theme: Told of a theme that was chosen by key, to have it again next time.
            keep_arrangement: The same for the arrangement of the list.
            wall: Whether to begin with the wall instead of the board.
            who: The name beside alarms that are acknowledged here.
            lend_terminal: Told what writes a bell or the like between two frames, from any thread
                and without waiting, once there is a terminal; at the end, that there is none.
            sinks: How those are doing that alarms are told to, for the diagnostics.
            on_screen: Called once the first frame is out, for what would have kept it waiting.

        Raises:
            KeysError: the settings hold keys that cannot be used.
        """
        super().__init__(settings.looks, colours, keep_theme)
        self._feed = feed
        self._on_screen = on_screen
        self._clock = clock
        self._redact = redact
        self._crash_dir = crash_dir
        self._keeper: Keeper = NoKeeper() if keeper is None else keeper
        self._kept = True
        self._proof = Proof()
        self._displays = 0
        self._terminal_gone = False
        self._lend_terminal = lend_terminal
        self._ascii_only = glyphs.none.isascii()
        self._began = clock.monotonic()
        self._program: Program | None = None
        self.last_words: str | None = None
        """One line about the error that ended the app."""
        keys = keymap(settings.keys)
        self._bindings = BindingsMap(_bindings(keys))
        self.brush = Brush(self, self._terminal)
        """Puts figures that tick on the terminal; found here by whoever draws them."""
        self.board = BoardScreen(
            settings=settings,
            clock=clock,
            glyphs=glyphs,
            zone=zone,
            keymap=keys,
            sources=Sources(
                feed.diagnostics,
                self._look_at_program,
                gaps,
                feed.open_queue,
                points=feed.points,
                acknowledge=feed.acknowledge,
                snooze=feed.snooze,
                sinks=sinks,
            ),
            ask_now=feed.ask_now,
            leave=self.exit,
            open_palette=self.action_command_palette,
            note_gap=self._keeper.note_gap,
            choose_next_theme=self.choose_next_theme,
            keep_arrangement=keep_arrangement,
            who=who,
        )
        self.wall = WallScreen(
            settings=settings,
            clock=clock,
            glyphs=glyphs,
            zone=zone,
            lookout=self.board.lookout,
            everything=self.board.everything,
            leave=self.exit,
            open_palette=self.action_command_palette,
            choose_next_theme=self.choose_next_theme,
        )
        self.fronts = Fronts(self, self.board, self.wall, self._use_mouse, clock.monotonic)
        self._breather = Breather(self._draw_snapshot, clock.monotonic, self._after)
        self._wall_first = wall

    def get_default_screen(self) -> BoardScreen:
        """The one that lies under all others."""
        return self.board

    def say_theme(self, text: str) -> None:
        """On the screen that is in front."""
        self.fronts.front.say(text)

    def _use_mouse(self, wanted: bool) -> None:
        if isinstance(self._driver, TerminalDriver):
            self._driver.use_mouse(wanted)

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this system, hardened where it is the terminal's own."""
        driver = super().get_driver_class()
        return TerminalDriver if driver is LinuxDriver else driver

    # Life.

    def on_load(self) -> None:
        """Listen to those who may end the app, before anything is done to the terminal."""
        end_in_order(self.exit, self._end_closed)

    def on_mount(self) -> None:
        """Begin."""
        asyncio.get_running_loop().set_exception_handler(self._stray_error)
        if isinstance(self._driver, TerminalDriver):
            self._driver.on_caught_up = self._paint_anew
            self._lend_terminal(self._driver.write_aside)
        self.install_screen(self.wall, WALL)
        if self._wall_first:
            self.fronts.show_wall()
        self._feed.start(self._publish)
        if greeting := self._keeper.greeting():
            self.fronts.front.greet(greeting)
        self._arm()

    def on_unmount(self) -> None:
        """Leave the feed to itself; its thread is a daemon and nobody waits for it."""
        self._lend_terminal(None)
        self._feed.stop()
        self.end_keeping()

    def end_keeping(self) -> None:
        """Tell the keeper that the board ends, and how; only the first time."""
        if self._kept:
            self._kept = False
            ending: Ending = "closed" if self._terminal_gone else "left"
            self._keeper.close("crashed" if self.last_words is not None else ending)

    def _end_closed(self) -> None:
        """The terminal is gone: nobody wanted the board to end."""
        self._terminal_gone = True
        self.exit()

    def _publish(self, snapshot: Snapshot) -> None:
        """Called from the feed's threads; harmless when all is over.

        It waits for the drawing, a tenth of a second at most: whoever has published would go on
        to reckon, and take the interpreter away from the thread that draws and listens to keys.
        """
        arrived = SnapshotArrived(snapshot)
        with suppress(RuntimeError):
            if self.post_message(arrived) and threading.get_ident() != self._thread_id:
                arrived.drawn.wait(_DRAWN_WITHIN)

    def on_snapshot_arrived(self, message: SnapshotArrived) -> None:
        """Hand it to the screens."""
        try:
            self._breather.take(message.snapshot)
        finally:
            message.drawn.set()

    def _draw_snapshot(self, snapshot: Snapshot) -> None:
        with self.brush.frame():
            self.fronts.take(snapshot)

    def tick(self) -> None:
        """What happens each second: ages grow, and a terminal that is gone is noticed."""
        if isinstance(self._driver, TerminalDriver) and self._driver.hung_up:
            self._end_closed()
            return
        front, proof, tally = self.fronts.front, self._proof, self._tally
        still = proof.tick(tally, front.drawn)
        front.beats = proof.beats
        known = self.board.lookout.seen
        self._keeper.tick(
            Sign(
                self.board.snapshot,
                proof.drained,
                proof.frame_after,
                frames=tally.taken,
                state=known.state,
                reason=known.reason,
            )
        )
        if not self._breather.catch_up():
            with self.brush.frame():
                self.fronts.draw()
        if still:
            self.fronts.front.pulse()

    @property
    def _tally(self) -> Tally:
        if isinstance(self._driver, TerminalDriver):
            return self._driver.tally
        # Nobody tells what another kind of screen has taken.
        return Tally(self._displays, self._displays)

    def post_display_hook(self) -> None:
        """Textual calls it after each frame."""
        self._displays += 1
        if self._displays == 1:
            self._on_screen()

    def _terminal(self) -> Callable[[str], object] | None:
        """What writes to the terminal; ``None`` where there is none, or not any more."""
        driver = self._driver
        return driver.write if isinstance(driver, TerminalDriver) and self._running else None

    def _paint_anew(self) -> None:
        """The terminal has missed frames: all of the screen has to be painted."""
        self.screen.refresh()

    def _look_at_program(self) -> Program:
        if self._program is None:
            colours = None if scheme_of(self).colourless else self.console.color_system
            self._program = this_program(colours=colours)
        tally = self._tally
        return now_using(
            self._program,
            uptime=self._clock.monotonic() - self._began,
            size=self.size,
            tally=tally,
            drained=self._proof.drained,
        )

    def _arm(self) -> None:
        # Just after the second changes on the clock that is shown. The wait itself is by a clock
        # that never jumps, and never longer than that second.
        into = self.board.lookout.now % self.SECOND
        self._after(1.01 * self.SECOND - into, self._tick_and_arm)

    def _after(self, seconds: float, what: Callable[[], object]) -> None:
        """Have something done, once and as lightly as it goes: a timer of Textual's is a task."""
        asyncio.get_running_loop().call_later(seconds, self.call_next, what)

    def _tick_and_arm(self) -> None:
        self.tick()
        self._arm()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action counts here and now; keys mean different things in other places."""
        if action != "do":
            return super().check_action(action, parameters)
        known = BY_ID[str(parameters[0])]
        front = self.fronts.front
        if self.screen is not front:
            return known.id == "quit_now"
        return front.place in known.places

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(ascii_only=self._ascii_only))

    def palette_entries(self) -> Iterable[Entry]:
        """What the command palette offers."""
        return entries(self.fronts, self.choose_theme)

    def action_do(self, action_id: str, number: int) -> None:
        """What all keys are bound to."""
        with self.brush.frame():
            self.fronts.do(action_id, number)

    # The end by an error. Textual would print the local variables of every frame.

    def _handle_exception(self, error: Exception) -> None:
        """An error nobody caught: end, with a report and one line instead of a page."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.record(error)
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Textual's way to show the error that is being handled."""
        error = sys.exception()
        self.record(error if error is not None else RuntimeError("unknown error"))
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - that is the point
        """Textual's way to end with something to show; it is not shown."""
        self._return_code = 1
        error = sys.exception()
        self.record(error if error is not None else RuntimeError("Textual gave up"))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Nothing of what Textual would print."""
        self._exit_renderables.clear()

    def _stray_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An error in a task nobody waited for: the board goes on, the report is written."""
        error = context.get("exception")
        if isinstance(error, Exception):
            self.record(error, ends=False)
            self.board.say("an internal error was recorded", "strong")

    def record(self, error: BaseException, *, ends: bool = True) -> None:
        """Write the report of an error, and keep the line about it if it ends the app."""
        if ends and self.last_words is not None:
            return
        path: Path | None = None
        at = datetime.fromtimestamp(self._clock.now(), UTC)
        with suppress(OSError):
            directory = self._crash_dir or user_log_path("queuetui")
            path = write_report(error, directory, self._redact, at)
        if ends:
            self.last_words = last_words(error, path)


def _bindings(keys: Keymap) -> list[Binding]:
    return [
        Binding(
            key,
            f"do('{action.id}', {number})",
            action.description,
            show=False,
            priority=action.always,
        )
        for action in ACTIONS
        for number, key in enumerate(keys.of(action.id), 1)
    ]
