"""What has changed from one line to the next: a terminal is sent no more than that."""

from queuetui.view.formats import cells
from queuetui.view.segments import Segment, Segments, Tone, width_of

Piece = tuple[int, tuple[str, Tone]]
"""The cell at which a run begins that stands otherwise than before, and its text and tone."""


def changed_pieces(old: Segments, new: Segments, start: int = 0) -> list[Piece]:
    """The pieces that make the one line out of the other; both are equally wide.

    ``start`` is the cell at which both begin. Text whose signs are not one cell each is never cut.
    """
    found: list[Piece] = []
    alike = len(old) == len(new)
    at = start
    for number, segment in enumerate(new):
        text = segment.text
        wide = len(text) if text.isascii() else cells(text)
        if alike:
            was = old[number]
            if was == segment:
                at += wide
                continue
            alike = wide == width_of((was,))
            if alike and was.tone == segment.tone and was.text.isascii() and text.isascii():
                found.extend(_narrowed(was.text, segment, at))
                at += wide
                continue
        # From the first piece that has another width on nothing stands where it stood.
        if wide:
            found.append((at, (text, segment.tone)))
        at += wide
    return found


def _narrowed(old: str, new: Segment, start: int) -> list[Piece]:
    """From the first sign that differs to the last; both texts are as long, one cell a sign."""
    different = [at for at, (was, now) in enumerate(zip(old, new.text, strict=True)) if was != now]
    first, last = different[0], different[-1] + 1
    return [(start + first, (new.text[first:last], new.tone))]
