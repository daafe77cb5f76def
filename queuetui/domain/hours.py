"""Opening hours by the week: whether it is open at an instant, and when that changes.

Hours are what a clock on the wall of their zone shows. Where that clock is set, a time of day may
be missing or come twice: a span whose beginning or end is missing begins or ends at the very
instant of the change; a time that comes twice opens the first time and closes the second. Rather
too long than too short: a board that is on harms nobody.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from msgspec import Struct

_DAY = 1440
_FURTHEST = 400
"""Days; what changes later than that is as good as never."""
_WEEKS = timedelta(days=23)
"""Far enough for a week of hours to come round, also where the clocks were set in one of them."""


class Span(Struct, frozen=True):
    """A time from one minute to another, counted from the midnight that begins its day."""

    start_minute: int
    end_minute: int
    """Not in the span any more; beyond 1440 on the next day."""


class Hours(Struct, frozen=True, cache_hash=True):
    """When a queue, or a whole board, is open."""

    zone: str | None = None
    """IANA name, such as ``Europe/Berlin``; ``None`` for this machine's zone."""
    weekly: tuple[tuple[Span, ...], ...] = ((),) * 7
    """The spans that begin on each day, Monday first."""
    off: tuple[date, ...] = ()
    """On these dates nothing opens. A span from the evening before goes on past midnight."""


def is_open(hours: Hours, now: float, local: tzinfo) -> bool:
    """Whether it is open at ``now``, epoch seconds; ``local`` is this machine's zone."""
    zone = _zone(hours, local)
    today = _date(now, zone)
    return any(start <= now < end for start, end in _openings(hours, zone, today, today))


def is_closed(hours: Hours, now: float, local: tzinfo) -> bool:
    """Whether it is closed in the minute of ``now``: for thousands of queues each second.

    Hours begin and end with whole minutes. Parameters as for `is_open`.
    """
    return not _open_in(hours, int(now // 60), local)


def next_opening(hours: Hours, now: float, local: tzinfo) -> float | None:
    """The first instant after ``now`` at which it opens, epoch seconds.

    ``None`` if it does not, at least not within 400 days. While it is open that is the opening
    after the next closing.
    """
    for first, last, whole_until in _windows(hours, now, local):
        zone = _zone(hours, local)
        for start, _end in _openings(hours, zone, first, last):
            if now < start < whole_until:
                return start
    return None


def closing(hours: Hours, now: float, local: tzinfo) -> float | None:
    """The instant at which it will close, epoch seconds.

    ``None`` while it is closed, or if it does not close within 400 days.
    """
    for first, last, whole_until in _windows(hours, now, local):
        zone = _zone(hours, local)
        for start, end in _openings(hours, zone, first, last):
            if start <= now < end < whole_until:
                return end
    return None


@lru_cache(maxsize=512)
def _open_in(hours: Hours, minute: int, local: tzinfo) -> bool:
    return is_open(hours, 60.0 * minute, local)


def _windows(hours: Hours, now: float, local: tzinfo) -> Iterator[tuple[date, date, float]]:
    """Days to look at, few of them first, and the instant up to which they tell everything."""
    zone = _zone(hours, local)
    today = _date(now, zone)
    furthest = today + timedelta(days=_FURTHEST)
    off = [day for day in hours.off if day <= furthest]
    for last in (today + timedelta(days=2), max([today, *off]) + _WEEKS):
        yield today, last, _instant(last + timedelta(days=1), 0, zone, late=False)


def _openings(
    hours: Hours, zone: tzinfo, first: date, last: date
) -> tuple[tuple[float, float], ...]:
    """Beginning and end of each time it is open, in order, none touching the one before.

    They come from the spans that begin on these days or reach into them.
    """
    most = max((span.end_minute for spans in hours.weekly for span in spans), default=0)
    day = first - timedelta(days=most // _DAY)
    found: list[tuple[float, float]] = []
    while day <= last:
        if day not in hours.off:
            for span in hours.weekly[day.weekday()]:
                start = _instant(day, span.start_minute, zone, late=False)
                end = _instant(day, span.end_minute, zone, late=True)
                if start < end:
                    found.append((start, end))
        day += timedelta(days=1)
    merged: list[tuple[float, float]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _instant(day: date, minute: int, zone: tzinfo, *, late: bool) -> float:
    """When the clock of the zone shows a time of day; of two such instants the ``late`` one."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    first = wall.replace(tzinfo=zone).timestamp()
    second = wall.replace(tzinfo=zone, fold=1).timestamp()
    if first <= second:
        return second if late else first
    # No clock shows it: by the offset of before it lies behind the change, by the one of after it
    # before it. In between, to the second, is the change.
    before, after = round(second), round(first)
    offset = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return float(after)


def _date(now: float, zone: tzinfo) -> date:
    return datetime.fromtimestamp(now, UTC).astimezone(zone).date()


def _zone(hours: Hours, local: tzinfo) -> tzinfo:
    if hours.zone is None:
        return local
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - who asks for no zone does not wait for it

    return ZoneInfo(hours.zone)
