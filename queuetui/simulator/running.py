"""A simulator in a thread of this process, for tests: real HTTP, but the clock stands still.

with RunningSimulator() as simulator:
    ...                            # requests to simulator.base_url
    simulator.clock.advance(60)    # a simulated minute later
    simulator.faults.add(Status(503, requests=2))
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from ssl import SSLContext
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from queuetui.simulator.breaking import Sleeper
from queuetui.simulator.centre import Centre
from queuetui.simulator.door import reserve
from queuetui.simulator.endpoints import is_control
from queuetui.simulator.entrance import Credentials, Entrance, Settings
from queuetui.simulator.fault_panel import FaultPanel
from queuetui.simulator.hosting import Host
from queuetui.simulator.pulse import ClockSleeper, Pulse
from queuetui.simulator.refusals import RefusedError
from queuetui.simulator.server import ENTRANCE

NOON: Final = 1_767_268_800.0
"""The start unless another is given: 2026-01-01 12:00 UTC in epoch seconds."""
CREDENTIALS: Final = Credentials("11111111-2222-4333-8444-555555555555", "a secret of the tests")

_PATIENCE: Final = 10.0


class ManualClock:
    """A clock that moves only when told to. Epoch seconds."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.moved: Callable[[], None] | None = None
        """Called after each move."""

    def __call__(self) -> float:
        """Tell the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move forwards."""
        self.now += seconds
        if self.moved is not None:
            self.moved()


class Received(msgspec.Struct, frozen=True):
    """A request that came in, and the status it was answered with (0: it broke off)."""

    method: str
    path: str
    query: dict[str, str]
    body: object
    """Decoded JSON, the fields of a form as a dict, or None."""
    status: int


class RunningSimulator:
    """A simulator on a free loopback port, from `start()` to `stop()` or in a `with` block.

    The centre may be read (and advanced) from the test as long as no request is on its way.
    Faults run by the same clock: when it moves they begin and end before `advance` returns.
    """

    def __init__(  # noqa: PLR0913 - every one has a default and is named
        self,
        *,
        seed: int = 7,
        start: float = NOON,
        queues: int | None = None,
        centre: Centre | None = None,
        credentials: Credentials = CREDENTIALS,
        settings: Settings | None = None,
        middlewares: Iterable[Middleware] = (),
        sleeper: Sleeper | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        """Prepare it; `centre` is taken instead of a new one of that seed, start and size.

        Slow answers wait for the simulator's clock to move, unless there is a `sleeper` (such as
        asyncio.sleep). `tls` is what the port speaks TLS with when it has to.
        """
        self.centre = centre or Centre(seed=seed, start=start, queues=queues)
        self.clock = ManualClock(self.centre.now)
        self.credentials = credentials
        self.base_url = ""
        """Such as `http://127.0.0.1:40123`, once started."""
        self._received: list[Received] = []
        pulse = Pulse()
        self._host = Host(
            self.centre,
            self.clock,
            credentials,
            settings=settings,
            sleeper=sleeper or ClockSleeper(self.clock, pulse),
            pulse=pulse,
            middlewares=[self._note, *middlewares],
        )
        self.faults = FaultPanel(self._host)
        """What is made to go wrong; may be used before the start as well."""
        self.clock.moved = self.faults.time_passed
        self._tls = tls
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Listen.

        Raises RuntimeError when it does not come up within 10 seconds.
        """
        self._thread.start()
        if not self._ready.wait(_PATIENCE) or self._failure is not None:
            raise RuntimeError("the simulator did not start") from self._failure
        return self

    def stop(self) -> None:
        """Close all connections and end the thread; harmless when it has ended."""
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_PATIENCE)

    @property
    def received(self) -> list[Received]:
        """All requests so far, in the order in which they were answered."""
        return list(self._received)

    def forget(self) -> None:
        """Empty the list of received requests."""
        self._received.clear()

    @property
    def settings(self) -> Settings:
        """The settings in force; assign others to change them from the next request on."""
        return self._entrance.settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self._entrance.settings = settings

    def revoke_tokens(self) -> None:
        """Make every token issued so far unknown: the next request gets a 401."""
        self._entrance.revoke_all()

    @property
    def _entrance(self) -> Entrance:
        return self._host.app[ENTRANCE]

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_control(request.path):
            return await handler(request)
        status = 0
        body: object = None
        try:
            raw = await request.read()
            body = _decode(request.content_type, raw)
            response = await handler(request)
            gone = request.transport is None or request.transport.is_closing()
            status = 0 if gone else response.status
        except RefusedError as refused:
            status = refused.status
            raise
        finally:
            query = dict(request.query)
            self._received.append(Received(request.method, request.path, query, body, status))
        return response

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            self._failure = failure
            raise
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            self.base_url = await self._host.open(reserve(0), self._tls)
            self.faults.attach(self._loop)
            self._ready.set()
            await self._stopping.wait()
        finally:
            self.faults.attach(None)
            await self._host.close()


def _decode(content_type: str, raw: bytes) -> object:
    if content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(raw.decode(errors="replace")))
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
