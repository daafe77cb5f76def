"""What a person types to see fewer queues: words, and words about one thing, ``severity:warn``.

All of them must hold; one with a "-" before it must not.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args

from msgspec import Struct

from queuetui.domain.limits import Severity
from queuetui.view.media_split import handles
from queuetui.view.standing import Standing

NO_GROUP = "other"
"""What the group of those is called that are in none."""

Subject = Literal["text", "severity", "group", "media", "division"]
_SUBJECTS: tuple[Subject, ...] = get_args(Subject)[1:]

_SEVERITY_WORDS: Mapping[str, Severity] = {
    "critical": "critical",
    "breach": "critical",
    "warning": "warning",
    "unknown": "unknown",
    "nodata": "unknown",
    "no data": "unknown",
    "no-data": "unknown",
    "ok": "ok",
    "closed": "closed",
}
_MEDIA_WORDS: Mapping[str, str] = {
    "voice": "voice",
    "calls": "voice",
    "call": "voice",
    "phone": "voice",
    "callbacks": "callback",
    "cbk": "callback",
    "chats": "chat",
    "cht": "chat",
    "emails": "email",
    "e-mails": "email",
    "email": "email",
    "e-mail": "email",
    "mails": "email",
    "eml": "email",
    "messages": "message",
    "msg": "message",
}
_TERM = re.compile(r'-?(?:[^\s":]+:)?"[^"]*"?|\S+')


class Term(Struct, frozen=True):
    """One thing that must hold, or must not."""

    subject: Subject
    wanted: frozenset[str]
    """Severities or media; else the one text that has to be found, in small letters."""
    excluded: bool = False


class Query(Struct, frozen=True):
    """A filter as it was understood."""

    terms: tuple[Term, ...] = ()
    problem: str = ""
    """What is wrong with it, in a few words."""
    doubt: str = ""
    """What may be wrong with it if nothing is found."""


class Found(Struct, frozen=True):
    """The queues for which a filter holds."""

    rows: tuple[Standing, ...]
    hint: str = ""
    """What the person may want to know about the filter, in a few words."""


def understood(text: str) -> Query:
    """The filter that somebody has typed, finished or not."""
    terms: list[Term] = []
    problem = doubt = ""
    for written in _TERM.findall(text):
        excluded = written.startswith("-")
        rest = written.removeprefix("-")
        before, colon, after = rest.partition(":")
        value = after.replace('"', "").strip().casefold()
        subject = before.casefold()
        if colon and subject in _SUBJECTS:
            # What has just been begun shall not empty the list.
            if not value:
                continue
            term, trouble = _about(cast("Subject", subject), value, excluded=excluded)
            terms.append(term)
            if subject == "severity":
                problem = problem or trouble
            else:
                doubt = doubt or trouble
            continue
        if colon and before and '"' not in before:
            subjects = " ".join(f"{one}:" for one in _SUBJECTS)
            doubt = doubt or f"no such word as {before}: - there are {subjects}"
        plain = rest.replace('"', "").strip().casefold()
        if plain:
            terms.append(Term("text", frozenset({plain}), excluded))
    return Query(tuple(terms), problem, doubt)


def matching(standings: Sequence[Standing], text: str) -> Found:
    """Those for which the filter holds, in the order given; all for an empty one."""
    query = understood(text)
    if not query.terms:
        return Found(tuple(standings), query.problem)
    rows = [each for each in standings if all(_holds(term, each) for term in query.terms)]
    return Found(tuple(rows), query.problem or ("" if rows else query.doubt))


def _about(subject: Subject, value: str, *, excluded: bool) -> tuple[Term, str]:
    words: Mapping[str, str]
    if subject == "severity":
        words, names = _SEVERITY_WORDS, "breach, warn, nodata, ok or closed"
    elif subject == "media":
        words, names = _MEDIA_WORDS, "voice, chat, email, callback or message"
    else:
        return Term(subject, frozenset({value}), excluded), ""
    exact = words.get(value)
    begun = {meant for word, meant in words.items() if word.startswith(value)}
    wanted = frozenset({exact}) if exact is not None else frozenset(begun)
    if wanted:
        return Term(subject, wanted, excluded), ""
    # A medium that only the source knows may be called by its own name.
    return Term(subject, frozenset({value}), excluded), f"{subject}: may be {names}"


def _holds(term: Term, standing: Standing) -> bool:
    return _is_so(term, standing) != term.excluded


def _is_so(term: Term, standing: Standing) -> bool:
    if term.subject == "severity":
        return standing.severity in term.wanted
    if term.subject == "media":
        return not term.wanted.isdisjoint(_media(standing))
    (text,) = term.wanted
    queue = standing.state.queue
    if term.subject == "group":
        return text in (standing.group or NO_GROUP).casefold()
    if term.subject == "division":
        return text in (queue.division or "").casefold()
    return text in standing.label.casefold() or text in queue.name.casefold()


def _media(standing: Standing) -> frozenset[str]:
    today = standing.today
    media = {} if today is None else today.media
    busy = frozenset(name for name, one in media.items() if one.offered or one.answered)
    return handles(standing.state.reading, busy)
