"""The keys in force: the built-in ones of the actions with a person's changes in their place.

Nothing here needs Textual, so the command line can check somebody's keys without loading it.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from msgspec import Struct

from queuetui.ui.actions import ACTIONS, BY_ID, TYPED, Action, Place
from queuetui.ui.keys import key_problem, long_key


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
        typed = [place for place in action.places if place in TYPED]
        if typed and len(key) == 1:
            raise KeysError(
                f"keys.{action_id}: {key!r} would be typed into the {typed[0]}; "
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
