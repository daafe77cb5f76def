"""The log file: one JSON object a line, rotated, without secrets or values of variables."""

import logging
import logging.handlers
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import structs

from queuetui.domain.diagnostics import Call

_LARGEST = 2 << 20
_KEPT = 4


def open_log(path: Path, level: str, redact: Callable[[str], str]) -> None:
    """Send everything that is logged to a file of at most 2 MiB, with four older ones beside it.

    ``level`` is ``debug`` (every call), ``info``, ``warning`` or ``error``.

    Raises:
        OSError: the file can't be written.
    """
    handler = _QuietFile(path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    handler.setFormatter(JsonLines(redact))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for noisy in ("asyncio", "urllib3", "markdown_it"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A file whose disk may be full: nothing is printed over the screen for that."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Nothing."""


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Instant, level, logger, message, the call it is about, and where an error arose."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": self._redact(record.getMessage()),
        }
        call = getattr(record, "call", None)
        if isinstance(call, Call):
            fields = structs.asdict(call)
            # Before the encoding, which would spell a secret with odd signs differently.
            entry["call"] = {
                name: self._redact(value) if isinstance(value, str) else value
                for name, value in fields.items()
                if value is not None
            }
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            entry["trace"] = [self._redact(line) for line in trace]
        return self._redact(msgspec.json.encode(entry).decode())
