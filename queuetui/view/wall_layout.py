"""How the wall is laid out: digit sizes, tiles, pages, and the slow shift against burn-in.

A letter is read with comfort from a distance of at most 200 times its height.
"""

from collections.abc import Sequence
from math import ceil, log

from msgspec import Struct

from queuetui.view import digits
from queuetui.view.sorting import ordered
from queuetui.view.standing import Standing

COMFORT = 200.0
"""Viewing distance over letter height."""
GAP = 1
"""Cells between two tiles beside each other."""
PLAIN = 1
"""The digit height that stands for plain text, where no block digits have room."""
_AROUND = 4
"""Cells that a tile's frame and the blanks beside it take of its width."""
_CAPTIONS = 16
"""Cells for the two words under the figures."""
_HEAD, _SHIFT = 1, 1
_BEST_ASPECT = 3.4
"""Width over height of the nicest tile, in cells."""


class Grid(Struct, frozen=True):
    """Tiles on one page; sizes in cells."""

    columns: int
    rows: int
    per_page: int
    """May be less than columns times rows: pages are filled evenly."""
    digit_height: int
    """One of `digits.SIZES`, or `PLAIN`."""
    tile_width: int
    tile_height: int
    stacked: bool = False
    """Whether the longest wait stands below waiting instead of beside it."""


class Plan(Struct, frozen=True):
    """A grid, and why it is not as readable as was asked for, in one sentence."""

    grid: Grid
    problem: str | None = None
    brief: str | None = None
    """The same in few words."""


class Shown(Struct, frozen=True):
    """The page on the wall, and since when (seconds of a steady clock)."""

    page: int = 0
    since: float | None = None
    held: bool = False
    """Whether a breach keeps it there."""


def grid(count: int, width: int, height: int, *, least_digits: int = 3) -> Grid:
    """The tiles of so many queues on a screen of so many cells, its head line included.

    All on one page with the largest digits that allows, as long as those are at least
    ``least_digits`` lines high; else on as few pages as that height needs, filled evenly.
    """
    count = max(1, count)
    room = max(1, width - _SHIFT), max(1, height - _HEAD - _SHIFT)
    sizes = [size for size in reversed(digits.SIZES) if size >= least_digits]
    for size in sizes:
        found = _on_one_page(count, room, size)
        if found is not None:
            return found
    # One page more is better than digits nobody can read; unreadable ones are the last way.
    smaller = [size for size in reversed(digits.SIZES) if size < least_digits]
    for size in (*reversed(sizes), *smaller, PLAIN):
        most = max(_capacity(room, size, stacked=stacked) for stacked in (False, True))
        if most:
            fits = ceil(count / ceil(count / most))
            larger = [one for one in sizes if one > size] if size >= least_digits else []
            for one in (*larger, size):
                found = _on_one_page(fits, room, one)
                if found is not None:
                    return found
    return Grid(1, 1, 1, PLAIN, room[0], room[1])


def plan(
    count: int,
    width: int,
    height: int,
    *,
    screen_height: float | None = None,
    distance: float | None = None,
) -> Plan:
    """The grid for a screen ``screen_height`` metres high that is read from ``distance`` metres.

    Without both, any block digits will do.
    """
    if not screen_height or not distance or screen_height <= 0 or distance <= 0:
        return Plan(grid(count, width, height))
    # Rounded, for 0.6 m is not quite 0.6 m.
    needed = round(distance / COMFORT * height / screen_height, 6)
    least = next((size for size in digits.SIZES if size >= needed), None)
    found = grid(count, width, height, least_digits=least or digits.SIZES[-1])
    if least is not None and found.digit_height >= least:
        return Plan(found)
    reach = reading_distance(found.digit_height, screen_height, height)
    wanted = f"To be read from {distance:g} m, digits must be {ceil(needed)} lines high here"
    there = f"no tile with such digits fits {width} by {height} cells"
    return Plan(
        found,
        f"{wanted}, and {there}: the largest that fit can be read from {reach:.1f} m. "
        "A larger font (fewer, larger cells) or a taller screen helps.",
        f"Too small for {distance:g} m, to be read from {reach:.1f} m: take a larger font",
    )


def reading_distance(digit_height: float, screen_height: float, rows: int) -> float:
    """Metres from which digits are read with comfort; the screen has so many rows and metres."""
    return COMFORT * digit_height * screen_height / max(1, rows)


def pages(standings: Sequence[Standing], per_page: int) -> tuple[tuple[Standing, ...], ...]:
    """The standings in their order, so many on a page; one empty page if there are none."""
    step = max(1, per_page)
    cut = tuple(tuple(standings[n : n + step]) for n in range(0, len(standings), step))
    return cut or ((),)


def page_to_show(
    shown: Shown, pages: Sequence[Sequence[Standing]], now: float, rotate: float
) -> Shown:
    """Which page is on the wall at ``now`` (steady seconds), given the one before.

    Pages change every ``rotate`` seconds (0: never by themselves). The page of the worst breach
    comes at once and stays until it clears; the page then has one more turn before the rotation
    goes on. Between two pages in breach there is at least one turn, so that two queues that
    overtake each other do not make the wall flicker.
    """
    since = shown.since
    page = shown.page if 0 <= shown.page < len(pages) else 0
    held = shown.held and page == shown.page
    if since is None or now < since or page != shown.page:
        since = now
    burning = [n for n, one in enumerate(pages) if any(s.severity == "critical" for s in one)]
    if burning:
        worst = _worst_page(pages, burning)
        stays = page == worst or (held and page in burning and now - since < rotate)
        if not stays:
            return Shown(worst, now, held=True)
        return Shown(page, since if held else now, held=True)
    if held:
        return Shown(page, now)
    if rotate > 0 and len(pages) > 1 and now - since >= rotate:
        return Shown((page + 1) % len(pages), now)
    return Shown(page, since)


def shift_at(now: float, every: float) -> tuple[int, int]:
    """How far (columns, lines) the picture is shifted: a cell further each ``every`` seconds.

    It goes round in a square, so no pixel is lit for weeks; never with ``every`` at 0.
    """
    if every <= 0:
        return 0, 0
    return ((0, 0), (1, 0), (1, 1), (0, 1))[int(now // every) % 4]


def figure_gap(digit_height: int) -> int:
    """The fewest cells between the two large figures of a tile."""
    return 2 if digit_height == PLAIN else digits.gap(digit_height) + 2


def figure_width(text: str, digit_height: int) -> int:
    """The cells that a figure takes at a digit height."""
    return len(text) if digit_height == PLAIN else digits.width(text, digit_height)


def _worst_page(pages: Sequence[Sequence[Standing]], burning: Sequence[int]) -> int:
    of_page = {standing.id: n for n in burning for standing in pages[n]}
    every = [standing for n in burning for standing in pages[n]]
    worst = ordered(every, "severity")[0]
    return of_page[worst.id]


def _least(size: int, *, stacked: bool) -> tuple[int, int]:
    """Width and height of the smallest tile with such digits."""
    waiting, longest = figure_width("88", size), figure_width("88:88", size)
    if stacked:
        return max(longest, _CAPTIONS) + _AROUND, 2 * size + 5
    return max(waiting + figure_gap(size) + longest, _CAPTIONS) + _AROUND, size + 4


def _capacity(room: tuple[int, int], size: int, *, stacked: bool) -> int:
    width, height = _least(size, stacked=stacked)
    return (room[0] + GAP) // (width + GAP) * (room[1] // height)


def _on_one_page(count: int, room: tuple[int, int], size: int) -> Grid | None:
    """The nicest way to put so many tiles with such digits on one page, if there is one."""
    best: tuple[float, Grid] | None = None
    for stacked in (False, True):
        least_width, least_height = _least(size, stacked=stacked)
        for columns in range(1, min(count, (room[0] + GAP) // (least_width + GAP)) + 1):
            rows = ceil(count / columns)
            width = (room[0] - (columns - 1) * GAP) // columns
            height = room[1] // rows
            if height < least_height:
                continue
            empty = columns * rows - count
            aspect = abs(log(width / height / _BEST_ASPECT))
            penalty = empty / count * 2 + aspect + (0.3 if stacked else 0.0)
            if best is None or penalty < best[0]:
                found = Grid(columns, rows, count, size, width, height, stacked)
                best = penalty, found
    return None if best is None else best[1]
