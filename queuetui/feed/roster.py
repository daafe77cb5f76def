"""Which queues are asked for: the selection."""

from collections.abc import Sequence

from queuetui.domain.readings import Queue
from queuetui.domain.watchlist import QueueRule, Selection, Watchlist
from queuetui.feed.batches import Batches
from queuetui.feed.health import Trouble


class Roster(Batches):
    """The batches of the watched queues, as the directory and the settings tell them."""

    def __init__(self, watchlist: Watchlist) -> None:
        super().__init__()
        self._watchlist = watchlist
        self._known = False
        self._selection = Selection(())

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

    def take_directory(self, directory: Sequence[Queue]) -> None:
        """Select anew."""
        self._select(self._watchlist.select(directory))

    def do_without_directory(self) -> bool:
        """Select the queues named by id, where the directory may not be read; False if none is."""
        alone = self._watchlist.without_directory()
        if self._known or not alone.queues:
            return False
        self._select(alone)
        return True

    def refused_names(self) -> tuple[str, ...]:
        """The names of the queues that sit out because they are refused; from any thread."""
        refused = self.refused
        return tuple(queue.name for queue in self.queues if queue.id in refused)

    def nothing(self) -> Trouble:
        """What it means that there is no queue to watch."""
        names = ", ".join(repr(str(rule)) for rule in self.missing[:3])
        what = f"No queue is meant by {names}." if names else "These credentials see no queue."
        advice = "See what these credentials can read: queuetui queues"
        return Trouble("queues", what, advice=advice)

    def _select(self, selection: Selection) -> None:
        self._selection, self._known = selection, True
        self.watch([queue.id for queue in selection.queues])
