"""How long a newcomer would wait in one queue, as the source predicts it."""

from msgspec import Struct
from msgspec.structs import replace


class Estimate(Struct, frozen=True):
    """The prediction for one medium."""

    media: str
    """In the words of the readings: ``voice``, ``email`` …"""
    seconds: float | None = None
    """``None`` where the source predicts nothing."""
    formula: str | None = None
    """How the source says it computed it: ``BEST``, ``SIMPLE``, ``ABANDON`` … or a new word."""


class Estimates(Struct, frozen=True):
    """The predictions for one queue at one instant."""

    queue_id: str
    as_of: float
    """The instant of the oldest answer among them, epoch seconds by the server's clock."""
    by_media: tuple[Estimate, ...]

    def redated(self, by: float) -> "Estimates":
        """The same as of so many seconds later."""
        return replace(self, as_of=self.as_of + by)
