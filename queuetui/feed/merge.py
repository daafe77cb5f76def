"""Merging answers into what is known: the newest reading of each queue wins, in whatever order."""

from collections.abc import Mapping

from queuetui.domain.readings import Reading

_SET_BACK = 2.0
"""Seconds by which two answers may disagree about now."""
TREND = 48
"""Polls that the small trend of waiting remembers."""


def newest(
    known: Mapping[str, Reading], come: Mapping[str, Reading], now: float
) -> dict[str, Reading]:
    """Both together, by queue id; of two readings of one queue the one of the later instant.

    A known reading later than ``now`` (server's clock) was made before that clock was set back: it
    loses, or the board would stand still until the clock has caught up.
    """
    merged = dict(known)
    for queue_id, reading in come.items():
        before = merged.get(queue_id)
        if before is None or reading.as_of >= before.as_of or before.as_of > now + _SET_BACK:
            merged[queue_id] = reading
    return merged


def extended(trend: tuple[int | None, ...], waiting: int | None) -> tuple[int | None, ...]:
    """The trend with one more poll, cut to its last `TREND`."""
    return (*trend[1 - TREND :], waiting)
