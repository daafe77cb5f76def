"""A board in divisions with a day behind it, and how to read it off the screen."""

from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.ui.app import QueuetuiApp
from tests.ui.conftest import NOW, FakeFeed, a_queue, a_snapshot, screen_text


def with_day(state: QueueState, offered: int, served: int) -> QueueState:
    """The queue with a day of calls; nothing offered: without traffic."""
    one = MediaToday(
        offered=offered,
        answered=served,
        abandoned=offered - served,
        answer_seconds=20.0 * served,
        handled=served,
        handle_seconds=200.0 * served,
        service=ServiceLevel(served, offered, 0.8),
    )
    return replace(state, today=Today(state.queue.id, NOW - 20, NOW - 30_000, {"voice": one}))


BOARD = a_snapshot(
    with_day(a_queue("Sales - DE", waiting=1, oldest=9, division="Sales"), 100, 90),
    with_day(a_queue("Sales - UK", waiting=0, available=6, division="Sales"), 0, 0),
    with_day(
        a_queue("Service - VIP", waiting=12, oldest=247, available=0, division="Service"), 40, 10
    ),
    with_day(a_queue("Service - Help", waiting=2, oldest=33, division="Service"), 70, 63),
    a_queue("Fraud", as_of=None, division=None),
)


async def ready(app: QueuetuiApp, pilot: Pilot[None], feed: FakeFeed, board: Snapshot) -> None:
    feed.send(board)
    await pilot.pause()


def lines(app: QueuetuiApp) -> list[str]:
    return screen_text(app).split("\n")


def titles(app: QueuetuiApp) -> str:
    return next(line for line in lines(app) if "STATUS" in line or line.strip().startswith("↓"))


def rows(app: QueuetuiApp) -> list[str]:
    """What the rows are about, from the top; heads of groups with their sign."""
    names = [state.queue.name for state in BOARD.queues]
    heads = [f"{sign} {name}" for sign in "▾▸" for name in GROUPS]
    return [
        name
        for line in lines(app)
        for name in (*names, *heads)
        if f" {name} " in line and line[2] in "▲!?·"
    ]


GROUPS = ("Sales", "Service", "other", "Money", "Fraud")


def title_at(app: QueuetuiApp, title: str) -> tuple[int, int]:
    return titles(app).index(title) + len(title) // 2, 0
