"""How many agents are needed now, in words, and as a part of an opened queue."""

from collections.abc import Iterable, Sequence

from queuetui.domain.durations import format_duration
from queuetui.domain.goals import Goal
from queuetui.domain.staff import OCCUPANCY_CAUTION, Staffing, staffings
from queuetui.view.blocks import flow
from queuetui.view.formats import UNKNOWN, clean, count, cut_at_word
from queuetui.view.glyphs import Glyphs
from queuetui.view.queue_part import titled
from queuetui.view.queue_scene import Belief, Scene
from queuetui.view.segments import Segment, Segments, Tone, joined
from queuetui.view.words import media_word

_LABEL = 11


def level(share: float | None, digits: int = 0) -> str:
    """A share in percent, never rounded up: 79.9 % has not reached 80 %."""
    if share is None:
        return UNKNOWN
    # The least addition makes up for shares that floats hold a hair too low.
    steps = int(100 * 10**digits * share + 1e-9)
    return f"{steps / 10**digits:.{digits}f}%"


def goal_words(goal: Goal) -> str:
    """``80% in 20s``; empty where either half is unknown."""
    if goal.share is None or goal.seconds is None:
        return ""
    return f"{100 * goal.share:g}% in {format_duration(goal.seconds)}"


def people(number: int) -> str:
    """``1 agent``, ``12 agents``."""
    return f"{count(number)} agent{'' if number == 1 else 's'}"


def gap_words(told: Staffing) -> str:
    """``+2 agents needed``, ``1 more than needed``, or why that is not known."""
    if told.needed is None:
        return told.reason or "not known"
    if told.gap is None:
        return f"{people(told.needed)} needed"
    if told.gap > 0:
        return f"+{people(told.gap)} needed"
    return "as many as needed" if told.gap == 0 else f"{count(-told.gap)} more than needed"


def occupancy_words(told: Staffing) -> str:
    """``84%``; beyond what people keep up for long with a caution: ``93%, caution above 88%``."""
    if told.occupancy is None:
        return UNKNOWN
    caution = f", caution above {level(OCCUPANCY_CAUTION)}" if told.strained else ""
    return f"{level(told.occupancy)}{caution}"


def recovery_words(told: Staffing, goal: Goal, glyphs: Glyphs) -> str:
    """``next 14 in time → back at 80%``; empty where nothing is known of the day."""
    if goal.share is None or told.recover is None:
        return ""
    share = f"{100 * goal.share:g}%"
    if told.recover == 0:
        return f"at or above {share}"
    arrow = "->" if glyphs.none.isascii() else "→"
    return f"next {count(told.recover)} in time {arrow} back at {share}"


def staffed(scene: Scene) -> tuple[Staffing, ...]:
    """The agents of the queue's media that are asked about, as of its newest reading."""
    state, reading = scene.standing.state, scene.reading
    on_queue = None if reading is None else reading.agents.on_queue
    return staffings(state.flows, state.queue.goals, on_queue, state.today, scene.staffed)


def staffing_part(scene: Scene, width: int) -> list[Segments]:
    """Needed against on queue, medium by medium; empty where nothing came in of any."""
    told = staffed(scene)
    if not told:
        return []
    belief = scene.belief
    goals = scene.standing.state.queue.goals
    lines = [titled("STAFFING", belief, width)]
    for one in told:
        if len(told) > 1:
            lines.append((Segment(clean(media_word(one.media)), "dim"),))
        lines += _lines(one, goals.get(one.media, Goal()), scene, width)
    return lines


def _lines(told: Staffing, goal: Goal, scene: Scene, width: int) -> list[Segments]:
    belief = scene.belief
    lines = _labelled("agents", list(_need(told, belief)), scene, width)
    if told.needed is not None or told.service_now is not None:
        parts = list(_levels(told, goal, belief))
        if parts:
            lines += _labelled("service", parts, scene, width)
    if told.occupancy is not None:
        tone: Tone = "warning" if told.strained else "plain"
        words = belief.figure(occupancy_words(told), tone)
        lines += _labelled("occupancy", [(words,)], scene, width)
    recovery = recovery_words(told, goal, scene.glyphs)
    if recovery:
        _, day = scene.day_so_far
        lines += _labelled("recovery", [(day.figure(recovery),)], scene, width)
    return lines


def _need(told: Staffing, belief: Belief) -> Iterable[Segments]:
    if told.needed is None:
        # Why it is not told was true when the figures came, and needs no brackets.
        yield Segment(f"{belief.glyphs.none} "), Segment(gap_words(told), "unknown")
        return
    missing = told.gap is not None and told.gap > 0
    yield (belief.figure(gap_words(told), "warning" if missing else "strong"),)
    if told.gap is not None:
        counted = f"{count(told.needed)} for the goal, {count(told.on_queue)} on queue"
        yield (Segment(counted, "dim"),)


def _levels(told: Staffing, goal: Goal, belief: Belief) -> Iterable[Segments]:
    """The service level with those on queue, one more and one fewer."""
    here = told.on_queue
    if here is None:
        return
    for number, share in (
        (here, told.service_now),
        (here + 1, told.service_one_more),
        (here - 1, told.service_one_fewer),
    ):
        if share is not None:
            late = goal.share is not None and share < goal.share
            tone: Tone = "warning" if late and number == here else "plain"
            yield belief.figure(level(share), tone), Segment(f" with {count(number)}", "dim")
        elif number == here:
            yield (belief.figure(f"cannot be met with {count(number)}", "warning"),)
    words = goal_words(goal)
    if words:
        yield (Segment(f"goal {words}", "dim"),)


def _labelled(label: str, parts: Sequence[Segments], scene: Scene, width: int) -> list[Segments]:
    """The parts behind a label, on as many lines as they need."""
    room = max(1, width - _LABEL)
    short = [_fitted(part, room, scene.glyphs) for part in parts]
    return [
        joined((Segment(f"{label if number == 0 else '':<{_LABEL}}", "dim"), *line))
        for number, line in enumerate(flow(short, room, scene.glyphs.separator))
    ]


def _fitted(part: Segments, room: int, glyphs: Glyphs) -> Segments:
    """The part without the words that go beyond the room."""
    out: list[Segment] = []
    for segment in part:
        text = cut_at_word(segment.text, room, glyphs.ellipsis)
        out.append(Segment(text, segment.tone))
        room -= len(text)
        if text != segment.text:
            break
    return joined(out)
