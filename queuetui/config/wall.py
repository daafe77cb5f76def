"""``[wall]``: how the wall is shown."""

import re

from queuetui.config import values
from queuetui.config.errors import Place
from queuetui.domain.settings import WallSettings

OFF = "off"
SHORTEST_PAGE = 3.0
"""Seconds; nobody reads a wall faster than that."""
SHORTEST_SHIFT = 10.0
LONGEST = 86_400.0

_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(mm|cm|m)")
_METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0}


def parse_wall(value: object, place: Place) -> WallSettings:
    """The wall's settings; what is left out keeps its default."""
    table = values.table(value, place, "wall")
    default = WallSettings()
    rotate, shift = default.rotate, default.shift
    screen_height, distance = default.screen_height, default.distance
    if "rotate" in table:
        off = f', or "{OFF}" where pages shall not change by themselves'
        rotate = _period(table["rotate"], place.at("rotate"), SHORTEST_PAGE, off)
    if "shift" in table:
        off = f', or "{OFF}" for never'
        shift = _period(table["shift"], place.at("shift"), SHORTEST_SHIFT, off)
    if "screen_height" in table:
        at = place.at("screen_height")
        screen_height = length(table["screen_height"], at, example=0.7, least=0.05, most=20)
    if "distance" in table:
        distance = length(table["distance"], place.at("distance"), example=6, least=0.2, most=200)
    return WallSettings(rotate, screen_height, distance, shift)


def length(value: object, place: Place, *, example: float, least: float, most: float) -> float:
    """Metres between ``least`` and ``most``: a number, or a text with its unit."""
    allowed = (
        f'a length such as "{example * 100:g}cm", "{example:g}m" or {example:g} (metres),'
        f" from {least * 100:g}cm to {most:g}m"
    )
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise place.refuse(value, allowed)
    if isinstance(value, str):
        found = _LENGTH.fullmatch(value.strip())
        if found is None:
            raise place.refuse(value, allowed)
        metres: float = float(found[1]) * _METRES[found[2]]
    else:
        metres = value
    if not least <= metres <= most:
        raise place.refuse(value, allowed)
    # Hundredths are no binary fractions: 70 of them are a hair above 0.7.
    return round(float(metres), 6)


def _period(value: object, place: Place, least: float, off: str) -> float:
    """Seconds; 0 for ``off``."""
    if value == OFF:
        return 0.0
    return values.duration(value, place, least=least, most=LONGEST, off=off)
