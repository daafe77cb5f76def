"""The queue that is open on screen: its agents, who waits, the estimates and its day."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, Generic, TypeVar

from queuetui.domain.day import Day
from queuetui.domain.estimates import Estimates
from queuetui.domain.opened import Dated, Opened, Told
from queuetui.domain.people import Agents
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import DaySeries
from queuetui.domain.waiting import WaitingList
from queuetui.feed.errand import Errand, Question, ServerTime
from queuetui.feed.health import Trouble
from queuetui.feed.source import Source

SOONEST = 5.0
"""Seconds between two questions about people, however short the interval of the polls is."""
ESTIMATES_EVERY = 30.0
DAY_EVERY = 60.0
_UNREADY = 1.0
"""Seconds after which to see again whether enough is known for a question."""
_PAGE = 100
"""People that one call lists."""

T = TypeVar("T", bound=Dated)


class _Task(Generic[T]):
    """One of the four questions, with its newest answer."""

    def __init__(self, errand: Errand, prepare: Callable[[], Callable[[], T] | None]) -> None:
        self.errand = errand
        self.value: T | None = None
        self._prepare = prepare
        """Makes the call out of what is known now; ``None``: too little for a question."""
        self._about = object()

    def question(self, at: float, wanted: Callable[[], bool]) -> Question | None:
        """What to ask now, if its time has come."""
        if self.errand.under_way or at < self.errand.due:
            return None
        ask = self._prepare()
        if ask is None:
            self.errand.due = at + _UNREADY
            return None
        self.errand.begin(at)
        about = self._about
        return Question(
            self.errand, ask, partial(self._take, about), partial(self._fail, about), wanted
        )

    def forget(self, at: float) -> None:
        """The question has another meaning from now on."""
        self._about = object()
        self.value = None
        self.errand.forget(at)

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        self.value = None if self.value is None else self.value.redated(by)

    def told(self, held: float, server_time: ServerTime) -> Told[T]:
        return self.errand.told(self.value, held, server_time)

    def _take(self, about: object, answer: Any, at: float) -> None:
        if about is self._about:
            self.value = answer
            self.errand.came(at)

    def _fail(self, about: object, _error: Exception, trouble: Trouble, at: float) -> None:
        if about is self._about:
            self.errand.failed(trouble, at)


class Opening:
    """Asks about one queue until it is closed."""

    def __init__(  # noqa: PLR0913, PLR0917 - all of it is handed in
        self,
        queue_id: str,
        source: Source,
        interval: float,
        random: Random,
        state: Callable[[str], QueueState | None],
        day: Day,
        due: float,
    ) -> None:
        """Put the questions together.

        Args:
            queue_id: Whom they are about.
            source: Whom to ask.
            interval: Between two polls, seconds.
            random: For the back-off.
            state: What the polls tell of a queue.
            day: Today.
            due: The steady instant of the first questions.
        """
        self.queue_id = queue_id
        self.began = due
        self.closed = False
        self._source = source
        self._state = state
        self._today = day

        def errand(every: float) -> Errand:
            return Errand(every, random, due=due)

        people = max(interval, SOONEST)
        self._agents = _Task(errand(people), self._ask_agents)
        self._waiting = _Task(errand(people), self._ask_waiting)
        self._estimates = _Task(errand(max(interval, ESTIMATES_EVERY)), self._ask_estimates)
        self._day = _Task(errand(max(interval, DAY_EVERY)), self._ask_day)

    @property
    def errands(self) -> tuple[Errand, ...]:
        """All four."""
        tasks = (self._agents, self._waiting, self._estimates, self._day)
        return tuple(task.errand for task in tasks)

    def begin_day(self, day: Day, at: float) -> None:
        """Another day begins."""
        self._today = day
        self._day.forget(at)

    def questions(self, at: float) -> Iterator[Question]:
        """Those that are due."""
        self._weigh()
        for task in (self._agents, self._waiting, self._day, self._estimates):
            question = task.question(at, lambda: not self.closed)
            if question is not None:
                yield question

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        for task in (self._agents, self._waiting, self._estimates, self._day):
            task.redate(by)

    def told(self, held: float, server_time: ServerTime) -> Opened:
        """All that is known of it; nothing is asked before ``held`` (steady)."""
        return Opened(
            self.queue_id,
            self._agents.told(held, server_time),
            self._waiting.told(held, server_time),
            self._estimates.told(held, server_time),
            self._day.told(held, server_time),
        )

    # What to ask.

    def _ask_agents(self) -> Callable[[], Agents]:
        return partial(self._source.read_agents, self.queue_id)

    def _ask_waiting(self) -> Callable[[], WaitingList]:
        return partial(self._source.read_waiting, self.queue_id)

    def _ask_estimates(self) -> Callable[[], Estimates] | None:
        media = self._media()
        return partial(self._source.read_estimates, self.queue_id, media) if media else None

    def _ask_day(self) -> Callable[[], DaySeries]:
        return partial(self._source.read_day, self.queue_id, self._today)

    def _media(self) -> tuple[str, ...]:
        """Those in which something goes on, or went on today; without any, those with a goal."""
        state = self._state(self.queue_id)
        if state is None or state.reading is None:
            return ()
        told = state.reading.media
        busy = [
            media for media, one in told.items() if one.waiting or one.alerting or one.interacting
        ]
        busy += [] if state.today is None else state.today.media
        return tuple(dict.fromkeys(busy or state.queue.goals or told))

    def _weigh(self) -> None:
        """What each question costs, as far as the answers before it tell."""
        agents = self._agents.value
        if agents is not None:
            pages = -(-len(agents.people) // _PAGE)
            members = agents.source == "members"
            self._agents.errand.cost = max(1, pages if members else 1 + agents.partial)
        self._estimates.errand.cost = max(1, len(self._media()))
