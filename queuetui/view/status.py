"""The status bar, and the banners that say that the board is not to be believed.

Both look at the age of the figures by themselves: a feed that died without a word still says
*live* in its last snapshot, and must not look alive.
"""

from datetime import tzinfo
from urllib.parse import urlsplit

from msgspec import Struct

from queuetui.domain.freshness import StalenessRule, freshness, is_ahead
from queuetui.domain.gaps import Gap
from queuetui.domain.snapshot import Health, HealthState, Snapshot
from queuetui.view.formats import age, cells, clean, clock_time, cut, cut_at_word, short_age
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.reasons import ways_to_say
from queuetui.view.segments import (
    Segment,
    Segments,
    Tone,
    aligned,
    separated,
    text_of,
    width_of,
)
from queuetui.view.words import OVERDUE, try_words

_RANK: dict[HealthState, int] = {"live": 0, "starting": 1, "late": 2, "frozen": 3, "down": 4}
STATE_TONE: dict[HealthState, Tone] = {
    "starting": "dim",
    "live": "ok",
    "late": "late",
    "frozen": "unknown",
    "down": "unknown",
}
_LEAST = 8
"""Cells of a reason that still say something when the rest of it is cut."""
_CLOCKS_AGREE = 2.0
"""Seconds."""


class Seen(Struct, frozen=True):
    """The feed as it must look at one instant."""

    state: HealthState
    reason: str | None
    """In plain words; ``None`` when nothing is wrong. A live feed has one if a part failed."""
    age: float | None
    """Seconds since the newest figures; ``None``: there have never been any."""
    last_good: float | None
    """Their instant, epoch seconds by the server's clock."""
    waited: float = 0.0
    """Seconds since the start, if there have never been any."""


def unheard(now: float, interval: float) -> Snapshot:
    """What stands for a feed that has not said a word yet.

    ``now`` is the start, epoch seconds by this machine's clock; ``interval`` is what is wanted
    between two polls, in seconds.
    """
    return Snapshot(
        taken_at=now,
        skew=0.0,
        base_url="",
        interval=interval,
        health=Health("starting"),
        listed=False,
    )


def seen(
    snapshot: Snapshot, now: float, staleness: StalenessRule, begun: float | None = None
) -> Seen:
    """The worse of what the feed says and what the age of its figures says at ``now``.

    ``begun`` is when the board began to wait for figures, epoch seconds by the server's clock like
    ``now``; ``None``: as the feed has it.
    """
    health = snapshot.health
    told = [state.as_of for state in snapshot.queues if state.as_of is not None]
    # One from the future must not speak for those whose age is known.
    dated = [as_of for as_of in told if not is_ahead(as_of, now)]
    newest = max(dated or told, default=health.last_good)
    state, reason = health.state, health.reason
    aged = freshness(newest, now, snapshot.interval, staleness)
    if newest is None:
        waited = max(0.0, now - _begun(snapshot, begun))
        if state in {"starting", "live"} and waited > staleness.frozen_age(snapshot.interval):
            state, reason = "down", reason or "no answer yet"
        return Seen(state, reason, None, None, waited)
    if aged in {"late", "frozen"} and _RANK[aged] > _RANK[state]:
        state = "frozen" if aged == "frozen" else "late"
        reason = reason or "no new data"
    return Seen(state, reason, max(0.0, now - newest), newest)


def _begun(snapshot: Snapshot, begun: float | None) -> float:
    since = snapshot.health.since
    if begun is None:
        return snapshot.taken_at if since is None else since
    # Before the first answer the feed knows this machine's clock only, which may be hours off.
    wrong = abs(snapshot.skew) > _CLOCKS_AGREE
    return begun if since is None or wrong else min(begun, since)


def status_bar(  # noqa: PLR0913, PLR0917 - each is a thing the bar shows or depends on
    snapshot: Snapshot,
    now: float,
    zone: tzinfo | None,
    width: int,
    glyphs: Glyphs = UNICODE,
    staleness: StalenessRule = StalenessRule(),  # noqa: B008 - frozen
    mark: str = "",
    begun: float | None = None,
) -> Segments:
    """One line of ``width`` cells: who, feed state, age of the data, next poll, clock.

    ``now`` is epoch seconds by the server's clock, and so is ``begun``, see `seen`. ``mark`` is a
    short sign of life that is drawn beside the clock. What has no room goes: while all is well next
    poll first, then who, the clock; in trouble the reason is cut, and the next try stays.
    """
    clock = f"{mark} {clock_time(now, zone)}".strip()
    seen_now = seen(snapshot, now, staleness, begun)
    tone = STATE_TONE[seen_now.state]
    said = sign = f"{glyphs.health(seen_now.state)} {seen_now.state}"
    parts: dict[str, Segments] = {}
    if who := _who(snapshot):
        parts["who"] = (Segment(who, "strong"),)
    if seen_now.age is not None:
        old: Tone = "plain" if seen_now.state == "live" else tone
        parts["age"] = (Segment(f"data {short_age(seen_now.age):>3} old", old),)
    elif seen_now.state == "down":
        said = f"{said} {age(seen_now.waited)}"
    else:
        parts["age"] = (Segment("no data yet", "dim"),)
    parts["state"] = (Segment(said, tone),)
    parts["bare"] = (Segment(sign, tone),)
    bar = _Bar(parts, clock, width, glyphs)
    if seen_now.state in {"frozen", "down"}:
        parts["next"] = (Segment(next_try(snapshot, now)),)
    elif snapshot.base_url:
        parts["next"] = (Segment(_next_poll(snapshot, now), "dim"),)
    reason = clean(seen_now.reason or "").rstrip(".")
    if not reason or seen_now.state in {"live", "starting"}:
        return bar.well()
    return bar.troubled(ways_to_say(reason, snapshot.health.cause))


def banner(  # noqa: PLR0913 - each is a thing the banner shows or depends on
    snapshot: Snapshot,
    now: float,
    width: int,
    *,
    staleness: StalenessRule = StalenessRule(),  # noqa: B008 - frozen
    zone: tzinfo | None = None,
    glyphs: Glyphs = UNICODE,
    begun: float | None = None,
) -> Segments | None:
    """A line of ``width`` cells that says that nothing on the board is true now, and why.

    ``None`` while the figures may be believed. ``now`` is epoch seconds by the server's clock, and
    so is ``begun``, see `seen`. How old the figures are and when the feed tries next stay whole;
    the reason between them is cut, or said in two words.
    """
    seen_now = seen(snapshot, now, staleness, begun)
    if seen_now.state not in {"frozen", "down"}:
        return None
    last = ""
    if seen_now.age is None or seen_now.last_good is None:
        headline = f"DOWN {age(seen_now.waited)}"
    else:
        aged = freshness(seen_now.last_good, now, snapshot.interval, staleness)
        frozen = seen_now.state == "frozen" or aged == "frozen"
        headline = f"{'DATA FROZEN' if frozen else 'NO NEW DATA'} {age(seen_now.age)}"
        last = f"last good {clock_time(seen_now.last_good, zone)}"
    sign = f" {glyphs.separator} "
    head = f" {glyphs.health(seen_now.state)} {headline}"
    reason = clean(seen_now.reason or "no new data").rstrip(".")
    when = next_try(snapshot, now)
    advice = clean(snapshot.health.advice or "")
    ways = ways_to_say(reason, snapshot.health.cause)
    if len(ways) == 1:
        room = width - cells(head + sign + when) - 2 - (cells(last + sign) if last else 0)
        ways = (*ways, _cut_reason(reason, room, glyphs.ellipsis))
    for tail in (
        (last, f"{reason}, {when}", advice),
        *((last, f"{way}, {when}") for way in ways if way),
        (last, when),
        *((f"{way}, {when}",) for way in ways if way),
        (when,),
    ):
        text = "".join(f"{sign}{part}" for part in tail if part)
        if cells(head) + cells(text) <= width:
            return aligned((Segment(head, "strong"), Segment(text)), width, right=False)
    return aligned((Segment(cut(head, width, glyphs.ellipsis), "strong"),), width, right=False)


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


def recovered(gap: Gap) -> str:
    """What is said once when the figures come back."""
    what = "first data after" if gap.first else "data is back after a gap of"
    return f"{what} {age(gap.length)}: {gap.reason.rstrip('.')}"


def next_try(snapshot: Snapshot, now: float) -> str:
    """When the feed asks next, as seen at ``now`` (epoch seconds by the server's clock)."""
    at = snapshot.health.next_try
    return "asking now" if at is None else try_words(at, now)


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
    if now - next_try > OVERDUE:
        return "next poll overdue"
    every = f", every {short_age(snapshot.interval)}" if snapshot.stretched else ""
    return f"next poll {short_age(next_try - now):>3}{every}"


def _cut_reason(reason: str, room: int, ellipsis: str) -> str:
    """As much of a reason as there is room for; empty where that says nothing."""
    text = cut_at_word(reason, max(0, room), ellipsis)
    return text if cells(text) >= _LEAST or text == reason else ""


_ORDERS: tuple[tuple[str, ...], ...] = (
    ("who", "state", "reason", "age", "next"),
    ("who", "state", "reason", "next"),
    ("state", "reason", "age", "next"),
    ("state", "reason", "next"),
    ("bare", "reason", "next"),
)
"""What stands in the status bar in trouble, from wide to narrow."""


class _Bar(Struct, frozen=True):
    """The status bar's parts, of which as many are shown as there is room for."""

    parts: dict[str, Segments]
    clock: str
    width: int
    glyphs: Glyphs

    def well(self) -> Segments:
        """Without a reason."""
        who = self.parts.get("who", ())
        least = tuple(
            Segment(cut_at_word(one.text, 16, self.glyphs.ellipsis), one.tone) for one in who
        )
        for names, clock, shown in (
            (("who", "state", "age", "next"), self.clock, who),
            (("who", "state", "age"), self.clock, who),
            (("who", "state", "age"), self.clock, least),
            (("state", "age"), self.clock, ()),
            (("state", "age"), "", ()),
        ):
            chosen = {**self.parts, "who": shown}
            if self._room(names, clock, chosen) >= 0:
                return self._drawn(names, clock, chosen)
        return self._drawn(("state",), "", self.parts)

    def troubled(self, ways: tuple[str, ...]) -> Segments:
        """With a reason, in the longest of these ways there is room for; the next try stays."""
        blank = {**self.parts, "reason": (Segment(""),)}
        for way in ways:
            for names in _ORDERS:
                if self._room(names, self.clock, blank) >= cells(way):
                    return self._drawn(names, self.clock, {**blank, "reason": (Segment(way),)})
        if len(ways) == 1:
            room = self._room(_ORDERS[-1], self.clock, blank)
            if text := _cut_reason(ways[0], room, self.glyphs.ellipsis):
                shown = {**blank, "reason": (Segment(text),)}
                return self._drawn(_ORDERS[-1], self.clock, shown)
        for names, clock in ((("state", "next"), self.clock), (("state", "next"), "")):
            if self._room(names, clock, self.parts) >= 0:
                return self._drawn(names, clock, self.parts)
        return self._drawn(("state",), "", self.parts)

    def _room(self, names: tuple[str, ...], clock: str, parts: dict[str, Segments]) -> int:
        """Cells that are left beside these parts; negative where they do not fit."""
        left = self._left(names, parts)
        return self.width - 2 - width_of(left) - (cells(clock) + 2 if clock else 0)

    def _left(self, names: tuple[str, ...], parts: dict[str, Segments]) -> Segments:
        return separated([parts[name] for name in names if name in parts], self.glyphs.separator)

    def _drawn(self, names: tuple[str, ...], clock: str, parts: dict[str, Segments]) -> Segments:
        """The parts at the left end, the clock at the right one."""
        left = self._left(names, parts)
        room = self.width - 2 - width_of(left) - cells(clock)
        if room < 0:
            text = cut(text_of(left), self.width, self.glyphs.ellipsis)
            return aligned((Segment(text, left[0].tone),), self.width, right=False)
        pad = Segment(" ")
        return (pad, *left, Segment(" " * room), Segment(clock), pad)
