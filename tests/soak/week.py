"""A simulated week: the real app, feed and transport against the simulator with random faults."""

import gc
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from random import Random
from statistics import median

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.poller import Poller
from queuetui.feed.watch import AlarmDesk, Watch
from queuetui.genesys.connect import open_session
from queuetui.genesys.source import Source
from queuetui.genesys.transport import Timeouts, Transport
from queuetui.outputs.quiet import keep_quiet
from queuetui.simulator.faults import (
    ExpireTokens,
    Fault,
    Garbage,
    GoAway,
    Hang,
    Html,
    RateLimited,
    Reset,
    Status,
    Truncate,
    Withhold,
)
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from queuetui.view.status import seen
from tests.clocks import ManualClock
from tests.feed.desk import Bench
from tests.soak.process import handles, resident

Check = tuple[bool, str]
SHORT = Timeouts(connect=0.3, read=0.3, total=5.0)
KEYS = ("enter", "escape", "s", "down", "question_mark")
FROZEN_AGE = 30.0
LONGEST_WAIT = 66.0
"""Seconds after a fault within which the board must be live again: the longest back-off, a poll."""
DEADLY: tuple[Fault, ...] = (
    Status(503),
    Status(500, body="html"),
    Html(),
    Garbage("bytes"),
    Truncate(),
    Reset(),
    GoAway(),
    RateLimited(5),
    Hang(),
    Withhold("analytics:queueObservation:view"),
)
HARMLESS: tuple[Fault, ...] = (ExpireTokens(),)


@dataclass
class Incident:
    fault: Fault
    began: float
    ended: float

    @property
    def deadly(self) -> bool:
        return self.fault in DEADLY

    def must_be_unbelieved(self, now: float) -> bool:
        return self.began + FROZEN_AGE + 6 < now < self.ended

    def may_be_unbelieved(self, now: float) -> bool:
        return self.began <= now <= self.ended + LONGEST_WAIT


def plan(days: float, start: float, seed: int) -> list[Incident]:
    """Faults of a minute to an hour, some hours apart."""
    random, now = Random(seed), start + 600.0
    incidents: list[Incident] = []
    while True:
        now += random.expovariate(1 / 5_400.0) + 2 * LONGEST_WAIT
        length = min(3_600.0, 5.0 + random.expovariate(1 / 400.0))
        if now + length > start + days * 86_400 - 600:
            return incidents
        fault = random.choice(DEADLY if random.random() < 0.8 else HARMLESS)
        incidents.append(Incident(fault, now, now + length))
        now += length


class Soak:
    """The board, its centre and the faults of one simulated week, on one clock."""

    def __init__(self, simulator: RunningSimulator, folder: Path, days: float, seed: int) -> None:
        self.simulator = simulator
        self.clock = ManualClock(simulator.clock.now)
        self.start = self.clock.now()
        self.end = self.start + days * 86_400
        self.incidents = plan(days, self.start, seed)
        self.waiting = list(self.incidents)
        self.acting: dict[int, Incident] = {}
        self.shown: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.memory: list[float] = []
        self.warm = (0, 0)
        self.random = Random(seed + 1)
        self.settings = Settings()
        who, transport = simulator.credentials, Transport(self.clock, SHORT)
        source = Source(
            lambda: open_session(
                simulator.base_url, who.client_id, who.client_secret, self.clock, transport
            )
        )
        self.poller = Poller(
            source,
            self.settings,
            self.clock,
            base_url=simulator.base_url,
            random=Random(seed),
            local=UTC,
            run=Bench().run,
        )
        errands = self.poller._aside.errands
        assert errands is not None
        self.errands = errands
        self.watch = Watch(self.poller, self.settings, self.clock, AlarmDesk(), local=UTC)
        self.app = QueuetuiApp(
            _Quiet(self.poller, self.watch),
            self.settings,
            self.clock,
            UNICODE,
            UTC,
            redact=str,
            crash_dir=folder,
        )
        self.poller._publish = self.watch.pass_on
        self.watch._publish = self._publish

    def _publish(self, snapshot: Snapshot) -> None:
        self.latest = snapshot
        told = {state.today.since for state in snapshot.queues if state.today is not None}
        if told and (snapshot.day is None or told != {snapshot.day.since}):
            self.wrong.append(f"totals of another day at {snapshot.taken_at - self.start:.0f} s")
        self.app._publish(snapshot)

    async def run(self) -> None:
        """Live through it."""
        steps, due = 0, self.clock.monotonic()
        errands_due = due
        async with self.app.run_test(size=(120, 40)) as pilot:
            while (now := self.clock.now()) < self.end:
                self._break_and_mend(now)
                if self.clock.monotonic() >= due:
                    due = self.poller._turn()
                    self.watch.turn()
                if self.clock.monotonic() >= errands_due or self.errands._wake.is_set():
                    self.errands._wake.clear()
                    errands_due = self.errands.turn()
                self.app.tick()
                steps += 1
                if steps % 5 == 0:
                    await pilot.pause(0)
                if self.random.random() < 0.01:
                    await pilot.press(self.random.choice(KEYS))
                step = max(0.5, min(5.0, due - self.clock.monotonic()))
                self._look(now, step)
                self._measure(now)
                self.clock.advance(step)
                self.simulator.clock.advance(step)
            self.simulator.faults.clear()
            self.poller._turn()
            self._ask_aside()
            self.poller._turn()
            await pilot.pause()

    def _break_and_mend(self, now: float) -> None:
        while self.waiting and self.waiting[0].began <= now:
            incident = self.waiting.pop(0)
            self.acting[self.simulator.faults.add(incident.fault)] = incident
        for identity in [i for i, one in self.acting.items() if one.ended <= now]:
            self.simulator.faults.remove(identity)
            del self.acting[identity]

    def _look(self, now: float, step: float) -> None:
        """What the screen claims, held against what was injected."""
        server_now = self.latest.server_now(self.clock)
        state = seen(self.latest, server_now, self.settings.staleness).state
        self.shown[state] += round(step * 10)
        near = [i for i in self.incidents if i.deadly and i.began - 10 <= now <= i.ended + 120]
        believed = state in ("live", "late")
        if believed and any(i.must_be_unbelieved(now) for i in near):
            self.wrong.append(f"{state} at {now - self.start:.0f} s in spite of {near[0].fault}")
        if (
            not believed
            and now - self.start > 60
            and not any(i.may_be_unbelieved(now) for i in near)
        ):
            self.wrong.append(f"{state} at {now - self.start:.0f} s without a fault")

    def _measure(self, now: float) -> None:
        """Each simulated hour."""
        if now - self.start < 3_600 * (len(self.memory) + 1):
            return
        self.simulator.forget()
        gc.collect()
        self.memory.append(resident())
        if len(self.memory) == 4:
            self.warm = (handles(), threading.active_count())
        if len(self.memory) % 24 == 0:
            sys.stdout.write(f"day {len(self.memory) // 24}: {self.memory[-1]:.1f} MB\n")
            sys.stdout.flush()

    def checks(self) -> list[Check]:
        """What held and what broke."""
        now = (handles(), threading.active_count())
        return [
            self._truth(),
            self._today(),
            self._flat(),
            (
                now[0] <= self.warm[0] + 2,
                f"file handles: {self.warm[0]} after warm-up, {now[0]} at the end",
            ),
            (now[1] <= self.warm[1], f"threads: {self.warm[1]} after warm-up, {now[1]} at the end"),
            (
                not self.wrong,
                f"{len(self.incidents)} faults, each shown in time and left in time"
                + "".join(f"\n       {one}" for one in self.wrong[:5]),
            ),
            self._shares(),
        ]

    def _truth(self) -> Check:
        differing = []
        for state in self.latest.queues:
            for name, told in (state.reading.media if state.reading else {}).items():
                truth = self.simulator.centre.truth(state.queue.id, name).waiting
                if told.waiting != truth:
                    differing.append(f"{state.queue.name} {name}: {told.waiting}, truth {truth}")
        answered = all(state.reading for state in self.latest.queues)
        return (
            answered and not differing,
            f"last figures equal the centre's truth {differing or ''}",
        )

    def _ask_aside(self) -> None:
        """The totals once more, however long they would have waited after the last fault."""
        self.errands.turn()
        totals = self.errands._totals.errand
        totals.due = self.errands._held = self.clock.monotonic()
        self.errands.turn()

    def _today(self) -> Check:
        day, centre = self.latest.day, self.simulator.centre
        if day is None:
            return False, "no day is told"
        differing = []
        for state in self.latest.queues:
            for media in centre.queues[state.queue.id].lines:
                truth = centre.truth_of(state.queue.id, media, day.since, centre.now + 0.01)
                told = state.today and state.today.media.get(media)
                offered = told.offered if told else 0
                if offered != truth.offered:
                    differing.append(f"{state.queue.name} {media}: {offered} of {truth.offered}")
        return not differing, f"today's totals equal the centre's books {differing or ''}"

    def _flat(self) -> Check:
        if len(self.memory) < 12:
            return True, "memory: too short a time to tell"
        part = max(1, len(self.memory) // 4)
        first, last = median(self.memory[part : 2 * part]), median(self.memory[-part:])
        growth = last / first - 1
        return (
            growth < 0.05,
            f"memory: {first:.1f} MB after warm-up, {last:.1f} MB at the end ({growth:+.1%})",
        )

    def _shares(self) -> Check:
        """The share of time without belief lies between what must and what may be."""
        deadly = [i for i in self.incidents if i.deadly]
        span, total = self.end - self.start, sum(self.shown.values())
        least = sum(max(0.0, i.ended - i.began - FROZEN_AGE - 6) for i in deadly) / span
        injected = sum(i.ended - i.began for i in deadly) / span
        most = injected + len(deadly) * LONGEST_WAIT / span
        lost = 1 - (self.shown["live"] + self.shown["late"]) / total
        shares = ", ".join(f"{state} {n / total:.2%}" for state, n in self.shown.most_common())
        return (
            least <= lost <= most,
            f"shown: {shares}; faults injected for {injected:.2%} of the time",
        )


async def week(days: float, seed: int) -> list[Check]:
    """Live through ``days`` simulated days."""
    keep_quiet()
    with RunningSimulator() as simulator, tempfile.TemporaryDirectory() as folder:
        soak = Soak(simulator, Path(folder), days, seed)
        await soak.run()
        return soak.checks()


class _Quiet:
    """The poller as the app's feed, but turned by the soak instead of by its own thread."""

    def __init__(self, poller: Poller, watch: Watch) -> None:
        self.diagnostics = poller.diagnostics
        self.open_queue = poller.open_queue
        self.points = poller.points
        self.acknowledge = watch.acknowledge
        self.snooze = watch.snooze

    def start(self, publish: object) -> None: ...

    def ask_now(self) -> float:
        return 0.0

    def stop(self) -> None: ...
