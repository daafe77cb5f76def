"""The real app, feed and transport before a simulated centre, where a day passes in seconds.

Both threads of the feed have their turns in the test's own, when they are due by the one clock that
the centre lives by as well: nothing waits, and every run is like the one before.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from random import Random

from textual.pilot import Pilot

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.feed.watch import AlarmDesk, Watch
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.genesys.transport import Transport
from queuetui.simulator.floor import Queue
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.feed.desk import Bench, Turns
from tests.patience import PATIENT
from tests.ui.walls import drawn


class Playhouse:
    """A simulator, the feed and the app."""

    def __init__(
        self, simulator: RunningSimulator, settings: Settings, crash_dir: Path, *, wall: bool
    ) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.interval = settings.poll.interval
        self.published: list[Snapshot] = []
        who, transport = simulator.credentials, Transport(self.clock, PATIENT)
        source = Source(
            lambda: open_session(
                simulator.base_url, who.client_id, who.client_secret, self.clock, transport
            )
        )
        self.poller = Poller(
            source,
            settings,
            self.clock,
            base_url=simulator.base_url,
            random=Random(1),
            local=UTC,
            run=Bench().run,
        )
        self.watch = Watch(self.poller, settings, self.clock, AlarmDesk(), local=UTC)
        self._turns = Turns(self.poller, self.clock, self.advance)
        self.app = QueuetuiApp(
            self, settings, self.clock, UNICODE, UTC, redact=str, crash_dir=crash_dir, wall=wall
        )
        self.pilot: Pilot[None]

    # The feed, as the app has it.

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        def both(snapshot: Snapshot) -> None:
            self.published.append(snapshot)
            publish(snapshot)

        self.watch._publish = both
        self.poller._publish = self.watch.pass_on

    def ask_now(self) -> float:
        return self.poller.ask_now()

    def open_queue(self, queue_id: str | None) -> None:
        self.poller.open_queue(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        return self.poller.points(queue_id, since)

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        self.watch.acknowledge(alarm_id, who, note)

    def snooze(self, alarm_id: str, until: float) -> None:
        self.watch.snooze(alarm_id, until)

    def diagnostics(self) -> Diagnostics:
        return self.poller.diagnostics()

    def stop(self) -> None:
        self.poller.stop()

    # What a test does.

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    def live(self, seconds: float) -> Snapshot:
        """Let so much time pass; the feed asks what it would ask in it."""
        end = self.clock.monotonic() + seconds
        while True:
            self._turns.live(max(0.0, min(end - self.clock.monotonic(), 5.0)))
            self.watch.turn()
            if self.clock.monotonic() >= end:
                return self.published[-1]

    def queue(self, name: str) -> Queue:
        return next(q for q in self.simulator.centre.queues.values() if q.name == name)

    async def play(self, seconds: float) -> Snapshot:
        """Let so much time pass, and have what came of it drawn."""
        told = self.live(seconds)
        await self.draw()
        return told

    async def ask(self) -> Snapshot:
        """Ask for everything at this instant, and have it drawn."""
        self.ask_now()
        return await self.play(0.0)

    async def draw(self) -> None:
        """Have what is known now drawn."""
        await self.pilot.pause()
        self.app.tick()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def open(self, queue_name: str) -> None:
        """Open a queue, whatever is in front."""
        title = f"Go to queue {queue_name}"
        (entry,) = [one for one in self.app.palette_entries() if one.title == title]
        entry.run()
        if self.app.board.place == "board":
            await self.press("enter")
        assert self.app.board.place == "queue"
        await self.play(7.0)

    def text(self) -> str:
        """What stands on the screen in front."""
        return drawn(self.app)


@asynccontextmanager
async def playhouse(
    simulator: RunningSimulator,
    crash_dir: Path,
    settings: Settings | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    wall: bool = False,
    already: float = 0.0,
) -> AsyncIterator[Playhouse]:
    """The app runs, and has polled once; the feed has run for so many seconds ``already``."""
    house = Playhouse(simulator, settings or Settings(), crash_dir, wall=wall)
    if already:
        house._turns.live(already)
    async with house.app.run_test(size=size) as pilot:
        house.pilot = pilot
        # The next poll comes by itself only after an interval.
        await house.play(house.interval if already else 0.0)
        yield house
    house.stop()
