"""Errors that nobody foresaw: a report of each kind now and then, and words for the board."""

import logging
from collections.abc import Callable

from queuetui.domain.clock import Clock
from queuetui.feed.health import Trouble

log = logging.getLogger(__name__)
Report = Callable[[Exception], str | None]
"""Writes a report of an error; returns where, ``None`` if it can't be written."""

_AGAIN = 3600.0
"""Seconds between two reports of one error: one that comes back all the time fills no disk."""
_KINDS = 50
"""Distinct errors that are remembered at most."""


class Stumbles:
    """Remembers which errors were reported, by their type and the place they came from."""

    def __init__(self, report: Report | None, clock: Clock) -> None:
        self._report = report
        self._clock = clock
        self._reported: dict[tuple[str, str], tuple[float, str | None]] = {}

    def trouble(self, error: Exception) -> Trouble:
        """What to show for an error; its report is written unless there is a new one already."""
        kind = type(error).__qualname__
        where = self._where(kind, error)
        seen = f"report: {where}" if where else "see the log (--log FILE)"
        return Trouble(
            "internal",
            f"internal error ({kind}); {seen}",
            why="A fault of queuetui itself.",
            advice="It goes on by itself; please report it, the report holds no secrets."
            if where
            else "It goes on by itself; please report it with what the log says.",
        )

    def _where(self, kind: str, error: Exception) -> str | None:
        key = (kind, _place(error))
        now = self._clock.monotonic()
        before = self._reported.pop(key, None)
        if before is None or before[1] is None or now - before[0] >= _AGAIN:
            before = (now, self._write(error))
        self._reported[key] = before
        while len(self._reported) > _KINDS:
            del self._reported[next(iter(self._reported))]
        return before[1]

    def _write(self, error: Exception) -> str | None:
        if self._report is None:
            return None
        try:
            return self._report(error)
        except Exception:
            # Trouble while telling of trouble must not end the feed.
            log.exception("The report of an internal error could not be written.")
            return None


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
