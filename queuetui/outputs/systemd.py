"""Telling systemd that the board is ready and well (``Type=notify``, ``WatchdogSec``).

The protocol is a datagram to the socket that ``NOTIFY_SOCKET`` names (see sd_notify(3)).
"""

import socket
from collections.abc import Mapping
from contextlib import suppress


class Notifier:
    """Sends to systemd, or nothing where it does not listen."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # An abstract socket is written with an at sign and addressed with a zero byte.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_seconds = _watchdog(environ) if self._address else None
        """How soon a sign of life is expected; ``None``: nobody expects one."""

    def ready(self) -> None:
        """The screen shows what the feed has to say."""
        self._send("READY=1")

    def alive(self) -> None:
        """All is as it should be: do not restart us."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for ``systemctl status``."""
        self._send(f"STATUS={' '.join(text.split())}")

    def stopping(self) -> None:
        """We end because we want to."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # A full or vanished socket is systemd's affair; the board goes on.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), self._address)


def _watchdog(environ: Mapping[str, str]) -> float | None:
    try:
        micros = int(environ.get("WATCHDOG_USEC", ""))
    except ValueError:
        return None
    return micros / 1e6 if micros > 0 else None
