"""An opened queue: every figure it has, drawn again only where it changed."""

from datetime import tzinfo

from queuetui.ui.widgets.text_lines import TextLines
from queuetui.view.detail import detail
from queuetui.view.glyphs import Glyphs
from queuetui.view.standing import Standing


class QueuePanel(TextLines):
    """Shows one queue at a time; mounted once, hidden while none is open."""

    def __init__(self, glyphs: Glyphs, zone: tzinfo | None, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self._zone = zone
        self._shown: tuple[Standing, float] | None = None
        self.queue_id: str | None = None
        """The queue that was opened; ``None``: the one shown next."""

    def show_queue(self, standing: Standing, now: float) -> None:
        """Show this queue as it stands at ``now`` (epoch seconds by the server's clock)."""
        if self._shown is None or standing.id != self._shown[0].id:
            self.scroll_to_top()
        self.queue_id = standing.id
        self._shown = standing, now
        self.lay_out()

    def lay_out(self) -> None:
        """Write the lines for the room there is."""
        if self._shown is not None and self.size.width:
            standing, now = self._shown
            width = self.size.width
            self.show(detail(standing, standing.limits, now, self._glyphs, width, self._zone))
