"""What all this was measured on."""

import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from tests.bench.plan import SIZE, Plan
from tests.bench.processes import environment
from tests.bench.tools import version

_ASK = """
import importlib.metadata as known, sys
for name in ("textual", "msgspec", "PureCloudPlatformClientV2"):
    print(name, known.version(name))
print("Python", sys.version.split()[0])
"""


class Machine(Struct, frozen=True):
    """The machine, and the versions of what matters."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    terminal: str
    load: float
    """The mean number of running processes in the last minute: others may be at work."""
    versions: Mapping[str, str]
    """By name; of programs that are compared with, too."""


def describe(plan: Plan) -> Machine:
    """This machine, now."""
    told = subprocess.run(
        [plan.python, "-c", _ASK], env=environment(plan.tree, plan.folder), cwd=plan.folder,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    versions = dict(line.split() for line in told.splitlines())
    for name in ("btop", "htop", "glances", "curl"):
        if found := version(name):
            versions[name] = found
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor(Path("/proc/cpuinfo").read_text()),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(pages / 2**30, 1),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        terminal=f"{SIZE[0]}×{SIZE[1]} xterm-256color",
        load=round(os.getloadavg()[0], 2),
        versions=versions,
    )


def _halves(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _processor(text: str) -> str:
    known = {key.strip(): value.strip() for key, _, value in map(_halves, text.splitlines())}
    for key in ("model name", "Model", "Hardware"):
        if key in known:
            return known[key]
    return platform.machine()
