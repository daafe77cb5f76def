"""The figures that have no limit unless somebody sets one, and limits of one medium."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.goals import Goal
from queuetui.domain.limits import (
    FIGURES,
    LOW_IS_BAD,
    NO_LIMITS,
    OF_GOAL,
    Assessment,
    Breach,
    Evidence,
    Limit,
    LimitOverrides,
    Limits,
    MediaLimits,
    Pressing,
    assess,
    brief,
    by_goal,
    judge,
    resolved,
    shared_wait_limit,
    wait_limit,
    warn_for,
)
from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.domain.today import MediaToday, ServiceLevel, Today

NOW = 1_800_000_000.0
GOALS = {"voice": Goal(0.8, 20.0), "email": Goal(0.9, 86_400.0)}


def only(**limits: Limit) -> Limits:
    """Nothing has a limit but these figures."""
    return replace(NO_LIMITS, **limits)


def in_medium(media: str, **limits: Limit) -> Limits:
    own = LimitOverrides(media=(MediaLimits(media, replace(LimitOverrides(), **limits)),))
    return own.over(NO_LIMITS)


def reading(agents: AgentCounts = AgentCounts(), **waiting: int | None) -> Reading:  # noqa: B008
    media = {
        name: MediaReading(waiting=number, oldest_since=NOW - 10 if number else None)
        for name, number in waiting.items()
    }
    return Reading("q", NOW, media, agents)


def today(**media: MediaToday) -> Today:
    return Today("q", NOW, NOW - 3600, media)


def found(evidence: Evidence, limits: Limits) -> tuple[str, tuple[Breach, ...]]:
    judged = assess(evidence, limits, NOW)
    return judged.severity, judged.breaches


AGENTS = AgentCounts(on_queue=3, available=2, not_responding=2)


@pytest.mark.parametrize(
    ("limits", "waiting", "severity", "breach"),
    [
        (only(on_queue=Limit(3, 1)), 1, "warning", Breach("on_queue", "warning", 3, 3)),
        (only(on_queue=Limit(5, 3)), 1, "critical", Breach("on_queue", "critical", 3, 3)),
        (only(on_queue=Limit(2, 1)), 1, "ok", None),
        # Few agents matter while somebody waits, unless it is said otherwise.
        (only(on_queue=Limit(3, 1)), 0, "ok", None),
        (
            only(on_queue=Limit(3, 1, always=True)),
            0,
            "warning",
            Breach("on_queue", "warning", 3, 3),
        ),
        (only(not_responding=Limit(2, 3)), 0, "warning", Breach("not_responding", "warning", 2, 2)),
        (only(not_responding=Limit(3, 4)), 0, "ok", None),
        (only(per_available=Limit(2, 3)), 5, "warning", Breach("per_available", "warning", 2.5, 2)),
        (only(per_available=Limit(2, 3)), 3, "ok", None),
        (only(per_available=Limit(0, 0)), 0, "ok", None),
    ],
)
def test_agents(limits: Limits, waiting: int, severity: str, breach: Breach | None) -> None:
    evidence = Evidence(reading(AGENTS, voice=waiting))
    assert found(evidence, limits) == (severity, () if breach is None else (breach,))


def test_without_anybody_available_waiting_is_beyond_every_limit() -> None:
    evidence = Evidence(reading(AgentCounts(available=0), voice=1))
    breach = Breach("per_available", "critical", math.inf, 50)
    assert found(evidence, only(per_available=Limit(40, 50))) == ("critical", (breach,))


@pytest.mark.parametrize(
    ("rate", "severity"), [(0.04, "ok"), (0.05, "warning"), (0.1, "critical"), (1.5, "critical")]
)
def test_abandon_rate_of_today(rate: float, severity: str) -> None:
    day = today(voice=MediaToday(offered=100, abandoned=int(100 * rate)))
    evidence = Evidence(reading(voice=0), today=day)
    assert found(evidence, only(abandon_rate=Limit(0.05, 0.1)))[0] == severity


def test_without_traffic_there_is_no_rate_and_no_level_to_judge() -> None:
    limits = only(abandon_rate=Limit(0.05, 0.1), service=Limit(0.8, 0.6))
    idle = MediaToday(offered=0, answered=0, abandoned=0, service=ServiceLevel(0, 0))
    for day in (today(), today(voice=idle)):
        assert found(Evidence(reading(voice=0), today=day), limits) == ("ok", ())


def test_callbacks_never_tell_who_gave_up() -> None:
    day = today(callback=MediaToday(offered=9, callback=True))
    limits = in_medium("callback", abandon_rate=Limit(0.05, 0.1))
    assert found(Evidence(reading(callback=0), today=day), limits) == ("ok", ())


def test_each_medium_has_its_own_service_level_and_goal() -> None:
    day = today(
        voice=MediaToday(offered=100, service=ServiceLevel(70, 100, 0.8)),
        email=MediaToday(offered=10, service=ServiceLevel(7, 10, 0.9)),
        fax=MediaToday(offered=10, service=ServiceLevel(1, 10)),
    )
    evidence = Evidence(reading(voice=0), GOALS, day)
    share = Limit(1.0, 0.8, warn_of_goal=True, critical_of_goal=True)
    # 80 % of 0.9 is 0.72; without a goal there is nothing to have a share of.
    assert found(evidence, only(service=share)) == (
        "critical",
        (
            Breach("service", "warning", 0.7, 0.8, "voice"),
            Breach("service", "critical", 0.7, 0.72, "email"),
        ),
    )
    plain = found(evidence, only(service=Limit(0.5, 0.2)))
    assert plain == ("critical", (Breach("service", "critical", 0.1, 0.2, "fax"),))


def test_a_goal_that_only_the_day_tells_is_one_too() -> None:
    day = today(voice=MediaToday(offered=100, service=ServiceLevel(70, 100, 0.8)))
    share = Limit(None, 0.9, critical_of_goal=True)
    breach = Breach("service", "critical", 0.7, 0.72, "voice")
    assert found(Evidence(reading(voice=0), {}, day), only(service=share)) == (
        "critical",
        (breach,),
    )


def test_estimates_are_judged_where_they_are_told_and_missed_nowhere() -> None:
    limits = only(estimated_wait=Limit(60, 1.5, critical_of_goal=True))
    assert found(Evidence(reading(voice=1), GOALS), limits) == ("ok", ())
    told = Estimates("q", NOW, (Estimate("voice", 29), Estimate("email", 61), Estimate("chat")))
    evidence = Evidence(reading(voice=1), GOALS, estimates=told)
    assert found(evidence, limits)[1] == (Breach("estimated_wait", "warning", 61, 60, "email"),)
    told = Estimates("q", NOW, (Estimate("voice", 30),))
    evidence = Evidence(reading(voice=1), GOALS, estimates=told)
    assert found(evidence, limits)[1] == (Breach("estimated_wait", "critical", 30, 30, "voice"),)


def test_time_without_an_answer_counts_while_somebody_waits() -> None:
    limits = only(unanswered=Limit(60, 120))
    waits = Evidence(reading(voice=1), last_answer=NOW - 50)
    assert assess(waits, limits, NOW) == Assessment("ok", (), Pressing("voice", 10, Limit()))
    later = assess(waits, limits, NOW + 70)
    assert (later.severity, later.breaches) == (
        "critical",
        (Breach("unanswered", "critical", 120, 120),),
    )
    nobody = Evidence(reading(voice=0), last_answer=NOW - 500)
    assert found(nobody, limits) == ("ok", ())
    assert found(Evidence(reading(voice=1)), limits)[0] == "unknown"


def test_a_share_of_the_goal_is_that_of_the_strictest_medium_that_waits() -> None:
    limits = only(unanswered=Limit(None, 2, critical_of_goal=True))
    for told, limit in ((reading(voice=1, email=1), 40.0), (reading(email=1, voice=0), 172_800.0)):
        evidence = Evidence(told, GOALS, last_answer=NOW - 1e6)
        assert found(evidence, limits)[1][0].limit == limit
    without = Evidence(reading(fax=1), GOALS, last_answer=NOW - 1e6)
    assert found(without, limits) == ("ok", ())


ONES = {
    "on_queue": only(on_queue=Limit(3, 1)),
    "not_responding": only(not_responding=Limit(3, 5)),
    "per_available": only(per_available=Limit(3, 5)),
    "abandon_rate": only(abandon_rate=Limit(0.1, 0.2)),
    "service": only(service=Limit(0.9, 0.8)),
    "unanswered": only(unanswered=Limit(10, 20)),
    "waiting": in_medium("voice", waiting=Limit(3, 5)),
}


@pytest.mark.parametrize("figure", ONES)
def test_a_limited_figure_that_is_not_told_makes_unknown(figure: str) -> None:
    told = Reading(
        "q", NOW, {"voice": MediaReading(oldest_since=NOW - 1), "email": MediaReading(1, 0, 0, NOW)}, AgentCounts()
    )  # fmt: skip
    assert found(Evidence(told), ONES[figure]) == ("unknown", ())
    day = today(voice=MediaToday())
    if figure in {"abandon_rate", "service"}:
        assert found(Evidence(told, today=day), ONES[figure]) == ("unknown", ())


def test_a_medium_is_judged_by_its_own_people_who_wait() -> None:
    agents = AgentCounts(available=1, on_queue=2, not_responding=4)
    limits = LimitOverrides(
        media=(
            MediaLimits(
                "voice",
                LimitOverrides(
                    waiting=Limit(2, 4),
                    available=Limit(1, 0),
                    on_queue=Limit(2, 1),
                    not_responding=Limit(4, 9),
                    per_available=Limit(3, 9),
                ),
            ),
        )
    ).over(NO_LIMITS)
    assert found(Evidence(reading(agents, voice=3, email=50)), limits)[1] == (
        Breach("waiting", "warning", 3, 2, "voice"),
        Breach("available", "warning", 1, 1, "voice"),
        Breach("on_queue", "warning", 2, 2, "voice"),
        Breach("not_responding", "warning", 4, 4, "voice"),
        Breach("per_available", "warning", 3, 3, "voice"),
    )
    assert found(Evidence(reading(agents, voice=0, email=50)), limits) == ("ok", ())
    assert found(Evidence(reading(agents, email=50)), limits) == ("ok", ())


def test_a_limit_of_one_medium_takes_its_place_there_and_nowhere_else() -> None:
    limits = LimitOverrides(
        longest_wait=Limit(60, 120),
        media=(MediaLimits("email", LimitOverrides(longest_wait=Limit(600, 1200))),),
    ).over(Limits())
    assert wait_limit(limits, GOALS, "email") == Limit(600, 1200)
    assert wait_limit(limits, GOALS, "voice") == Limit(60, 120)
    assert shared_wait_limit(reading(voice=1, email=1), limits, GOALS) is None
    assert shared_wait_limit(reading(voice=1, chat=1), limits, GOALS) == Limit(60, 120)
    own = LimitOverrides(media=(MediaLimits("email", LimitOverrides(longest_wait=Limit(1, 2))),))
    by_goals = own.over(Limits())
    assert [by_goal(by_goals, GOALS, media) for media in ("voice", "email", "fax")] == [
        True,
        False,
        False,
    ]


def test_shares_of_the_goal_are_seconds_and_without_a_goal_the_built_in_limit() -> None:
    limits = Limits(longest_wait=Limit(0.5, 0.8, warn_of_goal=True, critical_of_goal=True))
    assert wait_limit(limits, GOALS, "voice") == Limit(10, 16)
    assert wait_limit(limits, GOALS, "fax") == Limit(30, 60)
    assert shared_wait_limit(None, limits, {}) == Limit(30, 60)
    assert shared_wait_limit(reading(voice=1, email=1), limits, GOALS) is None
    # Half of it is a plain number: that half is left.
    half = Limits(longest_wait=Limit(0.5, 90, warn_of_goal=True))
    assert wait_limit(half, GOALS, "fax") == Limit(None, 90)


@given(
    st.sampled_from(sorted(OF_GOAL)),
    st.floats(0.01, 10),
    st.floats(0.01, 10),
    st.floats(0.1, 1e6),
)
def test_a_warning_is_never_beyond_its_critical_value(
    figure: str, warn: float, critical: float, goal: float
) -> None:
    low = figure in LOW_IS_BAD
    limit = resolved(Limit(warn, critical, critical_of_goal=True), goal, low_is_bad=low)
    assert limit.warn is not None
    assert limit.critical is not None
    assert limit.critical == pytest.approx(critical * goal, abs=1e-5)
    assert limit.warn >= limit.critical if low else limit.warn <= limit.critical


@given(st.sampled_from(FIGURES), st.integers(1, 1000))
def test_the_warning_that_nobody_wrote_comes_before_the_critical_value(
    figure: str, number: int
) -> None:
    critical = number / 1000 if figure in {"service", "abandon_rate"} else float(number)
    warn = warn_for(figure, critical)  # type: ignore[arg-type]
    assert warn >= critical if figure in LOW_IS_BAD else 0 < warn <= critical
    if figure in {"service", "abandon_rate"}:
        assert warn <= 1


def test_a_closed_queue_has_no_limits_whatever_it_looks_like() -> None:
    burning = reading(AgentCounts(available=0), voice=99)
    limits = only(on_queue=Limit(3, 1), waiting=Limit(1, 2))
    closed = assess(Evidence(burning, closed=True), limits, NOW + 1e5)
    assert (closed.severity, closed.breaches) == ("closed", ())
    # Its wait is drawn all the same.
    assert closed.pressing == Pressing("voice", 1e5 + 10, Limit())
    assert assess(Evidence(None, closed=True), Limits(), NOW) == Assessment("closed")
    nothing = Evidence(Reading("q", NOW, {}, AgentCounts()), closed=True)
    assert assess(nothing, Limits(), NOW) == Assessment("closed")


@given(
    st.integers(0, 30),
    st.floats(0, 200),
    st.integers(0, 5),
    st.floats(0, 300),
    st.floats(0, 100),
)
def test_a_brief_stays_good_while_only_the_clock_goes_on(
    waiting: int, waited: float, available: int, answered: float, later: float
) -> None:
    """Judged step by step it is what it is when judged anew."""
    limits = LimitOverrides(unanswered=Limit(60, 120), per_available=Limit(2, 3)).over(Limits())
    media = {"voice": MediaReading(waiting, 0, 0, NOW - waited if waiting else None)}
    told = Reading("q", NOW, media, AgentCounts(available=available))
    evidence = Evidence(told, GOALS, last_answer=NOW - answered)
    kept = brief(evidence, limits)
    for at in (NOW, NOW + later, NOW + 3 * later):
        assert judge(kept, at) == assess(evidence, limits, at)
    moved = Evidence(told.redated(later), GOALS, last_answer=NOW - answered + later)
    assert assess(moved, limits, NOW + later).severity == assess(evidence, limits, NOW).severity
