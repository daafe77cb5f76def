"""The listening port: open, shut (connections are refused), or speaking TLS.

While it is shut the port stays reserved: a socket is bound to it, but does not listen.
"""

from __future__ import annotations

import asyncio
import socket
from ssl import SSLContext
from typing import Final

from aiohttp import web

from queuetui.simulator.fault_desk import FaultDesk, PortState

HOST: Final = "127.0.0.1"
_ACCEPTING_STEPS: Final = 5

# A TLS record: alert (21), version 3.3, two bytes: fatal (2), unexpected message (10).
TLS_ALERT: Final = b"\x15\x03\x03\x00\x02\x02\x0a"


class _AlertProtocol(asyncio.Protocol):
    """Answers whatever comes with a TLS alert and hangs up."""

    def __init__(self, alerted: set[asyncio.Transport]) -> None:
        self._alerted = alerted
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._alerted.add(transport)

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - whatever it says
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(TLS_ALERT)
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._transport is not None:
            self._alerted.discard(self._transport)


class Door:
    """Keeps the port in the state that the faults want.

    `tls` is what the port speaks TLS with; None: it has no certificate and answers with alerts.
    """

    def __init__(
        self,
        runner: web.AppRunner,
        desk: FaultDesk,
        reserved: socket.socket,
        tls: SSLContext | None = None,
    ) -> None:
        self._runner = runner
        self._desk = desk
        self._tls = tls
        self.port: int = reserved.getsockname()[1]
        # Bound, but not served at the moment.
        self._bound: socket.socket | None = reserved
        self._server: asyncio.Server | None = None
        self._alerted: set[asyncio.Transport] = set()
        self._state: PortState | None = None
        self._turning = asyncio.Lock()

    @property
    def open(self) -> bool:
        """Whether the service can be reached."""
        return self._state is PortState.OPEN

    async def settle(self, spare: asyncio.BaseTransport | None = None) -> None:
        """Bring the port into the state that it should have now.

        When it changes, open connections break off, but for `spare`.
        """
        async with self._turning:
            wanted = self._desk.port()
            if wanted is self._state:
                return
            await self._leave(spare)
            # If the port cannot be had now, the next call tries again.
            self._state = None
            if self._bound is None:
                self._bound = reserve(self.port)
            if wanted is not PortState.SHUT:
                await self._serve(self._bound, wanted)
                self._bound = None
            self._state = wanted

    async def close(self) -> None:
        """Give the port up."""
        async with self._turning:
            await self._leave(None)
            self._state = None
            if self._bound is not None:
                self._bound.close()
                self._bound = None

    async def _serve(self, bound: socket.socket, wanted: PortState) -> None:
        loop = asyncio.get_running_loop()
        if wanted is PortState.TLS and self._tls is None:
            self._server = await loop.create_server(
                lambda: _AlertProtocol(self._alerted), sock=bound
            )
            return
        service = self._runner.server
        if service is not None:
            context = self._tls if wanted is PortState.TLS else None
            self._server = await loop.create_server(service, sock=bound, ssl=context)

    async def _leave(self, spare: asyncio.BaseTransport | None) -> None:
        loop = asyncio.get_running_loop()
        for listening in self._server.sockets if self._server is not None else ():
            loop.remove_reader(listening.fileno())
        # Connections accepted just now reach their protocols a few steps later, and are lost
        # (open, and read by nobody) if the server has been closed by then.
        for _ in range(_ACCEPTING_STEPS):
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
            self._server = None
        for transport in tuple(self._alerted):
            transport.abort()
        service = self._runner.server
        for connection in service.connections if service is not None else ():
            opened = connection.transport
            if opened is not None and opened is not spare:
                opened.abort()


def reserve(port: int) -> socket.socket:
    """Return a socket that is bound to the loopback, but does not listen; port 0: any free one.

    Raises OSError.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound
