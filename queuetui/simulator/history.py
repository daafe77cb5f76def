"""What happened in a line, counted per half hour, as cheaply as it can be.

An event counts in the half hour in which it happened: an offer when the interaction comes into
the queue, an answer, an abandon or a flow-out when it leaves it, talk time when the talk ends,
after-call work and handle time when that work is done. All durations are whole milliseconds.

Before the simulation began there is a `Past` that nobody lived through (see `past`). Together they
reach back `MOST_CELLS` half hours; what is older is forgotten, but for the balance it left.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final, Protocol, TypeAlias

import msgspec

CELL_SECONDS: Final = 1800
MOST_CELLS: Final = 3 * 48
"""Three days of half hours."""
SHORT_ABANDON_SECONDS: Final = 10.0
"""Whoever hangs up earlier than that counts as a short abandon as well."""

# A cell is a row of integers: two counts, then count, sum, min and max of each duration.
OFFERED: Final = 0
OVER: Final = 1
ANSWERED: Final = 2
ABANDONED: Final = 6
SHORT: Final = 10
FLOWED: Final = 14
TALK: Final = 18
WRAP: Final = 22
HANDLE: Final = 26
_DURATIONS: Final = (ANSWERED, ABANDONED, SHORT, FLOWED, TALK, WRAP, HANDLE)
_EMPTY: Final = bytes(30 * 8)

Cell: TypeAlias = "array[int]"


class Past(Protocol):
    """What happened before the simulation."""

    last: int
    """The number of its last half hour."""

    def __call__(self, number: int) -> Cell | None:
        """Return the cell of a number, None where it knows nothing."""


class Tally(msgspec.Struct, frozen=True):
    """Durations, counted: milliseconds, all zero when there are none."""

    count: int
    sum: int
    min: int
    max: int


class Account(msgspec.Struct, frozen=True):
    """What happened in a line during a span of time.

    Always: waiting_before + offered = answered + abandoned + flowed_out + waiting_after.
    Times are in seconds; `waiting` includes what rings at an agent.
    """

    offered: int
    answered: int
    abandoned: int
    """Short ones included."""
    short_abandoned: int
    flowed_out: int
    over_sla: int
    """Answered later than the queue's goal for the medium says."""
    handled: int
    """Talks whose after-call work is done."""
    answered_seconds: float
    """Sum of the waits of those who were answered; the others likewise."""
    abandoned_seconds: float
    flowed_out_seconds: float
    talk_seconds: float
    wrap_seconds: float
    handle_seconds: float
    waiting_before: int
    waiting_after: int

    @property
    def in_time(self) -> int:
        """Answered within the goal."""
        return self.answered - self.over_sla


def new_cell() -> Cell:
    """Return a cell in which nothing has happened."""
    return array("q", _EMPTY)


def tally_of(cell: Cell, at: int) -> Tally:
    """Return the durations of one kind, such as `ANSWERED`."""
    return Tally(*cell[at : at + 4])


def together(one: Tally, other: Tally) -> Tally:
    """Return both as one."""
    if not one.count or not other.count:
        return one if one.count else other
    return Tally(
        one.count + other.count,
        one.sum + other.sum,
        min(one.min, other.min),
        max(one.max, other.max),
    )


def cell_number(instant: float) -> int:
    """Return the number of the half hour in which an instant (epoch seconds) lies."""
    return int(instant // CELL_SECONDS)


def add_cell(total: Cell, cell: Cell) -> None:
    """Add what happened in a cell to a total."""
    total[OFFERED] += cell[OFFERED]
    total[OVER] += cell[OVER]
    for at in _DURATIONS:
        count = cell[at]
        if count:
            if not total[at] or cell[at + 2] < total[at + 2]:
                total[at + 2] = cell[at + 2]
            total[at + 3] = max(total[at + 3], cell[at + 3])
            total[at] += count
            total[at + 1] += cell[at + 1]


class Ledger:
    """The history of one line. Instants are epoch seconds, waits are seconds."""

    __slots__ = ("_carried", "_cells", "_goal_ms", "past")

    def __init__(self, goal_seconds: float) -> None:
        self._goal_ms = round(goal_seconds * 1000.0)
        self._cells: dict[int, Cell] = {}
        self._carried = 0
        """How many were still in the queue when the oldest cell that is left began."""
        self.past: Past | None = None

    # -- events -------------------------------------------------------------------------------

    def offered(self, instant: float) -> None:
        """Count an interaction that comes into the queue."""
        self._cell(instant)[OFFERED] += 1

    def answered(self, instant: float, wait: float) -> None:
        """Count an answer."""
        ms = round(wait * 1000.0)
        cell = self._cell(instant)
        _count(cell, ANSWERED, ms)
        if ms > self._goal_ms:
            cell[OVER] += 1

    def abandoned(self, instant: float, wait: float) -> None:
        """Count one who hung up."""
        cell = self._cell(instant)
        ms = round(wait * 1000.0)
        _count(cell, ABANDONED, ms)
        if wait < SHORT_ABANDON_SECONDS:
            _count(cell, SHORT, ms)

    def flowed_out(self, instant: float, wait: float) -> None:
        """Count one who left for the voicemail or another queue."""
        _count(self._cell(instant), FLOWED, round(wait * 1000.0))

    def talked(self, instant: float, seconds: float) -> None:
        """Count a talk that has ended."""
        _count(self._cell(instant), TALK, round(seconds * 1000.0))

    def handled(self, instant: float, talk: float, wrap: float) -> None:
        """Count after-call work that is done, and the whole of it with the talk before."""
        cell = self._cell(instant)
        # Rounded one by one, so that handling is talking and wrapping up to the millisecond.
        talk_ms, wrap_ms = round(talk * 1000.0), round(wrap * 1000.0)
        _count(cell, WRAP, wrap_ms)
        _count(cell, HANDLE, talk_ms + wrap_ms)

    def _cell(self, instant: float) -> Cell:
        number = int(instant // CELL_SECONDS)
        cell = self._cells.get(number)
        if cell is None:
            cell = self._cells[number] = new_cell()
            if len(self._cells) > MOST_CELLS:
                self._carried += _balance(self._cells.pop(min(self._cells)))
        return cell

    # -- reading ------------------------------------------------------------------------------

    def cells(self, first: int, last: int) -> Iterator[tuple[int, Cell]]:
        """Yield number and cell of each half hour from `first` to `last` with anything in it.

        Reaches back `MOST_CELLS` before the newest. A number may come twice: lived and before.
        """
        known = [max(self._cells)] if self._cells else []
        if self.past is not None:
            known.append(self.past.last)
        newest = max(known, default=last)
        for number in range(max(first, newest - MOST_CELLS + 1), min(last, newest) + 1):
            lived = self._cells.get(number)
            if lived is not None:
                yield number, lived
            before = self.past(number) if self.past is not None else None
            if before is not None:
                yield number, before

    def total(self, first: int, last: int) -> Cell:
        """Return everything from the cell `first` to `last` as one cell."""
        total = new_cell()
        for _, cell in self.cells(first, last):
            add_cell(total, cell)
        return total

    def account(self, first: int, last: int) -> Account:
        """Return what happened from the cell `first` to `last`."""
        total = self.total(first, last)
        before = self._carried + sum(
            _balance(cell) for number, cell in self._cells.items() if number < first
        )
        return Account(
            offered=total[OFFERED],
            answered=total[ANSWERED],
            abandoned=total[ABANDONED],
            short_abandoned=total[SHORT],
            flowed_out=total[FLOWED],
            over_sla=total[OVER],
            handled=total[HANDLE],
            answered_seconds=total[ANSWERED + 1] / 1000.0,
            abandoned_seconds=total[ABANDONED + 1] / 1000.0,
            flowed_out_seconds=total[FLOWED + 1] / 1000.0,
            talk_seconds=total[TALK + 1] / 1000.0,
            wrap_seconds=total[WRAP + 1] / 1000.0,
            handle_seconds=total[HANDLE + 1] / 1000.0,
            waiting_before=before,
            waiting_after=before + _balance(total),
        )


def _count(cell: Cell, at: int, ms: int) -> None:
    if not cell[at] or ms < cell[at + 2]:
        cell[at + 2] = ms
    cell[at + 3] = max(cell[at + 3], ms)
    cell[at] += 1
    cell[at + 1] += ms


def _balance(cell: Cell) -> int:
    return cell[OFFERED] - cell[ANSWERED] - cell[ABANDONED] - cell[FLOWED]
