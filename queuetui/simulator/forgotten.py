"""Interactions that stand in a line without ever being given to anybody, as long as faults say so.

They are no part of the centre's own history: `Truth` and the aggregates know nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from queuetui.simulator.centre import Centre
from queuetui.simulator.fault_desk import FaultDesk
from queuetui.simulator.floor import Interaction, Line

APART: Final = 60.0
"""Simulated seconds between the beginnings of two of them."""
_FIRST_NUMBER: Final = 1_000_000_000
"""Far beyond the numbers of those who come by themselves."""


def in_line(centre: Centre, line: Line) -> Sequence[Interaction]:
    """Return all who wait in a line, oldest first, whether anybody will be given them or not."""
    forgotten = centre.forgotten(line, centre.now)
    return sorted([*forgotten, *line.waiting]) if forgotten else line.waiting


class Forgotten:
    """Makes them out of the faults that act."""

    def __init__(self, desk: FaultDesk) -> None:
        self._desk = desk

    def of(self, line: Line, instant: float) -> Sequence[Interaction]:
        """Return those of a line at a simulated instant, oldest first."""
        found: list[Interaction] = []
        for identity, fault, begun in self._desk.orphans(instant):
            media = fault.media or next(iter(line.queue.lines))
            if fault.queue != line.queue.id or media != line.traffic.media:
                continue
            first = _FIRST_NUMBER * identity
            for place in range(fault.count):
                began = min(begun, begun - fault.age + place * APART)
                found.append(Interaction(first + place, line, began))
        return sorted(found)
