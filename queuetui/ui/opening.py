"""The opened queue: which one it is, and what the keys do to it."""

from collections.abc import Callable, Mapping

from queuetui.ui.board_state import BoardState
from queuetui.ui.lookout import Lookout
from queuetui.ui.panes import Panes
from queuetui.ui.widgets.queue_rows import QueueRows


class Opening:
    """Opens a queue over the list, keeps it drawn, and closes it."""

    def __init__(
        self,
        state: BoardState,
        panes: Panes,
        lookout: Lookout,
        say: Callable[[str], object],
        draw: Callable[[], object],
    ) -> None:
        """Begin with none open.

        Args:
            state: Holds the queues as they stand.
            panes: Show it, or the list.
            lookout: Knows what was heard of it.
            say: Puts a sentence on the event line.
            draw: Draws the board.
        """
        self._state = state
        self._panes = panes
        self._panel = panes.queue
        self._rows: QueueRows = panes.table.rows
        self._lookout = lookout
        self._say = say
        self._draw = draw
        self.handlers: Mapping[str, Callable[[int], None]] = {
            "open": lambda _: self._rows.open(),
            "next_queue": lambda _: self._switch(1),
            "previous_queue": lambda _: self._switch(-1),
            "sort_agents": lambda _: self._sort_agents(),
        }
        """What the actions of the registry do that are about this."""

    @property
    def is_open(self) -> bool:
        """Whether one is shown."""
        return bool(self._panel.display)

    def open(self, queue_id: str) -> None:
        """Show this queue, from the top."""
        self._rows.select(queue_id)
        self._panel.queue_id = queue_id
        self._panel.scroll_to_top()
        self._panes.show(self._panel)
        self._draw()

    def go_on_with(self, queue_id: str) -> None:
        """Show this queue from now on, if one is open."""
        if self.is_open:
            self._panel.queue_id = queue_id

    def draw(self) -> None:
        """Draw it as it stands now."""
        frame = self._state.frame()
        if not self.is_open or frame is None:
            return
        opened = self._panel.queue_id
        # One that the filter hides by now stays open: it may just have come out of its breach.
        standing = self._state.standing(opened) if opened else self._rows.standing
        if standing is None:
            # It is gone; another one's figures in its place could be taken for its own.
            self.close()
            self._say("the opened queue is not on the board any more")
            return
        self._panel.show_queue(standing, frame.now, self._lookout, still=self._state.paused)

    def close(self) -> None:
        """Show the list again."""
        self._panel.close()
        self._panes.show(self._panes.table)
        self._draw()

    def _switch(self, step: int) -> None:
        if self._rows.move_to_queue(step):
            self._panel.queue_id = self._rows.selected
        self.draw()

    def _sort_agents(self) -> None:
        self._say(f"agents sorted: {self._panel.next_order()}")
        self.draw()
