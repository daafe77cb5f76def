"""The calls of the last minute."""

from collections import deque

_MINUTE = 60.0


class Ledger:
    """Steady instants of calls in, how many there were out."""

    def __init__(self) -> None:
        self._calls: deque[tuple[float, int]] = deque()

    def note(self, at: float, calls: int) -> None:
        """So many calls are made at ``at``."""
        self._calls.append((at, calls))
        self._forget(at)

    def spent(self, at: float) -> int:
        """The calls of the minute before ``at``."""
        self._forget(at)
        return sum(calls for _, calls in self._calls)

    def _forget(self, at: float) -> None:
        while self._calls and self._calls[0][0] <= at - _MINUTE:
            self._calls.popleft()
