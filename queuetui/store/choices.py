"""What somebody chose by key, kept between runs: one small JSON file in the state folder.

A file that can't be read, or holds something else, is as good as none; one that can't be written
costs the choice and nothing more. Writing is left to a thread, for a disk may hang.

What was chosen last counts. That is the key, unless the settings file has been changed since: so
what the file said is kept beside the choice, and where it says another thing now the file has the
last word. (A choice that always won would make an edited file seem broken; one that never won would
be forgotten each time.)
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.themes import ThemeName

_LONGEST = 4096
"""Bytes; what is longer is no file of ours."""


class Choices(Struct, frozen=True, omit_defaults=True):
    """What was chosen by key."""

    theme: ThemeName | None = None
    instead_of: ThemeName | None = None
    """The theme that the settings file asked for when it was chosen."""
    list: Arrangement | None = None
    list_instead_of: Arrangement | None = None
    """The arrangement of the settings file when it was chosen."""


class KeptChoices:
    """The choices of one person on one machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._wanted: dict[str, object] = {}
        """The fields that are still to be written."""
        self._writer: Thread | None = None

    def theme(self, configured: ThemeName | None) -> ThemeName | None:
        """The theme to begin with, given that of the settings file; ``None``: nobody minds."""
        kept = self._read()
        if kept.theme is not None and kept.instead_of == configured:
            return kept.theme
        return configured

    def keep_theme(self, theme: ThemeName, configured: ThemeName | None) -> None:
        """Keep this one for the next run. Returns at once."""
        self._keep(theme=theme, instead_of=configured)

    def arrangement(self, configured: Arrangement) -> Arrangement:
        """The arrangement of the list to begin with, given that of the settings file."""
        kept = self._read()
        if kept.list is not None and kept.list_instead_of == configured:
            return kept.list
        return configured

    def keep_arrangement(self, chosen: Arrangement, configured: Arrangement) -> None:
        """Keep this one for the next run. Returns at once."""
        self._keep(list=chosen, list_instead_of=configured)

    def settle(self, seconds: float) -> None:
        """Give what is being written so long to be done."""
        with self._lock:
            writer = self._writer
        if writer is not None:
            writer.join(seconds)

    def _keep(self, **fields: object) -> None:
        with self._lock:
            self._wanted |= fields
            if self._writer is None:
                self._writer = Thread(target=self._write_all, name="choices", daemon=True)
                self._writer.start()

    def _read(self) -> Choices:
        try:
            # A pipe in its place would be waited for.
            handle = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    return Choices()
                text = file.read(_LONGEST + 1)
            return msgspec.json.decode(text, type=Choices)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return Choices()

    def _write_all(self) -> None:
        """Write until there is nothing new: only the last of several choices is kept."""
        while True:
            with self._lock:
                fields, self._wanted = self._wanted, {}
                if not fields:
                    self._writer = None
                    return
            # Another board may have kept something else meanwhile.
            self._write(replace(self._read(), **fields))

    def _write(self, choices: Choices) -> None:
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(choices))
            beside.replace(self._path)
            return
        with suppress(OSError):
            beside.unlink(missing_ok=True)
