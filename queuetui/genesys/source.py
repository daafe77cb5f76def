"""What a feed asks of an organisation, over one session."""

from collections.abc import Callable, Sequence

from queuetui.domain.diagnostics import Diagnostics, RateBudget
from queuetui.domain.readings import Queue
from queuetui.genesys.directory import read_organisation, read_queues
from queuetui.genesys.observations import BATCH, Observed, observe
from queuetui.genesys.session import Session


class Source:
    """Questions to one organisation. Every method raises a `GenesysError` when no answer comes.

    The session is opened by the first question, in the thread that asks it: loading the SDK and the
    first connection take time that a screen must not wait for.
    """

    batch = BATCH
    """The most queues that one observation may name."""

    def __init__(self, connect: Callable[[], Session]) -> None:
        self._connect = connect
        self._session: Session | None = None

    def open(self) -> Session:
        """The session, opened now if it was not."""
        if self._session is None:
            self._session = self._connect()
        return self._session

    def read_queues(self) -> tuple[Queue, ...]:
        """Every queue that the credentials may see."""
        return read_queues(self.open())

    def observe(self, queue_ids: Sequence[str]) -> Observed:
        """The readings of at most `batch` queues."""
        return observe(self.open(), queue_ids)

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
            calls=tuple(session.calls),
            rate=session.rate,
            token_life=session.token_life,
            skew=session.skew,
            notes=session.client.notes,
        )
