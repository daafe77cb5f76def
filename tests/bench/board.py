"""The program's board on a watched terminal, and what can be read off it."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.loopback import Loopback
from tests.bench.plan import SIZE, Plan
from tests.bench.processes import environment
from tests.bench.watching import PATIENCE, Replay, Watched, cells

SELECTED = "▌"
"""Before the selected row."""
_WAITING = re.compile(r"(\d[\d,.\u202f ]*) waiting")


def start(
    plan: Plan,
    centre: Loopback | None,
    command: Sequence[str],
    more: Mapping[str, str] | None = None,
) -> Watched:
    """Run a command on a terminal, in a new home; with the credentials of the centre."""
    home = Path(tempfile.mkdtemp(dir=plan.folder))
    env = dict(centre.env) if centre is not None else {}
    return Watched(command, environment(plan.tree, home, env | dict(more or {})), home, SIZE)


def told_waiting(screen: Replay) -> int | None:
    """How many wait in all, as the board's head says."""
    for line in screen.lines[:6]:
        if found := _WAITING.search(line):
            return int(re.sub(r"\D", "", found[1]))
    return None


def shows(screen: Replay, total: int) -> bool:
    """Whether the board tells of so many waiting."""
    return told_waiting(screen) == total


def settled(watched: Watched, centre: Loopback, seconds: float, patience: float = PATIENCE) -> None:
    """Let it come to its first figures, all of them, and run on for so long."""
    screen = Replay(watched.size)
    wanted = set(centre.totals)

    def has_figures(_: Watched) -> bool:
        watched_so_far = watched.pieces[screen.taken :]
        for piece in watched_so_far:
            screen.take(piece)
        return bool(watched_so_far) and told_waiting(screen) in wanted

    watched.watch_until(has_figures, patience)
    watched.watch(seconds)


def painted(watched: Watched) -> bool:
    """Whether anything that fills a screen was written."""
    return sum(cells(piece.data) for piece in watched.pieces) >= SIZE[0]
