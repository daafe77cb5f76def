"""What is stuck in a queue, in words: a state of its own that is no alarm."""

from collections.abc import Sequence

from queuetui.domain.stuck import Stuck
from queuetui.view.formats import cells, count, short_age
from queuetui.view.standing import Standing


def stuck_words(standing: Standing, media: str | None = None) -> str:
    """``3 stuck, oldest 23h``, of all media or of one; empty where nothing is known to be."""
    found = [one for one in standing.stuck if media in {None, one.media}]
    reading = standing.told
    if not found or reading is None:
        return ""
    now = reading.as_of + (standing.age or 0.0)
    oldest = min(one.oldest_since for one in found)
    return f"{stuck_count(found)}, oldest {short_age(max(0.0, now - oldest))}"


def stuck_count(found: Sequence[Stuck]) -> str:
    """``3 stuck``; ``3+ stuck`` where there may be more of them."""
    more = "+" if any(one.more for one in found) else ""
    return f"{count(sum(one.count for one in found))}{more} stuck"


def with_stuck(text: str, standing: Standing, room: int) -> str:
    """A text of at most ``room`` cells with what is stuck behind it, as far as that fits."""
    words = stuck_words(standing)
    for one in (words, stuck_count(standing.stuck)) if words else ():
        longer = f"{text}; {one}" if text else one
        if cells(longer) <= room:
            return longer
    return text
