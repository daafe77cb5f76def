"""When the feed asks next: its interval, its back-off, and what the server orders."""

from random import Random

from queuetui.domain.diagnostics import RateBudget
from queuetui.feed.health import REFUSALS, Trouble
from queuetui.feed.pace import Pace, hold

_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0
_REFUSED_WAIT = 30.0
"""Refused credentials are tried slowly: a login host locks out those who hammer it."""
_SOONEST = 1.0
"""Seconds after a poll before the next, however often somebody asks for one."""


class Schedule:
    """Steady instants in, steady instants out."""

    def __init__(self, pace: Pace, random: Random) -> None:
        self._pace = pace
        self._random = random
        self._failures = 0
        self._held_for: RateBudget | None = None
        self.interval = pace.interval
        """Seconds between two polls, as kept."""
        self.due = 0.0
        """When the next turn is."""
        self.not_before = 0.0
        """Nor is it sooner than this if somebody asks for it."""

    def held(self, requests: int, rate: RateBudget) -> float:
        """Seconds to wait because the allowance is nearly used up.

        An allowance that was waited for once is not waited for again: without a newer answer
        nothing tells that it still holds.
        """
        return 0.0 if rate is self._held_for else hold(requests, rate)

    def most(self, pages: int, rate: RateBudget) -> int:
        """Calls that one round may grow to without making figures late."""
        return self._pace.most(self.interval, pages, rate)

    def settle(  # noqa: PLR0913 - all that a poll costs
        self,
        steady: float,
        trouble: Trouble | None,
        *,
        began: float,
        regular: int,
        asked: int,
        pages: int,
        rate: RateBudget,
        beside: float = 0.0,
    ) -> None:
        """Plan the next poll, after one of ``asked`` calls, ``regular`` of which come each time.

        ``beside``: requests a minute that are made beside the polls.
        """
        pace = self._pace
        self.interval = pace.kept(regular, pages, rate, beside)
        held = self.held(regular, rate)
        self._held_for = rate if held else None
        earliest = began + max(self.interval, pace.cost(asked, pages, rate, beside))
        if trouble is None or (trouble.partial and not trouble.limited):
            # What failed in part has a back-off of its own; the others are not to suffer.
            self._failures = 0
            self.due = max(earliest, steady + held)
        else:
            self._failures += 1
            wait = self.wait_after(trouble, self._failures)
            self.due = max(steady + max(wait, held), began + pace.cost(asked, pages, rate))
        ordered = (trouble.retry_after or 0.0) if trouble else 0.0
        self.not_before = max(
            steady + max(_SOONEST, ordered, held), began + pace.spacing(asked, pages, rate)
        )

    def order(self, seconds: float, steady: float) -> None:
        """The server has ordered to wait so long, whatever was planned."""
        self.due = max(self.due, steady + seconds)
        self.not_before = max(self.not_before, steady + seconds)

    def until_asked(self, steady: float) -> float:
        """Seconds until the next turn if somebody asks for one now."""
        return max(0.0, min(self.due, self.not_before) - steady)

    def wait_after(self, trouble: Trouble, failures: int) -> float:
        """Seconds until the next try after ``failures`` failures in a row (1 or more).

        Never sooner than the server asked.
        """
        if trouble.cause in REFUSALS:
            wait = self._random.uniform(_REFUSED_WAIT, 2 * _REFUSED_WAIT)
        else:
            # Full jitter over a doubling range, so that many screens do not come back at once.
            reach = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(failures - 1, 10))
            wait = self._random.uniform(min(1.0, self.interval), max(self.interval, reach))
        return max(wait, trouble.retry_after or 0.0)
