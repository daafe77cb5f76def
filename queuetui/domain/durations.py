"""Durations as people write them: ``"5s"``, ``"1m30s"``, ``"2h"``, ``"1.5s"``, ``"500ms"``."""

import math
import re

UNITS: dict[str, float] = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
"""Seconds in each unit, largest first."""

LONGEST_TEXT = 64
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[dhms])\s*")


def parse_duration(text: str) -> float:
    """The seconds that ``text`` stands for.

    Each unit comes at most once, larger ones first; blanks may stand between the parts. A number
    without a unit is refused, for nobody could tell what it means.

    Raises:
        ValueError: In one sentence, why it is no duration.
    """
    rest = text.strip()
    if not rest:
        raise ValueError("it is empty")
    if len(rest) > LONGEST_TEXT:
        raise ValueError("it is too long")
    if rest.startswith("-"):
        raise ValueError("a duration is never negative")
    if re.fullmatch(r"[0-9.]+", rest):
        raise ValueError("the unit is missing")
    seconds = 0.0
    smaller = tuple(UNITS)
    while rest:
        part = _PART.match(rest)
        if part is None:
            raise ValueError("it is not made of numbers with the units d, h, m, s or ms")
        number, unit = part.groups()
        if unit not in smaller:
            raise ValueError("larger units come first, each of them once")
        smaller = smaller[smaller.index(unit) + 1 :]
        seconds += float(number) * UNITS[unit]
        rest = rest[part.end() :]
    # Sums of binary fractions drift in their last digits; a microsecond is finer than any use.
    return round(seconds, 6)


def format_duration(seconds: float) -> str:
    """``seconds`` as `parse_duration` reads it, to the millisecond: ``90`` becomes ``"1m30s"``.

    Raises:
        ValueError: For a negative or infinite number, or none at all.
    """
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError("a duration is a finite number of seconds, 0 or more")
    milliseconds = round(seconds * 1000)
    if milliseconds == 0:
        return "0s"
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    text = ""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000)):
        count, milliseconds = divmod(milliseconds, size)
        text += f"{count}{unit}" if count else ""
    whole, thousandths = divmod(milliseconds, 1000)
    if thousandths:
        return text + f"{whole}.{thousandths:03d}".rstrip("0") + "s"
    return text + (f"{whole}s" if whole else "")
