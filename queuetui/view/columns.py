"""The board's columns, and which of them a terminal of a given width can hold."""

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace


class Column(Struct, frozen=True):
    """A column of the board; widths in terminal cells."""

    key: str
    title: str
    width: int
    """The least it needs."""
    right: bool
    drop_order: int
    """On narrow screens the highest goes first; 0 stays to the last."""
    most: int = 0
    """Up to which it grows where there is room; 0: it does not."""


class Placed(Struct, frozen=True):
    """A column with its place on the line; in terminal cells."""

    column: Column
    start: int
    width: int


NAME_MAX = 40

COLUMNS: tuple[Column, ...] = (
    Column("severity", "STATUS", 9, right=False, drop_order=0, most=12),
    Column("name", "QUEUE", 10, right=False, drop_order=0, most=NAME_MAX),
    Column("waiting", "WAITING", 7, right=True, drop_order=1),
    Column("longest", "LONGEST", 9, right=True, drop_order=2),
    Column("limit", "LIMIT", 6, right=True, drop_order=9),
    Column("available", "AVAIL/ON Q", 10, right=True, drop_order=3),
    Column("interacting", "TALKING", 7, right=True, drop_order=4),
    Column("alerting", "RINGING", 7, right=True, drop_order=7),
    Column("not_responding", "NO ANSWER", 9, right=True, drop_order=8),
    Column("off_queue", "OFF QUEUE", 9, right=True, drop_order=11),
    Column("members", "MEMBERS", 7, right=True, drop_order=12),
    Column("trend", "TREND", 8, right=False, drop_order=5, most=16),
    Column("age", "AGE", 6, right=True, drop_order=6),
    Column("why", "WHY", 24, right=False, drop_order=10, most=52),
)
"""In the order in which they stand on the line."""

_SEVERITY = COLUMNS[0]
_ESSENTIAL = 5
"""Columns up to this drop order are squeezed in; the others wait until names have room."""
_ROOMY = 100
"""From this width on there are two blanks between columns."""


def fit(
    total_width: int,
    *,
    name_max: int = NAME_MAX,
    gutter: int = 1,
    without: Collection[str] = (),
) -> tuple[Placed, ...]:
    """The columns for a line of ``total_width`` cells, left to right, never overlapping.

    The name takes what is left, up to ``name_max`` (the longest name there is, if that is known).
    The first ``gutter`` cells stay free for a cursor. ``without`` names columns that are not
    wanted.
    """
    gap = 2 if total_width >= _ROOMY else 1
    name_max = max(_name_least(0), min(name_max, NAME_MAX))
    wanted = [column for column in COLUMNS if column.key not in without]
    chosen = _choose(wanted, total_width - gutter, gap, name_max)
    return _place(chosen, total_width, gutter, gap, name_max)


def _name_least(drop_order: int) -> int:
    # The more is on the line already, the more room names get before the next column comes.
    if drop_order <= _ESSENTIAL:
        return 10
    return 20 if drop_order < 9 else 28


def _choose(wanted: list[Column], room: int, gap: int, name_max: int) -> list[Column]:
    by_order = sorted(wanted, key=lambda column: column.drop_order)
    taken = {column.key for column in by_order if column.drop_order == 0}
    short = {"severity": replace(_SEVERITY, width=1, most=0)}

    def needs(keys: set[str], name: int, *, word: bool) -> int:
        used = [column for column in wanted if column.key in keys]
        widths = sum(
            name if c.key == "name" else 1 if c.key == "severity" and not word else c.width
            for c in used
        )
        return widths + gap * (len(used) - 1)

    # The word beside the severity's glyph gives way only to the two figures that matter most.
    word = needs({*taken, "waiting", "longest"}, _name_least(0), word=True) <= room
    for column in by_order:
        if column.drop_order == 0:
            continue
        name = min(name_max, _name_least(column.drop_order))
        least = 5 if column.drop_order == 1 and not word else name
        if needs({*taken, column.key}, least, word=word) > room:
            break
        taken.add(column.key)
    return [
        short.get(column.key, column) if not word else column
        for column in wanted
        if column.key in taken
    ]


def _place(
    chosen: list[Column], total_width: int, gutter: int, gap: int, name_max: int
) -> tuple[Placed, ...]:
    fixed = sum(column.width for column in chosen if column.key != "name")
    spare = max(0, total_width - gutter - fixed - gap * (len(chosen) - 1))
    widths = {column.key: column.width for column in chosen}
    # Who grows first: names up to a comfortable width, then the rest in turn.
    widths["name"] = min(spare, name_max)
    spare -= widths["name"]
    for key in ("trend", "severity", "why"):
        column = next((column for column in chosen if column.key == key), None)
        if column is not None and column.most:
            more = min(spare, column.most - column.width)
            widths[key] += more
            spare -= more
    if len(chosen) > 1:
        gap += min(2, spare // (len(chosen) - 1))

    placed: list[Placed] = []
    start = min(gutter, total_width)
    for column in chosen:
        width = min(widths[column.key], max(0, total_width - start))
        placed.append(Placed(column, start, width))
        start = min(start + width + gap, total_width)
    return tuple(spot for spot in placed if spot.width > 0)
