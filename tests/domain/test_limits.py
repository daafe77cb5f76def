"""From figures to a severity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.limits import (
    SEVERITIES,
    SEVERITY_RANK,
    Breach,
    Evidence,
    Limit,
    LimitOverrides,
    Limits,
    Severity,
    assess,
)
from queuetui.domain.readings import AgentCounts, MediaReading, Reading

NOW = 1_800_000_000.0


def reading(
    waiting: int | None = 0, waited: float | None = None, available: int | None = 5
) -> Reading:
    """One queue with only voice; ``waited`` seconds by its oldest."""
    oldest = None if waited is None else NOW - waited
    return Reading(
        queue_id="q",
        as_of=NOW,
        media={"voice": MediaReading(waiting=waiting, oldest_since=oldest)},
        agents=AgentCounts(available=available),
    )


def test_no_data_stands_between_warning_and_ok() -> None:
    assert SEVERITIES == ("critical", "warning", "unknown", "ok", "closed")
    assert sorted(SEVERITY_RANK, key=SEVERITY_RANK.__getitem__) == list(SEVERITIES)


@pytest.mark.parametrize(
    ("waiting", "severity"),
    [(0, "ok"), (4, "ok"), (5, "warning"), (6, "warning"), (9, "warning"), (10, "critical")],
)
def test_waiting_is_reached_at_or_above(waiting: int, severity: Severity) -> None:
    assert assess(Evidence(reading(waiting, 1.0)), Limits(), NOW).severity == severity


@pytest.mark.parametrize(
    ("waited", "severity"),
    [(29.9, "ok"), (30.0, "warning"), (59.9, "warning"), (60.0, "critical"), (9e5, "critical")],
)
def test_longest_wait_is_reached_at_or_above(waited: float, severity: Severity) -> None:
    assert assess(Evidence(reading(1, waited)), Limits(), NOW).severity == severity


def test_longest_wait_grows_with_the_clock() -> None:
    seen = reading(1, 20.0)
    assert assess(Evidence(seen), Limits(), NOW).severity == "ok"
    assert assess(Evidence(seen), Limits(), NOW + 10).severity == "warning"
    assert assess(Evidence(seen), Limits(), NOW + 40).severity == "critical"


@pytest.mark.parametrize(
    ("available", "severity"), [(3, "ok"), (2, "ok"), (1, "warning"), (0, "critical")]
)
def test_available_is_reached_at_or_below_while_someone_waits(
    available: int, severity: Severity
) -> None:
    assert assess(Evidence(reading(1, 1.0, available)), Limits(), NOW).severity == severity


@pytest.mark.parametrize("available", [0, 1, None])
def test_available_does_not_count_while_nobody_waits(available: int | None) -> None:
    assert assess(Evidence(reading(0, None, available)), Limits(), NOW).severity == "ok"


@pytest.mark.parametrize(
    ("available", "severity"), [(2, "ok"), (1, "warning"), (0, "critical"), (None, "unknown")]
)
def test_available_counts_always_where_told_so(available: int | None, severity: Severity) -> None:
    limits = Limits(available=Limit(warn=1, critical=0, always=True))
    assert assess(Evidence(reading(0, None, available)), limits, NOW).severity == severity


@pytest.mark.parametrize(
    "seen",
    [
        None,
        reading(waiting=None),
        reading(waiting=1, waited=None),
        reading(waiting=1, waited=1.0, available=None),
    ],
)
def test_a_limited_figure_that_is_unknown_is_never_ok(seen: Reading | None) -> None:
    assert assess(Evidence(seen), Limits(), NOW).severity == "unknown"


def test_an_unknown_figure_without_limit_does_not_matter() -> None:
    limits = Limits(longest_wait=Limit(), available=Limit())
    assert assess(Evidence(reading(1, None, None)), limits, NOW).severity == "ok"


def test_a_breach_outweighs_what_is_unknown() -> None:
    found = assess(Evidence(reading(12, None, None)), Limits(), NOW)
    assert found.severity == "critical"
    assert found.breaches == (Breach("waiting", "critical", 12, 10),)


def test_every_reached_limit_is_told_once_by_its_worst_level() -> None:
    found = assess(Evidence(reading(5, 61.0, 1)), Limits(), NOW)
    assert found.severity == "critical"
    assert found.breaches == (
        Breach("waiting", "warning", 5, 5),
        Breach("longest_wait", "critical", 61.0, 60, "voice"),
        Breach("available", "warning", 1, 1),
    )


def test_a_limit_may_have_one_value_only() -> None:
    warn_only = Limits(waiting=Limit(warn=2), longest_wait=Limit(), available=Limit())
    assert assess(Evidence(reading(100, 1.0)), warn_only, NOW).severity == "warning"
    critical_only = Limits(waiting=Limit(critical=2), longest_wait=Limit(), available=Limit())
    assert assess(Evidence(reading(1, 1.0)), critical_only, NOW).severity == "ok"
    assert assess(Evidence(reading(2, 1.0)), critical_only, NOW).severity == "critical"


def test_overrides_replace_figure_by_figure() -> None:
    general = Limits(waiting=Limit(warn=7))
    own = LimitOverrides(longest_wait=Limit(warn=60, critical=120))
    assert own.over(general) == Limits(
        waiting=Limit(warn=7),
        longest_wait=Limit(warn=60, critical=120),
        available=general.available,
    )
    assert LimitOverrides(waiting=Limit()).over(general).waiting == Limit()


def test_media_are_taken_together_in_what_waits_and_one_by_one_in_how_long() -> None:
    seen = Reading(
        queue_id="q",
        as_of=NOW,
        media={
            "voice": MediaReading(waiting=3, oldest_since=NOW - 5),
            "email": MediaReading(waiting=2, oldest_since=NOW - 45),
            "chat": MediaReading(),
        },
        agents=AgentCounts(available=9),
    )
    assert assess(Evidence(seen), Limits(), NOW).breaches == (
        Breach("waiting", "warning", 5, 5),
        Breach("longest_wait", "warning", 45.0, 30, "email"),
    )


@given(
    waiting=st.integers(0, 30),
    waited=st.floats(0, 200),
    available=st.integers(0, 5),
    more=st.integers(0, 5),
)
def test_it_never_gets_better_by_getting_worse(
    waiting: int, waited: float, available: int, more: int
) -> None:
    now = assess(Evidence(reading(waiting, waited, available)), Limits(), NOW).severity
    worse = assess(
        Evidence(reading(waiting + more, waited + more, available)), Limits(), NOW
    ).severity
    fewer = assess(
        Evidence(reading(waiting, waited, max(0, available - more))), Limits(), NOW
    ).severity
    assert SEVERITY_RANK[worse] <= SEVERITY_RANK[now]
    assert SEVERITY_RANK[fewer] <= SEVERITY_RANK[now]
