"""The wall: big figures on the whole screen, for people who look up from across the room."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import ClassVar

from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen

from queuetui.domain.clock import Clock
from queuetui.domain.settings import Settings
from queuetui.ui.actions import Place
from queuetui.ui.board_state import Frame
from queuetui.ui.lookout import Lookout
from queuetui.ui.wall_state import NOTICE_FOR, WallState
from queuetui.ui.widgets.picture import Picture
from queuetui.view.formats import clean
from queuetui.view.glyphs import Glyphs


class WallScreen(Screen[None]):
    """Draws all queues in tiles; nothing on it can be selected, clicked or scrolled.

    It is made once and kept: showing it mounts nothing, hiding it removes nothing.
    """

    AUTO_FOCUS: ClassVar[str | None] = ""
    ALLOW_SELECT: ClassVar[bool] = False
    CSS_PATH = "wall.tcss"

    def __init__(  # noqa: PLR0913 - all of it is handed in, nothing is looked up
        self,
        *,
        settings: Settings,
        clock: Clock,
        glyphs: Glyphs,
        zone: tzinfo | None,
        lookout: Lookout,
        everything: Callable[[], Frame | None],
        leave: Callable[[], None],
        open_palette: Callable[[], None],
        choose_next_theme: Callable[[], None],
    ) -> None:
        """Put the screen together.

        Args:
            settings: The person's settings.
            clock: The only source of time.
            glyphs: The signs to draw with.
            zone: For times of day; ``None``: this machine's.
            lookout: The feed as it was seen last.
            everything: Looks at the feed, and gives all queues as they stand now.
            leave: Ends the app.
            open_palette: Opens the command palette.
            choose_next_theme: Makes everything look otherwise.
        """
        super().__init__()
        self._clock = clock
        self._lookout = lookout
        self._everything = everything
        self._state = WallState(settings, glyphs, zone, lookout)
        self.drawn = 0
        """The newest `Snapshot.sequence` whose figures have been drawn."""
        self.beats = 0
        """What the mark of life shows: how often new figures have reached the terminal."""
        self._band = Picture(id="band", banner=True)
        self._band_height = 1
        self._tiles = Picture(id="tiles")
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "next_page": lambda _: self._turn(1),
            "previous_page": lambda _: self._turn(-1),
            "theme": lambda _: choose_next_theme(),
            "palette": lambda _: open_palette(),
            "quit": lambda _: leave(),
            "quit_now": lambda _: leave(),
        }
        """What each action that it can do alone does."""

    def compose(self) -> ComposeResult:
        """Textual's way to ask for the parts."""
        self._band.display = False
        yield self._band
        yield self._tiles

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        return "wall"

    @property
    def page(self) -> int:
        """The page that is shown, from 0."""
        return self._state.shown.page

    def do(self, action_id: str, number: int = 1) -> None:
        """Do what an action of the registry says."""
        self.handlers[action_id](number)

    def begin(self) -> None:
        """It comes to the front."""
        self._state.begin(self._clock.monotonic())
        self.draw()

    def greet(self, text: str) -> None:
        """Put a sentence on the last line for long enough to be read by whoever comes by."""
        self._state.say(clean(text), self._clock.monotonic(), "strong", NOTICE_FOR)
        self.draw()

    def say(self, text: str) -> None:
        """Put a sentence on the last line for a moment."""
        self._state.say(clean(text), self._clock.monotonic(), "strong")
        self.draw()

    def draw(self) -> None:
        """Draw what the clock and the newest snapshot say; only what changed is painted."""
        frame, at = self._everything(), self._clock.monotonic()
        if not self.is_mounted:
            return
        painting = self._state.paint(frame, at, self.app.size, self.beats)
        self.drawn = self._lookout.snapshot.sequence
        self._band.display = bool(painting.band)
        if painting.band and len(painting.band) != self._band_height:
            self._band_height = len(painting.band)
            self._band.styles.height = self._band_height
        self._band.show(painting.band)
        self._tiles.show(painting.lines)

    def pulse(self) -> None:
        """Paint a cell anew though nothing changed: a sign of life where no clock has room."""
        self._tiles.refresh(Region(0, 0, 1, 1))

    def on_mount(self) -> None:
        """From now on there is room to draw in."""
        self.draw()

    def on_resize(self) -> None:
        """Lay the tiles out anew."""
        self.draw()

    def _turn(self, pages: int) -> None:
        self._state.turn(pages, self._clock.monotonic())
        self.draw()
