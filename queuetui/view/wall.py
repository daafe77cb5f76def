"""The wall: tiles that fill a screen read from across a room, and a calm page for the night."""

from collections.abc import Sequence
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.snapshot import Snapshot
from queuetui.view import digits
from queuetui.view.blocks import wrapped
from queuetui.view.formats import (
    age,
    clean,
    clock_time,
    cut,
    cut_at_word,
    short_age,
)
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.opening_words import opening_words
from queuetui.view.segments import Segment, Segments, Tone, aligned, joined, width_of
from queuetui.view.status import STATE_TONE, Seen
from queuetui.view.wall_drawing import centred, exactly, tile_lines
from queuetui.view.wall_layout import GAP, Grid, Shown
from queuetui.view.wall_tile import Small, Tile, tile
from queuetui.view.words import today_words

__all__ = ["Head", "Small", "Tile", "band_lines", "head", "night_lines", "tile", "wall_lines"]

_MOST_DOTS = 12
"""Pages that are counted in dots; more are counted in figures."""


class Head(Struct, frozen=True):
    """What stands above the tiles."""

    title: str
    state: Segments
    """The feed's state in words, the most important part."""
    details: tuple[str, ...] = ()
    """The age of the data, then what is wrong; the last go first where there is little room."""
    clock: str = ""
    """With the mark of life before it."""
    pages: int = 1
    shown: Shown = Shown()


def head(  # noqa: PLR0913 - each is a thing the line shows or depends on
    snapshot: Snapshot,
    feed: Seen,
    now: float,
    zone: tzinfo | None,
    *,
    day: Day | None = None,
    pages: int = 1,
    shown: Shown = Shown(),  # noqa: B008 - frozen
    mark: str = "",
    glyphs: Glyphs = UNICODE,
) -> Head:
    """The head of the wall at ``now`` (epoch seconds by the server's clock).

    ``feed`` is how the feed looks now; why figures are withheld stands on the banner. ``day`` is
    the one that figures of today are counted from.
    """
    words = f"{glyphs.health(feed.state)} {feed.state}"
    parts: list[str] = []
    if feed.age is not None:
        parts.append(f"data {short_age(feed.age)} old")
    elif feed.state == "down":
        words = f"{words} {age(feed.waited)}"
    else:
        parts.append("no data yet")
    if feed.state == "late" and feed.reason:
        parts.append(clean(feed.reason).rstrip("."))
    if feed.state == "live" and day is not None:
        parts.append(today_words(day, zone))
    return Head(
        clean(snapshot.organisation or ""),
        (Segment(words, STATE_TONE[feed.state]),),
        tuple(parts),
        f"{mark} {clock_time(now, zone)}".strip(),
        pages,
        shown,
    )


def band_lines(
    banner: Segments, withheld: float | None, width: int, height: int, glyphs: Glyphs = UNICODE
) -> tuple[Segments, ...]:
    """The banner as a band across a wall of ``width`` by ``height`` cells: higher on a larger one.

    ``withheld`` is the age of the data in seconds, which then stands in it in block digits.
    """
    size = next((s for s, least in ((5, 56), (3, 30)) if height >= least), None)
    if size is None:
        return (exactly(banner, width),)
    drawn = digits.digits(age(withheld), size, glyphs) if withheld is not None else ("",) * size
    blank = Segment("  ")
    middle = size // 2
    lines = [
        (blank, Segment(part, "strong"), *((blank, *banner) if n == middle else ()))
        for n, part in enumerate(drawn)
    ]
    return tuple(exactly(line, width) for line in ((), *lines, ()))


def wall_lines(  # noqa: PLR0913 - each is a thing the wall depends on
    tiles: Sequence[Tile],
    grid: Grid,
    *,
    head: Head,
    width: int,
    height: int,
    shift: tuple[int, int] = (0, 0),
    empty: str = "there are no queues to show",
    notice: Segments = (),
    glyphs: Glyphs = UNICODE,
) -> tuple[Segments, ...]:
    """The wall as exactly ``height`` lines of exactly ``width`` cells: the head, then the tiles.

    ``tiles`` are those of the page shown; ``empty`` stands there without any. One column and one
    line are kept free for the ``shift``, 0 or 1 cell in each direction; a ``notice`` takes that
    line.
    """
    room = width - 1
    lines: list[Segments] = [_head_line(head, room, glyphs)]
    used = grid.columns * grid.tile_width + (grid.columns - 1) * GAP
    margin = Segment(" " * max(0, (room - used) // 2))
    gap = Segment(" " * GAP)
    rows = -(-len(tiles) // grid.columns)
    if 0 < rows < grid.rows:
        # The last page may have fewer: its tiles use the room.
        grid = replace(grid, tile_height=max(grid.tile_height, (height - 2) // rows))
    spare = max(0, height - 2 - rows * grid.tile_height)
    if spare >= rows or 0 < spare < rows - 1:
        lines.append(())
    for row in range(rows):
        drawn = [
            tile_lines(one, grid, glyphs)
            for one in tiles[row * grid.columns : (row + 1) * grid.columns]
        ]
        for parts in zip(*drawn, strict=True):
            line = [margin]
            for n, part in enumerate(parts):
                line.extend((gap,) * (n > 0))
                line.extend(part)
            lines.append(tuple(line))
        if 0 < row + 1 < rows and spare >= rows - 1:
            lines.append(())
    if not tiles:
        lines.extend(_in_the_middle(wrapped(empty, max(1, room - 2)), room, height - 2))
    if notice and height > 2:
        framed = _framed(lines, width, height - 1, (0, 0))
        return (*framed, exactly((Segment(" "), *notice), width))
    return _framed(lines, width, height, shift)


def night_lines(  # noqa: PLR0913 - each is a thing the page shows or depends on
    now: float,
    opening: float | None,
    alive: bool,
    width: int,
    height: int,
    *,
    zone: tzinfo | None = None,
    data_age: float | None = None,
    reason: str = "",
    title: str = "",
    shift: tuple[int, int] = (0, 0),
    glyphs: Glyphs = UNICODE,
) -> tuple[Segments, ...]:
    """The page outside opening hours, exactly ``height`` lines of exactly ``width`` cells.

    ``opening`` is the next one and ``now`` this instant, epoch seconds; ``data_age`` the age of
    the newest figures in seconds: the proof that they are still being collected. Where they are
    not (``alive`` is false), it says so, with the ``reason``.
    """
    room = width - 1
    clock = clock_time(now, zone)[:5]
    words: list[Segments] = [(Segment(opening_words(now, opening, zone), "plain"),)]
    if alive:
        old = "no data yet" if data_age is None else f"last data {short_age(data_age)} ago"
        proof = f"{glyphs.live} collecting {glyphs.separator} {old}"
        words.append((Segment(proof, "dim"),))
    else:
        since = "no data" if data_age is None else f"no data for {age(data_age)}"
        why = f" {glyphs.separator} {clean(reason).rstrip('.')}" if reason else ""
        words.append(
            (Segment(f"{glyphs.down} not collecting {glyphs.separator} {since}{why}", "unknown"),)
        )
    if title:
        words.insert(0, (Segment(clean(title), "dim"),))
    size = next(
        (
            s
            for s in reversed(digits.SIZES)
            # A third of the screen for the clock at most: the night is dark.
            if s + 2 * len(words) + 1 <= height - 1
            and s * 3 <= height
            and digits.width(clock, s) <= room - 4
        ),
        digits.SIZES[0]
        if digits.width(clock, 3) <= room and 3 + len(words) <= height - 1
        else None,
    )
    big = (clock,) if size is None else digits.digits(clock, size, glyphs)
    lines: list[Segments] = [(Segment(line, "dim"),) for line in big]
    roomy = len(lines) + 2 * len(words) + 1 <= height - 1
    for n, line in enumerate(words):
        if roomy:
            lines.extend(((), ()) if n == 0 else ((),))
        text = cut_at_word(line[0].text, max(0, room - 2), glyphs.ellipsis)
        lines.append((Segment(text, line[0].tone),))
    lines = lines[: max(0, height - 1)]
    above = max(0, height - 1 - len(lines)) // 2
    page = [*([()] * above), *(centred(line, room) for line in lines)]
    return _framed(page, width, height, shift)


def _head_line(head: Head, width: int, glyphs: Glyphs) -> Segments:
    """One line; where it is narrow, the detail goes first, then the title, pages and the clock."""
    dots = _page_dots(head, glyphs)
    sign = Segment(f"  {glyphs.separator}  ", "dim")
    tone: Tone = "plain" if head.state and head.state[0].tone == "ok" else "unknown"
    title: Segments = (Segment(cut(head.title, max(0, width // 3), glyphs.ellipsis), "strong"),)
    if not head.title:
        title = ()
    clock: Segments = (*dots, Segment(head.clock, "strong"))
    between = f" {glyphs.separator} "
    choices: list[tuple[Segments, str, Segments]] = [
        (title, between.join(head.details[:n]), clock) for n in range(len(head.details), -1, -1)
    ]
    choices.extend((((), "", clock), ((), "", dots), ((), "", ())))
    for shown_title, shown_detail, right in choices:
        left: list[Segment] = list(shown_title)
        left.extend((sign,) * bool(left))
        left.extend(head.state)
        if shown_detail:
            left.extend((Segment(between, "dim"), Segment(shown_detail, tone)))
        room = width - 2 - width_of(left) - width_of(right)
        if room >= 2 or (not right and room >= 0):
            blank = Segment(" ")
            return joined((blank, *left, Segment(" " * room), *right, blank))
    text = cut("".join(part.text for part in head.state), max(0, width), glyphs.ellipsis)
    return aligned((Segment(text, "unknown" if tone != "plain" else "ok"),), width, right=False)


def _page_dots(head: Head, glyphs: Glyphs) -> Segments:
    if head.pages <= 1:
        return ()
    number = head.shown.page
    held: Segments = (Segment("held ", "critical"),) if head.shown.held else ()
    if head.pages > _MOST_DOTS:
        return (*held, Segment(f"page {number + 1}/{head.pages}   ", "plain"))
    before, after = glyphs.frozen * number, glyphs.frozen * (head.pages - number - 1)
    return (
        *held,
        Segment(before, "dim"),
        Segment(glyphs.live, "strong"),
        Segment(f"{after}   ", "dim"),
    )


def _in_the_middle(texts: Sequence[str], width: int, height: int) -> list[Segments]:
    above = max(0, height - len(texts)) // 2
    return [*([()] * above), *(centred((Segment(text, "dim"),), width) for text in texts)]


def _framed(
    lines: Sequence[Segments], width: int, height: int, shift: tuple[int, int]
) -> tuple[Segments, ...]:
    """The lines, shifted, in exactly ``height`` lines of exactly ``width`` cells."""
    if width <= 0:
        return ((),) * max(0, height)
    right, down = shift
    out: list[Segments] = [()] * down
    out.extend((Segment(" " * right), *line) for line in lines)
    out = out[: max(0, height)]
    out.extend([()] * (height - len(out)))
    return tuple(exactly(line, width) for line in out)
