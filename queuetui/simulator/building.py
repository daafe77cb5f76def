"""Puts up the queues and agents of a contact centre before its first event."""

from __future__ import annotations

import math
import random

from queuetui.simulator.characters import DAY_PEAK, Character
from queuetui.simulator.floor import Agent, Line, Queue, Team
from queuetui.simulator.people import OFFLINE, ON_QUEUE, full_name, new_id


def stream(seed: object, name: str) -> random.Random:
    """Return the random stream of that name; it keeps no secret, it has to be repeatable."""
    return random.Random(f"{seed}/{name}")  # noqa: S311


class Streams:
    """The independent random streams of one seed.

    Ids and people come from their own streams: the behaviour can be changed without renaming
    everybody, and a queue keeps its id whatever the number of queues.
    """

    def __init__(self, seed: int) -> None:
        self.ids = stream(seed, "ids")
        self.layout = stream(seed, "layout")
        self.people = stream(seed, "people")
        self.customers = stream(seed, "customers")
        self.agents = stream(seed, "agents")
        self.leaving = stream(seed, "leaving")


def build_queues(
    characters: tuple[Character, ...], streams: Streams
) -> tuple[list[Queue], dict[str, str]]:
    """Return the queues without members, and the divisions as name -> id."""
    queues: list[Queue] = []
    ids = [new_id(streams.ids) for _ in characters]
    divisions: dict[str, str] = {}
    for identity, character in zip(ids, characters, strict=True):
        division_id = divisions.get(character.division)
        if division_id is None:
            division_id = new_id(stream(ids[0], character.division))
            divisions[character.division] = division_id
        queue = Queue(identity, character, division_id)
        phase = streams.layout.uniform(0.0, 2.0 * math.pi)
        for traffic in character.traffic:
            peak = traffic.per_hour / 3600.0 * DAY_PEAK * (1.0 + character.swell)
            queue.lines[traffic.media] = Line(queue, traffic, peak, phase)
        queues.append(queue)
    return queues, divisions


class Crew:
    """The agents whose home is one queue."""

    def __init__(self, queue: Queue, streams: Streams, now: float) -> None:
        character = queue.character
        self.team = Team(character.staff)
        self.on_shift = [self._agent(streams, now) for _ in range(character.staff)]
        self.offline = [self._agent(streams, now) for _ in range(character.offline)]
        self.supervisors = [self._agent(streams, now) for _ in range(character.supervisors)]
        for agent in self.on_shift:
            agent.appear(ON_QUEUE, now)
        for agent in self.offline:
            agent.appear(OFFLINE, now)
            self.team.offline.append(agent)
        for agent in self.on_shift + self.offline:
            queue.admit(agent, joined=True)
        for place, agent in enumerate(self.supervisors):
            queue.admit(agent, joined=place == 0)

    def _agent(self, streams: Streams, now: float) -> Agent:
        # Nobody came the moment the simulation began.
        since = now - streams.people.uniform(60.0, 10_800.0)
        return Agent(new_id(streams.people), full_name(streams.people), self.team, since)


def build_crews(queues: list[Queue], streams: Streams, now: float) -> list[Crew]:
    """Staff the queues: every crew at home, and shares of it in other queues as well."""
    by_name = {queue.name: queue for queue in queues}
    crews = [Crew(queue, streams, now) for queue in queues]
    for queue, crew in zip(queues, crews, strict=True):
        workers = crew.on_shift + crew.offline
        for also in queue.character.also:
            other = by_name.get(also.queue)
            if other is None:
                continue
            for agent in workers[: math.ceil(len(workers) * also.share)]:
                other.admit(agent, joined=also.joined)
    joined: dict[str, list[Line]] = {}
    for queue in queues:
        for agent in queue.joined:
            joined.setdefault(agent.id, []).extend(queue.lines.values())
    for crew in crews:
        for agent in crew.on_shift + crew.offline:
            agent.lines = tuple(joined[agent.id])
    return crews
