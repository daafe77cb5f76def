"""The opened queue's four or five figures, large, each with what it is measured against."""

import re

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.limits import Figure, Level, Limit, by_goal
from queuetui.domain.today import ServiceLevel, Today
from queuetui.view import digits
from queuetui.view.blocks import flow
from queuetui.view.formats import UNKNOWN, age, cells, count, short_age, span
from queuetui.view.glyphs import Glyphs
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import Segment, Segments, Tone, aligned, joined
from queuetui.view.words import limit_amount, media_word

NO_TRAFFIC = "no traffic"
_LEAST_GAP = 2
_MOST_GAP = 12
_PIECES = re.compile(r" +|[^ ]+")


class Big(Struct, frozen=True):
    """A figure, its title and its target."""

    title: str
    text: str
    tone: Tone
    target: str = ""
    usual: str = ""
    """A text that is as wide as the figure usually gets, so that its neighbours stand still."""
    short_title: str = ""
    short_text: str = ""
    short_target: str = ""
    """These three for where there is little room."""


def figures(scene: Scene, width: int, size: int) -> list[Segments]:
    """The figures in digits of ``size`` lines, or in running text where they do not fit."""
    told = big_figures(scene)
    if size:
        short = [_shorter(one) for one in told]
        for shown, usual in ((told, True), (short, True), (short, False)):
            widths = [_width(one, size, usual=usual) for one in shown]
            if sum(widths) + _LEAST_GAP * (len(widths) - 1) <= width:
                return _large(shown, widths, size, width, scene)
    return flow([_small(one, scene) for one in told], width, scene.glyphs.separator)


def big_figures(scene: Scene) -> list[Big]:
    """The figures that matter most, in the order in which they stand."""
    told = [] if scene.calm else [_waiting(scene), _longest(scene)]
    told.append(_available(scene))
    reading, standing = scene.reading, scene.standing
    missing = None if reading is None else reading.agents.not_responding
    if missing and scene.belief.believed:
        of = f"of {count(standing.on_queue)} on queue" if standing.on_queue else ""
        big = Big(
            "NOT RESPONDING",
            count(missing, 3),
            "late",
            of,
            short_title="NO ANSWER",
            short_target=of.removesuffix(" on queue"),
        )
        quiet = standing.freshness == "late" or standing.severity == "closed"
        told.append(big if quiet else _marked(big, "critical", scene.glyphs))
    told.append(_service(scene))
    if standing.severity == "closed":
        told = [replace(one, tone="dim") if one.tone == "strong" else one for one in told]
    return told


def day_level(today: Today) -> tuple[ServiceLevel | None, str | None]:
    """The service level to be judged, and the medium it is of; ``None``: of all of them.

    Where the media have different goals it is that of the busiest one: together they have none.
    """
    whole = today.service
    if whole is None or whole.target is not None:
        return whole, None
    levels = {
        name: one.service
        for name, one in today.media.items()
        if one.service is not None and one.service.target is not None and one.service.denominator
    }
    if not levels:
        return whole, None
    busiest = max(levels, key=lambda name: (levels[name].denominator, name))
    return levels[busiest], busiest


def share_text(service: ServiceLevel) -> str:
    """A service level in whole percent, never rounded up: 79.9 % has not reached 80 %."""
    if service.share is None:
        return NO_TRAFFIC
    # The least addition makes up for shares that floats hold a hair too low.
    return f"{int(100 * service.share + 1e-9)}%"


def _waiting(scene: Scene) -> Big:
    reading, standing = scene.reading, scene.standing
    return _judged(
        scene,
        Big(
            "WAITING",
            count(standing.waiting, 4),
            "strong",
            _limit_words("waiting", standing.limits.waiting),
            usual="88",
        ),
        UNKNOWN if reading is None else count(reading.waiting, 4),
        "waiting",
    )


def _longest(scene: Scene) -> Big:
    standing = scene.standing
    pressing = standing.pressing
    limit = standing.wait_limit or Limit()
    value = limit.critical if limit.critical is not None else limit.warn
    if value is not None:
        goals = standing.state.queue.goals
        told = () if scene.reading is None else scene.reading.media_in_use
        media = told if pressing is None else (pressing.media,)
        own = bool(media) and all(by_goal(standing.limits, goals, name) for name in media)
        target = f"{'goal' if own else 'limit'} {span(value)}"
    else:
        target = "no limit" if standing.limits.longest_wait is not None else ""
        if not target and scene.reading is not None:
            target = "goals differ"
    if pressing is not None and scene.reading is not None and len(scene.reading.media_in_use) > 1:
        target = f"{media_word(pressing.media)} {target}"
    wait = standing.longest_wait
    big = Big(
        "LONGEST WAIT",
        age(wait),
        "strong",
        target,
        usual="8:88",
        # Days and hours in block digits would take the room of two figures.
        short_text=short_age(wait) if wait is not None and wait >= 3600 else "",
    )
    return _judged(scene, big, age(standing.last_longest_wait), "longest_wait")


def _available(scene: Scene) -> Big:
    reading, standing = scene.reading, scene.standing
    now = UNKNOWN
    if standing.available is not None:
        of = "" if standing.on_queue is None else f"/{count(standing.on_queue, 3)}"
        now = f"{count(standing.available, 3)}{of}"
    last = UNKNOWN
    if reading is not None and reading.agents.available is not None:
        last = f"{count(reading.agents.available, 3)}/{count(reading.agents.on_queue, 3)}"
    big = Big(
        "AVAILABLE / ON QUEUE",
        now,
        "strong",
        _limit_words("available", standing.limits.available),
        usual="8/88",
        short_title="AVAIL/ON Q",
    )
    return _judged(scene, big, last, "available")


def _service(scene: Scene) -> Big:
    today, belief = scene.day_so_far
    big = Big("SERVICE TODAY", UNKNOWN, "unknown", "not told", usual="88%")
    if today is None:
        return big
    service, media = day_level(today)
    if service is None or service.share is None:
        idle = service is not None or not today.traffic
        if not idle or not belief.believed:
            return big
        return replace(big, text=NO_TRAFFIC, tone="dim", target="")
    text = share_text(service)
    if not belief.believed:
        return replace(big, target=f"last ({text})")
    target = "no goal told"
    if service.target is not None:
        target = f"goal {round(100 * service.target)}%"
    named = target if media is None else f"{media_word(media)} {target}"
    big = replace(big, text=text, tone="strong", target=named)
    if belief.freshness == "late":
        return replace(big, tone="late")
    big = _limited(scene, big, "service", media)
    missed = service.target is not None and service.share < service.target
    missed = missed and big.tone == "strong" and scene.standing.severity != "closed"
    return _marked(big, "warning", scene.glyphs) if missed else big


def _judged(scene: Scene, big: Big, last: str, figure: Figure) -> Big:
    """The figure with the tone of what it has reached; a frozen one tells its last value."""
    standing = scene.standing
    if big.text == UNKNOWN:
        if standing.freshness == "frozen" and last != UNKNOWN:
            return replace(big, tone="unknown", target=f"last ({last})")
        return replace(big, tone="unknown")
    if standing.freshness == "late":
        return replace(big, tone="late")
    return _limited(scene, big, figure, None)


def _limited(scene: Scene, big: Big, figure: Figure, media: str | None) -> Big:
    """The figure with the tone of a limit that it has reached in this medium, or in any."""
    for breach in scene.standing.breaches:
        if breach.figure == figure and media in {None, breach.media}:
            return _marked(big, breach.level, scene.glyphs)
    return big


def _marked(big: Big, level: Level, glyphs: Glyphs) -> Big:
    """The figure with the colour of its severity, and its sign for those who see none."""
    return replace(
        big,
        tone="alarm" if level == "critical" else "warning",
        title=f"{glyphs.severity(level)} {big.title}",
        short_title=big.short_title and f"{glyphs.severity(level)} {big.short_title}",
    )


def _limit_words(figure: Figure, limit: Limit) -> str:
    if limit.warn is None and limit.critical is None:
        return "no limit"
    if limit.critical is None:
        return f"warns at {limit_amount(figure, limit.warn)}"
    if limit.warn is None:
        return f"limit {limit_amount(figure, limit.critical)}"
    return f"limit {limit_amount(figure, limit.warn)} / {limit_amount(figure, limit.critical)}"


def _shorter(big: Big) -> Big:
    return replace(
        big,
        title=big.short_title or big.title,
        text=big.short_text or big.text,
        target=big.short_target or big.target,
    )


def _width(big: Big, size: int, *, usual: bool) -> int:
    words = max(cells(big.title), cells(big.target))
    drawn = digits.width(big.text, size) if digits.drawable(big.text) else cells(big.text)
    return max(words, drawn, digits.width(big.usual, size) if usual else 0)


def _large(
    told: list[Big], widths: list[int], size: int, width: int, scene: Scene
) -> list[Segments]:
    gap = 0
    if len(told) > 1:
        gap = min(_MOST_GAP, (width - sum(widths)) // (len(told) - 1))
    blocks = [_block(one, size, scene) for one in told]
    lines: list[Segments] = []
    for row in range(size + 2):
        out: list[Segment] = []
        for number, (block, room) in enumerate(zip(blocks, widths, strict=True)):
            if number:
                out.append(Segment(" " * gap))
            out.extend(aligned(block[row], room, right=False))
        lines.append(joined(out))
    return lines


def _block(big: Big, size: int, scene: Scene) -> list[Segments]:
    drawn: list[Segments]
    if digits.drawable(big.text):
        drawn = [_inked(line, big.tone) for line in digits.digits(big.text, size, scene.glyphs)]
    else:
        drawn = [()] * size
        drawn[size // 2] = (Segment(big.text, big.tone),)
    return [(Segment(big.title, "dim"),), *drawn, (Segment(big.target, "dim"),)]


def _inked(line: str, tone: Tone) -> Segments:
    """The shapes in their tone; the blanks have none, lest it underlines or fills them."""
    return joined(
        Segment(piece, "plain" if piece.isspace() else tone) for piece in _PIECES.findall(line)
    )


def _small(big: Big, scene: Scene) -> Segments:
    text = scene.glyphs.none if big.text == UNKNOWN else big.text
    target = f" ({big.target})" if big.target else ""
    return joined(
        (Segment(f"{big.title.lower()} "), Segment(text, big.tone), Segment(target, "dim"))
    )
