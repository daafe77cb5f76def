"""The end of a call, and sockets that keep to it.

The time-out of a socket starts anew with every byte, so whoever sends one byte now and then is
never done. These sockets know when the call of their thread has to be over as well. They look at
the moment they are about to wait, so that no second thread is needed, and a connection that is
kept for the next call carries nothing over.
"""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from typing import Any

_call = threading.local()


class OutOfTime(TimeoutError):
    """The call as a whole took longer than it may."""


@contextmanager
def ends_in(seconds: float) -> Iterator[None]:
    """What this thread does inside has to be over in so many real seconds."""
    before = getattr(_call, "end", None)
    _call.end = time.monotonic() + seconds
    try:
        yield
    finally:
        _call.end = before


def remaining(patience: float | None) -> float | None:
    """Seconds that may be waited: ``patience``, or less if the call has to end sooner.

    Raises `OutOfTime` if it has to be over now.
    """
    end: float | None = getattr(_call, "end", None)
    if end is None:
        return patience
    left = end - time.monotonic()
    if left <= 0:
        raise OutOfTime
    return left if patience is None else min(patience, left)


class BoundedSocket(socket):
    """A socket that waits neither longer than its own time-out nor past the end of the call."""

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        patience = self.gettimeout()
        shorter = remaining(patience)
        if shorter == patience:
            yield
            return
        self.settimeout(shorter)
        try:
            yield
        except TimeoutError:
            raise OutOfTime from None
        finally:
            if self.fileno() >= 0:
                self.settimeout(patience)

    def connect(self, *args: Any) -> None:
        """Connect, as any socket does."""
        with self._bounded():
            super().connect(*args)

    def recv(self, *args: Any) -> bytes:
        """Receive, as any socket does."""
        with self._bounded():
            return super().recv(*args)

    def recv_into(self, *args: Any) -> int:
        """Receive, as any socket does."""
        with self._bounded():
            return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        """Send, as any socket does."""
        with self._bounded():
            return super().send(*args)

    def sendall(self, *args: Any) -> None:
        """Send, as any socket does."""
        with self._bounded():
            super().sendall(*args)


class BoundedTlsSocket(BoundedSocket, ssl.SSLSocket):
    """The same over TLS; for `ssl.SSLContext.sslsocket_class`."""

    def do_handshake(self, *args: Any) -> None:
        """Shake hands, as any such socket does; its time-out counts for all of it."""
        with self._bounded():
            super().do_handshake(*args)
