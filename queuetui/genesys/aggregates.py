"""``POST /api/v2/analytics/conversations/aggregates/query``: what happened today.

Durations come in milliseconds, per queue and media type. A metric without data is left out of a
group, and a group without data out of the answer: there, absent means 0. A metric that is there
but does not tell its count is unknown. Callbacks have metrics of their own, except in organisations
where they count as calls do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

import msgspec
from msgspec import UNSET, Struct, UnsetType

from queuetui.domain.day import HALF_HOUR, Day, half_hours
from queuetui.domain.today import (
    DaySeries,
    HalfHour,
    MediaToday,
    ServiceLevel,
    Today,
    combined,
)
from queuetui.genesys.answers import Told, decode
from queuetui.genesys.errors import AnswerUnreadable
from queuetui.genesys.instants import read_instant
from queuetui.genesys.session import Session

PATH = "/api/v2/analytics/conversations/aggregates/query"
METRICS = (
    "nOffered", "nOverSla", "tAnswered", "tAbandon", "tShortAbandon", "tFlowOut", "tHandle",
    "oServiceLevel", "oServiceTarget", "nConnected", "nCallbackOverSla", "oCallbackServiceLevel",
)  # fmt: skip
DAY_METRICS = ("nOffered", "tAnswered", "tAbandon", "nConnected")
"""For the half hours of a day."""
BATCH = 100
"""Queues a query, as for observations."""

_LEVELS = frozenset({"oServiceLevel", "oCallbackServiceLevel"})
_CALLBACK = "callback"
_NO_MEDIA = "unknown"
"""Genesys' own word for a medium that is not known."""
_MOST = 1e15
"""Beyond it a figure is nonsense, and not told: in milliseconds it would be 30,000 years."""


class _Predicate(Struct, frozen=True):
    value: str
    type: str = "dimension"
    dimension: str = "queueId"
    operator: str = "matches"


class _Filter(Struct, frozen=True):
    predicates: list[_Predicate]
    type: str = "or"


class _Query(Struct, frozen=True, rename="camel"):
    interval: str
    filter: _Filter
    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ("queueId", "mediaType")
    granularity: str | UnsetType = UNSET


class _Stats(Told):
    count: float | None = None
    sum: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    target: float | None = None


class _Metric(Told):
    metric: str
    stats: _Stats | None = None


class _Part(Told):
    interval: str | None = None
    metrics: list[_Metric | None] | None = None


class _Group(Told, rename="camel"):
    # Without a queue nobody could tell whose zeros the others' are: then the answer is refused.
    queue_id: str
    media_type: str | None = None


class _Result(Told):
    group: _Group
    data: list[_Part | None] | None = None


class _Answer(Told):
    results: list[_Result | None] | UnsetType | None = UNSET


_decoder = msgspec.json.Decoder(_Answer)


def read_today(
    session: Session, queue_ids: Sequence[str], day: Day, now: float
) -> Mapping[str, Today]:
    """Ask for the day of at most `BATCH` queues; every one of them is in what is returned.

    ``now`` is the server's time, epoch seconds: the figures count as being of that instant, for
    they are not newer than the question. Raises a `GenesysError`.
    """
    body = query(queue_ids, day)
    exchange = session.call("POST", PATH, body=body, queues=len(queue_ids))
    return parse_today(exchange.body, queue_ids, day, as_of=now)


def read_day(session: Session, queue_id: str, day: Day, now: float) -> DaySeries:
    """Ask for the half hours of one queue's day up to ``now``, as in `read_today`."""
    body = query([queue_id], day, by_half_hour=True)
    exchange = session.call("POST", PATH, body=body, queues=1)
    return parse_day(exchange.body, queue_id, day, as_of=now)


def query(queue_ids: Iterable[str], day: Day, *, by_half_hour: bool = False) -> str:
    """The JSON text of the query for these queues on that day."""
    return msgspec.json.encode(
        _Query(
            interval=_interval(day),
            filter=_Filter([_Predicate(queue_id) for queue_id in queue_ids]),
            metrics=DAY_METRICS if by_half_hour else METRICS,
            granularity="PT30M" if by_half_hour else UNSET,
        )
    ).decode()


def parse_today(
    body: bytes, queue_ids: Iterable[str], day: Day, *, as_of: float
) -> Mapping[str, Today]:
    """Turn an answer into the queues' day so far; several intervals of a group are added up.

    A queue that was asked for and is not in the answer had no traffic; one that was not asked for
    is left out. Raises `AnswerUnreadable`, which names the field.
    """
    return {
        queue_id: Today(
            queue_id,
            as_of,
            day.since,
            {media: _media_today(media, parts) for media, parts in of_queue.items()},
        )
        for queue_id, of_queue in _parts(body, queue_ids).items()
    }


def parse_day(body: bytes, queue_id: str, day: Day, *, as_of: float) -> DaySeries:
    """Turn an answer cut in half hours into a series up to ``as_of``.

    Raises `AnswerUnreadable`, also for a part that does not tell when it was or how many.
    """
    begins = [begin for begin in half_hours(day)[:-1] if begin <= as_of]
    halves: list[dict[str, list[_Part]]] = [{} for _ in begins]
    for media, parts in _parts(body, [queue_id])[queue_id].items():
        for part in parts:
            place = _place(part, day)
            if place is not None and place < len(halves):
                halves[place].setdefault(media, []).append(part)
    return DaySeries(
        queue_id,
        as_of,
        day.since,
        tuple(_half_hour(begin, half) for begin, half in zip(begins, halves, strict=True)),
    )


def _parts(body: bytes, queue_ids: Iterable[str]) -> dict[str, dict[str, list[_Part]]]:
    """The parts of an answer by queue and medium, for every queue that was asked for."""
    answer = decode(_decoder, body, "aggregates")
    if answer.results is UNSET:
        raise AnswerUnreadable("The aggregates answer has no field `results`.")
    asked = {queue_id.lower(): queue_id for queue_id in queue_ids}
    found: dict[str, dict[str, list[_Part]]] = {queue_id: {} for queue_id in asked.values()}
    nameless: dict[str, list[_Part]] = {}
    for result in answer.results or ():
        queue_id = None if result is None else asked.get(result.group.queue_id.lower())
        if result is None or queue_id is None:
            continue
        media = result.group.media_type
        gathered = (
            nameless.setdefault(queue_id, [])
            if media is None
            else found[queue_id].setdefault(media, [])
        )
        gathered.extend(part for part in result.data or () if part is not None)
    for queue_id, parts in nameless.items():
        # Beside groups with a medium it may be their total, and must not count twice.
        if not found[queue_id]:
            found[queue_id][_NO_MEDIA] = parts
    return found


class _Tally:
    """The metrics of one medium, added up. ``None``: told of, but not how much."""

    def __init__(self, parts: Iterable[_Part]) -> None:
        self._counts: dict[str, float | None] = {}
        self._sums: dict[str, float | None] = {}
        self._levels: dict[str, ServiceLevel | None] = {}
        self._targets: set[float] = set()
        for part in parts:
            for metric in part.metrics or ():
                if metric is not None:
                    self._add(metric.metric, metric.stats or _Stats())

    def _add(self, name: str, stats: _Stats) -> None:
        if name in _LEVELS:
            level = _level(stats)
            if name in self._levels:
                before = self._levels[name]
                level = combined((before, level)) if before and level else None
            self._levels[name] = level
        elif name == "oServiceTarget":
            if stats.target is not None:
                self._targets.add(stats.target)
        else:
            _increase(self._counts, name, stats.count)
            _increase(self._sums, name, stats.sum)

    def told(self, name: str) -> bool:
        """Whether the answer has such a count."""
        return name in self._counts

    def count(self, name: str) -> int | None:
        """How many; 0 if the answer does not have it."""
        count = self._counts.get(name, 0)
        return None if count is None else int(count)

    def seconds(self, name: str) -> float | None:
        """How long together; 0 if the answer does not have it."""
        milliseconds = self._sums.get(name, 0.0)
        return None if milliseconds is None else milliseconds / 1000.0

    def service(self, name: str) -> ServiceLevel | None:
        """The service level of that name as the server gives it, with the target told beside it."""
        level = self._levels.get(name)
        if level is None or level.target is not None or len(self._targets) != 1:
            return level
        (target,) = self._targets
        return ServiceLevel(level.numerator, level.denominator, target)


def _media_today(media: str, parts: Iterable[_Part]) -> MediaToday:
    tally = _Tally(parts)
    if media == _CALLBACK and not _counted_as_calls(tally):
        return MediaToday(
            offered=tally.count("nOffered"),
            answered=tally.count("nConnected"),
            flowed_out=tally.count("tFlowOut") if tally.told("tFlowOut") else None,
            over_sla=tally.count("nCallbackOverSla"),
            handled=tally.count("tHandle"),
            handle_seconds=tally.seconds("tHandle"),
            service=tally.service("oCallbackServiceLevel"),
            callback=True,
        )
    return MediaToday(
        offered=tally.count("nOffered"),
        answered=tally.count("tAnswered"),
        abandoned=tally.count("tAbandon"),
        short_abandoned=tally.count("tShortAbandon"),
        flowed_out=tally.count("tFlowOut"),
        over_sla=tally.count("nOverSla"),
        answer_seconds=tally.seconds("tAnswered"),
        handled=tally.count("tHandle"),
        handle_seconds=tally.seconds("tHandle"),
        service=tally.service("oServiceLevel"),
        callback=media == _CALLBACK,
    )


def _counted_as_calls(tally: _Tally) -> bool:
    """Whether an organisation counts its callbacks in the metrics of calls."""
    return not tally.told("nConnected") and (tally.told("tAnswered") or tally.told("tAbandon"))


def _half_hour(begin: float, media: Mapping[str, list[_Part]]) -> HalfHour:
    offered = answered = abandoned = 0
    for name, parts in media.items():
        one = _media_today(name, parts)
        gone = 0 if one.callback and one.abandoned is None else one.abandoned
        if one.offered is None or one.answered is None or gone is None:
            raise AnswerUnreadable("The aggregates answer has a metric without a count.")
        offered, answered, abandoned = (
            offered + one.offered,
            answered + one.answered,
            abandoned + gone,
        )
    return HalfHour(begin, offered, answered, abandoned)


def _level(stats: _Stats) -> ServiceLevel | None:
    if stats.numerator is None or stats.denominator is None:
        return None
    if not 0 <= stats.denominator <= _MOST or abs(stats.numerator) > _MOST:
        return None
    return ServiceLevel(stats.numerator, stats.denominator, stats.target)


def _increase(amounts: dict[str, float | None], name: str, more: float | None) -> None:
    before = amounts.get(name, 0.0)
    if before is None or more is None or not 0 <= more <= _MOST:
        amounts[name] = None
    else:
        amounts[name] = before + more


def _place(part: _Part, day: Day) -> int | None:
    """The number of the half hour of the day in which a part begins; ``None``: of another day."""
    begin, _, end = (part.interval or "").partition("/")
    since, until = read_instant(begin), read_instant(end)
    if since is None or until is None:
        raise AnswerUnreadable("The aggregates answer has a part without a readable `interval`.")
    if since >= day.until or until <= day.since:
        return None
    # Half hours of the server's own, cut off by the beginning of the day, belong to its first.
    return max(0, int((since - day.since) // HALF_HOUR))


def _interval(day: Day) -> str:
    zone = _zone(day.zone_name)
    return "/".join(
        datetime.fromtimestamp(instant, zone).isoformat(timespec="seconds")
        for instant in (day.since, day.until)
    )


def _zone(name: str) -> tzinfo:
    """A zone to write instants in. Any would name the same ones, the day's own reads best."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - who asks for no zone does not wait for it

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
