"""Who waits in one medium of a queue since when, as far as successive polls tell.

A poll tells how many wait and since when the oldest does. The line between is put together from
poll to poll, first in, first out: those before the new oldest have left, those who are missing then
have come since the last poll, and if too many are left some have given up in the middle. So the
head is exact, and the others are off by less than the time between two polls. Instants are epoch
seconds by the server's clock.
"""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.readings import MediaReading

MOST = 2000
"""So many instants are kept of a line; a longer one is taken to be spread evenly."""
_SAME = 0.002
"""Seconds by which one instant may differ from itself: the source tells milliseconds."""


class Line(Struct, frozen=True, gc=False):
    """The line at one poll."""

    as_of: float
    instants: tuple[float, ...] = ()
    """When those who wait began to, oldest first; at most `MOST`."""
    waiting: int = 0
    """All who wait, in the instants or not."""
    unseen: float = 0.0
    """The part of a person by which more have given up than were taken out so far."""

    def redated(self, by: float) -> "Line":
        """The same with all its instants moved by so many seconds."""
        instants = tuple(instant + by for instant in self.instants)
        return replace(self, as_of=self.as_of + by, instants=instants)

    @property
    def weight(self) -> float:
        """How many people each instant stands for."""
        return self.waiting / len(self.instants) if self.instants else 1.0


def begun(waiting: int, oldest_since: float | None, as_of: float) -> Line:
    """A line of which nothing but this is known: spread evenly from the oldest to now."""
    if waiting <= 0:
        return Line(as_of)
    oldest = as_of if oldest_since is None else min(oldest_since, as_of)
    count = min(waiting, MOST)
    rest = spread(oldest, as_of, count - 1)
    return Line(as_of, (oldest, *rest), waiting)


def listed(instants: Sequence[float], total: int, as_of: float) -> Line:
    """A line that was told one by one; where that leaves some out, they are in its widest gap."""
    known = sorted(min(instant, as_of) for instant in instants)
    if not known:
        return begun(total, None, as_of)
    lacking = min(total, MOST) - len(known)
    if lacking > 0:
        # Of a long list the two ends are told, so what lacks is where the longest time is.
        ends = [*known, as_of]
        place = max(range(len(known)), key=lambda one: ends[one + 1] - ends[one])
        known[place + 1 : place + 1] = spread(ends[place], ends[place + 1], lacking)
    return Line(as_of, tuple(known[:MOST]), max(total, len(known)))


def followed(line: Line, told: MediaReading, as_of: float, leaving: float = 0.0) -> Line:
    """The line at the next poll.

    Args:
        line: At the poll before.
        told: What this one tells; its count must be known.
        as_of: The instant of it.
        leaving: How many of each who waits give up in a second. Those who give up while others
            come can't be seen in the counts: so many are taken out, and as many more have come.
    """
    waiting = told.waiting or 0
    if waiting <= 0:
        return Line(as_of)
    if waiting > MOST or len(line.instants) < line.waiting:
        return begun(waiting, told.oldest_since, as_of)
    stay = list(line.instants)
    if told.oldest_since is not None:
        stay = _headed(line, min(told.oldest_since, as_of), (as_of - line.as_of) / 2.0)
    behind = max(0, len(stay) - 1)
    out = max(len(stay) - waiting, 0)
    gone = line.unseen + leaving * max(0.0, as_of - line.as_of) * behind
    hidden = min(int(max(0.0, gone - out)), behind - min(out, behind))
    stay = _without(stay, out + hidden)
    unseen = min(1.0, max(0.0, gone - out - hidden))
    since = max(line.as_of, stay[-1]) if stay else line.as_of
    stay += spread(since, as_of, waiting - len(stay))
    return Line(as_of, tuple(stay), waiting, unseen)


def spread(since: float, until: float, count: int) -> list[float]:
    """So many instants evenly between two others, neither of them among them."""
    if count <= 0:
        return []
    step = (until - since) / (count + 1)
    return [since + step * (number + 1) for number in range(count)]


def _headed(line: Line, oldest: float, doubt: float) -> list[float]:
    """Those who have not left, if that instant is the oldest now.

    The new oldest is the one whose instant is nearest, unless that is further away than an instant
    may be put wrongly, ``doubt`` seconds: then it is one who was not in the line. The head before
    was known, so it is not put wrongly.
    """
    instants = line.instants
    if not instants or oldest < instants[0] - _SAME:
        return [oldest, *instants]
    if oldest <= instants[0] + _SAME:
        return list(instants)
    place = bisect_left(instants, oldest, 1)
    near = [one for one in (place - 1, place) if 1 <= one < len(instants)]
    head = min(near, key=lambda one: abs(instants[one] - oldest), default=place)
    if head in near and abs(instants[head] - oldest) <= doubt:
        place = head + 1
    # Of those who came together with the head, some may have been put before it.
    return [oldest, *(max(oldest, instant) for instant in instants[place:])]


def _without(line: list[float], count: int) -> list[float]:
    """The line without so many of them, who stood anywhere behind the head."""
    if count <= 0:
        return line
    behind = len(line) - 1
    if count >= behind:
        return line[:1]
    # Evenly over the line, and the only one in the middle: whoever gives up does so wherever he
    # stands, and from the middle the others are put wrongly by least.
    out = {1 + int((number + 0.5) * behind / count) for number in range(count)}
    return [instant for place, instant in enumerate(line) if place not in out]
