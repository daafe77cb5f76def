"""Noticing that this machine slept, or that its clock was set."""

from msgspec import Struct

from queuetui.domain.clock import Clock

SLICE = 1.0
"""Seconds for which the feed waits at a stretch, so that it wakes soon after the machine does."""
LONGEST_CALL = 90.0
"""Seconds that one question may lawfully take: three exchanges, one of them for a new token."""
_TOLERANCE = 2.0
_SLEPT = 3.0
"""Seconds beyond the lawful ones; a busy machine that is taken for a sleeping one costs a poll."""
_APART = 10.0
"""Seconds between two early polls, whatever happens to the clocks."""


class Disturbance(Struct, frozen=True):
    """What happened to the clocks, and by how many seconds."""

    what: str
    seconds: float


class Vigil:
    """Compares the clocks before and after each stretch of waiting or asking."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = clock.now()
        self._steady = clock.monotonic()
        self._told: float | None = None

    def look(self, lasted: float) -> Disturbance | None:
        """Look after a stretch that should have taken at most ``lasted`` seconds.

        What comes soon after another disturbance is not told.
        """
        wall, steady = self._clock.now(), self._clock.monotonic()
        passed = steady - self._steady
        jumped = (wall - self._wall) - passed
        self._wall, self._steady = wall, steady
        if abs(jumped) > _TOLERANCE:
            way = "ahead" if jumped > 0 else "back"
            return self._tell(f"this machine's clock was set {way}", abs(jumped))
        if passed - lasted > _SLEPT:
            return self._tell("this machine was asleep or stopped", passed - lasted)
        return None

    def rest(self) -> None:
        """Begin a stretch now."""
        self._wall, self._steady = self._clock.now(), self._clock.monotonic()

    def _tell(self, what: str, seconds: float) -> Disturbance | None:
        if self._told is not None and self._steady - self._told < _APART:
            return None
        self._told = self._steady
        return Disturbance(what, seconds)
