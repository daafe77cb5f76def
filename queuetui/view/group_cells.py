"""The head of a group as it stands in the cells of its line.

What may be added is; where some queues are not known, a total ends with "+" and a share begins with
"~". A dot stands where adding would be wrong: one agent may be in several queues.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from queuetui.domain.limits import Limit, Severity
from queuetui.view.cells import badge, media_place
from queuetui.view.cells_today import TODAY_CELLS, DayCell
from queuetui.view.foresight import forecast_cell, most_threatened
from queuetui.view.formats import age, cells, count, cut, span
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.groups import Group, Total
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone
from queuetui.view.standing import Standing
from queuetui.view.trend import sparkline

_ROOMY = 16
"""Cells of a name beside which it is said how many queues there are, though it is cut for that."""


class GroupCell(Struct, frozen=True):
    """What a cell is drawn from."""

    group: Group
    severity: Severity
    """The worst of its queues."""
    glyphs: Glyphs
    width: int
    fresh: bool = False
    """Whether a queue that it hides has just entered a breach."""


def _severity(cell: GroupCell) -> Segments:
    tone = _quieter(SEVERITY_TONE[cell.severity], cell)
    return badge(cell.severity, tone, cell.width, cell.glyphs, fresh=cell.fresh)


def _quieter(tone: Tone, cell: GroupCell) -> Tone:
    """The queues under it sound the alarm themselves, unless it hides them."""
    return "alarm" if tone == "critical" and not cell.group.folded else tone


def _name(cell: GroupCell) -> Segments:
    group, glyphs = cell.group, cell.glyphs
    sign = glyphs.folded if group.folded else glyphs.unfolded
    queues, worst = len(group.members), group.by_severity[cell.severity]
    # Beside a bad status: how many of its queues have it.
    all_alike = cell.severity == "ok" or worst == queues
    ways = (str(queues),) if all_alike else (f"{worst} of {queues}", f"{worst}/{queues}")
    for told in (*ways, ways[-1] if cell.width >= _ROOMY else ""):
        if cells(told) + cells(group.label) + 3 <= cell.width:
            break
    name = cut(group.label, cell.width - 3 - cells(told), glyphs.ellipsis)
    room = max(0, cell.width - 2 - cells(name) - cells(told))
    return (
        Segment(f"{sign} ", "dim"),
        Segment(name, "strong"),
        Segment(" " * room),
        Segment(told, "dim"),
    )


def _same_name(cell: GroupCell) -> Segments:
    return (Segment(cut(cell.group.label, cell.width, cell.glyphs.ellipsis), "strong"),)


def _longest(cell: GroupCell) -> Segments:
    worst = cell.group.worst
    if worst.longest_wait is None:
        return (Segment(cell.glyphs.none, "unknown"),)
    tone: Tone = "plain" if worst.longest_wait else "dim"
    if worst.late:
        tone = "late"
    elif worst.breach is not None:
        tone = "critical" if worst.breach.level == "critical" else "warning"
    return (Segment(age(worst.longest_wait) + "+" * worst.partial, _quieter(tone, cell)),)


def _limit(cell: GroupCell) -> Segments:
    limit = cell.group.worst.limit or Limit()
    value = limit.critical if limit.critical is not None else limit.warn
    return () if value is None else (Segment(span(value), "dim"),)


def _media(cell: GroupCell) -> Segments:
    out: list[Segment] = []
    for waiting in cell.group.media:
        out += media_place(waiting, "plain", cell.glyphs, told=False, first=not out)
    return tuple(out)


def _added(figure: Callable[[Standing], int | None]) -> Callable[[GroupCell], Segments]:
    def cell(it: GroupCell) -> Segments:
        total = it.group.total(figure)
        if total.count is None:
            return (Segment(it.glyphs.none, "unknown"),)
        return (Segment(_shown(total, it.width), "plain" if total.count else "dim"),)

    return cell


def _alerting(standing: Standing) -> int | None:
    return None if standing.told is None else standing.told.alerting


def _not_added(cell: GroupCell) -> Segments:
    return (Segment(cell.glyphs.zero, "dim"),)


def _trend(cell: GroupCell) -> Segments:
    if all(each.told is None for each in cell.group.members):
        return ()
    full = sum(_full(each) for each in cell.group.members)
    drawn = sparkline(cell.group.trend, cell.width, cell.glyphs.spark, full or None)
    return (Segment(drawn, "dim"),)


def _full(standing: Standing) -> float:
    """The limit of waiting; as high as all of theirs together is the trend of a group."""
    limit = standing.limits.waiting
    return (limit.critical if limit.critical is not None else limit.warn) or 0.0


def _why(cell: GroupCell) -> Segments:
    out: list[Segment] = []
    room = cell.width
    for severity, number in cell.group.by_severity.items():
        text = f"{number} {SEVERITY_WORD[severity]}"
        blank = "  " if out else ""
        room -= len(blank) + len(text)
        if room < 0:
            break
        tone: Tone = "dim" if severity in {"ok", "closed"} else "plain"
        out += [Segment(blank), Segment(text, tone)]
    return tuple(out)


def _forecast(cell: GroupCell) -> Segments:
    threatened = most_threatened(cell.group.members)
    return () if threatened is None else forecast_cell(threatened, cell.width, cell.glyphs)


def _nothing(_: GroupCell) -> Segments:
    return ()


def _today(key: str) -> Callable[[GroupCell], Segments]:
    draw = TODAY_CELLS[key]

    def cell(it: GroupCell) -> Segments:
        group = it.group
        return draw(DayCell(group.today, it.glyphs, it.width, partial=group.today_partial))

    return cell


def _shown(total: Total, width: int) -> str:
    return count(total.count, width - total.partial) + "+" * total.partial


GROUP_CELLS: Mapping[str, Callable[[GroupCell], Segments]] = {
    "severity": _severity,
    "name": _name,
    "group": _same_name,
    "waiting": _added(lambda each: each.waiting),
    "longest": _longest,
    "limit": _limit,
    "forecast": _forecast,
    "media": _media,
    "available": _not_added,
    "interacting": _added(lambda each: each.interacting),
    "alerting": _added(_alerting),
    "not_responding": _not_added,
    "agents_needed": _not_added,
    "off_queue": _not_added,
    "members": _not_added,
    "trend": _trend,
    "age": _nothing,
    "why": _why,
    **{key: _today(key) for key in TODAY_CELLS},
}
"""By key of the column."""
