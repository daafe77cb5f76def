"""What the parts of an opened queue have in common: titles, notes about trouble, tables."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from queuetui.domain.opened import Told
from queuetui.view.blocks import wrapped
from queuetui.view.formats import cells, clean, cut, cut_at_word, padded
from queuetui.view.glyphs import Glyphs
from queuetui.view.queue_scene import Belief, Scene
from queuetui.view.segments import Segment, Segments, aligned, joined, width_of
from queuetui.view.words import try_words

MOST_NOTE_LINES = 3
"""Lines that a note about trouble takes at most: the figures below matter, too."""
_LEAST_RULE = 3
T = TypeVar("T")


class Field(Struct, frozen=True):
    """A column of a small table; its width in terminal cells."""

    title: str
    width: int
    right: bool = True


def heading(title: Segments, note: Segments, width: int, glyphs: Glyphs) -> Segments:
    """A part's title at the left, a note at the right, and a line between them."""
    room = width - width_of(title) - width_of(note) - (2 if note else 1)
    if room < _LEAST_RULE and note:
        short = aligned(title, width - width_of(note), right=False)
        return joined((*short, *note)) if width_of(short) + width_of(note) <= width else title
    rule = "-" if glyphs.none.isascii() else "─"
    end = (Segment(" "), *note) if note else ()
    return joined((*title, Segment(" "), Segment(rule * max(0, room), "dim"), *end))


def titled(
    text: str, belief: Belief, width: int, told: Told[T] | None = None, more: Segments = ()
) -> Segments:
    """The heading of a part with the age of its answer; ``more`` follows the title's text."""
    note = belief.old()
    if not note and told is not None and told.problem is None:
        note = (Segment("no answer yet" if told.tried else "asking", "dim"),)
    return heading((Segment(text, "strong"), *more), note, width, belief.glyphs)


def trouble(
    problem: str | None, next_try: float | None, scene: Scene, width: int
) -> list[Segments]:
    """Why a question brought nothing, and when it is asked again; nothing while all is well."""
    if not problem:
        return []
    text = sentence(clean(problem))
    if next_try is not None:
        text = f"{text} {sentence(try_words(next_try, scene.now))}"
    lines = wrapped(text, width)
    if len(lines) > MOST_NOTE_LINES:
        rest = " ".join(lines[MOST_NOTE_LINES - 1 :])
        end = cut_at_word(rest, width, scene.glyphs.ellipsis)
        lines = [*lines[: MOST_NOTE_LINES - 1], end]
    return [(Segment(line, "unknown"),) for line in lines]


def sentence(said: str) -> str:
    """The words as a sentence; a name at their beginning keeps its spelling."""
    first = said.partition(" ")[0]
    began = f"{said[:1].upper()}{said[1:]}" if first.isalpha() else said
    return began.rstrip(".") + "."


def table(fields: Sequence[Field], rows: Sequence[Sequence[Segments]]) -> list[Segments]:
    """Rows of figures under their titles."""
    titles = "".join(
        field.title.rjust(field.width) if field.right else field.title.ljust(field.width)
        for field in fields
    )
    lines: list[Segments] = [(Segment(titles, "dim"),)]
    for row in rows:
        out: list[Segment] = []
        for field, cell in zip(fields, row, strict=True):
            out.extend(aligned(cell, field.width, right=field.right))
        lines.append(joined(out))
    return lines


@lru_cache(maxsize=4096)
def fixed(text: str, width: int, ellipsis: str) -> str:
    """The text in exactly ``width`` cells; those of names are asked for again each second."""
    return padded(cut(text, width, ellipsis), width)


def within(line: Segments, width: int, glyphs: Glyphs) -> Segments:
    """The line without what goes beyond ``width``; only very narrow panels need it."""
    room = width
    for number, segment in enumerate(line):
        taken = cells(segment.text)
        if taken > room:
            end = Segment(cut_at_word(segment.text, room, glyphs.ellipsis), segment.tone)
            return joined((*line[:number], end))
        room -= taken
    return line
