"""The command palette: whatever the app offers by name, found by a part of it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple, Protocol

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from queuetui.ui.actions import ACTIONS, Action
from queuetui.ui.themes import ThemeName, schemes
from queuetui.view.explain import EXPLANATIONS


class Entry(NamedTuple):
    """Something to choose in the palette."""

    title: str
    help: str
    run: Callable[[], object]


class Offering(Protocol):
    """An app that has something to offer."""

    def palette_entries(self) -> Iterable[Entry]:
        """All that can be chosen now."""
        ...


class Board(Protocol):
    """What the palette needs to know of the board, and has it do."""

    def do(self, action_id: str, number: int = 1) -> None:
        """Do what an action says."""
        ...

    def queue_names(self) -> tuple[tuple[str, str], ...]:
        """Id and label of every queue."""
        ...

    def go_to(self, queue_id: str) -> None:
        """Select a queue."""
        ...

    def choices(self) -> Iterable[Entry]:
        """What else the board has to choose from, such as sort orders."""
        ...

    def explain(self, key: str) -> None:
        """Open the help at a figure."""
        ...


class Palette(CommandPalette):
    """The palette; its frame is in ASCII where the other signs are."""

    def __init__(self, *, ascii_only: bool) -> None:
        """``ascii_only``: no sign that a terminal without Unicode cannot draw."""
        super().__init__(placeholder="Find a command, a queue or a figure")
        self.set_class(ascii_only, "-ascii")


class Entries(Provider):
    """Finds what the app offers by a part of its name."""

    async def discover(self) -> Hits:
        """What is offered before anything is typed."""
        for entry in self._offered():
            yield DiscoveryHit(entry.title, entry.run, help=entry.help)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for title, help_text, run in self._offered():
            score = max(matcher.match(title), 0.8 * matcher.match(help_text))
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, text=title, help=help_text)

    def _offered(self) -> Iterable[Entry]:
        app: Offering = self.app  # type: ignore[assignment] # there is no other
        return app.palette_entries()


def entries(board: Board, choose_theme: Callable[[ThemeName], object]) -> Iterator[Entry]:
    """Every action, queue, choice of the board, theme and figure, by name."""
    for action in ACTIONS:
        if action.id != "palette":
            yield Entry(entry_title(action), action.description, partial(board.do, action.id))
    for queue_id, label in board.queue_names():
        yield Entry(f"Go to queue {label}", "Select this queue", partial(board.go_to, queue_id))
    yield from board.choices()
    for name, scheme in schemes().items():
        yield Entry(f"Theme {name}", f"Look: {scheme.says}", partial(choose_theme, name))
    for one in EXPLANATIONS.values():
        yield Entry(f"Explain {one.title}", one.definition, partial(board.explain, one.key))


def entry_title(action: Action) -> str:
    """How an action is called in the palette."""
    return action.title.capitalize()
