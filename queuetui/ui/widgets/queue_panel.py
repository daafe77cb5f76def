"""An opened queue: all that is known of it, drawn again only where it changed."""

from datetime import tzinfo

from queuetui.domain.history import Point
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.staff import STAFFED_MEDIA
from queuetui.ui.lookout import Lookout
from queuetui.ui.sources import Sources
from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.glyphs import Glyphs
from queuetui.view.queue_agents import ORDER_WORD
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_plots import HOUR, Memo
from queuetui.view.queue_scene import AGENT_ORDERS, AgentOrder, Scene
from queuetui.view.standing import Standing

_EARLIER = 300.0
"""Seconds before the last hour from which on points are asked for: a line begins before it."""


class QueuePanel(TextLines):
    """Shows one queue at a time; mounted once, hidden while none is open."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        glyphs: Glyphs,
        zone: tzinfo | None,
        sources: Sources,
        *,
        calm: bool = False,
        staffed: tuple[str, ...] = STAFFED_MEDIA,
        id: str,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._zone = zone
        self._sources = sources
        self._told: str | None = None
        self._calm = calm
        self._staffed = staffed
        self._order: AgentOrder = AGENT_ORDERS[0]
        self._snapshot: Snapshot | None = None
        self._scene: Scene | None = None
        self._points: tuple[Point, ...] = ()
        self._points_of: tuple[str, int, float] | None = None
        self.pictures = Memo()
        """The plots as they were drawn last."""
        self.queue_id: str | None = None
        """The queue that was opened; ``None``: the one shown next."""

    def show_queue(
        self, standing: Standing, now: float, lookout: Lookout, *, still: bool = False
    ) -> None:
        """Show this queue as it stands at ``now`` (epoch seconds by the server's clock).

        ``still``: drawing is paused, and what ``lookout`` has heard since then does not count.
        """
        if not still or self._snapshot is None:
            self._snapshot = lookout.snapshot
        snapshot = self._snapshot
        self.queue_id = standing.id
        self._tell(standing.id)
        self._scene = Scene(
            standing,
            now,
            snapshot.opened,
            self._points_at(standing.id, snapshot, now),
            snapshot.day,
            snapshot.today,
            poll=snapshot.interval,
            withheld=lookout.withheld,
            reason=lookout.seen.reason,
            zone=self._zone,
            glyphs=self._glyphs,
            order=self._order,
            calm=self._calm,
            staffed=self._staffed,
            watchlist=lookout.watchlist,
        )
        self.lay_out()

    def close(self) -> None:
        """Show no queue any more; what was asked about it alone is asked no longer."""
        self.queue_id = None
        self._tell(None)

    def rest(self) -> None:
        """Nobody looks at it now: nothing is asked about the queue until it is drawn again."""
        self._tell(None)

    def next_order(self) -> str:
        """Sort the agents another way from now on; returns how, in words."""
        place = AGENT_ORDERS.index(self._order) + 1
        self._order = AGENT_ORDERS[place % len(AGENT_ORDERS)]
        return ORDER_WORD[self._order]

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if self._scene is not None and self.size.width:
            self.show(queue_page(self._scene, *self.size, self.pictures))

    def _tell(self, queue_id: str | None) -> None:
        if queue_id != self._told:
            self._told = queue_id
            self._sources.open_queue(queue_id)

    def _points_at(self, queue_id: str, snapshot: Snapshot, now: float) -> tuple[Point, ...]:
        """The last hour; asked for anew only when a poll has brought something."""
        wanted = queue_id, snapshot.sequence, snapshot.taken_at
        if wanted != self._points_of:
            self._points_of = wanted
            # By whole minutes, lest the same past begins a little later each time.
            since = (now - HOUR - _EARLIER) // 60 * 60
            found = self._sources.points(queue_id, since)
            # The plots are drawn anew for another tuple, be it an equal one.
            if found != self._points:
                self._points = found
        return self._points
