"""Merging answers into what is known: the newest reading of each queue wins, in whatever order."""

from collections.abc import Mapping

from queuetui.domain.freshness import is_ahead
from queuetui.domain.readings import Reading
from queuetui.domain.trend import Trend

TREND = 48
"""Polls that the small trend of waiting remembers."""


def newest(
    known: Mapping[str, Reading], come: Mapping[str, Reading], now: float
) -> dict[str, Reading]:
    """Both together, by queue id; of two readings of one queue the one of the later instant.

    What is known was moved along when the server's clock was set. One that comes and is ahead of
    ``now`` (server's clock) was told by the clock before that; it was made by now at the latest.
    """
    merged = dict(known)
    for queue_id, reading in come.items():
        before = merged.get(queue_id)
        told = reading.redated(now - reading.as_of) if is_ahead(reading.as_of, now) else reading
        if before is None or told.as_of >= before.as_of:
            merged[queue_id] = told
    return merged


def extended(trend: Trend, waiting: int | None) -> Trend:
    """The trend with one more poll, cut to its last `TREND`."""
    return trend.followed_by(waiting, TREND)
