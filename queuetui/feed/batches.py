"""Which queues are asked for together, and who sits out because of what came of it."""

from collections.abc import Callable, Sequence

from queuetui.feed.absent import Absent
from queuetui.feed.isolate import Part, Search

_UNPROVEN = 2
"""Searches at a time as long as nothing was answered in any."""


class Batches:
    """Steady instants in, batches out; then told what came of each batch."""

    def __init__(self) -> None:
        self._ids: tuple[str, ...] = ()
        self._absent = Absent()
        self._searches: list[Search] = []
        self._asked: dict[Part, Search] = {}
        self._doubtful: dict[str, str] = {}
        self._vain = 0
        """Searches that were given up."""

    def watch(self, queue_ids: Sequence[str]) -> None:
        """From now on it is about these, in this order."""
        self._ids = tuple(queue_ids)
        watched = frozenset(queue_ids)
        self._absent.keep(watched)
        for search in self._searches:
            search.keep(watched)

    # Whom to ask for.

    def regular(self, size: int) -> list[Part]:
        """The queues that are asked for each time, in batches."""
        suspected = self._suspected()
        ids = [one for one in self._ids if one not in self._absent and one not in suspected]
        return [tuple(ids[n : n + size]) for n in range(0, len(ids), size)]

    def load(self, size: int) -> int:
        """The batches of a whole poll: with those that are searched in and those that failed.

        They come back, and the pace that was kept for all must then still be the right one.
        """
        refused = self._absent.refused()
        return -(-sum(one not in refused for one in self._ids) // size)

    def returning(self, at: float, *, early: bool = False) -> list[Part]:
        """Those who sat out and are asked for again; ``early``: somebody wants it now."""
        return self._absent.returning(at, early=early, but=self._suspected())

    @property
    def searching(self) -> bool:
        """Whether there are parts of refused batches to ask for."""
        return any(search.goes_on for search in self._searches)

    def next_parts(self, most: int) -> list[Part]:
        """Parts of refused batches to ask for side by side, at most so many.

        The searches take turns, those first in which most queues wait for something to be known.
        """
        self._asked = {}
        searches = [search for search in self._searches if search.goes_on]
        hopeful = any(search.proven for search in searches)
        for search in searches:
            search.hopeful = hopeful
        if not hopeful:
            # Perhaps all is refused: that is to be told after few calls.
            searches = searches[:_UNPROVEN]
        while len(self._asked) < most:
            most_wait = max(searches, key=lambda one: one.reach, default=None)
            if most_wait is None or not most_wait.reach:
                break
            self._asked.update(dict.fromkeys(most_wait.next_parts(1), most_wait))
        return list(self._asked)

    # What came of it.

    def accept(self, batch: Part, at: float) -> None:
        """It was answered."""
        self._absent.take_back(batch)
        search = self._asked.pop(batch, None)
        if search is not None:
            search.answered(batch)
            self._sit_out(search, at)

    def refuse(self, batch: Part, why: str, at: float) -> None:
        """It was refused: from now on it is searched for the queues that are the reason."""
        search = self._asked.pop(batch, None)
        if search is None:
            self._searches.append(Search(batch, why, self._vain))
        else:
            search.refused(batch, why)
            self._sit_out(search, at)

    def fail(self, batch: Part, *, sits_out: bool) -> None:
        """It brought neither an answer nor a refusal; ``sits_out``: it is going to be put off."""
        search = self._asked.pop(batch, None)
        if search is not None and sits_out:
            search.leave_out(batch)
        elif search is not None:
            search.put_back(batch)

    def put_off(self, batch: Part, why: str, at: float, wait_after: Callable[[int], float]) -> None:
        """It failed while others were answered; see `Absent.put_off`."""
        self._absent.put_off(batch, why, at, wait_after)

    def conclude(self, at: float, *, answered: bool) -> None:
        """A round is over; ``answered``: something was, so that not everything is refused."""
        self._vain += any(search.hopeless for search in self._searches)
        if not answered:
            # Whatever it was, it was not for single queues.
            self._searches.clear()
        for search in self._searches:
            if search.hopeless:
                together, why = search.give_up()
                if together:
                    self._absent.refuse(together, why, at)
        self._searches = [search for search in self._searches if search.goes_on]
        self._doubtful = {}
        for search in self._searches:
            suspected = search.suspected
            why = f"one of {len(suspected)} queues is refused, finding out which"
            self._doubtful.update(dict.fromkeys(suspected, why))

    # What to tell of a queue.

    @property
    def failing(self) -> bool:
        """Whether some sit out because they failed."""
        return self._absent.failing

    @property
    def refused(self) -> frozenset[str]:
        """The ids of those that sit out because they are refused; from any thread."""
        return self._absent.refused()

    def why_out(self, queue_id: str) -> str | None:
        """Why a queue is not asked for like the others."""
        return self._absent.why(queue_id) or self._doubtful.get(queue_id)

    def again(self, queue_id: str) -> float | None:
        """The steady instant from which a queue that sits out is asked for again."""
        return self._absent.again(queue_id)

    def _sit_out(self, search: Search, at: float) -> None:
        for queue_id, why in search.take_found().items():
            self._absent.refuse((queue_id,), why, at)

    def _suspected(self) -> frozenset[str]:
        return frozenset(q for search in self._searches for q in search.suspected)
