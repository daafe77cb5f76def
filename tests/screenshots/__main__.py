"""``python -m tests.screenshots``: makes the README's pictures anew.

The real app draws them, over the real feed and the simulator on loopback, at a fixed instant, so
that they change only when the program does.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from random import Random

from queuetui.cli.demo import demo_settings
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock

FOLDER = Path(__file__).parent
POLLS = 40
PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "board": ((120, 22), ()),
    "board-80x24": ((80, 24), ()),
    "queue": ((120, 26), ("enter",)),
    "wall": ((120, 40), ("w",)),
    "help": ((120, 40), ("question_mark",)),
}


class Still:
    """A feed that shows one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        publish(self._snapshot)

    def ask_now(self) -> float:
        return 0.0


    def stop(self) -> None: ...

    def open_queue(self, queue_id: str | None) -> None:
        return

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        return ()

    def diagnostics(self) -> Diagnostics:
        return Diagnostics()


def take_snapshot() -> tuple[Snapshot, ManualClock]:
    """A few minutes of the demo's day, the real way."""
    settings = demo_settings()
    with RunningSimulator() as simulator:
        clock = ManualClock(simulator.clock.now)
        who = simulator.credentials
        source = Source(
            lambda: open_session(simulator.base_url, who.client_id, who.client_secret, clock)
        )
        poller = Poller(source, settings, clock, base_url="http://127.0.0.1", random=Random(0))
        for _ in range(POLLS):
            poller.step()
            clock.advance(5)
            simulator.clock.advance(5)
        poller.step()
        clock.advance(2)
        return poller.snapshot(), clock


async def draw(snapshot: Snapshot, clock: ManualClock, name: str) -> str:
    size, keys = PICTURES[name]
    app = QueuetuiApp(Still(snapshot), demo_settings(), clock, UNICODE, zone=UTC)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.tick()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        return app.export_screenshot(title="queuetui --demo")


def main() -> None:
    snapshot, clock = take_snapshot()
    for name in PICTURES:
        path = FOLDER / f"{name}.svg"
        path.write_text(asyncio.run(draw(snapshot, clock, name)), encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
