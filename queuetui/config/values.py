"""Reading one value of a settings file, or saying in one line why it cannot be read."""

import difflib
from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

from queuetui.config.errors import SHOWN, Place, SettingsError, one_of
from queuetui.domain.durations import format_duration, parse_duration
from queuetui.domain.limits import FIGURES

Table = dict[str, object]
Word = TypeVar("Word", bound=str)

LONGEST_DURATION = 366 * 86_400.0
LARGEST_COUNT = 1_000_000

_HOURS = ("zone", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekdays", "weekend", "off")
KNOWN: Mapping[str, tuple[str, ...]] = {
    "": (
        "poll",
        "limits",
        "queues",
        "board",
        "columns",
        "groups",
        "today",
        "hours",
        "wall",
        "looks",
        "staleness",
        "stuck",
        "staffing",
        "alarms",
        "quiet",
        "sinks",
        "keys",
    ),
    "poll": ("interval", "names_every", "budget"),
    "limits": (*FIGURES, "media", "group"),
    "limits.group.NAME": (*FIGURES, "media"),
    "limits.media.voice": FIGURES,
    **{f"limits.{figure}": ("warn", "critical") for figure in FIGURES},
    "limits.available": ("warn", "critical", "always"),
    "limits.on_queue": ("warn", "critical", "always"),
    "queues": ("id", "name", "label", "group", "hours", "limits"),
    "board": ("sort", "fresh_breach", "columns"),
    "groups": ("by", "separator"),
    "today": ("starts", "zone"),
    "hours": (*_HOURS, "group"),
    "hours.group.NAME": _HOURS,
    "wall": ("rotate", "screen_height", "distance", "shift"),
    "looks": ("theme", "calm"),
    "staleness": ("late_after", "frozen_after"),
    "stuck": ("factor", "least"),
    "staffing": ("media",),
    "alarms": (
        "name",
        "on",
        "when",
        "for",
        "readings",
        "clear",
        "clear_for",
        "minimum_on",
        "severity",
        "queues",
        "groups",
        "media",
        "repeat",
        "quiet",
    ),
    "quiet": ("zone", "daily", "weekdays", "weekend"),
    "sinks.NAME": (
        "type",
        "on",
        "severity",
        "kinds",
        "queues",
        "groups",
        "rules",
        "per_minute",
        "repeat",
        "quiet",
        "protocol",
        "command",
        "timeout",
        "url_from",
        "auth_from",
        "shape",
    ),
}
"""The keys of every table; those of ``[keys]`` are the ids of actions, known to the board, and
those of ``[columns]`` and ``[sinks]``, and of groups, are names of one's own."""
GUESSES = 3
"""The most words that a message guesses at."""


def table(value: object, place: Place, kind: str) -> Table:
    """A table that holds no key but those of its kind in `KNOWN`."""
    if not isinstance(value, dict):
        keys = one_of(KNOWN[kind])
        raise place.refuse(value, f"a table with the keys {keys}")
    for key in value:
        if key not in KNOWN[kind]:
            raise _unknown(key, place, kind)
    return cast("Table", value)


def named(value: object, place: Place, example: str) -> Table:
    """Tables under names of one's own."""
    if not isinstance(value, dict):
        raise place.refuse(value, f"tables with names, such as {example}")
    return cast("Table", value)


def duration(
    value: object,
    place: Place,
    *,
    least: float = 0.0,
    most: float = LONGEST_DURATION,
    off: str = "",
) -> float:
    """Seconds between ``least`` and ``most``, written with units.

    ``off`` names another word that the caller allows here, so that the message can tell.
    """
    example = 'a duration with its unit in quotes, such as "5s", "1m30s" or "500ms"'
    allowed = f"{example}, from {format_duration(least)} to {format_duration(most)}{off}"
    if not isinstance(value, str):
        raise place.refuse(value, allowed)
    try:
        seconds = parse_duration(value)
    except ValueError as error:
        raise place.refuse(value, allowed, str(error)) from None
    if not least <= seconds <= most:
        raise place.refuse(value, allowed, "too short" if seconds < least else "too long")
    return seconds


def count(value: object, place: Place, *, least: int = 0, off: str = "") -> int:
    """A whole number of people or interactions."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_COUNT:
        raise place.refuse(value, f"a whole number from {least} to {LARGEST_COUNT}{off}")
    return value


def share(value: object, place: Place, *, least: float, most: float) -> float:
    """A share of a whole, written as a percentage between ``least`` and ``most`` (0 to 1)."""
    allowed = f'a percentage in quotes from "{least:.0%}" to "{most:.0%}", such as "50%"'
    if not isinstance(value, str):
        raise place.refuse(value, allowed)
    number, sign, rest = value.strip().partition("%")
    try:
        part = float(number) / 100
    except ValueError:
        part = float("nan")
    if not sign or rest or not least <= part <= most:
        raise place.refuse(value, allowed)
    return part


def flag(value: object, place: Place) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise place.refuse(value, "true or false")
    return value


def text(value: object, place: Place, allowed: str) -> str:
    """Words that are not blank, without the blanks around them."""
    if not isinstance(value, str) or not value.strip():
        raise place.refuse(value, allowed)
    return value.strip()


def texts(value: object, place: Place, allowed: str) -> tuple[str, ...]:
    """An array of texts."""
    if not isinstance(value, list):
        raise place.refuse(value, allowed)
    return tuple(text(one, place.nth(n), allowed) for n, one in enumerate(value, start=1))


def choice(value: object, place: Place, choices: Sequence[Word]) -> Word:
    """One of a few words."""
    for known in choices:
        if value == known:
            return known
    allowed = one_of(f'"{word}"' for word in choices)
    meant = near(value, choices) if isinstance(value, str) else []
    raise place.refuse(value, allowed, guess(meant))


def near(word: str, known: Sequence[str]) -> list[str]:
    """The known words that ``word`` looks like, the nearest first, if any do."""
    wanted = word.lower()[:SHOWN]
    return [wanted] if wanted in known else difflib.get_close_matches(wanted, known, n=GUESSES)


def guess(words: Sequence[str]) -> str:
    """The question whether one of these was meant; empty for none."""
    quoted = [f'"{word}"' for word in words]
    return f"did you mean {one_of(quoted)}?" if quoted else ""


def _unknown(key: str, place: Place, kind: str) -> SettingsError:
    here = KNOWN[kind]
    hint = next(iter(near(key, here)), None)
    if hint is None:
        # A key below the wrong [header] is the usual slip: look for it in the other tables.
        homes = (home for home in KNOWN[""] if key in KNOWN.get(home, ()) and home != "queues")
        hint = next((f"{home}.{key}" for home in homes), None)
    guess = f", did you mean {hint}?" if hint else ""
    return place.at(key).problem(f"unknown key{guess}; allowed here: {one_of(here)}")
