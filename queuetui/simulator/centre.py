"""A contact centre as a discrete-event simulation. No I/O and no wall clock.

Customers arrive in a Poisson process per queue and medium, wait, and when their patience ends they
hang up or take the voicemail (or another queue) that is offered to them. A free agent takes the
interaction that has waited longest in any of the agent's queues; a new interaction goes to the
agent who has been idle longest. It alerts for some seconds, is talked about and wrapped up. Agents
go to breaks, meals and meetings, make calls of their own, hand over to colleagues, and now and then
let it ring.

Same seed, same start and same number of queues give the same history, in whatever steps
`advance_to` is called. Instants are epoch seconds of simulated time, durations are seconds.

Two things are not known of the real system and are choices here: an agent stays IDLE while an
interaction is alerting, and an interaction stops being INTERACTING when after-call work begins
(the agent stays INTERACTING until the work is done).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import blake2b
from heapq import heappop, heappush
from typing import Any, Final
from uuid import UUID

from queuetui.simulator.building import Crew, Streams, build_crews, build_queues
from queuetui.simulator.characters import FLOW_OUT, Character, characters, day_shape
from queuetui.simulator.floor import (
    COMMUNICATING,
    IDLE,
    INTERACTING,
    NOT_RESPONDING,
    Agent,
    Interaction,
    Line,
    Queue,
    Stage,
    Truth,
)
from queuetui.simulator.history import CELL_SECONDS, Account, Ledger, cell_number
from queuetui.simulator.past import SyntheticPast
from queuetui.simulator.people import (
    AVAILABLE,
    AWAY,
    BREAK,
    BUSY,
    COACHING,
    MEAL,
    MEETING,
    OFFLINE,
    ON_QUEUE,
    TRAINING,
    Presence,
)

_UNANSWERED: Final = 0.02
_RING_SECONDS: Final = {"voice": 5.0, "chat": 6.0, "message": 7.0, "email": 15.0, "callback": 8.0}
_ALERTING_SECONDS: Final = {
    "voice": 20.0, "chat": 30.0, "message": 30.0, "email": 60.0, "callback": 30.0,
}  # fmt: skip
_SPREAD: Final = 0.6
"""Sigma of the log-normal times: most are short, a few take thrice the mean."""
_BETWEEN_OUTINGS: Final = 3600.0
_BETWEEN_STROLLS: Final = 1500.0

# What an agent leaves the queue for: presence (None: a call of one's own), weight, mean seconds.
_OUTINGS: Final[tuple[tuple[Presence | None, float, float], ...]] = (
    (None, 0.30, 120.0),
    (BREAK, 0.28, 720.0),
    (MEAL, 0.10, 1800.0),
    (MEETING, 0.08, 1500.0),
    (AVAILABLE, 0.08, 240.0),
    (BUSY, 0.06, 420.0),
    (AWAY, 0.05, 300.0),
    (TRAINING, 0.02, 2400.0),
    (COACHING, 0.03, 1200.0),
)
_OUTING_WEIGHTS: Final = tuple(weight for _, weight, _ in _OUTINGS)
_SHIFT_ENDS: Final = 0.06
_DESK: Final = (AVAILABLE, AVAILABLE, AVAILABLE, BUSY, MEETING, MEETING, AWAY, MEAL)


class Centre:
    """The contact centre. Read its state after `advance_to`; never change it from outside."""

    def __init__(
        self,
        *,
        seed: int,
        start: float,
        queues: int | None = None,
        cast: tuple[Character, ...] | None = None,
    ) -> None:
        """Build it and let it run up to `start`, so that it looks like the middle of a day.

        `start` is in epoch seconds; `queues` is None for the default dozen, or 1..2000
        (ValueError otherwise). A `cast` of one's own takes the place of either.
        """
        streams = Streams(seed)
        cast = cast or characters(queues, streams.layout)
        self.seed = seed
        self.start = start
        # The state is seeded near its balance, so many queues need only a short run.
        self.now = start - max(600.0, min(5_400.0, 600_000.0 / len(cast)))
        self.load: Callable[[float], float] = _as_usual
        """The factor on all arrivals at an instant, above 0; set it to bring more or fewer."""
        self.forgotten: Callable[[Line, float], Sequence[Interaction]] = lambda *_: ()
        """Who stands in a line at an instant without ever being given to anybody, oldest first."""
        self._customers = streams.customers
        self._agents = streams.agents
        self._leaving = streams.leaving
        self._events: list[tuple[float, int, Callable[[Any], None], Any]] = []
        self._scheduled = 0
        self._numbers = 0
        built, self.divisions = build_queues(cast, streams)
        """Division ids by name."""
        self.queues: dict[str, Queue] = {queue.id: queue for queue in built}
        """By id."""
        for queue, crew in zip(built, build_crews(built, streams, self.now), strict=True):
            self._open(queue, crew)
        self.advance_to(start)

    def advance_to(self, instant: float) -> None:
        """Let everything happen up to `instant` (epoch seconds); an earlier one changes nothing."""
        events = self._events
        while events and events[0][0] <= instant:
            self.now, _, happen, subject = heappop(events)
            happen(subject)
        self.now = max(self.now, instant)

    def truth(self, queue_id: str, media: str) -> Truth:
        """Return what happened in one line; all zero for a medium the queue does not take."""
        line = self.queues[queue_id].lines.get(media)
        return line.truth if line is not None else Truth(0, 0, 0, 0, 0, 0, 0)

    def truth_of(self, queue_id: str, media: str, since: float, until: float) -> Account:
        """Return what happened in one line between two instants (epoch seconds).

        History is kept per half hour: ValueError unless `since` begins one, and `until` does too
        or is not over yet. It reaches back three days, most of it before the simulation.
        """
        if since % CELL_SECONDS or (until % CELL_SECONDS and until < self.now):
            raise ValueError("history is kept per half hour")
        line = self.queues[queue_id].lines.get(media)
        ledger = line.ledger if line is not None else Ledger(0.0)
        return ledger.account(cell_number(since), cell_number(until - 0.001))

    @cached_property
    def agents(self) -> dict[str, Agent]:
        """Everybody who is a member of any queue, by id. Who that is does not change."""
        queues = self.queues.values()
        return {one.agent.id: one.agent for queue in queues for one in queue.members}

    def identity(self, kind: str, number: int) -> str:
        """Return the UUID of something numbered, such as the conversation of an interaction."""
        digest = blake2b(f"{self.seed}/{kind}/{number}".encode(), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))

    # -- before the first event ---------------------------------------------------------------

    def _open(self, queue: Queue, crew: Crew) -> None:
        work = {line: _erlangs(line) for line in queue.lines.values()}
        total = sum(work.values())
        load = total / max(0.83 * len(crew.on_shift), 0.1)
        for line in work:
            line.ledger.past = SyntheticPast(line, self.seed, start=self.start, until=self.now)
            self._seed_backlog(line)
            self._after(self._customers.expovariate(line.peak), self._arrive, line)
        for agent in crew.on_shift:
            self._after(self._agents.expovariate(1.0 / _BETWEEN_OUTINGS), self._outing_due, agent)
            if self._agents.random() < min(0.97, load):
                line = self._agents.choices(list(work), list(work.values()))[0]
                self._seed_talk(line, agent)
        for agent in crew.supervisors:
            self._stroll(agent)

    def _seed_backlog(self, line: Line) -> None:
        gap = 3600.0 / line.traffic.per_hour
        for place in range(line.traffic.backlog, 0, -1):
            began = self.now - (place - self._customers.random()) * gap
            line.join(self._interaction(line, began))

    def _seed_talk(self, line: Line, agent: Agent) -> None:
        talked = self._agents.random() * line.traffic.handle
        interaction = self._interaction(line, self.now - talked)
        interaction.agent = agent
        interaction.stage = Stage.INTERACTING
        line.answered += 1
        line.ledger.answered(interaction.began, _RING_SECONDS[line.traffic.media])
        line.interacting[interaction.number] = interaction
        agent.turn(INTERACTING, self.now)
        self._after(self._lognormal(line.traffic.handle), self._talked, interaction)

    # -- customers ----------------------------------------------------------------------------

    def _arrive(self, line: Line) -> None:
        rng = self._customers
        self._after(rng.expovariate(line.peak * self.load(self.now)), self._arrive, line)
        if rng.random() * line.peak > self._rate(line):
            return
        interaction = self._interaction(line, self.now)
        line.join(interaction)
        if line.traffic.patience is not None:
            self._after(rng.expovariate(1.0 / line.traffic.patience), self._give_up, interaction)
        self._offer(interaction)

    def _rate(self, line: Line) -> float:
        character = line.queue.character
        elapsed = self.now - self.start
        swell = math.sin(2.0 * math.pi * elapsed / character.swell_seconds + line.phase)
        base = line.traffic.per_hour / 3600.0 * day_shape(elapsed)
        return base * (1.0 + character.swell * swell)

    def _give_up(self, interaction: Interaction) -> None:
        line = interaction.line
        elsewhere = False
        if interaction.stage is Stage.WAITING:
            line.leave(interaction)
            elsewhere = self._leaving.random() < FLOW_OUT[line.traffic.media]
        elif interaction.stage is Stage.ALERTING:
            del line.alerting[interaction.number]
        else:
            return
        if elsewhere:
            line.flowed_out += 1
            line.ledger.flowed_out(self.now, self.now - interaction.began)
        else:
            line.abandoned += 1
            line.ledger.abandoned(self.now, self.now - interaction.began)
        interaction.stage = Stage.GONE
        agent = interaction.agent
        if agent is not None:
            agent.ringing = None
            self._free(agent)

    # -- routing ------------------------------------------------------------------------------

    def _offer(self, interaction: Interaction) -> None:
        chosen: Agent | None = None
        for agent in interaction.line.queue.joined:
            if agent.free and (chosen is None or agent.status_since < chosen.status_since):
                chosen = agent
        if chosen is not None:
            self._alert(chosen, interaction)

    def _seek(self, agent: Agent) -> None:
        oldest: Interaction | None = None
        for line in agent.lines:
            if line.waiting and (oldest is None or line.waiting[0] < oldest):
                oldest = line.waiting[0]
        if oldest is not None:
            self._alert(agent, oldest)

    def _alert(self, agent: Agent, interaction: Interaction) -> None:
        line = interaction.line
        line.leave(interaction)
        line.alerting[interaction.number] = interaction
        interaction.stage = Stage.ALERTING
        interaction.since = self.now
        interaction.agent = agent
        agent.ringing = interaction
        media = line.traffic.media
        if self._agents.random() < _UNANSWERED:
            self._after(_ALERTING_SECONDS[media], self._ring_out, interaction)
        else:
            ring = min(self._lognormal(_RING_SECONDS[media]), _ALERTING_SECONDS[media])
            self._after(ring, self._answer, interaction)

    def _ring_out(self, interaction: Interaction) -> None:
        agent = interaction.agent
        if interaction.stage is not Stage.ALERTING or agent is None:
            return
        line = interaction.line
        del line.alerting[interaction.number]
        interaction.stage = Stage.WAITING
        interaction.since = interaction.began
        interaction.agent = None
        line.join(interaction)
        agent.ringing = None
        agent.turn(NOT_RESPONDING, self.now)
        self._after(self._lognormal(90.0), self._free, agent)
        self._offer(interaction)

    def _answer(self, interaction: Interaction) -> None:
        agent = interaction.agent
        if interaction.stage is not Stage.ALERTING or agent is None:
            return
        line = interaction.line
        del line.alerting[interaction.number]
        interaction.stage = Stage.INTERACTING
        interaction.since = self.now
        line.interacting[interaction.number] = interaction
        line.answered += 1
        line.ledger.answered(self.now, self.now - interaction.began)
        agent.ringing = None
        agent.turn(INTERACTING, self.now)
        mean = line.traffic.handle
        if line.traffic.backlog:
            # Nobody gives up waiting here: only the agents' pace keeps the backlog in bounds.
            mean *= 0.7 if len(line.waiting) > line.traffic.backlog else 1.5
        self._after(self._lognormal(mean), self._talked, interaction)

    def _talked(self, interaction: Interaction) -> None:
        line = interaction.line
        del line.interacting[interaction.number]
        interaction.stage = Stage.GONE
        interaction.talked = self.now - interaction.since
        interaction.since = self.now
        line.ledger.talked(self.now, interaction.talked)
        self._after(self._lognormal(line.traffic.wrap), self._wrapped, interaction)

    def _wrapped(self, interaction: Interaction) -> None:
        wrap = self.now - interaction.since
        interaction.line.ledger.handled(self.now, interaction.talked, wrap)
        if interaction.agent is not None:
            self._free(interaction.agent)

    # -- agents -------------------------------------------------------------------------------

    def _free(self, agent: Agent) -> None:
        if agent.due:
            self._go(agent)
            return
        agent.turn(IDLE, self.now)
        self._seek(agent)

    def _outing_due(self, agent: Agent) -> None:
        agent.due = True
        if agent.free:
            self._go(agent)

    def _go(self, agent: Agent) -> None:
        agent.due = False
        if agent.team.offline and self._agents.random() < _SHIFT_ENDS:
            self._hand_over(agent)
            return
        presence, _, mean = self._agents.choices(_OUTINGS, _OUTING_WEIGHTS)[0]
        if presence is None:
            agent.turn(COMMUNICATING, self.now)
            self._after(self._lognormal(mean), self._come_back, agent)
        elif agent.team.away < agent.team.away_limit:
            agent.team.away += 1
            agent.appear(presence, self.now)
            self._after(self._lognormal(mean), self._come_back, agent)
        else:
            self._plan_outing(agent)
            self._free(agent)

    def _come_back(self, agent: Agent) -> None:
        if agent.presence is not ON_QUEUE:
            agent.team.away -= 1
            agent.appear(ON_QUEUE, self.now)
        self._plan_outing(agent)
        self._free(agent)

    def _hand_over(self, agent: Agent) -> None:
        colleague = agent.team.offline.pop(0)
        agent.team.offline.append(agent)
        agent.appear(OFFLINE, self.now)
        colleague.appear(ON_QUEUE, self.now)
        self._plan_outing(colleague)
        self._free(colleague)

    def _plan_outing(self, agent: Agent) -> None:
        self._after(self._agents.expovariate(1.0 / _BETWEEN_OUTINGS), self._outing_due, agent)

    def _stroll(self, agent: Agent) -> None:
        agent.appear(self._agents.choice(_DESK), self.now)
        self._after(self._agents.expovariate(1.0 / _BETWEEN_STROLLS), self._stroll, agent)

    # -- machinery ----------------------------------------------------------------------------

    def _interaction(self, line: Line, began: float) -> Interaction:
        self._numbers += 1
        line.offered += 1
        line.ledger.offered(began)
        return Interaction(self._numbers, line, began)

    def _after(self, seconds: float, happen: Callable[[Any], None], subject: object) -> None:
        self._scheduled += 1
        heappush(self._events, (self.now + seconds, self._scheduled, happen, subject))

    def _lognormal(self, mean: float) -> float:
        return mean * math.exp(_SPREAD * self._agents.gauss(0.0, 1.0) - _SPREAD * _SPREAD / 2.0)


def _as_usual(_instant: float) -> float:
    return 1.0


def _erlangs(line: Line) -> float:
    traffic = line.traffic
    return traffic.per_hour / 3600.0 * (traffic.handle + traffic.wrap)
