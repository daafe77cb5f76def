"""Typing a filter for the list of queues, keeping it and dropping it."""

from collections.abc import Callable, Mapping

from queuetui.ui.board_state import BoardState
from queuetui.ui.panes import Panes
from queuetui.ui.widgets.event_line import EventLine
from queuetui.ui.widgets.line_input import LineInput


class Filtering:
    """Takes the place of the event line while somebody types."""

    def __init__(
        self,
        state: BoardState,
        panes: Panes,
        events: EventLine,
        draw: Callable[[], object],
    ) -> None:
        """Begin without one.

        Args:
            state: Holds the filter.
            panes: Show the list meanwhile.
            events: Gives its line.
            draw: Draws the board.
        """
        self._state = state
        self._panes = panes
        self._events = events
        self.input = LineInput("filter", "a part of the queue's name", id="filter")
        self._draw = draw
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "filter": lambda _: self.begin(),
            "keep_filter": lambda _: self.end(),
            "clear_filter": lambda _: self.drop(),
        }
        """What the actions of the registry do that are about this."""

    @property
    def is_open(self) -> bool:
        """Whether somebody types."""
        return bool(self.input.display)

    def begin(self) -> None:
        """Type, with what there is already."""
        self._panes.show(self._panes.table)
        self._events.display = False
        self.input.begin(self._state.filter)
        self._draw()

    def end(self) -> None:
        """Keep what was typed."""
        if self.is_open:
            self.input.end()
            self._events.display = True
        self._draw()

    def drop(self) -> None:
        """Show all queues again."""
        self._state.filter = ""
        self.end()
