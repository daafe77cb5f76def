"""A feed, a clock and queues for the tests of the screen; time moves only when a test says so."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.keeper import Keeper
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, HealthState, QueueState, Snapshot
from queuetui.ui.actions import Place
from queuetui.ui.app import QueuetuiApp
from queuetui.view.diagnostics import Gap
from queuetui.view.glyphs import UNICODE, Glyphs
from tests.clocks import ManualClock

NOW = 1_795_000_000.0
"""18 November 2026, 11:06:40 UTC."""

Publish = Callable[[Snapshot], object]


class FakeFeed:
    """Publishes what a test gives it, from the test's own thread."""

    def __init__(self) -> None:
        self.publish: Publish | None = None
        self.asked = 0
        self.asks_in = 0.0
        """Seconds until it would really ask."""
        self.stopped = 0
        self.told = Diagnostics()
        self.questions = 0
        """How often its diagnostics were asked for."""
        self.opened: list[str | None] = []
        """What it was told of the queue that is open, in that order."""
        self.past: tuple[Point, ...] = ()
        self.histories = 0
        """How often the past of a queue was asked for."""
        self.acknowledged: list[tuple[str, str, str]] = []
        """Each alarm that was acknowledged: its id, who, and the note."""
        self.snoozed: list[tuple[str, float]] = []
        """Each alarm that was snoozed: its id, and until when."""

    def start(self, publish: Publish) -> None:
        self.publish = publish

    def ask_now(self) -> float:
        self.asked += 1
        return self.asks_in

    def diagnostics(self) -> Diagnostics:
        self.questions += 1
        return self.told

    def open_queue(self, queue_id: str | None) -> None:
        self.opened.append(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        self.histories += 1
        return tuple(point for point in self.past if point.at >= since)

    def acknowledge(self, alarm_id: str, who: str, note: str) -> None:
        self.acknowledged.append((alarm_id, who, note))

    def snooze(self, alarm_id: str, until: float) -> None:
        self.snoozed.append((alarm_id, until))

    def stop(self) -> None:
        self.stopped += 1

    def send(self, snapshot: Snapshot) -> None:
        assert self.publish is not None
        self.publish(snapshot)


def a_queue(
    name: str,
    *,
    waiting: int | None = 0,
    oldest: float | None = None,
    available: int | None = 4,
    on_queue: int | None = 9,
    interacting: int | None = 5,
    as_of: float | None = NOW,
    trend: Iterable[int | None] = (0, 0, 1, 0, 0, 2, 1, 0, 0, 0),
    division: str | None = "Home",
) -> QueueState:
    """A queue whose id is its name in lower case; ``oldest`` in seconds before NOW."""
    queue_id = name.lower().replace(" ", "-")
    queue = Queue(id=queue_id, name=name, division=division, members=15)
    if as_of is None:
        return QueueState(queue)
    since = None if oldest is None else NOW - oldest
    busy = None if on_queue is None or available is None else on_queue - available
    reading = Reading(
        queue_id=queue_id,
        as_of=as_of,
        media={
            "voice": MediaReading(waiting, 1, interacting, since),
            "email": MediaReading(0, 0, 0, None),
        },
        agents=AgentCounts(
            on_queue=on_queue,
            available=available,
            not_responding=0,
            communicating=0,
            off_queue=3,
            logged_in=12,
            members=15,
            active=13,
            routing_statuses={"IDLE": available or 0, "INTERACTING": busy or 0},
            presences={"ON_QUEUE": on_queue or 0, "MEAL": 1, "MEETING": 2, "OFFLINE": 1},
        ),
    )
    return QueueState(queue, reading, trend=tuple(trend))


def a_snapshot(
    *queues: QueueState,
    state: HealthState = "live",
    reason: str | None = None,
    at: float = NOW,
    next_in: float | None = 2.0,
    last_good: float = NOW,
) -> Snapshot:
    """A snapshot taken at ``at`` without skew, polled every five seconds."""
    return Snapshot(
        taken_at=at,
        skew=0.0,
        base_url="https://api.mypurecloud.ie",
        interval=5.0,
        health=Health(
            state=state,
            reason=reason,
            since=at - 60,
            last_good=last_good,
            next_try=None if next_in is None else at + next_in,
        ),
        queues=queues,
        organisation="Acme Insurance",
        sequence=7,
    )


CALM = a_snapshot(
    a_queue("Billing", waiting=1, oldest=4),
    a_queue("Cards", waiting=0),
    a_queue("Claims Motor", waiting=2, oldest=12, available=3, interacting=8),
    a_queue("Claims Home", waiting=0, available=6, interacting=2),
    a_queue("Complaints", waiting=0, available=2, on_queue=3, interacting=1),
    a_queue("E-mail Service", waiting=3, oldest=25, available=5),
    a_queue("Fraud Line", waiting=0, available=3, on_queue=4, interacting=1),
    a_queue("Sales", waiting=1, oldest=9, available=2, on_queue=14, interacting=12),
    a_queue("Support", waiting=0, available=4, on_queue=11, interacting=7),
    a_queue("Support VIP", waiting=0, available=2, on_queue=3, interacting=1),
    a_queue("Travel Assistance", waiting=0, available=3, on_queue=5, interacting=2),
    a_queue("Winback", waiting=0, available=2, on_queue=2, interacting=0),
)

BREACH = replace(
    CALM,
    queues=(
        a_queue("Billing", waiting=6, oldest=21, available=2, trend=(0, 1, 1, 2, 3, 4, 4, 5, 6, 6)),
        a_queue("Cards", waiting=0),
        a_queue(
            "Claims Motor",
            waiting=14,
            oldest=247,
            available=0,
            interacting=9,
            trend=(2, 3, 3, 5, 6, 8, 9, 11, 12, 14),
        ),
        a_queue("Claims Home", waiting=1, oldest=33, available=2, interacting=7),
        a_queue("Complaints", waiting=0, available=2, on_queue=3, interacting=1),
        a_queue("E-mail Service", waiting=3, oldest=11_520, available=1, trend=(3,) * 10),
        a_queue("Fraud Line", as_of=None),
        a_queue("Sales", waiting=1, oldest=9, available=2, on_queue=14, interacting=12),
        a_queue("Support", waiting=4, oldest=71, available=0, on_queue=9, trend=(0, 0, 1, 2, 4)),
        a_queue("Support VIP", waiting=0, available=2, on_queue=3, interacting=1),
        a_queue("Travel Assistance", waiting=0, as_of=NOW - 14),
        a_queue("Winback", waiting=0, available=2, on_queue=2, interacting=0, as_of=NOW - 95),
    ),
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def feed() -> FakeFeed:
    return FakeFeed()


MakeApp = Callable[..., QueuetuiApp]


@pytest.fixture
def make_app(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeApp:
    def make(
        settings: Settings | None = None,
        glyphs: Glyphs = UNICODE,
        keeper: Keeper | None = None,
        gaps: Callable[[], Sequence[Gap]] = tuple,
        keep_arrangement: Callable[[Arrangement], object] = lambda _: None,
        *,
        ticks: bool = False,
    ) -> QueuetuiApp:
        app = QueuetuiApp(
            feed,
            settings or Settings(),
            clock,
            glyphs,
            UTC,
            redact=str,
            crash_dir=tmp_path,
            keeper=keeper,
            gaps=gaps,
            keep_arrangement=keep_arrangement,
        )
        if not ticks:
            # No second goes by of itself, however slow the machine: who wants one calls `tick`.
            app._arm = lambda: None  # type: ignore[method-assign]
        return app

    return make


def place(app: QueuetuiApp) -> Place:
    """Where the keyboard is now."""
    return app.board.place


def screen_text(app: QueuetuiApp) -> str:
    """What stands on the screen, line by line, without styles."""
    width, height = app.size
    lines = app.board._compositor.render_strips(app.size)
    assert len(lines) == height
    text = ["".join(segment.text for segment in strip).rstrip() for strip in lines]
    assert all(strip.cell_length == width for strip in lines)
    return "\n".join(text)
