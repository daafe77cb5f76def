"""Interactions that are stuck: far too old, while younger ones of their medium are answered.

A mail that was forgotten a day ago would keep its queue red for ever, and nobody would look at red
any more. So what is stuck is counted apart, and queues are judged on `unstuck` readings. A queue in
which nobody is answered at all has nothing stuck: it is in breach.

Instants are epoch seconds by the server's clock.
"""

import math
from bisect import bisect_left, bisect_right

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.readings import MediaReading, Reading
from queuetui.domain.today import Today
from queuetui.domain.waiting import WaitingList

PASSED = 3
"""So many must have passed the oldest before it is stuck: one may have rung when the look began."""
_SAME = 0.01
"""Seconds by which one instant may differ after it was moved with the clock."""
_NEARLY = 1.0
"""Seconds by which two metrics may differ about when one interaction began to wait."""
_COUNTS_OLD = 300.0
"""Seconds after which today's counts, asked for once a minute, do not tell who is answered now."""


class StuckRule(Struct, frozen=True):
    """From which age on interactions may be stuck."""

    factor: float | None = 10.0
    """So many times the critical wait of their medium; ``None``: nothing is taken for stuck."""
    least: float = 3600.0
    """Seconds: never before that, however short that wait is."""

    def far(self, critical: float | None) -> float | None:
        """That age in seconds, by the critical wait in seconds; ``None``: there is none."""
        if self.factor is None or critical is None:
            return None
        return max(self.least, self.factor * critical)


class Stuck(Struct, frozen=True, gc=False):
    """The stuck interactions of one medium of a queue."""

    media: str
    count: int
    oldest_since: float
    """The instant at which the oldest of them began to wait."""
    next_since: float | None = None
    """The same of the oldest that is not stuck; ``None``: there is none, or it is not known."""
    more: bool = False
    """Whether there may be more of them than ``count``."""

    def redated(self, by: float) -> "Stuck":
        """The same with its instants moved by so many seconds."""
        following = None if self.next_since is None else self.next_since + by
        return replace(self, oldest_since=self.oldest_since + by, next_since=following)


def unstuck(reading: Reading, stuck: tuple[Stuck, ...]) -> Reading:
    """The reading without what is stuck: the one to be judged.

    Where the oldest of a medium is not the one that was found stuck, nothing is left out: rather a
    queue that is red without need than one that is calm without reason.
    """
    if not stuck:
        return reading
    media = dict(reading.media)
    for each in stuck:
        one = media.get(each.media)
        if one is None or one.oldest_since is None:
            continue
        if abs(one.oldest_since - each.oldest_since) <= _SAME:
            waiting = None if one.waiting is None else max(0, one.waiting - each.count)
            following = None if waiting == 0 else each.next_since
            media[each.media] = replace(one, waiting=waiting, oldest_since=following)
    return replace(reading, media=media)


class Answers(Struct, frozen=True):
    """How many of one medium were answered so far today."""

    at: float
    """The instant of which that is told."""
    count: int
    seconds: float | None = None
    """How long they had waited, together."""


def answers_of(today: Today | None, media: str) -> Answers | None:
    """Those of a queue's day; ``None``: not told."""
    if today is None:
        return None
    one = today.media.get(media)
    if one is None:
        # The day was told and this medium is not in it: nothing happened there.
        return Answers(today.as_of, 0, 0.0)
    return None if one.answered is None else Answers(today.as_of, one.answered, one.answer_seconds)


class Watch(Struct, frozen=True):
    """The oldest of one medium that is far too old, over all polls at which it stood still."""

    oldest_since: float
    began: float
    """The poll from which on those are counted that pass it."""
    passed: int
    """How many were answered since; it starts below 0, for those that rang have not passed it."""
    interacting: int | None = None
    answers: Answers | None = None
    """The newest ones known."""
    pace: float = 0.0
    """Answers per second, over the last time between two counts."""
    mark: float | None = None
    """Whatever began to wait up to this instant is stuck; ``None``: nothing is known to be."""

    def redated(self, by: float) -> "Watch":
        """The same with its instants moved by so many seconds."""
        answers = self.answers and replace(self.answers, at=self.answers.at + by)
        return replace(
            self,
            oldest_since=self.oldest_since + by,
            began=self.began + by,
            answers=answers,
            mark=None if self.mark is None else self.mark + by,
        )


def watched(
    before: Watch | None,
    one: MediaReading,
    as_of: float,
    far: float,
    answers: Answers | None,
) -> Watch | None:
    """Look at a medium once more; ``None``: its oldest is not far too old.

    Args:
        before: What the looks before have come to.
        one: The medium now.
        as_of: The instant of that.
        far: The age from which on interactions may be stuck, seconds.
        answers: What is known of today's answers, which may be a minute old.
    """
    if one.waiting == 0:
        return None
    since = one.oldest_since
    if since is None:
        return before
    mark = None if before is None else before.mark
    if mark is not None and since > mark + _SAME:
        # All that was stuck is gone.
        mark = None
    if mark is None and as_of - since < far:
        return None
    ringing = one.alerting or 0
    if before is None or is_another(before, since):
        pace = 0.0 if before is None else before.pace
        return Watch(since, as_of, -ringing, one.interacting, answers, pace, mark)
    watch = _counted(replace(before, oldest_since=since), one, as_of, far, answers)
    if watch.passed < PASSED:
        return watch
    # Those that were far too old when the counting began have been passed by all of these.
    mark = max(watch.began - far, since if watch.mark is None else watch.mark)
    return replace(watch, began=as_of, passed=-ringing, mark=mark)


def is_another(watch: Watch, since: float) -> bool:
    """Whether the oldest, which began to wait at ``since``, is not the one that is watched."""
    # The server's instants stand still when its clock is set, and what is known is moved along.
    return abs(since - watch.oldest_since) > _NEARLY


def _counted(
    watch: Watch, one: MediaReading, as_of: float, far: float, answers: Answers | None
) -> Watch:
    """With those that were answered since the last look."""
    passed, last = watch.passed, watch.answers
    if answers is None or as_of - answers.at > _COUNTS_OLD:
        # Nobody counts: whoever is connected more than before was answered.
        if one.interacting is not None and watch.interacting is not None:
            passed += max(0, one.interacting - watch.interacting)
        watch = replace(watch, pace=0.0)
    elif last is None or answers.count < last.count:
        # The first count, or the first of another day.
        last = answers
    elif answers.at > last.at + _SAME:
        more = answers.count - last.count
        watch = replace(watch, pace=more / (answers.at - last.at))
        if last.at >= watch.began - _SAME and _younger(last, answers, far):
            passed += more
        last = answers
    return replace(watch, passed=passed, interacting=one.interacting, answers=last)


def _younger(last: Answers, now: Answers, far: float) -> bool:
    """Whether those answered in between had waited less than what is far too old.

    A queue that works off its old ones one after the other has nothing stuck.
    """
    more = now.count - last.count
    if not more or last.seconds is None or now.seconds is None:
        return more > 0
    return (now.seconds - last.seconds) / more < far


class Apart(Struct, frozen=True):
    """Who waits in one medium, with the stuck ones apart: told once, and followed from then on."""

    as_of: float
    stuck: tuple[float, ...]
    """When those began to wait, oldest first, as far as that was told."""
    hidden: int = 0
    """Stuck ones of which it was not."""
    unsure: bool = False
    """Whether some more may be stuck; of the others nothing is known then."""
    held: tuple[float, ...] = ()
    """When those began that are not stuck but were passed by younger ones: they stay till the next
    list, oldest first."""
    others: tuple[float, ...] = ()
    """When all others began to wait, oldest first; estimates from the next poll on."""
    listed: tuple[float, ...] = ()
    """Those that are not stuck, as they were listed; of a long list those of its oldest half."""
    interacting: int | None = None
    owed: float = 0.0
    """The part of a next answer that the pace has come to."""

    @property
    def count(self) -> int:
        """How many are stuck."""
        return len(self.stuck) + self.hidden

    @property
    def next_since(self) -> float | None:
        """When the oldest began to wait that is not stuck; ``None``: there is none, or unknown."""
        return min((*self.held[:1], *self.others[:1]), default=None)

    def redated(self, by: float) -> "Apart":
        """The same with its instants moved by so many seconds."""
        return replace(
            self,
            as_of=self.as_of + by,
            stuck=tuple(since + by for since in self.stuck),
            held=tuple(since + by for since in self.held),
            others=tuple(since + by for since in self.others),
            listed=tuple(since + by for since in self.listed),
        )


def apart(
    listed: WaitingList, mark: float, interacting: int | None = None, before: Apart | None = None
) -> Apart:
    """Sort those who wait in one medium by whether they began up to ``mark``.

    Of a long list its oldest half and its newest half are told, and what is between is not.
    ``before`` is what the list before has come to.
    """
    told = [one.since for one in listed.listed]
    gap = listed.not_listed
    old = bisect_right(told, mark + _NEARLY)
    half = len(told) // 2 if gap else len(told)
    stuck = tuple(told[:old])
    if gap and old == half:
        # They end somewhere between the two halves.
        return Apart(listed.as_of, stuck, unsure=True, interacting=interacting)
    if gap and old > half:
        return Apart(listed.as_of, stuck, gap, others=tuple(told[old:]), interacting=interacting)
    known = tuple(told[old:half])
    gone = _youngest_gone(() if before is None else before.listed, known, whole=not gap)
    held = known[: bisect_left(known, gone - _SAME)]
    between = _spread(told[half - 1], told[half], gap) if gap else []
    others = (*known[len(held) :], *between, *told[half:])
    return Apart(
        listed.as_of,
        stuck,
        held=held,
        others=others,
        listed=known,
        interacting=interacting,
    )


def _youngest_gone(before: tuple[float, ...], now: tuple[float, ...], *, whole: bool) -> float:
    """When the youngest of those before began that is not there any more; long ago for none.

    ``whole``: those of now are all there are, and not only the oldest.
    """
    last = math.inf if whole else max(now, default=-math.inf)
    for since in reversed(before):
        place = bisect_left(now, since - _SAME)
        there = place < len(now) and now[place] <= since + _SAME
        if not there and since <= last:
            return since
    return -math.inf


def _spread(start: float, end: float, count: int) -> list[float]:
    step = (end - start) / (count + 1)
    return [start + step * number for number in range(1, count + 1)]


def followed(
    before: Apart, one: MediaReading, as_of: float, watch: Watch, *, moved: bool = False
) -> Apart:
    """What has become of them by a later poll, as far as its counts tell.

    Those who are not stuck are taken to be answered in their order. As many are gone as the counts
    show at least, or as the pace of today's answers lets expect. ``moved``: the oldest of all is
    another one than at the poll before.
    """
    stuck, hidden = before.stuck, before.hidden
    if moved:
        left = [since for since in stuck if since >= watch.oldest_since - _NEARLY]
        # The oldest is gone for certain, whatever its instant was told to be.
        stuck = tuple(left[-(len(stuck) - 1) :]) if len(stuck) > 1 else ()
    if one.waiting is None or before.unsure:
        return replace(before, stuck=stuck)
    wait = max(0, one.waiting - len(stuck) - hidden)
    held = before.held[:wait]
    wait -= len(held)
    others = before.others
    owed = before.owed + watch.pace * max(0.0, as_of - before.as_of)
    answered = 0
    if one.interacting is not None and before.interacting is not None:
        answered = one.interacting - before.interacting
    gone = min(len(others), max(len(others) - wait, answered, int(owed), 0))
    came = wait - (len(others) - gone)
    return Apart(
        as_of,
        stuck,
        hidden,
        held=held,
        others=(*others[gone:], *[before.as_of] * came),
        listed=before.listed,
        interacting=one.interacting,
        # Answers beyond those who waited went to some that came and left between two polls.
        owed=max(0.0, min(owed - gone, owed % 1.0)),
    )


def told(
    media: str, one: MediaReading, watch: Watch, known: Apart | None, *, tried: bool
) -> Stuck | None:
    """What to tell of a medium; ``None``: nothing is stuck, or it is just about to be known.

    ``tried``: it was asked who waits there, whatever came of it. Without an answer to that at least
    the oldest is known to be stuck.
    """
    since = watch.oldest_since
    if watch.mark is None or one.waiting == 0:
        return None
    if one.waiting == 1:
        return Stuck(media, 1, since)
    if known is None:
        return Stuck(media, 1, since, more=True) if tried else None
    count = max(1, known.count)
    if one.waiting is not None and count >= one.waiting:
        return Stuck(media, one.waiting, since)
    return Stuck(media, count, since, known.next_since, known.unsure)
