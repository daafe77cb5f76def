"""One queue on the wall: what its tile says.

A tile has at most five figures, each beside its target. It knows nothing about people by name and
nothing about customers.
"""

from msgspec import Struct

from queuetui.domain.freshness import Freshness, StalenessRule, freshness
from queuetui.domain.limits import Figure, Limit, Severity
from queuetui.domain.today import Today
from queuetui.view.foresight import breach_to_come
from queuetui.view.formats import UNKNOWN, age, count, short_age
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import Tone
from queuetui.view.standing import Standing
from queuetui.view.words import limit_amount, media_word, no_data

_TODAY_EVERY = 60.0
"""Seconds between two questions about the day so far."""

Small = tuple[str, str, Tone]
"""A small figure: title, value, tone."""


class Tile(Struct, frozen=True):
    """What a tile says. Unknown figures are ``–``; equal tiles look equal."""

    label: str
    severity: Severity
    severity_word: str
    waiting: str
    longest: str
    """Both empty on a calm wall."""
    limit: str
    """The limit of the longest wait, ``limit 1:00``; empty without one."""
    longest_title: str = "longest"
    """Names the medium where people wait in more than one."""
    small: tuple[Small, ...] = ()
    """At most three."""
    freshness: Freshness = "live"
    waiting_tone: Tone = "plain"
    longest_tone: Tone = "plain"
    waiting_limit: str = ""
    last_waiting: str = ""
    last_longest: str = ""
    """The last values of a frozen queue."""
    old: str = ""
    """How old its figures are, where that has to be said: ``42s old``."""
    problem: str = ""
    """Why there are no figures."""
    fresh: bool = False
    """Whether it has just entered a breach."""
    calm: bool = False


def tile(  # noqa: PLR0913 - each is a thing the tile depends on
    standing: Standing,
    today: Today | None,
    now: float,
    glyphs: Glyphs = UNICODE,
    *,
    calm: bool = False,
    fresh: bool = False,
) -> Tile:
    """What the tile of a queue says at ``now`` (epoch seconds by the server's clock).

    ``calm``: only whether there is a breach, for people who slow down when they see a long line.
    """
    severity = standing.severity
    old = ""
    if standing.freshness in {"late", "frozen"} and standing.age is not None:
        old = f"{short_age(standing.age)} old"
    blank = Tile(
        label=standing.label,
        severity=severity,
        severity_word=SEVERITY_WORD[severity],
        waiting="",
        longest="",
        limit="",
        freshness=standing.freshness,
        old=old,
        problem=_problem(standing) if severity == "unknown" else "",
        fresh=fresh and severity == "critical" and not calm,
        calm=calm,
    )
    if calm:
        return blank
    reading = standing.state.reading
    last_waiting = last_longest = ""
    if standing.freshness == "frozen" and reading is not None:
        last_waiting = _told(count(reading.waiting))
        last_longest = _told(age(standing.last_longest_wait))
    return Tile(
        label=blank.label,
        severity=severity,
        severity_word=blank.severity_word,
        waiting=_shown(count(standing.waiting, 4), glyphs),
        longest=_shown(age(standing.longest_wait), glyphs),
        limit=_limit("longest_wait", standing.wait_limit or Limit()),
        longest_title=_longest_title(standing),
        small=_small(standing, today, now, glyphs),
        freshness=standing.freshness,
        waiting_tone=_tone(standing, "waiting"),
        longest_tone=_tone(standing, "longest_wait"),
        waiting_limit=_limit("waiting", standing.limits.waiting),
        last_waiting=last_waiting,
        last_longest=last_longest,
        old=old,
        problem=blank.problem,
        fresh=blank.fresh,
    )


def _problem(standing: Standing) -> str:
    # That there are no new figures is told by their age.
    aged = standing.freshness == "frozen" and not standing.state.problem
    return "" if aged else no_data(standing)


def _longest_title(standing: Standing) -> str:
    reading, most = standing.state.judged, standing.pressing
    if reading is None or most is None:
        return "longest"
    waiting = [name for name, one in reading.media.items() if one.waiting != 0]
    return f"longest {media_word(most.media)}" if len(waiting) > 1 else "longest"


def _limit(figure: Figure, limit: Limit) -> str:
    value = limit.critical if limit.critical is not None else limit.warn
    return "" if value is None else f"limit {limit_amount(figure, value)}"


def _tone(standing: Standing, figure: Figure) -> Tone:
    value = standing.waiting if figure == "waiting" else standing.longest_wait
    if value is None and figure != "available":
        return "unknown"
    # Late comes before breach: a late breach may be over.
    if standing.freshness == "late":
        return "late"
    for breach in standing.breaches:
        if breach.figure == figure:
            return "critical" if breach.level == "critical" else "warning"
    if standing.severity == "closed":
        return "dim"
    # Where nobody waits there is nothing to look at.
    return "dim" if standing.waiting == 0 and figure != "available" else "plain"


def _available(standing: Standing, glyphs: Glyphs) -> Small:
    if standing.available is None and standing.on_queue is None:
        return "available", glyphs.none, "unknown"
    of = f"{count(standing.available)}/{count(standing.on_queue)}"
    return "available", _shown(of, glyphs), _tone(standing, "available")


def _small(
    standing: Standing, today: Today | None, now: float, glyphs: Glyphs
) -> tuple[Small, ...]:
    of_today = _of_today(standing, today, now, glyphs)
    if (coming := breach_to_come(standing)) is not None:
        # Who gave up today is history; what is coming can still be stopped.
        of_today = (*of_today[:1], coming)
    return (_available(standing, glyphs), *of_today)


def _of_today(
    standing: Standing, today: Today | None, now: float, glyphs: Glyphs
) -> tuple[Small, ...]:
    if today is None:
        return ()
    aged = freshness(today.as_of, now, _TODAY_EVERY, StalenessRule())
    if "frozen" in {aged, standing.freshness}:
        return ("service", glyphs.none, "unknown"), ("abandoned", glyphs.none, "unknown")
    closed = standing.severity == "closed"
    tone: Tone = "late" if aged == "late" else "dim" if closed else "plain"
    level, rate = today.service, today.abandon_rate
    share = None if level is None else level.share
    service: Small = ("service", glyphs.none, "unknown")
    if level is not None and share is None:
        service = ("service", "no traffic", "dim")
    elif level is not None and share is not None:
        goal = "" if level.target is None else f"/{_percent(level.target)}"
        # Under its goal it is marked as on the board; that is no alarm, so the tile stays ok.
        below = level.target is not None and share < level.target and tone == "plain"
        shown = _reached(standing, "service") or ("warning" if below else tone)
        service = ("service", f"{_percent(share)}%{goal}", shown)
    elif not today.traffic:
        service = ("service", "no traffic", "dim")
    if rate is None:
        return (service,)
    return service, ("abandoned", f"{_percent(rate)}%", _reached(standing, "abandon_rate") or tone)


def _reached(standing: Standing, figure: Figure) -> Tone | None:
    """The tone of a limit that has been reached; of late figures nobody knows."""
    if standing.freshness == "live":
        for breach in standing.breaches:
            if breach.figure == figure:
                return "critical" if breach.level == "critical" else "warning"
    return None


def _percent(share: float) -> str:
    # Rounded down, so a goal is shown as reached only when it is; a hair is not a per cent.
    return str(int(share * 100 + 1e-6))


def _shown(text: str, glyphs: Glyphs) -> str:
    return text.replace(UNKNOWN, glyphs.none)


def _told(text: str) -> str:
    return "" if text == UNKNOWN else text
