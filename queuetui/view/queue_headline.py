"""What is wrong with an opened queue, and by how much, in a line or two of plain language."""

from collections.abc import Iterable

from queuetui.domain.hours import next_opening
from queuetui.domain.limit_origin import origin
from queuetui.domain.limits import Breach, by_goal, wait_limit
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.view.blocks import flow, wrapped
from queuetui.view.figure_words import FIGURE_WORD, breach_clause, calm_clause, limit_amount
from queuetui.view.formats import (
    age,
    cells,
    clean,
    clock_time,
    count,
    cut_at_word,
    short_age,
    span,
)
from queuetui.view.glyphs import SEVERITY_WORD, Glyphs
from queuetui.view.opening_words import opening_words
from queuetui.view.queue_figures import day_level
from queuetui.view.queue_part import sentence, trouble
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, joined
from queuetui.view.standing import Standing
from queuetui.view.stuck import stuck_words
from queuetui.view.words import amount, media_word, no_data

MOST_LINES = 2
"""Of plain language; what matters least goes first."""
MOST_RULES = 3
"""Lines of which rules have set the limits that are reached."""
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
    if standing.severity == "closed":
        lines = _told([_closed(scene)], width, scene.glyphs)
    elif standing.freshness in {"frozen", "unknown"}:
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
    if standing.breaches and not scene.calm and (stuck := stuck_words(standing)):
        said.append((stuck, "plain"))
    said += _people(scene, figures)
    if standing.freshness == "late":
        said.insert(0, (f"these figures are {short_age(standing.age)} old", "late"))
    return said


def breach_rules(scene: Scene, width: int) -> list[Segments]:
    """Which rule has set each limit that is reached: beside each of them, where it stands."""
    standing = scene.standing
    parts: list[Segments] = []
    for breach in _by_importance(standing):
        queue = standing.state.queue
        where = origin(scene.watchlist, queue, breach.figure, breach.media, breach.level)
        media = "" if breach.media is None else f"{media_word(breach.media)} "
        limit = "" if scene.calm else f" {limit_amount(breach.figure, breach.limit)}"
        words = clean(f"{media}{FIGURE_WORD[breach.figure]}{limit}: {where}")
        tone: Tone = "warning" if breach.level == "warning" else "alarm"
        if standing.freshness == "late":
            tone = "late"
        text = cut_at_word(words, max(1, width - 2), scene.glyphs.ellipsis)
        sign = Segment(f"{scene.glyphs.severity(breach.level)} ", tone)
        parts.append((sign, Segment(text, "dim")))
    return flow(parts, width, scene.glyphs.separator)[:MOST_RULES]


def _closed(scene: Scene) -> Phrase:
    """That it is outside of its hours, and when they begin again."""
    hours = scene.standing.hours
    local = scene.zone or LOCAL_ZONE
    opening = None if hours is None else next_opening(hours, scene.now, local)
    words = opening_words(scene.now, opening, scene.zone)
    return "closed" if opening is None else f"closed: o{words[1:]}", "plain"


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
    if breach.figure == "available" and breach.media is None:
        return _scarce(scene, breach), tone
    if breach.figure == "waiting" and breach.media is None:
        return _crowd(scene, breach), tone
    return (calm_clause if scene.calm else breach_clause)(breach), tone


def _scarce(scene: Scene, breach: Breach) -> str:
    if scene.calm:
        return "too few agents are free"
    if breach.value == 0:
        return "nobody is free"
    return f"only {count(int(breach.value))}{_of(scene)} free"


def _crowd(scene: Scene, breach: Breach) -> str:
    kind = "limit" if breach.level == "critical" else "warning limit"
    if scene.calm:
        return f"more are waiting than the {kind}"
    over = breach.value - breach.limit
    how = f"{amount('waiting', over)} over" if over > 0 else "at"
    limit = amount("waiting", breach.limit)
    return f"{count(int(breach.value))} waiting, {how} the {kind} of {limit}"


def _wait(scene: Scene, breach: Breach) -> str:
    """A wait that has reached a limit, and by how much; of a warning, how much time is left."""
    standing, media = scene.standing, breach.media or ""
    goals, reading = standing.state.queue.goals, scene.reading
    several = reading is not None and len(reading.media_in_use) > 1
    who = f"{_began(media_word(media))}: the oldest" if several else "the oldest"
    # A goal is the organisation's own; a limit comes from the settings or is built in.
    aim = "goal" if by_goal(standing.limits, goals, media) else "limit"
    critical = wait_limit(standing.limits, goals, media).critical
    if breach.level == "warning" and critical is not None:
        if scene.calm:
            return f"{who} has nearly waited as long as its {aim}"
        left = age(critical - breach.value)
        return f"{who} has waited {age(breach.value)}, {left} before the {aim} of {span(critical)}"
    if breach.level == "warning":
        aim = "warning limit"
    if scene.calm:
        return f"{who} has waited longer than its {aim}"
    over = breach.value - breach.limit
    how = f"{age(over)} over" if over >= 1 else "at"
    return f"{who} has waited {age(breach.value)}, {how} the {aim} of {span(breach.limit)}"


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
    oldest = "the oldest"
    if stuck := stuck_words(standing):
        said, oldest = f"{said}, {stuck}", "the next"
    wait, limit, judged = standing.longest_wait, standing.wait_limit, standing.state.judged
    if wait is None or judged is None or judged.waiting == 0:
        return said, "plain"
    of = f" of {span(limit.critical)}" if limit is not None and limit.critical is not None else ""
    return f"{said}, {oldest} for {age(wait)}{of}", "plain"


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
    if (missing := _not_responding(scene)) and "not_responding" not in breached:
        whom = f"{count(missing)}{_of(scene)} agents"
        verb = "does not respond" if missing == 1 else "do not respond"
        said.append((f"{whom} {verb}", "warning" if standing.freshness == "live" else "late"))
    gap = _service_gap(scene)
    if gap is not None and "service" not in breached:
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
