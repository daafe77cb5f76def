"""Noticing that this machine slept, or that its clock was set."""

from msgspec import Struct

from queuetui.domain.clock import Clock

SLICE = 1.0
"""Seconds for which the feed waits at a stretch, so that it wakes soon after the machine does."""
_TOLERANCE = 2.0
_SLEPT = 10.0


class Disturbance(Struct, frozen=True):
    """What happened to the clocks, and by how many seconds."""

    what: str
    seconds: float


class Vigil:
    """Compares the clocks before and after each stretch of waiting."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = clock.now()
        self._steady = clock.monotonic()

    def look(self, waited: float) -> Disturbance | None:
        """Look after a stretch that should have taken at most ``waited`` seconds."""
        wall, steady = self._clock.now(), self._clock.monotonic()
        passed = steady - self._steady
        jumped = (wall - self._wall) - passed
        self._wall, self._steady = wall, steady
        if abs(jumped) > _TOLERANCE:
            way = "ahead" if jumped > 0 else "back"
            return Disturbance(f"this machine's clock was set {way}", abs(jumped))
        if passed - waited > _SLEPT:
            return Disturbance("this machine was asleep or stopped", passed - waited)
        return None

    def rest(self) -> None:
        """Begin a stretch now."""
        self._wall, self._steady = self._clock.now(), self._clock.monotonic()
