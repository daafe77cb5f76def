"""Gathers what goes through one medium of a queue, from polls and from today's totals.

Instants are epoch seconds by the server's clock.
"""

from collections.abc import Iterable
from itertools import starmap
from struct import Struct

from queuetui.domain.flow import WINDOW, Flow, interacting_agents, working_agents
from queuetui.domain.readings import AgentCounts, MediaReading
from queuetui.domain.today import MediaToday

_LONGEST = 600.0
"""Seconds between two totals beyond which nothing is made of their difference."""
_COVERED = 0.6
"""The part of the time between two totals that polls must have seen."""
_MOST_CELLS = 60

_HUNDREDTHS = 100.0
"""Of a second: as finely as two bytes can tell of `_LONGEST`."""
_MOST_COUNT = 65_535
_NARROW_COUNT = 255
_NARROW, _WIDE = Struct("=2H5B4f"), Struct("=2H5H4f")
"""A cell: its seconds and those in which somebody waited, in hundredths; offered, answered,
abandoned, flowed out and handled, in one byte each until one needs two; the seconds of handling, of
waiting, of agents who interacted, and of agents at work, or `_NOT_PRESSED`. Short floats: what was
seen was stretched to fit by much more than what is lost in them."""
_SECONDS, _BUSY = range(2)
_OFFERED, _ANSWERED, _ABANDONED, _FLOWED, _HANDLED = range(2, 7)
_COUNTS = slice(_OFFERED, _HANDLED + 1)
_HANDLE, _WAITING, _AGENTS, _PRESSED_AGENTS = range(7, 11)
_NOT_PRESSED = -1.0
"""In place of the agents' seconds of a time in which somebody did not always wait."""
_Cell = tuple[float, ...]


class FlowMeter:
    """Gathers the flow of one medium of one queue, in some 1.5 KiB. It has no lock."""

    __slots__ = ("_at", "_cells", "_day", "_flow", "_packing", "_seen", "_since", "_told", "media")

    def __init__(self, media: str) -> None:
        self.media = media
        self._cells = b""
        """The newest last; each of the time between two totals."""
        self._packing = _NARROW
        self._at: float | None = None
        """The instant of the newest poll."""
        self._seen = _Seen()
        self._since: float | None = None
        self._day: float | None = None
        self._told: MediaToday | None = None
        """The newest totals; above, of which instant they are and when their day began."""
        self._flow: Flow | None = None

    @property
    def flow(self) -> Flow | None:
        """The last half hour; ``None``: nothing of it is known yet."""
        return self._flow

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds."""
        self._at = None if self._at is None else self._at + by
        self._since = None if self._since is None else self._since + by

    def look(self, at: float, told: MediaReading, agents: AgentCounts, gap: float) -> None:
        """Take in a poll; more than ``gap`` seconds after the one before, nobody watched."""
        before, self._at = self._at, at
        step = 0.0 if before is None else at - before
        self._seen.add(step if 0.0 < step <= gap else 0.0, told, agents)

    def count(self, at: float, since: float, told: MediaToday) -> None:
        """Take in totals of the instant ``at`` of the day that began at ``since``."""
        before, known, day = self._since, self._told, self._day
        if before is not None and at <= before:
            return
        self._since, self._told, self._day = at, told, since
        seen, self._seen = self._seen, self._seen.after()
        if known is None or before is None or day != since:
            return
        seconds = at - before
        if seconds > _LONGEST or seen.seconds < _COVERED * seconds:
            return
        more = _difference(known, told)
        if more is None:
            return
        # Polls and totals are not of the same instants: what was seen is stretched to fit.
        fit = seconds / seen.seconds
        pressed = seen.pressed
        self._keep(
            (
                round(seconds * _HUNDREDTHS),
                round(seen.busy * fit * _HUNDREDTHS),
                *(min(count, _MOST_COUNT) for count in more[:-1]),
                more[-1],
                seen.waiting * fit,
                seen.interacting * fit,
                seen.working * fit if pressed else _NOT_PRESSED,
            )
        )
        self._flow = self._sum()

    def _keep(self, newest: _Cell) -> None:
        cells = _not_too_many([*self._packing.iter_unpack(self._cells), newest])
        if max(newest[_COUNTS]) > _NARROW_COUNT:
            self._packing = _WIDE
        self._cells = b"".join(starmap(self._packing.pack, cells))

    def _sum(self) -> Flow:
        cells: list[_Cell] = list(self._packing.iter_unpack(self._cells))
        total = [sum(column) for column in zip(*cells, strict=True)]
        pressed = [cell for cell in cells if cell[_PRESSED_AGENTS] != _NOT_PRESSED]
        return Flow(
            self.media,
            total[_SECONDS] / _HUNDREDTHS,
            offered=int(total[_OFFERED]),
            answered=int(total[_ANSWERED]),
            abandoned=int(total[_ABANDONED]),
            flowed_out=int(total[_FLOWED]),
            handled=int(total[_HANDLED]),
            handle_seconds=total[_HANDLE],
            busy_seconds=total[_BUSY] / _HUNDREDTHS,
            waiting_seconds=total[_WAITING],
            agent_seconds=total[_AGENTS],
            pressed_answers=int(_sum_of(pressed, _ANSWERED)),
            pressed_agent_seconds=_sum_of(pressed, _PRESSED_AGENTS),
            pressed_seconds=_sum_of(pressed, _SECONDS) / _HUNDREDTHS,
        )


class _Seen:
    """What the polls saw since the last totals: sums over time, seconds."""

    __slots__ = ("before", "busy", "interacting", "pressed", "seconds", "waiting", "working")

    def __init__(self, before: tuple[int, int, int, int] | None = None) -> None:
        self.before = before
        """Of the newest poll: who waited, at whom it rang, agents at work, and interacting."""
        self.seconds = 0.0
        self.busy = 0.0
        self.waiting = 0.0
        self.working = 0.0
        self.interacting = 0.0
        self.pressed = before is not None and before[0] > 0
        """Whether somebody has always waited."""

    def after(self) -> "_Seen":
        """What begins when totals have come."""
        return _Seen(self.before)

    def add(self, step: float, told: MediaReading, agents: AgentCounts) -> None:
        """A poll, so many seconds after one that counts; 0: after none."""
        before = self.before
        if told.waiting is None:
            self.before, self.pressed = None, False
            return
        working, interacting = working_agents(agents), interacting_agents(agents)
        now = (told.waiting, told.alerting or 0, working or 0, interacting or 0)
        self.before = now
        if not now[0] or before is None:
            self.pressed = False
        if before is None or step <= 0.0:
            return
        half = step / 2.0
        self.seconds += step
        self.busy += half * ((before[0] > 0) + (now[0] > 0))
        self.waiting += half * (before[0] + before[1] + now[0] + now[1])
        self.working += half * (before[2] + now[2])
        self.interacting += half * (before[3] + now[3])


def _sum_of(cells: Iterable[_Cell], field: int) -> float:
    return sum(cell[field] for cell in cells)


def _not_too_many(cells: list[_Cell]) -> list[_Cell]:
    """The newest of them, as many as the window has room for."""
    covered, first = _sum_of(cells, _SECONDS), 0
    while covered > WINDOW * _HUNDREDTHS or len(cells) - first > _MOST_CELLS:
        covered -= cells[first][_SECONDS]
        first += 1
    return cells[first:]


def _difference(known: MediaToday, told: MediaToday) -> list[float] | None:
    """What has happened since: offered, answered, gone and handled; ``None`` if it is not told.

    Totals that have become less were corrected: nothing can be learnt from them.
    """
    pairs = (
        (known.offered, told.offered),
        (known.answered, told.answered),
        # Callbacks do not tell who gave up: nobody does, as far as anything tells.
        (known.abandoned or 0, told.abandoned or 0),
        (known.flowed_out or 0, told.flowed_out or 0),
        (known.handled or 0, told.handled or 0),
        (known.handle_seconds or 0.0, told.handle_seconds or 0.0),
    )
    more: list[float] = []
    for one, other in pairs:
        if one is None or other is None or other < one:
            return None
        more.append(other - one)
    return more
