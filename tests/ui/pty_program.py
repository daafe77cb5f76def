"""A small program around the app, for the tests on a real terminal.

Its first argument says how its feed behaves, its second one where reports of errors go.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.run import run_app
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, NOW

SECRET = "s3cr3t-value-7f1c"


class LocalFeed:
    """Publishes one snapshot from a daemon thread, which then hangs for ever."""

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        def run() -> None:
            publish(BREACH)
            hang()

        threading.Thread(target=run, daemon=True).start()

    def ask_now(self) -> float:
        client_secret = SECRET
        bearer = {"Authorization": f"Bearer {client_secret}"}
        if sys.argv[1] == "crash":
            raise RuntimeError(f"refused: {bearer}")
        if sys.argv[1] == "stuck":
            # In the app's own thread: its loop does not turn any more.
            os.write(2, b"stuck now")
            hang()
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


def hang() -> None:
    """For good, but with open eyes: a signal just before a wait without end is not seen in it."""
    while True:
        threading.Event().wait(0.5)


class RealMonotonic(ManualClock):
    """Shows always the same time of day."""

    def monotonic(self) -> float:
        return time.monotonic()


if __name__ == "__main__":
    sys.exit(
        run_app(
            LocalFeed(),
            Settings(),
            RealMonotonic(NOW),
            UNICODE,
            UTC,
            redact=lambda text: text.replace(SECRET, "***"),
            crash_dir=Path(sys.argv[2]),
        )
    )
