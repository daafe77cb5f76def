"""Side questions, in a thread of their own: today's totals, and all about the opened queue.

That thread never asks anything itself. It hands questions to a few others, so that one that hangs
delays neither the polls nor the other questions, and midnight is midnight whatever hangs. All that
others tell it are orders, which it carries out at its next turn.
"""

import logging
import threading
from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from queue import Empty, SimpleQueue
from random import Random
from typing import Protocol

from msgspec import Struct, structs

from queuetui.domain.day import Day, day_at
from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.opened import Opened
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import QueueState
from queuetui.feed.beside import Beside
from queuetui.feed.clock import FeedClock
from queuetui.feed.crew import Crew
from queuetui.feed.errand import Asker, Errand, Question, Unwanted
from queuetui.feed.health import trouble_of
from queuetui.feed.opening import Opening
from queuetui.feed.pace import Pace, hold
from queuetui.feed.source import Source
from queuetui.feed.stumbles import Stumbles
from queuetui.feed.suspects import Suspects
from queuetui.feed.timeline import Timeline
from queuetui.feed.totals import Totals
from queuetui.genesys.errors import GenesysError

log = logging.getLogger(__name__)
Runner = Callable[[Callable[[], object], Callable[[object], object]], None]
"""Runs a job somewhere; the other is called with its result, or with the error it raised."""

_AT_ONCE = 7
"""Questions under way at most: more than there are kinds, for some may be of a closed queue."""
_MOST = 0.8
"""The part of the allowance from which on it is left to the polls."""
_TOLD_APART = 0.3
"""Seconds between two snapshots for the sake of side questions."""
_LIMITED = 10.0
"""Seconds for which nothing is asked if the server does not say how long it is to be left alone."""
_OPENED_APART = 1.0
"""Seconds between the questions about two queues, however fast somebody leafs through them."""
_STRETCH = 10.0
"""Seconds to wait at most before looking at the clock again."""
_SHORTEST = 0.02
"""Seconds between two turns at least, unless something happens."""
_STUMBLE = 5.0
"""Seconds before all is begun anew after an error that nobody foresaw."""


class Polls(Struct, frozen=True):
    """What the side questions must know of the polls, which come first."""

    queue_ids: tuple[str, ...]
    """The watched queues, but for those that are refused."""
    requests: int
    """Calls a poll."""
    pages: int
    """Calls for the names."""
    well: bool = True
    """Whether they bring figures; until they do, nothing is asked beside them."""
    ordered: float = 0.0
    """The steady instant until which the server wants to be left alone."""


class Board(Protocol):
    """Where the answers are told."""

    def put(self, beside: Beside) -> None:
        """Tell this from now on."""
        ...

    def state(self, queue_id: str) -> QueueState | None:
        """What is told of a queue."""
        ...


class Errands:
    """Asks on its own from `start` to `stop`; `turn` is one turn of its loop."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        source: Source,
        settings: Settings,
        clock: FeedClock,
        board: Board,
        *,
        local: tzinfo,
        random: Random,
        stumbles: Stumbles,
        suspects: Suspects,
        run: Runner | None = None,
    ) -> None:
        """Put it together; ``local`` is this machine's zone, ``run`` by default a few threads."""
        self._source = source
        self._settings = settings
        self._clock = clock
        self._board = board
        self._local = local
        self._random = random
        self._stumbles = stumbles
        self._suspects = suspects
        self._run_job: Runner = run or Crew[object](_AT_ONCE).send
        poll = settings.poll
        self._pace = Pace(poll.interval, poll.budget, poll.names_every)
        self._orders: SimpleQueue[Callable[[float], None]] = SimpleQueue()
        self._time = Timeline(source, clock)
        self._wake = threading.Event()
        self._stopped = False
        self._polls = Polls((), 1, 1, well=False)
        self._totals = Totals(source, random)
        self._day: Day | None = None
        self._opened: str | None = None
        self._opening: Opening | None = None
        self._opening_due = 0.0
        """The steady instant before which a newly opened queue is not asked about."""
        self._held = 0.0
        """The steady instant before which nothing is asked."""
        self._held_for: RateBudget | None = None
        self._changed = True
        self._tell_from = 0.0
        self.a_minute = 0.0
        """Requests a minute that it makes at most; from any thread."""

    # For other threads.

    def start(self) -> None:
        """Begin in a thread of its own."""
        threading.Thread(target=self._run, name="queuetui-errands", daemon=True).start()

    def stop(self) -> None:
        """End; calls under way are left to die with the process."""
        self._stopped = True
        self._wake.set()

    def follow(self, polls: Polls) -> None:
        """A poll is over."""
        self._order(partial(self._follow, polls))

    def open_queue(self, queue_id: str | None) -> None:
        """Ask about this queue from now on, and about no other."""
        self._order(partial(self._open, queue_id))

    def leave_alone(self, until: float) -> None:
        """The server wants nothing to be asked until then (steady)."""

        def hold_back(_at: float) -> None:
            self._held = max(self._held, until)

        self._order(hold_back)

    def ask_now(self) -> None:
        """Somebody wants what has failed to be tried again."""
        self._order(self._again)

    def _order(self, order: Callable[[float], None]) -> None:
        self._orders.put(order)
        self._wake.set()

    # The thread.

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                due = self.turn()
                self._clock.wait(self._wake, max(0.0, due - self._clock.monotonic()))
            except Exception:
                # Not even telling of it worked; the thread must live on all the same.
                log.exception("The side questions stumbled over their own trouble and go on.")
                self._clock.wait(self._wake, _STUMBLE)

    def turn(self) -> float:
        """Carry out orders, ask what is due, tell what is new; the steady instant of the next."""
        try:
            return self._turn()
        except Exception as error:
            log.exception("The side questions stumbled and begin anew.")
            return self._begin_anew(error)

    def _begin_anew(self, error: Exception) -> float:
        at = self._clock.monotonic()
        what = self._stumbles.trouble(error).what
        self._close(at)
        self._totals = Totals(self._source, self._random)
        self._totals.errand.problem = what
        self._suspects.begin_anew(at)
        self._day = None
        self._held = at + _STUMBLE
        self._changed, self._tell_from = True, at
        self._tell(at)
        return self._held

    def _turn(self) -> float:
        self._follow_clock()
        at = self._clock.monotonic()
        self._mind_the_day(at)
        while self._carry_out(at) or self._ask(at):
            at = self._clock.monotonic()
            self._mind_the_day(at)
        self._tell(at)
        return self._next(at)

    def _carry_out(self, at: float) -> bool:
        """All orders that have come; whether there were any."""
        found = False
        while True:
            try:
                order = self._orders.get_nowait()
            except Empty:
                return found
            found = True
            order(at)

    def _follow_clock(self) -> None:
        """If the server's clock was set, move all that is known along, so that no age changes."""
        by = self._time.follow()
        if by:
            self._totals.redate(by)
            if self._opening is not None:
                self._opening.redate(by)
            self._changed = True

    def _mind_the_day(self, at: float) -> None:
        now = self._time.now()
        day = self._day
        if day is not None and day.since <= now < day.until:
            return
        self._day = day = day_at(self._settings.day, now, self._local)
        self._totals.watch(self._polls.queue_ids, at)
        self._totals.begin_day(day, at)
        if self._opening is not None:
            self._opening.begin_day(day, at)
        else:
            self._begin_opening(at)
        # Yesterday's figures must not stand for another moment.
        self._changed, self._tell_from = True, at

    # Orders.

    def _follow(self, polls: Polls, at: float) -> None:
        recovered = polls.well and not self._polls.well
        self._polls = polls
        self._held = max(self._held, polls.ordered)
        self._totals.watch(polls.queue_ids, at)
        if self._opened not in polls.queue_ids:
            self._changed = self._changed or self._opening is not None
            self._close(at)
        elif self._opening is None:
            self._begin_opening(at)
        if recovered:
            self._again(at)

    def _open(self, queue_id: str | None, at: float) -> None:
        if queue_id == self._opened:
            return
        self._close(at)
        self._opened = queue_id
        self._begin_opening(at)
        self._changed, self._tell_from = True, at

    def _begin_opening(self, at: float) -> None:
        queue_id = self._opened
        if queue_id is None or self._day is None or queue_id not in self._polls.queue_ids:
            return
        due = max(at, self._opening_due)
        self._opening = Opening(
            queue_id,
            self._source,
            self._settings.poll.interval,
            self._random,
            self._state,
            self._day,
            due,
        )

    def _close(self, at: float) -> None:
        if self._opening is None:
            return
        self._opening.closed = True
        if self._opening.began <= at:
            self._opening_due = self._opening.began + _OPENED_APART
        self._opening = None

    def _again(self, at: float) -> None:
        for errand in self._errands():
            errand.again(at)

    def _answered(self, question: Question, result: object, at: float) -> None:
        self._changed = True
        if not isinstance(result, Exception):
            question.take(result, at)
            return
        if isinstance(result, Unwanted):
            return
        if isinstance(result, GenesysError):
            trouble = trouble_of(result)
        else:
            log.error("A side question stumbled.", exc_info=result)
            trouble = self._stumbles.trouble(result)
        if trouble.limited:
            # Whoever is told to wait, it is meant for all of them.
            self._held = max(self._held, at + (trouble.retry_after or _LIMITED))
        question.fail(result, trouble, at)

    # Asking.

    def _errands(self) -> tuple[Errand, ...]:
        about_one = () if self._opening is None else self._opening.errands
        return (*self._totals.errands, *about_one, *self._suspects.errands)

    def _ask(self, at: float) -> bool:
        """Ask what is due; whether there was anything."""
        self._share_out()
        due = any(errand.due <= at and not errand.under_way for errand in self._errands())
        if not due or not self._may_ask(at):
            return False
        asked = False
        askers: tuple[Asker | None, ...] = (self._opening, self._totals, self._suspects)
        for asker in filter(None, askers):
            for question in asker.questions(at):
                asked = True
                self._run_job(question.ask_if_wanted, partial(self._hand_in, question))
        return asked

    def _hand_in(self, question: Question, result: object) -> None:
        self._order(partial(self._answered, question, result))

    def _may_ask(self, at: float) -> bool:
        if not self._polls.well or at < self._held:
            return False
        rate = self._source.rate
        # An allowance that was waited for once is not waited for again, see `Schedule.held`.
        held = 0.0 if rate is self._held_for else hold(self._totals.errand.cost, rate, _MOST)
        if held:
            self._held, self._held_for = at + held, rate
        return not held

    def _share_out(self) -> None:
        """What the polls leave of the allowance, to all errands alike."""
        wanted = sum(errand.a_minute for errand in self._errands())
        polls = self._polls
        rate = self._source.rate
        self.a_minute = self._pace.beside(wanted, polls.requests, polls.pages, rate)
        for errand in self._errands():
            errand.stretch = wanted / self.a_minute

    # Telling.

    def _tell(self, at: float) -> None:
        if not self._changed or at < self._tell_from:
            return
        self._changed, self._tell_from = False, at + _TOLD_APART
        self._board.put(
            Beside(
                day=self._day,
                totals=self._totals.today,
                today=self._totals.side(self._held, self._time.at),
                opened=self._about_opened(),
                base=self._time.base,
            )
        )

    def _about_opened(self) -> Opened | None:
        if self._opening is not None:
            return self._opening.told(self._held, self._time.at)
        return None if self._opened is None else Opened(self._opened)

    def _state(self, queue_id: str) -> QueueState | None:
        state = self._board.state(queue_id)
        today = self._totals.today.get(queue_id)
        return state and structs.replace(state, today=today)

    def _next(self, at: float) -> float:
        """The steady instant at which there is something to do, if nobody wakes it before."""
        soonest = at + _STRETCH
        if self._day is not None:
            soonest = min(soonest, at + self._day.until - self._time.now())
        if self._changed:
            soonest = min(soonest, self._tell_from)
        if self._polls.well:
            due = [errand.due for errand in self._errands() if not errand.under_way]
            soonest = min(soonest, max(self._held, min(due, default=soonest)))
        return max(soonest, at + _SHORTEST)
