"""What is wrong with an opened queue, and by how much, in a line or two of plain language."""

from collections.abc import Iterable

from queuetui.domain.limits import Breach, wait_limit
from queuetui.view.blocks import wrapped
from queuetui.view.formats import age, cells, clean, clock_time, count, cut_at_word, short_age
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.queue_figures import day_level
from queuetui.view.queue_part import sentence, trouble
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, joined
from queuetui.view.standing import Standing
from queuetui.view.words import amount, media_word, no_data

MOST_LINES = 2
"""Of plain language; what matters least goes first."""
_LEAST_NAME = 8
_MOST_WAITS = 2

Phrase = tuple[str, Tone]


def name_line(scene: Scene, width: int) -> Segments:
    """Severity, name and the age of the figures, in ``width`` cells."""
    standing, glyphs = scene.standing, scene.glyphs
    severity = standing.severity
    badge = f"{glyphs.severity(severity)} {SEVERITY_WORD[severity]}"
    old = _old(scene)
    room = width - cells(badge) - 2 - cells(old.text) - 2
    name = cut_at_word(standing.label, max(_LEAST_NAME, room), glyphs.ellipsis)
    blank = width - cells(badge) - 2 - cells(name) - cells(old.text)
    # An old ok is not reassuring, so it loses the tone that says so.
    faded = severity == "ok" and standing.freshness != "live"
    return (
        Segment(badge, "late" if faded else SEVERITY_TONE[severity]),
        Segment(f"  {name}", "strong"),
        Segment(" " * blank),
        old,
    )


def headline(scene: Scene, width: int) -> list[Segments]:
    """The state of the queue in words, the most important first, each line ``width`` cells."""
    standing = scene.standing
    lines = _told(phrases(scene), width, scene.glyphs)
    if standing.freshness in {"frozen", "unknown"}:
        lines = _unknown(scene, width)
    state = standing.state
    if state.next_try is not None:
        # It sits out; its figures may still be young.
        reason = trouble(state.problem, state.next_try, scene, width)
        unknown = standing.severity == "unknown" and not standing.breaches
        lines = reason if unknown else [*lines, *reason]
    if standing.freshness == "frozen" and scene.reading is not None:
        last = clock_time(scene.reading.as_of, scene.zone)
        lines += _said(f"In brackets: the last figures, of {last}.", scene, width)
    return lines


def phrases(scene: Scene) -> list[Phrase]:
    """What there is to say of figures that are believed, the most important first."""
    standing = scene.standing
    figures = {breach.figure for breach in standing.breaches}
    said = [_breach(scene, breach) for breach in _by_importance(standing)]
    if not said:
        said.append(_well(scene))
    elif standing.waiting and "waiting" not in figures and not scene.calm:
        said.append((f"{count(standing.waiting)} waiting", "plain"))
    said += _people(scene, figures)
    if standing.freshness == "late":
        said.insert(0, (f"these figures are {short_age(standing.age)} old", "late"))
    return said


def _by_importance(standing: Standing) -> list[Breach]:
    """The breaches worth telling: what is critical first, waits before counts."""
    waits = [breach for breach in standing.breaches if breach.figure == "longest_wait"]
    counts = [breach for breach in standing.breaches if breach.figure != "longest_wait"]
    return sorted([*waits[:_MOST_WAITS], *counts], key=lambda breach: breach.level != "critical")


def _old(scene: Scene) -> Segment:
    standing = scene.standing
    if standing.age is None:
        return Segment("never answered", "unknown")
    tones: dict[str, Tone] = {"live": "dim", "late": "late"}
    return Segment(
        f"data {short_age(standing.age):>3} old", tones.get(standing.freshness, "unknown")
    )


def _unknown(scene: Scene, width: int) -> list[Segments]:
    """That there is nothing to believe, and why."""
    standing = scene.standing
    said = no_data(standing).rstrip(".")
    if scene.reason and not standing.state.problem:
        said = f"{said}: {scene.reason}"
    return _said(sentence(clean(said)), scene, width)


def _said(text: str, scene: Scene, width: int) -> list[Segments]:
    lines = wrapped(text, width)
    if len(lines) > MOST_LINES:
        lines = [lines[0], cut_at_word(" ".join(lines[1:]), width, scene.glyphs.ellipsis)]
    return [(Segment(line, "unknown"),) for line in lines]


def _breach(scene: Scene, breach: Breach) -> Phrase:
    tone: Tone = "strong" if breach.level == "critical" else "warning"
    if scene.standing.freshness == "late":
        # A late breach may be over.
        tone = "late"
    if breach.figure == "longest_wait":
        return _wait(scene, breach), tone
    if breach.figure == "available":
        if scene.calm:
            return "too few agents are free", tone
        if breach.value == 0:
            return "nobody is free", tone
        return f"only {count(int(breach.value))}{_of(scene)} free", tone
    kind = "limit" if breach.level == "critical" else "warning limit"
    if scene.calm:
        return f"more are waiting than the {kind}", tone
    over = breach.value - breach.limit
    how = f"{amount('waiting', over)} over" if over > 0 else "at"
    limit = amount("waiting", breach.limit)
    return f"{count(int(breach.value))} waiting, {how} the {kind} of {limit}", tone


def _wait(scene: Scene, breach: Breach) -> str:
    """A wait that has reached a limit, and by how much; of a warning, how much time is left."""
    standing, media = scene.standing, breach.media or ""
    goals, reading = standing.state.queue.goals, scene.reading
    several = reading is not None and len(reading.media_in_use) > 1
    who = f"{_began(media_word(media))}: the oldest" if several else "the oldest"
    # A goal is the organisation's own; a limit comes from the settings or is built in.
    goal = goals.get(media)
    own = standing.limits.longest_wait is None and goal is not None and goal.seconds is not None
    aim = "goal" if own else "limit"
    critical = wait_limit(standing.limits, goals, media).critical
    if breach.level == "warning" and critical is not None:
        if scene.calm:
            return f"{who} has nearly waited as long as its {aim}"
        left = age(critical - breach.value)
        return f"{who} has waited {age(breach.value)}, {left} before the {aim} of {age(critical)}"
    if breach.level == "warning":
        aim = "warning limit"
    if scene.calm:
        return f"{who} has waited longer than its {aim}"
    over = breach.value - breach.limit
    how = f"{age(over)} over" if over >= 1 else "at"
    return f"{who} has waited {age(breach.value)}, {how} the {aim} of {age(breach.limit)}"


def _well(scene: Scene) -> Phrase:
    """That no limit is reached, and how the queue is."""
    standing = scene.standing
    if standing.severity == "unknown":
        return "some figures are not told, so nobody can say whether all is well", "unknown"
    unwell = _not_responding(scene) or _service_gap(scene) is not None
    begun = "no limit is reached" if unwell or not standing.on_queue else "all is well"
    if scene.calm:
        return begun, "plain"
    if standing.waiting == 0:
        return f"{begun}: nobody waits", "plain"
    said = f"{begun}: {count(standing.waiting)} waiting"
    wait, limit = standing.longest_wait, standing.wait_limit
    if wait is None:
        return said, "plain"
    of = f" of {age(limit.critical)}" if limit is not None and limit.critical is not None else ""
    return f"{said}, the oldest for {age(wait)}{of}", "plain"


def _people(scene: Scene, breached: Iterable[str]) -> list[Phrase]:
    """What there is to say of agents and of the day."""
    standing = scene.standing
    said: list[Phrase] = []
    if "available" not in breached and standing.available is not None:
        if standing.on_queue == 0:
            said.append(("nobody is on queue", "plain"))
        elif standing.available == 0:
            said.append(("nobody is free", "plain"))
        else:
            said.append((f"{count(standing.available)}{_of(scene)} free", "plain"))
    if missing := _not_responding(scene):
        whom = f"{count(missing)}{_of(scene)} agents"
        verb = "does not respond" if missing == 1 else "do not respond"
        said.append((f"{whom} {verb}", "warning" if standing.freshness == "live" else "late"))
    gap = _service_gap(scene)
    if gap is not None:
        number, media = gap
        whose = "service level" if media is None else f"{media_word(media)} service level"
        points = "point" if number == 1 else "points"
        said.append((f"{whose} today {number} {points} under its goal", "plain"))
    return said


def _of(scene: Scene) -> str:
    on_queue = scene.standing.on_queue
    return f" of {count(on_queue)}" if on_queue else ""


def _not_responding(scene: Scene) -> int:
    reading = scene.reading
    return 0 if reading is None else reading.agents.not_responding or 0


def _service_gap(scene: Scene) -> tuple[int, str | None] | None:
    """By how many whole points today's service level is under its goal, and of which medium.

    ``None``: it is not, or nobody knows.
    """
    today, belief = scene.day_so_far
    if today is None or not belief.believed:
        return None
    service, media = day_level(today)
    if service is None or service.share is None or service.target is None:
        return None
    gap = round(100 * service.target) - int(100 * service.share)
    return (gap, media) if gap > 0 else None


def _began(word: str) -> str:
    return f"{word[:1].upper()}{word[1:]}"


def _told(said: list[Phrase], width: int, glyphs: Glyphs) -> list[Segments]:
    """The phrases as one sentence on a line or two; whole phrases go where there is no room."""
    for kept in range(len(said), 0, -1):
        end = "." if kept == len(said) else f"; {glyphs.ellipsis}"
        lines = _written(said[:kept], width, end)
        if len(lines) <= MOST_LINES:
            return lines
    words, tone = said[0]
    return [(Segment(cut_at_word(_began(clean(words)), width, glyphs.ellipsis), tone),)]


def _written(said: list[Phrase], width: int, end: str) -> list[Segments]:
    """The phrases broken between words."""
    lines: list[list[Segment]] = [[]]
    used = 0
    for number, (words, tone) in enumerate(said):
        text = clean(words if number else _began(words))
        last = end if number == len(said) - 1 else ";"
        # A phrase begins with its figure, which is nothing without the word that follows.
        first, *others = text.split(" ")
        words_of = [" ".join((first, *others[:1])), *others[1:]]
        for place, word in enumerate(words_of):
            mark = last if place == len(words_of) - 1 else ""
            blank = 1 if used else 0
            if used + blank + cells(word + mark) > width:
                lines.append([])
                used = blank = 0
            # The blank takes the tone of its words, so that a phrase is one piece.
            between = Segment(" ", tone if place else "plain")
            lines[-1].extend((between,) * blank)
            lines[-1].extend((Segment(word, tone), Segment(mark)))
            used += blank + cells(word + mark)
    return [joined(line) for line in lines]
