"""What the organisation itself wants of a queue: its service level goal, medium by medium."""

from collections.abc import Mapping

from msgspec import Struct


class Goal(Struct, frozen=True, gc=False):
    """Which share is to be answered within how many seconds; ``None`` is not told."""

    share: float | None = None
    """Above 0, up to 1."""
    seconds: float | None = None
    """Above 0."""


Goals = Mapping[str, Goal]
"""By media type, in the words of `Reading.media`; a medium without a goal is not in it."""
