"""When the feed asks next: its interval, its back-off, and what the server orders."""

from random import Random

from queuetui.domain.diagnostics import RateBudget
from queuetui.feed.health import REFUSALS, Trouble
from queuetui.feed.ledger import Ledger
from queuetui.feed.pace import Pace, hold

_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0
_REFUSED_WAIT = 30.0
"""Refused credentials are tried slowly: a login host locks out those who hammer it."""
_LOGIN_APART = 20.0
"""Seconds between two tries of refused credentials even if somebody asks for one."""
_LEARN_AGAIN = 120.0
"""Seconds after which something is asked for at least, to learn whether the allowance still holds:
one wrong answer must not make the board wait for hours."""
_EVENLY = 0.9
"""The part of a lengthened interval over which its calls are spread."""
_SOONEST = 1.0
"""Seconds after a poll before the next, however often somebody asks for one."""


class Schedule:
    """Steady instants in, steady instants out."""

    def __init__(self, pace: Pace, random: Random) -> None:
        self._pace = pace
        self._random = random
        self._failures = 0
        self._held_for: RateBudget | None = None
        self._ledger = Ledger()
        self._load = 1
        self._whole = (0.0, 0)
        """When the last whole poll began, and its calls."""
        self.whole_due = 0.0
        """When a whole poll is due, which may be later than the next turn."""
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

    def wave_every(self, waves: int) -> float:
        """Seconds between the waves of one poll.

        Half of the interval is for what goes wrong. Where the allowance is what makes it long, they
        go over nearly all of it, for the calls are to come evenly.
        """
        whole = _EVENLY if self.interval > self._pace.interval else 0.5
        return min(self.interval * whole / waves, max(_LEARN_AGAIN, self._pace.interval))

    def note(self, steady: float, calls: int) -> None:
        """So many calls of a round are made now."""
        self._ledger.note(steady, calls)

    def spare(self, steady: float, pages: int, rate: RateBudget) -> int:
        """Calls that may be made now besides the rounds, see `Pace.spare`."""
        spent = self._ledger.spent(steady)
        return self._pace.spare(spent, self._load, self.interval, pages, rate)

    def reckon(self, load: int, pages: int, rate: RateBudget, beside: float) -> None:
        """A poll of all queues takes ``load`` calls: keep an interval that suits that."""
        self._load = load
        self.interval = self._pace.kept(load, pages, rate, beside)

    def pause(self, steady: float, rate: RateBudget) -> None:
        """Wait for a new allowance, as `held` tells."""
        held = self.held(1, rate)
        self._held_for = rate
        self.due = self.not_before = steady + held

    def settle(  # noqa: PLR0913 - all that a poll costs
        self,
        steady: float,
        trouble: Trouble | None,
        *,
        began: float,
        load: int,
        asked: int,
        pages: int,
        rate: RateBudget,
        covered: int = 0,
        beside: float = 0.0,
        whole: bool = True,
    ) -> None:
        """Plan the next poll, after one of ``asked`` calls.

        ``load`` calls come each time. ``covered`` of those that were made are not charged, see
        `Pace.spare`. ``beside``: requests a minute that are made beside the polls. ``whole``: not
        only to learn the allowance.
        """
        pace = self._pace
        self.reckon(load, pages, rate, beside)
        held = self.held(load, rate)
        self._held_for = rate if held else None
        charged = asked - covered
        self._whole = (began, charged) if whole else (self._whole[0], self._whole[1] + charged)
        began_whole, charged = self._whole
        cost = pace.cost(charged, pages, rate, beside)
        learn_again = steady + max(_LEARN_AGAIN, pace.interval)
        if trouble is None or (trouble.partial and not trouble.limited):
            # What failed in part has a back-off of its own; the others are not to suffer.
            self._failures = 0
            self.whole_due = max(began_whole + max(self.interval, cost), steady + held)
            self.due = min(self.whole_due, learn_again)
        else:
            self._failures += 1
            wait = self.wait_after(trouble, self._failures)
            paid = min(began_whole + pace.cost(charged, pages, rate), learn_again)
            self.due = self.whole_due = max(steady + max(wait, held), paid)
        ordered = (trouble.retry_after or 0.0) if trouble else 0.0
        if trouble is not None and trouble.cause == "credentials":
            ordered = max(ordered, _LOGIN_APART)
        self.not_before = max(
            steady + max(_SOONEST, ordered, held), began + pace.spacing(asked, pages, rate)
        )

    def order(self, seconds: float, steady: float) -> None:
        """The server has ordered to wait so long, whatever was planned."""
        self.due = max(self.due, steady + seconds)
        self.whole_due = max(self.whole_due, self.due)
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
