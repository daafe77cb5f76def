"""What is written when the program ends by an error nobody foresaw.

Never local variables: they hold secrets, and the wall is public. Never an exception's message
either, unless the redactor that was handed in has been over it.
"""

import os
import select
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

import queuetui

Redactor = Callable[[str], str]
"""Takes known secrets out of a text."""

REPORTS_KEPT = 20
"""Older reports are removed, so that an error that comes back each night fills no disk."""


def withhold(text: str) -> str:
    """The redactor for those who do not know the secrets: nothing of the text is kept."""
    return f"({len(text)} characters withheld)"


def report(error: BaseException, redact: Redactor, at: datetime) -> str:
    """Everything the report says: type, message without secrets, and where; no values."""
    lines = [f"queuetui {queuetui.__version__}", at.isoformat(timespec="seconds"), ""]
    lines += _describe(error, redact)
    return "\n".join(lines) + "\n"


def write_report(error: BaseException, directory: Path, redact: Redactor, at: datetime) -> Path:
    """Write a report of the instant ``at`` that only this user may read; return its path.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path, handle = _new_file(directory, f"crash-{at:%Y%m%d-%H%M%S}-{os.getpid()}")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(report(error, redact, at))
    for old in sorted(directory.glob("crash-*.txt"))[:-REPORTS_KEPT]:
        old.unlink(missing_ok=True)
    return path


def last_words(error: BaseException, path: Path | None) -> str:
    """The one line for the terminal: what happened and where the report is."""
    frames = list(_frames(error.__traceback__))
    where = f" in {frames[-1]}" if frames else ""
    what = f"queuetui: ended by an internal error, {type(error).__qualname__}{where}"
    return f"{what}; report: {path}" if path else f"{what}; no report could be written"


def print_last_words(text: str) -> None:
    """Put them on stderr, unless that is a terminal that does not read: nobody waits for it."""
    with suppress(OSError, ValueError):
        poll = select.poll()
        poll.register(sys.stderr.fileno(), select.POLLOUT)
        if not poll.poll(500):
            return
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def _new_file(directory: Path, name: str) -> tuple[Path, int]:
    """A file of that name, or with a number behind it where there is one already; open."""
    number, path = 1, directory / f"{name}.txt"
    while True:
        with suppress(FileExistsError):
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        number += 1
        # By name, which is the order in which they are removed, each follows the one before it.
        path = directory / f"{name}_{number:02d}.txt"


def _describe(error: BaseException, redact: Redactor, depth: int = 0) -> list[str]:
    kind = type(error)
    lines = [f"{kind.__module__}.{kind.__qualname__}: {_message(error, redact)}"]
    lines += [f"  {frame}" for frame in _frames(error.__traceback__)]
    if depth >= 5:
        return lines
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            lines += ["together with", *_describe(inner, redact, depth + 1)]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += ["caused by", *_describe(before, redact, depth + 1)]
    return lines


def _message(error: BaseException, redact: Redactor) -> str:
    try:
        return redact(str(error))
    except Exception as failure:  # noqa: BLE001 - a broken message must not lose the report
        return f"(no message: {type(failure).__qualname__})"


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        yield f"{frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}:{line}"
