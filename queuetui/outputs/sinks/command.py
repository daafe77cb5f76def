"""A command of the person's own. Never through a shell; what came from outside is never code.

The figures are in its environment as ``QUEUETUI_…``. It has a process group of its own, so that
nothing of it is left when its time is up.
"""

import os
import select
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath
from time import monotonic
from typing import IO

from queuetui.domain.durations import format_duration
from queuetui.domain.sinks import Notice
from queuetui.outputs.sinks.plain import plain
from queuetui.outputs.sinks.sink import SinkFailure
from queuetui.view.formats import cut

PREFIX = "QUEUETUI_"
_LOOK = 0.05
"""Seconds between two looks at whether it has ended."""
_TAIL = 2000
"""Bytes of what it complains about that are kept."""
_PIECES = 32
"""The most that is read after its end; something that it left behind may go on complaining."""
_SHOWN = 160
"""Cells of that which are shown."""


def variables(notice: Notice) -> dict[str, str]:
    """What the command is told in its environment."""
    clean = plain(notice)
    figures = {PREFIX + key.upper(): value for key, value in clean.figures.items()}
    return figures | {
        f"{PREFIX}KIND": clean.kind,
        f"{PREFIX}SEVERITY": clean.severity,
        f"{PREFIX}QUEUE": clean.queue,
        f"{PREFIX}GROUP": clean.group or "",
        f"{PREFIX}MEDIA": clean.media or "",
        f"{PREFIX}RULE": clean.rule,
        f"{PREFIX}TITLE": clean.title,
        f"{PREFIX}TEXT": clean.text,
        f"{PREFIX}AT": datetime.fromtimestamp(clean.at, UTC).isoformat(timespec="seconds"),
        f"{PREFIX}ALARM_ID": clean.alarm_id,
    }


class Command:
    """Runs it once for each notice."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        timeout: float,
        environ: Mapping[str, str],
        *,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        """``environ`` is what the command gets beside the figures; it should hold no secrets.

        ``timeout`` is in seconds of ``steady``.
        """
        self.name = name
        self._command = tuple(command)
        self._timeout = timeout
        self._environ = dict(environ)
        self._steady = steady
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def problem(self) -> str | None:
        """Whether there is no such program."""
        program = self._command[0]
        if shutil.which(program, path=self._environ.get("PATH")) is None:
            return f"there is no program {_called(program)} that can be run"
        return None

    def send(self, notice: Notice) -> None:
        """Run it to its end, or to the end of its time."""
        process = self._start(variables(notice))
        try:
            tail, in_time = self._watch(process)
        finally:
            with self._lock:
                self._running = None
            if process.stderr is not None:
                process.stderr.close()
        called = _called(self._command[0])
        if not in_time:
            limit = format_duration(self._timeout)
            raise SinkFailure(f"{called} was not done after {limit} and was ended{_said(tail)}")
        if process.returncode < 0:
            raise SinkFailure(f"{called} was ended by signal {-process.returncode}{_said(tail)}")
        if process.returncode:
            raise SinkFailure(f"{called} ended with code {process.returncode}{_said(tail)}")

    def close(self) -> None:
        """End what runs."""
        with self._lock:
            self._closed = True
            if self._running is not None and self._running.poll() is None:
                _kill(self._running)

    def _start(self, told: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise SinkFailure("it was closed")
            try:
                process = subprocess.Popen(  # noqa: S603 - the person's own command
                    self._command,
                    env={**self._environ, **told},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or "it can't be run"
                called = _called(self._command[0])
                raise SinkFailure(f"{called} can't be started ({why.lower()})") from None
            self._running = process
        return process

    def _watch(self, process: "subprocess.Popen[bytes]") -> tuple[bytes, bool]:
        """The end of what it complained about, and whether it ended in time.

        Its end counts, not that of its pipe: something it left behind may hold that for ever.
        """
        end = self._steady() + self._timeout
        pipe: IO[bytes] | None = process.stderr
        tail, in_time = b"", True
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
        while process.poll() is None:
            if self._steady() >= end:
                in_time = False
                _kill(process)
                process.wait()
                break
            if pipe is None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK)
                continue
            poll = select.poll()
            poll.register(pipe.fileno(), select.POLLIN)
            if poll.poll(1000 * _LOOK):
                piece = _read(pipe)
                tail = (tail + (piece or b""))[-_TAIL:]
                # Its end of the pipe is closed: nothing more will come.
                pipe = None if piece == b"" else pipe
        for _ in range(_PIECES if pipe is not None else 0):
            piece = _read(process.stderr)
            tail = (tail + (piece or b""))[-_TAIL:]
            if not piece:
                break
        return tail, in_time


def _read(pipe: IO[bytes] | None) -> bytes | None:
    """What is there; empty at the end, ``None`` when there is nothing yet."""
    if pipe is None:
        return b""
    try:
        return os.read(pipe.fileno(), 65_536)
    except BlockingIOError:
        return None


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """The whole group; it began one of its own, so that this can mean nobody else."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def _said(tail: bytes) -> str:
    """The last line of it that says something."""
    lines = [line.strip() for line in tail.decode("utf-8", "replace").splitlines()]
    last = next((line for line in reversed(lines) if line), "")
    return f": {cut(last, _SHOWN)}" if last else ""


def _called(program: str) -> str:
    """The program's name; what its path or arguments hold is nobody's business."""
    return cut(PurePath(program).name or program, 40)
