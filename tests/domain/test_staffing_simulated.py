"""The formulas against long runs of the simulated contact centre, within confidence intervals.

Each run is cut into stretches that are far longer than any wait, so that their averages are as good
as independent; the interval is Student's t of those averages. The seed is fixed, so a run that
agrees once agrees always.
"""

from collections.abc import Callable, Sequence
from statistics import fmean, stdev

import pytest
from msgspec import Struct

from queuetui.domain.staffing import Demand, Performance, performance
from queuetui.simulator import centre as centre_module
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import Character, Goal, Traffic
from queuetui.simulator.floor import Agent, Line
from queuetui.simulator.history import CELL_SECONDS, Account

START = 1_767_268_800.0
STRETCHES = 25
STUDENT_T = 3.745
"""For 99.9 % and 24 degrees of freedom: all of a case's figures together then hold in 99.6 %."""


class Textbook(Centre):
    """The same floor as the formulas take it: steady arrivals, exponential handle times, and agents
    who answer at once and do nothing else.
    """

    def _lognormal(self, mean: float) -> float:
        return self._agents.expovariate(1.0 / mean) if mean else 0.0

    def _rate(self, line: Line) -> float:
        return line.traffic.per_hour / 3600.0

    def _outing_due(self, agent: Agent) -> None:
        """Nobody leaves the queue."""


class Case(Struct, frozen=True):
    demand: Demand
    agents: int
    within: float
    seed: int
    cells: int = 1
    """Half hours in a stretch."""


# Handle times of 18 s instead of 3 minutes: a stretch has as many calls in a tenth of the time.
PATIENT = Case(Demand(1000 / 1800, 18.0), 14, 2.0, seed=5)
HURRIED = Case(Demand(1300 / 1800, 18.0, 30.0), 14, 2.0, seed=6, cells=2)
SWAMPED = Case(Demand(2400 / 1800, 12.0, 20.0), 13, 3.0, seed=7)


def stretches(case: Case, monkeypatch: pytest.MonkeyPatch) -> list[Account]:
    monkeypatch.setattr(centre_module, "_UNANSWERED", 0.0)
    monkeypatch.setattr(centre_module, "_RING_SECONDS", {"voice": 0.0})
    demand = case.demand
    traffic = Traffic(
        "voice",
        3600.0 * demand.arrivals,
        demand.handle,
        wrap=0.0,
        patience=demand.patience,
        goal=Goal(0.8, case.within),
    )
    one = Character("Textbook", "Home", (traffic,), case.agents, offline=0, supervisors=0)
    centre = Textbook(seed=case.seed, start=START, cast=(one,))
    (queue,) = centre.queues
    length = case.cells * CELL_SECONDS
    begins = [START + length * number for number in range(STRETCHES)]
    centre.advance_to(begins[-1] + length)
    return [centre.truth_of(queue, "voice", begin, begin + length) for begin in begins]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and half the width of its interval of 99.9 % confidence."""
    return fmean(values), STUDENT_T * stdev(values) / len(values) ** 0.5


def lost(account: Account) -> int:
    return account.abandoned + account.flowed_out


FIGURES: dict[str, tuple[Callable[[Account, Case], float], Callable[[Performance], float], float]] = {
    # Name: what a stretch showed, what is expected, and how narrow the interval has to be.
    "service": (lambda a, _: a.in_time / a.offered, lambda p: p.service, 0.05),
    "asa": (lambda a, _: a.answered_seconds / a.answered, lambda p: p.asa, 0.5),
    "abandoned": (lambda a, _: lost(a) / a.offered, lambda p: p.abandoned, 0.02),
    "occupancy": (
        lambda a, c: a.handle_seconds / (c.agents * c.cells * CELL_SECONDS), lambda p: p.occupancy, 0.025,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", [PATIENT, HURRIED, SWAMPED], ids=["C", "A", "A overloaded"])
def test_long_runs_agree(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = stretches(case, monkeypatch)
    expected = performance(case.demand, case.agents, case.within)
    for name, (shown, told, narrow) in FIGURES.items():
        middle, half = interval([shown(account, case) for account in seen])
        assert half < narrow, name
        assert abs(middle - told(expected)) <= half, name
    if case is HURRIED:
        # The interval is narrow enough to tell that these callers are not patient ones.
        patient = performance(Demand(case.demand.arrivals, case.demand.handle), 14, case.within)
        assert abs(fmean(a.in_time / a.offered for a in seen) - patient.service) > 0.1
