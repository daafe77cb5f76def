"""What is coming in each queue, from what the polls and today's totals bring."""

import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.flow import Flow, Pace, pace
from queuetui.domain.flow_meter import FlowMeter
from queuetui.domain.forecast import Forecast, forecast
from queuetui.domain.limits import Limits, wait_limit
from queuetui.domain.line import Line, begun, followed, listed
from queuetui.domain.readings import MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import Today
from queuetui.domain.waiting import WaitingList
from queuetui.feed.beside import Beside

log = logging.getLogger(__name__)

_SAME = 0.1
"""Seconds by which the same instant may differ after it was moved."""
GAP = 30.0
"""Seconds without a poll, after which nobody has watched; where nothing else is said."""
_MOST_LOGGED = 10
"""Queues of which an error is logged: whatever else it is, it is the same one."""
ALONE = Beside()
"""Nothing is known beside the polls."""


class Foresight:
    """Kept by queue id, for the thread of the polls alone. It never raises.

    Instants are epoch seconds by the server's clock.
    """

    def __init__(
        self,
        limits_for: Callable[[Queue], Limits],
        gap: Callable[[], float] = lambda: GAP,
        stumbled: Callable[[Exception], object] = lambda _error: None,
    ) -> None:
        """Begin.

        Args:
            limits_for: The limits of a queue.
            gap: Seconds without a reading after which a queue was not watched.
            stumbled: Told of an error that nobody foresaw.
        """
        self._limits_for = limits_for
        self._gap = gap
        self._stumbled = stumbled
        self._tracks: dict[str, _Track] = {}
        self._failed: set[str] = set()
        """Queues of which an error was logged: once, not at every poll."""

    def foresee(self, state: QueueState, beside: Beside = ALONE) -> QueueState:
        """The queue with what is coming in it, as of its newest reading.

        ``beside`` is what is known beside the polls, in the same base of time.
        """
        queue_id = state.queue.id
        try:
            outlook = self._outlook(state, beside)
        except Exception as error:  # noqa: BLE001 - what is matters more than what may come
            self._tracks.pop(queue_id, None)
            self._stumble(queue_id, error)
            return state
        if outlook is None:
            return state
        return replace(
            state,
            forecasts=outlook.forecasts,
            flows=outlook.flows,
            last_answer=outlook.last_answer,
        )

    def keep(self, watched: AbstractSet[str]) -> None:
        """Forget the queues that are not watched any more."""
        for queue_id in self._tracks.keys() - watched:
            del self._tracks[queue_id]
        self._failed &= watched

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        for track in self._tracks.values():
            track.redate(by)

    def _outlook(self, state: QueueState, beside: Beside) -> "_Outlook | None":
        queue_id, reading, opened = state.queue.id, state.judged, beside.opened
        if reading is None:
            return None
        track = self._tracks.get(queue_id)
        if track is None:
            track = self._tracks[queue_id] = _Track()
        mine = opened is not None and opened.queue_id == queue_id
        waiting = opened.waiting.value if opened is not None and mine else None
        track.take(reading, beside.totals.get(queue_id), waiting, self._gap())
        return track.outlook(state.queue, self._limits_for)

    def _stumble(self, queue_id: str, error: Exception) -> None:
        if queue_id not in self._failed and len(self._failed) < _MOST_LOGGED:
            self._failed.add(queue_id)
            log.error("What is coming in a queue could not be told.", exc_info=error)
        self._stumbled(error)


class _Outlook(Struct, frozen=True, gc=False):
    """What is coming in one queue."""

    forecasts: tuple[Forecast, ...] = ()
    """One for each medium in which somebody waits and which has a limit."""
    flows: tuple[Flow, ...] = ()
    last_answer: float | None = None
    """Since when those who wait go without an answer, see `QueueState`."""


class _Track:
    """One queue, from poll to poll."""

    __slots__ = (
        "_answered",
        "_limits",
        "_lines",
        "_made",
        "_meters",
        "_queue",
        "_reading",
        "_today",
    )

    def __init__(self) -> None:
        self._reading: Reading | None = None
        self._today: Today | None = None
        self._lines: tuple[tuple[str, Line], ...] = ()
        """By medium; only those in which somebody waits. One or two as a rule: for so few a
        dictionary is a large thing, and there are thousands of queues."""
        self._meters: tuple[FlowMeter, ...] = ()
        """One for each medium in which something has gone on."""
        self._answered: float | None = None
        self._queue: Queue | None = None
        self._limits: Limits | None = None
        self._made: _Outlook | None = None
        """Until the next reading comes."""

    def take(
        self, reading: Reading, today: Today | None, waiting: WaitingList | None, gap: float
    ) -> None:
        """Take in a reading, unless it is the one before."""
        before = self._reading
        if before is not None and reading.as_of <= before.as_of + _SAME:
            return
        self._made = None
        self._meter(reading, gap)
        counted = self._count(today)
        self._follow(reading, waiting)
        self._note_answers(reading, gap, counted=counted)
        self._reading = reading

    def redate(self, by: float) -> None:
        """Move all instants."""
        self._reading = self._reading and self._reading.redated(by)
        self._today = self._today and self._today.redated(by)
        self._lines = tuple((media, line.redated(by)) for media, line in self._lines)
        self._answered = None if self._answered is None else self._answered + by
        self._made = None
        for meter in self._meters:
            meter.redate(by)

    def outlook(self, queue: Queue, limits_for: Callable[[Queue], Limits]) -> _Outlook:
        """What is coming; made once for each reading."""
        if queue is not self._queue:
            self._queue, self._limits, self._made = queue, limits_for(queue), None
        if self._made is None:
            flows = tuple(meter.flow for meter in self._meters if meter.flow is not None)
            self._made = _Outlook(tuple(self._forecasts(queue)), flows, self._answered)
        return self._made

    def _forecasts(self, queue: Queue) -> list[Forecast]:
        reading, limits = self._reading, self._limits
        if reading is None or limits is None:
            return []
        found = []
        for media, line in self._lines:
            limit = wait_limit(limits, queue.goals, media).critical
            if limit is None:
                continue
            found.append(forecast(media, line, self.pace_of(reading, media), limit))
        return found

    def pace_of(self, reading: Reading, media: str) -> Pace:
        """How fast a line is answered now."""
        meter = self._meter_of(media)
        return pace(
            None if meter is None else meter.flow,
            reading.agents,
            reading.media[media].interacting,
            None if self._today is None else self._today.media.get(media),
        )

    def _meter(self, reading: Reading, gap: float) -> None:
        for media, told in reading.media.items():
            meter = self._meter_of(media)
            if meter is None:
                if not (told.waiting or told.alerting or told.interacting):
                    continue
                meter = FlowMeter(media)
                self._meters = (*self._meters, meter)
            meter.look(reading.as_of, told, reading.agents, gap)

    def _count(self, today: Today | None) -> float | None:
        """Take in new totals; their instant, if they tell of an answer since those before."""
        before = self._today
        if today is None or (before is not None and today.as_of <= before.as_of + _SAME):
            return None
        self._today = today
        for meter in self._meters:
            told = today.media.get(meter.media)
            if told is not None:
                meter.count(today.as_of, today.since, told)
        if before is None or before.since != today.since:
            return None
        more = (today.answered or 0) > (before.answered or 0)
        return today.as_of if more else None

    def _follow(self, reading: Reading, waiting: WaitingList | None) -> None:
        lines: list[tuple[str, Line]] = []
        for media, told in reading.media.items():
            if not told.waiting or told.oldest_since is None:
                # Without the head nothing of the line is known.
                continue
            known = self.line_of(media)
            line = _told_line(waiting, media, told, reading, known)
            if line is None and self._reading is not None:
                line = known or self._empty_before(media)
            if line is None:
                line = begun(told.waiting, told.oldest_since, reading.as_of)
            else:
                leaving = self.pace_of(reading, media).leaving_per_second
                line = followed(line, told, reading.as_of, leaving)
            lines.append((media, line))
        self._lines = tuple(lines)

    def _meter_of(self, media: str) -> FlowMeter | None:
        for meter in self._meters:
            if meter.media == media:
                return meter
        return None

    def line_of(self, media: str) -> Line | None:
        """Who waits, as far as it is known; ``None``: nobody does, or nothing is."""
        for name, line in self._lines:
            if name == media:
                return line
        return None

    def _empty_before(self, media: str) -> Line | None:
        """The line at the reading before, if nobody is known to have waited then."""
        before = self._reading
        told = before and before.media.get(media)
        return Line(before.as_of) if before and told and told.waiting == 0 else None

    def _note_answers(self, reading: Reading, gap: float, *, counted: float | None) -> None:
        """When somebody was answered last, at the latest."""
        before, as_of = self._reading, reading.as_of
        waiting = reading.waiting
        if waiting is None:
            return
        if before is None or as_of - before.as_of > gap or not waiting:
            # Nobody watched, or nobody waits: from here on those who come go without an answer.
            self._answered = as_of
            return
        if self._answered is None:
            self._answered = as_of
        elif not before.waiting and reading.oldest_since is not None:
            self._answered = max(self._answered, min(as_of, reading.oldest_since))
        if any(_more_taken(before.media.get(media), one) for media, one in reading.media.items()):
            self._answered = as_of
        elif counted is not None:
            self._answered = max(self._answered, min(as_of, counted))


def _more_taken(before: MediaReading | None, told: MediaReading) -> bool:
    known = None if before is None else before.interacting
    return known is not None and told.interacting is not None and told.interacting > known


def _told_line(
    waiting: WaitingList | None,
    media: str,
    told: MediaReading,
    reading: Reading,
    known: Line | None,
) -> Line | None:
    """The line as it was told one by one, if that is newer than what is known."""
    if waiting is None or waiting.as_of > reading.as_of:
        return None
    if known is not None and waiting.as_of <= known.as_of:
        return None
    instants = [one.since for one in waiting.listed if one.media == media]
    if not instants:
        return None
    total = len(instants)
    if waiting.not_listed:
        total = max(total, (known.waiting if known else told.waiting) or 0)
    return listed(instants, total, waiting.as_of)
