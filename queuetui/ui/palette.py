"""The command palette's entries: every action of the registry, and every queue."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from textual.command import DiscoveryHit, Hit, Hits, Provider

from queuetui.ui.actions import ACTIONS, Action


class Board(Protocol):
    """What the palette needs to know and do."""

    def do(self, action_id: str, number: int = 1) -> None:
        """Do what an action says."""
        ...

    def queue_names(self) -> tuple[tuple[str, str], ...]:
        """Id and label of every queue."""
        ...

    def go_to(self, queue_id: str) -> None:
        """Select a queue."""
        ...


class Entries(Provider):
    """Finds actions and queues by a part of their names."""

    async def discover(self) -> Hits:
        """What is offered before anything is typed."""
        for title, help_text, command in self._entries():
            yield DiscoveryHit(title, command, help=help_text)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for title, help_text, command in self._entries():
            score = max(matcher.match(title), 0.8 * matcher.match(help_text))
            if score > 0:
                yield Hit(score, matcher.highlight(title), command, text=title, help=help_text)

    def _entries(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        board = self._board
        for action in ACTIONS:
            if action.id != "palette":
                yield entry_title(action), action.description, partial(board.do, action.id)
        for queue_id, label in board.queue_names():
            yield f"Go to queue {label}", "Select this queue", partial(board.go_to, queue_id)

    @property
    def _board(self) -> Board:
        board: Board = self.screen  # type: ignore[assignment] # the app has no other screen
        return board


def entry_title(action: Action) -> str:
    """How an action is called in the palette."""
    return action.title.capitalize()
