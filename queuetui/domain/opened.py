"""What is asked about the one queue that is open on screen, each answer with its own health.

Instants are epoch seconds by the server's clock.
"""

from typing import Generic, Protocol, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.estimates import Estimates
from queuetui.domain.people import Agents
from queuetui.domain.today import DaySeries
from queuetui.domain.waiting import WaitingList

T = TypeVar("T")


class Dated(Protocol):
    """Holds instants."""

    def redated(self, by: float) -> Self:
        """The same with its instants moved by so many seconds."""
        ...


D = TypeVar("D", bound=Dated)


class Told(Struct, Generic[T], frozen=True):
    """One of the answers: the newest that came, and what is wrong with asking."""

    value: T | None = None
    """The newest answer, however old it is; ``None`` before the first."""
    problem: str | None = None
    """Why the last question brought nothing, in one sentence; ``None`` if it did."""
    next_try: float | None = None
    """The instant of the next question."""
    tried: bool = False
    """Whether it was asked at all; before that, nothing is known and nothing is wrong."""


class Opened(Struct, frozen=True):
    """What is known of the queue that is open."""

    queue_id: str
    agents: Told[Agents] = Told()
    waiting: Told[WaitingList] = Told()
    estimates: Told[Estimates] = Told()
    day: Told[DaySeries] = Told()

    def redated(self, by: float) -> "Opened":
        """The same with all its instants moved by so many seconds."""
        return Opened(
            self.queue_id,
            _redated(self.agents, by),
            _redated(self.waiting, by),
            _redated(self.estimates, by),
            _redated(self.day, by),
        )


def _redated(told: Told[D], by: float) -> Told[D]:
    value = None if told.value is None else told.value.redated(by)
    next_try = None if told.next_try is None else told.next_try + by
    return replace(told, value=value, next_try=next_try)
