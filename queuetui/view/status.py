"""The status bar, and the banners that say that the board is not to be believed.

Both look at the age of the figures by themselves: a feed that died without a word still says
*live* in its last snapshot, and must not look alive.
"""

from datetime import tzinfo
from urllib.parse import urlsplit

from msgspec import Struct

from queuetui.domain.freshness import StalenessRule, freshness
from queuetui.domain.snapshot import HealthState, Snapshot
from queuetui.view.formats import age, cells, clean, clock_time, cut, cut_at_word, short_age
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, Tone, aligned, separated, width_of

_RANK: dict[HealthState, int] = {"live": 0, "starting": 1, "late": 2, "frozen": 3, "down": 4}
STATE_TONE: dict[HealthState, Tone] = {
    "starting": "dim",
    "live": "ok",
    "late": "late",
    "frozen": "unknown",
    "down": "unknown",
}
_OVERDUE = 10.0
"""Seconds after which a try that should have begun is called overdue."""


class Seen(Struct, frozen=True):
    """The feed as it must look at one instant."""

    state: HealthState
    reason: str | None
    """In plain words; ``None`` when nothing is wrong. A live feed has one if a part failed."""
    age: float | None
    """Seconds since the newest figures; ``None``: there have never been any."""
    last_good: float | None
    """Their instant, epoch seconds by the server's clock."""


def seen(snapshot: Snapshot, now: float, staleness: StalenessRule) -> Seen:
    """The worse of what the feed says and what the age of its figures says at ``now``."""
    health = snapshot.health
    newest = max(
        (state.as_of for state in snapshot.queues if state.as_of is not None),
        default=health.last_good,
    )
    age_now = None if newest is None else max(0.0, now - newest)
    state, reason = health.state, health.reason
    aged = freshness(newest, now, snapshot.interval, staleness)
    if aged in {"late", "frozen"} and _RANK[aged] > _RANK[state]:
        state = "frozen" if aged == "frozen" else "late"
        reason = reason or "no new data"
    elif aged == "unknown" and state in {"starting", "live"}:
        begun = snapshot.taken_at if health.since is None else health.since
        if now - begun > staleness.frozen_age(snapshot.interval):
            state, reason = "down", reason or "no answer yet"
    return Seen(state, reason, age_now, newest)


def status_bar(  # noqa: PLR0913, PLR0917 - each is a thing the bar shows or depends on
    snapshot: Snapshot | None,
    now: float,
    zone: tzinfo | None,
    width: int,
    glyphs: Glyphs = UNICODE,
    staleness: StalenessRule = StalenessRule(),  # noqa: B008 - frozen
    mark: str = "",
) -> Segments:
    """One line of ``width`` cells: who, feed state, age of the data, next poll, clock.

    ``now`` is epoch seconds by the server's clock. ``mark`` is a short sign of life that is drawn
    beside the clock. What has no room goes: next poll first, then who, the reason, the clock.
    """
    clock = f"{mark} {clock_time(now, zone)}".strip()
    if snapshot is None:
        state: Segments = (Segment(f"{glyphs.starting} starting", "dim"),)
        return _spread([("state", state)], clock, width, glyphs)
    seen_now = seen(snapshot, now, staleness)
    tone = STATE_TONE[seen_now.state]
    parts: list[tuple[str, Segments]] = [
        ("who", (Segment(_who(snapshot), "strong"),)),
        ("state", (Segment(f"{glyphs.health(seen_now.state)} {seen_now.state}", tone),)),
    ]
    if seen_now.reason and seen_now.state != "live":
        parts.append(("reason", (Segment(clean(seen_now.reason).rstrip(".")),)))
    if seen_now.age is None:
        parts.append(("age", (Segment("no data yet", "dim" if tone == "dim" else "unknown"),)))
    else:
        old: Tone = "plain" if seen_now.state == "live" else tone
        parts.append(("age", (Segment(f"data {short_age(seen_now.age):>3} old", old),)))
    parts.append(("next", (Segment(_next_poll(snapshot, now), "dim"),)))
    return _spread(parts, clock, width, glyphs)


def banner(  # noqa: PLR0913 - each is a thing the banner shows or depends on
    snapshot: Snapshot | None,
    now: float,
    width: int,
    *,
    staleness: StalenessRule = StalenessRule(),  # noqa: B008 - frozen
    zone: tzinfo | None = None,
    glyphs: Glyphs = UNICODE,
) -> Segments | None:
    """A line of ``width`` cells that says that nothing on the board is true now, and why.

    ``None`` while the figures may be believed. ``now`` is epoch seconds by the server's clock.
    """
    if snapshot is None:
        return None
    seen_now = seen(snapshot, now, staleness)
    if seen_now.state not in {"frozen", "down"}:
        return None
    parts: list[str] = []
    if seen_now.age is None or seen_now.last_good is None:
        headline = "NO DATA"
    else:
        aged = freshness(seen_now.last_good, now, snapshot.interval, staleness)
        frozen = seen_now.state == "frozen" or aged == "frozen"
        headline = f"{'DATA FROZEN' if frozen else 'NO NEW DATA'} {age(seen_now.age)}"
        parts.append(f"last good {clock_time(seen_now.last_good, zone)}")
    reason = clean(seen_now.reason or "no new data").rstrip(".")
    when = next_try(snapshot, now)
    advice = clean(snapshot.health.advice or "")
    sign = f" {glyphs.separator} "
    head = f" {glyphs.health(seen_now.state)} {headline}"
    for tail in (
        [*parts, f"{reason}, {when}", advice] if advice else [],
        [*parts, f"{reason}, {when}"],
        [f"{reason}, {when}"],
        [reason],
    ):
        text = sign + sign.join(tail)
        if tail and cells(head) + cells(text) <= width:
            return aligned((Segment(head, "strong"), Segment(text)), width, right=False)
    room = width - cells(head) - cells(sign)
    if room < 8:
        return aligned((Segment(cut(head, width, glyphs.ellipsis), "strong"),), width, right=False)
    text = sign + cut_at_word(reason, room, glyphs.ellipsis)
    return aligned((Segment(head, "strong"), Segment(text)), width, right=False)


def paused_banner(
    paused_for: float, width: int, *, key: str = "space", glyphs: Glyphs = UNICODE
) -> Segments:
    """A line of ``width`` cells that says for how many seconds the drawing has been paused."""
    head = f" PAUSED {age(paused_for)}"
    sign = f" {glyphs.separator} "
    for tail in (
        f"{sign}what you see is old, the feed goes on{sign}{key} to go on",
        f"{sign}{key} to go on",
    ):
        if cells(head) + cells(tail) <= width:
            return aligned((Segment(head, "strong"), Segment(tail)), width, right=False)
    return aligned((Segment(cut(head, width, glyphs.ellipsis), "strong"),), width, right=False)


def recovered(gap: float) -> str:
    """What is said once when the figures come back after a gap of so many seconds."""
    return f"Data is back after a gap of {age(gap)}."


def next_try(snapshot: Snapshot, now: float) -> str:
    """When the feed asks next, as seen at ``now`` (epoch seconds by the server's clock)."""
    at = snapshot.health.next_try
    if at is None:
        return "asking now"
    if now - at > _OVERDUE:
        return "next try overdue"
    return f"next try in {age(at - now)}"


def life_mark(beats: int, glyphs: Glyphs = UNICODE) -> str:
    """The mark of life after so many beats: one cell that is another one after each."""
    turning = "|/-\\" if glyphs.ellipsis.isascii() else "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
    return turning[beats % len(turning)]


def _who(snapshot: Snapshot) -> str:
    if snapshot.organisation:
        return clean(snapshot.organisation)
    try:
        parts = urlsplit(snapshot.base_url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return clean(host or snapshot.base_url)


def _next_poll(snapshot: Snapshot, now: float) -> str:
    next_try = snapshot.health.next_try
    if next_try is None:
        return "asking now"
    if now - next_try > _OVERDUE:
        return "next poll overdue"
    every = f", every {short_age(snapshot.interval)}" if snapshot.stretched else ""
    return f"next poll {short_age(next_try - now):>3}{every}"


def _spread(parts: list[tuple[str, Segments]], clock: str, width: int, glyphs: Glyphs) -> Segments:
    """The parts at the left end, the clock at the right one, fewer of them where it is narrow."""
    sign = glyphs.separator
    right: Segments = (Segment(clock),) if clock else ()
    for step in ("drop next", "cut reason", "cut who", "drop who", "drop reason", "clock", "age"):
        if _fits(parts, right, sign, width):
            break
        act, _, name = step.partition(" ")
        if act == "cut":
            parts = _shortened(parts, name, 24 if name == "reason" else 16, glyphs)
        elif act == "drop":
            parts = _without(parts, name)
        elif act == "clock":
            right = ()
        else:
            parts = _without(parts, "age")
    left = separated([part for _, part in parts], sign)
    pad = Segment(" ")
    room = width - 2 - width_of(left) - width_of(right)
    if room < 0:
        text = cut("".join(segment.text for segment in left), width, glyphs.ellipsis)
        return aligned((Segment(text, left[0].tone if left else "plain"),), width, right=False)
    return (pad, *left, Segment(" " * room), *right, pad)


def _fits(parts: list[tuple[str, Segments]], right: Segments, sign: str, width: int) -> bool:
    used = width_of(separated([part for _, part in parts], sign))
    return used + (2 + width_of(right) if right else 0) + 2 <= width


def _without(parts: list[tuple[str, Segments]], name: str) -> list[tuple[str, Segments]]:
    return [(key, part) for key, part in parts if key != name]


def _shortened(
    parts: list[tuple[str, Segments]], name: str, width: int, glyphs: Glyphs
) -> list[tuple[str, Segments]]:
    return [
        (key, (Segment(cut_at_word(part[0].text, width, glyphs.ellipsis), part[0].tone),))
        if key == name
        else (key, part)
        for key, part in parts
    ]
