"""A simulated floor that is watched as the feed watches a real one, and knows what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush

import msgspec
from msgspec import Struct

from queuetui.domain.day import Day
from queuetui.domain.readings import Reading
from queuetui.domain.today import Today
from queuetui.genesys import aggregates, observations
from queuetui.simulator.aggregate_queries import read_aggregate_query
from queuetui.simulator.aggregates import answer_aggregates
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import Character, Goal, Traffic, Usual
from queuetui.simulator.entrance import Settings
from queuetui.simulator.floor import Interaction, Line, Stage
from queuetui.simulator.observations import answer_observations
from queuetui.simulator.queries import read_query

START = 1_767_268_800.0
"""Noon of an ordinary day, epoch seconds; every simulation begins here."""
POLL = 5.0
TOTALS = 60.0
WARM_UP = 1800.0
"""Seconds at an easy load, of which nothing is judged: the board was not opened just now."""
EASY = 0.75
ON_QUEUE = 0.84
"""The part of a crew that is on queue, on average: the rest is at lunch, in meetings …"""
_RING = 5.0


class Kind(Struct, frozen=True):
    """A queue to be simulated; times in seconds."""

    name: str
    staff: int
    handle: float
    wrap: float
    limit: float


KINDS = (
    Kind("Small", 4, 200.0, 25.0, 90.0),
    Kind("Middle", 12, 260.0, 40.0, 60.0),
    Kind("Large", 25, 280.0, 30.0, 60.0),
    Kind("Wide", 60, 300.0, 30.0, 45.0),
)


def cast(kinds: Sequence[Kind], patience: float | None) -> tuple[Character, ...]:
    """The queues, each with a crew of its own and as many customers as it can just serve."""
    return tuple(
        Character(
            kind.name,
            "Home",
            (
                Traffic(
                    "voice",
                    3600.0 * ON_QUEUE * kind.staff / (_RING + kind.handle + kind.wrap),
                    kind.handle,
                    kind.wrap,
                    patience,
                    usual=_morning(patience),
                    goal=Goal(0.8, kind.limit),
                ),
            ),
            kind.staff,
        )
        for kind in kinds
    )


def _morning(patience: float | None) -> Usual:
    """A quiet one: nobody waits much longer than it rings, and few are out of patience by then."""
    return Usual() if patience is None else Usual(_RING / patience, _RING, patience=_RING)


class Caller(Struct, frozen=True):
    """One who waits at a poll: what nobody is told."""

    number: int
    began: float
    """Epoch seconds."""


class Look(Struct, frozen=True):
    """What one poll told, and who was really waiting then, by queue id and medium."""

    at: float
    readings: Mapping[str, Reading]
    totals: Mapping[str, Today]
    waiting: Mapping[tuple[str, str], tuple[Caller, ...]]


class Floor:
    """A centre in virtual time."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.limits = {
            (queue.id, media): queue.character.goal(media).seconds
            for queue in centre.queues.values()
            for media in queue.lines
        }
        self.breached: dict[int, bool] = {}
        """By the number of an interaction, whether it was still waiting at its limit."""
        self._ids = tuple(centre.queues)
        self._day = Day(START - 12 * 3600.0, START + 12 * 3600.0, "UTC")
        self._query = read_query(msgspec.json.encode(_question(self._ids)))
        self._totals_query = read_aggregate_query(aggregates.query(self._ids, self._day).encode())
        self._totals: Mapping[str, Today] = {}
        self._totals_due = START
        self._deadlines: list[tuple[float, int, Interaction]] = []

    def looks(self, seconds: float) -> Iterator[Look]:
        """Poll for so long; who waits at the end is followed until it is known what came of it."""
        for number in range(int(seconds // POLL) + 1):
            now = START + number * POLL
            self._advance(now)
            if now >= self._totals_due:
                self._totals_due = now + TOTALS
                self._totals = self._read_totals(now)
            yield Look(now, self._observe(now), self._totals, self._who_waits())
        self._advance(START + seconds + max(self.limits.values(), default=0.0))

    def _advance(self, until: float) -> None:
        """Go on, stopping at each moment at which somebody reaches the limit."""
        while self._deadlines and self._deadlines[0][0] <= until:
            at, number, interaction = heappop(self._deadlines)
            self.centre.advance_to(at)
            self.breached[number] = interaction.stage is Stage.WAITING
        self.centre.advance_to(until)

    def _who_waits(self) -> dict[tuple[str, str], tuple[Caller, ...]]:
        lines = {
            (queue.id, media): line
            for queue in self.centre.queues.values()
            for media, line in queue.lines.items()
        }
        return {key: self._callers(line, self.limits[key]) for key, line in lines.items()}

    def _callers(self, line: Line, limit: float) -> tuple[Caller, ...]:
        callers = []
        for one in line.waiting:
            callers.append(Caller(one.number, one.began))
            if one.number not in self.breached:
                self.breached[one.number] = one.began + limit <= self.centre.now
                if one.began + limit > self.centre.now:
                    heappush(self._deadlines, (one.began + limit, one.number, one))
        return tuple(callers)

    def _observe(self, now: float) -> Mapping[str, Reading]:
        answer = msgspec.json.encode(answer_observations(self.centre, self._query))
        return observations.parse(answer, self._ids, as_of=now).readings

    def _read_totals(self, now: float) -> Mapping[str, Today]:
        answer = answer_aggregates(self.centre, self._totals_query, Settings())
        body = msgspec.json.encode(answer)
        return aggregates.parse_today(body, self._ids, self._day, as_of=now)


def floor(kinds: Sequence[Kind], load: float, patience: float | None, seed: int) -> Floor:
    """A floor that is easy at first and then has so much load; 1.0: as much as can be served."""
    centre = Centre(seed=seed, start=START, cast=cast(kinds, patience))
    centre.load = lambda at: EASY if at < START + WARM_UP else load
    return Floor(centre)


def _question(ids: Sequence[str]) -> dict[str, object]:
    predicates = [{"dimension": "queueId", "value": one} for one in ids]
    return {
        "filter": {"type": "or", "predicates": predicates},
        "metrics": list(observations.METRICS),
    }
