"""When something that is closed opens again, in words."""

from datetime import UTC, datetime, tzinfo

from queuetui.view.formats import UNKNOWN, age, clock_time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_words(now: float, opening: float | None, zone: tzinfo | None) -> str:
    """``Opens tomorrow at 08:00, in 14h``; ``Closed`` where it is not known when.

    Both are instants, epoch seconds, and told as a clock in ``zone`` shows them.
    """
    at = UNKNOWN if opening is None else clock_time(opening, zone)[:5]
    if opening is None or at == UNKNOWN:
        return "Closed"
    if opening <= now:
        return f"Opens at {at}"
    day = datetime.fromtimestamp(opening, UTC).astimezone(zone).date()
    ahead = (day - datetime.fromtimestamp(now, UTC).astimezone(zone).date()).days
    if ahead < 2:
        return f"Opens {'tomorrow ' if ahead else ''}at {at}, in {age(opening - now)}"
    date = "" if ahead < 7 else f", {day.isoformat()},"
    return f"Opens on {_DAYS[day.weekday()]}{date} at {at}"
