"""The board's own short sentences; no Textual in here."""

from collections.abc import Mapping

from queuetui.domain.settings import Order
from queuetui.ui.actions import Keymap
from queuetui.ui.board_state import Frame
from queuetui.ui.keys import key_label
from queuetui.view.formats import clean, cut
from queuetui.view.glyphs import Glyphs
from queuetui.view.overview import summary_line
from queuetui.view.segments import Segment, Segments, width_of
from queuetui.view.status import paused_banner

ORDER_WORD: Mapping[Order, str] = {
    "severity": "worst first",
    "longest": "longest wait first",
    "waiting": "most waiting first",
    "name": "by name",
    "configuration": "as configured",
}


def summary_words(
    frame: Frame, order: Order, filter_text: str, width: int, glyphs: Glyphs
) -> Segments:
    """All queues in one line of ``width`` cells, and how the list is filtered and sorted."""
    shown: Segments = (Segment(f"{ORDER_WORD[order]} ", "dim"),)
    if filter_text:
        text = cut(filter_text, 24, glyphs.ellipsis)
        shown = (Segment(f"{len(frame.rows)} match “{text}”  ", "strong"), *shown)
    room = width - width_of(shown)
    if room < 50:
        shown, room = (), width
    if frame.unlisted is not None:
        unknown = f" {glyphs.none} queues".ljust(room)
        return (Segment(unknown, "unknown"), *shown)
    return (*summary_line(frame.summary, room, glyphs), *shown)


def why_empty(frame: Frame | None, filter_text: str, glyphs: Glyphs) -> str:
    """What stands where there are no rows."""
    if frame is None:
        return f"asking for the first figures {glyphs.starting}"
    if frame.unlisted is not None:
        return f"which queues there are is not known: {clean(frame.unlisted)}"
    if filter_text and frame.summary.queues:
        return f"no queue's name holds “{clean(filter_text)}”"
    return "there are no queues to show"


def pause_words(paused_for: float, keymap: Keymap, width: int, glyphs: Glyphs) -> Segments:
    """That drawing has been paused for so many seconds, and the key to go on with."""
    keys = keymap.of("pause") or keymap.of("back")
    return paused_banner(paused_for, width, key=key_label(keys[0]) if keys else "", glyphs=glyphs)
