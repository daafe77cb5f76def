"""Who looks after the board itself: signs of life for those who watch over it."""

from typing import Protocol

from msgspec import Struct

from queuetui.domain.snapshot import Snapshot


class Sign(Struct, frozen=True):
    """What the screen knows at one tick."""

    snapshot: Snapshot | None
    drained: bool
    """Whether the terminal has taken all that was written up to the tick before."""
    frame_after: int
    """The `Snapshot.sequence` whose figures were in a frame that the terminal has taken."""


class Keeper(Protocol):
    """Told once a second by the screen; never blocks, never raises."""

    def greeting(self) -> str | None:
        """A line to show at the start, such as why the last run ended."""
        ...

    def tick(self, sign: Sign) -> str | None:
        """One second; returns a line to show, such as how long a gap was."""
        ...

    def close(self, *, crashed: bool) -> None:
        """The board ends."""
        ...


class NoKeeper:
    """Nobody looks after this board."""

    def greeting(self) -> str | None:
        """Nothing to say."""
        return None

    def tick(self, sign: Sign) -> str | None:  # noqa: ARG002 - nothing to look at
        """Nothing to say."""
        return None

    def close(self, *, crashed: bool) -> None:
        """Nothing to do."""
