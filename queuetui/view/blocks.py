"""Small tables of text set side by side where there is room, else one under the other."""

from collections.abc import Iterable, Sequence

from queuetui.view.formats import cells, cut
from queuetui.view.segments import Segment, Segments, aligned, joined, width_of

Block = tuple[Segments, ...]
"""Lines that belong together."""


def beside(blocks: Sequence[Block], width: int, gap: int = 3) -> list[Segments]:
    """The blocks in rows of at most ``width`` cells, as many in a row as fit."""
    lines: list[Segments] = []
    row: list[Block] = []
    for block in blocks:
        if not block:
            continue
        if row and _row_width([*row, block], gap) > width:
            lines.extend(_side_by_side(row, gap))
            lines.append(())
            row = []
        row.append(block)
    lines.extend(_side_by_side(row, gap))
    return lines


def flow(parts: Iterable[Segments], width: int, separator: str, indent: int = 0) -> list[Segments]:
    """The parts one after the other, on as many lines of at most ``width`` cells as they need."""
    lines: list[list[Segment]] = []
    used = 0
    for part in parts:
        if not part:
            continue
        sign = f" {separator} "
        if lines and used + len(sign) + width_of(part) <= width:
            lines[-1].extend((Segment(sign, "dim"), *part))
            used += len(sign) + width_of(part)
        else:
            blank = Segment(" " * (indent if lines else 0))
            lines.append([blank, *part])
            used = len(blank.text) + width_of(part)
    return [joined(line) for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """The text on as many lines of at most ``width`` cells as it needs, broken between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(cut(word, width))
    return lines


def _row_width(row: Sequence[Block], gap: int) -> int:
    return sum(_width(block) for block in row) + gap * (len(row) - 1)


def _width(block: Block) -> int:
    return max((width_of(line) for line in block), default=0)


def _side_by_side(row: Sequence[Block], gap: int) -> list[Segments]:
    height = max((len(block) for block in row), default=0)
    widths = [_width(block) for block in row]
    lines: list[Segments] = []
    for number in range(height):
        out: list[Segment] = []
        for block, width in zip(row, widths, strict=True):
            if out:
                out.append(Segment(" " * gap))
            out.extend(aligned(block[number] if number < len(block) else (), width, right=False))
        lines.append(joined(out))
    return lines
