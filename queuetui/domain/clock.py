"""What a clock looks like to those who are handed one."""

from typing import Protocol


class Clock(Protocol):
    """Time, passed in so that tests can pass their own."""

    def now(self) -> float:
        """This machine's wall clock, epoch seconds."""
        ...

    def monotonic(self) -> float:
        """The steady clock: seconds that never jump; only differences mean anything."""
        ...
