"""The queues of the simulated contact centre: who calls them, how often, and who answers.

The default dozen is made so that, with limits of 5 / 10 waiting and each medium's own goal for the
longest wait, some queues are always calm, some wander in and out of warning and some are in breach.
Rates are per hour, all other times in seconds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

MEDIA: Final = ("voice", "chat", "email", "callback", "message")
"""Media in the spelling of the analytics API."""

MOST_QUEUES: Final = 2000

FLOW_OUT: Final = {"voice": 0.25, "chat": 0.1, "message": 0.15, "email": 0.0, "callback": 0.0}
"""Which part of those who give up waiting takes the voicemail or another queue instead."""


class Goal(msgspec.Struct, frozen=True):
    """A service level: which share is to be answered within how many seconds."""

    share: float
    seconds: float


# What a queue says about media that it does not serve; the media are far apart, as they are meant.
_USUAL_GOALS: Final = {
    "voice": Goal(0.8, 20.0),
    "chat": Goal(0.8, 30.0),
    "message": Goal(0.8, 60.0),
    "callback": Goal(0.8, 900.0),
    "email": Goal(0.8, 86_400.0),
}


class Usual(msgspec.Struct, frozen=True):
    """How a line did on average before the simulation; seconds and shares.

    The day has gone rather well until then: the simulation begins when it gets busy.
    """

    left: float = 0.0
    """Share of all that give up waiting, whether they hang up or flow out."""
    wait: float = 5.0
    """Mean wait of those who are answered."""
    late: float = 0.0
    """Share of the answered that waited longer than the goal."""
    patience: float = 60.0
    """Mean wait of those who give up."""


class Traffic(msgspec.Struct, frozen=True):
    """One medium of one queue: its arrivals and how long they take."""

    media: str
    per_hour: float
    handle: float
    """Mean talk or handle time in seconds (log-normal)."""
    wrap: float = 30.0
    """Mean after-call work in seconds (log-normal)."""
    patience: float | None = None
    """Mean patience in seconds (exponential); None: they never give up."""
    backlog: int = 0
    """How many wait at the start; agents then work faster above it and slower below it."""
    usual: Usual = Usual()
    goal: Goal | None = None
    """The service level of this medium, if it is not the queue's."""


class Also(msgspec.Struct, frozen=True):
    """A share of a queue's agents who are members of another queue as well."""

    queue: str
    share: float
    joined: bool = True


class Character(msgspec.Struct, frozen=True):
    """One queue: its name, traffic and staff."""

    name: str
    division: str
    traffic: tuple[Traffic, ...]
    staff: int
    """Agents on shift; about one in six of them is on a break at any time."""
    offline: int = 2
    """Agents who are members but not at work now."""
    supervisors: int = 1
    """Members who are logged in, but never go on queue."""
    also: tuple[Also, ...] = ()
    swell: float = 0.0
    """How far arrivals rise and fall around their rate, 0..1."""
    swell_seconds: float = 600.0
    service_level: tuple[float, float] = (0.8, 20.0)
    """Target share and the seconds within which it is to be answered."""

    def goal(self, media: str) -> Goal:
        """Return the service level of a medium, whether the queue serves it or not."""
        for traffic in self.traffic:
            if traffic.media == media:
                return traffic.goal or Goal(*self.service_level)
        return _USUAL_GOALS[media]


DOZEN: Final[tuple[Character, ...]] = (
    Character(
        "Billing", "Back Office",
        (Traffic("voice", 260, 280, 40, 180, usual=Usual(0.16, 52, 0.21, 70)),),
        12, 4, 2, (Also("VIP", 0.3), Also("Sales DE", 0.2, joined=False)), 0.15, 900,
        (0.7, 90.0),
    ),
    Character(
        "Support EMEA", "Service",
        (Traffic("voice", 400, 290, 30, 90, usual=Usual(0.12, 22, 0.12, 30)),),
        25, 5, 2, (Also("Support DE", 0.2), Also("Night Desk", 0.1, joined=False)), 0.25, 420,
        (0.8, 60.0),
    ),
    Character(
        "VIP", "Service",
        (Traffic("voice", 40, 200, 25, 240, usual=Usual(0.02, 5.4, 0.08, 6)),),
        10, 2, 1, (Also("Billing", 0.4, joined=False),), 0.1, 600, (0.9, 10.0),
    ),
    Character(
        "Orders", "Sales",
        (
            Traffic("voice", 125, 200, 25, 90, usual=Usual(0.1, 19, 0.11, 32)),
            Traffic("chat", 90, 270, 20, 100, 0, Usual(0.08, 22, 0.1, 33), Goal(0.8, 75)),
            Traffic("message", 60, 240, 20, 110, 0, Usual(0.08, 25, 0.09, 34), Goal(0.8, 90)),
        ),
        13, 4, 2, (Also("Returns", 0.3),), 0.3, 540, (0.8, 60.0),
    ),
    Character(
        "Customer Mail", "Back Office",
        (Traffic("email", 50, 400, 25, None, 170, Usual(wait=12_500)),),
        8, 2, 1, (), 0.0, 600, (0.8, 86_400.0),
    ),
    Character(
        "Sales DE", "Sales",
        (Traffic("voice", 60, 250, 40, 200, usual=Usual(0.03, 5.3, 0.02, 5)),),
        12, 3, 1, (Also("Sales UK", 0.5),), 0.2, 700,
    ),
    Character(
        "Callbacks", "Service",
        (Traffic("callback", 45, 210, 30, None, 9, Usual(0, 700, 0.2)),),
        4, 1, 1, (Also("Support EMEA", 0.4, joined=False),), 0.0, 600, (0.8, 900.0),
    ),
    Character(
        "Technical Support L2", "Service",
        (Traffic("voice", 85, 700, 120, 300, usual=Usual(0.13, 68, 0.07, 110)),),
        11, 3, 1, (Also("VIP", 0.3),), 0.1, 1200, (0.7, 240.0),
    ),
    Character(
        "Returns", "Back Office",
        (
            Traffic("chat", 115, 240, 20, 90, usual=Usual(0.09, 22, 0.13, 31)),
            Traffic("message", 135, 200, 20, 100, 0, Usual(0.08, 24, 0.1, 32), Goal(0.8, 90)),
        ),
        11, 3, 1, (Also("Orders", 0.25),), 0.3, 480, (0.8, 60.0),
    ),
    Character(
        "Sales UK", "Sales",
        (
            Traffic("voice", 45, 240, 30, 200, usual=Usual(0.03, 5.3, 0.02, 5)),
            Traffic("chat", 30, 260, 20, 240, 0, Usual(0.03, 6.5, 0.01, 7), Goal(0.8, 40)),
        ),
        13, 3, 1, (Also("Sales DE", 0.4),), 0.2, 640,
    ),
    Character(
        "Support DE", "Service",
        (Traffic("voice", 195, 300, 30, 90, usual=Usual(0.13, 25, 0.15, 33)),),
        11, 3, 1, (Also("Support EMEA", 0.3), Also("VIP", 0.2, joined=False)), 0.25, 500,
        (0.8, 60.0),
    ),
    Character(
        "Night Desk", "Service",
        (Traffic("voice", 10, 180, 20, 50, usual=Usual(1, 0, 0, 49)),),
        0, 5, 2, (), 0.0, 600, (0.7, 60.0),
    ),
)  # fmt: skip

_PLACES: Final = (
    "Porto", "Leeds", "Graz", "Turku", "Gdansk", "Lyon", "Malmo", "Bilbao", "Cork", "Bergen",
    "Trieste", "Ghent", "Aarhus", "Brno", "Split", "Tartu", "Basel", "Utrecht", "Varna", "Kosice",
)  # fmt: skip


def characters(queues: int | None, rng: random.Random) -> tuple[Character, ...]:
    """Return the default dozen (None) or `queues` of them, the dozen varied again and again.

    Raises ValueError unless `queues` is None or 1..2000.
    """
    if queues is None:
        return DOZEN
    if not 1 <= queues <= MOST_QUEUES:
        msg = f"the number of queues must be 1 to {MOST_QUEUES}, not {queues}"
        raise ValueError(msg)
    return tuple(islice(_endless(rng), queues))


def _endless(rng: random.Random) -> Iterator[Character]:
    yield from DOZEN
    block = 0
    while True:
        place = _PLACES[block % len(_PLACES)]
        lap = block // len(_PLACES)
        suffix = f" {place}" if lap == 0 else f" {place} {lap + 1}"
        for character in DOZEN:
            yield _varied(character, suffix, rng)
        block += 1


def _varied(character: Character, suffix: str, rng: random.Random) -> Character:
    """Make a smaller or larger sister of a queue whose load per agent stays alike."""
    size = rng.uniform(0.35, 0.9)
    staff = round(character.staff * size)
    # The rate follows the rounded staff: a small queue would change its character otherwise.
    scale = staff / character.staff if character.staff else size
    scale *= rng.uniform(0.92, 1.08)
    return msgspec.structs.replace(
        character,
        name=character.name + suffix,
        traffic=tuple(
            msgspec.structs.replace(
                traffic,
                per_hour=traffic.per_hour * scale,
                backlog=round(traffic.backlog * scale),
            )
            for traffic in character.traffic
        ),
        staff=staff,
        offline=max(1, round(character.offline * size)),
        also=tuple(
            msgspec.structs.replace(also, queue=also.queue + suffix) for also in character.also
        ),
        swell_seconds=character.swell_seconds * rng.uniform(0.8, 1.3),
    )


# One value per hour, beginning with the simulated start: morning peak, lunch, afternoon peak,
# evening, night. It hangs on the start instead of the clock on the wall, and the night only
# dips: a demo begun at three in the morning has to show as much life as one begun at ten.
_DAY: Final = (
    1.00, 1.05, 1.02, 0.95, 0.94, 1.00, 1.08, 1.05, 1.00, 0.97, 0.95, 0.94,
    0.93, 0.92, 0.92, 0.92, 0.92, 0.92, 0.93, 0.94, 0.95, 0.97, 0.98, 0.99,
)  # fmt: skip
DAY_PEAK: Final = max(_DAY)


def day_shape(seconds: float) -> float:
    """Return the factor on all arrival rates, `seconds` after the simulated start (or before)."""
    hours = seconds / 3600.0
    whole = math.floor(hours)
    here, there = _DAY[whole % 24], _DAY[(whole + 1) % 24]
    return here + (there - here) * (hours - whole)
