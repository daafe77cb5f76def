"""Answers that are not the service's own, and answers that break off."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from http import HTTPStatus
from typing import Final

from aiohttp import web

from queuetui.simulator.faults import Garbage, Status
from queuetui.simulator.refusals import service_error

LOGIN_PAGE: Final = b"""<!DOCTYPE html>
<html><head><title>Sign in to the network</title></head>
<body><form action="/login" method="post"><h1>Sign in to continue</h1>
<input name="user"><input name="password" type="password"><button>Sign in</button>
</form></body></html>
"""
_ERROR_PAGE: Final = (
    "<html><head><title>{status} {reason}</title></head>\n"
    "<body><center><h1>{status} {reason}</h1></center></body></html>\n"
)
_NO_LINGER: Final = struct.pack("ii", 1, 0)
_NOISE_BYTES: Final = 600


class _CutResponse(web.StreamResponse):
    """Sends what it was given and ends the connection, however much was announced."""

    def __init__(self, source: web.Response, part: bytes, *, announced: int, reset: bool) -> None:
        super().__init__(status=source.status, headers=source.headers)
        self.content_length = announced
        self.force_close()
        self._part = part
        self._reset = reset

    async def write_eof(self, data: bytes = b"") -> None:
        transport = self._req.transport if self._req is not None else None
        await self.write(self._part + data)
        if self._reset:
            break_off(transport)
        elif transport is not None:
            transport.close()
        await super().write_eof()


def is_whole(response: web.StreamResponse) -> bool:
    """Return whether this is an answer with a body that can be cut."""
    return isinstance(response, web.Response) and isinstance(response.body, bytes)


def cut_short(
    response: web.StreamResponse, keep: float, *, honest: bool = False, reset: bool = False
) -> web.StreamResponse:
    """Return an answer that breaks off after a part of the body.

    `keep` is the part (0..1). The whole length is announced unless it is `honest`. The end is an
    orderly one unless it is a `reset`. An answer without a body is returned as it is.
    """
    body = response.body if isinstance(response, web.Response) else None
    if not isinstance(response, web.Response) or not isinstance(body, bytes):
        return response
    part = body[: int(len(body) * keep)]
    announced = len(part) if honest else len(body)
    return _CutResponse(response, part, announced=announced, reset=reset)


def break_off(transport: asyncio.Transport | asyncio.BaseTransport | None) -> None:
    """Reset a connection: the other side sees a TCP RST instead of an orderly end."""
    if not isinstance(transport, asyncio.WriteTransport):
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def error_answer(fault: Status) -> web.Response:
    """Return the error, whoever it seems to come from.

    Raises RefusedError for one in Genesys Cloud's shape.
    """
    headers = {}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(round(fault.retry_after))
    if fault.body == "genesys":
        refused = service_error(fault.status)
        refused.headers.update(headers)
        raise refused
    known = fault.status in {status.value for status in HTTPStatus}
    reason = HTTPStatus(fault.status).phrase if known else "Error"
    if fault.body == "nothing":
        return web.Response(status=fault.status, reason=reason, headers=headers)
    return web.Response(
        status=fault.status,
        reason=reason,
        headers=headers,
        text=_ERROR_PAGE.format(status=fault.status, reason=reason),
        content_type="text/html",
    )


def garbage(fault: Garbage, noise: random.Random) -> web.Response:
    """Return a 200 whose body is not what it says it is."""
    # No JSON text begins with this byte, whatever follows.
    bodies = {
        "bytes": b"\x9d" + noise.randbytes(_NOISE_BYTES),
        "shape": b'[{"results": 7}, "access_token", null]',
        "nothing": b"",
    }
    return web.Response(body=bodies[fault.what], content_type="application/json", charset="utf-8")
