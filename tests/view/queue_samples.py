"""An opened queue with everything that may be known of it, for tests of its page."""

from datetime import UTC
from math import sin

from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.goals import Goal
from queuetui.domain.history import Point
from queuetui.domain.opened import Opened, Told
from queuetui.domain.people import Agent, Agents
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState, Side
from queuetui.domain.today import DaySeries, HalfHour, MediaToday, ServiceLevel, Today
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.view.queue_scene import Scene
from tests.view.samples import NOW, standing

ID = "7f3a"
MIDNIGHT = NOW - 9 * 3600 - 15 * 60 - 4
DAY = Day(MIDNIGHT, MIDNIGHT + 86_400, "UTC")
GOALS = {
    "voice": Goal(0.8, 20),
    "callback": Goal(0.8, 600),
    "chat": Goal(0.9, 40),
    "email": Goal(0.9, 86_400),
}
NAMES = (
    "Aylin Demir",
    "Bastien Lefèvre",
    "Chiara Conti",
    "Daniel Okafor",
    "Elif Şahin",
    "Finn O’Sullivan",
    "Greta Lindqvist",
    "Hyun-woo Park",
    "Inês Carvalho",
    "Jan Kowalczyk",
    "Katarzyna Wiśniewska-Szczepańska",
    "Lamine Traoré",
    "Mia Schneider",
    "Noor van den Berg",
)
_DOING = (
    ("NOT_RESPONDING", 312, "On Queue", "ON_QUEUE", 5_400),
    ("INTERACTING", 1_105, "On Queue", "ON_QUEUE", 7_200),
    ("INTERACTING", 421, "On Queue", "ON_QUEUE", 7_260),
    ("INTERACTING", 388, "On Queue", "ON_QUEUE", 300),
    ("NOT_RESPONDING", 41, "On Queue", "ON_QUEUE", 10_800),
    ("INTERACTING", 254, "On Queue", "ON_QUEUE", 9_000),
    ("INTERACTING", 127, "On Queue", "ON_QUEUE", 4_000),
    ("COMMUNICATING", 63, "On Queue", "ON_QUEUE", 3_100),
    ("INTERACTING", 9, "On Queue", "ON_QUEUE", 2_900),
    ("OFF_QUEUE", 2_040, "Lunch", "MEAL", 2_040),
    ("OFF_QUEUE", 612, "Team meeting", "MEETING", 612),
    ("OFF_QUEUE", 95, "Coaching", "TRAINING", 95),
    ("OFF_QUEUE", 61_000, "Offline", "OFFLINE", 61_000),
    ("OFF_QUEUE", 250_000, "Offline", "OFFLINE", 250_000),
)


def agents(number: int = 14, *, age: float = 5, partial: bool = False) -> Agents:
    """So many agents in every status; each ``age`` seconds old."""
    people = []
    for n in range(number):
        status, since, presence, system, present = _DOING[n % len(_DOING)]
        name = NAMES[n % len(NAMES)] + (f" {n // len(NAMES) + 1}" if n >= len(NAMES) else "")
        people.append(
            Agent(
                id=f"a{n}",
                name=name,
                routing_status=status,
                routing_since=NOW - since - 7 * (n // len(_DOING)),
                presence=presence,
                system_presence=system,
                presence_since=NOW - present,
                joined=True,
            )
        )
    return Agents(ID, NOW - age, tuple(people), partial)


def waiting(number: int = 14, total: int | None = None, *, age: float = 5) -> WaitingList:
    """So many that wait, most of them calls."""
    listed = [
        Waiting(
            "email" if n % 7 == 6 else "voice",
            NOW - (4_320 if n % 7 == 6 else 247 - 17 * n if n < 14 else 3),
            priority=(0, 0, 5, 0, 10, 0, 0)[n % 7],
            skills=(("German",), ("German", "Motor"), (), ("English", "Windscreen"))[n % 4],
        )
        for n in range(number)
    ]
    listed.sort(key=lambda one: one.since)
    return WaitingList(ID, NOW - age, tuple(listed), number if total is None else total)


def points(*, until: float = NOW - 3, gap: bool = True) -> tuple[Point, ...]:
    """Ten hours of minutes, then a quarter of an hour poll by poll; ten minutes are missing."""
    out: list[Point] = []

    def point(at: float) -> Point:
        late = (at - (NOW - 3600)) / 3600
        if gap and NOW - 2400 < at < NOW - 1800:
            return Point(at, None, None, None)
        waits = max(0, round(2 + 2 * sin(at / 300) + max(0.0, late - 0.6) * 30))
        longest = 0.0 if not waits else 15 + 12 * sin(at / 200) + max(0.0, late - 0.7) * 770
        return Point(at, waits, max(0.0, longest), max(0, round(4 - 5 * late + sin(at / 150))))

    at = NOW - 36_000
    while at < NOW - 900:
        out.append(point(at))
        at += 60
    while at <= until:
        out.append(point(at))
        at += 5
    return tuple(out)


def today(*, age: float = 34) -> Today:
    """A day with calls, mails and callbacks."""
    return Today(
        ID,
        NOW - age,
        MIDNIGHT,
        {
            "voice": MediaToday(
                412, 371, 33, 9, 4, 96, 12_614, 371, 115_752, ServiceLevel(275, 404, 0.8)
            ),
            "email": MediaToday(58, 51, 0, 0, 1, 0, 40_800, 51, 20_400, ServiceLevel(51, 51, 0.9)),
            "chat": MediaToday(0, 0, 0, 0, 0, 0, 0.0, 0, 0.0, ServiceLevel(0, 0, 0.9)),
            "callback": MediaToday(
                12, 9, None, None, None, 2, None, 9, 2_340, ServiceLevel(7, 9, 0.8), callback=True
            ),
        },
    )


def half_hours(*, age: float = 40) -> DaySeries:
    """From midnight to now, with the first calls at seven."""
    halves = []
    for n in range(19):
        offered = 0 if n < 14 else (22, 61, 95, 118, 74)[n - 14]
        abandoned = 0 if n < 14 else (1, 3, 6, 14, 9)[n - 14]
        halves.append(HalfHour(MIDNIGHT + 1800 * n, offered, offered - abandoned, abandoned))
    return DaySeries(ID, NOW - age, MIDNIGHT, tuple(halves))


def reading(*, age: float = 3, calm: bool = False) -> Reading:
    """Calls in breach, or, ``calm``, nothing but one of them."""
    voice = MediaReading(12, 1, 6, NOW - 247)
    if calm:
        voice = MediaReading(1, 0, 4, NOW - 4)
    return Reading(
        ID,
        NOW - age,
        {
            "voice": voice,
            "email": MediaReading(0, 0, 1) if calm else MediaReading(2, 0, 1, NOW - 4_320),
            "chat": MediaReading(0, 0, 0),
            "callback": MediaReading(0, 0, 1) if calm else MediaReading(3, 0, 1, NOW - 95),
        },
        AgentCounts(
            on_queue=9,
            available=4 if calm else 0,
            not_responding=0 if calm else 2,
            communicating=1,
            off_queue=3,
            logged_in=12,
            members=14,
            active=14,
            routing_statuses={"IDLE": 4, "INTERACTING": 5}
            if calm
            else {"INTERACTING": 6, "NOT_RESPONDING": 2, "COMMUNICATING": 1},
            presences={"ON_QUEUE": 9, "MEAL": 1, "MEETING": 1, "TRAINING": 1, "OFFLINE": 2},
        ),
    )


def queue(told: Reading | None, *, day: Today | None = None) -> QueueState:
    return QueueState(
        Queue(ID, "Claims Motor", "Home", goals=GOALS), told, today=day, trend=(1, 2, 3)
    )


ESTIMATES = Estimates(
    ID,
    NOW - 20,
    (
        Estimate("voice", 385, "BEST"),
        Estimate("email", 5_400, "SIMPLE"),
        Estimate("chat", 0, "SIMPLE"),
        Estimate("callback", None, None),
    ),
)

SIDE = Side(as_of=NOW - 34, next_try=NOW + 26)


def opened(number: int = 14) -> Opened:
    return Opened(
        ID,
        Told(agents(number), tried=True),
        Told(waiting(15, 17), tried=True),
        Told(ESTIMATES, tried=True),
        Told(half_hours(), tried=True),
    )


def busy(number: int = 14) -> Scene:
    """A queue in breach of which everything is told."""
    return Scene(
        standing(queue(reading(), day=today())),
        NOW,
        opened(number),
        points(),
        DAY,
        SIDE,
        zone=UTC,
    )


def well() -> Scene:
    """The same queue without trouble."""
    calm = replace(
        today(),
        media={
            "voice": MediaToday(
                412, 396, 6, 2, 1, 20, 4_900, 390, 99_000, ServiceLevel(380, 404, 0.8)
            )
        },
    )
    told = opened()
    people = tuple(
        replace(one, routing_status="IDLE") if one.routing_status == "NOT_RESPONDING" else one
        for one in agents().people
    )
    return replace(
        busy(),
        standing=standing(queue(reading(calm=True), day=calm)),
        opened=replace(
            told,
            agents=Told(replace(agents(), people=people), tried=True),
            waiting=Told(waiting(1), tried=True),
        ),
    )


def frozen(age: float = 100) -> Scene:
    """The feed has brought nothing for so many seconds."""
    now = NOW + age
    return replace(
        busy(), standing=standing(queue(reading(), day=today()), now=now), now=now, withheld=True
    )


def untold() -> Scene:
    """A queue that has just been opened and was never answered."""
    return Scene(standing(queue(None)), NOW, Opened(ID), zone=UTC)


def refused() -> Scene:
    """One whose agents and waiting list may not be seen."""
    scene = busy()
    no = "routing:queueMember:view is missing: Genesys Cloud refuses the member list (403)."
    other = "analytics:queueObservation:view is missing: Genesys Cloud refuses details (403)."
    return replace(
        scene,
        opened=Opened(
            ID,
            Told(problem=no, next_try=NOW + 40, tried=True),
            Told(problem=other, next_try=NOW + 15, tried=True),
            Told(problem="No answer within 20 s.", next_try=NOW + 9, tried=True),
            Told(half_hours(), tried=True),
        ),
    )
