"""A loopback server that answers each connection with exactly the bytes it is told to."""

import socket
import ssl
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

NEXT_REQUEST = b""
"""In a script: read one more request of the same connection."""


class RawServer:
    """Plays one script a connection: bytes to send; then it closes, resets or hangs.

    ``pace``: seconds between two pieces of a script. ``tls``: what it speaks TLS with. Not
    ``polite``: it does not wait for the request.
    """

    def __init__(
        self,
        *scripts: Iterable[bytes],
        end: str = "close",
        pace: float = 0.0,
        tls: ssl.SSLContext | None = None,
        polite: bool = True,
    ) -> None:
        self._scripts = [list(script) for script in scripts]
        self._end = end
        self._pace = pace
        self._tls = tls
        self._polite = polite
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._closing = threading.Event()
        self.requests: list[bytes] = []
        self.connections = 0
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _serve(self) -> None:
        for script in self._scripts:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            player = threading.Thread(target=self._meet, args=(connection, script), daemon=True)
            player.start()

    def _meet(self, connection: socket.socket, script: Sequence[bytes]) -> None:
        # The client may leave at any time, and the test may be over.
        with suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            self._play(connection, script)

    def _play(self, connection: socket.socket, script: Sequence[bytes]) -> None:
        if self._polite:
            self.requests.append(_read_request(connection))
        for piece in script:
            if piece == NEXT_REQUEST:
                self.requests.append(_read_request(connection))
                continue
            connection.sendall(piece)
            if self._pace and self._closing.wait(self._pace):
                return
        if self._end == "hang":
            return
        if self._end == "reset":
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http(
    body: bytes, *, status: str = "200 OK", headers: str = "", length: int | None = None
) -> bytes:
    told = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {told}\r\n{headers}\r\n".encode() + body


def drips(answer: bytes) -> list[bytes]:
    """The same, one byte at a time."""
    return [answer[n : n + 1] for n in range(len(answer))]
