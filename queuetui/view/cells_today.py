"""The day so far as it stands in the cells of a line: of one queue, or of a group."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from queuetui.domain.today import Today
from queuetui.view.formats import age, count
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segment, Segments, Tone

NO_TRAFFIC = "none"
"""Stands where there was nothing to be served. Neither 0 % nor 100 %."""
_SHARE = 4
"""Cells of a share, so that those of all lines stand under one another."""


class DayCell(Struct, frozen=True):
    """What a cell about the day is drawn from."""

    today: Today | None
    """``None``: not told, or too long ago."""
    glyphs: Glyphs
    width: int
    partial: bool = False
    """Whether it lacks some queues of a group."""
    judged: bool = True
    """Whether figures past their goal stand out."""
    tones: Mapping[str, Tone] = {}
    """Of figures that have reached a limit."""


def _count(figure: Callable[[Today], int | None]) -> Callable[[DayCell], Segments]:
    def cell(it: DayCell) -> Segments:
        value = None if it.today is None else figure(it.today)
        if value is None:
            return (_unknown(it),)
        more = "+" if it.partial else ""
        return (Segment(count(value, it.width - len(more)) + more, "plain" if value else "dim"),)

    return cell


def _average(figure: Callable[[Today], float | None]) -> Callable[[DayCell], Segments]:
    def cell(it: DayCell) -> Segments:
        value = None if it.today is None else figure(it.today)
        if it.today is None or (value is None and it.today.answered != 0):
            return (_unknown(it),)
        if value is None:
            return (_nothing(it),)
        return (_about(it, age(value)),)

    return cell


def _rate(it: DayCell) -> Segments:
    rate = None if it.today is None else it.today.abandon_rate
    if it.today is None or (rate is None and it.today.offered != 0):
        return (_unknown(it),)
    if rate is None:
        return (_nothing(it),)
    # Who came yesterday may give up today: so it can be more than all of them.
    for text in (f"{100 * rate:.1f}%", f"{100 * rate:.0f}%", ">999%"):
        if len(text) < it.width:
            break
    drawn = _about(it, text)
    if "abandon_rate" in it.tones:
        return (Segment(drawn.text, it.tones["abandon_rate"]),)
    return (drawn if rate else Segment(drawn.text, "dim"),)


def _service(it: DayCell) -> Segments:
    today = it.today
    level = None if today is None else today.service
    if today is None or (level is None and today.traffic):
        return (Segment(it.glyphs.none.rjust(_SHARE), "unknown"),)
    share = None if level is None else level.share
    if level is None or share is None:
        return (Segment(NO_TRAFFIC.rjust(_SHARE), "dim"),)
    # Rounded down, so a goal is shown as reached only when it is; a hair is not a per cent.
    text = f"{min(999, int(100 * share + 1e-6))}%"
    text = f"~{text}" if it.partial else text
    blank = " " * (_SHARE - len(text))
    below = it.judged and level.target is not None and share < level.target
    tone = it.tones.get("service", "warning" if below else "plain")
    if level.target is None:
        return Segment(blank), Segment(text, tone)
    goal = f"/{round(100 * level.target)}"[: it.width - len(blank) - len(text)]
    return Segment(blank), Segment(text, tone), Segment(goal, "dim")


def _unknown(it: DayCell) -> Segment:
    return Segment(it.glyphs.none, "unknown")


def _nothing(it: DayCell) -> Segment:
    return Segment(it.glyphs.zero, "dim")


def _about(it: DayCell, text: str) -> Segment:
    marked = f"~{text}" if it.partial else text
    return Segment(marked if len(marked) <= it.width else text)


TODAY_CELLS: Mapping[str, Callable[[DayCell], Segments]] = {
    "offered": _count(lambda day: day.offered),
    "answered": _count(lambda day: day.answered),
    "abandoned": _count(lambda day: day.abandoned),
    "abandon_rate": _rate,
    "short_abandoned": _count(lambda day: day.short_abandoned),
    "flowed_out": _count(lambda day: day.flowed_out),
    "over_sla": _count(lambda day: day.over_sla),
    "service": _service,
    "asa": _average(lambda day: day.asa),
    "aht": _average(lambda day: day.aht),
}
"""By key of the column."""
