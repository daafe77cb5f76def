"""What figures, statuses and breaches are called, and sentences about them."""

from collections.abc import Callable

from queuetui.domain.limits import Breach, Figure
from queuetui.view.formats import age, cells, count, cut_at_word, short_age
from queuetui.view.standing import Standing

FIGURE_WORD: dict[Figure, str] = {
    "waiting": "waiting",
    "longest_wait": "longest wait",
    "available": "available",
}

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


def breach_clause(breach: Breach) -> str:
    """A breach in a few words: ``wait 4:07, limit 1:00``."""
    value, limit = amount(breach.figure, breach.value), amount(breach.figure, breach.limit)
    if breach.figure == "longest_wait":
        return f"wait {value}, limit {limit}"
    if breach.figure == "available" and breach.value == 0:
        return "nobody available"
    return f"{value} {FIGURE_WORD[breach.figure]}, limit {limit}"


def breach_sentence(breach: Breach, waiting: int | None) -> str:
    """A breach as a sentence that says by how much."""
    value, limit = amount(breach.figure, breach.value), amount(breach.figure, breach.limit)
    kind = "limit" if breach.level == "critical" else "warning limit"
    if breach.figure == "available":
        while_ = f" while {count(waiting)} wait" if waiting else ""
        while_ = f"{while_}s" if waiting == 1 else while_
        if breach.value == 0:
            return f"Nobody is available{while_}."
        verb = "is" if breach.value == 1 else "are"
        return f"Only {value} {verb} available{while_}; the {kind} is {limit}."
    over = breach.value - breach.limit
    if breach.figure == "longest_wait":
        how = f"{age(over)} over" if over >= 1 else "at"
        return f"The longest wait is {value}, {how} the {kind} of {limit}."
    how = f"{amount('waiting', over)} over" if over > 0 else "at"
    verb = "is" if breach.value == 1 else "are"
    return f"{value} {verb} waiting, {how} the {kind} of {limit}."


def why(standing: Standing, width: int, ellipsis: str = "…") -> str:
    """What made the queue's severity, in at most ``width`` cells; empty when all is well.

    Whole clauses go before a number would be cut.
    """
    if standing.severity == "ok":
        return ""
    if not standing.breaches:
        return cut_at_word(no_data(standing), width, ellipsis)
    breaches = sorted(standing.breaches, key=lambda breach: breach.level != "critical")
    for clause in (breach_clause, _short_clause):
        text = _as_many(breaches, clause, width)
        if text:
            return text
    return ""


def no_data(standing: Standing) -> str:
    """Why there are no figures to judge, in a few words."""
    if standing.state.problem:
        return standing.state.problem
    if standing.freshness == "frozen":
        return f"no new data for {short_age(standing.age)}"
    if standing.freshness == "unknown":
        return "no answer yet"
    return "figures missing"


def _short_clause(breach: Breach) -> str:
    value = amount(breach.figure, breach.value)
    word = {"waiting": "waiting", "longest_wait": "wait", "available": "available"}[breach.figure]
    return f"wait {value}" if breach.figure == "longest_wait" else f"{value} {word}"


def _as_many(breaches: list[Breach], clause: Callable[[Breach], str], width: int) -> str:
    text = ""
    for breach in breaches:
        longer = f"{text}; {clause(breach)}" if text else clause(breach)
        if cells(longer) > width:
            break
        text = longer
    return text
