"""The real app with Pilot, over the real feed, session and transport, against the simulator."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from random import Random

import pytest
from msgspec import structs
from textual.pilot import Pilot

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import screen_text


class Stage:
    """A simulator, a feed in its own thread, and the app, all on one clock held by the test."""

    def __init__(self, simulator: RunningSimulator, settings: Settings, crash_dir: Path) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.clock.really_waits = True
        who = simulator.credentials
        source = Source(
            lambda: open_session(simulator.base_url, who.client_id, who.client_secret, self.clock)
        )
        self.poller = Poller(
            source, settings, self.clock, base_url=simulator.base_url, random=Random(1)
        )
        self.app = QueuetuiApp(
            self.poller, settings, self.clock, UNICODE, UTC, redact=str, crash_dir=crash_dir
        )
        self.pilot: Pilot[None]

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    async def until(self, done: Callable[[Snapshot], bool]) -> Snapshot:
        """Ask until the screen has a snapshot that is as wanted."""
        async with asyncio.timeout(20):
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
        on.poller.stop()


def row_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if name in line)


async def test_the_figures_on_screen_are_the_centres_truth(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        for _ in range(3):
            snapshot = await on.polled()
            text = on.text()
            for state in snapshot.queues:
                told = state.reading
                assert told is not None
                truth = sum(
                    on.simulator.centre.truth(state.queue.id, media).waiting for media in told.media
                )
                figures = row_of(text, state.queue.name).split(state.queue.name)[1].split()
                assert figures[0] == str(truth)
                assert f"{told.agents.available}/{told.agents.on_queue}" in figures


async def test_the_longest_wait_ticks_between_polls_and_is_what_the_centre_knows(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as on:
        snapshot = await on.until(lambda snapshot: snapshot.sequence == 1)
        mail = next(s for s in snapshot.queues if s.queue.name == "Billing")
        assert mail.reading is not None
        assert mail.reading.oldest_since is not None
        for _ in range(3):
            on.advance(1)
            on.app.tick()
            await on.pilot.pause()
            waited = int(on.clock.now() - mail.reading.oldest_since)
            assert f"{waited // 60}:{waited % 60:02}" in row_of(on.text(), "Billing")


async def test_a_feed_that_falls_silent_looks_old_within_seconds_and_comes_back_by_itself(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        on.advance(12)
        on.app.tick()
        await on.pilot.pause()
        assert "12s" in row_of(on.text(), "Billing")
        on.advance(30)
        on.app.tick()
        await on.pilot.pause()
        frozen = on.text()
        assert "DATA FROZEN 0:42" in frozen
        assert "NO DATA" in row_of(frozen, "Billing")
        assert "· ok" not in "".join(line for line in frozen.splitlines() if "Sales" in line)
        await on.polled()
        assert "DATA FROZEN" not in on.text()
        assert "· ok" in row_of(on.text(), "Sales DE")


async def test_keys_answer_whatever_the_feed_does(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        await on.pilot.press("slash", *"vip", "enter")
        assert "VIP" in on.text()
        assert "Billing" not in on.text()
        await on.pilot.press("enter")
        assert "AGENTS ON QUEUE" in on.text()
        await on.pilot.press("escape", "escape")
        assert "Billing" in on.text()


@pytest.mark.parametrize("fault", ["revoked", "limited"])
async def test_what_the_server_does_is_survived(tmp_path: Path, fault: str) -> None:
    async with stage(tmp_path) as on:
        await on.until(lambda snapshot: snapshot.sequence == 1)
        if fault == "revoked":
            on.simulator.revoke_tokens()
            assert (await on.polled()).health.state == "live"
            return
        usual = on.simulator.settings
        on.simulator.settings = structs.replace(usual, requests_per_minute=1)
        on.advance(5)
        on.poller.ask_now()
        limited = await on.until(lambda snapshot: snapshot.health.cause == "rate")
        assert limited.health.next_try is not None
        on.simulator.settings = usual
        on.advance(61)
        on.poller.ask_now()
        await on.until(lambda snapshot: snapshot.health.cause is None and snapshot.sequence == 2)
