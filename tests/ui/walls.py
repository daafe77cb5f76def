"""The wall as the tests of the screen see it."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE, Glyphs
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, a_queue, a_snapshot

MakeWall = Callable[..., QueuetuiApp]
OFF = Health("down", reason="access was taken away.", since=NOW, last_good=NOW, next_try=NOW + 40)


def wall_maker(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeWall:
    """Makes apps that begin with the wall."""

    def make(settings: Settings | None = None, glyphs: Glyphs = UNICODE) -> QueuetuiApp:
        return QueuetuiApp(
            feed, settings or Settings(), clock, glyphs, UTC,
            redact=str, crash_dir=tmp_path, wall=True,
        )  # fmt: skip

    return make


def with_today(snapshot: Snapshot) -> Snapshot:
    """The same with a day so far in each queue that has answered."""
    return replace(
        snapshot,
        queues=tuple(_with_today(state, n) for n, state in enumerate(snapshot.queues)),
        day=Day(NOW - 18_400, NOW + 68_000, "Europe/Berlin"),
    )


def many(count: int, *burning: int, at: float = NOW, wait: float = 90.0) -> Snapshot:
    """So many quiet queues, ``Queue 00`` and so on; the ones named are in breach."""
    queues = (
        a_queue(f"Queue {n:02}", waiting=3, oldest=wait - n, as_of=at)
        if n in burning
        else a_queue(f"Queue {n:02}", as_of=at)
        for n in range(count)
    )
    return replace(a_snapshot(*queues, at=at, last_good=at), sequence=int(at - NOW) + 1)


def drawn(app: QueuetuiApp) -> str:
    """What stands on the screen in front, line by line, without styles."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    assert len(strips) == height
    assert all(strip.cell_length == width for strip in strips)
    return "\n".join("".join(piece.text for piece in strip).rstrip() for strip in strips)


def head(app: QueuetuiApp) -> str:
    """The first line on the screen, wherever the picture has been shifted to."""
    return next(line for line in drawn(app).split("\n") if line.strip())


def colours(app: QueuetuiApp) -> set[str]:
    """All colours on screen that some sign is drawn in or on."""
    found = set()
    for strip in app.screen._compositor.render_strips(app.size):
        for piece in strip:
            if piece.style is None or not piece.text.strip():
                continue
            for colour in (piece.style.color, piece.style.bgcolor):
                if colour is not None and colour.triplet is not None:
                    found.add(colour.triplet.hex)
    return found


def _with_today(state: QueueState, number: int) -> QueueState:
    if state.reading is None:
        return state
    if number % 5 == 3:
        return replace(state, today=Today(state.queue.id, NOW - 20, NOW - 18_400, {}))
    offered = 60 + 37 * number % 200
    level = ServiceLevel(int(offered * (0.7 + 0.04 * (number % 7))), offered, 0.8)
    voice = MediaToday(offered=offered, answered=offered - 9, abandoned=number % 9, service=level)
    return replace(state, today=Today(state.queue.id, NOW - 20, NOW - 18_400, {"voice": voice}))


CALM_WALL, BREACH_WALL = with_today(CALM), with_today(BREACH)


def seconds(app: QueuetuiApp, clock: ManualClock, number: float) -> None:
    """So many seconds later."""
    clock.advance(number)
    app.tick()
