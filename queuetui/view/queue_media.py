"""An opened queue medium by medium: now, as predicted, and today."""

from collections.abc import Sequence

from queuetui.domain.estimates import Estimate
from queuetui.domain.limits import wait_limit
from queuetui.domain.readings import MediaReading, longest_wait
from queuetui.domain.today import MediaToday, Today
from queuetui.view.blocks import wrapped
from queuetui.view.formats import UNKNOWN, age, cells, clean, count, cut, span
from queuetui.view.queue_figures import NO_TRAFFIC, share_text
from queuetui.view.queue_part import Field, fixed, sentence, table, titled, trouble
from queuetui.view.queue_scene import ESTIMATES_EVERY, Belief, Scene
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.stuck import stuck_words
from queuetui.view.words import media_word

MEDIA_ORDER = ("voice", "chat", "email", "message", "callback")
"""Callbacks come last and stand apart; a medium that is not here comes before them."""
WITH_TODAY = 103
"""From this width on the day has its columns beside those of now."""

_NAME = Field("", 10, right=False)
_ALERTING = (Field("RINGING", 8), Field("TALKING", 8))
_NOW = (_NAME, Field("WAITING", 7), Field("LONGEST", 9), Field("LIMIT", 7), *_ALERTING)
_CALM_NOW = (_NAME, Field("LIMIT", 7), *_ALERTING)
_ESTIMATE = Field("EST. WAIT", 14)
_TODAY = (Field("OFFERED", 8), Field("ANSWERED", 9), Field("ABANDONED", 10), Field("SERVICE", 13))


def media_table(scene: Scene, width: int) -> list[Segments]:
    """Each medium that is in use, or was in use today."""
    told, belief = scene.reading, scene.belief
    today, day_belief = scene.day_so_far
    names = _names(scene, today)
    lines = [titled("MEDIA", belief, width)]
    if not names:
        what = "no answer yet" if told is None else "no media in the answer"
        return [*lines, (Segment(what, "unknown"),)]
    wide = width >= WITH_TODAY
    fields = (
        *(_CALM_NOW if scene.calm else (*_NOW, _ESTIMATE)),
        *(_TODAY if wide else ()),
    )
    rows: list[list[Segments]] = []
    for name in names:
        row = _now(scene, name, belief)
        if wide:
            one = None if today is None else today.media.get(name)
            row += today_cells(scene, one, today, day_belief)
        rows.append(row)
    drawn = table(fields, rows)
    if len(names) > 1 and names[-1] == "callback":
        # Callbacks wait by other rules: nobody is to add them to the calls above.
        drawn.insert(-1, ())
    notes = [] if scene.calm else _stuck(scene)
    estimates = scene.alone.estimates
    if estimates.problem and not scene.calm:
        notes += trouble(f"Estimated wait: {estimates.problem}", estimates.next_try, scene, width)
    return [*lines, *drawn, *_formulas(scene, names, width), *notes]


def today_by_media(scene: Scene) -> list[Segments]:
    """What happened today in each medium, where the table of now has no room for it."""
    today, belief = scene.day_so_far
    if today is None or not today.media:
        return []
    names = _ordered(today.media)
    fields = (_NAME, *_TODAY, Field("IN TIME/OF", 13))
    rows: list[list[Segments]] = []
    for name in names:
        one = today.media[name]
        told = today_cells(scene, one, today, belief)
        rows.append([_name(scene, name), *told, _in_time(one, belief)])
    drawn = table(fields, rows)
    if len(names) > 1 and names[-1] == "callback":
        drawn.insert(-1, ())
    return drawn


def today_cells(
    scene: Scene, one: MediaToday | None, today: Today | None, belief: Belief
) -> list[Segments]:
    """Offered, answered, abandoned and service level of a medium."""
    if one is None:
        # The day was told and this medium is not in it: it had no traffic.
        nothing = belief.figure("0" if today is not None else UNKNOWN, "dim")
        return [(nothing,), (nothing,), (nothing,), _service(scene, None, today, belief)]
    counts = (one.offered, one.answered, one.abandoned)
    drawn: list[Segments] = [(belief.figure(count(number, 7)),) for number in counts]
    return [*drawn, _service(scene, one, today, belief)]


def _stuck(scene: Scene) -> list[Segments]:
    """What is stuck in each medium: it counts as waiting, but not for the longest wait."""
    media = _ordered({one.media for one in scene.standing.stuck})
    words = ((name, stuck_words(scene.standing, name)) for name in media)
    return [
        (Segment(sentence(f"{clean(media_word(name))}: {said}, not in LONGEST"), "dim"),)
        for name, said in words
    ]


def _names(scene: Scene, today: Today | None) -> list[str]:
    """Those in which something goes on, or went on today."""
    found = set(() if scene.reading is None else scene.reading.media_in_use)
    if today is not None:
        found.update(today.media)
    return _ordered(found)


def _ordered(names: object) -> list[str]:
    found = set(names) if isinstance(names, (set, dict)) else set()
    known = [name for name in MEDIA_ORDER if name in found]
    other = sorted(name for name in found if name not in MEDIA_ORDER)
    at = len(known) - 1 if known and known[-1] == "callback" else len(known)
    return [*known[:at], *other, *known[at:]]


def _name(scene: Scene, media: str) -> Segments:
    return (Segment(fixed(media_word(media), 9, scene.glyphs.ellipsis)),)


def _now(scene: Scene, name: str, belief: Belief) -> list[Segments]:
    reading = scene.reading
    one = MediaReading() if reading is None else reading.media.get(name, MediaReading())
    standing = scene.standing
    limit = wait_limit(standing.limits, standing.state.queue.goals, name)
    aim = limit.critical if limit.critical is not None else limit.warn
    row: list[Segments] = [_name(scene, name)]
    if not scene.calm:
        judged = standing.state.judged
        alive = one if judged is None else judged.media.get(name, one)
        wait = longest_wait(alive.waiting, alive.oldest_since, belief.at)
        tone: Tone = "plain"
        if wait is not None and alive.waiting:
            tone = wait_tone(wait, limit.warn, limit.critical)
        row += [
            (belief.figure(count(one.waiting, 6)),),
            (belief.figure(marked(age(wait), tone, belief), tone),),
        ]
    row.append((Segment(span(aim) if aim is not None else "", "dim"),))
    row += [
        (belief.figure(count(one.alerting, 6)),),
        (belief.figure(count(one.interacting, 6)),),
    ]
    if not scene.calm:
        row.append(_estimate(scene, name))
    return row


def marked(text: str, tone: Tone, belief: Belief) -> str:
    """The figure with the sign of its severity, for those who see no colours."""
    if belief.freshness != "live" or tone not in {"alarm", "warning"}:
        return text
    return f"{belief.glyphs.severity('critical' if tone == 'alarm' else 'warning')}{text}"


def wait_tone(wait: float, warn: float | None, critical: float | None) -> Tone:
    """The tone of a wait beside its limits; all in seconds."""
    if critical is not None and wait >= critical:
        return "alarm"
    return "warning" if warn is not None and wait >= warn else "plain"


def _estimate(scene: Scene, name: str) -> Segments:
    told = scene.alone.estimates
    if told.value is None:
        return (Segment(scene.glyphs.none, "unknown"),)
    belief = scene.believe_told(told, told.value.as_of, ESTIMATES_EVERY)
    one = next((each for each in told.value.by_media if each.media == name), Estimate(name))
    figure = belief.figure(age(one.seconds))
    if one.formula is None or one.seconds is None:
        return (figure,)
    # As the source spells it: it has not published what the words mean.
    formula = cut(one.formula, _formula_room(belief), scene.glyphs.ellipsis)
    return Segment(f"{formula} ", "dim"), figure


def _formula_room(belief: Belief) -> int:
    return 6 if belief.believed else 4


def _formulas(scene: Scene, names: Sequence[str], width: int) -> list[Segments]:
    """The formulas that had to be cut beside their figures, by their whole names."""
    told = scene.alone.estimates
    if told.value is None or scene.calm:
        return []
    room = _formula_room(scene.believe_told(told, told.value.as_of, ESTIMATES_EVERY))
    used: dict[str, list[str]] = {}
    found = {one.media: one for one in told.value.by_media}
    for one in (found[name] for name in names if name in found):
        formula = clean(one.formula or "")
        if one.seconds is not None and cells(formula) > room:
            used.setdefault(formula, []).append(media_word(one.media))
    parts = [f"of {' and '.join(media)} by {formula}" for formula, media in used.items()]
    text = f"Estimated wait {', '.join(parts)}." if parts else ""
    return [(Segment(line, "dim"),) for line in wrapped(text, width)]


def _service(scene: Scene, one: MediaToday | None, today: Today | None, belief: Belief) -> Segments:
    service = None if one is None else one.service
    if service is None:
        idle = today is not None and (one is None or one.offered == 0)
        return (belief.figure(NO_TRAFFIC if idle else UNKNOWN, "dim"),)
    if service.share is None:
        return (belief.figure(NO_TRAFFIC, "dim"),)
    text = share_text(service)
    if service.target is None:
        return (belief.figure(text),)
    missed = service.share < service.target and scene.standing.severity != "closed"
    tone: Tone = "warning" if missed else "plain"
    return (belief.figure(f"{text}/{round(100 * service.target)}", tone),)


def _in_time(one: MediaToday, belief: Belief) -> Segments:
    service = one.service
    if service is None:
        return (belief.figure(UNKNOWN),)
    return (belief.figure(f"{int(service.numerator)}/{int(service.denominator)}", "dim"),)
