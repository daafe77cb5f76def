"""Faults from another thread than the server's, for tests: every change is in force on return."""

from __future__ import annotations

import asyncio
from typing import Final

from queuetui.simulator.fault_desk import Listed
from queuetui.simulator.faults import Fault, GoAway
from queuetui.simulator.hosting import Host

_PATIENCE: Final = 10.0


class FaultPanel:
    """The faults of a running simulator."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._loop: asyncio.AbstractEventLoop | None = None
        self._away: list[int] = []

    def add(self, fault: Fault) -> int:
        """Add a fault, whose time begins now, and return its id.

        Raises FaultError when it names a queue that there is not.
        """
        identity = self._host.desk.add(fault)
        self.settle()
        return identity

    def remove(self, identity: int) -> None:
        """Take a fault away.

        Raises KeyError when there is none of that id.
        """
        if not self._host.desk.remove(identity):
            raise KeyError(identity)
        self.settle()

    def clear(self) -> None:
        """Take all faults away; requests that hang are answered, and a shut port opens."""
        self._host.desk.clear()
        self.settle()

    def listing(self) -> tuple[Listed, ...]:
        """Return all faults as they stand."""
        return self._host.desk.listing()

    def hits(self, identity: int) -> int:
        """Return how many requests a fault has hit.

        Raises KeyError when there is none of that id.
        """
        return {one.id: one.hits for one in self.listing()}[identity]

    def go_away(self) -> None:
        """Stop listening: connections are refused and open ones break off."""
        self._away.append(self.add(GoAway()))

    def come_back(self) -> None:
        """Listen again on the same port."""
        for identity in self._away:
            self._host.desk.remove(identity)
        self._away.clear()
        self.settle()

    def settle(self) -> None:
        """Bring everything in line with the clock; needed only when it was moved past `advance`."""
        loop = self._loop
        if loop is not None:
            asyncio.run_coroutine_threadsafe(self._host.settle(), loop).result(_PATIENCE)

    def time_passed(self) -> None:
        """Do the same if the time can make a difference to anything."""
        if self._host.restless:
            self.settle()

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Tell it the server's event loop, or (None) that it has ended."""
        self._loop = loop
