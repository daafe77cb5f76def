"""What header fields of an answer say: an instant, a wait that is ordered, the allowance.

Header names are lower-case. A field that makes no sense counts as missing.
"""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from queuetui.domain.diagnostics import RateBudget

_LONGEST_ORDER = 3600.0
"""Seconds: an order to wait longer than this is taken to mean this."""
_USUALLY_MORE = 10
"""Requests a minute: a smaller allowance is doubted."""
_BELIEVED = 3
"""Answers in a row that tell of it, after which it is believed."""
_FIRST_SANE, _LAST_SANE = 1e9, 4.1e9
"""Epoch seconds, 2001 and 2099: a date outside them tells of a broken clock, not of the time."""


def instant(text: str | None) -> float | None:
    """An HTTP date as epoch seconds."""
    if not text:
        return None
    try:
        when = parsedate_to_datetime(text)
        # "-0000" stands for UTC of unknown origin, which has no zone for `datetime`.
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None
    return seconds if _FIRST_SANE <= seconds <= _LAST_SANE else None


def ordered_wait(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """The seconds that ``Retry-After`` orders to wait, at most an hour.

    It may be a number of seconds or a date. A date is meant by the clock of whoever wrote it, so
    it is held against the ``Date`` of the same answer; ``now`` (server's epoch seconds) is for an
    answer without one.
    """
    text = headers.get("retry-after")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        until, told = instant(text), instant(headers.get("date"))
        since = now if told is None else told
        if until is None or since is None:
            return None
        seconds = max(0.0, until - since)
    # Longer than that, the board looks once an hour whether the order still holds: an absurd value
    # must not stop it for good. The comparison drops what is no number.
    return min(seconds, _LONGEST_ORDER) if seconds >= 0 else None


def allowance(headers: Mapping[str, str]) -> RateBudget | None:
    """The rate budget that the answer tells."""
    if "inin-ratelimit-count" not in headers:
        return None
    return RateBudget(
        _whole(headers.get("inin-ratelimit-count")),
        _whole(headers.get("inin-ratelimit-allowed")),
        _whole(headers.get("inin-ratelimit-reset")),
    )


class Allowance:
    """The rate budget as the answers tell it one after the other.

    A very small allowance is believed once several answers in a row have told it: one odd header
    must not slow the whole board down.
    """

    def __init__(self) -> None:
        self.budget = RateBudget()
        self._doubted = 0

    def learn(self, headers: Mapping[str, str]) -> None:
        """An answer has come; most tell the budget."""
        told = allowance(headers)
        if told is None:
            return
        small = told.allowed is not None and told.allowed < _USUALLY_MORE
        self._doubted = self._doubted + 1 if small else 0
        if 0 < self._doubted < _BELIEVED or (told.allowed is not None and told.allowed < 1):
            told = RateBudget(told.count, self.budget.allowed, told.reset)
        self.budget = told


def _whole(text: str | None) -> int | None:
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None
