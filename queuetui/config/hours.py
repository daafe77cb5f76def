"""``[hours]``: when the centre is open, or a group of queues, or a single one."""

from queuetui.config import times, values
from queuetui.config.errors import Place
from queuetui.domain.hours import Hours

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKING_DAYS = 5


def parse_hours(value: object, place: Place, zone: str | None) -> Hours | None:
    """The opening hours; ``None`` where nothing is written: always open.

    ``zone`` is the one of ``[today]``, for hours that name none of their own.
    """
    table = dict(values.table(value, place, "hours"))
    table.pop("group", None)
    return _hours(table, place, zone, "nothing at all in [hours] for always open")


def parse_group_hours(value: object, place: Place, zone: str | None) -> dict[str, Hours]:
    """The opening hours of groups, by their names; ``value`` is the whole of ``[hours]``."""
    at = place.at("group")
    table = values.table(value, place, "hours")
    groups = values.named(table.get("group", {}), at, '[hours.group."EMEA"]').items()
    found = {name: parse_own_hours(one, at.at(name), zone) for name, one in groups}
    return {name: hours for name, hours in found.items() if hours is not None}


def parse_own_hours(value: object, place: Place, zone: str | None) -> Hours | None:
    """The opening hours of some queues; ``None`` where nothing is written.

    ``zone`` is the one of ``[hours]``, for those that name none of their own.
    """
    table = values.table(value, place, "hours.group.NAME")
    return _hours(table, place, zone, "nothing at all for those of the whole centre")


def _hours(table: values.Table, place: Place, zone: str | None, nothing: str) -> Hours | None:
    if not table:
        return None
    if "zone" in table:
        zone = times.zone(table["zone"], place.at("zone"))
    weekdays = times.spans_in(table, "weekdays", place, ())
    weekend = times.spans_in(table, "weekend", place, ())
    weekly = tuple(
        times.spans_in(table, day, place, weekdays if number < _WORKING_DAYS else weekend)
        for number, day in enumerate(WEEK)
    )
    off = {times.day_of_year(day, at) for at, day in _each(table.get("off", []), place.at("off"))}
    if not any(weekly):
        raise place.problem(
            'found no hours on any day; allowed: at least one line such as mon = "08:00-18:00",'
            f" or {nothing}"
        )
    return Hours(zone, weekly, tuple(sorted(off)))


def _each(value: object, place: Place) -> list[tuple[Place, object]]:
    """The entries of an array with their places; what is no array stands for itself."""
    if isinstance(value, list):
        return [(place.nth(number), entry) for number, entry in enumerate(value, start=1)]
    return [(place, value)]
