"""The whole simulator in an event loop: the application, its faults and its port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ssl import SSLContext

from aiohttp import web
from aiohttp.typedefs import Middleware

from queuetui.simulator.breaking import Breaker, Sleeper
from queuetui.simulator.centre import Centre
from queuetui.simulator.door import HOST, Door
from queuetui.simulator.entrance import Clock, Credentials, Settings
from queuetui.simulator.fault_control import add_control
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.forgotten import Forgotten
from queuetui.simulator.pulse import Pulse
from queuetui.simulator.server import make_app
from queuetui.simulator.tampering import Tamperer


class Host:
    """Serves a centre. The arguments are those of `make_app`, and the `sleeper` of slow answers."""

    def __init__(  # noqa: PLR0913 - most have a default and are named
        self,
        centre: Centre,
        clock: Clock,
        credentials: Credentials,
        *,
        settings: Settings | None = None,
        wall_clock: Clock | None = None,
        sleeper: Sleeper = asyncio.sleep,
        pulse: Pulse | None = None,
        middlewares: Iterable[Middleware] = (),
    ) -> None:
        self.pulse = pulse or Pulse()
        names = {queue.name: queue.id for queue in centre.queues.values()}
        self.desk = FaultDesk(clock, centre.seed, names)
        centre.load = self.desk.load
        centre.forgotten = Forgotten(self.desk).of
        breaker = Breaker(
            self.desk,
            self.pulse,
            clock,
            sleeper=sleeper,
            refresh=lambda: centre.advance_to(clock()),
            seed=centre.seed,
        )
        self.app = make_app(
            centre,
            clock,
            credentials,
            settings=settings,
            wall_clock=wall_clock,
            middlewares=[*middlewares, breaker.middleware],
            inner_middlewares=[Tamperer(self.desk, centre).middleware],
        )
        add_control(self.app, self.desk, self._settle_but_for)
        # A request that is kept waiting ends with its client.
        self._runner = web.AppRunner(
            self.app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True
        )
        self._door: Door | None = None

    @property
    def restless(self) -> bool:
        """Whether the passing of time can change anything about faults."""
        return self.desk.busy or self.pulse.awaited or self._door_ajar

    async def open(self, reserved: socket.socket, tls: SSLContext | None = None) -> str:
        """Serve on a socket from `door.reserve`, and return the base URL."""
        await self._runner.setup()
        self._door = Door(self._runner, self.desk, reserved, tls)
        await self._door.settle()
        return f"http://{HOST}:{self._door.port}"

    async def settle(self) -> None:
        """Bring everything in line with the clock and the faults as they are now.

        Raises OSError when the port cannot be had at the moment; the next call tries again.
        """
        self.pulse.beat()
        if self._door is not None:
            await self._door.settle()

    async def close(self) -> None:
        """Break off all connections, with the requests that are kept waiting on them, and end."""
        if self._door is not None:
            await self._door.close()
        await self._runner.cleanup()

    async def _settle_but_for(self, request: web.Request) -> None:
        self.pulse.beat()
        if self._door is not None:
            await self._door.settle(spare=request.transport)

    @property
    def _door_ajar(self) -> bool:
        return self._door is not None and not self._door.open
