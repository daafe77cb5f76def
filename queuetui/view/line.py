"""One queue as one line of the board, and the line of titles above them."""

from collections.abc import Callable

from msgspec import Struct

from queuetui.domain.limits import Figure, Limit, Severity
from queuetui.domain.readings import longest_wait
from queuetui.domain.settings import Order
from queuetui.view.columns import Placed
from queuetui.view.formats import UNKNOWN, age, cells, count, cut, short_age
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, aligned, joined
from queuetui.view.standing import Standing
from queuetui.view.trend import sparkline
from queuetui.view.words import why

__all__ = ["Line", "Segment", "Tone", "header", "line"]


class Line(Struct, frozen=True):
    """A drawn line: equal lines look equal, so only those that differ are painted again."""

    queue_id: str
    severity: Severity
    segments: Segments
    """Exactly as many cells as the line was asked to have."""


def line(  # noqa: PLR0913 - each is a thing the line depends on
    standing: Standing,
    placed: tuple[Placed, ...],
    width: int,
    *,
    glyphs: Glyphs = UNICODE,
    fresh: bool = False,
    now: float = 0.0,  # noqa: ARG001 - standings carry their age; kept for figures that will tick
    selected: bool = False,
) -> Line:
    """Draw a queue in ``width`` cells. ``fresh``: it has just entered a breach."""
    out: list[Segment] = []
    at = 0
    if placed and placed[0].start > 0:
        out.append(Segment(glyphs.cursor if selected else " ", "strong"))
        at = 1
    keys = {spot.column.key for spot in placed}
    for spot in placed:
        row = _Row(standing, glyphs, spot.width, fresh=fresh, shown=keys)
        cell = aligned(_CELLS[spot.column.key](row), spot.width, right=spot.column.right)
        out.append(Segment(" " * (spot.start - at)))
        out.extend(cell)
        at = spot.start + spot.width
    out.append(Segment(" " * (width - at)))
    return Line(standing.state.queue.id, standing.severity, joined(out))


def header(
    placed: tuple[Placed, ...], width: int, order: Order = "severity", glyphs: Glyphs = UNICODE
) -> Segments:
    """The titles over the columns; an arrow marks the one the lines are sorted by."""
    sorted_by = {"severity": "severity", "longest": "longest", "waiting": "waiting", "name": "name"}
    out: list[Segment] = []
    at = 0
    for spot in placed:
        title = spot.column.title if len(spot.column.title) <= spot.width else ""
        start = spot.start
        tone: Tone = "dim"
        if sorted_by.get(order) == spot.column.key:
            tone = "strong"
            arrow = glyphs.up if order == "name" else glyphs.down_arrow
            if not title:
                title = arrow
            elif not spot.column.right:
                title = title + arrow if len(title) < spot.width else title
            elif len(title) < spot.width:
                title = arrow + title
            elif start > at:
                # A full column has its arrow in the blank before it.
                start, title = start - 1, arrow + title
        room = spot.start + spot.width - start
        title = title.rjust(room) if spot.column.right else title.ljust(room)
        out.extend((Segment(" " * (start - at)), Segment(title, tone)))
        at = start + room
    out.append(Segment(" " * (width - at)))
    return joined(out)


class _Row(Struct, frozen=True):
    """What a cell is drawn from."""

    standing: Standing
    glyphs: Glyphs
    width: int
    fresh: bool
    shown: set[str]
    """Keys of all columns on the line."""

    def tone(self, figure: Figure | None = None) -> Tone:
        """The tone of a figure: late comes before breach, for a late breach may be over."""
        if self.standing.freshness == "late":
            return "late"
        for breach in self.standing.breaches:
            if breach.figure == figure:
                return "critical" if breach.level == "critical" else "warning"
        return "plain"

    def figure(self, now: str, last: str, figure: Figure | None = None) -> Segments:
        """A figure; a frozen one is unknown, with its last value small beside it."""
        if now != UNKNOWN:
            return (Segment(now, self.tone(figure)),)
        none = Segment(self.glyphs.none, "unknown")
        if self.standing.freshness == "frozen" and last != UNKNOWN:
            for small in (f" ({last})", f"({last})"):
                if 1 + cells(small) <= self.width:
                    return none, Segment(small, "dim")
        return (none,)

    def count(self, now: int | None, last: int | None, figure: Figure | None = None) -> Segments:
        """A count as a figure."""
        return self.figure(count(now, self.width), count(last, self.width), figure)

    @property
    def old(self) -> str:
        """How old the figures are, where that has to be said; else empty."""
        if self.standing.freshness in {"late", "frozen"}:
            return short_age(self.standing.age)
        return ""


def _severity(row: _Row) -> Segments:
    severity = row.standing.severity
    # An old ok is not reassuring, so it loses the tone that says so.
    late = severity == "ok" and row.standing.freshness != "live"
    tone: Tone = "late" if late else SEVERITY_TONE[severity]
    glyph, word = row.glyphs.severity(severity), SEVERITY_WORD[severity]
    marked = row.fresh and severity == "critical"
    if row.width < 2 + len(word):
        return (Segment(row.glyphs.fresh, "fresh") if marked else Segment(glyph, tone),)
    badge = Segment(f"{glyph} {word}", tone)
    if not marked:
        return (badge,)
    mark = " NEW" if row.width >= cells(badge.text) + 4 else row.glyphs.fresh
    return badge, Segment(mark, "fresh")


def _name(row: _Row) -> Segments:
    standing = row.standing
    tone: Tone = "strong" if standing.severity == "critical" else "plain"
    suffix = ""
    if row.old and not row.shown & {"age", "trend"} and row.width >= 8:
        suffix = f" {row.old}"
    name = cut(standing.label, row.width - len(suffix), row.glyphs.ellipsis)
    room = row.width - len(suffix) - cells(name)
    return Segment(name, tone), Segment(" " * room), Segment(suffix, _old_tone(row))


def _waiting(row: _Row) -> Segments:
    reading = row.standing.state.reading
    last = None if reading is None else reading.waiting
    return row.count(row.standing.waiting, last, "waiting")


def _longest(row: _Row) -> Segments:
    reading = row.standing.state.reading
    last = None
    if reading is not None:
        last = longest_wait(reading.waiting, reading.oldest_since, reading.as_of)
    return row.figure(age(row.standing.longest_wait), age(last), "longest_wait")


def _limit(row: _Row) -> Segments:
    limit: Limit = row.standing.limits.longest_wait
    value = limit.critical if limit.critical is not None else limit.warn
    return () if value is None else (Segment(age(value), "dim"),)


def _available(row: _Row) -> Segments:
    standing, reading = row.standing, row.standing.state.reading
    half = (row.width - 1) // 2
    if standing.available is None and standing.on_queue is None:
        agents = None if reading is None else reading.agents
        if agents is None or (agents.available is None and agents.on_queue is None):
            return row.figure(UNKNOWN, UNKNOWN)
        last = f"{count(agents.available, half)}/{count(agents.on_queue, half)}"
        return row.figure(UNKNOWN, last.replace(UNKNOWN, row.glyphs.none))
    out: list[Segment] = []
    for part, figure in ((standing.available, "available"), (standing.on_queue, None)):
        if out:
            out.append(Segment("/", row.tone()))
        out.extend(row.figure(count(part, half), UNKNOWN, "available" if figure else None))
    return tuple(out)


def _interacting(row: _Row) -> Segments:
    reading = row.standing.state.reading
    return row.count(row.standing.interacting, None if reading is None else reading.interacting)


def _alerting(row: _Row) -> Segments:
    reading = row.standing.state.reading
    return _told(row, None if reading is None else reading.alerting)


def _not_responding(row: _Row) -> Segments:
    reading = row.standing.state.reading
    return _told(row, None if reading is None else reading.agents.not_responding)


def _off_queue(row: _Row) -> Segments:
    reading = row.standing.state.reading
    return _told(row, None if reading is None else reading.agents.off_queue)


def _members(row: _Row) -> Segments:
    reading = row.standing.state.reading
    return _told(row, None if reading is None else reading.agents.members)


def _told(row: _Row, last: int | None) -> Segments:
    believed = row.standing.freshness in {"live", "late"}
    return row.count(last if believed else None, last)


def _trend(row: _Row) -> Segments:
    if row.old and "age" not in row.shown:
        # The end of an old trend would be taken for now; its place goes to what matters more.
        return (Segment(f"{row.old} old", _old_tone(row)),)
    if row.standing.freshness in {"frozen", "unknown"}:
        return ()
    standing, limit = row.standing, row.standing.limits.waiting
    full = limit.critical if limit.critical is not None else limit.warn
    return (Segment(sparkline(standing.state.trend, row.width, row.glyphs.spark, full), "dim"),)


def _age(row: _Row) -> Segments:
    if row.standing.age is None:
        return (Segment(row.glyphs.none, "unknown"),)
    sign = ""
    if row.standing.freshness in {"late", "frozen"}:
        # Old must be told from fresh without colour.
        sign = row.glyphs.late if row.standing.freshness == "late" else row.glyphs.frozen
    return (Segment(f"{sign} {short_age(row.standing.age)}".strip(), _old_tone(row)),)


def _why(row: _Row) -> Segments:
    tone: Tone = "late" if row.standing.freshness == "late" else "plain"
    return (Segment(why(row.standing, row.width, row.glyphs.ellipsis), tone),)


def _old_tone(row: _Row) -> Tone:
    if row.standing.freshness == "late":
        return "late"
    return "unknown" if row.standing.freshness == "frozen" else "dim"


_CELLS: dict[str, Callable[[_Row], Segments]] = {
    "severity": _severity,
    "name": _name,
    "waiting": _waiting,
    "longest": _longest,
    "limit": _limit,
    "available": _available,
    "interacting": _interacting,
    "alerting": _alerting,
    "not_responding": _not_responding,
    "off_queue": _off_queue,
    "members": _members,
    "trend": _trend,
    "age": _age,
    "why": _why,
}
