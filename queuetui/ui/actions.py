"""Everything a person can do, in one registry.

Keys, command palette, help and hint line are all made from `ACTIONS`. The keys in force are in
`queuetui.ui.keymap`.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Place = Literal["board", "queue", "help", "diagnostics", "alarms", "filter", "note", "wall"]
"""Where the keyboard is: on the list, in an opened queue, help, diagnostics or the alarms, typing a
filter or a note, or in front of the wall.
"""
TYPED: frozenset[Place] = frozenset({"filter", "note"})
"""Where characters are text, and no keys."""

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


_LISTS: tuple[Place, ...] = ("board", "queue", "help", "diagnostics", "alarms")
_DATA: tuple[Place, ...] = ("board", "queue")
_QUEUE: tuple[Place, ...] = ("queue",)
_ALARMS: tuple[Place, ...] = ("alarms",)
_EVERYWHERE: tuple[Place, ...] = (*_LISTS, *sorted(TYPED), "wall")

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
        (*_DATA, "diagnostics", "alarms"),
        hint=30,
    ),
    Action(
        "alarms",
        ("a",),
        "alarms",
        "Show the alarms that are on and those that are over, and who looks after them",
        "Data",
        _DATA,
        hint=46,
    ),
    Action(
        "acknowledge",
        ("x",),
        "acknowledge",
        "Say that you look after the selected alarm: it is not told again",
        "Data",
        _ALARMS,
        hint=72,
    ),
    Action(
        "acknowledge_with_note",
        ("X",),
        "acknowledge with a note",
        "The same with a note on what is being done, or another note on what is acknowledged",
        "Data",
        _ALARMS,
        hint=66,
        hint_title="with a note",
    ),
    Action(
        "keep_note",
        ("enter",),
        "keep note",
        "Acknowledge the alarm with the note that was typed",
        "Data",
        ("note",),
        hint=70,
        hint_title="acknowledge",
    ),
    Action(
        "drop_note",
        ("escape",),
        "drop note",
        "Leave the alarm as it is",
        "Data",
        ("note",),
        hint=60,
        hint_title="leave it",
    ),
    Action(
        "snooze",
        ("z",),
        "snooze",
        "Hear nothing of the selected alarm for 15 minutes; again for 1 h, 4 h, and not at all",
        "Data",
        _ALARMS,
        hint=70,
    ),
    Action(
        "open_alarm",
        ("enter",),
        "open its queue",
        "Open the queue that the selected alarm is about",
        "Data",
        _ALARMS,
        hint=68,
    ),
    Action(
        "close_alarms",
        ("escape", "a", "q"),
        "close alarms",
        "Close the alarms",
        "Data",
        _ALARMS,
        hint=90,
        hint_title="close",
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
