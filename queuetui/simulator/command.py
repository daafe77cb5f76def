"""The simulator as a process of its own on a loopback port.

It prints one line of JSON when it listens, `{"base_url": ..., "client_id": ...}`, and nothing
else on stdout. Exit codes: 0 after SIGTERM, SIGINT or the end of its stdin; 2 when it was asked
for something impossible, with one sentence on stderr.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import msgspec

from queuetui.simulator.building import stream
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import MOST_QUEUES
from queuetui.simulator.door import reserve
from queuetui.simulator.entrance import Credentials
from queuetui.simulator.fault_words import read_spec
from queuetui.simulator.faults import Fault, FaultError
from queuetui.simulator.hosting import Host
from queuetui.simulator.people import new_id
from queuetui.simulator.scenarios import read_scenario

_log: Final = logging.getLogger(__name__)
ENV_CLIENT_ID: Final = "QUEUETUI_SIMULATOR_CLIENT_ID"
ENV_CLIENT_SECRET: Final = "QUEUETUI_SIMULATOR_CLIENT_SECRET"  # noqa: S105
DEFAULT_CLIENT_SECRET: Final = "simulator"  # noqa: S105
"""It guards invented data on the loopback: known to everybody, so that any client can try."""
DEFAULT_SEED: Final = 7
TOP_SPEED: Final = 1000.0

_HIGHEST_PORT: Final = 65_535
_CATCH_UP_SECONDS: Final = 1.0
_WATCHFUL_SECONDS: Final = 0.1
"""While there are faults, which begin and end by the clock."""


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
    scenario: str | None = None
    """Name of a built-in scenario, or a file."""
    faults: tuple[str, ...] = ()
    """Faults as `fault_words` reads them."""
    tls_cert: str | None = None
    """File of the certificate (and what it hangs on) for the fault `tls`."""
    tls_key: str | None = None
    """File of its key; None: in the certificate's file."""

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
        faults = _planned(options)
        tls = _tls_context(options)
    except FaultError as error:
        return _refuse(str(error))
    try:
        reserved = reserve(options.port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        return _refuse(f"cannot listen on 127.0.0.1:{options.port}: {reason}")
    try:
        asyncio.run(_serve(options, reserved, faults, tls))
    except FaultError as error:
        return _refuse(str(error))
    finally:
        reserved.close()
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


def _planned(options: Options) -> tuple[Fault, ...]:
    planned = read_scenario(options.scenario).faults if options.scenario is not None else ()
    return (*planned, *map(read_spec, options.faults))


def _tls_context(options: Options) -> ssl.SSLContext | None:
    if options.tls_cert is None:
        if options.tls_key is not None:
            raise FaultError("a TLS key needs its certificate")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(options.tls_cert, options.tls_key)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "no certificate with its key"
        if isinstance(error, ssl.SSLError):
            reason = "no certificate with its key"
        raise FaultError(f"cannot use the TLS certificate '{options.tls_cert}': {reason}") from None
    return context


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"simulator: {sentence}\n")
    return 2


async def _serve(
    options: Options,
    reserved: socket.socket,
    faults: tuple[Fault, ...],
    tls: ssl.SSLContext | None,
) -> None:
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

    # The floor lives as long as the process: walking it again and again would cost pauses, and a
    # third of the time it takes to put it up.
    gc.disable()
    centre = Centre(seed=options.seed, start=start, queues=options.queues)
    gc.freeze()
    gc.enable()
    credentials = credentials_of(options)
    host = Host(centre, clock, credentials, wall_clock=time.monotonic)
    for fault in faults:
        host.desk.add(fault)
    try:
        base_url = await host.open(reserved, tls)
        if _announce(Announcement(base_url, credentials.client_id)):
            await _keep_up(centre, clock, host, stopping)
    finally:
        await host.close()


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


async def _keep_up(
    centre: Centre, clock: Callable[[], float], host: Host, stopping: asyncio.Event
) -> None:
    # Without requests for a night, the first one would have to wait for the whole night.
    while not stopping.is_set():
        centre.advance_to(clock())
        try:
            await host.settle()
        except OSError as error:
            # Somebody else took the port while it was away: wait until it is free.
            _log.warning("the port cannot be had: %s", error.strerror)
        pause = _WATCHFUL_SECONDS if host.restless else _CATCH_UP_SECONDS
        try:
            await asyncio.wait_for(stopping.wait(), pause)
        except TimeoutError:
            continue
