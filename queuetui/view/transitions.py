"""Which queues have just entered a breach."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from queuetui.domain.limits import Severity
from queuetui.view.standing import Standing


class Transitions(Struct, frozen=True):
    """What is remembered between two looks at the board; by queue id."""

    severities: Mapping[str, Severity] = {}
    """The last severity that was known. A gap in the data is not a change."""
    entered: Mapping[str, float] = {}
    """When each queue that is in breach entered it, monotonic seconds."""

    def fresh(self, queue_id: str, at: float, for_seconds: float) -> bool:
        """Whether the queue entered a breach within the last ``for_seconds`` before ``at``."""
        since = self.entered.get(queue_id)
        return since is not None and at - since < for_seconds


def track(before: Transitions, standings: Sequence[Standing], at: float) -> Transitions:
    """Look at all queues at ``at`` (monotonic seconds) and note who entered a breach since.

    A queue seen for the first time has not entered anything, however bad it stands: at the start
    everything would be marked. Queues no longer there are forgotten.
    """
    severities: dict[str, Severity] = {}
    entered: dict[str, float] = {}
    for standing in standings:
        queue_id = standing.state.queue.id
        known = before.severities.get(queue_id)
        severity = standing.severity
        if severity == "unknown":
            # Not news: it keeps what was known before the gap, and when that began.
            if known is not None:
                severities[queue_id] = known
                if queue_id in before.entered:
                    entered[queue_id] = before.entered[queue_id]
            continue
        severities[queue_id] = severity
        if severity != "critical":
            continue
        if known == "critical":
            if queue_id in before.entered:
                entered[queue_id] = before.entered[queue_id]
        elif known is not None:
            entered[queue_id] = at
    return Transitions(severities, entered)
