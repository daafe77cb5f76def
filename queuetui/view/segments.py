"""Pieces of text with a tone: what every line on screen is made of."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from queuetui.domain.limits import Severity
from queuetui.view.formats import cells

Tone = Literal[
    "plain",
    "strong",
    "dim",
    "critical",
    "alarm",
    "warning",
    "unknown",
    "ok",
    "closed",
    "late",
    "fresh",
]
"""What a piece of text means for its look; the screens turn it into colour and weight.

``alarm`` is a breach where the block of ``critical`` would hide a shape: in plots and large digits.
"""

SEVERITY_TONE: dict[Severity, Tone] = {
    "critical": "critical",
    "warning": "warning",
    "unknown": "unknown",
    "ok": "ok",
    "closed": "closed",
}


class Segment(Struct, frozen=True):
    """A piece of text and its tone."""

    text: str
    tone: Tone = "plain"


Segments = tuple[Segment, ...]


def width_of(segments: Iterable[Segment]) -> int:
    """The cells that the segments take together."""
    total = 0
    for segment in segments:
        text = segment.text
        # Every figure on the board is measured each second: a call for each would be half of it.
        total += len(text) if text.isascii() else cells(text)
    return total


def text_of(segments: Iterable[Segment]) -> str:
    """The text alone."""
    return "".join(segment.text for segment in segments)


@lru_cache(maxsize=512)
def blank(width: int) -> Segment:
    """So many cells of nothing."""
    return Segment(" " * width)


def aligned(segments: Segments, width: int, *, right: bool) -> Segments:
    """The segments filled up with blanks to ``width`` cells."""
    room = width - width_of(segments)
    if room <= 0:
        return segments
    blank = Segment(" " * room)
    return (blank, *segments) if right else (*segments, blank)


def joined(segments: Iterable[Segment]) -> Segments:
    """The same text in as few segments as its tones allow; a blank takes any tone."""
    out: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        if out and out[-1].tone == segment.tone:
            out[-1] = Segment(out[-1].text + segment.text, segment.tone)
        else:
            out.append(segment)
    return tuple(out)


def separated(parts: Iterable[Segments], separator: str) -> Segments:
    """The parts one after the other, with a quiet separator between them."""
    out: list[Segment] = []
    for part in parts:
        if not part:
            continue
        if out:
            out.append(Segment(f" {separator} ", "dim"))
        out.extend(part)
    return joined(out)
