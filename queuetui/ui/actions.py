"""Everything a person can do, in one registry.

Keys, command palette, help and hint line are all made from `ACTIONS`. Nothing here needs Textual,
so the command line can check somebody's keys without loading it.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct

from queuetui.ui.keys import key_problem, long_key

Place = Literal["board", "queue", "help", "diagnostics", "filter", "wall"]
"""Where the keyboard is: on the list, in an opened queue, help or diagnostics, typing a filter, or
in front of the wall.
"""

Group = Literal["Move", "Look", "Data", "Program"]
GROUPS: tuple[Group, ...] = ("Move", "Look", "Data", "Program")


class Action(Struct, frozen=True):
    """Something a person can do."""

    id: str
    keys: tuple[str, ...]
    """Built-in keys, the one shown first; for an action that takes a number, one for each."""
    title: str
    """A word or two, for the palette, and for the hint line unless it has its own."""
    description: str
    """One sentence without full stop, for help and palette."""
    group: Group
    places: tuple[Place, ...]
    """Where its keys count."""
    hint: int = 0
    """How long it stays in the hint line when room gets short (higher: longer); 0: not in it."""
    hint_title: str = ""
    hint_in: tuple[Place, ...] = ()
    """The places whose hint line shows it; none given: all of its places."""
    pair: str | None = None
    """The id of its counterpart, whose first key the hint line shows beside its own."""
    numbered: bool = False
    """Whether the n-th key means the number n."""
    always: bool = False
    """Whether its keys also count in front of whatever has the keyboard."""


_LISTS: tuple[Place, ...] = ("board", "queue", "help", "diagnostics")
_DATA: tuple[Place, ...] = ("board", "queue")
_QUEUE: tuple[Place, ...] = ("queue",)
_EVERYWHERE: tuple[Place, ...] = ("board", "queue", "help", "diagnostics", "filter", "wall")

ACTIONS: tuple[Action, ...] = (
    Action(
        "up",
        ("up", "k"),
        "up",
        "One row up",
        "Move",
        _LISTS,
        hint=80,
        hint_title="move",
        pair="down",
    ),
    Action("down", ("down", "j"), "down", "One row down", "Move", _LISTS),
    Action("page_up", ("pageup",), "page up", "One screenful up", "Move", _LISTS),
    Action("page_down", ("pagedown",), "page down", "One screenful down", "Move", _LISTS),
    Action("first", ("home", "g"), "first", "To the first row", "Move", _LISTS),
    Action("last", ("end", "G"), "last", "To the last row", "Move", _LISTS),
    Action(
        "jump",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "jump",
        "To the row of that number, counted from the top of what is on screen",
        "Move",
        ("board",),
        numbered=True,
    ),
    Action(
        "open",
        ("enter",),
        "open",
        "Open the selected queue: every figure by media type, agents by status; fold a group",
        "Look",
        ("board",),
        hint=75,
    ),
    Action(
        "next_queue",
        ("n", "]"),
        "next queue",
        "The next queue of the list",
        "Look",
        ("queue",),
        hint=70,
        hint_title="other queue",
        pair="previous_queue",
    ),
    Action("previous_queue", ("p", "["), "previous queue", "The queue before it", "Look", _QUEUE),
    Action(
        "sort_agents",
        ("o",),
        "sort agents",
        "Sort the agents: longest in status first, by status, by name",
        "Look",
        ("queue",),
        hint=50,
    ),
    Action(
        "back",
        ("escape",),
        "back",
        "Close the opened queue; on the board: resume drawing, or drop the filter",
        "Look",
        _DATA,
        hint=60,
        hint_in=("queue",),
    ),
    Action(
        "filter",
        ("/",),
        "filter",
        "Show only queues that match: a name, -name, severity:warn, group:, division:, media:email",
        "Look",
        ("board",),
        hint=65,
    ),
    Action(
        "keep_filter",
        ("enter",),
        "keep filter",
        "Keep the filter and go back to the board",
        "Look",
        ("filter",),
        hint=70,
        hint_title="keep",
    ),
    Action(
        "clear_filter",
        ("escape",),
        "drop filter",
        "Drop the filter and go back to the board",
        "Look",
        ("filter",),
        hint=60,
        hint_title="drop it",
    ),
    Action(
        "sort",
        ("s",),
        "sort",
        "Sort by the next column on screen; after the last one, as configured",
        "Look",
        ("board",),
        hint=50,
    ),
    Action(
        "reverse",
        ("S",),
        "sort backwards",
        "Sort by the same column the other way round",
        "Look",
        ("board",),
    ),
    Action(
        "columns",
        ("c",),
        "columns",
        "Next set of columns: wall, supervisor, analyst, and your own",
        "Look",
        ("board",),
        hint=44,
    ),
    Action(
        "group",
        ("v",),
        "group",
        "Put queues together: as configured, by division, by beginning of the name, or not",
        "Look",
        ("board",),
        hint=42,
    ),
    Action(
        "fold",
        ("left", "h"),
        "fold",
        "Show only the head of the group, with its totals",
        "Look",
        ("board",),
    ),
    Action(
        "unfold",
        ("right", "l"),
        "unfold",
        "Show the queues of the group again",
        "Look",
        ("board",),
    ),
    Action(
        "fold_all",
        ("z",),
        "fold all",
        "Show only the heads of all groups, or all queues again",
        "Look",
        ("board",),
    ),
    Action(
        "pause",
        ("space",),
        "pause",
        "Stop drawing while the data goes on being collected; again to resume",
        "Look",
        _DATA,
        hint=40,
    ),
    Action(
        "theme",
        ("t",),
        "theme",
        "Next theme: night, dusk, day, contrast, safe or plain",
        "Look",
        (*_LISTS, "wall"),
    ),
    Action(
        "wall",
        ("w",),
        "wall",
        "Big figures on the whole screen, to be read from across the room",
        "Look",
        _DATA,
        hint=8,
    ),
    Action(
        "next_page",
        ("n", "right"),
        "next page",
        "The next page of the wall; it stays for a turn",
        "Look",
        ("wall",),
    ),
    Action(
        "previous_page",
        ("p", "left"),
        "previous page",
        "The page of the wall before it",
        "Look",
        ("wall",),
    ),
    Action("leave_wall", ("w", "escape"), "leave the wall", "Back to the board", "Look", ("wall",)),
    Action(
        "ask",
        ("r",),
        "ask now",
        "Ask for new figures at once",
        "Data",
        (*_DATA, "diagnostics"),
        hint=30,
    ),
    Action(
        "diagnostics",
        ("d",),
        "diagnostics",
        "Show how well the connection is, its last calls, and what this program uses",
        "Data",
        _DATA,
        hint=20,
    ),
    Action(
        "close_diagnostics",
        ("escape", "d", "q"),
        "close diagnostics",
        "Close the diagnostics",
        "Data",
        ("diagnostics",),
        hint=90,
        hint_title="close",
    ),
    Action(
        "palette",
        ("ctrl+p",),
        "commands",
        "Find any command or queue by typing a part of its name",
        "Program",
        _EVERYWHERE,
        hint=36,
        always=True,
    ),
    Action(
        "help",
        ("?",),
        "help",
        "Show what the keys do and what every figure means",
        "Program",
        (*_DATA, "wall"),
        hint=90,
    ),
    Action(
        "close_help",
        ("escape", "?", "q"),
        "close help",
        "Close the help",
        "Program",
        ("help",),
        hint=90,
    ),
    Action("quit", ("q",), "quit", "Quit", "Program", (*_DATA, "wall"), hint=85),
    Action(
        "quit_now",
        ("ctrl+q", "ctrl+c"),
        "quit at once",
        "Quit, wherever the keyboard is",
        "Program",
        _EVERYWHERE,
        always=True,
    ),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


class KeysError(ValueError):
    """Keys in the settings that cannot be used; its text is one sentence for people."""


class Keymap(Struct, frozen=True):
    """The keys in force, by action id."""

    keys: Mapping[str, tuple[str, ...]]

    def of(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action, spelled as `long_key` does; empty: only the palette starts it."""
        return self.keys[action_id]

    def here(self, place: Place) -> Iterator[Action]:
        """The actions whose keys count in a place, in the registry's order."""
        return (action for action in ACTIONS if place in action.places and self.keys[action.id])


def keymap(changes: Mapping[str, tuple[str, ...]]) -> Keymap:
    """The built-in keys with a person's changes put in their place.

    Raises:
        KeysError: an unknown action, a key that does not exist, or one key for two actions.
    """
    for action_id, keys in changes.items():
        _check_change(action_id, keys)
    in_force = {
        action.id: tuple(long_key(key) for key in changes.get(action.id, action.keys))
        for action in ACTIONS
    }
    _check_clashes(in_force, changes)
    return Keymap(in_force)


def check_keys(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Make sure a person's keys (by action id) can be used.

    Raises:
        KeysError: an unknown action, a key that does not exist, or one key for two actions.
    """
    keymap(keys)


def _check_change(action_id: str, keys: tuple[str, ...]) -> None:
    action = BY_ID.get(action_id)
    if action is None:
        near = get_close_matches(action_id, BY_ID, n=1)
        meant = f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(BY_ID)}"
        raise KeysError(f"keys.{action_id}: no such action{meant}")
    for key in keys:
        if problem := key_problem(key):
            raise KeysError(f"keys.{action_id}: {problem}")
        typed = "filter" in action.places and len(key) == 1
        if typed:
            raise KeysError(
                f"keys.{action_id}: {key!r} would be typed into the filter; "
                "use a key that is not a character"
            )
    if action_id == "quit" and not keys:
        raise KeysError("keys.quit: there must be a key to quit with")


def _check_clashes(
    in_force: Mapping[str, tuple[str, ...]], changes: Mapping[str, tuple[str, ...]]
) -> None:
    taken: dict[tuple[Place, str], Action] = {}
    # Changed actions come last so that the sentence names the line of the file that is to blame.
    for action in sorted(ACTIONS, key=lambda action: action.id in changes):
        for key in in_force[action.id]:
            for place in action.places:
                other = taken.setdefault((place, key), action)
                if other is not action or in_force[action.id].count(key) > 1:
                    who = "twice here" if other is action else f"the key of {other.id} there too"
                    raise KeysError(f"keys.{action.id}: {key!r} is {who} ({place})")
