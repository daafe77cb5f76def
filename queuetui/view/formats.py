"""How counts, ages, instants and names are written: pure text, measured in terminal cells."""

import math
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from unicodedata import category, east_asian_width, normalize

UNKNOWN = "–"
"""What stands where the source did not tell. Never 0."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def count(value: int | None, width: int | None = None) -> str:
    """A count of things or people.

    Where ``width`` cells do not hold all its digits it is rounded down to thousands (``12k``),
    millions and so on: a number is never cut.
    """
    if value is None:
        return UNKNOWN
    text = str(value)
    if width is None or len(text) <= width:
        return text
    for unit in ("k", "M", "G", "T"):
        value //= 1000
        if value == 0:
            break
        text = f"{value}{unit}"
        if len(text) <= width:
            return text
    return ">" * max(0, width)


def age(seconds: float | None) -> str:
    """A duration in seconds as ``0:07``, ``59:59``, ``1h 12m``, ``14h``, ``2d 3h``, ``17d``.

    Never more than 6 cells, never rounded up, so a limit is shown as reached only when it is.
    """
    if seconds is None or math.isnan(seconds):
        return UNKNOWN
    if seconds >= 1000 * _DAY:
        return ">999d"
    return _age(int(seconds) if seconds > 0 else 0)


@lru_cache(maxsize=1024)
def _age(whole: int) -> str:
    # Each second the ages of all lines are written, and most were there already on another line.
    if whole < _HOUR:
        return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"
    if whole < 10 * _HOUR:
        return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"
    if whole < _DAY:
        return f"{whole // _HOUR}h"
    if whole < 10 * _DAY:
        return f"{whole // _DAY}d {whole % _DAY // _HOUR}h"
    return f"{whole // _DAY}d"


def span(seconds: float | None) -> str:
    """A duration that stands still, such as a limit: like `age`, but whole hours and days alone.

    An age that grows keeps its second unit, so that it is seen to grow.
    """
    if seconds is not None and seconds >= _HOUR and not seconds % _HOUR:
        return age(seconds).removesuffix(" 00m").removesuffix(" 0h")
    return age(seconds)


def short_age(seconds: float | None) -> str:
    """A duration in seconds in at most 4 cells, in one unit: ``7s``, ``42s``, ``3m``, ``999d``."""
    if seconds is None or math.isnan(seconds):
        return UNKNOWN
    if seconds >= 999 * _DAY:
        return "999d"
    whole = max(0, int(seconds))
    if whole < 100:
        return f"{whole}s"
    if whole < 100 * _MINUTE:
        return f"{whole // _MINUTE}m"
    if whole < 100 * _HOUR:
        return f"{whole // _HOUR}h"
    return f"{whole // _DAY}d"


def clock_time(epoch: float, zone: tzinfo | None) -> str:
    """An instant (epoch seconds) as time of day, ``14:03:22``; ``None``: this machine's zone."""
    try:
        return f"{datetime.fromtimestamp(epoch, UTC).astimezone(zone):%H:%M:%S}"
    except (OverflowError, OSError, ValueError):
        return UNKNOWN


def clean(text: str) -> str:
    """A name from outside without what could disturb a terminal.

    Control characters (C0, C1), bidirectional overrides, zero-width and private signs and lone
    surrogates go; every kind of space becomes a plain one.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for sign in normalize("NFC", text):
        kind = category(sign)
        if kind[0] == "Z" or sign in "\t\n\r":
            kept.append(" ")
        elif kind not in {"Cc", "Cf", "Cs", "Cn", "Co"} and not _is_modifier(sign):
            kept.append(sign)
    return "".join(kept)


def cells(text: str) -> int:
    """How many terminal cells the text takes: wide characters two, combining ones none."""
    return len(text) if text.isascii() else _measured(text)


@lru_cache(maxsize=4096)
def _measured(text: str) -> int:
    # Pictures and names stand on the screen for long, and are measured each second.
    return sum(_cells_of(sign) for sign in text)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """The text, cleaned, in at most ``width`` cells; what was cut is shown by an ellipsis."""
    text = clean(text)
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return ""
    kept: list[str] = []
    for sign in text:
        room -= _cells_of(sign)
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + ellipsis


def padded(text: str, width: int) -> str:
    """The text filled up with blanks on its right to ``width`` cells."""
    return text + " " * max(0, width - cells(text))


def cut_at_word(text: str, width: int, ellipsis: str = "…") -> str:
    """Like `cut`, but only whole words stay, so that no number in the text is cut."""
    text = clean(text)
    if cells(text) <= width:
        return text
    kept = ""
    for word in text.split(" "):
        longer = f"{kept} {word}" if kept else word
        if cells(longer) + cells(ellipsis) > width:
            break
        kept = longer
    return cut(kept + ellipsis, width, ellipsis) if kept else cut(ellipsis, width, "")


def _cells_of(sign: str) -> int:
    # Marks join the sign before them, as do the vowels and finals of old Hangul syllables.
    if category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff":
        return 0
    return 2 if east_asian_width(sign) in {"W", "F"} else 1


def _is_modifier(sign: str) -> bool:
    # Variation selectors, skin tones and fillers ask for another look of the sign before them, and
    # terminals disagree about the width of what comes out.
    return (
        "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or sign in "\u115f\u1160\u3164\uffa0"
    )
