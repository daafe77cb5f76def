"""The time before the simulation: a history that nobody lived through, made up when asked for.

It costs nothing until then, however many queues there are. Every line has a random stream of its
own, and the half hours are made from the beginning of the simulation backwards: the same seed gives
the same past, in whatever order it is read. Whoever came in it has left again, so it leaves nothing
in the queue.
"""

from __future__ import annotations

import math
import random
from typing import Final

import msgspec

from queuetui.simulator.building import stream
from queuetui.simulator.characters import FLOW_OUT, day_shape
from queuetui.simulator.floor import Line
from queuetui.simulator.history import (
    ABANDONED,
    ANSWERED,
    CELL_SECONDS,
    FLOWED,
    HANDLE,
    MOST_CELLS,
    OFFERED,
    OVER,
    SHORT,
    SHORT_ABANDON_SECONDS,
    TALK,
    WRAP,
    Cell,
    Tally,
    new_cell,
)

_BAD_HALF_HOURS: Final = 0.35
"""Sigma of the log-normal factor by which a half hour is worse than usual, or better."""
_WIDE: Final = 1.0
"""Waits of the impatient spread like an exponential distribution."""
_NARROW: Final = 0.15
"""Waits in a steady backlog are all alike."""
_TALKS: Final = 0.6
_SHORTEST_MS: Final = round(SHORT_ABANDON_SECONDS * 1000.0)
"""The shortest abandon that is not a short one."""


class SyntheticPast:
    """The cells of one line before the instant `until`. `start` is where the day's shape begins."""

    __slots__ = ("_cells", "_line", "_rng", "_seed", "_start", "_until", "last")

    def __init__(self, line: Line, seed: int, *, start: float, until: float) -> None:
        self._line = line
        self._seed = seed
        self._start = start
        self._until = until
        self.last = int(until // CELL_SECONDS)
        self._rng: random.Random | None = None
        self._cells: list[Cell] = []
        """The last one first."""

    def __call__(self, number: int) -> Cell | None:
        """Return the cell of that number, None if it lies outside."""
        back = self.last - number
        if not 0 <= back < MOST_CELLS:
            return None
        if self._rng is None:
            line = self._line
            self._rng = stream(self._seed, f"past/{line.queue.id}/{line.traffic.media}")
        while len(self._cells) <= back:
            self._cells.append(self._make(self.last - len(self._cells), self._rng))
        return self._cells[back]

    def _make(self, number: int, rng: random.Random) -> Cell:
        traffic, usual = self._line.traffic, self._line.traffic.usual
        begin = number * CELL_SECONDS
        length = min(CELL_SECONDS, self._until - begin)
        mean = traffic.per_hour / 3600.0 * length * day_shape(begin + length / 2.0 - self._start)
        worse = math.exp(_BAD_HALF_HOURS * rng.gauss(0.0, 1.0))
        cell = new_cell()
        offered = cell[OFFERED] = max(0, round(rng.gauss(mean, math.sqrt(mean))))
        # Where nobody answers, no half hour is any better.
        left = _share(rng, offered, usual.left * worse if usual.left < 1.0 else 1.0)
        flowed = _share(rng, left, FLOW_OUT[traffic.media])
        abandoned = left - flowed
        answered = offered - left
        patience = usual.patience
        short = _share(rng, abandoned, 1.0 - math.exp(-SHORT_ABANDON_SECONDS / patience))
        _put(cell, FLOWED, _draw(rng, flowed, patience, _WIDE))
        _put(cell, ABANDONED, _draw(rng, abandoned, patience, _WIDE))
        _put(cell, SHORT, _draw_short(rng, short))
        _fit_short(cell, short, abandoned)
        wait, spread = (usual.wait, _NARROW) if traffic.backlog else (usual.wait * worse, _WIDE)
        _put(cell, ANSWERED, _draw(rng, answered, wait, spread))
        late = _share(rng, answered, usual.late * worse)
        goal = self._line.queue.character.goal(traffic.media).seconds
        cell[OVER] = _fit_late(cell, late, round(goal * 1000.0))
        _put(cell, TALK, _draw(rng, answered, traffic.handle, _TALKS))
        _put(cell, WRAP, _draw(rng, answered, traffic.wrap, _TALKS))
        if answered:
            # The longest talk need not have had the longest work after it: somewhere between.
            work = cell[WRAP + 1]
            cell[HANDLE], cell[HANDLE + 1] = answered, cell[TALK + 1] + work
            cell[HANDLE + 2] = cell[TALK + 2] + work // answered
            cell[HANDLE + 3] = cell[TALK + 3] - (-work // answered)
        return cell


def _share(rng: random.Random, count: int, share: float) -> int:
    """Return about that share of `count`; of many small counts, that share on average."""
    return min(count, int(count * share + rng.random()))


def _draw(rng: random.Random, count: int, mean: float, spread: float) -> Tally:
    """Return `count` durations around `mean` seconds."""
    if not count:
        return Tally(0, 0, 0, 0)
    typical = 1.0 + spread * rng.gauss(0.0, 1.0) / math.sqrt(count)
    average = mean * min(2.0, max(0.3, typical))
    # Where the least and the greatest of so many exponential times lie, drawn towards the mean.
    least = 1.0 + spread * (rng.expovariate(1.0) / count - 1.0)
    greatest = 1.0 + spread * (math.log(count) - math.log(rng.expovariate(1.0) + 1e-9) - 1.0)
    total = round(1000.0 * count * average)
    if count == 1:
        return Tally(1, total, total, total)
    return Tally(
        count,
        total,
        int(1000.0 * min(max(least, 0.05) * mean, average)),
        math.ceil(1000.0 * max(greatest * mean, average)),
    )


def _put(cell: Cell, at: int, tally: Tally) -> None:
    cell[at], cell[at + 1], cell[at + 2], cell[at + 3] = msgspec.structs.astuple(tally)


def _draw_short(rng: random.Random, count: int) -> Tally:
    """Return `count` durations below the limit of short abandons."""
    if not count:
        return Tally(0, 0, 0, 0)
    least, greatest = (int(_SHORTEST_MS * one) for one in sorted((rng.random(), rng.random())))
    if count == 1:
        return Tally(1, least, least, least)
    total = least + greatest + (count - 2) * round((least + greatest) / 2.0)
    return Tally(count, total, least, greatest)


def _fit_short(cell: Cell, short: int, abandoned: int) -> None:
    """Let short abandons be the shortest among all abandons."""
    if short == abandoned:
        cell[ABANDONED : ABANDONED + 4] = cell[SHORT : SHORT + 4]
        return
    if short:
        cell[ABANDONED + 2] = min(cell[ABANDONED + 2], cell[SHORT + 2])
    else:
        cell[ABANDONED + 2] = max(cell[ABANDONED + 2], _SHORTEST_MS)
    least = short * cell[ABANDONED + 2] + (abandoned - short) * _SHORTEST_MS
    cell[ABANDONED + 1] = max(cell[ABANDONED + 1], least, cell[SHORT + 1])
    cell[ABANDONED + 3] = max(cell[ABANDONED + 3], -(-cell[ABANDONED + 1] // abandoned))


def _fit_late(cell: Cell, late: int, goal_ms: int) -> int:
    """Return how many were late, so that it agrees with the longest and the shortest wait."""
    if cell[ANSWERED + 2] > goal_ms:
        return cell[ANSWERED]
    if cell[ANSWERED + 3] <= goal_ms:
        return 0
    return max(1, min(late, cell[ANSWERED] - 1))
