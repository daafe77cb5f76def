"""The figures that have no limit unless somebody sets one, judged.

A limit for one medium is reached by that medium alone: by who waits there, and by agents while
somebody waits there.
"""

import math
from functools import lru_cache

from msgspec import Struct

from queuetui.domain.evidence import Breach, Evidence, high, low
from queuetui.domain.limit_rules import (
    FIGURES,
    NO_LIMIT,
    NO_LIMITS,
    Figure,
    Limit,
    Limits,
    resolved,
)
from queuetui.domain.readings import AgentCounts, Reading
from queuetui.domain.today import MediaToday

_USUAL: frozenset[Figure] = frozenset({"waiting", "longest_wait", "available"})
"""For a queue as a whole these are judged where all is usual."""


class Growing(Struct, frozen=True, gc=False):
    """How long nobody has been answered while somebody waits: since when, and its limit."""

    since: float
    """Epoch seconds."""
    limit: Limit
    media: str | None = None


class Rest(Struct, frozen=True, gc=False):
    """What the other figures come to."""

    before: tuple[Breach, ...] = ()
    after: tuple[Breach, ...] = ()
    growing: tuple[Growing, ...] = ()
    doubt: bool = False
    """Whether a figure that has a limit is not known."""


@lru_cache(maxsize=1024)
def has_others(limits: Limits) -> bool:
    """Whether anything but the usual has a limit."""
    if any(one.limits.get(figure) for one in limits.media for figure in FIGURES):
        return True
    general = (limits.get(figure) for figure in FIGURES if figure not in _USUAL)
    return any(limit is not None and limit.has_value for limit in general)


def others(evidence: Evidence, reading: Reading, limits: Limits, waiting: int | None) -> Rest:
    """Judge all that is not usual; ``waiting`` is how many wait over all media."""
    bench = _Bench(evidence, reading)
    bench.agents(limits, None, waiting)
    bench.unanswered(limits.unanswered, None, waiting)
    bench.abandons(limits.abandon_rate, None)
    for one in limits.media:
        told = reading.media.get(one.media)
        if told is None:
            continue
        here = one.limits.over(NO_LIMITS)
        bench.waiting(here.waiting, one.media, told.waiting)
        bench.available(here.available, one.media, told.waiting)
        bench.agents(here, one.media, told.waiting)
        bench.unanswered(here.unanswered, one.media, told.waiting)
        bench.abandons(here.abandon_rate, one.media)
    bench.estimates(limits)
    bench.service(limits)
    return Rest(tuple(bench.before), tuple(bench.after), tuple(bench.growing), bench.doubt)


_NOBODY = MediaToday(offered=0)
"""A medium that is not in the day had no traffic."""


class _Bench:
    """Judges figure after figure."""

    def __init__(self, evidence: Evidence, reading: Reading) -> None:
        self.evidence = evidence
        self.reading = reading
        self.before: list[Breach] = []
        self.after: list[Breach] = []
        self.growing: list[Growing] = []
        self.doubt = False

    @property
    def people(self) -> AgentCounts:
        """The agents of the queue, who serve all its media."""
        return self.reading.agents

    def waiting(self, limit: Limit, media: str, waiting: int | None) -> None:
        """Those who wait in one medium."""
        if not limit.has_value:
            return
        if waiting is None:
            self.doubt = True
        elif (found := high("waiting", waiting, limit, media)) is not None:
            self.before.append(found)

    def available(self, limit: Limit, media: str, waiting: int | None) -> None:
        """Idle agents, while somebody waits in this medium."""
        self._scarce("available", self.people.available, limit, media, waiting)

    def agents(self, limits: Limits, media: str | None, waiting: int | None) -> None:
        """What else there is to say about agents."""
        people = self.people
        self._scarce("on_queue", people.on_queue, limits.on_queue, media, waiting)
        lost = limits.not_responding
        # Those who miss offers are lost to a medium only while somebody waits there.
        if lost.has_value and (media is None or waiting):
            self._high("not_responding", people.not_responding, lost, media)
        if limits.per_available.has_value and waiting != 0:
            each: float | None = None
            if waiting is not None and people.available is not None:
                each = waiting / people.available if people.available else math.inf
            self._high("per_available", each, limits.per_available, media)

    def unanswered(self, limit: Limit, media: str | None, waiting: int | None) -> None:
        """How long nobody has been answered, while somebody waits."""
        if not limit.has_value or waiting == 0:
            return
        limit = resolved(limit, self._strictest(media))
        if not limit.has_value:
            return
        if waiting is None or self.evidence.last_answer is None:
            self.doubt = True
        else:
            self.growing.append(Growing(self.evidence.last_answer, limit, media))

    def abandons(self, limit: Limit, media: str | None) -> None:
        """How many gave up today; where nothing was offered there is no rate to judge."""
        if not limit.has_value:
            return
        today = self.evidence.today
        if today is None:
            self.doubt = True
            return
        if media is None:
            rate, idle = today.abandon_rate, today.offered == 0
        else:
            one = today.media.get(media, _NOBODY)
            # Callbacks never tell who gave up.
            rate, idle = one.abandon_rate, one.offered == 0 or one.callback
        if rate is not None or not idle:
            self._high("abandon_rate", rate, limit, media)

    def estimates(self, limits: Limits) -> None:
        """What is predicted to those who come now, where it is told."""
        told = self.evidence.estimates
        for one in () if told is None else told.by_media:
            limit = limits.in_media("estimated_wait", one.media) or NO_LIMIT
            if limit.has_value and one.seconds is not None:
                goal = self.evidence.goals.get(one.media)
                limit = resolved(limit, None if goal is None else goal.seconds)
                self._high("estimated_wait", one.seconds, limit, one.media)

    def service(self, limits: Limits) -> None:
        """The service level of each medium that had traffic today."""
        own = any(one.limits.service is not None for one in limits.media)
        if not limits.service.has_value and not own:
            return
        today = self.evidence.today
        if today is None:
            self.doubt = True
            return
        for media, one in today.media.items():
            limit = limits.in_media("service", media) or NO_LIMIT
            if not limit.has_value:
                continue
            level = one.service
            if level is None:
                self.doubt = self.doubt or one.offered != 0
                continue
            goal = self.evidence.goals.get(media)
            aim = level.target if goal is None or goal.share is None else goal.share
            limit = resolved(limit, aim, low_is_bad=True)
            if level.share is None:
                continue
            if (found := low("service", level.share, limit, media)) is not None:
                self.after.append(found)

    def _scarce(
        self,
        figure: Figure,
        value: int | None,
        limit: Limit,
        media: str | None,
        waiting: int | None,
    ) -> None:
        if not limit.has_value or not (limit.always or waiting):
            return
        if value is None:
            self.doubt = True
        elif (found := low(figure, value, limit, media)) is not None:
            self.after.append(found)

    def _high(self, figure: Figure, value: float | None, limit: Limit, media: str | None) -> None:
        if value is None:
            self.doubt = True
        elif (found := high(figure, value, limit, media)) is not None:
            self.after.append(found)

    def _strictest(self, media: str | None) -> float | None:
        """The seconds of the goal of this medium, or the least of those in which somebody waits."""
        goals = self.evidence.goals
        if media is not None:
            goal = goals.get(media)
            return None if goal is None else goal.seconds
        told = [
            goal.seconds
            for name, goal in goals.items()
            if goal.seconds is not None
            and (one := self.reading.media.get(name)) is not None
            and one.waiting != 0
        ]
        return min(told, default=None)
