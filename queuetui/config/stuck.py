"""``[stuck]``: from which age on interactions may be stuck."""

from queuetui.config import values
from queuetui.config.errors import Place
from queuetui.domain.stuck import StuckRule

OFF = "off"
LEAST_FACTOR, MOST_FACTOR = 2.0, 1000.0
SHORTEST = 60.0
"""Seconds; whoever waits for less than that is not forgotten."""


def parse_stuck(value: object, place: Place) -> StuckRule:
    """The rule; what is left out keeps its default."""
    table = values.table(value, place, "stuck")
    default = StuckRule()
    factor, least = default.factor, default.least
    if "factor" in table:
        factor = _factor(table["factor"], place.at("factor"))
    if "least" in table:
        least = values.duration(table["least"], place.at("least"), least=SHORTEST)
    return StuckRule(factor, least)


def _factor(value: object, place: Place) -> float | None:
    """A number; ``None`` for ``off``."""
    if value == OFF:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not LEAST_FACTOR <= value <= MOST_FACTOR:  # type: ignore[operator]
        allowed = f'a number from {LEAST_FACTOR:g} to {MOST_FACTOR:g}, or "{OFF}" for never'
        raise place.refuse(value, allowed)
    return float(value)  # type: ignore[arg-type]
