"""How well so many agents serve so many calls: Erlang B, Erlang C and Erlang A.

All times are seconds, shares are 0 to 1, loads are erlangs (arrivals a second x handle time).

Erlang C takes it that everybody waits until answered; Erlang A that those who wait hang up after
a patience that is exponentially distributed. Without patience the formulas of A are those of C.
What A needs of the wait is taken from the wait V that is offered to a caller with endless
patience; its density beyond 0 is

    f(v) = a p exp(a (1 - exp(-h v)) / h - n v)

with a arrivals a second, n answers a second when all agents are busy, h hang-ups a second of one
who waits, and p the probability that all agents but one are busy and nobody waits (Mandelbaum and
Zeltyn, "The Palm/Erlang-A queue", 2005; the state probabilities are Palm's). A caller is answered
within T if V <= T and the patience lasts for V. The integrals over f are taken by Gauss-Legendre
quadrature on panels that follow the curve from its peak outwards, so their cost hardly depends on
the number of agents or on the patience, nothing overflows and nothing cancels.
"""

import math
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

MOST_AGENTS = 5_000
"""More than that in one queue are not asked for."""


class BadDemand(ValueError):
    """Numbers that describe no queue; its text is one sentence."""


class CannotBeMet(Exception):
    """Agents who never keep up, or a goal that no number of agents reaches."""


class Demand(Struct, frozen=True):
    """What comes into a queue. ``patience`` is the mean; ``None``: nobody ever hangs up."""

    arrivals: float
    """A second."""
    handle: float
    """Talk, hold and after-call work of one, on average."""
    patience: float | None = None

    @property
    def load(self) -> float:
        """Erlangs: how many agents would be busy all the time if nobody hung up."""
        return self.arrivals * self.handle


class Performance(Struct, frozen=True):
    """What so many agents bring about, in the long run."""

    agents: int
    waits: float
    """Share that finds no agent free."""
    service: float
    """Share of all that is answered in time; who hangs up is not."""
    asa: float
    """How long those who are answered have waited for it, on average."""
    wait: float
    """How long anybody waits, on average, whether for an answer or until hanging up."""
    occupancy: float
    """Share of the agents' time on queue in which they are busy."""
    abandoned: float
    """Share of all that hangs up; 0 where nobody ever does."""


def erlang_b(load: float, agents: int) -> float:
    """Share that finds no agent free where nobody can wait."""
    _check_load(load)
    _check_agents(agents, 0)
    blocked = 1.0
    for number in range(1, agents + 1):
        # Each step's values are between 0 and 1: no factorial and no power ever stands alone.
        blocked = load * blocked / (number + load * blocked)
    return blocked


def erlang_c(load: float, agents: int) -> float:
    """Share that has to wait where everybody waits until answered.

    Raises `CannotBeMet` unless there are more agents than erlangs.
    """
    _check_agents(agents)
    blocked = erlang_b(load, agents)
    if agents <= load:
        raise CannotBeMet(f"{agents} agents never keep up with {load:.1f} erlangs")
    return blocked / (1.0 - load / agents * (1.0 - blocked))


# The search for the need, and those who compare it with its neighbours, ask for the same again.
@lru_cache(maxsize=256)
def performance(demand: Demand, agents: int, within: float) -> Performance:
    """What ``agents`` bring about; ``within`` is the time of the goal.

    Raises `CannotBeMet` where nobody hangs up and the agents never keep up, `BadDemand` for
    numbers that describe no queue.
    """
    _check(demand)
    _check_agents(agents)
    if not (math.isfinite(within) and within >= 0):
        raise BadDemand("the time to answer within is 0 s or more")
    if demand.patience is None:
        return _patient(demand, agents, within)
    return _impatient(demand, demand.patience, agents, within)


def agents_needed(demand: Demand, share: float, within: float) -> int:
    """The least number of agents who answer ``share`` of all in time; at least 1.

    Raises `CannotBeMet` for a goal of 100 %, or if even `MOST_AGENTS` are too few.
    """
    if not 0 < share <= 1:
        raise BadDemand("the share to be answered in time is above 0 and at most 1")
    if share == 1:
        raise CannotBeMet("no number of agents answers all calls in time for certain")

    def enough(agents: int) -> bool:
        try:
            return performance(demand, agents, within).service >= share
        except CannotBeMet:
            return False

    # Most needs are a little above the load: from there on in longer and longer strides.
    guess = min(MOST_AGENTS, math.ceil(demand.load + math.sqrt(demand.load) / 2))
    few, many, stride = guess - 1, guess, 1
    while few > 0 and enough(few):
        few, many, stride = max(0, few - stride), few, 2 * stride
    while not enough(many):
        if many >= MOST_AGENTS:
            raise CannotBeMet(f"{MOST_AGENTS:,} agents are too few")
        few, many, stride = many, min(MOST_AGENTS, many + stride), 2 * stride
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many


def _patient(demand: Demand, agents: int, within: float) -> Performance:
    waits = erlang_c(demand.load, agents)
    # Those who wait do so for an exponential time of this rate.
    rate = (agents - demand.load) / demand.handle
    return Performance(
        agents,
        waits=waits,
        service=1.0 - waits * math.exp(-rate * within),
        asa=waits / rate,
        wait=waits / rate,
        occupancy=demand.load / agents,
        abandoned=0.0,
    )


def _impatient(demand: Demand, patience: float, agents: int, within: float) -> Performance:
    curve = _Curve(demand.arrivals, agents / demand.handle, 1.0 / patience)
    early, late = curve.integrals(0.0, within), curve.integrals(within, math.inf)
    # Everything is weighed relative to the states in which an agent is free.
    weight = demand.arrivals * erlang_b(demand.load, agents - 1)
    at_once = math.exp(-curve.height)
    answered = weight * (early.answered + late.answered)
    abandoned = weight * (early.abandoned + late.abandoned)
    total = at_once + answered + abandoned
    lost = abandoned / total
    return Performance(
        agents,
        waits=(answered + abandoned) / total,
        service=min(1.0, (at_once + weight * early.answered) / total),
        asa=weight * (early.waited + late.waited) / (at_once + answered),
        wait=lost * patience,
        occupancy=demand.load * (at_once + answered) / total / agents,
        abandoned=lost,
    )


class _Integrals(Struct, frozen=True):
    """Over a span of the offered wait."""

    answered: float
    """Of those whose patience lasts for it."""
    abandoned: float
    """Of the others."""
    waited: float
    """The waits of those whose patience lasts."""


class _Curve:
    """The density of the offered wait but for a factor, 1 at its peak."""

    def __init__(self, arrivals: float, answers: float, leaving: float) -> None:
        self.answers = answers
        self.leaving = leaving
        over = arrivals > answers
        self.peak = math.log(arrivals / answers) / leaving if over else 0.0
        self.inflow = answers if over else arrivals
        """Arrivals a second that would stay for the wait at the peak."""
        self.height = (arrivals - answers) / leaving - answers * self.peak if over else 0.0
        """Logarithm of how much higher the peak is than the curve at 0."""

    def exponent(self, beyond: float) -> float:
        """Logarithm of the curve, so many seconds beyond its peak (negative: before it)."""
        left = -math.expm1(-self.leaving * beyond) / self.leaving
        return self.inflow * left - self.answers * beyond

    def integrals(self, low: float, high: float) -> _Integrals:
        """Over the waits from ``low`` to ``high``, which may be infinite."""
        answered = abandoned = waited = 0.0
        peak, leaving, inflow, answers = self.peak, self.leaving, self.inflow, self.answers
        still = math.exp(-leaving * peak)
        exp, expm1 = math.exp, math.expm1
        for begin, end in self._panels(low - peak, high - peak):
            middle, half = (begin + end) / 2, (end - begin) / 2
            for place, share in _NODES:
                beyond = middle + half * place
                gone = -expm1(-leaving * beyond)
                # What `exponent` says; written out, for this is where all the time goes.
                density = half * share * exp(inflow * gone / leaving - answers * beyond)
                stays = density * still * (1.0 - gone)
                answered += stays
                # Without a peak beyond 0 next to nobody may have left, and no digit may be lost.
                abandoned += density - stays if peak else density * gone
                waited += stays * (peak + beyond)
        return _Integrals(answered, abandoned, waited)

    def _panels(self, low: float, high: float) -> Iterator[tuple[float, float]]:
        """Short enough that the curve is smooth in each, as far as it matters."""
        start = min(max(0.0, low), high)
        here = start
        while here < high and self.exponent(here) > _NEGLIGIBLE:
            there = min(high, here + self._step(here))
            yield here, there
            here = there
        here = start
        while here > low and self.exponent(here) > _NEGLIGIBLE:
            there = max(low, here - self._step(here))
            yield there, here
            here = there

    def _step(self, beyond: float) -> float:
        stays = self.inflow * math.exp(-self.leaving * beyond)
        slope = abs(stays - self.answers)
        bend = math.sqrt(stays * self.leaving)
        # Long after everybody has hung up only the slope is left.
        leaving = self.leaving if self.leaving * (self.peak + beyond) < -_NEGLIGIBLE else 0.0
        return _STEP / (slope + bend + leaving)


def _legendre(count: int) -> tuple[tuple[float, float], ...]:
    """Places and weights of the Gauss-Legendre quadrature on -1 to 1."""
    nodes: list[tuple[float, float]] = []
    for number in range(1, count + 1):
        place = math.cos(math.pi * (number - 0.25) / (count + 0.5))
        slope = 1.0
        for _ in range(8):  # Newton's method: each round doubles the digits that are right
            before, value = 1.0, place
            for degree in range(2, count + 1):
                after = ((2 * degree - 1) * place * value - (degree - 1) * before) / degree
                before, value = value, after
            slope = count * (place * value - before) / (place * place - 1.0)
            place -= value / slope
        nodes.append((place, 2.0 / ((1.0 - place * place) * slope * slope)))
    return tuple(nodes)


_NODES = _legendre(20)
_STEP = 4.0
"""The length of a panel in units of the curve's own."""
_NEGLIGIBLE = -38.0
"""The exponent below which the curve adds nothing to a float."""


def _check(demand: Demand) -> None:
    for value, name in ((demand.arrivals, "arrivals"), (demand.handle, "the handle time")):
        if not (math.isfinite(value) and value > 0):
            raise BadDemand(f"{name} must be above 0")
    _check_load(demand.load)
    patience = demand.patience
    if patience is not None and not (math.isfinite(patience) and patience > 0):
        raise BadDemand("patience must be above 0 s")


def _check_load(load: float) -> None:
    if not (math.isfinite(load) and load >= 0):
        raise BadDemand("the load must be a number of erlangs, 0 or more")


def _check_agents(agents: int, least: int = 1) -> None:
    if agents < least:
        raise BadDemand(f"at least {least} agents are needed to compute with")
