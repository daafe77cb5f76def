"""The body of an observation query: read, checked and refused as Genesys Cloud does."""

from __future__ import annotations

from typing import Final

import msgspec

from queuetui.simulator.filters import Condition, Vocabulary, read_filter, read_object, words
from queuetui.simulator.refusals import malformed

INTERACTION_METRICS: Final = (
    "oWaiting", "oAlerting", "oInteracting", "oLongestWaiting", "oLongestInteracting",
)  # fmt: skip
AGENT_METRICS: Final = (
    "oMemberUsers", "oActiveUsers", "oUserRoutingStatuses", "oOnQueueUsers", "oUserPresences",
    "oOffQueueUsers",
)  # fmt: skip
METRICS: Final = tuple(sorted(INTERACTION_METRICS + AGENT_METRICS))
DETAIL_METRICS: Final = tuple(name for name in METRICS if not name.startswith("oLongest"))

_VOCABULARY: Final = Vocabulary("QueueObservationDimension", ("mediaType", "queueId"))


class ObservationQuery(msgspec.Struct, frozen=True):
    """A checked query."""

    condition: Condition
    metrics: frozenset[str]
    """Metrics and detail metrics together."""
    details: frozenset[str]


def read_query(body: bytes) -> ObservationQuery:
    """Read a request body.

    Raises RefusedError with the 400 that it deserves.
    """
    query = read_object(body)
    condition = read_filter(query.get("filter"), _VOCABULARY)
    # `metrics` is required by today's schema. How the real system words that is not known.
    if query.get("metrics") is None:
        raise malformed()
    metrics = words(query["metrics"], METRICS, "QueueObservationMetric")
    details = words(query.get("detailMetrics"), DETAIL_METRICS, "QueueObservationDetailMetric")
    return ObservationQuery(condition, frozenset(metrics + details), frozenset(details))
