"""What a process costs, seen from outside."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_OURS = ("GENESYS_CLOUD_", "COLUMNS", "LINES", "NO_COLOR", "COLORTERM", "PYTHON", "XDG_")
"""Beginnings of variables that nothing measured may inherit."""


class Spent(Struct, frozen=True):
    """One whole process, from its start to its end, children that it waited for included."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, user and system."""
    peak: float
    """The most resident memory of the process, in MiB."""
    code: int
    output: bytes


def environment(tree: Path, home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Variables of a program: those of everyday use, a home of its own, the measured checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
    ours = {
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "PYTHONPATH": str(tree),
    }
    return kept | ours | dict(more or {})


def run_whole(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> Spent:
    """Run it to its end. Its errors go where ours go."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    output = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return Spent(
        wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, output
    )


def must_succeed(spent: Spent, what: str) -> Spent:
    """A figure of a program that failed is worth nothing."""
    if spent.code != 0:
        raise RuntimeError(f"{what} ended with {spent.code}")
    return spent


def cpu_of(pid: int) -> float:
    """Processor seconds of one living process, its ended threads included, to the nanosecond."""
    # The clock of another process, as clock_getcpuclockid makes its number.
    return time.clock_gettime((~pid << 3) | 2)


def cpu_of_tree(pid: int) -> float:
    """The same with all its descendants: the living, and the ended that were waited for."""
    spent = 0.0
    for each in (pid, *descendants_of(pid)):
        with suppress(OSError):
            fields = _stat(each)
            ended = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
            spent += cpu_of(each) + ended
    return spent


def descendants_of(pid: int) -> list[int]:
    """All processes below it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
    found, open_ = [], [pid]
    while open_:
        children = parents.get(open_.pop(), [])
        found += children
        open_ += children
    return found


def peak_memory(pid: int) -> float:
    """The most that was ever resident, in MiB."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM") / 1024


def memory(pid: int) -> float:
    """The proportional share of what is resident now, in MiB."""
    return _kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss") / 1024


def _kib(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(f"{path} tells no {name}")


def _stat(pid: int) -> list[str]:
    """The fields of ``stat`` from the state on: the state is number 0."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
