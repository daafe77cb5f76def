"""Reading the list of all queues: at once at the start, and page by page from then on."""

from collections.abc import Sequence

from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.readings import Queue
from queuetui.feed.pace import Pace
from queuetui.feed.source import Source
from queuetui.genesys.directory import Pages

_AGAIN = 60.0
"""Seconds after which a page that could not be read is asked for again, once a list is known."""
_KEPT = 3600.0
"""Seconds for which a list that was begun is worth going on with."""


class Listing:
    """Says when a page is due and keeps those that were read, whatever comes of the next one.

    A list of several pages is read evenly over the time that it is to last. As it may change
    meanwhile, so that a queue slips from one page to another, a queue is taken for gone only once
    two lists in a row are without it.
    """

    def __init__(self, source: Source, pace: Pace) -> None:
        self._source = source
        self._pace = pace
        self._gathered = Pages()
        self._known: tuple[Queue, ...] = ()
        self._missed: frozenset[str] = frozenset()
        self._due: float | None = None
        self._began = 0.0
        self._read = 0.0
        self.pages = 1
        """Of the last whole list; one call each."""

    @property
    def found(self) -> int:
        """Queues on the pages that were read of a list that is not complete."""
        return len(self._gathered.queues)

    def due(self, at: float) -> bool:
        """Whether the next page is to be read now."""
        return self._due is None or at >= self._due

    def put_off(self, at: float) -> None:
        """Begin the next list at ``at``, as there is none to be had now."""
        self._due = at

    def read(self, at: float, rate: RateBudget, *, known: bool) -> Sequence[Queue] | None:
        """Read a page; the queues, once that makes the list complete.

        ``known``: there is a list, so that this one is read little by little. Raises a
        `GenesysError`; it is to be called again for the same page then.
        """
        if self._gathered.number > 1 and at - self._read > _KEPT:
            self._gathered = Pages()
        if self._gathered.number == 1:
            self._began = at
        apart = self._pace.page_every(self.pages, rate)
        planned = at if self._due is None else self._due
        # Put off before it is asked for: what fails is not to be tried at each poll.
        self._due = at + (apart if self.pages == 1 else max(apart, _AGAIN))
        page = self._source.read_queue_page(self._gathered.number)
        self._read = at
        complete = self._gathered.take(page)
        self.pages = max(self.pages, self._gathered.number - 1)
        apart = self._pace.page_every(self.pages, rate)
        if not complete:
            self._due = max(at, planned + apart) if known else at
            return None
        # What comes at once at the start is not to be asked for at once again.
        self._due = max(at + apart, self._began + self._pace.names_every)
        return self._complete()

    def _complete(self) -> tuple[Queue, ...]:
        self.pages = self._gathered.number - 1
        found, self._gathered = self._gathered.queues, Pages()
        ids = frozenset(queue.id for queue in found)
        gone = [queue for queue in self._known if queue.id not in ids]
        slipped = [one for one in gone if self.pages > 1 and one.id not in self._missed]
        self._missed = frozenset(queue.id for queue in slipped)
        self._known = (*found, *slipped)
        return self._known
