"""What "today" is: a day that begins at a set minute of the wall clock of a set zone.

A day begins at the first instant at which its zone's clock reads the set minute or later. So a
minute that the spring change skips begins the day when the clock jumps over it, one that the autumn
change repeats begins it the first time, and days follow each other without gap or overlap. A day
on which the clock changes has 23 or 25 hours.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct

HALF_HOUR = 1800.0
"""Seconds."""
_ONE_DAY = timedelta(days=1)


class DayRule(Struct, frozen=True):
    """When "today" begins."""

    start_minute: int = 0
    """Minutes after midnight, 0 to 1439."""
    zone: str | None = None
    """IANA name; ``None``: this machine's own zone."""


class Day(Struct, frozen=True):
    """One day by a rule: from ``since`` to just before ``until``, epoch seconds."""

    since: float
    until: float
    zone_name: str
    """For people: the IANA name where it is known, else the zone's abbreviation."""


def day_at(rule: DayRule, now: float, local: tzinfo) -> Day:
    """The day in which ``now`` (epoch seconds) lies.

    ``local`` is this machine's zone, for a rule that names none. It has to know its changes of
    the clock: one of a fixed offset gets the days of the changes wrong.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: For a zone that this machine does not know.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - who asks for no zone does not wait for it

    zone = local if rule.zone is None else ZoneInfo(rule.zone)
    # From the day after, for a clock that is put back at midnight shows yesterday's date again.
    on = datetime.fromtimestamp(now, zone).date() + _ONE_DAY
    while (since := _beginning(on, rule.start_minute, zone)) > now:
        on -= _ONE_DAY
    until = _beginning(on + _ONE_DAY, rule.start_minute, zone)
    return Day(since, until, _name(zone, since))


def half_hours(day: Day) -> tuple[float, ...]:
    """The boundaries of a day's half hours, epoch seconds: from its beginning to its end.

    They are counted from the beginning in real time, so a day of 25 hours has 50. The last is
    shorter where the day's length is no multiple of half an hour.
    """
    begins: list[float] = []
    while (begin := day.since + HALF_HOUR * len(begins)) < day.until:
        begins.append(begin)
    return (*begins, day.until)


def _beginning(on: date, minute: int, zone: tzinfo) -> float:
    """The first instant at which the zone's clock reads that minute of that date or later."""
    wall = datetime.combine(on, time(minute // 60, minute % 60), zone)
    by_old_offset = wall.replace(fold=0).timestamp()
    by_new_offset = wall.replace(fold=1).timestamp()
    if by_old_offset <= by_new_offset:
        return by_old_offset
    # The clock jumps over it, somewhere between the two: find the jump, to the second.
    before, after = int(by_new_offset), int(by_old_offset)
    old = _offset(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return float(after)


def _offset(instant: float, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset()


def _name(zone: tzinfo, instant: float) -> str:
    # That of a `zoneinfo.ZoneInfo`, should it be one and have come with a name.
    named = getattr(zone, "key", None)
    if isinstance(named, str) and named:
        return named
    return datetime.fromtimestamp(instant, zone).tzname() or str(zone)
