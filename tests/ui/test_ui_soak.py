"""Weeks in seconds: thousands of ticks, panels, pages and alarms, and not one object more."""

import asyncio
import functools
import gc
import sys
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace
from textual.cache import FIFOCache, LRUCache
from textual.dom import DOMNode
from textual.driver import Driver
from textual.message import Message
from textual.pilot import Pilot
from textual.timer import Timer
from textual.worker import Worker

from queuetui.domain.diagnostics import Call, Diagnostics, RateBudget
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.app import QueuetuiApp
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, a_queue, place

TICKS = 5_000
OPENINGS = 2_000
WALLS = 2_000
PAGES = 2_000
"""Turned on the board, and as many on the wall."""
ALARMS = 500
WARM_UP = 10
"""One in so many is done once more beforehand, so that all caches are full."""
PANELS = (("open", "back"), ("help", "close_help"), ("diagnostics", "close_diagnostics"))
_TEXTUALS = (DOMNode, Driver, Timer, Message, Worker, asyncio.Task, asyncio.Future)


class Kept(NamedTuple):
    """What lives when nothing is under way."""

    tracked: Counter[str]
    """Objects by type: ours, and those of Textual's that it keeps when it leaks."""
    untracked: Counter[str]
    """Ours that the collector passes over, for they can't be in a circle: most figures are such."""
    pieces: int
    """Of memory, for whatever else there is: strings, numbers, lists."""


def kept() -> Kept:
    """Without what is in caches that have a limit."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and thing.cache_info().maxsize:
            thing.cache_clear()
        elif isinstance(thing, FIFOCache | LRUCache):
            thing.clear()
    gc.collect()
    tracked = gc.get_objects()
    others = untracked(tracked)
    return Kept(by_type(tracked), by_type(others), sys.getallocatedblocks())


def untracked(tracked: list[object]) -> list[object]:
    """Whatever else is reached from these: a tuple of figures is passed over as they are."""
    known = {id(thing) for thing in tracked}
    found, newest = list[object](), tracked
    while newest:
        others = {id(one): one for one in gc.get_referents(*newest) if id(one) not in known}
        known.update(others)
        newest = list(others.values())
        found += newest
    return found


def by_type(things: Iterable[object]) -> Counter[str]:
    return Counter(
        f"{type(thing).__module__}.{type(thing).__qualname__}"
        for thing in things
        if isinstance(thing, _TEXTUALS) or str(type(thing).__module__).startswith("queuetui.")
    )


class Soak:
    """Drives the app as fast as it goes."""

    def __init__(self, app: QueuetuiApp, feed: FakeFeed, clock: ManualClock) -> None:
        self.app, self.feed, self.clock = app, feed, clock
        self.pilot: Pilot[None]
        self.sequence = 0
        self.alarmed = 0
        self.walls_shown = 0
        self.pages_turned = 0

    @property
    def mounted(self) -> int:
        """Widgets on both screens."""
        return len(self.app.board.query("*")) + len(self.app.wall.query("*"))

    async def settle(self) -> None:
        """Let the messages under way be handled, without waiting for a frame."""
        for _ in range(4):
            await asyncio.sleep(0)

    def shot(self, *, breach: bool) -> Snapshot:
        """Fresh figures of this instant, in objects of their own."""
        self.sequence += 1
        now = self.clock.now()
        base = BREACH if breach else CALM
        queues = tuple(
            replace(s, reading=replace(s.reading, as_of=now)) if s.reading else s
            for s in base.queues[:6]
        )
        health = replace(base.health, next_try=now + 5, last_good=now)
        return replace(base, taken_at=now, health=health, queues=queues, sequence=self.sequence)

    def many(self) -> Snapshot:
        """More queues than there is room for."""
        shot = self.shot(breach=False)
        queues = tuple(a_queue(f"Queue {n}", as_of=self.clock.now()) for n in range(60))
        return replace(shot, queues=queues)

    async def ticks(self, number: int) -> None:
        """Seconds, with new figures every five of them."""
        for second in range(number):
            self.clock.advance(1)
            if second % 5 == 0:
                self.feed.send(self.shot(breach=False))
            self.app.tick()
            await self.settle()

    async def openings(self, number: int) -> None:
        """Panels are opened and closed."""
        for turn in range(number):
            opened, closed = PANELS[turn % len(PANELS)]
            self.app.board.do(opened)
            await self.settle()
            self.app.board.do(closed)
            await self.settle()

    async def walls(self, number: int) -> None:
        """To the wall and back, drawn in between."""
        for _ in range(number):
            self.app.fronts.do("wall")
            await self.settle()
            self.app.tick()
            await self.settle()
            self.walls_shown += self.app.screen is self.app.wall
            self.app.fronts.do("leave_wall")
            await self.settle()

    async def pages(self, number: int) -> None:
        """To the next page and back, on the board and on the wall, with many queues."""
        self.feed.send(self.many())
        await self.settle()
        for turn in range(number):
            before = self.app.board.rows.selected
            self.app.board.do("page_up" if turn % 2 else "page_down")
            await self.settle()
            self.pages_turned += self.app.board.rows.selected != before
        self.app.fronts.do("wall")
        await self.settle()
        for turn in range(number):
            shown = self.app.wall.page
            self.app.wall.do("previous_page" if turn % 2 else "next_page")
            await self.settle()
            self.pages_turned += self.app.wall.page != shown
        self.app.fronts.do("leave_wall")
        self.feed.send(self.shot(breach=False))
        await self.settle()

    async def alarms(self, number: int) -> None:
        """Queues enter a breach and leave it."""
        for turn in range(number):
            before = self.app.board.event
            self.clock.advance(5)
            self.feed.send(self.shot(breach=turn % 2 == 0))
            await self.settle()
            self.app.tick()
            await self.settle()
            self.alarmed += self.app.board.event != before

    async def all(self, share: int) -> None:
        await self.ticks(TICKS // share)
        await self.openings(OPENINGS // share)
        await self.walls(WALLS // share)
        await self.pages(PAGES // share)
        await self.alarms(ALARMS // share)
        await self.rest()

    async def rest(self) -> None:
        """The same pictures at the end of each round, wholly painted, whatever the pace was."""
        for opened, closed in PANELS:
            self.app.board.do(opened)
            await self.painted()
            self.app.board.do(closed)
            await self.painted()
        self.app.fronts.do("wall")
        await self.painted()
        self.app.fronts.do("leave_wall")
        await self.painted()

    async def painted(self) -> None:
        """Twice, as the one before is kept for the next comparison."""
        for _ in range(2):
            self.clock.advance(1)
            self.feed.send(self.shot(breach=False))
            self.app.screen.refresh()
            await self.pilot.pause()
            self.app.tick()
            await self.pilot.pause()


def growth(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] > before[name]}


async def test_weeks_leave_not_one_object_behind(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    call = Call(NOW, "POST /api/v2/analytics/queues/observations/query", 200, 0.1, "id", None, 12)
    feed.told = Diagnostics(calls=(call,) * 50, rate=RateBudget(1, 300))
    app = make_app()
    soak = Soak(app, feed, clock)
    async with app.run_test(size=(80, 24)) as soak.pilot:
        # What is told of the past is full of it afterwards, and what the counting itself leaves
        # behind is there.
        await soak.alarms(ALARMS)
        kept()
        await soak.all(WARM_UP)
        mounted, before = soak.mounted, kept()
        alarmed, walls, turned = soak.alarmed, soak.walls_shown, soak.pages_turned
        await soak.all(1)
        after = kept()
        assert soak.mounted == mounted
        assert place(app) == "board"
        # The alarms were told: the soak did something.
        assert soak.alarmed - alarmed >= ALARMS // 2 - 1
        assert soak.walls_shown - walls == WALLS
        assert soak.pages_turned - turned == 2 * PAGES
        assert app.screen_stack == [app.board]
        # A message or a task may be under way; a leak would be there hundreds of times.
        grown = growth(before.tracked, after.tracked)
        assert sum(grown.values()) <= 3, grown
        # A line or two of a picture may be kept for the next comparison.
        unseen = growth(before.untracked, after.untracked)
        assert max(unseen.values(), default=0) < ALARMS // 2, unseen
        assert after.pieces - before.pieces < OPENINGS
