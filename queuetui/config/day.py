"""``[today]``: when the day begins whose totals are shown."""

from queuetui.config import times, values
from queuetui.config.errors import Place
from queuetui.domain.day import DayRule


def parse_day(value: object, place: Place) -> DayRule:
    """The rule by which "today" begins."""
    table = values.table(value, place, "today")
    start, zone = DayRule().start_minute, DayRule().zone
    if "starts" in table:
        start = times.time_of_day(table["starts"], place.at("starts"))
    if "zone" in table:
        zone = times.zone(table["zone"], place.at("zone"))
    return DayRule(start, zone)
