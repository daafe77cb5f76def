from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPResponse
from urllib.parse import urlsplit

from queuetui.simulator.running import RunningSimulator


def until(true: Callable[[], bool], within: float = 10.0) -> None:
    """Let the other threads run until something is true."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        os.sched_yield()


@contextmanager
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def connected(simulator: RunningSimulator) -> socket.socket:
    """Open a bare TCP connection."""
    parts = urlsplit(simulator.base_url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)


def answer_on(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Send a request on an open connection; return the status and the body of its answer."""
    connection.sendall(request)
    response = HTTPResponse(connection)
    try:
        response.begin()
        return response.status, response.read()
    finally:
        response.close()
