"""Who sits out, and until when: queues that were refused, and batches that failed on their own."""

from collections.abc import Callable, Container, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

_FIRST_SIT_OUT = 30.0
_LONGEST_SIT_OUT = 300.0
"""Seconds after which a refused queue is asked for again: somebody may have given access."""


class _Absence(Struct, frozen=True):
    """Of one queue, or of several that are asked for together."""

    why: str
    again: float
    """The steady instant of the next try."""
    refused: bool
    wait: float = 0.0
    times: int = 1


class Absent:
    """Steady instants in, groups of queues to ask for again out."""

    def __init__(self) -> None:
        self._of: dict[str, _Absence] = {}

    def __contains__(self, queue_id: object) -> bool:
        return queue_id in self._of

    @property
    def failing(self) -> bool:
        """Whether one of them failed, rather than being refused."""
        return any(not absence.refused for absence in self._of.values())

    def refused(self) -> frozenset[str]:
        """The ids of those that are refused; from any thread."""
        return frozenset(q for q, absence in self._of.copy().items() if absence.refused)

    def why(self, queue_id: str) -> str | None:
        """Why a queue sits out; ``None`` if it does not."""
        absence = self._of.get(queue_id)
        return absence.why if absence else None

    def again(self, queue_id: str) -> float | None:
        """The steady instant from which a queue is asked for again; ``None`` if it sits not out."""
        absence = self._of.get(queue_id)
        return absence.again if absence else None

    def refuse(self, queue_ids: Sequence[str], why: str, at: float) -> None:
        """These were refused at ``at``: they sit out together, longer each time."""
        before = self._of.get(queue_ids[0])
        wait = _FIRST_SIT_OUT
        if before is not None and before.refused:
            # Somebody who asks before the time is not to be punished with a longer one.
            wait = min(_LONGEST_SIT_OUT, before.wait * (2 if at >= before.again else 1))
        self._put(queue_ids, _Absence(why, at + wait, refused=True, wait=wait))

    def put_off(
        self, queue_ids: Sequence[str], why: str, at: float, wait_after: Callable[[int], float]
    ) -> None:
        """These failed at ``at``; ``wait_after`` tells the seconds after so many failures."""
        before = self._of.get(queue_ids[0])
        times = before.times + 1 if before is not None and not before.refused else 1
        self._put(queue_ids, _Absence(why, at + wait_after(times), refused=False, times=times))

    def take_back(self, queue_ids: Sequence[str]) -> None:
        """These were answered."""
        for queue_id in queue_ids:
            self._of.pop(queue_id, None)

    def keep(self, watched: AbstractSet[str]) -> None:
        """Forget those who are not watched any more."""
        for queue_id in self._of.keys() - watched:
            del self._of[queue_id]

    def returning(self, at: float, *, early: bool, but: Container[str]) -> list[tuple[str, ...]]:
        """The groups whose time has come, the longest due first; ``early``: all of them.

        ``but``: those who are asked for otherwise.
        """
        groups: dict[int, list[str]] = {}
        due: dict[int, float] = {}
        for queue_id, absence in self._of.items():
            if queue_id not in but and (early or at >= absence.again):
                groups.setdefault(id(absence), []).append(queue_id)
                due[id(absence)] = absence.again
        return [tuple(groups[one]) for one in sorted(groups, key=due.__getitem__)]

    def _put(self, queue_ids: Sequence[str], absence: _Absence) -> None:
        for queue_id in queue_ids:
            self._of[queue_id] = absence
