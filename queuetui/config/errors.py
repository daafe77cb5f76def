"""The one error of this package, and how found values are shown in it."""

from collections.abc import Iterable

from msgspec import Struct

SHOWN = 40
"""Characters of a found text that a message repeats."""


class SettingsError(Exception):
    """A mistake in the settings or credentials. Its text is one line, and never holds a secret."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class Place(Struct, frozen=True):
    """Where a value stands, so that a message can lead a person to it."""

    source: str
    """The file, or the flag of the command line."""
    path: str = ""
    """Keys from the top of the file, such as ``queues[2].limits``; entries count from 1."""
    entry: int = 0
    """The number of the ``[[queues]]`` entry it belongs to; 0 outside of them."""

    def at(self, key: str) -> "Place":
        """The place of a key inside this table."""
        name = key if _is_bare(key) else f'"{key}"'
        path = f"{self.path}.{name}" if self.path else name
        return Place(self.source, path, self.entry)

    def nth(self, number: int) -> "Place":
        """The place of an entry of this array; the first one is 1."""
        entry = number if self.path == "queues" else self.entry
        return Place(self.source, f"{self.path}[{number}]", entry)

    def problem(self, text: str) -> SettingsError:
        """An error about this place."""
        path = self.path
        if self.entry:  # programs count from 0 and people from 1: leave no doubt
            path += f" ({ordinal(self.entry)} [[queues]] entry)"
        return SettingsError(": ".join(part for part in (self.source, path, text) if part))

    def refuse(self, found: object, allowed: str, why: str = "") -> SettingsError:
        """An error that says what was found here and what is allowed."""
        reason = f" ({why})" if why else ""
        return self.problem(f"found {shown(found)}{reason}; allowed: {allowed}")


def shown(value: object) -> str:
    """A value as the file spells it, cut short, on one line."""
    if isinstance(value, str):
        return f'"{_short(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        # Python refuses to spell out whole numbers of thousands of digits.
        return "a huge number" if abs(value) >= 10**15 else str(value)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    return "a date or time"


def one_of(names: Iterable[str]) -> str:
    """``a, b or c``."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def ordinal(number: int) -> str:
    """The number as a place in a row: ``1st``, ``2nd``, ``3rd``, ``4th``."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def printable(text: str) -> str:
    """The text with line ends and control characters written as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _is_bare(key: str) -> bool:
    return bool(key) and all(c.isascii() and (c.isalnum() or c in "_-") for c in key)
