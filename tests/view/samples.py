"""A small contact centre at one instant, for tests of what is drawn from it."""

from queuetui.domain.freshness import StalenessRule
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.watchlist import Watchlist
from queuetui.view.standing import Standing, standings

NOW = 1_795_425_304.0
"""2026-11-23 09:15:04 UTC."""

RULE = StalenessRule()
EVERYTHING = Watchlist()


def reading(  # one argument per figure a test may care about
    queue_id: str = "q1",
    *,
    waiting: int | None = 0,
    wait: float | None = None,
    available: int | None = 3,
    on_queue: int | None = 12,
    interacting: int | None = 9,
    age: float = 0.0,
) -> Reading:
    """One voice reading ``age`` seconds old at NOW; its oldest has waited ``wait`` s at NOW."""
    return Reading(
        queue_id,
        NOW - age,
        {
            "voice": MediaReading(
                waiting=waiting,
                alerting=1,
                interacting=interacting,
                oldest_since=None if wait is None else NOW - wait,
            )
        },
        AgentCounts(
            on_queue=on_queue,
            available=available,
            not_responding=1,
            communicating=0,
            off_queue=4,
            logged_in=11,
            members=15,
            active=13,
            routing_statuses={"IDLE": 3, "INTERACTING": 8, "NOT_RESPONDING": 1},
            presences={"ON_QUEUE": 9, "MEAL": 2, "OFFLINE": 2},
        ),
    )


def state(
    name: str,
    told: Reading | None,
    *,
    trend: tuple[int | None, ...] = (),
    problem: str | None = None,
) -> QueueState:
    """A queue whose id is its name in small letters."""
    return QueueState(Queue(name.lower(), name, "Home"), told, problem, trend)


LIVE = Health("live", next_try=NOW + 2, last_good=NOW - 3)


def snapshot(
    *queues: QueueState, health: Health = LIVE, organisation: str | None = "Contoso"
) -> Snapshot:
    """A snapshot taken at NOW, polled each 5 seconds."""
    return Snapshot(
        taken_at=NOW,
        skew=0.0,
        base_url="https://api.mypurecloud.ie",
        interval=5.0,
        health=health,
        queues=queues,
        organisation=organisation,
    )


def standing(queue: QueueState, *, now: float = NOW, watchlist: Watchlist = EVERYTHING) -> Standing:
    """The queue as it stands alone at ``now``."""
    (only,) = standings(snapshot(queue), watchlist, now, RULE)
    return only


BOARD = snapshot(
    state(
        "Support",
        reading("support", waiting=12, wait=247, available=0, on_queue=9, age=3),
        trend=(0, 0, 1, 1, 2, 4, 4, 5, 7, 7, 9, 12),
    ),
    state(
        "Billing",
        reading("billing", waiting=2, wait=41, available=3, age=3),
        trend=(1, 0, 0, 1, 1, 0, 2, 2),
    ),
    state(
        "Sales and new business EMEA",
        reading("sales", waiting=0, available=7, age=3, interacting=2),
        trend=(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ),
    state(
        "E-mail",
        reading("e-mail", waiting=4, wait=12, available=2, on_queue=2, age=12),
        trend=(3, 3, None, 4, 4),
    ),
    state("Callbacks", reading("callbacks", waiting=7, wait=300, age=42), trend=(7, 7)),
    state("Night desk", None, problem="no permission for this queue"),
    state(
        "Returns",
        reading("returns", waiting=None, available=None, on_queue=None, interacting=None, age=3),
    ),
)
"""One queue of every kind: breach, warning, ok, late, frozen, never answered, partly unknown."""
