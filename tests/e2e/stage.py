"""The real app, feed, session and transport against the simulator, on one clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from random import Random

from textual.pilot import Pilot

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.feed.watch import AlarmDesk, Watch
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.patience import FairTransport
from tests.ui.conftest import screen_text


class Stage:
    """A simulator, a feed in its own thread, and the app, all on one clock held by the test."""

    def __init__(self, simulator: RunningSimulator, settings: Settings, crash_dir: Path) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.clock.really_waits = True
        who = simulator.credentials
        transport = FairTransport(self.clock, simulator)
        source = Source(
            lambda: open_session(
                simulator.base_url, who.client_id, who.client_secret, self.clock, transport
            )
        )
        self.poller = Poller(
            source, settings, self.clock, base_url=simulator.base_url, random=Random(1)
        )
        self.watch = Watch(self.poller, settings, self.clock, AlarmDesk(), local=UTC)
        self.app = QueuetuiApp(
            self.watch, settings, self.clock, UNICODE, UTC, redact=str, crash_dir=crash_dir
        )
        self.pilot: Pilot[None]

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    async def until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        """Ask until the screen has a snapshot that is as wanted."""
        async with asyncio.timeout(120):
            while True:
                snapshot = self.app.board.snapshot
                if snapshot is not None and done(snapshot):
                    self.app.tick()
                    await self.pilot.pause()
                    return snapshot
                await self.pilot.pause()

    async def polled(self, seconds: float = 5.0) -> Snapshot:
        """One more poll, some seconds later."""
        before = self.app.board.snapshot
        assert before is not None
        self.advance(seconds)
        self.poller.ask_now()
        return await self.until(lambda snapshot: snapshot.sequence > before.sequence)

    def text(self) -> str:
        return screen_text(self.app)


@asynccontextmanager
async def stage(tmp_path: Path, settings: Settings | None = None) -> AsyncIterator[Stage]:
    with RunningSimulator() as simulator:
        on = Stage(simulator, settings or Settings(), tmp_path)
        async with on.app.run_test(size=(120, 40)) as pilot:
            on.pilot = pilot
            yield on
        on.watch.stop()


def row_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if name in line)
