"""Whether those who wait will have to wait too long.

The head of a line breaches its limit at an instant that is known exactly, unless it is answered.
How likely that is for the one at place k with t seconds left: answers come one by one at a pace of
m a second, and every one who waits gives up at a rate of q a second, so the k-th still waits if
fewer than k have left the front by then and he has not left himself. Without giving up that is the
sum of the first k terms of a Poisson distribution.
"""

import math
from bisect import bisect_right
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.flow import Pace
from queuetui.domain.line import Line

Likelihood = Literal["likely", "possible", "unlikely"]

LIKELY = 0.5
POSSIBLE = 0.2
"""From these probabilities on."""
_NEVER = 1e-9
"""A probability that is not worth being reckoned further."""
_LARGE = 1e250
"""Sums are scaled down above it."""
_MOST_ASKED = 32
"""Of a longer line not every place is reckoned."""


class Forecast(Struct, frozen=True, gc=False):
    """What is coming in one medium of a queue; instants are epoch seconds by the server's clock."""

    media: str
    limit: float
    """The critical longest wait, seconds."""
    breach_at: float | None = None
    """When the first of those who are not over it would be; ``None``: all who wait are."""
    probability: float | None = None
    """That the most threatened of them will be; ``None``: unknown."""
    likely_at: float | None = None
    """The first breach that is likelier than not."""
    expected: float | None = None
    """How many of them will be over it, on average."""
    over: int = 0
    """How many are already."""

    def redated(self, by: float) -> "Forecast":
        """The same with its instants moved by so many seconds."""
        return replace(
            self,
            breach_at=None if self.breach_at is None else self.breach_at + by,
            likely_at=None if self.likely_at is None else self.likely_at + by,
        )


class Chance(Struct, frozen=True, gc=False):
    """One who waits and is not over the limit, or several who stand together."""

    position: int
    """In the line, 1 is the head."""
    breach_at: float
    """When the wait would reach the limit, epoch seconds."""
    probability: float | None
    """That it will; ``None``: unknown."""
    people: float = 1.0
    """How many it stands for."""


def forecast(media: str, line: Line, pace: Pace, limit: float) -> Forecast:
    """What is coming as of the instant of the line; ``limit`` is critical, in seconds."""
    coming = chances(line, pace, limit)
    over = _over(line, limit)
    if not coming:
        return Forecast(media, limit, over=over)
    if any(one.probability is None for one in coming):
        return Forecast(media, limit, coming[0].breach_at, over=over)
    known = [(one, one.probability or 0.0) for one in coming]
    return Forecast(
        media,
        limit,
        coming[0].breach_at,
        max(probability for _, probability in known),
        next((one.breach_at for one, probability in known if probability >= LIKELY), None),
        sum(one.people * probability for one, probability in known),
        over,
    )


def chances(line: Line, pace: Pace, limit: float) -> tuple[Chance, ...]:
    """Those who are not over the limit, oldest first; of a long line, some for all of them."""
    instants, now, weight = line.instants, line.as_of, line.weight
    first = _first_coming(line, limit)
    coming = len(instants) - first
    stride = max(1.0, coming / _MOST_ASKED)
    places = [first + int(number * stride) for number in range(min(coming, _MOST_ASKED))]
    answers, leaving = pace.answers_per_second, pace.leaving_per_second
    found = []
    for place in places:
        position = 1 + int(place * weight)
        breach_at = instants[place] + limit
        probability = None
        if answers is not None:
            probability = breach_probability(position, breach_at - now, answers, leaving)
        found.append(Chance(position, breach_at, probability, stride * weight))
    return tuple(found)


def _first_coming(line: Line, limit: float) -> int:
    """The place of the first who is not over the limit."""
    return bisect_right(line.instants, line.as_of - limit)


def _over(line: Line, limit: float) -> int:
    return round(_first_coming(line, limit) * line.weight)


def breach_probability(
    position: int, time_left: float, answers_per_second: float, leaving_per_second: float = 0.0
) -> float:
    """How likely the one at a place in the line (1: the head) still waits in ``time_left`` seconds.

    ``answers_per_second`` are those of the whole line, ``leaving_per_second`` is how often each who
    waits gives up.
    """
    if position < 1 or not time_left > 0.0:
        return 1.0 if position >= 1 else 0.0
    answers, leaving = max(0.0, answers_per_second), max(0.0, leaving_per_second)
    stays = math.exp(-leaving * time_left)
    expected = answers * time_left
    if expected == 0.0 or stays == 0.0:
        return stays
    if _bound(position, expected) < _NEVER:
        return 0.0
    # Those in front get fewer one by one: with i of them left the next is gone after 1 / (m + i q)
    # seconds on average. The chance that so many are left at the end, term by term; the sum has
    # only positive terms, so nothing is lost in it, however small the rate of giving up is.
    within = time_left if leaving == 0.0 else -math.expm1(-leaving * time_left) / leaving
    term = total = 1.0
    scale = -expected
    for place in range(position - 1):
        factor = (answers + place * leaving) * within / (place + 1)
        term *= factor
        total += term
        if total > _LARGE:
            term, total, scale = term / _LARGE, total / _LARGE, scale + math.log(_LARGE)
        elif term < total * 1e-17:
            # The terms rise and then fall, so what follows is less still.
            break
    return min(1.0, math.exp(math.log(total) + scale)) * stays


def _bound(position: int, expected: float) -> float:
    """Chernoff's: not less than the chance that fewer than ``position`` are answered."""
    ahead = position - 1
    if ahead >= expected:
        return 1.0
    return math.exp(ahead - expected + (ahead * math.log(expected / ahead) if ahead else 0.0))


def likelihood(probability: float) -> Likelihood:
    """The word for a probability."""
    if probability >= LIKELY:
        return "likely"
    return "possible" if probability >= POSSIBLE else "unlikely"
