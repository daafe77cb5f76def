"""The note in the row of a queue that sits out: why, and when it is asked for again."""

from msgspec import Struct

from queuetui.view.columns import TODAY, Placed
from queuetui.view.formats import cells, clean
from queuetui.view.reasons import ways_to_say
from queuetui.view.standing import Standing
from queuetui.view.words import try_words

_STAYS = frozenset({"severity", "name", "waiting", "longest"})
"""Columns that a note never covers: their last values are the ones that matter."""


class Note(Struct, frozen=True):
    """Words that stand on the line in place of the columns from ``start`` up to ``end``; cells."""

    text: str
    start: int
    end: int


def note(standing: Standing, placed: tuple[Placed, ...], width: int, now: float) -> Note | None:
    """The note of a queue that is left out; ``None`` for the others, and where there is no room.

    It takes the place of the trend, or without one that of the forecast. While nothing is known of
    the queue's figures it also takes that of figures beside it, as far as its words need it, but
    not of what is known of its day.
    ``now`` is epoch seconds by the server's clock.
    """
    state = standing.state
    if state.next_try is None or not state.problem or not placed:
        return None
    blind = standing.freshness in {"frozen", "unknown"}
    keys = [spot.column.key for spot in placed]
    trend = next((keys.index(key) for key in ("trend", "forecast") if key in keys), None)
    if trend is None and not blind:
        return None
    stays = _STAYS | TODAY if standing.today is not None else _STAYS
    # Where there is no trend it stands at the end of the line.
    first = after = len(placed) if trend is None else trend + 1
    while blind and after < len(placed) and placed[after].column.key not in stays:
        after += 1
    starts = [] if trend is None else [placed[trend].start]
    for spot in reversed(placed[: first - len(starts)]) if blind else ():
        if spot.column.key in stays:
            break
        starts.append(spot.start)
    last = placed[after - 1]
    # At the end of a line of ``width`` cells one of its blanks may be used.
    end = min(width, last.start + last.width + (last is placed[-1]))
    when = try_words(state.next_try, now)
    problem = clean(state.problem).rstrip(".")
    said = [f"{way}, {when}" for way in (*ways_to_say(problem), "left out")]
    brief = when.removeprefix("next ")
    for text in (*said, when, brief, brief.replace("try in", "again")):
        for start in starts:
            if start + cells(text) <= end:
                return Note(text, start, end)
    return None
