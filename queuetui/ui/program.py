"""What this process is and uses, for the diagnostics."""

import os
import platform
import resource
import sys
from contextlib import suppress
from pathlib import Path

import textual
from msgspec.structs import replace

import queuetui
from queuetui.ui.writer import Tally
from queuetui.view.diagnostics import Program

_STATM = Path("/proc/self/statm")
_COLOURS = {"truecolor": "true colour", "256": "256 colours", "standard": "16 colours"}


def this_program(*, colours: str | None) -> Program:
    """What does not change while it runs; ``colours`` is the kind that Rich knows the screen by."""
    return Program(
        version=queuetui.__version__,
        python=platform.python_version(),
        textual=textual.__version__,
        terminal=os.environ.get("TERM", ""),
        colours="no colour" if colours is None else _COLOURS.get(colours, colours),
    )


def now_using(
    program: Program, *, uptime: float, size: tuple[int, int], tally: Tally, drained: bool
) -> Program:
    """The same with what it uses now, and what the terminal has taken.

    ``uptime`` is in seconds, ``size`` in cells.
    """
    return replace(
        program,
        uptime=uptime,
        size=(size[0], size[1]),
        memory=memory(),
        frames_drawn=tally.taken,
        frames_dropped=tally.dropped,
        drained=drained,
    )


def memory() -> int | None:
    """Bytes of memory in use; where that is not told, the most that was ever in use."""
    with suppress(OSError, ValueError, IndexError):
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
