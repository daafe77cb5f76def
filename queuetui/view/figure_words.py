"""Figures that have limits: what they are called, their values, and breaches in a few words."""

import math

from queuetui.domain.limits import SHARES, WAITS, Breach, Figure
from queuetui.view.formats import age, clean, count, span

FIGURE_WORD: dict[Figure, str] = {
    "waiting": "waiting",
    "longest_wait": "longest wait",
    "available": "available",
    "on_queue": "on queue",
    "not_responding": "not responding",
    "abandon_rate": "abandoned",
    "service": "service level",
    "per_available": "waiting per available agent",
    "estimated_wait": "estimated wait",
    "unanswered": "without an answer",
}

MEDIA_WORD: dict[str, str] = {
    "voice": "voice",
    "callback": "callbacks",
    "chat": "chat",
    "email": "e-mail",
    "message": "messages",
}

_CALM: dict[Figure, str] = {
    "waiting": "waiting past its limit",
    "longest_wait": "wait past its limit",
    "available": "too few available",
    "on_queue": "too few on queue",
    "not_responding": "too many not responding",
    "abandon_rate": "too many gave up today",
    "service": "service level past its limit",
    "per_available": "too few available for those who wait",
    "estimated_wait": "estimated wait past its limit",
    "unanswered": "nobody answered for too long",
}


def media_word(media: str) -> str:
    """What a media type is called."""
    return MEDIA_WORD.get(media, media)


def amount(figure: Figure, value: float | None) -> str:
    """A figure's value: an age for waits, a percentage for shares, else a count."""
    if figure in WAITS or value is None:
        return age(value)
    if figure == "service":
        # Rounded down, so that a goal is not reached before it is; a hair is no per cent.
        return f"{math.floor(100 * value + 1e-6)}%"
    if figure in SHARES:
        return f"{round(100 * value, 1):g}%"
    if math.isinf(value):
        return "too many"
    return count(int(value)) if value == int(value) else f"{round(value, 1):g}"


def limit_amount(figure: Figure, value: float | None) -> str:
    """A figure's limit: a wait as it was set, in whole hours or days if it is, else as `amount`."""
    if figure in SHARES and value is not None:
        return f"{round(100 * value, 1):g}%"
    return span(value) if figure in WAITS else amount(figure, value)


def breach_clause(breach: Breach) -> str:
    """A breach in a few words: ``wait 4:07, limit 1:00``, ``e-mail wait 1d 1h, limit 1d``."""
    if breach.figure in {"available", "on_queue"} and breach.value == 0:
        who = "" if breach.media is None else f" for {clean(media_word(breach.media))}"
        return f"nobody {FIGURE_WORD[breach.figure]}{who}"
    if math.isinf(breach.value):
        return f"nobody available for {_of_media(breach, 'those who wait')}"
    return f"{short_clause(breach)}, limit {limit_amount(breach.figure, breach.limit)}"


def short_clause(breach: Breach) -> str:
    """The same without the limit."""
    figure, value = breach.figure, amount(breach.figure, breach.value)
    if figure == "longest_wait":
        return _of_media(breach, f"wait {value}")
    if figure == "unanswered":
        return _of_media(breach, f"no answer for {value}")
    if figure in {"service", "estimated_wait"}:
        return _of_media(breach, f"{FIGURE_WORD[figure]} {value}")
    if figure == "per_available":
        return _of_media(breach, f"{value} waiting per available")
    # A count comes before its word, and the medium in between: "12 voice waiting".
    return f"{value} {_of_media(breach, FIGURE_WORD[figure])}"


def calm_clause(breach: Breach) -> str:
    """Which figure it is, but not how much."""
    return _CALM[breach.figure]


def _of_media(breach: Breach, words: str) -> str:
    if breach.media is None:
        return words
    # Of media that are called by their plural, the singular.
    media = breach.media if breach.media in {"callback", "message"} else media_word(breach.media)
    return f"{clean(media)} {words}"
