"""The history that the polls leave behind."""

import threading
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from queuetui.domain.freshness import AHEAD
from queuetui.domain.history import History, Point
from queuetui.domain.limits import Limits, pressing
from queuetui.domain.readings import Queue, Reading, longest_wait
from queuetui.domain.watchlist import Watchlist

_SAME = 0.1
"""Seconds by which the same instant may differ after it was moved."""


class Chronicle:
    """A point a poll for each queue; safe for several threads.

    Points are kept as the server's clock had it at the first poll, and told as it has it now. So
    when that clock is set the past moves along, in its order.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
        self._history = History()
        self._noting = threading.Lock()
        self._base: float | None = None
        """Server time minus steady time at the first poll, seconds."""
        self._by = 0.0
        """Seconds by which the server's clock was set since then."""
        self._noted: dict[str, float] = {}
        """By queue id, the steady instant of the newest reading that has a point."""
        self._queues: Sequence[Queue] = ()
        self._limits: dict[str, Limits] = {}

    def note(
        self,
        queues: Sequence[Queue],
        reading_of: Callable[[str], Reading | None],
        now: float,
        *,
        base: float,
        judged: Callable[[Reading], Reading] = lambda reading: reading,
    ) -> None:
        """A poll of these is over at ``now``, epoch seconds by the server's clock.

        ``base`` is ``now`` minus the steady clock, seconds. ``judged`` leaves out what is stuck: it
        is no part of the longest wait.

        A queue without a newer reading than at the last poll, be it that none came or that an old
        answer came again, is unknown at this one. What is not polled any more is forgotten.
        """
        with self._noting:
            self._keep(queues)
            by = self._moved_by(base)
            for queue in queues:
                reading = reading_of(queue.id)
                before = self._noted.get(queue.id)
                if reading is None or not _is_new(reading.as_of - base, before):
                    self._history.add(queue.id, now - by, None, None, None)
                    continue
                self._noted[queue.id] = reading.as_of - base
                waiting, available = reading.waiting, reading.agents.available
                longest = self._longest(queue, judged(reading))
                self._history.add(queue.id, reading.as_of - by, waiting, longest, available)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """A queue's points from ``since`` on, epoch seconds."""
        with self._noting:
            by = self._by
            points = self._history.points(queue_id, since - by)
            return tuple(replace(one, at=one.at + by) for one in points) if by else points

    def _moved_by(self, base: float) -> float:
        """How far the past is moved; not for less than a clock is trimmed by, so minutes stay."""
        if self._base is None:
            self._base = base
        elif abs(base - self._base - self._by) > AHEAD:
            self._by = base - self._base
        return self._by

    def _keep(self, queues: Sequence[Queue]) -> None:
        if queues is self._queues:
            return
        self._queues = queues
        ids = frozenset(queue.id for queue in queues)
        self._history.forget(ids)
        self._noted = {key: at for key, at in self._noted.items() if key in ids}
        self._limits = {queue.id: self._watchlist.limits_for(queue) for queue in queues}

    def _longest(self, queue: Queue, reading: Reading) -> float | None:
        """The wait in the medium that presses most, for that is whose limit a plot shows."""
        worst = pressing(reading, self._limits[queue.id], queue.goals, reading.as_of)
        if worst is not None:
            return worst.longest_wait
        return longest_wait(reading.waiting, reading.oldest_since, reading.as_of)


def _is_new(as_of: float, before: float | None) -> bool:
    return before is None or as_of > before + _SAME
