"""All queues gone through for their figures, one after the other."""

from collections.abc import Iterator
from datetime import tzinfo

from msgspec import Struct, structs

from queuetui.domain.figures import (
    About,
    EveryQueue,
    Moment,
    QueueFigures,
    about,
    queue_figures,
)
from queuetui.domain.readings import Queue
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import QueueState, Snapshot


class Inspector:
    """Goes through the queues of snapshots; for one thread."""

    def __init__(self, settings: Settings, local: tzinfo) -> None:
        """``local`` is this machine's zone."""
        self._settings = settings
        self._local = local
        self._by_media = any(rule.media for rule in settings.alarms)
        self._about: dict[str, tuple[Queue, About]] = {}

    def at(self, snapshot: Snapshot, now: float) -> "Inspection":
        """The figures at ``now``, epoch seconds by the server's clock."""
        if len(self._about) > len(snapshot.queues):
            ids = {state.queue.id for state in snapshot.queues}
            self._about = {key: one for key, one in self._about.items() if key in ids}
        moment = Moment(
            now,
            snapshot.interval,
            self._settings.staleness,
            self._local,
            down=snapshot.health.state in {"frozen", "down"},
        )
        return Inspection(self, snapshot, moment)

    def figures_of(
        self, state: QueueState, snapshot: Snapshot, moment: Moment
    ) -> tuple[QueueFigures, ...]:
        """Those of a queue, and of its media where a rule is about one."""
        opened = snapshot.opened
        mine = opened is not None and opened.queue_id == state.queue.id
        return queue_figures(
            state,
            self._known(state.queue),
            moment,
            estimates=opened.estimates.value if opened is not None and mine else None,
            by_media=self._by_media,
        )

    def _known(self, queue: Queue) -> About:
        kept = self._about.get(queue.id)
        if kept is None or kept[0] is not queue:
            kept = self._about[queue.id] = queue, about(queue, self._settings.watchlist)
        return kept[1]


class Inspection(Struct, frozen=True):
    """All queues, and then all of them together, as they are at one instant.

    The figures are made while they are gone through, each time anew: of thousands of queues they
    would take more room at once than all that is known of them, and each is looked at once.
    """

    inspector: Inspector
    snapshot: Snapshot
    moment: Moment

    def __iter__(self) -> Iterator[QueueFigures]:
        queues, moment = self.snapshot.queues, self.moment
        lost = not any(moment.believes(state.as_of) for state in queues)
        together = EveryQueue()
        for state in queues:
            figures = self.inspector.figures_of(state, self.snapshot, moment)
            together.add(figures[0])
            if len(queues) == 1:
                # One queue without data is told by its own name.
                yield from figures
                return
            for one in figures:
                yield structs.replace(one, lost=True) if lost else one
        yield together.figures(moment)
