"""An opened queue's day so far: counts, service level and averages, and since when."""

from queuetui.domain.today import Today
from queuetui.view.formats import UNKNOWN, age, clock_time, count
from queuetui.view.queue_figures import NO_TRAFFIC, share_text
from queuetui.view.queue_media import today_by_media
from queuetui.view.queue_part import heading, trouble
from queuetui.view.queue_scene import Belief, Scene
from queuetui.view.segments import Segment, Segments, Tone, aligned, joined

_LABEL, _VALUE, _GAP = 11, 8, 3
_COLUMN = _LABEL + _VALUE


def today_part(scene: Scene, width: int, *, by_media: bool = True) -> list[Segments]:
    """The day so far. ``by_media``: also medium by medium, where no other part does.

    Of a queue with a single medium that would say all of it twice.
    """
    today, belief = scene.day_so_far
    side = scene.today
    note = belief.old()
    if not note and not side.problem:
        note = (Segment("asking" if scene.day is None else "no answer yet", "dim"),)
    lines = [heading(_title(scene, today), note, width, scene.glyphs)]
    lines += trouble(side.problem, side.next_try, scene, width)
    if today is None:
        return lines
    if not today.traffic:
        return [*lines, (belief.figure(f"{NO_TRAFFIC} so far", "dim"),)]
    lines += _grid(today, belief, width)
    lines.append(_service_line(today, belief))
    if by_media and width >= 60 and len(today.media) > 1:
        lines += today_by_media(scene)
    return lines


def _title(scene: Scene, today: Today | None) -> Segments:
    since = None if today is None else today.since
    if since is None and scene.day is not None:
        since = scene.day.since
    said = "TODAY"
    zone = scene.day.zone_name if scene.day is not None else ""
    if since is None:
        return (Segment(said, "strong"),)
    when = f"  since {clock_time(since, scene.day_zone)[:5]} {zone}".rstrip()
    return Segment(said, "strong"), Segment(when, "dim")


def _grid(today: Today, belief: Belief, width: int) -> list[Segments]:
    rate = today.abandon_rate
    pairs = (
        ("offered", count(today.offered, 7)),
        ("answered", count(today.answered, 7)),
        ("abandoned", count(today.abandoned, 7)),
        ("flowed out", count(today.flowed_out, 7)),
        ("over SLA", count(today.over_sla, 7)),
        ("short", count(today.short_abandoned, 7)),
        ("ASA", age(today.asa)),
        ("AHT", age(today.aht)),
        ("abandon %", UNKNOWN if rate is None else f"{100 * rate:.1f}%"),
    )
    columns = max(1, min(3, (width + _GAP) // (_COLUMN + _GAP)))
    lines: list[Segments] = []
    for first in range(0, len(pairs), columns):
        out: list[Segment] = []
        for number, (label, value) in enumerate(pairs[first : first + columns]):
            blank = " " * (_GAP if number else 0)
            out.append(Segment(f"{blank}{label:<{_LABEL}}", "dim"))
            out.extend(aligned((belief.figure(value, "strong"),), _VALUE, right=True))
        lines.append(joined(out))
    return lines


def _service_line(today: Today, belief: Belief) -> Segments:
    service = today.service
    levels = (one.service for one in today.media.values())
    goals = any(level is not None and level.target is not None for level in levels)
    label = Segment(f"{'service':<{_LABEL}}", "dim")
    if service is None:
        return label, *aligned((belief.figure(UNKNOWN),), _VALUE, right=True)
    if service.share is None:
        return label, belief.figure(NO_TRAFFIC, "dim")
    tone: Tone = "strong"
    aim = "goals differ" if goals else "no goal told"
    if service.target is not None:
        aim = f"goal {round(100 * service.target)}%"
        tone = "warning" if service.share < service.target else "strong"
    counted = f"{int(service.numerator)} of {int(service.denominator)} in time, {aim}"
    share = aligned((belief.figure(share_text(service), tone),), _VALUE, right=True)
    return joined((label, *share, Segment(" " * _GAP), belief.figure(counted, "dim")))
