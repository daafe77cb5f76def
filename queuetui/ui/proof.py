"""Proof of life: whether what the feed brings really reaches the terminal; no Textual in here."""

from queuetui.ui.writer import Tally


class Proof:
    """Looks once a second at what the terminal has taken."""

    def __init__(self) -> None:
        self._before = Tally()
        self._drawn = 0
        self.drained = True
        """Whether the terminal has taken all that was handed over before the last tick."""
        self.frame_after = 0
        """The newest `Snapshot.sequence` whose figures were in a frame that it has taken."""
        self.beats = 0
        """How often that sequence has moved: what the mark of life in the status bar shows."""

    def tick(self, tally: Tally, drawn: int) -> bool:
        """One second, before this one is drawn.

        Args:
            tally: What has become of the frames until now.
            drawn: The sequence that the widgets show now; it is in the frames that follow.

        Returns:
            Whether no frame was drawn since the last tick.
        """
        before, self._before = self._before, tally
        self.drained = tally.taken >= before.handed and not tally.behind
        # A frame drawn since the last tick, and taken, together with all others.
        reached = tally.handed > before.handed and tally.taken >= tally.handed
        whole = tally.dropped == before.dropped and not tally.behind
        if reached and whole and self._drawn != self.frame_after:
            self.frame_after = self._drawn
            self.beats += 1
        self._drawn = drawn
        return (tally.handed, tally.dropped) == (before.handed, before.dropped)
