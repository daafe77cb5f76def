"""A planner's table: numbers of agents, and the service that each of them would give."""

from collections.abc import Iterator

from msgspec import Struct

from queuetui.domain.durations import format_duration
from queuetui.domain.goals import Goal
from queuetui.domain.staff import OCCUPANCY_CAUTION
from queuetui.domain.staffing import (
    MOST_AGENTS,
    CannotBeMet,
    Demand,
    Performance,
    agents_needed,
    performance,
)
from queuetui.view.formats import UNKNOWN
from queuetui.view.staffing import goal_words, level, people

_AROUND_NEED = 3
_AROUND_GIVEN = 1
_MARK = "!"


class Row(Struct, frozen=True):
    """What one number of agents would bring about."""

    agents: int
    result: Performance | None
    """``None``: they never keep up."""
    meets: bool
    given: bool
    needed: bool


class WhatIf(Struct, frozen=True):
    """The table, and what it was made from; seconds, arrivals a second."""

    demand: Demand
    goal: Goal
    agents: int | None
    needed: int | None
    reason: str | None
    """Why no number of agents meets the goal."""
    rows: tuple[Row, ...]

    @property
    def model(self) -> str:
        """The formula's name."""
        return "Erlang C" if self.demand.patience is None else "Erlang A"


def what_if(demand: Demand, share: float, within: float, agents: int | None) -> WhatIf:
    """The rows around the agents that are needed, and around those given.

    Raises `BadDemand` for numbers that describe no queue.
    """
    needed, reason = None, None
    try:
        needed = agents_needed(demand, share, within)
    except CannotBeMet as error:
        reason = str(error)
    shown: set[int] = set()
    for middle, around in ((needed, _AROUND_NEED), (agents, _AROUND_GIVEN)):
        if middle is not None:
            first, last = max(1, middle - around), min(MOST_AGENTS, middle + around)
            shown |= set(range(first, last + 1))
    rows: list[Row] = []
    for number in sorted(shown):
        result = _result(demand, number, within)
        meets = result is not None and result.service >= share
        rows.append(Row(number, result, meets, number == agents, number == needed))
    return WhatIf(demand, Goal(share, within), agents, needed, reason, tuple(rows))


def table(asked: WhatIf) -> list[str]:
    """The table as lines of ASCII, with what was asked above it and what it says below."""
    leaves = asked.demand.patience is not None
    titles = f"{'AGENTS':>6}{'SERVICE':>9}{'ASA':>8}{'OCCUPANCY':>11}"
    lines = [_asked(asked), "", titles + (f"{'ABANDON':>9}" if leaves else "")]
    before: int | None = None
    for row in asked.rows:
        if before is not None and row.agents > before + 1:
            lines.append(f"{'...':>6}")
        lines.append(f"{row.agents:>6}{_figures(row, leaves=leaves)}{_marks(row)}".rstrip())
        before = row.agents
    lines += ["", *_said(asked)]
    return [line.replace(UNKNOWN, "-") for line in lines]


def _result(demand: Demand, agents: int, within: float) -> Performance | None:
    try:
        return performance(demand, agents, within)
    except CannotBeMet:
        return None


def _asked(asked: WhatIf) -> str:
    demand = asked.demand
    patience = demand.patience
    hang_up = "nobody hangs up"
    if patience is not None:
        hang_up = f"callers hang up after {format_duration(patience)} on average"
    return (
        f"{3600 * demand.arrivals:.10g} calls an hour of {format_duration(demand.handle)}: "
        f"{demand.load:.1f} erlangs; {hang_up} ({asked.model})"
    )


def _figures(row: Row, *, leaves: bool) -> str:
    result = row.result
    if result is None:
        return "  cannot be met: more comes in than they can do"
    busy = level(result.occupancy, 1) + (_MARK if result.occupancy > OCCUPANCY_CAUTION else " ")
    text = f"{level(result.service, 1):>9}{_wait(result.asa):>8}{busy:>11}"
    return text + (f"{level(result.abandoned, 1):>9}" if leaves else "")


def _marks(row: Row) -> str:
    marks = [word for word, so in (("needed", row.needed), ("given", row.given)) if so]
    return f"  <- {', '.join(marks)}" if marks else ""


def _said(asked: WhatIf) -> Iterator[str]:
    goal, needed, agents = goal_words(asked.goal), asked.needed, asked.agents
    if needed is None:
        yield f"{goal} cannot be met: {asked.reason}."
    else:
        compared = ""
        if agents is not None:
            gap = needed - agents
            than = f"{abs(gap)} {'more' if gap > 0 else 'fewer'} than the {agents} given"
            compared = f": {than}" if gap else ": as many as given"
        yield f"{people(needed)} needed for {goal}{compared}."
    if any(row.result and row.result.occupancy > OCCUPANCY_CAUTION for row in asked.rows):
        yield f"{_MARK} above {level(OCCUPANCY_CAUTION)}: hardly a breath between two calls."


def _wait(seconds: float) -> str:
    """An average wait, in tenths of a second while it is short."""
    return f"{seconds:.1f}s" if seconds < 99.95 else f"{seconds:,.0f}s"
