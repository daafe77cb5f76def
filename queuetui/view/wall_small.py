"""The small figures of a tile: in block digits, in columns of words, or in running text."""

from queuetui.view import digits
from queuetui.view.blocks import flow
from queuetui.view.formats import cells, cut, cut_at_word
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segment, Segments, Tone, aligned, width_of
from queuetui.view.wall_layout import PLAIN, figure_width
from queuetui.view.wall_tile import Small, Tile

_TOLD_BY_TONE: tuple[Tone, ...] = ("critical", "warning")
_SIGN = len("! ")
_ONE_LINE = len("available 88/88 | service 88%/88 | abandoned 88%")
"""Cells that all small figures usually take as running text."""
_MOST = 3
_ABSENT: Small = ("", " " * len("abandoned"), "plain")
"""The place of a figure that a queue has not got."""


def small_figures(  # noqa: PLR0913, PLR0917 - each is a thing the figures depend on
    tile: Tile, size: int, block: int, width: int, rows: int, glyphs: Glyphs
) -> list[Segments]:
    """The lines under the large figures, at most ``rows``: why there are none, and the small ones.

    These are smaller than ``size`` and spread over the ``block`` of the large ones, within
    ``width`` cells.
    """
    lines: list[Segments] = []
    if tile.problem and rows > 0:
        text = cut_at_word(tile.problem, width, glyphs.ellipsis)
        lines.append((Segment(text, "unknown"),))
        rows -= 2
        if rows > 0:
            lines.append(())
    if not tile.small or rows <= 0 or all(value == glyphs.none for _, value, _ in tile.small):
        return lines
    for small_size in reversed(digits.SIZES):
        if small_size < size and small_size + 3 <= rows:
            drawn = _in_columns(tile.small, small_size, block, width, glyphs)
            if drawn:
                return [*lines, *drawn]
    parts = [
        (*breach_sign(tone, glyphs), Segment(f"{title} ", "dim"), Segment(value, tone))
        for title, value, tone in tile.small
    ]
    flowing = flow(parts, width, glyphs.separator)
    narrow = len(flowing) > 1 or (len(parts) > 1 and width < _ONE_LINE)
    if narrow and rows > 1:
        # One alone in a second line looks lost. Where there are but two, so does any other order.
        padded = (*tile.small, *(_ABSENT,) * (_MOST - len(parts)))
        drawn = _in_columns(padded, PLAIN, block, width, glyphs)
        if drawn:
            return [*lines, *drawn]
    lines.extend(line for line in flowing[:rows] if width_of(line) <= width)
    return lines


def breach_sign(tone: Tone, glyphs: Glyphs) -> Segments:
    """The sign of a severity with a blank, where the tone tells of one."""
    if tone not in _TOLD_BY_TONE:
        return ()
    sign = glyphs.critical if tone == "critical" else glyphs.warning
    return Segment(sign, tone), Segment(" ", "dim")


def in_digits(text: str, size: int, width: int, glyphs: Glyphs) -> tuple[str, ...]:
    """The text in digits of ``size`` lines, or as plain text."""
    if size == PLAIN:
        return (cut(text, width, glyphs.ellipsis),)
    return digits.digits(text, size, glyphs)


def _in_columns(
    small: tuple[Small, ...], size: int, block: int, width: int, glyphs: Glyphs
) -> list[Segments]:
    """Each figure over its title; nothing where they do not fit."""
    columns: list[list[Segments]] = []
    for one in small:
        title = (*breach_sign(one[2], glyphs), Segment(one[0], "dim"))
        fitting = size if digits.drawable(one[1]) else PLAIN
        drawn = in_digits(one[1], fitting, width, glyphs)
        lines: list[Segments] = [()] * (size - len(drawn))
        lines.extend((Segment(text, one[2]),) for text in drawn)
        lines.append(title)
        # Words take the room of figures and of signs, so that tiles look alike.
        usual = 0 if fitting == size else figure_width("88%/88", size)
        if size == PLAIN:
            usual = cells(one[0]) + (_SIGN if one[0] != small[-1][0] else 0)
        widest = max(usual, *(width_of(line) for line in lines))
        columns.append([aligned(line, widest, right=False) for line in lines])
    used = sum(width_of(column[0]) for column in columns)
    gaps = max(1, len(columns) - 1)
    least = 0 if len(columns) == 1 else 2 if size == PLAIN else 4
    if used + gaps * least > width:
        return []
    gap = Segment(" " * max(least, (block - used) // gaps))
    out: list[Segments] = []
    for number in range(size + 1):
        row: list[Segment] = []
        for n, column in enumerate(columns):
            row.extend((gap,) * (n > 0))
            row.extend(column[number])
        out.append(tuple(row))
    return out
