"""What is known of each queue: its newest reading, its trend, and what its last answer lacked."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from queuetui.domain.readings import Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.trend import Trend
from queuetui.domain.watchlist import QueueRule
from queuetui.feed.merge import extended, newest
from queuetui.genesys.observations import Observed

_NONE = Trend()


class Figures:
    """Kept by queue id; instants are epoch seconds by the server's clock."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}
        self._trends: dict[str, Trend] = {}
        self._problems: dict[str, str] = {}

    def take(self, batch: Sequence[str], observed: Observed, now: float) -> None:
        """The answer for a batch has come by ``now``."""
        self._readings = newest(self._readings, observed.readings, now)
        for queue_id in batch:
            reading = observed.readings.get(queue_id)
            if reading is None:
                self._problems[queue_id] = "not in the answer: deleted, or not visible any more"
            else:
                self._problems.pop(queue_id, None)
            trend = self._trends.get(queue_id, _NONE)
            self._trends[queue_id] = extended(trend, reading.waiting if reading else None)

    def miss(self, batch: Iterable[str], why: str) -> None:
        """No answer for a batch has come."""
        self._problems.update(dict.fromkeys(batch, why))

    def keep(self, watched: AbstractSet[str]) -> None:
        """Forget the queues that are not watched any more."""
        for known in (self._readings, self._trends, self._problems):
            for queue_id in known.keys() - watched:
                del known[queue_id]

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        self._readings = {key: one.redated(by) for key, one in self._readings.items()}

    def reading(self, queue_id: str) -> Reading | None:
        """The newest reading of a queue."""
        return self._readings.get(queue_id)

    def state(self, queue: Queue, problem: str | None, next_try: float | None) -> QueueState:
        """All of it; ``problem`` is why the queue sits out, if it does."""
        return QueueState(
            queue=queue,
            reading=self._readings.get(queue.id),
            problem=problem or self._problems.get(queue.id),
            trend=self._trends.get(queue.id, _NONE),
            next_try=next_try,
        )

    def tells(self, state: QueueState, problem: str | None, next_try: float | None) -> bool:
        """Whether a state as `state` would make it is made of the very same things as this one."""
        queue_id = state.queue.id
        return (
            state.reading is self._readings.get(queue_id)
            and state.trend is self._trends.get(queue_id, _NONE)
            and state.next_try == next_try
            and state.problem == (problem or self._problems.get(queue_id))
        )


def missing(rule: QueueRule) -> QueueState:
    """An entry of the settings that means no queue is shown, not silently left out."""
    queue = Queue(id=str(rule), name=rule.label or str(rule))
    return QueueState(queue=queue, problem="no such queue, or these credentials can't see it")
