"""How old a figure may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.freshness import Freshness, StalenessRule, believed_now, freshness

AS_OF = 1_800_000_000.0
HOUSE = StalenessRule()


@pytest.mark.parametrize(
    ("age", "interval", "expected"),
    [
        (0, 5, "live"),
        (10, 5, "live"),
        (10.5, 5, "late"),
        (30, 5, "late"),
        (30.5, 5, "frozen"),
        (60, 30, "live"),
        (60.5, 30, "late"),
        (120, 30, "late"),
        (120.5, 30, "frozen"),
        (-2, 5, "live"),
        (-2.5, 5, "frozen"),
        (-3600, 5, "frozen"),
    ],
)
def test_the_rule_of_the_house(age: float, interval: float, expected: Freshness) -> None:
    assert freshness(AS_OF, AS_OF + age, interval, HOUSE) == expected


@pytest.mark.parametrize(
    ("age", "expected"), [(7, "live"), (7.5, "late"), (20, "late"), (20.5, "frozen")]
)
def test_ages_may_be_set(age: float, expected: Freshness) -> None:
    rule = StalenessRule(late_after=7, frozen_after=20)
    assert freshness(AS_OF, AS_OF + age, 60, rule) == expected


def test_what_never_came_is_unknown() -> None:
    assert freshness(None, AS_OF, 5, HOUSE) == "unknown"


def test_each_age_alone_may_be_set() -> None:
    late_only, frozen_only = StalenessRule(late_after=1), StalenessRule(frozen_after=300)
    assert (late_only.late_age(5), late_only.frozen_age(5)) == (1, 30)
    assert (frozen_only.late_age(5), frozen_only.frozen_age(5)) == (10, 300)


@pytest.mark.parametrize(("age", "believed"), [(0, 0), (29, 29), (30, 30), (31, 30), (9e6, 30)])
def test_ages_stop_when_figures_freeze(age: float, believed: float) -> None:
    assert believed_now(AS_OF, AS_OF + age, 5, HOUSE) == AS_OF + believed


@given(age=st.floats(0, 10_000), later=st.floats(0, 10_000), interval=st.floats(1, 3600))
def test_a_figure_only_ever_gets_older(age: float, later: float, interval: float) -> None:
    order: tuple[Freshness, ...] = ("live", "late", "frozen")
    first = freshness(AS_OF, AS_OF + age, interval, HOUSE)
    second = freshness(AS_OF, AS_OF + age + later, interval, HOUSE)
    assert order.index(first) <= order.index(second)
