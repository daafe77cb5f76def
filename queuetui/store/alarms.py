"""Alarms on disk, so that one that nobody has acknowledged outlives the program.

One JSON file, replaced as a whole, so that a power cut leaves the old or the new one. It holds
names of queues and rules, and who acknowledged what; no figures but the worst ones, no secrets.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from queuetui.domain.alarms.book import VERSION, AlarmState

LARGEST = 16_000_000
"""Bytes; whatever is larger was not written by this program."""


class AlarmFile:
    """Kept by one board; others of the same organisation read it and keep nothing.

    For one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: int | None = None
        self._lock_path = path.with_name(f"{path.name}.lock")
        self._begun: str | None = None
        """Why nothing is known of before."""
        self._failed: str | None = None
        """Why the newest state is not on disk."""
        self._try_lock()
        self.state: AlarmState | None = self._read()
        """What was kept the last time; ``None``: nothing, or nothing that can be read."""

    @property
    def problem(self) -> str | None:
        """Why alarms might be lost, in one sentence; ``None`` while all is well."""
        return self._failed or self._begun

    def save(self, state: AlarmState) -> None:
        """Put this in place of what was kept; what goes wrong is told by `problem`."""
        if self._lock is None and not self._try_lock():
            return
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.write(msgspec.json.encode(state))
                file.flush()
                # Some file systems rename before they write, which a power cut would show.
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            self._failed = f"alarms can't be saved ({_why(error)}), a restart would forget them"
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        else:
            self._failed = None

    def close(self) -> None:
        """Let another board keep them."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _try_lock(self) -> bool:
        """Become the one board that keeps them; if that cannot be tried, nobody else is."""
        lock = None
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if lock is not None:
                os.close(lock)
            if isinstance(error, BlockingIOError):
                self._failed = "another board keeps the alarms, this one's are forgotten at its end"
            else:
                self._failed = f"alarms can't be saved ({_why(error)}), a restart would forget them"
            return False
        self._lock, self._failed = lock, None
        return True

    def _read(self) -> AlarmState | None:
        try:
            with self._path.open("rb") as file:
                raw = file.read(LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._set_aside(_why(error))
            return None
        if len(raw) > LARGEST:
            self._set_aside("too large")
            return None
        try:
            state = msgspec.json.decode(raw, type=AlarmState)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._set_aside("damaged")
            return None
        if state.version > VERSION:
            self._set_aside("written by a newer queuetui")
            return None
        return state

    def _set_aside(self, why: str) -> None:
        """Keep what cannot be read for somebody who can; the one that was kept before goes."""
        self._begun = f"the alarms of before can't be read ({why})"
        if self._lock is None:
            return
        aside = self._path.with_name(f"{self._path.stem}.unread{self._path.suffix}")
        with suppress(OSError):
            self._path.replace(aside)
            self._begun += f", they are in {aside.name}"


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
