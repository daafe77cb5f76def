"""One queue's figures as they stand in the cells of its line."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from queuetui.domain.limits import SHARES, Figure, Limit, Severity
from queuetui.view.cells_today import TODAY_CELLS, DayCell
from queuetui.view.filter import NO_GROUP
from queuetui.view.foresight import forecast_cell
from queuetui.view.formats import UNKNOWN, age, cells, count, cut, short_age, span
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.media_split import MEDIA, PLACE, waiting_by_medium
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone
from queuetui.view.staff_cell import staff_cell
from queuetui.view.standing import Standing
from queuetui.view.trend import sparkline
from queuetui.view.words import why

_LEAST_NAME = 8
"""Cells that a name keeps before it is indented."""
_REACHED: frozenset[Tone] = frozenset({"critical", "warning"})
_OF_LINE: frozenset[Figure] = frozenset({"waiting", "longest_wait"})
"""Figures about the line of one medium."""
_NOTHING = frozenset({"0", "0:00"})


class Cell(Struct, frozen=True):
    """What a cell is drawn from."""

    standing: Standing
    glyphs: Glyphs
    width: int
    fresh: bool
    shown: AbstractSet[str]
    """Keys of all columns on the line."""
    calm: bool = False
    indent: int = 0
    """Cells before the name."""

    def tone(self, figure: Figure | None = None) -> Tone:
        """The tone of a figure: late comes before breach, for a late breach may be over."""
        if self.standing.freshness == "late":
            return "late"
        for breach in self.standing.breaches:
            if breach.figure == figure:
                return "critical" if breach.level == "critical" else "warning"
        return "dim" if self.standing.severity == "closed" else "plain"

    def figure(self, now: str, last: str, figure: Figure | None = None) -> Segments:
        """A figure; a frozen one is unknown, with its last value small beside it."""
        if now != UNKNOWN:
            tone = self.tone(figure)
            # Where nothing is, there is nothing to look at.
            return (Segment(now, "dim" if tone == "plain" and now in _NOTHING else tone),)
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


def _severity(cell: Cell) -> Segments:
    severity = cell.standing.severity
    # An old ok is not reassuring, so it loses the tone that says so.
    late = severity == "ok" and cell.standing.freshness != "live"
    tone: Tone = "late" if late else SEVERITY_TONE[severity]
    return badge(severity, tone, cell.width, cell.glyphs, fresh=cell.fresh)


def badge(
    severity: Severity, tone: Tone, width: int, glyphs: Glyphs, *, fresh: bool = False
) -> Segments:
    """Sign and word of a severity, as far as there is room; ``fresh``: a breach that is new."""
    glyph, word = glyphs.severity(severity), SEVERITY_WORD[severity]
    marked = fresh and severity == "critical"
    if width < 2 + len(word):
        return (Segment(glyphs.fresh, "fresh") if marked else Segment(glyph, tone),)
    said = Segment(f"{glyph} {word}", tone)
    if not marked:
        return (said,)
    mark = " NEW" if width >= cells(said.text) + 4 else glyphs.fresh
    return said, Segment(mark, "fresh")


def _name(cell: Cell) -> Segments:
    standing = cell.standing
    tones: dict[Severity, Tone] = {"critical": "strong", "closed": "dim"}
    tone = tones.get(standing.severity, "plain")
    suffix = ""
    if cell.old and not cell.shown & {"age", "trend", "forecast"} and cell.width >= 8:
        suffix = f" {cell.old}"
    indent = cell.indent if cell.width >= _LEAST_NAME + cell.indent else 0
    name = cut(standing.label, cell.width - indent - len(suffix), cell.glyphs.ellipsis)
    room = cell.width - indent - len(suffix) - cells(name)
    return (
        Segment(" " * indent),
        Segment(name, tone),
        Segment(" " * room),
        Segment(suffix, _old_tone(cell)),
    )


def _waiting(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    last = None if reading is None else reading.waiting
    return cell.count(cell.standing.waiting, last, "waiting")


def _longest(cell: Cell) -> Segments:
    now = cell.standing.longest_wait
    text = age(now)
    last = age(cell.standing.last_longest_wait) if now is None else text
    return cell.figure(text, last, "longest_wait")


def _limit(cell: Cell) -> Segments:
    limit = cell.standing.wait_limit or Limit()
    value = limit.critical if limit.critical is not None else limit.warn
    return () if value is None else (Segment(span(value), "dim"),)


def _forecast(cell: Cell) -> Segments:
    if cell.old and not cell.shown & {"age", "trend"}:
        # What comes of old figures is worth less than that they are old.
        return (Segment(f"{cell.old} old", _old_tone(cell)),)
    return forecast_cell(cell.standing, cell.width, cell.glyphs)


def _available(cell: Cell) -> Segments:
    standing, reading = cell.standing, cell.standing.state.reading
    half = (cell.width - 1) // 2
    if standing.available is None and standing.on_queue is None:
        agents = None if reading is None else reading.agents
        if agents is None or (agents.available is None and agents.on_queue is None):
            return cell.figure(UNKNOWN, UNKNOWN)
        last = f"{count(agents.available, half)}/{count(agents.on_queue, half)}"
        return cell.figure(UNKNOWN, last.replace(UNKNOWN, cell.glyphs.none))
    out: list[Segment] = []
    parts: tuple[tuple[int | None, Figure | None], ...] = (
        (standing.available, "available"),
        (standing.on_queue, "on_queue"),
    )
    for part, figure in parts:
        if out:
            out.append(Segment("/", cell.tone()))
        if part is None:
            out.append(Segment(cell.glyphs.none, "unknown"))
        else:
            out.append(Segment(count(part, half), cell.tone(figure)))
    return tuple(out)


def _interacting(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    return cell.count(cell.standing.interacting, None if reading is None else reading.interacting)


def _alerting(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    return _told(cell, None if reading is None else reading.alerting)


def _not_responding(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    lost = None if reading is None else reading.agents.not_responding
    drawn = _told(cell, lost, "not_responding")
    if lost and cell.standing.freshness == "live" and drawn[0].tone == "plain":
        # They are on queue and get nothing: capacity that is lost in silence.
        return (Segment(drawn[0].text, "alarm"),)
    return drawn


def _staff(cell: Cell) -> Segments:
    return staff_cell(cell.standing, cell.glyphs)


def _off_queue(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    return _told(cell, None if reading is None else reading.agents.off_queue)


def _members(cell: Cell) -> Segments:
    reading = cell.standing.state.reading
    return _told(cell, None if reading is None else reading.agents.members)


def _told(cell: Cell, last: int | None, figure: Figure | None = None) -> Segments:
    return cell.count(None if cell.standing.told is None else last, last, figure)


def _media(cell: Cell) -> Segments:
    reading = cell.standing.told
    if reading is None:
        return (Segment(cell.glyphs.none, "unknown"),)
    # Of waits and of counts: the worst of each medium is the last one that is put here.
    told = sorted(cell.standing.breaches, key=lambda one: one.level == "critical")
    breached = {one.media: one.level for one in told if one.figure in _OF_LINE}
    late = cell.standing.freshness == "late"
    out: list[Segment] = []
    for name, waiting in zip(MEDIA, waiting_by_medium(reading), strict=True):
        tone = cell.tone()
        if late or name in breached:
            level = breached.get(name)
            # What is past its limit is the wait there, not the count: so no block of colour.
            tone = "late" if late else "alarm" if level == "critical" else "warning"
        known = name in reading.media
        out += media_place(waiting, tone, cell.glyphs, told=known, first=not out)
    return tuple(out)


def media_place(
    waiting: int | None, tone: Tone, glyphs: Glyphs, *, told: bool = True, first: bool = False
) -> Segments:
    """How many wait in one medium; ``told``: the source speaks of that medium at all."""
    if waiting is None:
        text, tone = (glyphs.none, "unknown") if told else (" ", "plain")
    elif waiting == 0:
        text, tone = glyphs.zero, "dim"
    else:
        text = count(waiting, PLACE)
    blank = " " * (PLACE - cells(text) + (not first))
    return Segment(blank), Segment(text, tone)


def _group(cell: Cell) -> Segments:
    name = cell.standing.group
    if name is None:
        return (Segment(NO_GROUP, "dim"),)
    return (Segment(cut(name, cell.width, cell.glyphs.ellipsis)),)


def _trend(cell: Cell) -> Segments:
    if cell.old and "age" not in cell.shown:
        # The end of an old trend would be taken for now; its place goes to what matters more.
        return (Segment(f"{cell.old} old", _old_tone(cell)),)
    if cell.standing.freshness in {"frozen", "unknown"}:
        return ()
    standing, limit = cell.standing, cell.standing.limits.waiting
    full = limit.critical if limit.critical is not None else limit.warn
    return (Segment(sparkline(standing.state.trend, cell.width, cell.glyphs.spark, full), "dim"),)


def _age(cell: Cell) -> Segments:
    if cell.standing.age is None:
        return (Segment(cell.glyphs.none, "unknown"),)
    sign = ""
    if cell.standing.freshness in {"late", "frozen"}:
        # Old must be told from fresh without colour.
        sign = cell.glyphs.late if cell.standing.freshness == "late" else cell.glyphs.frozen
    return (Segment(f"{sign} {short_age(cell.standing.age)}".strip(), _old_tone(cell)),)


def _why(cell: Cell) -> Segments:
    tone: Tone = "late" if cell.standing.freshness == "late" else "plain"
    return (Segment(why(cell.standing, cell.width, cell.glyphs.ellipsis, calm=cell.calm), tone),)


def _old_tone(cell: Cell) -> Tone:
    if cell.standing.freshness == "late":
        return "late"
    return "unknown" if cell.standing.freshness == "frozen" else "dim"


def _today(key: str) -> Callable[[Cell], Segments]:
    draw = TODAY_CELLS[key]

    def cell(it: Cell) -> Segments:
        # A line whose other figures are not believed alarms nobody.
        judged = it.standing.told is not None and it.standing.severity != "closed"
        tones: dict[str, Tone] = {}
        if judged:
            tones = {one: it.tone(one) for one in SHARES if it.tone(one) in _REACHED}
        return draw(DayCell(it.standing.today, it.glyphs, it.width, judged=judged, tones=tones))

    return cell


CELLS: Mapping[str, Callable[[Cell], Segments]] = {
    "severity": _severity,
    "name": _name,
    "group": _group,
    "waiting": _waiting,
    "longest": _longest,
    "limit": _limit,
    "forecast": _forecast,
    "media": _media,
    "available": _available,
    "interacting": _interacting,
    "alerting": _alerting,
    "not_responding": _not_responding,
    "agents_needed": _staff,
    "off_queue": _off_queue,
    "members": _members,
    "trend": _trend,
    "age": _age,
    "why": _why,
    **{key: _today(key) for key in TODAY_CELLS},
}
"""By key of the column."""
