"""The summary under the board, and what a scrolled board does not show."""

from collections.abc import Sequence

from queuetui.domain.limits import SEVERITIES
from queuetui.view.formats import cells, count, cut
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.groups import Row, queues_of
from queuetui.view.segments import (
    SEVERITY_TONE,
    Segment,
    Segments,
    Tone,
    aligned,
    width_of,
)
from queuetui.view.standing import Summary, worst


def summary_line(
    summary: Summary, width: int, glyphs: Glyphs = UNICODE, *, calm: bool = False
) -> Segments:
    """How many queues per severity and how many wait in all, in exactly ``width`` cells.

    Agents are not added up: one person may be in several queues. ``calm``: not how many wait.
    """
    severities: list[Segments] = []
    for severity in SEVERITIES:
        number = summary.by_severity[severity]
        if severity == "closed" and not number:
            # Where no queue has opening hours, there is no word about them.
            continue
        tone: Tone = SEVERITY_TONE[severity] if number else "dim"
        badge = f"{glyphs.severity(severity)} {number} {SEVERITY_WORD[severity]}"
        severities.append((Segment(badge, tone),))
    waiting = count(summary.waiting)
    if summary.waiting is None:
        waiting = glyphs.none
    elif summary.waiting_is_partial:
        # Some queue could not be counted: at least so many.
        waiting = f"{waiting}+"
    total: Segments = () if calm else (Segment(f"{waiting} waiting", "strong"),)
    least: Segments = () if calm else (Segment(waiting, "strong"),)
    queues: Segments = (Segment(f"{summary.queues} queue{'' if summary.queues == 1 else 's'}"),)
    told = [s for s in severities if s[0].tone != "dim"]
    signs: list[Segments] = [
        (Segment(f"{glyphs.severity(s)}{summary.by_severity[s]}", SEVERITY_TONE[s]),)
        for s in SEVERITIES
        if summary.by_severity[s]
    ]
    for parts, gap in (
        ([queues, *severities, total], 3),
        ([*severities, total], 3),
        ([*told, total], 2),
        ([*signs, total], 2),
        ([*signs, least], 1),
    ):
        drawn = (Segment(" "), *_spaced(parts, gap))
        if width_of(drawn) <= width:
            return aligned(drawn, width, right=False)
    text = queues[0].text if calm else f"{waiting} waiting"
    return aligned((Segment(cut(text, width, ""), "strong"),), width, right=False)


def _spaced(parts: Sequence[Segments], gap: int) -> Segments:
    # Blanks, no dots: the sign for ok is a dot itself.
    out: list[Segment] = []
    for part in parts:
        if out and part:
            out.append(Segment(" " * gap))
        out.extend(part)
    return tuple(out)


def more_line(rows: Sequence[Row], width: int, glyphs: Glyphs = UNICODE) -> Segments:
    """``+7 more, worst: ▲ BREACH``: what does not fit on the screen, in at most ``width`` cells.

    The queues of a folded group are meant by its head. Empty when nothing is hidden.
    """
    hidden = queues_of(rows)
    severity = worst(hidden)
    if severity is None:
        return ()
    number = f"+{len(hidden)} more"
    glyph, word = glyphs.severity(severity), SEVERITY_WORD[severity]
    tone = SEVERITY_TONE[severity]
    for lead, badge in ((f"{number}, worst: ", f"{glyph} {word}"), (f"{number} ", glyph)):
        if cells(lead) + cells(badge) <= width:
            return Segment(lead), Segment(badge, tone)
    return (Segment(cut(number, width, ""), tone),)
