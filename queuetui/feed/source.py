"""Whom the feed asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from queuetui.domain.day import Day
from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.estimates import Estimates
from queuetui.domain.people import Agents
from queuetui.domain.today import DaySeries, Today
from queuetui.domain.waiting import WaitingList
from queuetui.genesys.directory import QueuePage
from queuetui.genesys.observations import Observed


class Source(Protocol):
    """Whom the feed asks, from several threads; every question may raise a `GenesysError`."""

    @property
    def batch(self) -> int:
        """The most queues that one question may name."""
        ...

    @property
    def rate(self) -> RateBudget:
        """The allowance as the newest answer told it."""
        ...

    def server_now(self) -> float | None:
        """Now by the server's clock, epoch seconds; ``None`` before the first answer."""
        ...

    def read_queue_page(self, number: int) -> QueuePage:
        """A page of the list of all queues that the credentials may see; the first is number 1."""
        ...

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        """The readings of these queues."""
        ...

    def read_today(self, queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
        """The day so far of at most `batch` queues, by id."""
        ...

    def read_day(self, queue_id: str, day: Day) -> DaySeries:
        """The half hours of a queue's day so far."""
        ...

    def read_agents(self, queue_id: str) -> Agents:
        """The members of a queue."""
        ...

    def read_waiting(self, queue_id: str) -> WaitingList:
        """Who waits in a queue."""
        ...

    def read_line(self, queue_id: str, media: str) -> WaitingList:
        """Who waits in one medium of a queue."""
        ...

    def read_estimates(self, queue_id: str, media: Iterable[str]) -> Estimates:
        """How long newcomers would wait in a queue, one call a medium."""
        ...

    def organisation(self) -> str | None:
        """The organisation's name."""
        ...

    def diagnostics(self) -> Diagnostics:
        """What the connection can tell about itself."""
        ...
