"""The simulator as a process of its own on a loopback port.

It prints one line of JSON when it listens, `{"base_url": ..., "client_id": ...}`, and nothing
else on stdout. Exit codes: 0 after SIGTERM, SIGINT or the end of its stdin; 2 when it was asked
for something impossible, with one sentence on stderr.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import msgspec
from aiohttp import web

from queuetui.simulator.building import stream
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import MOST_QUEUES
from queuetui.simulator.entrance import Credentials
from queuetui.simulator.people import new_id
from queuetui.simulator.server import make_app

ENV_CLIENT_ID: Final = "QUEUETUI_SIMULATOR_CLIENT_ID"
ENV_CLIENT_SECRET: Final = "QUEUETUI_SIMULATOR_CLIENT_SECRET"  # noqa: S105
DEFAULT_CLIENT_SECRET: Final = "simulator"  # noqa: S105
"""It guards invented data on the loopback: known to everybody, so that any client can try."""
DEFAULT_SEED: Final = 7
TOP_SPEED: Final = 1000.0

_HIGHEST_PORT: Final = 65_535
_CATCH_UP_SECONDS: Final = 1.0


class Options(msgspec.Struct, frozen=True):
    """What `run` is asked for."""

    port: int = 0
    """0: any free port."""
    seed: int = DEFAULT_SEED
    queues: int | None = None
    """None: the default dozen."""
    speed: float = 1.0
    """Simulated seconds per real second."""
    until_stdin_closes: bool = False
    """End with the stdin, which is how a child notices that its parent has died."""
    client_id: str | None = None
    """None: from the environment, or else derived from the seed."""
    client_secret: str | None = None

    def __repr__(self) -> str:
        return f"Options(port={self.port}, seed={self.seed}, queues={self.queues})"


class Announcement(msgspec.Struct, frozen=True):
    """The line on stdout."""

    base_url: str
    client_id: str


def run(options: Options) -> int:
    """Serve until told to end, and return the exit code."""
    if options.until_stdin_closes:
        # Ctrl-C in the terminal reaches the whole group; when to end is the parent's business.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    complaint = _complaint(options)
    if complaint is not None:
        return _refuse(complaint)
    try:
        listener = socket.create_server(("127.0.0.1", options.port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return _refuse(f"cannot listen on 127.0.0.1:{options.port}: {reason}")
    with listener:
        asyncio.run(_serve(options, listener))
    return 0


def credentials_of(options: Options) -> Credentials:
    """Return the client that will be let in: options, else environment, else the defaults."""
    client_id = options.client_id or os.environ.get(ENV_CLIENT_ID)
    secret = options.client_secret or os.environ.get(ENV_CLIENT_SECRET)
    return Credentials(
        client_id or new_id(stream(options.seed, "client")), secret or DEFAULT_CLIENT_SECRET
    )


def _complaint(options: Options) -> str | None:
    if not 0 <= options.port <= _HIGHEST_PORT:
        return f"the port must be 0 to {_HIGHEST_PORT}, not {options.port}"
    if options.queues is not None and not 1 <= options.queues <= MOST_QUEUES:
        return f"the number of queues must be 1 to {MOST_QUEUES}, not {options.queues}"
    if not 0.0 < options.speed <= TOP_SPEED:
        return f"the speed must be above 0 and at most {TOP_SPEED:g}, not {options.speed:g}"
    return None


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"simulator: {sentence}\n")
    return 2


async def _serve(options: Options, listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()

    def stop() -> None:
        loop.call_soon_threadsafe(stopping.set)

    _heed_signals(options, stop)
    if options.until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(stop,), daemon=True).start()

    start, begun = time.time(), time.monotonic()

    def clock() -> float:
        return start + (time.monotonic() - begun) * options.speed

    centre = Centre(seed=options.seed, start=start, queues=options.queues)
    # The floor lives as long as the process: walking it again and again would cost pauses.
    gc.freeze()
    credentials = credentials_of(options)
    app = make_app(centre, clock, credentials, wall_clock=time.monotonic)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        port = listener.getsockname()[1]
        announcement = Announcement(f"http://127.0.0.1:{port}", credentials.client_id)
        if _announce(announcement):
            await _keep_up(centre, clock, stopping)
    finally:
        await runner.cleanup()


def _heed_signals(options: Options, stop: Callable[[], None]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: stop())
    if not options.until_stdin_closes:
        signal.signal(signal.SIGINT, lambda *_: stop())


def _watch_stdin(stop: Callable[[], None]) -> None:
    # Not sys.stdin: its lock, held by a thread, would disturb the interpreter's end.
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stop()


def _announce(announcement: Announcement) -> bool:
    line = msgspec.json.encode(announcement).decode()
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        # Nobody is there any more to be told.
        return False
    return True


async def _keep_up(centre: Centre, clock: Callable[[], float], stopping: asyncio.Event) -> None:
    # Without requests for a night, the first one would have to wait for the whole night.
    while not stopping.is_set():
        centre.advance_to(clock())
        try:
            await asyncio.wait_for(stopping.wait(), _CATCH_UP_SECONDS)
        except TimeoutError:
            continue
