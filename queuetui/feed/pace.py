"""How fast the feed may ask: its own interval, and the allowance that the server tells."""

from msgspec import Struct

from queuetui.domain.diagnostics import RateBudget

_USUAL_ALLOWANCE = 300
"""Requests a minute for one client-credentials token, until an answer tells otherwise."""
_NEARLY_ALL = 0.9
_LONGEST_HOLD = 60.0


class Pace(Struct, frozen=True):
    """The interval that is wanted, in seconds, and the share of the allowance that may be used."""

    interval: float
    share: float = 0.5
    names_every: float = 300.0

    def kept(self, requests: int, pages: int, rate: RateBudget) -> float:
        """Seconds between two rounds of ``requests`` calls that keep to the share.

        ``pages`` calls for the names every ``names_every`` seconds are taken off first.
        """
        allowed = (rate.allowed or _USUAL_ALLOWANCE) * self.share
        left = max(allowed * 0.1, allowed - pages * 60.0 / self.names_every)
        return max(self.interval, requests * 60.0 / left)


def hold(requests: int, rate: RateBudget) -> float:
    """Seconds to wait because the allowance is nearly used up, by others or by us; usually 0."""
    if rate.count is None or not rate.allowed:
        return 0.0
    if rate.count + requests <= rate.allowed * _NEARLY_ALL:
        return 0.0
    return min(_LONGEST_HOLD, float(rate.reset or 0))
