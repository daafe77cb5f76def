"""Asking for batches, several at once, and what is done with what comes."""

from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

from msgspec import Struct, structs

from queuetui.domain.clock import Clock
from queuetui.feed.bulletin import Bulletin
from queuetui.feed.crew import Crew, Late
from queuetui.feed.figures import Figures
from queuetui.feed.health import Trouble, trouble_of
from queuetui.feed.isolate import REFUSALS, Part, why_refused
from queuetui.feed.roster import Roster
from queuetui.feed.round import EMPTY, SIDE_BY_SIDE, Round, sits_out
from queuetui.feed.schedule import Schedule
from queuetui.feed.source import Source
from queuetui.genesys.errors import GenesysError
from queuetui.genesys.observations import Observed

_FRUITLESS = 24
"""Parts of refused batches after which a poll without any answer takes all for refused."""
_PATIENCE = 3.0
"""Seconds for which the next wave waits for a batch while another one of its wave was answered."""
_SLOW = 3.0
"""Seconds after which a failure counts as one that others had to wait for."""
_LONGEST = 120.0
"""Seconds beyond the time-outs of any call."""
_LATE = Trouble(
    "network",
    f"no answer within {_PATIENCE:g} s, still waiting for it",
    why="Usually the network, or a passing fault at Genesys Cloud.",
)


class Asking:
    """Asks in the thread of the polls; what comes too late is taken with a later wave."""

    def __init__(  # noqa: PLR0913, PLR0917 - all of it is handed in
        self,
        source: Source,
        clock: Clock,
        roster: Roster,
        figures: Figures,
        bulletin: Bulletin,
        schedule: Schedule,
        pages: Callable[[], int],
        *,
        spread: bool,
    ) -> None:
        self._source = source
        self._clock = clock
        self._roster = roster
        self._figures = figures
        self._bulletin = bulletin
        self._schedule = schedule
        self._pages = pages
        self._spread = spread
        self._crew: Crew[_Timed] = Crew(SIDE_BY_SIDE)
        self.patience = _PATIENCE
        """Seconds, see above."""
        self._came_late: SimpleQueue[tuple[Part, _Timed | Exception]] = SimpleQueue()
        self._late: set[Part] = set()

    def returning(self, early: bool, most: int) -> list[Part]:
        """At most so many of those who sat out, without those still under way."""
        parts = self._roster.returning(self._clock.monotonic(), early=early)
        return [part for part in parts if part not in self._late][: max(1, most)]

    @property
    def most(self) -> int:
        """Calls that one round may grow to, of those that are charged."""
        return self._schedule.most(self._pages(), self._source.rate)

    def ask(self, this: Round) -> None:
        """Take what has come too late, and then ask for the next wave or parts."""
        self._take_late(this)
        if this.waves:
            self._wave(this, this.waves.pop(0), self.patience if self._spread else None)
        elif self._roster.searching:
            self._search(this)

    def may_search(self, this: Round) -> bool:
        """Whether the search for refused queues goes on now, or at the next poll."""
        held = self._schedule.held(1, self._source.rate)
        if this.stopped or held or not self._roster.searching:
            return False
        if not this.parts or this.failed:
            return not this.parts
        if not this.answered:
            # Nothing is live that could get old; and half a proof would be begun again for ever.
            return this.parts < _FRUITLESS
        return not self._spread or self._has_room(this)

    def _has_room(self, this: Round) -> bool:
        """Whether time and allowance are left for a search in this round."""
        in_time = self._clock.monotonic() - this.began < self._schedule.interval
        return in_time and (self._uncharged() > 0 or this.asked - this.covered < self.most)

    def put_off(self, this: Round) -> None:
        """Let those that failed while others were answered sit out."""
        for batch, trouble in this.failed if this.answered else ():
            if sits_out(trouble):
                self._sit_out(batch, trouble)

    def _search(self, this: Round) -> None:
        """Ask for some parts of refused batches."""
        free = self._uncharged() if self._spread else SIDE_BY_SIDE
        left = free + max(0, self.most - (this.asked - this.covered))
        parts = self._roster.next_parts(max(1, min(SIDE_BY_SIDE, left)))
        this.parts += len(parts)
        this.covered += min(len(parts), free)
        self._wave(this, parts, None)

    def _uncharged(self) -> int:
        """Calls of a search that may be made now on top of the rounds."""
        now = self._clock.monotonic()
        return self._schedule.spare(now, self._pages(), self._source.rate)

    def _wave(self, this: Round, wave: Sequence[Part], patience: float | None) -> None:
        self._schedule.note(self._clock.monotonic(), len(wave))
        outcomes = self._crew.run(
            [partial(self._timed, batch) for batch in wave],
            patience,
            lambda place, outcome: self._came_late.put((wave[place], outcome)),
        )
        newest: list[float] = []
        server = self._server_now()
        for batch, outcome in zip(wave, outcomes, strict=True):
            this.asked += 1
            if isinstance(outcome, Late):
                self._wait_for(this, batch)
                continue
            came = _came(outcome)
            if isinstance(came, REFUSALS):
                this.refusal = trouble_of(came)
                self._refuse(batch, came)
            elif isinstance(came, GenesysError):
                self._fail(this, batch, _trouble(came, outcome))
            elif came.readings:
                this.answered += 1
                newest += self._accept(batch, came, server)
            else:
                self._accept(batch, came, server)
                this.failed.append((batch, EMPTY))
        self._learn(this, newest)

    def _take_late(self, this: Round) -> None:
        newest: list[float] = []
        server = self._server_now()
        while True:
            try:
                batch, outcome = self._came_late.get_nowait()
            except Empty:
                break
            self._late.discard(batch)
            came = _came(outcome)
            if isinstance(came, REFUSALS):
                self._refuse(batch, came)
            elif isinstance(came, GenesysError):
                trouble = trouble_of(came)
                self._figures.miss(batch, trouble.what)
                self._sit_out(batch, trouble)
                if trouble.limited:
                    this.asked += 1
                    this.failed.append((batch, trouble))
            else:
                newest += self._accept(batch, came, server)
        self._learn(this, newest)

    def _server_now(self) -> float:
        self._bulletin.follow_clock()
        return self._bulletin.server_now()

    def _learn(self, this: Round, newest: Sequence[float]) -> None:
        if newest:
            this.fresh |= self._bulletin.learn(max(newest))

    def _accept(self, batch: Part, observed: Observed, server: float) -> list[float]:
        """Returns the instants of its readings."""
        self._figures.take(batch, observed, server)
        self._roster.accept(batch, self._clock.monotonic())
        return [min(server, one.as_of) for one in observed.readings.values()]

    def _refuse(self, batch: Part, error: GenesysError) -> None:
        self._figures.miss(batch, error.what)
        self._roster.refuse(batch, why_refused(error), self._clock.monotonic())

    def _fail(self, this: Round, batch: Part, trouble: Trouble) -> None:
        this.failed.append((batch, trouble))
        self._figures.miss(batch, trouble.what)
        self._roster.fail(batch, sits_out=sits_out(trouble))

    def _wait_for(self, this: Round, batch: Part) -> None:
        """It is still under way: the next waves go on without it."""
        self._late.add(batch)
        this.failed.append((batch, _LATE))
        self._figures.miss(batch, _LATE.what)
        now = self._clock.monotonic()
        self._roster.put_off(batch, _LATE.what, now, lambda _times: _LONGEST)

    def _sit_out(self, batch: Part, trouble: Trouble) -> None:
        def wait_after(times: int) -> float:
            return self._schedule.wait_after(trouble, times)

        self._roster.put_off(batch, trouble.what, self._clock.monotonic(), wait_after)

    def _timed(self, batch: Part) -> "_Timed":
        began = self._clock.monotonic()
        try:
            came: Observed | GenesysError = self._source.observe(batch)
        except GenesysError as error:
            came = error
        return _Timed(came, self._clock.monotonic() - began)


class _Timed(Struct, frozen=True):
    """What came of a batch, after so many seconds."""

    came: Observed | GenesysError
    seconds: float


def _came(outcome: _Timed | Exception) -> Observed | GenesysError:
    if isinstance(outcome, _Timed):
        return outcome.came
    raise outcome


def _trouble(error: GenesysError, outcome: _Timed | Exception) -> Trouble:
    slow = isinstance(outcome, _Timed) and outcome.seconds >= _SLOW
    return structs.replace(trouble_of(error), slow=slow)
