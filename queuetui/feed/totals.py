"""Today's totals of all watched queues, asked for once a minute, batch after batch."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import cast

from queuetui.domain.day import Day
from queuetui.domain.snapshot import Side, moved
from queuetui.domain.today import Today
from queuetui.feed.batches import Batches
from queuetui.feed.errand import Errand, Question, ServerTime
from queuetui.feed.health import Trouble
from queuetui.feed.isolate import REFUSALS, Part, why_refused
from queuetui.feed.source import Source
from queuetui.genesys.errors import MetricRefused

EVERY = 60.0
"""Seconds between two rounds."""
_MOST_PARTS = 8
"""Parts of refused batches that one round asks for, once something was answered."""
_FRUITLESS = 24
"""The same where nothing was."""


class _Round:
    """All queues once."""

    def __init__(self, parts: Sequence[Part], day: Day) -> None:
        self.left = list(parts)
        self.day = day
        self.asked = 0
        self.searched = 0
        self.answered = 0
        self.refusal: Trouble | None = None
        self.failures: list[Trouble] = []

    @property
    def stopped(self) -> bool:
        """Whether it is better not to go on."""
        hopeless = bool(self.failures) and not self.answered
        return hopeless or any(trouble.limited for trouble in self.failures)


class Totals:
    """Asks one batch at a time, and finds the queues for which a batch is refused."""

    def __init__(self, source: Source, random: Random) -> None:
        self._source = source
        self.errand = Errand(EVERY, random)
        self.today: Mapping[str, Today] = {}
        """By queue id; never changed, only replaced."""
        self._as_of: float | None = None
        self._day: Day | None = None
        self._ids: tuple[str, ...] = ()
        self._batches = Batches()
        self._round: _Round | None = None

    @property
    def errands(self) -> tuple[Errand, ...]:
        """Its one errand; none while there is nothing to ask for."""
        return (self.errand,) if self._ids else ()

    def watch(self, queue_ids: Sequence[str], at: float) -> None:
        """It is about these queues from now on; new ones are asked for at once."""
        if self._ids == (ids := tuple(queue_ids)):
            return
        new = frozenset(ids) - frozenset(self._ids)
        self._ids = ids
        self._batches.watch(ids)
        self.errand.cost = max(1, -(-len(ids) // self._source.batch))
        kept = frozenset(ids)
        self.today = {key: today for key, today in self.today.items() if key in kept}
        if new and self.errand.problem is None and self._round is None:
            self.errand.due = at

    def begin_day(self, day: Day, at: float) -> None:
        """Another day begins: what was told of the one before is forgotten."""
        first = self._day is None
        self._day = day
        self.today, self._as_of = {}, None
        if self._round is not None:
            self._round = None
            self._batches.conclude(at, answered=False)
        if not first:
            self.errand.forget(at)

    def questions(self, at: float) -> Iterator[Question]:
        """The next batch, if its time has come."""
        if self.errand.under_way or self._day is None or not self._ids:
            return
        this = self._round
        if this is None:
            if at < self.errand.due:
                return
            parts = self._batches.regular(self._source.batch) + self._batches.returning(at)
            this = self._round = _Round(parts, self._day)
            self.errand.begin(at)
            if not this.left:
                self._finish(this, at)
                return
        self.errand.under_way = True
        part = this.left.pop(0)
        this.asked += 1
        yield Question(
            self.errand,
            ask=partial(self._source.read_today, part, this.day),
            take=partial(self._take, this, part),
            fail=partial(self._fail, this, part),
            wanted=lambda: self._round is this,
        )

    def side(self, held: float, server_time: ServerTime) -> Side:
        """How it goes."""
        errand = self.errand
        next_try = errand.next_try(held, server_time) if self._ids else None
        return Side(self._as_of, errand.problem, next_try, errand.every)

    def redate(self, by: float) -> None:
        """The server's clock was set by so many seconds: move what is known along."""
        self.today = {queue_id: today.redated(by) for queue_id, today in self.today.items()}
        self._as_of = moved(self._as_of, by)

    # What came of a batch.

    def _take(self, this: _Round, part: Part, answer: object, at: float) -> None:
        if this is not self._round:
            return
        found, watched = cast("Mapping[str, Today]", answer), frozenset(self._ids)
        told = {queue_id: found[queue_id] for queue_id in part if queue_id in found}
        new = {queue_id: one for queue_id, one in told.items() if queue_id in watched}
        self.today = {**self.today, **new}
        self._as_of = max((one.as_of for one in told.values()), default=self._as_of)
        self._batches.accept(part, at)
        this.answered += 1
        self._go_on(this, at)

    def _fail(
        self, this: _Round, part: Part, error: Exception, trouble: Trouble, at: float
    ) -> None:
        if this is not self._round:
            return
        # A metric that is not known is refused for whatever queue.
        if isinstance(error, REFUSALS) and not isinstance(error, MetricRefused):
            this.refusal = trouble
            self._batches.refuse(part, why_refused(error), at)
        else:
            this.failures.append(trouble)
            self._batches.fail(part, sits_out=False)
        self._go_on(this, at)

    def _go_on(self, this: _Round, at: float) -> None:
        """With the next batch, with the search for refused queues, or not at all."""
        most = _MOST_PARTS if this.answered else _FRUITLESS
        if not (this.left or this.stopped or this.failures) and this.searched < most:
            this.left = self._batches.next_parts(1)
            this.searched += len(this.left)
        if this.left and not this.stopped:
            self.errand.under_way = False
        else:
            self._finish(this, at)

    def _finish(self, this: _Round, at: float) -> None:
        self._round = None
        self._batches.conclude(at, answered=this.answered > 0)
        worst = max(this.failures, key=lambda one: one.retry_after or 0.0, default=None)
        if worst is not None and (not this.answered or this.stopped):
            self.errand.failed(worst, at)
        elif this.refusal is not None and not this.answered:
            self.errand.failed(this.refusal, at)
        elif worst is not None:
            what = f"{len(this.failures)} of {this.asked} batches failed: {worst.what}"
            self.errand.came(at, what)
        else:
            self.errand.came(at, self._left_out())

    def _left_out(self) -> str | None:
        """Why some queues have no totals although the others do."""
        out = [why for one in self._ids if (why := self._batches.why_out(one))]
        return f"not told for {len(out)} of {len(self._ids)} queues: {out[0]}" if out else None
