"""What is known beside the polls: today's totals, and the queue that is open on screen."""

from collections.abc import Mapping

from msgspec import Struct, structs

from queuetui.domain.day import Day
from queuetui.domain.opened import Opened, Told
from queuetui.domain.snapshot import QueueState, Side
from queuetui.domain.today import Today


class Beside(Struct, frozen=True):
    """All of it, as one thing that is put in place of another."""

    day: Day | None = None
    totals: Mapping[str, Today] = {}
    """By queue id; never changed, only replaced."""
    today: Side = Side()
    opened: Opened | None = None
    base: float | None = None
    """Server time minus steady time when its instants were told; ``None``: that never moves."""

    def on(self, base: float) -> "Beside":
        """The same told on another base, so that no age changes."""
        if self.base is None or self.base == base:
            return self
        by = base - self.base
        return Beside(
            self.day,
            {queue_id: today.redated(by) for queue_id, today in self.totals.items()},
            self.today.redated(by),
            self.opened and self.opened.redated(by),
            base,
        )

    def at(self, now: float) -> "Beside":
        """What of it still holds at ``now``, epoch seconds: of a day that is over, nothing does."""
        day = self.day
        if day is None or day.since <= now < day.until:
            return self
        opened = self.opened and structs.replace(self.opened, day=Told())
        return structs.replace(
            self, day=None, totals={}, today=structs.replace(self.today, as_of=None), opened=opened
        )


class Merged:
    """Puts the totals to their queues, anew only if one or the other has changed."""

    def __init__(self) -> None:
        self._queues: tuple[QueueState, ...] = ()
        self._totals: Mapping[str, Today] = {}
        self._merged: tuple[QueueState, ...] = ()

    def states(
        self, queues: tuple[QueueState, ...], totals: Mapping[str, Today]
    ) -> tuple[QueueState, ...]:
        """The queues, each with its day so far."""
        if not totals:
            return queues
        if queues is not self._queues or totals is not self._totals:
            before = dict(zip(map(id, self._queues), self._merged, strict=True))
            # While the queues of before live, each identity means the same one.
            kept = before if totals is self._totals else {}
            self._merged = tuple(
                kept.get(id(state)) or _with_day(state, totals.get(state.queue.id))
                for state in queues
            )
            self._queues, self._totals = queues, totals
        return self._merged


def _with_day(state: QueueState, today: Today | None) -> QueueState:
    return structs.replace(state, today=today and today.aimed(state.queue.goals))
