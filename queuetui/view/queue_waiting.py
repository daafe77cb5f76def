"""Who waits in an opened queue, one by one: media, age, priority and skills, nothing personal."""

from queuetui.domain.limits import wait_limit
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.view.formats import UNKNOWN, age, cells, clean, count
from queuetui.view.queue_media import marked, wait_tone
from queuetui.view.queue_part import fixed, titled, trouble
from queuetui.view.queue_scene import PEOPLE_EVERY, Belief, Scene
from queuetui.view.segments import Segment, Segments, Tone, joined
from queuetui.view.words import media_word

STUCK = "(stuck)"
_MEDIA, _AGE, _PRIORITY = 10, 8, 6


def waiting_list(scene: Scene, width: int) -> list[Segments]:
    """Those who wait, oldest first; empty on a calm screen, which does not tell them."""
    if scene.calm:
        return []
    told = scene.alone.waiting
    listed = told.value
    belief = scene.believe_told(told, None if listed is None else listed.as_of, PEOPLE_EVERY)
    more: Segments = ()
    if listed is not None:
        more = (Segment("  "), belief.figure(count(listed.total)))
    lines = [titled("WAITING LIST", belief, width, told, more)]
    lines += trouble(told.problem, told.next_try, scene, width)
    if listed is None:
        return lines
    if not listed.total:
        return [*lines, (belief.figure("nobody waits", "dim"),)]
    titles = f"{'MEDIA':<{_MEDIA}}{'AGE':>{_AGE}}{'PRIO':>{_PRIORITY}}  SKILLS"
    lines.append((Segment(titles, "dim"),))
    stuck = _stuck(scene, listed)
    lines += [
        _row(scene, one, belief, width, stuck=place in stuck)
        for place, one in enumerate(listed.listed)
    ]
    if listed.not_listed:
        lines.append((Segment(f"+{count(listed.not_listed)} more, not listed", "unknown"),))
    return lines


def _stuck(scene: Scene, listed: WaitingList) -> frozenset[int]:
    """The places in the list of those that are stuck: they are the oldest of their medium."""
    found: list[int] = []
    for each in scene.standing.stuck:
        places = [n for n, one in enumerate(listed.listed) if one.media == each.media]
        found += places[: each.count]
    return frozenset(found)


def _row(scene: Scene, one: Waiting, belief: Belief, width: int, *, stuck: bool) -> Segments:
    standing, glyphs = scene.standing, scene.glyphs
    limit = wait_limit(standing.limits, standing.state.queue.goals, one.media)
    wait = max(0.0, belief.at - one.since)
    tone: Tone = "dim" if stuck else wait_tone(wait, limit.warn, limit.critical)
    figure = belief.figure(marked(age(wait), tone, belief), tone)
    priority = belief.figure(UNKNOWN if one.priority is None else str(one.priority))
    skills = clean(", ".join(one.skills))
    if stuck:
        skills = f"{STUCK} {skills}"
    room = max(0, width - _MEDIA - _AGE - _PRIORITY - 2)
    plain: Tone = "dim"
    if belief.believed:
        plain = "plain" if belief.freshness == "live" else "late"
    return joined(
        (
            Segment(fixed(media_word(one.media), _MEDIA, glyphs.ellipsis), plain),
            Segment(" " * (_AGE - cells(figure.text))),
            figure,
            Segment(" " * (_PRIORITY - cells(priority.text))),
            priority,
            Segment(f"  {fixed(skills, room, glyphs.ellipsis).rstrip()}", "dim"),
        )
    )
