"""What follows each poll: a point of history, and the side questions where there are any."""

import logging
from datetime import tzinfo
from random import Random

from queuetui.domain.history import Point
from queuetui.domain.settings import Settings
from queuetui.feed.bulletin import Bulletin
from queuetui.feed.chronicle import Chronicle
from queuetui.feed.clock import FeedClock
from queuetui.feed.errands import Errands, Polls, Runner
from queuetui.feed.figures import Figures
from queuetui.feed.health import Trouble
from queuetui.feed.roster import Roster
from queuetui.feed.source import Source
from queuetui.feed.stumbles import Report, Stumbles
from queuetui.feed.suspects import Suspects

log = logging.getLogger(__name__)
_ROUND = 10.0
"""Seconds after which the next round is usually over."""


class Aside:
    """Told of every poll; any thread may ask it for history, or open a queue."""

    def __init__(  # noqa: PLR0913 - all of it is handed in
        self,
        source: Source,
        settings: Settings,
        clock: FeedClock,
        bulletin: Bulletin,
        *,
        random: Random,
        report: Report | None,
        local: tzinfo | None,
        suspects: Suspects,
        run: Runner | None,
    ) -> None:
        self._bulletin = bulletin
        self._suspects = suspects
        self._chronicle = Chronicle(settings.watchlist)
        self._stumbles = Stumbles(report, clock)
        self._errands: Errands | None = None
        if local is not None:
            self._errands = Errands(
                source,
                settings,
                clock,
                bulletin,
                local=local,
                random=random,
                stumbles=Stumbles(report, clock),
                suspects=suspects,
                run=run,
            )

    @property
    def errands(self) -> Errands | None:
        """Those that are run; ``None`` where nothing is asked beside the polls."""
        return self._errands

    @property
    def a_minute(self) -> float:
        """Requests a minute that are made beside the polls."""
        return 0.0 if self._errands is None else self._errands.a_minute

    def start(self) -> None:
        """Begin, in a thread of its own."""
        if self._errands is not None:
            self._errands.start()

    def stop(self) -> None:
        """End."""
        if self._errands is not None:
            self._errands.stop()

    def ask_now(self) -> None:
        """Somebody wants what has failed to be tried again."""
        if self._errands is not None:
            self._errands.ask_now()

    def open_queue(self, queue_id: str | None) -> None:
        """Ask about this queue as well, and about no other."""
        if self._errands is not None:
            self._errands.open_queue(queue_id)

    def points(self, queue_id: str, since: float) -> tuple[Point, ...]:
        """What the polls told of a queue from ``since`` on (epoch seconds)."""
        return self._chronicle.points(queue_id, since)

    def settled(  # noqa: PLR0913, PLR0917 - all that follows from a poll
        self,
        roster: Roster,
        figures: Figures,
        trouble: Trouble | None,
        requests: int,
        pages: int,
        due: float,
    ) -> None:
        """A poll is over, and the next is ``due`` (steady).

        A whole one takes ``requests`` calls, and the list of queues ``pages``.
        """
        queues = roster.queues
        try:
            now, base = self._bulletin.server_now(), self._bulletin.base
            judged = self._suspects.judged
            self._chronicle.note(queues, figures.reading, now, base=base, judged=judged)
        except Exception as error:
            # The figures of now are worth more than those of the past.
            log.exception("A poll could not be noted in the history.")
            self._stumbles.trouble(error)
        if self._errands is None:
            return
        refused = roster.refused
        limited = trouble is not None and trouble.limited
        self._errands.follow(
            Polls(
                tuple(queue.id for queue in queues if queue.id not in refused),
                requests,
                pages,
                well=trouble is None or trouble.partial,
                # While it is searched for refused queues, that comes first.
                ordered=due if limited else due + _ROUND if roster.searching else 0.0,
            )
        )

    def ordered(self, until: float) -> None:
        """The server wants to be left alone until then (steady)."""
        if self._errands is not None:
            self._errands.leave_alone(until)
