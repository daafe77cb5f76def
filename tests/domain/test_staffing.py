"""Erlang B, C and A: published answers, another way to the same figures, and what always holds."""

import math
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queuetui.domain.staffing import (
    MOST_AGENTS,
    BadDemand,
    CannotBeMet,
    Demand,
    Performance,
    agents_needed,
    erlang_b,
    erlang_c,
    performance,
)

HALF_HOUR = 1800.0


# Known answers.


def test_erlang_b() -> None:
    """Of the tables in every textbook; the second by the sum that it is."""
    assert erlang_b(10, 14) == pytest.approx(0.0568, abs=5e-5)
    terms = [7.5**n / math.factorial(n) for n in range(13)]
    assert erlang_b(7.5, 12) == pytest.approx(terms[-1] / sum(terms), rel=1e-13)
    assert erlang_b(3, 0) == 1
    assert erlang_b(0, 3) == 0


def test_erlang_c_of_100_calls_in_half_an_hour() -> None:
    demand = Demand(100 / HALF_HOUR, 180)
    told = performance(demand, 14, 20)
    assert demand.load == pytest.approx(10)
    assert told.waits == erlang_c(demand.load, 14) == pytest.approx(0.174132, abs=5e-7)
    assert told.service == pytest.approx(0.888350, abs=5e-7)
    assert told.asa == told.wait == pytest.approx(7.836, abs=5e-4)
    assert told.occupancy == pytest.approx(0.714286, abs=5e-7)
    assert told.abandoned == 0
    assert performance(demand, 13, 20).service == pytest.approx(0.7956, abs=5e-5)
    assert agents_needed(demand, 0.8, 20) == 14


def test_erlang_c_of_1000_calls_an_hour() -> None:
    told = performance(Demand(1000 / 3600, 120), 40, 20)
    assert told.waits == pytest.approx(0.190737, abs=5e-7)
    assert told.service == pytest.approx(0.937211, abs=5e-7)
    assert told.asa == pytest.approx(3.4333, abs=5e-5)
    assert told.occupancy == pytest.approx(0.8333, abs=5e-5)


def test_erlang_c_of_57_long_calls_an_hour() -> None:
    demand = Demand(57 / 3600, 1110)
    assert performance(demand, 21, 180).service == pytest.approx(0.807, abs=5e-4)
    assert agents_needed(demand, 0.8, 180) == 21
    assert agents_needed(demand, 0.8, 20) == 23


@pytest.mark.parametrize(
    ("load", "agents", "service", "busy", "at_90_in_30", "at_70_in_60"),
    [
        (1, 3, 92.0, 33.3, 3, 2),
        (2, 4, 84.8, 50.0, 5, 4),
        (5, 8, 86.3, 62.5, 9, 7),
        (10, 14, 86.7, 71.4, 15, 13),
        (20, 25, 85.0, 80.0, 26, 23),
        (30, 36, 85.8, 83.3, 37, 33),
        (50, 57, 84.5, 87.7, 58, 54),
        (100, 108, 80.7, 92.6, 110, 104),
        (200, 210, 80.7, 95.2, 212, 205),
    ],
)
def test_least_agents_for_calls_of_five_minutes(
    load: float, agents: int, service: float, busy: float, at_90_in_30: int, at_70_in_60: int
) -> None:
    demand = Demand(load / 300, 300)
    assert agents_needed(demand, 0.8, 20) == agents
    told = performance(demand, agents, 20)
    assert 100 * told.service == pytest.approx(service, abs=0.05)
    assert 100 * told.occupancy == pytest.approx(busy, abs=0.05)
    assert agents_needed(demand, 0.9, 30) == at_90_in_30
    assert agents_needed(demand, 0.7, 60) == at_70_in_60


def test_erlang_a_where_callers_wait_two_minutes() -> None:
    """The example of Garnett, Mandelbaum and Reiman (2002)."""
    told = performance(Demand(48 / 60, 60, 120), 50, 20)
    assert told.abandoned == pytest.approx(0.0309, abs=5e-5)
    assert told.wait == pytest.approx(3.71, abs=5e-3)
    assert told.wait * 48 / 60 == pytest.approx(2.97, abs=5e-3)
    assert told.occupancy == pytest.approx(0.930, abs=5e-4)
    patient = performance(Demand(48 / 60, 60), 50, 20)
    assert patient.asa == pytest.approx(20.83, abs=5e-3)
    assert patient.asa * 48 / 60 == pytest.approx(16.7, abs=5e-2)


def test_erlang_a_of_100_calls_in_half_an_hour() -> None:
    told = performance(Demand(100 / HALF_HOUR, 180, 300), 14, 20)
    assert told.waits == pytest.approx(0.14526, abs=5e-6)
    assert told.abandoned == pytest.approx(0.013984, abs=5e-7)
    assert told.occupancy == pytest.approx(0.704297, abs=5e-7)
    assert told.wait == pytest.approx(0.069919 * 60, abs=5e-5)


# Another way to the same figures: the birth and death chain, state by state.


def chain(demand: Demand, agents: int, within: float) -> Performance:
    """What the chain's own probabilities say; those who wait are followed through the queue."""
    assert demand.patience is not None
    answers, leaving = agents / demand.handle, 1 / demand.patience
    heights = [0.0]
    while len(heights) <= agents or heights[-1] > max(heights) - 45:
        number = len(heights)
        death = min(number, agents) / demand.handle + max(0, number - agents) * leaving
        heights.append(heights[-1] + math.log(demand.arrivals / death))
    weights = [math.exp(height - max(heights)) for height in heights]
    shares = [weight / sum(weights) for weight in weights]
    queue = math.fsum((n - agents) * share for n, share in enumerate(shares) if n > agents)
    lost = leaving * queue / demand.arrivals
    # Who finds k ahead is answered when all of them and one call more are gone: k + 1 steps, of
    # which each goes on with the chance that nobody's patience was the own one.
    in_time = math.fsum(shares[:agents])
    waited = 0.0
    for ahead, share in enumerate(shares[agents:]):
        rates = [answers + place * leaving for place in range(ahead, -1, -1)]
        chance, mean = _absorbed(rates, leaving, within)
        in_time += share * chance
        waited += share * mean
    return Performance(
        agents,
        waits=math.fsum(shares[agents:]),
        service=in_time,
        asa=waited / (1 - lost),
        wait=queue / demand.arrivals,
        occupancy=demand.load * (1 - lost) / agents,
        abandoned=lost,
    )


def _absorbed(rates: list[float], leaving: float, within: float) -> tuple[float, float]:
    """The chance to go through all stages in time before leaving, and the mean of that time."""
    reached = math.prod(rate / (rate + leaving) for rate in rates)
    mean = reached * math.fsum(1 / (rate + leaving) for rate in rates)
    # Uniformisation: steps of a Poisson process, each of which moves on, leaves, or stays.
    top = rates[0] + leaving
    steps = int(top * within + 12 * math.sqrt(top * within) + 40)
    places = [1.0] + [0.0] * len(rates)
    chance, weight = 0.0, math.exp(-top * within)
    for step in range(steps + 1):
        chance += weight * places[-1]
        weight *= top * within / (step + 1)
        moved = [0.0] * len(rates) + [places[-1]]
        for stage, rate in enumerate(rates):
            moved[stage + 1] += places[stage] * rate / top
            moved[stage] += places[stage] * (top - rate - leaving) / top
        places = moved
    return chance, mean


@pytest.mark.parametrize(
    ("demand", "agents", "within"),
    [
        (Demand(100 / HALF_HOUR, 180, 300), 14, 20),
        (Demand(100 / HALF_HOUR, 180, 60), 9, 45),
        (Demand(0.02, 240, 30), 3, 30),
        (Demand(0.01, 90, 5), 1, 10),
        (Demand(0.05, 300, 400), 12, 90),
    ],
)
def test_erlang_a_as_its_chain_says(demand: Demand, agents: int, within: float) -> None:
    told, expected = performance(demand, agents, within), chain(demand, agents, within)
    for name in Performance.__struct_fields__:
        assert getattr(told, name) == pytest.approx(getattr(expected, name), rel=1e-9), name


# Another program, where it can be had.


@pytest.fixture
def pyworkforce() -> Any:
    module = pytest.importorskip(
        "pyworkforce.queuing",
        reason="pyworkforce is not installed: pip install '.[oracle]' with Python 3.12 or later",
    )
    if not hasattr(module, "ErlangA"):
        pytest.skip("this pyworkforce has no Erlang A; the one that has needs Python 3.12 or later")
    return module


@pytest.mark.parametrize("agents", [12, 14, 17])
@pytest.mark.parametrize("within", [10.0, 20.0, 60.0])
def test_pyworkforce_agrees(pyworkforce: Any, agents: int, within: float) -> None:
    told = performance(Demand(100 / HALF_HOUR, 180), agents, within)
    other = pyworkforce.ErlangC(transactions=100, aht=3, asa=within / 60, interval=30)
    assert told.waits == pytest.approx(other.waiting_probability(agents), rel=1e-12)
    assert told.service == pytest.approx(other.service_level(agents), rel=1e-12)
    assert told.occupancy == pytest.approx(other.achieved_occupancy(agents), rel=1e-12)
    for patience in (1.0, 5.0):
        told = performance(Demand(100 / HALF_HOUR, 180, 60 * patience), agents, within)
        other = pyworkforce.ErlangA(
            transactions=100, aht=3, asa=within / 60, interval=30, patience=patience
        )
        assert told.waits == pytest.approx(other.waiting_probability(agents), rel=1e-9)
        assert told.abandoned == pytest.approx(other.abandonment_probability(agents), rel=1e-9)
        assert told.occupancy == pytest.approx(other.achieved_occupancy(agents), rel=1e-9)
        assert told.wait == pytest.approx(60 * other.average_speed_of_answer(agents), rel=1e-9)
        assert told.service == pytest.approx(other.service_level(agents), rel=1e-7)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("patience", [None, 5.0])
def test_pyworkforce_needs_as_many(pyworkforce: Any, share: float, patience: float | None) -> None:
    kind: Any = pyworkforce.ErlangC if patience is None else pyworkforce.ErlangA
    patient = {} if patience is None else {"patience": patience}
    other = kind(transactions=100, aht=3, asa=20 / 60, interval=30, **patient)
    demand = Demand(100 / HALF_HOUR, 180, patience and 60 * patience)
    # It begins to count above the load, even where callers hang up and fewer agents are enough.
    needed = max(11, agents_needed(demand, share, 20))
    assert needed == other.required_positions(service_level=share)["raw_positions"]


# What always holds.

handles = st.floats(5, 3_000)
patiences = st.floats(1, 100_000)
withins = st.floats(0, 600)
shares = st.floats(0.01, 0.999)


@st.composite
def demands(draw: st.DrawFn, *, most: float = MOST_AGENTS, patient: bool | None = None) -> Demand:
    handle = draw(handles)
    load = draw(st.floats(0.01, most))
    waits_for_ever = draw(st.booleans()) if patient is None else patient
    return Demand(load / handle, handle, None if waits_for_ever else draw(patiences))


def told(demand: Demand, agents: int, within: float) -> Performance | None:
    try:
        return performance(demand, agents, within)
    except CannotBeMet:
        return None


@given(demands(), st.integers(1, MOST_AGENTS), withins)
@settings(max_examples=150, deadline=None)
def test_shares_are_shares_and_waits_are_finite(demand: Demand, agents: int, within: float) -> None:
    found = told(demand, agents, within)
    assert (found is None) == (demand.patience is None and agents <= demand.load)
    if found is not None:
        for share in (found.waits, found.service, found.occupancy, found.abandoned):
            assert 0 <= share <= 1 + 1e-12
        assert found.service >= 1 - found.waits - 1e-9
        assert found.service <= 1 - found.abandoned + 1e-9
        assert 0 <= found.asa < math.inf
        assert 0 <= found.wait < math.inf


@given(demands(most=300), st.integers(1, 320), st.integers(1, 20), withins)
@settings(max_examples=150, deadline=None)
def test_more_agents_never_lower_the_service_level(
    demand: Demand, agents: int, more: int, within: float
) -> None:
    few, many = told(demand, agents, within), told(demand, agents + more, within)
    if few is None:
        return
    assert many is not None
    assert many.service >= few.service - 1e-12
    assert many.waits <= few.waits + 1e-12
    assert many.abandoned <= few.abandoned + 1e-12
    assert many.occupancy <= few.occupancy + 1e-12


@given(demands(most=300), shares, withins)
@settings(max_examples=100, deadline=None)
def test_the_agents_needed_are_enough_and_one_fewer_are_not(
    demand: Demand, share: float, within: float
) -> None:
    needed = agents_needed(demand, share, within)
    assert performance(demand, needed, within).service >= share
    fewer = told(demand, needed - 1, within) if needed > 1 else None
    assert fewer is None or fewer.service < share


@given(demands(most=200, patient=True), st.integers(1, 40), withins)
@settings(max_examples=100, deadline=None)
def test_erlang_a_tends_to_c_for_long_patience(demand: Demand, spare: int, within: float) -> None:
    agents = math.floor(demand.load) + spare
    limit = told(demand, agents, within)
    if limit is None or limit.asa > 100 * demand.handle:
        return  # next to where the queue grows without end no patience is long
    patient = performance(
        Demand(demand.arrivals, demand.handle, 1e9 * demand.handle), agents, within
    )
    for name in ("waits", "service", "occupancy"):
        assert getattr(patient, name) == pytest.approx(getattr(limit, name), abs=1e-4), name
    assert patient.asa == pytest.approx(limit.asa, rel=1e-3, abs=1e-9)


@given(demands(most=300, patient=False), st.integers(1, 320), withins)
@settings(max_examples=100, deadline=None)
def test_who_hangs_up_is_who_ran_out_of_patience(
    demand: Demand, agents: int, within: float
) -> None:
    """What comes in is answered or hangs up, and nobody hangs up who does not wait."""
    found = performance(demand, agents, within)
    assert demand.patience is not None
    assert found.abandoned == pytest.approx(found.wait / demand.patience, rel=1e-9)
    work = demand.load * (1 - found.abandoned)
    assert found.occupancy * agents == pytest.approx(work, rel=1e-9)
    assert found.abandoned >= 1 - agents / demand.load - 1e-9


# Large numbers, and none.


@pytest.mark.parametrize("patience", [None, 1.0, 180.0, 1e9])
@pytest.mark.parametrize("load", [1.0, 4_850.0, 4_990.0, 4_999.9])
def test_five_thousand_agents(load: float, patience: float | None) -> None:
    found = performance(Demand(load / 240, 240, patience), MOST_AGENTS, 20)
    assert all(math.isfinite(getattr(found, name)) for name in Performance.__struct_fields__)
    assert found.occupancy == pytest.approx(load / 5000 * (1 - found.abandoned), rel=1e-9)
    if load == 1.0:
        assert found.service == 1
        assert found.waits == 0


@pytest.mark.parametrize("patience", [1.0, 180.0, 1e9])
def test_overload_of_five_thousand_agents(patience: float) -> None:
    """Twice as much as they can do: half of it hangs up, however patient."""
    found = performance(Demand(10_000 / 240, 240, patience), MOST_AGENTS, 20)
    assert found.abandoned == pytest.approx(0.5, abs=1e-4)
    assert found.occupancy == pytest.approx(1, abs=1e-3)
    # Half hang up while they wait, so the offered wait is the median of the patience.
    if patience > 100:
        assert found.waits == pytest.approx(1)
        assert found.asa == pytest.approx(patience * math.log(2), rel=0.01)


def test_the_need_of_the_largest_queue_is_found_at_once() -> None:
    began = perf_counter()
    assert 4_850 < agents_needed(Demand(4_850 / 240, 240), 0.8, 20) <= MOST_AGENTS
    assert 4_000 < agents_needed(Demand(4_850 / 240, 240, 180), 0.8, 20) <= MOST_AGENTS
    assert perf_counter() - began < 1


def test_what_cannot_be_met() -> None:
    demand = Demand(20 / 240, 240)
    for agents in (1, 19, 20):
        with pytest.raises(CannotBeMet, match=f"{agents} agents never keep up with 20.0 erlangs"):
            performance(demand, agents, 20)
    assert performance(demand, 21, 20).service > 0
    with pytest.raises(CannotBeMet, match="for certain"):
        agents_needed(demand, 1.0, 20)
    with pytest.raises(CannotBeMet, match="5,000 agents are too few"):
        agents_needed(Demand(5_000 / 240, 240), 0.8, 20)


@pytest.mark.parametrize(
    ("demand", "agents", "within"),
    [
        (Demand(0, 240), 5, 20),
        (Demand(-1, 240), 5, 20),
        (Demand(math.nan, 240), 5, 20),
        (Demand(0.1, 0), 5, 20),
        (Demand(0.1, math.inf), 5, 20),
        (Demand(1e200, 1e200), 5, 20),
        (Demand(0.01, 240, 0), 5, 20),
        (Demand(0.01, 240, math.nan), 5, 20),
        (Demand(0.01, 240), 0, 20),
        (Demand(0.01, 240), 5, -1),
        (Demand(0.01, 240), 5, math.inf),
    ],
)
def test_numbers_that_describe_no_queue(demand: Demand, agents: int, within: float) -> None:
    with pytest.raises(BadDemand):
        performance(demand, agents, within)


@pytest.mark.parametrize("share", [0, -0.1, 1.1, math.nan])
def test_a_goal_that_is_no_share(share: float) -> None:
    with pytest.raises(BadDemand):
        agents_needed(Demand(0.01, 240), share, 20)
