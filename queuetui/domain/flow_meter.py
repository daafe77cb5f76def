"""Gathers what goes through one medium of a queue, from polls and from today's totals.

Instants are epoch seconds by the server's clock.
"""

from array import array

from queuetui.domain.flow import WINDOW, Flow, interacting_agents, working_agents
from queuetui.domain.readings import AgentCounts, MediaReading
from queuetui.domain.today import MediaToday

_LONGEST = 600.0
"""Seconds between two totals beyond which nothing is made of their difference."""
_COVERED = 0.6
"""The part of the time between two totals that polls must have seen."""
_MOST_CELLS = 60

_FIELDS = 13
(
    _SECONDS, _OFFERED, _ANSWERED, _ABANDONED, _FLOWED, _HANDLED, _HANDLE, _BUSY, _WAITING,
    _AGENTS, _PRESSED, _PRESSED_AGENTS, _PRESSED_SECONDS,
) = range(_FIELDS)  # fmt: skip


class FlowMeter:
    """Gathers the flow of one medium of one queue, in some 4 KiB. It has no lock."""

    __slots__ = ("_at", "_cells", "_day", "_flow", "_seen", "_since", "_told", "media")

    def __init__(self, media: str) -> None:
        self.media = media
        self._cells = array("d")
        """The newest last; each of the time between two totals."""
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
        cell = (
            seconds,
            *more,
            seen.busy * fit,
            seen.waiting * fit,
            seen.interacting * fit,
            more[1] if pressed else 0.0,
            seen.working * fit if pressed else 0.0,
            seconds if pressed else 0.0,
        )
        self._cells.extend(cell)
        self._forget()
        self._flow = self._sum()

    def _forget(self) -> None:
        cells = self._cells
        covered = sum(cells[_SECONDS::_FIELDS])
        while covered > WINDOW or len(cells) > _MOST_CELLS * _FIELDS:
            covered -= cells[_SECONDS]
            del cells[:_FIELDS]

    def _sum(self) -> Flow:
        cells = self._cells
        total = [sum(cells[field::_FIELDS]) for field in range(_FIELDS)]
        return Flow(
            self.media,
            total[_SECONDS],
            offered=int(total[_OFFERED]),
            answered=int(total[_ANSWERED]),
            abandoned=int(total[_ABANDONED]),
            flowed_out=int(total[_FLOWED]),
            handled=int(total[_HANDLED]),
            handle_seconds=total[_HANDLE],
            busy_seconds=total[_BUSY],
            waiting_seconds=total[_WAITING],
            agent_seconds=total[_AGENTS],
            pressed_answers=int(total[_PRESSED]),
            pressed_agent_seconds=total[_PRESSED_AGENTS],
            pressed_seconds=total[_PRESSED_SECONDS],
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


def _difference(known: MediaToday, told: MediaToday) -> tuple[float, ...] | None:
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
    more = []
    for one, other in pairs:
        if one is None or other is None or other < one:
            return None
        more.append(float(other - one))
    return tuple(more)
