"""What is said on the event line when something has happened; no Textual in here."""

from collections.abc import Sequence

from queuetui.view.glyphs import Glyphs
from queuetui.view.standing import Standing
from queuetui.view.words import why

_REASON_WIDTH = 60


def breach_news(entered: Sequence[Standing], glyphs: Glyphs, *, calm: bool = False) -> str | None:
    """A sentence about the queues that have entered a breach; ``None`` if there are none.

    ``calm``: without how much.
    """
    if not entered:
        return None
    if len(entered) == 1:
        reason = why(entered[0], _REASON_WIDTH, glyphs.ellipsis, calm=calm)
        return f"{entered[0].label} is in breach: {reason}"
    names = ", ".join(standing.label for standing in entered)
    return f"{len(entered)} queues are in breach now: {names}"
