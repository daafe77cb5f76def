"""Which queues are asked for: the selection, when to read names anew, and who sits out."""

from collections.abc import Iterable, Mapping, Sequence

from queuetui.domain.readings import Queue
from queuetui.domain.watchlist import QueueRule, Selection, Watchlist

_SIT_OUT = 300.0
"""Seconds after which a refused queue is asked for again: somebody may have given access."""


class Roster:
    """Steady instants in, batches out."""

    def __init__(self, watchlist: Watchlist, names_every: float) -> None:
        self._watchlist = watchlist
        self._names_every = names_every
        self._names_due = 0.0
        self._known = False
        self._selection = Selection(())
        self._refused: dict[str, tuple[str, float]] = {}
        self.pages = 1

    @property
    def known(self) -> bool:
        """Whether there is a selection at all."""
        return self._known

    @property
    def queues(self) -> tuple[Queue, ...]:
        """The watched queues in their order."""
        return self._selection.queues

    @property
    def missing(self) -> tuple[QueueRule, ...]:
        """Entries of the settings that mean no queue."""
        return self._selection.missing

    def names_due(self, at: float) -> bool:
        """Whether the directory is to be read now."""
        return not self._known or at >= self._names_due

    def put_off_names(self, at: float) -> None:
        """Read the directory again at the next turn of the names, whatever comes of this one."""
        self._names_due = at + self._names_every

    def take_directory(self, directory: Sequence[Queue], page: int) -> None:
        """Select anew; ``page`` is how many queues one call lists."""
        self._selection = self._watchlist.select(directory)
        self._known = True
        self.pages = max(1, -(-len(directory) // page))

    def do_without_directory(self) -> bool:
        """Select the queues named by id, where the directory may not be read; False if none is."""
        alone = self._watchlist.without_directory()
        if self._known or not alone.queues:
            return False
        self._selection, self._known = alone, True
        return True

    def batches(self, size: int, at: float) -> list[Sequence[str]]:
        """The queues to ask for, in batches; refused ones sit out, and return one by one."""
        self._refused = {q: entry for q, entry in self._refused.items() if self._watches(q)}
        ids = [queue.id for queue in self.queues if queue.id not in self._refused]
        batches: list[Sequence[str]] = [ids[n : n + size] for n in range(0, len(ids), size)]
        for queue_id, (_why, again) in self._refused.items():
            if at >= again or not ids:
                batches.append([queue_id])
        return batches

    def refuse(self, refused: Mapping[str, str], at: float) -> None:
        """These sit out for a while."""
        for queue_id, why in refused.items():
            self._refused[queue_id] = (why, at + _SIT_OUT)

    def accept(self, queue_ids: Iterable[str]) -> None:
        """These were answered."""
        for queue_id in queue_ids:
            self._refused.pop(queue_id, None)

    def why_refused(self, queue_id: str) -> str | None:
        """Why a queue sits out."""
        entry = self._refused.get(queue_id)
        return entry[0] if entry else None

    def refused_names(self) -> tuple[str, ...]:
        """The names of the queues that sit out."""
        refused = dict(self._refused)
        return tuple(queue.name for queue in self.queues if queue.id in refused)

    def _watches(self, queue_id: str) -> bool:
        return any(queue.id == queue_id for queue in self.queues)
