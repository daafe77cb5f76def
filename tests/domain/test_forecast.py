"""The law by which those who wait breach their limit, and what is told of a line by it."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.flow import Pace
from queuetui.domain.forecast import Forecast, breach_probability, chances, forecast, likelihood
from queuetui.domain.line import MOST, Line, begun

NOW = 1_767_268_800.0

positions = st.integers(1, 60)
seconds = st.floats(0.1, 2000.0)
rates = st.floats(1e-4, 0.5)
leavings = st.one_of(st.just(0.0), st.floats(1e-12, 0.05))


def poisson_sum(position: int, mean: float) -> float:
    """The reference, in logarithms: another way than the program's."""
    return math.fsum(
        math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(position)
    )


class TestTheLaw:
    @pytest.mark.parametrize(
        ("position", "waited", "agents", "handle", "expected"),
        [
            (1, 30, 4, 300, 0.6703),
            (1, 50, 4, 300, 0.8752),
            (3, 10, 4, 300, 0.9698),
            (1, 30, 12, 240, 0.2231),
            (5, 20, 12, 240, 0.9473),
        ],
    )
    def test_known_answers(
        self, position: int, waited: float, agents: int, handle: float, expected: float
    ) -> None:
        found = breach_probability(position, 60.0 - waited, agents / handle)
        assert found == pytest.approx(expected, abs=5e-5)

    @pytest.mark.parametrize("position", [1, 2, 5, 12])
    def test_with_hanging_up_it_is_what_the_chain_of_departures_gives(self, position: int) -> None:
        answers, leaving, left = 0.05, 0.01, 40.0
        # Kolmogorov's forward equations of those in front, stepped through time.
        chance = [0.0] * position
        chance[-1] = 1.0
        step = left / 4_000
        for _ in range(4_000):
            flow = [(answers + n * leaving) * step * each for n, each in enumerate(chance)]
            chance = [
                each - flow[n] + (flow[n + 1] if n + 1 < position else 0.0)
                for n, each in enumerate(chance)
            ]
        expected = sum(chance) * math.exp(-leaving * left)
        found = breach_probability(position, left, answers, leaving)
        assert found == pytest.approx(expected, abs=1e-3)

    def test_two_in_line_by_hand(self) -> None:
        answers, leaving, left = 0.05, 0.01, 30.0
        by_hand = math.exp(-(answers + leaving) * left) * (
            1 + answers / leaving * (1 - math.exp(-leaving * left))
        )
        assert breach_probability(2, left, answers, leaving) == pytest.approx(by_hand, rel=1e-12)

    @pytest.mark.parametrize(
        ("position", "left", "answers", "leaving", "expected"),
        [
            (1, 0.0, 1.0, 0.0, 1.0),
            (3, -5.0, 1.0, 0.1, 1.0),
            (1, 10.0, 0.0, 0.0, 1.0),
            (4, 10.0, 0.0, 0.1, math.exp(-1.0)),
            (1, 1e9, 1.0, 0.0, 0.0),
            (0, 10.0, 1.0, 0.0, 0.0),
        ],
    )
    def test_edges(
        self, position: int, left: float, answers: float, leaving: float, expected: float
    ) -> None:
        assert breach_probability(position, left, answers, leaving) == pytest.approx(expected)

    @pytest.mark.parametrize(("position", "mean"), [(5000, 5000.0), (5000, 4900.0), (800, 850.0)])
    @pytest.mark.parametrize("leaving", [0.0, 1e-15, 1e-12])
    def test_long_lines(self, position: int, mean: float, leaving: float) -> None:
        found = breach_probability(position, mean / 0.1, 0.1, leaving)
        assert found == pytest.approx(poisson_sum(position, mean), abs=1e-5)

    @given(positions, seconds, rates, leavings)
    def test_it_is_a_probability(
        self, position: int, left: float, answers: float, leaving: float
    ) -> None:
        assert 0.0 <= breach_probability(position, left, answers, leaving) <= 1.0

    @given(positions, seconds, rates)
    def test_without_hanging_up_it_is_the_poisson_sum(
        self, position: int, left: float, answers: float
    ) -> None:
        expected = poisson_sum(position, answers * left)
        assert breach_probability(position, left, answers) == pytest.approx(expected, abs=1e-8)
        nearly = breach_probability(position, left, answers, 1e-13)
        assert nearly == pytest.approx(expected, abs=1e-7)

    @given(positions, seconds, rates, leavings)
    def test_whoever_stands_further_back_breaches_rather(
        self, position: int, left: float, answers: float, leaving: float
    ) -> None:
        one = breach_probability(position, left, answers, leaving)
        assert breach_probability(position + 1, left, answers, leaving) >= one - 1e-8

    @given(positions, seconds, rates, leavings, st.floats(1.001, 3.0))
    def test_more_time_or_a_faster_pace_or_less_patience_make_it_rarer(
        self, position: int, left: float, answers: float, leaving: float, more: float
    ) -> None:
        one = breach_probability(position, left, answers, leaving)
        assert breach_probability(position, left * more, answers, leaving) <= one + 1e-8
        assert breach_probability(position, left, answers * more, leaving) <= one + 1e-8
        assert breach_probability(position, left, answers, leaving * more) <= one + 1e-8


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, "likely"),
        (0.5, "likely"),
        (0.4999, "possible"),
        (0.2, "possible"),
        (0.1999, "unlikely"),
        (0.0, "unlikely"),
    ],
)
def test_words(probability: float, word: str) -> None:
    assert likelihood(probability) == word


class TestForecasts:
    line = Line(NOW, (NOW - 70.0, NOW - 60.0, NOW - 50.0, NOW - 20.0, NOW), 5)

    def test_those_over_are_apart_and_the_countdown_is_to_the_next(self) -> None:
        found = forecast("voice", self.line, Pace(0.05), 60.0)
        chance = [
            breach_probability(3, 10.0, 0.05),
            breach_probability(4, 40.0, 0.05),
            breach_probability(5, 60.0, 0.05),
        ]
        assert (found.breach_at, found.likely_at, found.over) == (NOW + 10.0, NOW + 10.0, 2)
        assert found.probability == pytest.approx(max(chance))
        assert found.expected == pytest.approx(sum(chance))

    def test_the_likely_one_may_not_be_the_first(self) -> None:
        line = Line(NOW, (NOW - 1.0, *[NOW - 0.5] * 9), 10)
        found = forecast("voice", line, Pace(0.1), 60.0)
        assert found.breach_at == NOW + 59.0
        # The seventh is the first of whom that is likelier than not.
        assert [round(each.probability or 0.0, 2) for each in chances(line, Pace(0.1), 60.0)][
            5:7
        ] == [0.45, 0.61]
        assert found.likely_at == NOW + 59.5

    def test_without_a_pace_only_what_is_certain_is_told(self) -> None:
        found = forecast("voice", self.line, Pace(None), 60.0)
        assert found == Forecast("voice", 60.0, breach_at=NOW + 10.0, over=2)

    def test_where_all_are_over_there_is_nothing_to_come(self) -> None:
        found = forecast("voice", self.line, Pace(0.05), 0.0)
        assert found == Forecast("voice", 0.0, over=5)

    def test_an_empty_line_has_nothing(self) -> None:
        assert forecast("voice", Line(NOW), Pace(0.05), 60.0) == Forecast("voice", 60.0)

    def test_of_a_long_line_some_stand_for_all(self) -> None:
        line = begun(1000, NOW - 50.0, NOW)
        some = forecast("voice", line, Pace(10.0), 60.0)
        every = sum(
            breach_probability(n + 1, since + 60.0 - NOW, 10.0)
            for n, since in enumerate(line.instants)
        )
        assert len(chances(line, Pace(10.0), 60.0)) < 100
        assert some.expected == pytest.approx(every, rel=0.05)

    def test_people_beyond_those_kept_count_too(self) -> None:
        line = begun(3 * MOST, NOW - 120.0, NOW)
        found = forecast("email", line, Pace(0.0), 60.0)
        assert found.over == pytest.approx(1.5 * MOST, rel=0.01)
        assert found.expected == pytest.approx(1.5 * MOST, rel=0.05)

    def test_it_moves_with_the_clock(self) -> None:
        found = forecast("voice", self.line, Pace(0.05), 60.0)
        moved = forecast("voice", self.line.redated(100.0), Pace(0.05), 60.0)
        assert found.redated(100.0) == moved
        assert Forecast("voice", 60.0).redated(5.0) == Forecast("voice", 60.0)


@given(st.integers(1, 200), st.floats(0.0, 400.0), rates, leavings)
def test_what_is_told_holds_together(
    waiting: int, oldest: float, answers: float, leaving: float
) -> None:
    found = forecast("voice", begun(waiting, NOW - oldest, NOW), Pace(answers, leaving), 60.0)
    assert 0 <= found.over <= waiting
    if found.breach_at is None:
        assert found.over == waiting
        return
    assert found.breach_at > NOW
    assert found.probability is not None
    assert found.expected is not None
    assert (found.likely_at is not None) == (found.probability >= 0.5)
    assert found.expected <= waiting - found.over + 1e-6
    coming = [one.breach_at for one in chances(begun(waiting, NOW - oldest, NOW), Pace(1.0), 60.0)]
    assert all(one <= other for one, other in pairwise(coming))
