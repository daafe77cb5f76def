"""What a feed asks of an organisation, over one session."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from queuetui.domain.day import Day
from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.estimates import Estimates
from queuetui.domain.people import Agents
from queuetui.domain.readings import Queue
from queuetui.domain.today import DaySeries, Today
from queuetui.domain.waiting import WaitingList
from queuetui.genesys.activity import read_agents
from queuetui.genesys.aggregates import read_day, read_today
from queuetui.genesys.directory import (
    QueuePage,
    read_organisation,
    read_queue_page,
    read_queues,
)
from queuetui.genesys.errors import GenesysError, RateLimited
from queuetui.genesys.estimates import read_estimates
from queuetui.genesys.names import SKILLS, Names
from queuetui.genesys.observations import BATCH, Observed, observe
from queuetui.genesys.presences import BUILT_IN, PresenceLabel, read_presences
from queuetui.genesys.session import Session
from queuetui.genesys.waiting import read_line, read_waiting

_LABELS_LIFE = 3600.0
"""Seconds for which the organisation's presences are taken for the same."""
_LABELS_REST = 60.0
"""Seconds after which they are asked for again if they could not be read."""


class Source:
    """Questions to one organisation. Every method raises a `GenesysError` when no answer comes.

    The session is opened by the first question, in the thread that asks it: loading the SDK and the
    first connection take time that a screen must not wait for. Safe for several threads.
    """

    batch = BATCH
    """The most queues that one observation may name."""

    def __init__(self, connect: Callable[[], Session]) -> None:
        self._connect = connect
        self._session: Session | None = None
        self._opening = threading.Lock()
        self._users = Names()
        self._skills = Names(SKILLS)
        self._labels: Mapping[str, PresenceLabel] = BUILT_IN
        self._labels_until: float | None = None
        """Epoch seconds by the server's clock; ``None`` before they were asked for."""

    def open(self) -> Session:
        """The session, opened now if it was not."""
        with self._opening:
            if self._session is None:
                self._session = self._connect()
            return self._session

    def read_queues(self) -> tuple[Queue, ...]:
        """Every queue that the credentials may see."""
        return read_queues(self.open())

    def read_queue_page(self, number: int) -> QueuePage:
        """One page of them, the first being number 1."""
        return read_queue_page(self.open(), number)

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        """The readings of at most `batch` queues."""
        return observe(self.open(), queue_ids)

    def read_today(self, queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
        """The day so far of at most `batch` queues, by id."""
        session = self.open()
        return read_today(session, queue_ids, day, session.server_now())

    def read_day(self, queue_id: str, day: Day) -> DaySeries:
        """The half hours of a queue's day so far."""
        session = self.open()
        return read_day(session, queue_id, day, session.server_now())

    def read_agents(self, queue_id: str) -> Agents:
        """The members of a queue, with names and presences as far as they can be read."""
        session = self.open()
        return read_agents(session, queue_id, self._presences(session), self._users)

    def read_waiting(self, queue_id: str) -> WaitingList:
        """Who waits in a queue."""
        return read_waiting(self.open(), queue_id, self._skills)

    def read_line(self, queue_id: str, media: str) -> WaitingList:
        """Who waits in one medium of a queue, skills by id."""
        return read_line(self.open(), queue_id, media)

    def read_estimates(self, queue_id: str, media: Iterable[str]) -> Estimates:
        """How long newcomers would wait in a queue, one call a medium."""
        return read_estimates(self.open(), queue_id, media)

    def organisation(self) -> str | None:
        """The organisation's name."""
        return read_organisation(self.open())

    def server_now(self) -> float | None:
        """Now by the server's clock, epoch seconds; ``None`` before the first session."""
        return self._session.server_now() if self._session else None

    @property
    def rate(self) -> RateBudget:
        """The allowance as the newest answer told it."""
        return self._session.rate if self._session else RateBudget()

    def diagnostics(self) -> Diagnostics:
        """What the session can tell about itself."""
        session = self._session
        if session is None:
            return Diagnostics()
        return Diagnostics(
            calls=session.calls,
            rate=session.rate,
            token_life=session.token_life,
            skew=session.skew,
            notes=session.client.notes,
        )

    def _presences(self, session: Session) -> Mapping[str, PresenceLabel]:
        """What the organisation calls its presences; those that were known, if it does not tell."""
        now, until = session.server_now(), self._labels_until
        # A clock that is set back must not make them last for ever.
        if until is None or now >= until or until - now > 2 * _LABELS_LIFE:
            try:
                self._labels = read_presences(session)
            except GenesysError as error:
                if isinstance(error, RateLimited) or error.retry_after:
                    raise
                self._labels_until = now + _LABELS_REST
            else:
                self._labels_until = now + _LABELS_LIFE
        return self._labels
