"""Faults over HTTP while the simulator runs, beside the API and untouched by most faults.

    GET    /simulator/faults        all faults: id, state (waiting, acting, over), hits, fault
    POST   /simulator/faults        add one, such as {"kind": "status", "status": 503, "for": "30s"}
    DELETE /simulator/faults/{id}   take one away
    DELETE /simulator/faults        take all away

Only `go_away` and `tls` shut this out as well, which is why they need a `for` here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from queuetui.simulator.endpoints import CONTROL_PATH
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.fault_words import read_fault
from queuetui.simulator.faults import Fault, FaultError, GoAway, Tls, kind_of

Settle = Callable[[web.Request], Awaitable[None]]

_PATH = f"{CONTROL_PATH}/faults"


def add_control(app: web.Application, desk: FaultDesk, settle: Settle) -> None:
    """Add the routes. `settle` is awaited after every change and spares the request it gets."""
    control = _Control(desk, settle)
    app.router.add_get(_PATH, control.listing)
    app.router.add_post(_PATH, control.add)
    app.router.add_delete(_PATH, control.clear)
    app.router.add_delete(_PATH + "/{id:[0-9]{1,9}}", control.remove)


class _Control:
    def __init__(self, desk: FaultDesk, settle: Settle) -> None:
        self._desk = desk
        self._settle = settle

    async def listing(self, _request: web.Request) -> web.Response:
        """Answer with all faults."""
        return _json(200, {"faults": self._desk.listing()})

    async def add(self, request: web.Request) -> web.Response:
        """Add a fault."""
        # A page in somebody's browser may send texts to the loopback, but not JSON.
        if request.content_type != "application/json":
            return _json(415, {"error": "a fault is sent as application/json"})
        try:
            identity = self._desk.add(_read(await request.read()))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _json(400, {"error": "this is not JSON"})
        except FaultError as error:
            return _json(400, {"error": str(error)})
        return await self._settled(request, _json(201, {"id": identity}))

    async def remove(self, request: web.Request) -> web.Response:
        """Take a fault away."""
        identity = int(request.match_info["id"])
        if not self._desk.remove(identity):
            return _json(404, {"error": f"there is no fault {identity}"})
        return await self._settled(request, web.Response(status=204))

    async def clear(self, request: web.Request) -> web.Response:
        """Take all faults away."""
        self._desk.clear()
        return await self._settled(request, web.Response(status=204))

    async def _settled(self, request: web.Request, response: web.Response) -> web.Response:
        await self._settle(request)
        return response


def _read(body: bytes) -> Fault:
    fault = read_fault(msgspec.json.decode(body))
    if isinstance(fault, GoAway | Tls) and fault.length is None:
        raise FaultError(f"{kind_of(fault)} needs a 'for': nobody could end it from here")
    return fault


def _json(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(
        status=status, body=msgspec.json.encode(body), content_type="application/json"
    )
