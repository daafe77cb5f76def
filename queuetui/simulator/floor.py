"""What is on the floor of the contact centre: queues, their lines, interactions and agents.

Plain mutable state, changed by `centre.Centre` alone and read by everybody else.
Instants are epoch seconds of simulated time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from enum import Enum, auto
from typing import Final

import msgspec

from queuetui.simulator.characters import Character, Traffic
from queuetui.simulator.history import Ledger
from queuetui.simulator.people import OFFLINE, ON_QUEUE, Presence

OFF_QUEUE: Final = "OFF_QUEUE"
IDLE: Final = "IDLE"
INTERACTING: Final = "INTERACTING"
NOT_RESPONDING: Final = "NOT_RESPONDING"
COMMUNICATING: Final = "COMMUNICATING"


class Stage(Enum):
    """How far an interaction has come."""

    WAITING = auto()
    ALERTING = auto()
    INTERACTING = auto()
    GONE = auto()


class Interaction:
    """One call, chat, message, e-mail or callback."""

    __slots__ = ("agent", "began", "line", "number", "since", "stage", "talked")

    def __init__(self, number: int, line: Line, began: float) -> None:
        self.number = number
        self.line = line
        self.began = began
        """When it came into the queue; an unanswered ringing does not change it."""
        self.since = began
        """When its present stage began."""
        self.stage = Stage.WAITING
        self.agent: Agent | None = None
        self.talked = 0.0
        """How many seconds the talk took, once it has ended; `since` is then its end."""

    def __lt__(self, other: Interaction) -> bool:
        return (self.began, self.number) < (other.began, other.number)


class Truth(msgspec.Struct, frozen=True):
    """What really happened in a line since the simulation began.

    Always: offered = answered + abandoned + flowed_out + waiting + alerting, and
    interacting <= answered.
    """

    offered: int
    answered: int
    abandoned: int
    flowed_out: int
    """Left unanswered, but not by hanging up: to the voicemail, to another queue."""
    waiting: int
    alerting: int
    interacting: int


class Line:
    """One medium of one queue."""

    __slots__ = (
        "abandoned", "alerting", "answered", "flowed_out", "interacting", "ledger", "offered",
        "peak", "phase", "queue", "traffic", "waiting",
    )  # fmt: skip

    def __init__(self, queue: Queue, traffic: Traffic, peak: float, phase: float) -> None:
        self.queue = queue
        self.traffic = traffic
        self.peak = peak
        """Highest arrival rate there can be, per second."""
        self.phase = phase
        self.waiting: list[Interaction] = []
        """Oldest first."""
        self.alerting: dict[int, Interaction] = {}
        self.interacting: dict[int, Interaction] = {}
        """In the order in which they were answered."""
        self.offered = 0
        self.answered = 0
        self.abandoned = 0
        self.flowed_out = 0
        self.ledger = Ledger(queue.character.goal(traffic.media).seconds)

    def join(self, interaction: Interaction) -> None:
        """Put an interaction where its beginning belongs among the waiting."""
        insort(self.waiting, interaction)

    def leave(self, interaction: Interaction) -> None:
        """Take a waiting interaction out."""
        del self.waiting[bisect_left(self.waiting, interaction)]

    @property
    def truth(self) -> Truth:
        """The counters and the present sizes."""
        return Truth(
            offered=self.offered,
            answered=self.answered,
            abandoned=self.abandoned,
            flowed_out=self.flowed_out,
            waiting=len(self.waiting),
            alerting=len(self.alerting),
            interacting=len(self.interacting),
        )


class Team:
    """The home agents of one queue, who cannot all go on a break at once."""

    __slots__ = ("away", "away_limit", "offline")

    def __init__(self, staff: int) -> None:
        self.away = 0
        self.away_limit = max(1, round(staff / 5))
        self.offline: list[Agent] = []


class Agent:
    """A user who is a member of one or more queues; works on one interaction at a time."""

    __slots__ = (
        "due", "id", "lines", "name", "presence", "presence_since", "ringing", "status",
        "status_since", "team",
    )  # fmt: skip

    def __init__(self, identity: str, name: str, team: Team, since: float) -> None:
        self.id = identity
        self.name = name
        self.team = team
        self.presence: Presence = OFFLINE
        self.presence_since = since
        self.status = OFF_QUEUE
        self.status_since = since
        self.ringing: Interaction | None = None
        self.due = False
        """Wants to leave the queue as soon as the work in hand is done."""
        self.lines: tuple[Line, ...] = ()
        """All lines of the queues this agent is joined in."""

    @property
    def free(self) -> bool:
        """Whether an interaction could be offered now."""
        return self.status == IDLE and self.ringing is None

    def turn(self, status: str, now: float) -> None:
        """Change the routing status."""
        if status != self.status:
            self.status = status
            self.status_since = now

    def appear(self, presence: Presence, now: float) -> None:
        """Change the presence, and the routing status with it."""
        if presence.id != self.presence.id:
            self.presence = presence
            self.presence_since = now
        self.turn(IDLE if presence is ON_QUEUE else OFF_QUEUE, now)


class Member(msgspec.Struct, frozen=True):
    """An agent's membership of a queue; only joined members get its interactions."""

    agent: Agent
    joined: bool


class Queue:
    """A queue, its lines by medium and its members."""

    __slots__ = ("character", "division_id", "id", "joined", "lines", "members")

    def __init__(self, identity: str, character: Character, division_id: str) -> None:
        self.id = identity
        self.character = character
        self.division_id = division_id
        self.lines: dict[str, Line] = {}
        self.members: list[Member] = []
        self.joined: list[Agent] = []

    @property
    def name(self) -> str:
        """The name it is listed under."""
        return self.character.name

    def admit(self, agent: Agent, *, joined: bool) -> None:
        """Make an agent a member."""
        self.members.append(Member(agent, joined))
        if joined:
            self.joined.append(agent)
