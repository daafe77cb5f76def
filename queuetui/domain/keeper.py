"""Who looks after the board itself: signs of life for those who watch over it."""

from typing import Literal, Protocol

from msgspec import Struct

from queuetui.domain.gaps import Gap
from queuetui.domain.snapshot import HealthState, Snapshot

Ending = Literal["left", "closed", "crashed"]
"""How a board ends: somebody or something asked it to; its terminal was closed or is gone; by an
error."""


class Sign(Struct, frozen=True):
    """What the screen knows at one tick."""

    snapshot: Snapshot | None
    drained: bool
    """Whether the terminal has taken all that was written up to the tick before."""
    frame_after: int
    """The `Snapshot.sequence` whose figures were in a frame that the terminal has taken."""
    frames: int = 0
    """How many frames the terminal has taken in all; one more each second, for the clock is in
    it."""
    state: HealthState = "starting"
    """What the screen says of the feed, which may be worse than what the feed says of itself."""
    reason: str | None = None
    """Why, in plain words."""


class Keeper(Protocol):
    """Told once a second by the screen; never blocks, never raises."""

    def greeting(self) -> str | None:
        """A line to show at the start, such as why the last run ended."""
        ...

    def tick(self, sign: Sign) -> None:
        """One second."""
        ...

    def note_gap(self, gap: Gap) -> None:
        """A time without data is over; the screen has told of it."""
        ...

    def close(self, ending: Ending) -> None:
        """The board ends."""
        ...


class NoKeeper:
    """Nobody looks after this board."""

    def greeting(self) -> str | None:
        """Nothing to say."""
        return None

    def tick(self, sign: Sign) -> None:
        """Nothing to do."""

    def note_gap(self, gap: Gap) -> None:
        """Nothing to do."""

    def close(self, ending: Ending) -> None:
        """Nothing to do."""
