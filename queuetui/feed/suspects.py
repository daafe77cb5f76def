"""The stuck interactions: found by the polls, and counted by asking who waits beside them.

The polls tell only since when the oldest of a medium waits. Where that one is found stuck it is
asked who waits there, of few lines at a time, to learn how many are stuck and who is not. From then
on the counts of the polls tell what has become of them, until it is asked again.
"""

import threading
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from random import Random
from typing import cast

from msgspec import structs

from queuetui.domain.limits import Limits, wait_limit
from queuetui.domain.readings import MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import (
    Apart,
    Stuck,
    StuckRule,
    Watch,
    answers_of,
    apart,
    followed,
    is_another,
    told,
    unstuck,
    watched,
)
from queuetui.domain.today import Today
from queuetui.domain.waiting import WaitingList
from queuetui.domain.watchlist import Watchlist
from queuetui.feed.errand import Errand, Question
from queuetui.feed.health import Trouble
from queuetui.feed.isolate import REFUSALS
from queuetui.feed.source import Source

EVERY = 60.0
"""Seconds between two rounds of questions."""
MOST = 5
"""Lines that one round asks about; with more of them they take turns."""

Place = tuple[str, str]
"""A medium of a queue: the queue's id and the medium."""


class _Case:
    """A medium whose oldest is far too old."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.apart: Apart | None = None
        self.asked = 0
        """The number of the question about it that was asked last; 0: none was."""
        self.interacting: int | None = None
        """At the newest poll."""

    @property
    def tried(self) -> bool:
        return self.asked > 0

    @property
    def urgency(self) -> tuple[int, float]:
        """Whom to ask about first: who waited longest for it, and of them the oldest."""
        return self.asked, self.watch.oldest_since


class Suspects:
    """Told of every reading by the thread of the polls; asked for questions by the other one."""

    def __init__(
        self, source: Source, watchlist: Watchlist, rule: StuckRule, random: Random
    ) -> None:
        self._source = source
        self._watchlist = watchlist
        self._rule = rule
        self.errand = Errand(EVERY, random)
        self._lock = threading.Lock()
        self._cases: dict[Place, _Case] = {}
        self._judged: dict[str, tuple[Reading, tuple[Stuck, ...]]] = {}
        """By queue id, the newest reading and what is stuck in it."""
        self._limits: dict[str, tuple[Queue, Limits]] = {}
        self._left: list[Place] = []
        """Those about whom this round still asks."""
        self._asked = 0
        self._answered = 0
        self._failure: Trouble | None = None

    # For the thread of the polls.

    def judge(self, state: QueueState, today: Today | None) -> QueueState:
        """The queue with what is stuck in it; ``today`` is its day as far as that is told."""
        reading, queue_id = state.reading, state.queue.id
        if reading is None:
            return state
        with self._lock:
            known = self._judged.get(queue_id)
            if known is None or known[0] is not reading:
                known = reading, tuple(self._look(state.queue, reading, today))
                self._judged[queue_id] = known
        return structs.replace(state, stuck=known[1]) if known[1] else state

    def judged(self, reading: Reading) -> Reading:
        """A reading that was told in a state without what is stuck in it."""
        with self._lock:
            known = self._judged.get(reading.queue_id)
        return reading if known is None or known[0] is not reading else unstuck(reading, known[1])

    def keep(self, watched_ids: AbstractSet[str]) -> None:
        """Forget the queues that are not watched any more."""
        with self._lock:
            self._cases = {one: case for one, case in self._cases.items() if one[0] in watched_ids}
            for by_id in cast("tuple[dict[str, object], ...]", (self._judged, self._limits)):
                for queue_id in by_id.keys() - watched_ids:
                    del by_id[queue_id]

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        with self._lock:
            self._judged.clear()
            for case in self._cases.values():
                case.watch = case.watch.redated(by)
                case.apart = case.apart and case.apart.redated(by)

    def _look(self, queue: Queue, reading: Reading, today: Today | None) -> Iterator[Stuck]:
        """Look at each medium, and tell what is stuck there."""
        for media, one in reading.media.items():
            place = queue.id, media
            case = self._cases.get(place)
            since = one.oldest_since
            # Nearly all queues are done with here, thousands of them at each poll.
            young = since is None or reading.as_of - since < self._rule.least
            if case is None and young:
                continue
            case = self._followed(case, queue, media, one, reading.as_of, today)
            if case is None:
                self._cases.pop(place, None)
                continue
            self._cases[place] = case
            found = told(media, one, case.watch, case.apart, tried=case.tried)
            if found is not None:
                yield found

    def _followed(  # noqa: PLR0913, PLR0917 - all that a poll tells
        self,
        case: _Case | None,
        queue: Queue,
        media: str,
        one: MediaReading,
        as_of: float,
        today: Today | None,
    ) -> _Case | None:
        far = self._rule.far(wait_limit(self._limits_of(queue), queue.goals, media).critical)
        before = None if case is None else case.watch
        answers = answers_of(today, media)
        watch = None if far is None else watched(before, one, as_of, far, answers)
        if watch is None:
            return None
        if case is None:
            case = _Case(watch)
        if case.apart is not None and as_of > case.apart.as_of:
            moved = before is not None and is_another(before, watch.oldest_since)
            case.apart = followed(case.apart, one, as_of, watch, moved=moved)
        case.watch, case.interacting = watch, one.interacting
        return case

    def _limits_of(self, queue: Queue) -> Limits:
        known = self._limits.get(queue.id)
        if known is None or known[0] is not queue:
            known = self._limits[queue.id] = queue, self._watchlist.limits_for(queue)
        return known[1]

    # For the thread of the side questions.

    @property
    def errands(self) -> tuple[Errand, ...]:
        """Its one errand; none while nothing is found stuck."""
        with self._lock:
            stuck = len(self._places())
        self.errand.cost = max(1, min(MOST, stuck))
        return (self.errand,) if stuck or self._left else ()

    def begin_anew(self, at: float) -> None:
        """Whatever it was about to do, it begins with it again."""
        self._left = []
        self.errand.forget(at)

    def questions(self, at: float) -> Iterator[Question]:
        """The next one, if its time has come."""
        if self.errand.under_way:
            return
        if not self._left:
            if at < self.errand.due:
                return
            with self._lock:
                self._left = self._places()[:MOST]
            if not self._left:
                return
            self._answered, self._failure = 0, None
            self.errand.begin(at)
        self.errand.under_way = True
        place = self._left.pop(0)
        self._asked += 1
        yield Question(
            self.errand,
            ask=partial(self._source.read_line, *place),
            take=partial(self._take, place),
            fail=partial(self._fail, place),
            wanted=lambda: True,
        )

    def _places(self) -> list[Place]:
        """Those in which something is stuck, the most urgent first."""
        found: Mapping[Place, _Case] = {
            place: case for place, case in self._cases.items() if case.watch.mark is not None
        }
        return sorted(found, key=lambda place: (found[place].urgency, place))

    def _take(self, place: Place, answer: object, at: float) -> None:
        listed = cast("WaitingList", answer)
        with self._lock:
            case = self._cases.get(place)
            if case is not None and case.watch.mark is not None:
                case.asked = self._asked
                case.apart = apart(listed, case.watch.mark, case.interacting, case.apart)
        self._answered += 1
        self._go_on(at)

    def _fail(self, place: Place, error: Exception, trouble: Trouble, at: float) -> None:
        with self._lock:
            case = self._cases.get(place)
            if case is not None:
                case.asked = self._asked
        self._failure = trouble
        if not isinstance(error, REFUSALS):
            # What is wrong is not this queue.
            self._left = []
        self._go_on(at)

    def _go_on(self, at: float) -> None:
        if self._left:
            self.errand.under_way = False
        elif self._failure is not None and not self._answered:
            self.errand.failed(self._failure, at)
        else:
            self.errand.came(at)
