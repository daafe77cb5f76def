"""A small program around the app whose figures change all the time, for terminals that stop reading.

Its arguments: where reports of errors go, and a file descriptor to which it writes one letter a
tick: ``d`` while the terminal takes what is drawn, ``s`` while it does not. At its end it writes
``E``, ``C`` after a crash, ``H`` when the terminal is gone. Asking for new figures
(`r`) makes it publish a last snapshot that never changes; asking once more makes it crash.
"""

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from msgspec.structs import replace

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.gaps import Gap
from queuetui.domain.history import Point
from queuetui.domain.keeper import Ending, Sign
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.run import run_app
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, a_queue

TICK = 1 / 64
"""Seconds; the clock stands still at a whole number of them."""
LAST = replace(
    CALM,
    queues=tuple(
        a_queue(state.queue.name, waiting=70 + number, oldest=number, trend=(number,))
        for number, state in enumerate(CALM.queues)
    ),
    sequence=100_000,
)


class BusyFeed:
    """Publishes other figures with every tick until somebody asks for the last ones."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        def run() -> None:
            number = 0
            while not self._asked.wait(TICK):
                number += 1
                publish(replace(BREACH if number % 2 else CALM, sequence=number))
            publish(LAST)

        threading.Thread(target=run, daemon=True).start()

    def ask_now(self) -> float:
        if self._asked.is_set():
            raise RuntimeError("asked twice")
        self._asked.set()
        return 0.0

    def open_queue(self, queue_id: str | None) -> None:
        return

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        return

    def snooze(self, alarm_id: str, until: float) -> None:
        return

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        return ()

    def diagnostics(self) -> Diagnostics:
        return Diagnostics()

    def stop(self) -> None:
        return


class Reporter:
    """Tells the test what happens at each tick; once more when the last figures were taken."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._done = False

    def greeting(self) -> str | None:
        return None

    def tick(self, sign: Sign) -> None:
        if not self._done:
            self._done = sign.frame_after == LAST.sequence
            letter = b"d" if sign.drained else b"s"
            os.write(self._handle, letter + b"L" * self._done)

    def note_gap(self, gap: Gap) -> None:
        return

    def close(self, ending: Ending) -> None:
        os.write(self._handle, {"crashed": b"C", "closed": b"H", "left": b"E"}[ending])


def main() -> int:
    QueuetuiApp.SECOND = TICK
    return run_app(
        BusyFeed(),
        Settings(),
        ManualClock(NOW),
        UNICODE,
        UTC,
        redact=str,
        crash_dir=Path(sys.argv[1]),
        keeper=Reporter(int(sys.argv[2])),
    )


if __name__ == "__main__":
    sys.exit(main())
