"""How keys are spelled: by people, by Textual, and in the hint line. Does not need Textual."""

import string
import unicodedata
from difflib import get_close_matches

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape"),
    *("tab", "space", "backspace", "delete", "insert"),
    *(f"f{number}" for number in range(1, 25)),
)
_SYNONYMS = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    " ": "space",
}
# Textual names most signs as Unicode does, except these.
_SIGNS = {
    "/": "slash",
    "\\": "backslash",
    "@": "at",
    "-": "minus",
    "+": "plus",
    "_": "underscore",
}
_SAME_BYTE = {"ctrl+m": "enter", "ctrl+i": "tab", "ctrl+[": "escape", "ctrl+h": "backspace"}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}
_LABELS = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn"}


def long_key(key: str) -> str:
    """A key as Textual spells it: ``?`` is ``question_mark``, ``Esc`` is ``escape``."""
    if len(key) == 1 and key != " ":
        if key.isalnum():
            return key
        return _SIGNS.get(key) or unicodedata.name(key).lower().replace("-", "_").replace(" ", "_")
    *modifiers, base = _parts(key)
    if len(base) == 1:
        base = base.lower() if modifiers else base
        base = base if base.isalnum() else long_key(base)
    return "+".join((*modifiers, base))


def key_problem(key: str) -> str | None:
    """What is wrong with a key a person wrote, in a few words; ``None`` if nothing is."""
    if len(key) == 1:
        return None if key.isprintable() else "a control character is not a key"
    *modifiers, base = _parts(key)
    for modifier in modifiers:
        if modifier not in _MODIFIERS:
            return f"{key!r}: {modifier!r} is none of {', '.join(_MODIFIERS)}"
    if "+".join((*modifiers, base)) in _SAME_BYTE:
        same = _SAME_BYTE["+".join((*modifiers, base))]
        return f"{key!r} can't be told from {same!r}: a terminal sends the same for both"
    if base in _NAMED or (len(base) == 1 and base.isprintable()):
        return None
    near = get_close_matches(base, _NAMED, n=1)
    return f"there is no key {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def key_label(key: str, *, ascii_only: bool = False) -> str:
    """A key (spelled as `long_key` does) as people read it: ``question_mark`` is ``?``."""
    *modifiers, base = key.split("+")
    if base in _ARROWS:
        base = base if ascii_only else _ARROWS[base]
    else:
        base = _LABELS.get(base) or _sign(base)
    return "+".join((*modifiers, base))


def _parts(key: str) -> list[str]:
    # The plus sign itself may be the base: "ctrl++".
    lowered = key.lower() if len(key) > 1 else key
    plus = lowered.endswith("++")
    parts = [*lowered[:-2].split("+"), "+"] if plus else lowered.split("+")
    return [*parts[:-1], _SYNONYMS.get(parts[-1], parts[-1])]


def _sign(base: str) -> str:
    return _SIGN_OF.get(base, base)


_SIGN_OF = {long_key(sign): sign for sign in string.punctuation}
