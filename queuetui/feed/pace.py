"""How fast the feed may ask: its own interval, and the allowance that the server tells."""

from msgspec import Struct

from queuetui.domain.diagnostics import RateBudget

_USUAL_ALLOWANCE = 300
"""Requests a minute for one client-credentials token, until an answer tells otherwise."""
_NEARLY_ALL = 0.9
_RARELY = 0.75
"""The share of the allowance that may be used up for a while: by somebody who asks all the time,
and by the search for refused queues, during which others wait for figures."""
_NAMES = 0.25
"""The part of the share that the names may cost, however long their list is."""
_EDGE, _EDGE_SHARE = 4, 0.05
"""Calls a minute, and the part of the share at most, that are not used: as calls come in waves, one
wave more may fall into some minute than into others."""
_LONGEST_HOLD = 60.0
_SOONEST = 1.0
_BESIDE = 0.1
"""The part of the share that is kept for questions beside the polls, however many queues."""
_LONGER = 1.5
"""A round may cost so many intervals: below twice, after which its figures would be late."""


class Pace(Struct, frozen=True):
    """The interval that is wanted, in seconds, and the share of the allowance that may be used."""

    interval: float
    share: float = 0.5
    names_every: float = 300.0

    def kept(self, requests: int, pages: int, rate: RateBudget, beside: float = 0.0) -> float:
        """Seconds between two rounds of ``requests`` calls that keep to the share.

        ``pages`` calls for the names every ``names_every`` seconds are taken off first, and so are
        ``beside`` requests a minute that are made beside the polls.
        """
        return max(self.interval, self.cost(requests, pages, rate, beside))

    def cost(self, requests: int, pages: int, rate: RateBudget, beside: float = 0.0) -> float:
        """Seconds for which ``requests`` calls use up the share."""
        return requests * 60.0 / self._a_minute(self.share, pages, rate, beside)

    def beside(self, wanted: float, requests: int, pages: int, rate: RateBudget) -> float:
        """Requests a minute that may be made beside the polls, of so many that are ``wanted``.

        The polls of ``requests`` calls come first: what they leave is to be had, and always a small
        part of the share.
        """
        a_minute = self._a_minute(self.share, pages, rate)
        left = a_minute - requests * 60.0 / self.interval
        return min(wanted, max(left, a_minute * _BESIDE))

    def most(self, interval: float, pages: int, rate: RateBudget) -> int:
        """Calls that one round may grow to, where there is one each ``interval`` seconds."""
        return int(_LONGER * interval * self._a_minute(self.share, pages, rate) / 60.0)

    def spare(
        self, spent: int, requests: int, interval: float, pages: int, rate: RateBudget
    ) -> int:
        """Calls that may be made now besides, for a search, without any being charged.

        ``spent`` were made in the last minute, and rounds of ``requests`` calls go on coming.
        """
        a_minute = self._a_minute(max(self.share, _RARELY), pages, rate)
        return max(0, int(a_minute - max(spent, requests * 60.0 / interval)))

    def page_every(self, pages: int, rate: RateBudget) -> float:
        """Seconds between two pages of the names, if there are so many."""
        allowed = (rate.allowed or _USUAL_ALLOWANCE) * self.share
        return 60.0 / self._names_a_minute(pages, allowed)

    def spacing(self, requests: int, pages: int, rate: RateBudget) -> float:
        """Seconds between two rounds of ``requests`` calls, however often somebody asks."""
        a_minute = self._a_minute(max(self.share, _RARELY), pages, rate)
        # The allowance is given anew each minute: a tiny one is no reason to wait longer for it.
        minutes = -(-requests // (rate.allowed or _USUAL_ALLOWANCE))
        return max(_SOONEST, min(requests * 60.0 / a_minute, minutes * 60.0))

    def _a_minute(self, share: float, pages: int, rate: RateBudget, beside: float = 0.0) -> float:
        allowed = (rate.allowed or _USUAL_ALLOWANCE) * share
        edge = min(_EDGE, allowed * _EDGE_SHARE)
        return max(allowed * 0.1, allowed - edge - self._names_a_minute(pages, allowed) - beside)

    def _names_a_minute(self, pages: int, allowed: float) -> float:
        return min(max(1, pages) * 60.0 / self.names_every, allowed * _NAMES)


def hold(requests: int, rate: RateBudget, most: float = _NEARLY_ALL) -> float:
    """Seconds to wait because the allowance is nearly used up, by others or by us; usually 0.

    ``most`` is the part of it that may be used up.
    """
    if rate.count is None or not rate.allowed:
        return 0.0
    if rate.count + requests <= rate.allowed * most:
        return 0.0
    return min(_LONGEST_HOLD, float(rate.reset or 0))
