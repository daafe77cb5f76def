"""From the view's segments to what Textual draws."""

from collections.abc import Iterable, Mapping

from rich.segment import Segment as Piece
from rich.style import Style
from textual.strip import Strip

from queuetui.view.formats import cells
from queuetui.view.line import Segment, Tone
from queuetui.view.segments import Segments, width_of

NO_STYLE = Style.null()
_UPRIGHT = Style(italic=False, underline=False)
_SHAPES = " ▀▄█─│┌┐└┘━┃┏┓┗┛═║╔╗╚╝╌┆" + "#_|=*+-.:!" + '"'
"""What block digits and frames are drawn from, in Unicode and in ASCII."""


def strip(
    segments: Iterable[Segment],
    width: int,
    tones: Mapping[Tone, Style],
    ground: Style = NO_STYLE,
    shapes: Mapping[Tone, Style] | None = None,
) -> Strip:
    """A line of exactly ``width`` cells; ``ground`` lies under what has no background itself.

    ``shapes`` are the tones of what is drawn from blocks and lines, where they are others.
    """
    pieces: list[Piece] = []
    for segment in segments:
        drawn = tones if shapes is None or segment.text.strip(_SHAPES) else shapes
        style = ground + drawn[segment.tone]
        last = pieces[-1] if pieces else None
        # Every change of style costs the terminal some forty bytes, and a blank needs none.
        same = last is not None and (
            last.style == style or (segment.text.isspace() and _same_blank(last.style, style))
        )
        if last is not None and same:
            pieces[-1] = Piece(last.text + segment.text, last.style)
        else:
            pieces.append(Piece(segment.text, style))
    return Strip(pieces).adjust_cell_length(width, ground)


def upright(tones: Mapping[Tone, Style]) -> dict[Tone, Style]:
    """The same tones for shapes: slanted or underlined, they would fall apart."""
    return {tone: style + _UPRIGHT for tone, style in tones.items()}


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


def _same_blank(one: Style | None, other: Style) -> bool:
    """Whether a blank looks the same in both; one that is reversed shows its text's colour."""
    if one is None or one.reverse or other.reverse:
        return False
    return one.bgcolor == other.bgcolor and one.underline == other.underline
