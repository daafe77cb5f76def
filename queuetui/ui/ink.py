"""From the view's segments to what Textual draws."""

from collections.abc import Iterable, Mapping

from rich.segment import Segment as Piece
from rich.style import Style
from textual.strip import Strip

from queuetui.view.formats import cells
from queuetui.view.line import Segment, Tone
from queuetui.view.segments import Segments, width_of

NO_STYLE = Style.null()


def strip(
    segments: Iterable[Segment],
    width: int,
    tones: Mapping[Tone, Style],
    ground: Style = NO_STYLE,
) -> Strip:
    """A line of exactly ``width`` cells; ``ground`` lies under what has no background itself."""
    pieces: list[Piece] = []
    for segment in segments:
        style = ground + tones[segment.tone]
        last = pieces[-1] if pieces else None
        # Every change of style costs the terminal some forty bytes, and a blank needs none.
        same = last is not None and (
            last.style == style or (segment.text.isspace() and _same_ground(last.style, style))
        )
        if last is not None and same:
            pieces[-1] = Piece(last.text + segment.text, last.style)
        else:
            pieces.append(Piece(segment.text, style))
    return Strip(pieces).adjust_cell_length(width, ground)


def changed_cells(old: Segments, new: Segments) -> tuple[int, int]:
    """From which cell up to which (not with it) two lines of the same width differ."""
    before = _common(old, new)
    after = _common(_mirrored(old), _mirrored(new))
    end = width_of(new) - after
    return min(before, end), end


def _mirrored(segments: Segments) -> Segments:
    return tuple(Segment(segment.text[::-1], segment.tone) for segment in reversed(segments))


def _common(one: Segments, other: Segments) -> int:
    """How many cells the two have in common at their beginning."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            if a.tone == b.tone:
                pairs = enumerate(zip(a.text, b.text, strict=False))
                different = next(
                    (n for n, (x, y) in pairs if x != y), min(len(a.text), len(b.text))
                )
                same += cells(a.text[:different])
            break
        same += cells(a.text)
    return same


def _same_ground(one: Style | None, other: Style) -> bool:
    return one is not None and one.bgcolor == other.bgcolor and not one.reverse
