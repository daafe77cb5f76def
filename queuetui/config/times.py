"""Times of day, spans between two of them, dates and time zones, as people write them."""

import re
import zoneinfo
from datetime import date, datetime

from queuetui.config import values
from queuetui.config.errors import Place
from queuetui.domain.hours import Span

_DAY = 1440
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DASH = re.compile(r"\s*[-–]\s*")
"""Some editors turn one into the other."""
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def time_of_day(value: object, place: Place) -> int:
    """Minutes after midnight, 0 to 1439."""
    minute = _minute(value.strip()) if isinstance(value, str) else None
    if minute is None or minute == _DAY:
        raise place.refuse(
            value, 'a time of day in quotes from "00:00" to "23:59", such as "06:00"'
        )
    return minute


def span(value: object, place: Place) -> Span:
    """From one time of day to another; where that is not later, to the one of the next day."""
    allowed = 'a span in quotes such as "08:00-18:00" or, past midnight, "22:00-06:00"'
    ends = [_minute(end) for end in _DASH.split(value.strip())] if isinstance(value, str) else []
    if len(ends) != 2:
        raise place.refuse(value, allowed)
    start, end = ends
    if start is None or end is None or start == _DAY:
        raise place.refuse(value, allowed)
    if start == end:
        raise place.refuse(value, allowed, 'it is empty; a whole day is "00:00-24:00"')
    return Span(start, end if start < end else end + _DAY)


def spans(value: object, place: Place) -> tuple[Span, ...]:
    """One span or an array of them."""
    if not isinstance(value, list):
        return (span(value, place),)
    return tuple(span(one, place.nth(n)) for n, one in enumerate(value, start=1))


def spans_in(
    table: values.Table, key: str, place: Place, default: tuple[Span, ...]
) -> tuple[Span, ...]:
    """The spans that stand under a key of a table; without it the default."""
    return spans(table[key], place.at(key)) if key in table else default


def day_of_year(value: object, place: Place) -> date:
    """A date, in quotes or bare."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            why = "no calendar has that day"
    else:
        why = ""
    raise place.refuse(value, 'a date such as "2026-12-25"', why)


def zone(value: object, place: Place) -> str:
    """The IANA name of a time zone that this machine knows."""
    name = value.strip() if isinstance(value, str) else ""
    try:
        return zoneinfo.ZoneInfo(name).key
    except (LookupError, ValueError, OSError):
        # Whatever is no zone: an unknown name, a folder of names, a path out of all of them.
        pass
    known = zoneinfo.available_timezones()
    if not known:
        raise place.refuse(
            value,
            "no zone at all, for that of this machine itself",
            "this machine has no list of time zones; install its package tzdata",
        )
    allowed = 'the name of a time zone in quotes, such as "Europe/Berlin" or "UTC"'
    raise place.refuse(value, allowed, values.guess(_near_zones(name, known)))


def _minute(text: str) -> int | None:
    """Minutes after midnight, 1440 for "24:00"; ``None`` if it is no time of day."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return 60 * hour + minute if minute < 60 and 60 * hour + minute <= _DAY else None


def _near_zones(name: str, known: set[str]) -> list[str]:
    """The zones that may be meant, the nearest first; people often write the city alone."""
    wanted = name.lower().replace(" ", "_")
    # Etc/GMT+1 lies an hour *behind* UTC: whoever writes "GMT+1" means the opposite.
    whole = {zone.lower(): zone for zone in sorted(known) if not zone.startswith("Etc/")}
    cities = {lower.rpartition("/")[2]: zone for lower, zone in reversed(whole.items())}
    city = wanted.rpartition("/")[2]
    if wanted in whole:
        return [whole[wanted]]
    if city in cities:
        return [cities[city]]
    found = [whole[zone] for zone in values.near(wanted, [*whole])]
    found += [cities[zone] for zone in values.near(city, [*cities])]
    return list(dict.fromkeys(found))[: values.GUESSES]
