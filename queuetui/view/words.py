"""What figures, statuses and breaches are called, and sentences about them."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import tzinfo
from functools import lru_cache

from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.limits import Breach
from queuetui.view.figure_words import (
    amount,
    breach_clause,
    calm_clause,
    limit_amount,
    media_word,
    short_clause,
)
from queuetui.view.formats import (
    age,
    cells,
    clean,
    clock_time,
    cut_at_word,
    short_age,
)
from queuetui.view.standing import Standing
from queuetui.view.stuck import with_stuck

__all__ = [
    "OVERDUE",
    "PRESENCE_WORD",
    "ROUTING_WORD",
    "amount",
    "asked_words",
    "breach_clause",
    "breaches_told",
    "limit_amount",
    "media_word",
    "no_data",
    "presence_word",
    "routing_word",
    "today_words",
    "try_words",
    "why",
]

OVERDUE = 10.0
"""Seconds after which a try that should have begun is called overdue."""
_BREATH = 1.0
"""Seconds that are between two polls in any case."""

ROUTING_WORD: dict[str, str] = {
    "IDLE": "available",
    "INTERACTING": "talking",
    "NOT_RESPONDING": "not responding",
    "COMMUNICATING": "on a call outside the queue",
    "OFF_QUEUE": "off queue",
}
"""Routing statuses of people on queue; one that is not here is shown as it comes."""

PRESENCE_WORD: dict[str, str] = {
    "AVAILABLE": "available, off queue",
    "AWAY": "away",
    "BREAK": "break",
    "BUSY": "busy",
    "IDLE": "screen locked",
    "MEAL": "meal",
    "MEETING": "meeting",
    "OFFLINE": "offline",
    "ON_QUEUE": "on queue",
    "TRAINING": "training",
}
"""System presences; one that is not here is shown as it comes."""


def routing_word(status: str) -> str:
    """What a routing status is called."""
    return ROUTING_WORD.get(status, status)


def presence_word(presence: str) -> str:
    """What a presence is called."""
    return PRESENCE_WORD.get(presence, presence)


def breaches_told(standing: Standing) -> tuple[Breach, ...]:
    """The breaches as words tell them: critical ones first, media only where several are in use."""
    reading = standing.state.reading
    used = () if reading is None else reading.media_in_use
    told = sorted(standing.breaches, key=lambda breach: breach.level != "critical")
    return tuple(replace(one, media=None) if used == (one.media,) else one for one in told)


def why(standing: Standing, width: int, ellipsis: str = "…", *, calm: bool = False) -> str:
    """What made the queue's severity, in at most ``width`` cells; empty when all is well.

    What is stuck comes behind it. Whole clauses go before a number would be cut. ``calm``: which
    figure, but not how much, and nothing of what is stuck.
    """
    text = _why(standing, width, ellipsis, calm=calm)
    return text if calm else with_stuck(text, standing, width)


def _why(standing: Standing, width: int, ellipsis: str, *, calm: bool) -> str:
    if standing.severity in {"ok", "closed"}:
        return ""
    if not standing.breaches:
        return cut_at_word(no_data(standing), width, ellipsis)
    breaches = breaches_told(standing)
    for clause in (calm_clause,) if calm else (breach_clause, short_clause):
        text = _as_many(breaches, clause, width)
        if text:
            return text
    return ""


@lru_cache(maxsize=4)
def today_words(day: Day, zone: tzinfo | None) -> str:
    """When today began, for the figures that count from then on; its zone tells which clock.

    A zone without a name of its own is this machine's, ``zone``.
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - who asks for no zone does not wait for it

    with suppress(ValueError, OSError, KeyError):
        zone = ZoneInfo(day.zone_name)
    return f"today since {clock_time(day.since, zone)[:5]} {clean(day.zone_name)}"


def try_words(at: float, now: float) -> str:
    """When something is tried next, as seen at ``now``; both epoch seconds by the same clock."""
    return "next try overdue" if now - at > OVERDUE else f"next try in {age(at - now)}"


def asked_words(wait: float, *, troubled: bool) -> str:
    """What is said to somebody who wants new figures, which will be asked for in ``wait`` seconds.

    ``troubled``: the last poll failed.
    """
    if wait <= 0:
        return "asked for new figures"
    again = f"asking again in {age(math.ceil(wait))}"
    if wait <= _BREATH:
        return again
    return f"{again}: {'the server asked to wait' if troubled else 'to keep to the allowance'}"


def no_data(standing: Standing) -> str:
    """Why there are no figures to judge, in a few words."""
    if standing.state.problem:
        return standing.state.problem
    if standing.freshness == "frozen":
        return f"no new data for {short_age(standing.age)}"
    if standing.freshness == "unknown":
        return "no answer yet"
    return "figures missing"


def _as_many(breaches: Sequence[Breach], clause: Callable[[Breach], str], width: int) -> str:
    text = ""
    for breach in breaches:
        longer = f"{text}; {clause(breach)}" if text else clause(breach)
        if cells(longer) > width:
            break
        text = longer
    return text
