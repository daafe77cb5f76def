"""From a host's name to addresses, with an end to the waiting: the system's resolver knows none."""

import socket
import threading
import time
from ipaddress import ip_address
from typing import Any

Address = tuple[socket.AddressFamily, tuple[Any, ...]]
"""Family and where to connect to."""

_HANGING = 30.0
"""Seconds after which a look-up is thought to hang, so that another may be begun beside it."""
_SIDE_BY_SIDE = 3
"""Look-ups of one name: a resolver that hangs for days must not gather threads."""


class NameUnanswered(TimeoutError):
    """The resolver has not answered in time."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__()
        self.host = host
        self.seconds = seconds


class _Lookup:
    """One question to the resolver, for all who ask the same meanwhile."""

    def __init__(self, host: str, port: int) -> None:
        self.key = (host, port)
        self.began = time.monotonic()
        self.done = threading.Event()
        self.found: list[Address] = []
        self.failed: tuple[Any, ...] | None = None
        """What the error tells."""

    def run(self) -> None:
        try:
            self.found = _ask(*self.key)
        except OSError as error:
            self.failed = error.args
        except UnicodeError:
            self.failed = (socket.EAI_NONAME, "no name at all")
        finally:
            with _guard:
                _under_way[self.key].remove(self)
            self.done.set()


_guard = threading.Lock()
_under_way: dict[tuple[str, int], list[_Lookup]] = {}


def resolve(host: str, port: int, patience: float | None) -> list[Address]:
    """The addresses of a host, waiting at most ``patience`` seconds.

    Raises `NameUnanswered`, and `socket.gaierror` if there is no such name.
    """
    if is_address(host):
        return _ask(host, port)
    lookup = _join(host, port)
    if not lookup.done.wait(patience):
        raise NameUnanswered(host, patience or 0.0)
    if lookup.failed is not None:
        raise socket.gaierror(*lookup.failed)
    return lookup.found


def is_address(host: str) -> bool:
    """Whether there is nothing to look up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _join(host: str, port: int) -> _Lookup:
    """The look-up of this name that is under way, or a new one."""
    with _guard:
        same = _under_way.setdefault((host, port), [])
        crowded = len(same) >= _SIDE_BY_SIDE
        if same and (crowded or time.monotonic() - same[-1].began < _HANGING):
            return same[-1]
        lookup = _Lookup(host, port)
        threading.Thread(target=lookup.run, name="queuetui-resolver", daemon=True).start()
        same.append(lookup)
        return lookup


def _ask(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, where) for family, _, _, _, where in found]
