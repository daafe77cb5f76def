"""``[board]``, ``[columns]`` and ``[groups]``: what the board shows, and in which order."""

from collections.abc import Collection, Mapping

from queuetui.config import values
from queuetui.config.errors import Place, one_of, ordinal
from queuetui.domain.settings import (
    COLUMN_KEYS,
    COLUMN_SETS,
    GROUPS_BY,
    SORT_KEYS,
    BoardSettings,
    GroupSettings,
)

NEEDED = ("severity", "name")
"""Without these two, nobody could tell which queue a line means or whether it is in trouble."""
LONGEST_WORD = 20
"""Characters of a set's name, and of what separates a group's name from the rest."""


def parse_board(value: object, place: Place, sets: Collection[str]) -> BoardSettings:
    """How the board starts; ``sets`` are the names of the column sets of one's own."""
    table = values.table(value, place, "board")
    default = BoardSettings()
    sort, fresh_breach, columns = default.sort, default.fresh_breach, default.columns
    if "sort" in table:
        sort = _sort(table["sort"], place.at("sort"))
    if "fresh_breach" in table:
        fresh_breach = values.duration(table["fresh_breach"], place.at("fresh_breach"))
    if "columns" in table:
        known = tuple(dict.fromkeys([*COLUMN_SETS, *sets]))
        columns = values.choice(table["columns"], place.at("columns"), known)
    return BoardSettings(sort, fresh_breach, columns)


def parse_columns(value: object, place: Place) -> Mapping[str, tuple[str, ...]]:
    """Column sets by name."""
    if not isinstance(value, dict):
        raise place.refuse(
            value, 'a table of lines such as night = ["severity", "name", "waiting"]'
        )
    return {name: _column_set(name, keys, place.at(name)) for name, keys in value.items()}


def parse_groups(value: object, place: Place) -> GroupSettings:
    """How queues are put together in groups."""
    table = values.table(value, place, "groups")
    by, separator = GroupSettings().by, GroupSettings().separator
    if "by" in table:
        by = values.choice(table["by"], place.at("by"), GROUPS_BY)
    if "separator" in table:
        separator = _separator(table["separator"], place.at("separator"))
    return GroupSettings(by, separator)


def _sort(value: object, place: Place) -> str:
    near: list[str] = []
    if isinstance(value, str):
        key = value.removeprefix("-")
        if key in SORT_KEYS:
            return value
        sign = value[: len(value) - len(key)]
        near = [sign + word for word in values.near(key, SORT_KEYS)]
    known = one_of(f'"{word}"' for word in SORT_KEYS)
    allowed = f'{known}; with a "-" in front of it ("-name") the other way round'
    raise place.refuse(value, allowed, values.guess(near))


def _column_set(name: str, value: object, place: Place) -> tuple[str, ...]:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_WORD:
        raise place.problem(
            f"this is no name for a column set; allowed: 1 to {LONGEST_WORD} characters"
        )
    if not isinstance(value, list):
        known = one_of(f'"{key}"' for key in COLUMN_KEYS)
        raise place.refuse(value, f"an array of columns, each of them {known}")
    keys = [values.choice(key, place.nth(n), COLUMN_KEYS) for n, key in enumerate(value, start=1)]
    for number, key in enumerate(keys, start=1):
        first = keys.index(key) + 1
        if first != number:
            why = f"already the {ordinal(first)} column"
            raise place.nth(number).refuse(key, "each column once", why)
    missing = " and ".join(f'"{key}"' for key in NEEDED if key not in keys)
    if missing:
        raise place.problem(
            f'found a column set without {missing}; allowed: sets with both "severity" and "name"'
        )
    return tuple(keys)


def _separator(value: object, place: Place) -> str:
    """As written, blanks and all."""
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= LONGEST_WORD:
        raise place.refuse(
            value,
            'what stands in a queue\'s name between group and rest, such as " - ",'
            f" 1 to {LONGEST_WORD} characters",
        )
    return value
