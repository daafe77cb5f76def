"""What is known of a queue, judged by its limits: its severity and what made it so.

Waits are judged medium by medium, each against its own limit: a call that has waited for a minute
and a mail that has waited for an hour are not the same trouble.

Judging has two halves, for thousands of queues are judged each second and told of every few
seconds: `brief` adds up all that time alone does not change, and `judge` looks at the clock.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from msgspec import Struct

from queuetui.domain.assess_others import Growing, has_others, others
from queuetui.domain.evidence import Assessment, Breach, Evidence, Pressing, high, low
from queuetui.domain.goals import Goals
from queuetui.domain.limit_rules import NO_LIMITS, Limit, Limits, wait_limit
from queuetui.domain.readings import Reading
from queuetui.domain.severity import Severity

UNKNOWN = Assessment("unknown")
_CLOSED = Assessment("closed")
_STILL: Mapping[Severity, Assessment] = {
    "unknown": UNKNOWN,
    "ok": Assessment("ok"),
    "closed": _CLOSED,
}


class Wait(Struct, frozen=True, gc=False):
    """The oldest that waits in one medium: since when, and what limits it."""

    media: str
    since: float
    """Epoch seconds."""
    limit: Limit


class Brief(Struct, frozen=True, gc=False):
    """What the evidence comes to, as far as the clock does not change it."""

    limits: Limits
    waiting: int | None = None
    """Over all media that tell; ``None``: none does."""
    before: tuple[Breach, ...] = ()
    """What is told before the waits."""
    waits: tuple[Wait, ...] = ()
    after: tuple[Breach, ...] = ()
    growing: tuple[Growing, ...] = ()
    """What else grows by itself while somebody waits."""
    floor: Severity = "ok"
    """The severity before the clock is looked at."""
    still: Assessment | None = None
    """The whole, where the clock changes nothing."""


def assess(evidence: Evidence, limits: Limits, now: float) -> Assessment:
    """Judge what is known at the instant ``now`` (epoch seconds by the server's clock).

    A figure that has a limit and is unknown makes the whole unknown, unless another one breaches.
    A closed queue is judged by nothing; its longest wait is told all the same.
    """
    return judge(brief(evidence, limits), now)


def brief(evidence: Evidence, limits: Limits) -> Brief:
    """The first half of judging: good until what is known, or a limit, is another one."""
    closed = evidence.closed
    if closed:
        limits = NO_LIMITS
    reading = evidence.reading
    if reading is None:
        return Brief(limits, still=_CLOSED if closed else UNKNOWN)
    waits, waiting, unclear = _waits(reading, limits, evidence.goals)
    before, after, doubt = _counts(reading, limits, waiting)
    growing: tuple[Growing, ...] = ()
    if has_others(limits):
        rest = others(evidence, reading, limits, waiting)
        before, after, growing = before + rest.before, after + rest.after, rest.growing
        doubt = doubt or rest.doubt
    floor: Severity = "closed" if closed else "unknown" if unclear or doubt else "ok"
    if before or after:
        floor = _level(before + after)
    still = None
    if not waits and not growing:
        still = Assessment(floor, before + after) if before or after else _STILL[floor]
    return Brief(limits, waiting, before, waits, after, growing, floor, still)


def judge(brief: Brief, now: float) -> Assessment:
    """The second half of judging: at ``now``, epoch seconds by the server's clock."""
    if brief.still is not None:
        return brief.still
    found: list[Breach] = []
    pressed = _pressed(brief.waits, now)
    for each in pressed:
        breach = high("longest_wait", each.longest_wait, each.limit, each.media)
        if breach is not None:
            found.append(breach)
    for one in brief.growing:
        breach = high("unanswered", max(0.0, now - one.since), one.limit, one.media)
        if breach is not None:
            found.append(breach)
    most = pressed[0] if pressed else None
    severity = brief.floor
    if not found:
        return Assessment(severity, brief.before + brief.after, most)
    if severity != "critical":
        severity = _level(found)
    return Assessment(severity, (*brief.before, *found, *brief.after), most)


def pressing(reading: Reading, limits: Limits, goals: Goals, now: float) -> Pressing | None:
    """The medium whose wait is nearest to its critical limit at ``now``, or furthest over it.

    That is by ratio, and by seconds where there is no limit. Media in which nobody waits, or of
    which it is not known since when, do not count; ``None``: no medium does.
    """
    waits, _, _ = _waits(reading, limits, goals)
    return _pressed(waits, now)[0] if waits else None


def _waits(
    reading: Reading, limits: Limits, goals: Goals
) -> tuple[tuple[Wait, ...], int | None, bool]:
    """Who waits in each medium, how many in all, and whether some wait is not known."""
    found: list[Wait] = []
    total: int | None = None
    told = doubt = False
    for media, one in reading.media.items():
        waiting, since = one.waiting, one.oldest_since
        if waiting is None:
            if since is None:
                continue
        else:
            total = waiting if total is None else total + waiting
        told = True
        if waiting == 0:
            continue
        limit = wait_limit(limits, goals, media)
        if since is None:
            doubt = doubt or limit.has_value
        else:
            found.append(Wait(media, since, limit))
    if not told:
        general = limits.longest_wait
        doubt = general is None or general.has_value
    return tuple(found), total, doubt


def _counts(
    reading: Reading, limits: Limits, waiting: int | None
) -> tuple[tuple[Breach, ...], tuple[Breach, ...], bool]:
    """What waiting and available have reached, and whether one that has a limit is not known."""
    before: Breach | None = None
    after: Breach | None = None
    doubt = False
    if waiting is None:
        doubt = limits.waiting.has_value
    else:
        before = high("waiting", waiting, limits.waiting)
    scarce = limits.available
    if (waiting or scarce.always) and scarce.has_value:
        available = reading.agents.available
        if available is None:
            doubt = True
        else:
            after = low("available", available, scarce)
    return (
        () if before is None else (before,),
        () if after is None else (after,),
        doubt,
    )


def _pressed(waits: Iterable[Wait], now: float) -> list[Pressing]:
    """The waits at an instant, the most pressing first."""
    pressed = [Pressing(one.media, max(0.0, now - one.since), one.limit) for one in waits]
    if len(pressed) > 1:
        pressed.sort(key=attrgetter("pressure"), reverse=True)
    return pressed


def _level(breaches: Iterable[Breach]) -> Severity:
    for one in breaches:
        if one.level == "critical":
            return "critical"
    return "warning"
