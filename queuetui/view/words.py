"""What figures, statuses and breaches are called, and sentences about them."""

import math
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from queuetui.domain.limits import Breach, Figure
from queuetui.view.formats import age, cells, clean, count, cut_at_word, short_age
from queuetui.view.standing import Standing

FIGURE_WORD: dict[Figure, str] = {
    "waiting": "waiting",
    "longest_wait": "longest wait",
    "available": "available",
}

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

MEDIA_WORD: dict[str, str] = {
    "voice": "voice",
    "callback": "callbacks",
    "chat": "chat",
    "email": "e-mail",
    "message": "messages",
}


def routing_word(status: str) -> str:
    """What a routing status is called."""
    return ROUTING_WORD.get(status, status)


def presence_word(presence: str) -> str:
    """What a presence is called."""
    return PRESENCE_WORD.get(presence, presence)


def media_word(media: str) -> str:
    """What a media type is called."""
    return MEDIA_WORD.get(media, media)


def amount(figure: Figure, value: float | None) -> str:
    """A figure's value or limit: an age for waits, else a count."""
    if figure == "longest_wait" or value is None:
        return age(value)
    return count(int(value)) if value == int(value) else f"{value:g}"


def breaches_told(standing: Standing) -> tuple[Breach, ...]:
    """The breaches as words tell them: critical ones first, media only where several are in use."""
    reading = standing.state.reading
    used = () if reading is None else reading.media_in_use
    told = sorted(standing.breaches, key=lambda breach: breach.level != "critical")
    return tuple(replace(one, media=None) if used == (one.media,) else one for one in told)


def breach_clause(breach: Breach) -> str:
    """A breach in a few words: ``wait 4:07, limit 1:00``, ``e-mail wait 25h, limit 24h``."""
    value, limit = amount(breach.figure, breach.value), amount(breach.figure, breach.limit)
    if breach.figure == "longest_wait":
        return f"{_wait_word(breach)} {value}, limit {limit}"
    if breach.figure == "available" and breach.value == 0:
        return "nobody available"
    return f"{value} {FIGURE_WORD[breach.figure]}, limit {limit}"


def why(standing: Standing, width: int, ellipsis: str = "…", *, calm: bool = False) -> str:
    """What made the queue's severity, in at most ``width`` cells; empty when all is well.

    Whole clauses go before a number would be cut. ``calm``: which figure, but not how much.
    """
    if standing.severity == "ok":
        return ""
    if not standing.breaches:
        return cut_at_word(no_data(standing), width, ellipsis)
    breaches = breaches_told(standing)
    for clause in (_calm_clause,) if calm else (breach_clause, _short_clause):
        text = _as_many(breaches, clause, width)
        if text:
            return text
    return ""


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


def _calm_clause(breach: Breach) -> str:
    if breach.figure == "available":
        return "too few available"
    return f"{'wait' if breach.figure == 'longest_wait' else 'waiting'} past its limit"


def _short_clause(breach: Breach) -> str:
    value = amount(breach.figure, breach.value)
    if breach.figure == "longest_wait":
        return f"{_wait_word(breach)} {value}"
    return f"{value} {FIGURE_WORD[breach.figure]}"


def _wait_word(breach: Breach) -> str:
    if breach.media is None:
        return "wait"
    # One waits: of media that are called by their plural, the singular.
    media = breach.media if breach.media in {"callback", "message"} else media_word(breach.media)
    return f"{clean(media)} wait"


def _as_many(breaches: Sequence[Breach], clause: Callable[[Breach], str], width: int) -> str:
    text = ""
    for breach in breaches:
        longer = f"{text}; {clause(breach)}" if text else clause(breach)
        if cells(longer) > width:
            break
        text = longer
    return text
