"""A small diary on disk: when the board ran, when its data had gaps, and how it ended.

One JSON file, replaced as a whole, so that a power cut leaves the old or the new one. It holds
instants and states, no figures, no names and no secrets.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, structs

from queuetui.domain.gaps import Gap
from queuetui.domain.keeper import Ending

_BEAT = 60.0
"""Seconds between two signs of life on disk; each is a few hundred bytes."""
_GAPS = 50


class Page(Struct, frozen=True):
    """One run of the board. Instants are epoch seconds."""

    started: float
    alive: float
    """The last sign of life."""
    ending: Ending | Literal["running"] = "running"
    terminal_read: bool = True
    """Whether the terminal took what was written at the last sign of life."""
    gaps: tuple[Gap, ...] = ()


class Diary:
    """Kept by one board. A disk that is full or read-only never disturbs the board."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self.before: Page | None = self._read()
        """The run before this one."""
        started = now()
        gaps = self.before.gaps if self.before else ()
        self._page = Page(started=started, alive=started, gaps=gaps)
        self._write()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The last gaps, oldest first; those of earlier runs too."""
        return self._page.gaps

    def beat(self, *, terminal_read: bool) -> None:
        """A sign of life; written about once a minute, and when the terminal stops or resumes."""
        now = self._now()
        changed = terminal_read != self._page.terminal_read
        if not changed and abs(now - self._page.alive) < _BEAT:
            return
        self._page = structs.replace(self._page, alive=now, terminal_read=terminal_read)
        self._write()

    def note_gap(self, gap: Gap) -> None:
        """A gap in the data that is over now."""
        self._page = structs.replace(self._page, gaps=(*self._page.gaps, gap)[-_GAPS:])
        self._write()

    def close(self, ending: Ending) -> None:
        """The board ends, in an orderly way or by an error that was caught."""
        self._page = structs.replace(self._page, alive=self._now(), ending=ending)
        self._write()

    def _read(self) -> Page | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Page)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def _write(self) -> None:
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(self._page))
            beside.replace(self._path)
            return
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def what_was(before: Page | None) -> str | None:
    """Why the run before ended, if it did not end as somebody wanted; for the line at the start."""
    if before is None or before.ending == "left":
        return None
    if before.ending == "crashed":
        return "an internal error, see the log folder"
    if before.ending == "closed":
        return "the terminal was closed"
    if not before.terminal_read:
        return "the terminal had stopped reading"
    return "killed, or the power was cut"
