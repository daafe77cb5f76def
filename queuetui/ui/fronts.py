"""The board and the wall: which of them is in front, and who does what is asked."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Protocol

from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.widget import AwaitMount

from queuetui.domain.snapshot import Snapshot
from queuetui.ui.actions import BY_ID
from queuetui.ui.palette import Entry
from queuetui.ui.screens.board import BoardScreen
from queuetui.ui.screens.wall import WallScreen

WALL = "wall"
"""The name that the wall is installed by, which keeps it when it is not shown."""
HELP_AT_MOST = 120.0
"""Seconds after which a help that was opened from the wall gives way to it again."""


class Stack(Protocol):
    """The app, as far as it shows one screen over another."""

    def install_screen(self, screen: Screen[None], name: str) -> None:
        """Keep a screen for good."""
        ...

    def push_screen(self, screen: str) -> AwaitMount:
        """Show a screen over the others."""
        ...

    def pop_screen(self) -> AwaitComplete:
        """Show the screen under it again."""
        ...


class Fronts:
    """Brings to the front what somebody wants to see."""

    def __init__(
        self,
        stack: Stack,
        board: BoardScreen,
        wall: WallScreen,
        use_mouse: Callable[[bool], None],
        monotonic: Callable[[], float],
    ) -> None:
        """Begin with the board.

        Args:
            stack: Shows the screens.
            board: The screen that lies under the other.
            wall: The one that comes and goes.
            use_mouse: Told whether the mouse is wanted; the wall has no use for it.
            monotonic: Steady seconds.
        """
        self._stack = stack
        self._board = board
        self._wall = wall
        self._use_mouse = use_mouse
        self._monotonic = monotonic
        self._helped_at: float | None = None
        """When the help was opened from the wall; ``None``: it was not."""
        self.handlers: Mapping[str, Callable[[], None]] = {
            "wall": self.show_wall,
            "leave_wall": self.show_board,
        }
        """What concerns both screens."""

    @property
    def wall_shown(self) -> bool:
        """Whether the wall is in front."""
        return self._board.behind

    @property
    def front(self) -> BoardScreen | WallScreen:
        """The screen that is drawn, and whose keys count."""
        return self._wall if self.wall_shown else self._board

    def show_wall(self) -> None:
        """Bring the wall to the front."""
        self._helped_at = None
        if not self.wall_shown:
            self._board.give_way()
            self._stack.push_screen(WALL)
            self._use_mouse(False)
            self._wall.begin()

    def show_board(self) -> None:
        """Bring the board to the front."""
        if self.wall_shown:
            self._board.behind = False
            self._stack.pop_screen()
            self._use_mouse(True)
            self._board.draw()

    def show_help(self) -> None:
        """Explain the wall, and come back to it."""
        self.show_board()
        self._board.explain(wall=True)
        self._helped_at = self._monotonic()

    def take(self, snapshot: Snapshot) -> None:
        """New figures for whoever is in front."""
        self._board.snapshot = snapshot
        if self.wall_shown:
            self._wall.draw()

    def draw(self) -> None:
        """A second has gone by."""
        if self._helped_at is not None and self._monotonic() - self._helped_at >= HELP_AT_MOST:
            self._board.do("close_help")
            self.show_wall()
        self.front.draw()

    # As the palette and the keys have it.

    def do(self, action_id: str, number: int = 1) -> None:
        """Do what an action says, on the screen that it belongs to."""
        if action_id in self.handlers:
            self.handlers[action_id]()
            return
        if self.wall_shown and action_id == "help":
            self.show_help()
            return
        places = BY_ID[action_id].places
        if self.wall_shown and "wall" not in places:
            self.show_board()
        elif places == ("wall",):
            self.show_wall()
        self.front.do(action_id, number)
        if self._helped_at is not None and self._board.place != "help":
            # Who closed the help wants to see what was there before it.
            self._helped_at = None
            if action_id == "close_help":
                self.show_wall()

    def queue_names(self) -> tuple[tuple[str, str], ...]:
        """Id and label of every queue."""
        return self._board.queue_names()

    def go_to(self, queue_id: str) -> None:
        """Select a queue on the board."""
        self.show_board()
        self._board.go_to(queue_id)

    def choices(self) -> Iterator[Entry]:
        """What the board has to choose from; choosing it brings the board to the front."""
        for title, help_text, run in self._board.choices():
            yield Entry(title, help_text, partial(self._on_board, run))

    def _on_board(self, run: Callable[[], object]) -> None:
        self.show_board()
        run()

    def explain(self, key: str) -> None:
        """Open the help at a figure; it gives way again to the wall if that was in front."""
        from_wall = self.wall_shown
        self.show_board()
        self._board.explain(key)
        if from_wall:
            self._helped_at = self._monotonic()
