"""What is said on the event line when something has happened; no Textual in here."""

from collections.abc import Sequence

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.snapshot import Snapshot
from queuetui.view.glyphs import Glyphs
from queuetui.view.standing import Standing
from queuetui.view.status import recovered, seen
from queuetui.view.words import why

_REASON_WIDTH = 60


def breach_news(entered: Sequence[Standing], glyphs: Glyphs) -> str | None:
    """A sentence about the queues that have entered a breach; ``None`` if there are none."""
    if not entered:
        return None
    if len(entered) == 1:
        reason = why(entered[0], _REASON_WIDTH, glyphs.ellipsis)
        return f"{entered[0].label} is in breach: {reason}"
    names = ", ".join(standing.label for standing in entered)
    return f"{len(entered)} queues are in breach now: {names}"


class GapWatch:
    """Notices when the figures stop being true, and says once how long that was."""

    def __init__(self, staleness: StalenessRule) -> None:
        self._staleness = staleness
        self._lost_at: float | None = None

    def look(self, snapshot: Snapshot, now: float) -> str | None:
        """What to say at ``now`` (epoch seconds by the server's clock)."""
        known = seen(snapshot, now, self._staleness)
        if known.state in {"frozen", "down"}:
            if self._lost_at is None:
                self._lost_at = known.last_good
            return None
        if self._lost_at is None or known.last_good is None:
            return None
        gap, self._lost_at = known.last_good - self._lost_at, None
        return recovered(gap)
