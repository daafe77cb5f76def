"""What was foretold at each poll, beside what came of it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from queuetui.domain.forecast import Forecast, chances
from queuetui.domain.limits import Limit, Limits
from queuetui.domain.readings import Queue
from queuetui.domain.snapshot import QueueState
from queuetui.feed.beside import Beside
from queuetui.feed.foresight import Foresight
from tests.calibration.floors import START, WARM_UP, Caller, Floor


class Told(Struct, frozen=True):
    """One who waits: the chance to breach that was given, and whether it came to that."""

    probability: float
    breached: bool


class Call(Struct, frozen=True):
    """One line at one poll, some of which are not over the limit yet."""

    likely_at: float | None
    """The breach that was called likely, epoch seconds."""
    breach_at: float | None
    """The first breach of those who waited then; ``None``: none came."""
    fresh: bool
    """Whether nobody was over the limit yet: it could only be seen coming."""


class Judged(Struct):
    """All of it."""

    told: list[Told] = []
    calls: list[Call] = []
    expected: float = 0.0
    """Breaches that were expected over all polls, and those that came."""
    came: int = 0

    def extend(self, other: "Judged") -> None:
        self.told += other.told
        self.calls += other.calls
        self.expected += other.expected
        self.came += other.came


def watch(floor: Floor, seconds: float) -> Judged:
    """Let the feed's own foresight look at a floor for so long after its warm-up."""
    limits = {key: Limits(longest_wait=Limit(None, limit)) for key, limit in floor.limits.items()}
    of_queue = {queue_id: limit for (queue_id, _), limit in limits.items()}
    foresight = Foresight(lambda queue: of_queue[queue.id], stumbled=_fail)
    queues = {queue_id: Queue(queue_id, queue_id) for queue_id in of_queue}
    seen: list[tuple[Forecast, list[tuple[float, Caller]], tuple[Caller, ...], float]] = []
    for look in floor.looks(WARM_UP + seconds):
        beside = Beside(totals=look.totals)
        for queue_id, queue in queues.items():
            state = foresight.foresee(QueueState(queue, look.readings[queue_id]), beside)
            if look.at < START + WARM_UP:
                continue
            track = foresight._tracks[queue_id]
            for one in state.forecasts:
                callers = look.waiting[queue_id, one.media]
                pace = track.pace_of(look.readings[queue_id], one.media)
                line = track.line_of(one.media)
                assert line is not None
                given = [
                    (each.probability or 0.0, callers[each.position - 1])
                    for each in chances(line, pace, one.limit)
                ]
                seen.append((one, given, callers, look.at))
    judged = Judged()
    for one, given, callers, at in seen:
        _judge(judged, floor, one, given, callers, at)
    return judged


def _fail(error: Exception) -> None:
    raise error


def _judge(
    judged: Judged,
    floor: Floor,
    one: Forecast,
    given: Sequence[tuple[float, Caller]],
    callers: Iterable[Caller],
    at: float,
) -> None:
    judged.told += [Told(chance, floor.breached[caller.number]) for chance, caller in given]
    coming = [caller for caller in callers if caller.began + one.limit > at]
    if not coming:
        return
    breaches = [caller.began + one.limit for caller in coming if floor.breached[caller.number]]
    judged.calls.append(Call(one.likely_at, min(breaches, default=None), one.over == 0))
    judged.expected += one.expected or 0.0
    judged.came += len(breaches)
