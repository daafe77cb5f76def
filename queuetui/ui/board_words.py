"""The board's own short sentences; no Textual in here."""

from collections.abc import Mapping

from queuetui.domain.day import Day
from queuetui.domain.settings import GroupBy, Order
from queuetui.ui.board_state import Frame
from queuetui.ui.keymap import Keymap
from queuetui.ui.keys import key_label
from queuetui.view.formats import cells, clean, cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.overview import summary_line
from queuetui.view.segments import Segment, Segments, Tone, aligned, text_of, width_of
from queuetui.view.sorting import order_words
from queuetui.view.status import paused_banner
from queuetui.view.words import today_words

GROUPED: Mapping[GroupBy, str] = {
    "none": "the queues are not grouped",
    "configuration": "grouped as configured",
    "division": "grouped by division",
    "prefix": "grouped by what their names begin with",
}

_BY: Mapping[GroupBy, str] = {
    "none": "",
    "configuration": "in groups, ",
    "division": "by division, ",
    "prefix": "by prefix, ",
}
_GAP = 3
_LEAST = 50
"""Cells below which the summary is worth more than how the list is arranged."""


def summary_words(  # noqa: PLR0913, PLR0917 - each is a thing the line shows or depends on
    frame: Frame,
    order: Order,
    by: GroupBy,
    filter_text: str,
    width: int,
    glyphs: Glyphs,
    alarms: tuple[str, Tone] = ("", "dim"),
) -> Segments:
    """All queues in one line of ``width`` cells, and how the list is filtered and sorted.

    ``alarms`` says how many there are; it goes only where there is room for nothing else.
    """
    shown: Segments = (Segment(f"{_BY[by]}{order_words(order)} ", "dim"),)
    if filter_text:
        text = quoted(cut(filter_text, 24, glyphs.ellipsis), glyphs)
        shown = (Segment(f"{len(frame.rows)} match {text}  ", "strong"), *shown)
    if frame.hint:
        # Whoever types wants to know why there is nothing.
        shown = (Segment(f" {cut(frame.hint, width - 2, glyphs.ellipsis)} ", "strong"),)
    words, tone = alarms
    told: Segments = (Segment(words, tone), Segment("  ")) if words and not frame.hint else ()
    shown = (*told, *shown)
    if told and width - width_of(shown) < _LEAST:
        shown = told
    room = width - width_of(shown)
    if room < _LEAST:
        if frame.hint:
            return aligned(shown, width, right=False)
        shown, room = (), width
    if not frame.listed:
        unknown = f" {glyphs.none} queues".ljust(room)
        return (Segment(unknown, "unknown"), *shown)
    line = summary_line(frame.summary, room, glyphs, calm=frame.calm)
    left = room - cells(text_of(line).rstrip()) - _GAP
    since = next((words for words in _since(frame.day) if cells(words) + _GAP <= left), "")
    if since:
        # The counts take no less room for it: they are drawn as before.
        room -= cells(since) + _GAP
        line = summary_line(frame.summary, room, glyphs, calm=frame.calm)
        shown = (Segment(since + " " * _GAP, "dim"), *shown)
    return (*line, *shown)


def _since(day: Day | None) -> tuple[str, ...]:
    """When the day began that the figures on screen are of, also in fewer words."""
    if day is None:
        return ()
    words = today_words(day, None)
    return words, words.removesuffix(f" {clean(day.zone_name)}")


def quoted(text: str, glyphs: Glyphs) -> str:
    """Somebody's own words as such."""
    return f'"{text}"' if glyphs.ellipsis.isascii() else f"“{text}”"


def why_empty(frame: Frame | None, filter_text: str, glyphs: Glyphs) -> str:
    """What stands where there are no rows."""
    if frame is None or (not frame.listed and frame.unlisted is None):
        return f"asking for the first figures {glyphs.starting}"
    if not frame.listed:
        return f"which queues there are is not known: {clean(frame.unlisted or '')}"
    if filter_text and frame.summary.queues:
        return f"no queue matches {quoted(clean(filter_text), glyphs)}"
    return "there are no queues to show"


def pause_words(paused_for: float, keymap: Keymap, width: int, glyphs: Glyphs) -> Segments:
    """That drawing has been paused for so many seconds, and the key to go on with."""
    keys = keymap.of("pause") or keymap.of("back")
    return paused_banner(paused_for, width, key=key_label(keys[0]) if keys else "", glyphs=glyphs)
