"""How many agents a queue lacks now, or has to spare, as it stands in a cell of its line."""

from queuetui.domain.staff import staffings
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.standing import Standing


def missing_agents(standing: Standing) -> int | None:
    """Agents needed less those on queue; below 0 there are more than needed; ``None``: unknown.

    Of several media that in which most are missing.
    """
    if standing.told is None:
        return None
    state = standing.state
    told = staffings(
        state.flows, state.queue.goals, standing.on_queue, standing.today, standing.staffed
    )
    return max((one.gap for one in told if one.gap is not None), default=None)


def staff_cell(standing: Standing, glyphs: Glyphs) -> Segments:
    """``+2``: two more are needed; ``-1``: there is one more than needed; ``ok``: just as many."""
    gap = missing_agents(standing)
    if gap is None:
        return (Segment(glyphs.none, "unknown"),)
    tone: Tone = "warning" if gap > 0 else "dim"
    text = f"{gap:+d}" if gap else "ok"
    return (Segment(text, "late" if standing.freshness == "late" else tone),)
