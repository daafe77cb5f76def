"""The board's columns, sets of them, and which of a set a terminal of a given width can hold."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.settings import COLUMN_SETS


class Column(Struct, frozen=True):
    """A column of the board; widths in terminal cells."""

    key: str
    title: str
    width: int
    """The least it needs."""
    right: bool
    drop_order: int
    """On narrow screens the highest of a set goes first; 0 stays to the last."""
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
    Column("group", "GROUP", 10, right=False, drop_order=22, most=20),
    Column("waiting", "WAITING", 7, right=True, drop_order=1),
    Column("longest", "LONGEST", 9, right=True, drop_order=2),
    Column("limit", "LIMIT", 6, right=True, drop_order=12),
    Column("forecast", "BREACH IN", 10, right=False, drop_order=5, most=19),
    Column("media", "VOI CHT EML CBK MSG", 19, right=True, drop_order=7),
    Column("available", "AVAIL/ON Q", 10, right=True, drop_order=3),
    Column("interacting", "TALKING", 7, right=True, drop_order=8),
    Column("alerting", "RINGING", 7, right=True, drop_order=23),
    Column("not_responding", "NO ANSWER", 9, right=True, drop_order=9),
    Column("agents_needed", "NEED", 5, right=True, drop_order=14),
    Column("off_queue", "OFF QUEUE", 9, right=True, drop_order=25),
    Column("members", "MEMBERS", 7, right=True, drop_order=26),
    Column("trend", "TREND", 8, right=False, drop_order=6, most=16),
    Column("age", "AGE", 6, right=True, drop_order=24),
    Column("why", "WHY", 24, right=False, drop_order=13, most=52),
    Column("offered", "OFFERED", 7, right=True, drop_order=11),
    Column("answered", "ANSWERED", 8, right=True, drop_order=15),
    Column("abandoned", "ABAND", 6, right=True, drop_order=16),
    Column("abandon_rate", "ABAND%", 6, right=True, drop_order=10),
    Column("short_abandoned", "SHORT", 5, right=True, drop_order=21),
    Column("flowed_out", "FLOWED", 6, right=True, drop_order=20),
    Column("over_sla", "OVER SLA", 8, right=True, drop_order=19),
    Column("service", "SERVICE", 8, right=False, drop_order=4),
    Column("asa", "ASA", 6, right=True, drop_order=17),
    Column("aht", "AHT", 6, right=True, drop_order=18),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}

TODAY: frozenset[str] = frozenset(
    {
        *("offered", "answered", "abandoned", "abandon_rate", "short_abandoned"),
        *("flowed_out", "over_sla", "service", "asa", "aht"),
    }
)
"""Keys of the columns that tell of the day so far."""

_NOW = ("severity", "name", "waiting", "longest")
SETS: Mapping[str, tuple[str, ...]] = {
    "wall": (*_NOW, "limit", "forecast", "available", "service"),
    "supervisor": (
        *(*_NOW, "limit", "forecast", "media", "available", "interacting"),
        *("not_responding", "service", "abandon_rate", "offered", "trend", "why"),
    ),
    "analyst": (
        *(*_NOW, "available", "agents_needed", "offered", "answered", "abandoned", "abandon_rate"),
        *("short_abandoned", "flowed_out", "over_sla", "service", "asa", "aht"),
    ),
}
"""The built-in column sets: keys in the order in which they stand on the line."""
DEFAULT_SET = "supervisor"

_ESSENTIAL = 5
"""Columns up to this drop order are squeezed in; the others wait until names have room."""
_COMFORTABLE = 20
"""Cells in which most names can be read."""
_READABLE = 18
"""Cells that a name keeps beside the forecast's word."""
_ROOMY = 100
"""From this width on there are two blanks between columns."""


def set_names(own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names of all column sets: the built-in ones first, then a person's own."""
    return tuple(dict.fromkeys([*COLUMN_SETS, *own]))


def keys_of(name: str, own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The columns of a set, own ones before built-in ones; the usual ones for an unknown name."""
    return own.get(name) or SETS.get(name) or SETS[DEFAULT_SET]


def fit(
    total_width: int,
    *,
    wanted: Sequence[str] = SETS[DEFAULT_SET],
    name_max: int = NAME_MAX,
    gutter: int = 1,
    without: Collection[str] = (),
) -> tuple[Placed, ...]:
    """The columns for a line of ``total_width`` cells, left to right, never overlapping.

    ``wanted`` are the keys of a set, in their order. The name takes what is left, up to
    ``name_max`` (the longest name there is, if that is known). The first ``gutter`` cells stay free
    for a cursor. ``without`` names columns that are not wanted.
    """
    name_max = max(_name_least(0), min(name_max, NAME_MAX))
    columns = [BY_KEY[key] for key in wanted if key not in without]
    gap, close = 1, min(total_width, _ROOMY - 1)
    chosen = _choose(columns, close - gutter, gap, name_max)
    if total_width >= _ROOMY:
        roomy = _choose(columns, total_width - gutter, 2, name_max)
        # More blanks must not cost a column that a narrower line has.
        if len(roomy) >= len(chosen):
            gap, chosen = 2, roomy
    gap, chosen = _with_word(chosen, total_width - gutter, gap, name_max)
    return _place(chosen, total_width, gutter, gap, name_max)


def column_at(placed: Sequence[Placed], x: int) -> str | None:
    """The key of the column nearest to cell ``x`` of the line; ``None`` if there are none."""

    def distance(spot: Placed) -> int:
        # The arrow of a full column stands in the blank before it.
        start = spot.start - spot.column.right
        return max(start - x, x - (spot.start + spot.width - 1), 0)

    return min(placed, key=distance).column.key if placed else None


def _name_least(drop_order: int) -> int:
    # The more is on the line already, the more room names get before the next column comes.
    if drop_order <= _ESSENTIAL:
        return 10
    return _COMFORTABLE if drop_order <= 11 else 28


def _choose(wanted: list[Column], room: int, gap: int, name_max: int) -> list[Column]:
    by_order = sorted(wanted, key=lambda column: column.drop_order)
    taken = {column.key for column in by_order if column.drop_order == 0}

    def needs(keys: set[str], name: int, *, word: bool) -> int:
        used = [column for column in wanted if column.key in keys]
        widths = sum(
            name if c.key == "name" else 1 if c.key == "severity" and not word else c.width
            for c in used
        )
        return widths + gap * (len(used) - 1)

    # The word beside the severity's glyph gives way only to the two figures that matter most.
    most_matter = {c.key for c in wanted if c.key in {"waiting", "longest"}}
    word = needs(taken | most_matter, _name_least(0), word=True) <= room
    for column in by_order:
        if column.drop_order == 0:
            continue
        name = min(name_max, _name_least(column.drop_order))
        least = 5 if column.drop_order == 1 and not word else name
        if needs({*taken, column.key}, least, word=word) > room:
            break
        taken.add(column.key)
    return [
        replace(column, width=1, most=0) if column.key == "severity" and not word else column
        for column in wanted
        if column.key in taken
    ]


def _with_word(
    chosen: list[Column], room: int, gap: int, name_max: int
) -> tuple[int, list[Column]]:
    """Make room for the forecast's word before anything else grows; fewer blanks may pay for it."""
    worded = [replace(c, width=c.most) if c.key == "forecast" else c for c in chosen]
    least = min(name_max, _READABLE)
    needed = sum(least if c.key == "name" else c.width for c in worded)
    for blanks in (gap, 1):
        if needed + blanks * (len(worded) - 1) <= room:
            return blanks, worded
    return gap, chosen


def _place(
    chosen: list[Column], total_width: int, gutter: int, gap: int, name_max: int
) -> tuple[Placed, ...]:
    fixed = sum(column.width for column in chosen if column.key != "name")
    spare = max(0, total_width - gutter - fixed - gap * (len(chosen) - 1))
    widths = {column.key: column.width for column in chosen}
    # Who grows first: names up to a comfortable width, then the rest in turn.
    if "name" in widths:
        widths["name"] = min(spare, name_max)
        spare -= widths["name"]
    for key in ("trend", "severity", "group", "why"):
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
