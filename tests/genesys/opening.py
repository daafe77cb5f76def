"""A session with a simulated centre on one clock, and a session with a server that plays pages."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from queuetui.genesys.connect import open_session
from queuetui.genesys.session import Session
from queuetui.simulator.centre import Centre
from queuetui.simulator.floor import Agent, Queue, Team
from queuetui.simulator.running import Received, RunningSimulator
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http

_CLOSE = "Connection: close\r\n"
_TOKEN = http(b'{"access_token": "t", "expires_in": 600}', headers=_CLOSE)


class Opening:
    """A session and a simulator on one clock."""

    def __init__(self, simulator: RunningSimulator) -> None:
        self.simulator = simulator
        self.centre: Centre = simulator.centre
        self.clock = ManualClock(simulator.clock.now)
        who = simulator.credentials
        self.session = open_session(
            simulator.base_url, who.client_id, who.client_secret, self.clock
        )

    def queue(self, name: str) -> Queue:
        return next(queue for queue in self.centre.queues.values() if queue.name == name)

    def crowd(self, name: str) -> Queue:
        """A queue that everybody of the centre belongs to: more than an answer tells."""
        queue, agents = self.queue(name), self.centre.agents
        for n in range(40):
            hand = Agent(f"hand-{n}", f"Hand {n}", Team(1), self.centre.now - 90_000.0 + n)
            agents[hand.id] = hand
        members = {member.agent.id for member in queue.members}
        for agent in agents.values():
            if agent.id not in members:
                queue.admit(agent, joined=True)
        assert len(queue.members) > 200
        return queue

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.simulator.clock.advance(seconds)

    def asked(self, ending: str) -> list[Received]:
        """The requests so far whose path ends like this."""
        return [one for one in self.simulator.received if one.path.endswith(ending)]

    def withhold(self, *permissions: str) -> None:
        """Take permissions away, and give all others."""
        settings = self.simulator.settings
        self.simulator.settings = msgspec.structs.replace(settings, withheld=frozenset(permissions))


@contextmanager
def playing(*pages: object) -> Iterator[tuple[Session, RawServer]]:
    """A session with a server that gives these answers, one after the other.

    A status line (``"403 Forbidden"``) refuses, anything else is sent as JSON.
    """
    scripts = [[_TOKEN]]
    for page in pages:
        if isinstance(page, str):
            scripts.append([http(b"{}", status=page, headers=_CLOSE)])
        else:
            scripts.append([http(msgspec.json.encode(page), headers=_CLOSE)])
    with RawServer(*scripts) as server:
        yield open_session(server.url, "id", "secret", ManualClock()), server


def asked_paths(server: RawServer) -> list[str]:
    """What was asked of the server after the login, with the query."""
    return [request.split(b" ")[1].decode() for request in server.requests[1:]]
