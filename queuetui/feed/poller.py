"""The feed: one daemon thread that asks, merges what comes and publishes frozen snapshots."""

import logging
import threading
from collections.abc import Callable
from datetime import tzinfo
from random import Random

from msgspec import structs

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.feed.aside import Aside
from queuetui.feed.asking import Asking
from queuetui.feed.bulletin import Bulletin
from queuetui.feed.clock import FeedClock
from queuetui.feed.errands import Runner
from queuetui.feed.figures import Figures
from queuetui.feed.foresight import Foresight
from queuetui.feed.health import Trouble, trouble_of
from queuetui.feed.listing import Listing
from queuetui.feed.pace import Pace
from queuetui.feed.roster import Roster
from queuetui.feed.round import Round
from queuetui.feed.schedule import Schedule
from queuetui.feed.source import Source
from queuetui.feed.stumbles import Report, Stumbles
from queuetui.feed.suspects import Suspects
from queuetui.feed.vigil import LONGEST_CALL, SLICE, Disturbance, Vigil
from queuetui.genesys.errors import GenesysError

log = logging.getLogger(__name__)
_BRIEF = 1.0
"""Seconds: a pause between two waves that is shorter is part of the asking."""
_STUMBLE = 5.0
"""Seconds before the loop is begun again, should even its edge have failed."""


class Poller:
    """Polls on its own from `start` to `stop`; `step` is one turn of its loop."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        source: Source,
        settings: Settings,
        clock: FeedClock,
        *,
        base_url: str,
        random: Random,
        spread: bool = True,
        report: Report | None = None,
        local: tzinfo | None = None,
        run: Runner | None = None,
    ) -> None:
        """Put the feed together.

        Args:
            source: Whom to ask.
            settings: The person's settings.
            clock: The only source of time.
            base_url: For the snapshots.
            random: For the back-off.
            spread: Spread a poll over the interval; false: ask for all at once, without pauses, and
                for nothing but figures.
            report: Writes a report of an error nobody foresaw; ``None``: only the log has it.
            local: This machine's zone, for side questions; ``None``: none is asked.
            run: Runs a side question; by default in a few threads of their own.
        """
        self._spread = spread
        self._source = source
        self._settings = settings
        self._clock = clock
        poll = settings.poll
        pace = Pace(poll.interval, poll.budget, poll.names_every)
        self._schedule = Schedule(pace, random)
        self._listing = Listing(source, pace)
        self._roster = Roster(settings.watchlist)
        self._figures = Figures()
        self._suspects = Suspects(source, settings.watchlist, settings.stuck, random)
        self._vigil = Vigil(clock)
        self._stumbles = Stumbles(report, clock)
        self._foresight = Foresight(
            settings.watchlist.limits_for,
            lambda: settings.staleness.frozen_age(self._schedule.interval),
            self._stumbles.trouble,
        )
        self._wake = threading.Event()
        self._stopped = False
        self._wanted = False
        """Somebody has asked, so that refused queues are to be tried as well."""
        self._questions = 0
        """Asked one after the other in this turn: what it may lawfully last."""
        self._publish: Callable[[Snapshot], object] = lambda _snapshot: None
        self._round: Round | None = None
        self._failing: Trouble | None = None
        """Of batches that have failed and sit out."""
        self._bulletin = Bulletin(
            source,
            settings,
            clock,
            self._roster,
            self._figures,
            self._suspects,
            self._foresight,
            self._schedule,
            base_url,
            self._send,
        )
        self._asking = Asking(
            source,
            clock,
            self._roster,
            self._figures,
            self._bulletin,
            self._schedule,
            lambda: self._listing.pages,
            spread=spread,
        )
        self._turns = 0
        """Polls that were made only to learn the allowance."""
        self._aside = Aside(
            source,
            settings,
            clock,
            self._bulletin,
            random=random,
            report=report,
            local=local,
            suspects=self._suspects,
            run=run,
        )

    def start(self, publish: Callable[[Snapshot], object]) -> None:
        """Begin to poll in a thread of its own; ``publish`` is called from there.

        The first snapshot comes at once, before the first call: it knows of no queue.
        """
        self._publish = publish
        threading.Thread(target=self._run, name="queuetui-feed", daemon=True).start()
        self._aside.start()

    def ask_now(self) -> float:
        """Poll as soon as the source allows, instead of at the next interval.

        Returns the seconds until then; 0.0 also while a poll is under way.
        """
        self._wanted = True
        self._wake.set()
        self._aside.ask_now()
        return self._schedule.until_asked(self._clock.monotonic())

    def open_queue(self, queue_id: str | None) -> None:
        """Ask about the people and the day of this queue as well, and of no other."""
        self._aside.open_queue(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """What the polls told of a queue from ``since`` on (epoch seconds); from any thread."""
        return self._aside.points(queue_id, since)

    def stop(self) -> None:
        """End the loop; a call under way is left to die with the process."""
        self._stopped = True
        self._wake.set()
        self._aside.stop()

    def diagnostics(self) -> Diagnostics:
        """What the feed can tell about itself; from any thread."""
        return structs.replace(
            self._source.diagnostics(),
            interval_wanted=self._settings.poll.interval,
            interval_kept=self._schedule.interval,
            refused=self._roster.refused_names(),
        )

    # The thread.

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._wait_until(self._turn())
            except Exception:
                # Not even telling of trouble worked; the thread must live on all the same.
                log.exception("The feed stumbled over its own trouble and goes on.")
                self._clock.wait(self._wake, _STUMBLE)

    def _turn(self) -> float:
        """One `step` that survives anything; returns the steady instant of the next."""
        self._vigil.rest()
        self._questions = 0
        try:
            due = self.step()
        except Exception as error:
            log.exception("The feed stumbled and goes on.")
            self._round = None
            self._roster.conclude(self._clock.monotonic(), answered=False)
            due = self._settle(self._stumbles.trouble(error))
        self._mind(self._vigil.look(LONGEST_CALL * self._questions))
        return due

    def _wait_until(self, due: float) -> None:
        """Wait until ``due``, or less if somebody asks: but not before the source allows it."""
        while not self._stopped:
            now = self._clock.monotonic()
            asked = self._wake.is_set()
            target = min(due, self._schedule.not_before) if asked else due
            if now >= target:
                self._wake.clear()
                return
            if asked:
                self._bulletin.announce(target)
            stretch = min(SLICE, target - now)
            self._vigil.rest()
            self._clock.wait(threading.Event() if asked else self._wake, stretch)
            self._mind(self._vigil.look(stretch))

    def _mind(self, disturbance: Disturbance | None) -> None:
        if disturbance is not None:
            log.warning("%s, by %.0f s: asking at once.", *structs.astuple(disturbance))
            self._wake.set()

    # One turn.

    def step(self) -> float:
        """Ask for a wave and publish what came; returns the steady instant of the next turn."""
        self._bulletin.say_asking()
        if (due := self._prepare()) is not None:
            return due
        if self._round is None:
            self._round = self._begin()
        this = self._round
        self._questions += 1
        self._asking.ask(this)
        if this.waves and not this.stopped:
            self._reckon()
            held = self._schedule.held(len(this.waves[0]), self._source.rate)
            if held:
                self._schedule.pause(self._clock.monotonic(), self._source.rate)
            return self._pause_in(this, max(held, self._schedule.wave_every(this.length)))
        if self._asking.may_search(this):
            return self._pause_in(this, 0.0)
        self._round = None
        return self._finish(this)

    def _prepare(self) -> float | None:
        """Know whom to ask for; if that is not to be had now, when to try again (steady)."""
        if self._round is not None and self._roster.searching:
            return None
        try:
            held = self._read_names()
        except GenesysError as error:
            trouble = trouble_of(error)
            if not self._roster.known or trouble.limited:
                self._round = None
                return self._settle(trouble)
            # Figures matter more than names: the old names serve until the next turn.
            log.warning("The queue names could not be read anew: %s", error.what)
            held = 0.0
        if held:
            return self._hold_names()
        if self._roster.queues:
            return None
        self._round = None
        return self._settle(self._roster.nothing())

    def _read_names(self) -> float:
        """Read on in the list of queues; the seconds to wait first if the allowance is used up."""
        while not self._roster.known or self._listing.due(self._clock.monotonic()):
            rate, known = self._source.rate, self._roster.known
            held = self._schedule.held(1, rate)
            if held or (known and self._roster.searching and self._listing.pages > 1):
                # What is only nice to know waits until there is enough for all.
                return 0.0 if known else held
            self._questions += 1
            try:
                queues = self._listing.read(self._clock.monotonic(), rate, known=known)
            except GenesysError as error:
                if error.cause != "permission" or not self._roster.do_without_directory():
                    raise
                log.warning("%s Only the queues named by id can be shown.", error.what)
                self._listing.put_off(self._clock.monotonic() + self._settings.poll.names_every)
                break
            if queues is not None:
                self._roster.take_directory(queues)
                watched = {queue.id for queue in self._roster.queues}
                self._figures.keep(watched)
                self._suspects.keep(watched)
                self._foresight.keep(watched)
            if known:
                break
        return 0.0

    def _hold_names(self) -> float:
        """The allowance is used up in the midst of the list: tell, and go on with a new one."""
        self._schedule.pause(self._clock.monotonic(), self._source.rate)
        read = self._listing.found
        what = f"The list of queues takes more calls than are allowed now ({read} read so far)."
        self._bulletin.judge(Trouble("rate", what, partial=True))
        self._bulletin.plan(self._schedule.due)
        return self._schedule.due

    def _begin(self) -> Round:
        now = self._clock.monotonic()
        regular = self._roster.regular(self._source.batch)
        early, self._wanted = self._wanted, False
        if regular and not early and now < self._schedule.whole_due:
            # Only to learn whether the allowance still holds: another batch each time.
            self._turns += 1
            return Round([regular[self._turns % len(regular)]], [], now, whole=False)
        self._reckon()
        # With nobody else to ask for, there is nothing to wait for.
        early = early or not (regular or self._roster.searching)
        returning = self._asking.returning(early, self._asking.most - len(regular))
        return Round(regular, returning, now)

    @property
    def _load(self) -> int:
        """The calls of a whole poll."""
        return max(1, self._roster.load(self._source.batch))

    def _reckon(self) -> None:
        """Keep an interval that suits what is known now."""
        rate, beside = self._source.rate, self._aside.a_minute
        self._schedule.reckon(self._load, self._listing.pages, rate, beside)

    # After a turn.

    def _pause_in(self, this: Round, pause: float) -> float:
        """Between two waves: publish what has come so far."""
        pause = pause if self._spread else 0.0
        due = self._clock.monotonic() + pause
        if this.answered:
            self._bulletin.judge(this.verdict() or self._failing)
        self._bulletin.plan(due if pause >= _BRIEF else None)
        return due

    def _finish(self, this: Round) -> float:
        """The round is over: plan, publish, and then learn what is only nice to know."""
        now = self._clock.monotonic()
        answered = this.answered > 0
        self._asking.put_off(this)
        self._roster.conclude(now, answered=answered)
        due = self._settle(this.verdict(), this)
        wanted = self._spread and self._bulletin.organisation is None
        if wanted and answered and not this.failed:
            due = self._read_organisation()
        return due

    def _settle(self, trouble: Trouble | None, this: Round | None = None) -> float:
        """Publish the state after a round; returns when the next is due (steady)."""
        steady = self._clock.monotonic()
        load = self._load
        self._schedule.settle(
            steady,
            trouble,
            began=this.began if this else steady,
            load=load,
            asked=this.asked if this else 1,
            pages=self._listing.pages,
            rate=self._source.rate,
            covered=this.covered if this else 0,
            beside=self._aside.a_minute,
            whole=this.whole if this else True,
        )
        if this is not None and this.fresh:
            self._bulletin.sequence += 1
        if trouble is not None and trouble.partial:
            self._failing = trouble
        elif not self._roster.failing:
            self._failing = None
        self._bulletin.judge(trouble or self._failing)
        self._bulletin.plan(self._schedule.due)
        self._aside.settled(
            self._roster, self._figures, trouble, load, self._listing.pages, self._schedule.due
        )
        return self._schedule.due

    def _read_organisation(self) -> float:
        """The name for the status bar: asked once figures are on screen, given up without fuss."""
        self._questions += 1
        try:
            self._bulletin.organisation = self._source.organisation() or ""
        except GenesysError as error:
            trouble = trouble_of(error)
            log.info("The organisation's name is not known: %s", error.what)
            if not trouble.limited:
                self._bulletin.organisation = ""
            self._schedule.order(trouble.retry_after or 0.0, self._clock.monotonic())
            if trouble.limited:
                self._aside.ordered(self._schedule.due)
        self._bulletin.plan(self._schedule.due)
        return self._schedule.due

    def _send(self, snapshot: Snapshot) -> None:
        if not self._stopped:
            self._publish(snapshot)

    def snapshot(self) -> Snapshot:
        """Everything known now, frozen."""
        return self._bulletin.snapshot()
