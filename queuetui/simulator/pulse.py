"""Wakes those who wait for simulated time to pass or for faults to change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Pulse:
    """One beat wakes everybody who waits, on the thread of the event loop alone."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._waiting = 0

    @property
    def awaited(self) -> bool:
        """Whether anybody waits."""
        return self._waiting > 0

    def beat(self) -> None:
        """Wake them."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next beat."""
        self._waiting += 1
        try:
            await self._event.wait()
        finally:
            self._waiting -= 1


class ClockSleeper:
    """Sleeps by a clock that is moved by hand: until it has moved that far and the pulse beats."""

    def __init__(self, clock: Callable[[], float], pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse

    async def __call__(self, seconds: float) -> None:
        """Sleep for `seconds` of that clock."""
        end = self._clock() + seconds
        while self._clock() < end:
            await self._pulse.wait()
