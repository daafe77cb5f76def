"""Each medium's longest wait is judged by its own limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.goals import Goal
from queuetui.domain.limits import (
    WAIT_LIMIT,
    Assessment,
    Breach,
    Evidence,
    Limit,
    Limits,
    Pressing,
    Severity,
    assess,
    pressing,
    shared_wait_limit,
    wait_limit,
    warn_before,
)
from queuetui.domain.readings import AgentCounts, MediaReading, Reading

NOW = 1_800_000_000.0
DAY = 86_400.0
GOALS = {"voice": Goal(0.8, 20.0), "email": Goal(0.8, DAY), "chat": Goal(0.9, None)}
BY_GOAL = Limits(waiting=Limit(), available=Limit())
MINUTES = Limits(waiting=Limit(), longest_wait=Limit(60, 120), available=Limit())


def reading(**waited: float | None) -> Reading:
    """One waits in each of these media, for so many seconds; ``None``: since nobody knows when."""
    return Reading(
        queue_id="q",
        as_of=NOW,
        media={
            media: MediaReading(waiting=1, oldest_since=None if wait is None else NOW - wait)
            for media, wait in waited.items()
        },
        agents=AgentCounts(available=3),
    )


def judged(seen: Reading, limits: Limits = BY_GOAL) -> Assessment:
    return assess(Evidence(seen, GOALS), limits, NOW)


@pytest.mark.parametrize(
    ("media", "limit"),
    [
        ("voice", Limit(14.0, 20.0)),
        ("email", Limit(60_480.0, DAY)),
        ("chat", WAIT_LIMIT),  # a share, but no time
        ("callback", WAIT_LIMIT),
        ("fax", WAIT_LIMIT),
    ],
)
def test_a_medium_is_limited_by_its_goal_and_without_one_as_built_in(
    media: str, limit: Limit
) -> None:
    assert wait_limit(BY_GOAL, GOALS, media) == limit
    assert wait_limit(MINUTES, GOALS, media) == Limit(60, 120)


@pytest.mark.parametrize(
    ("waited", "severity"),
    [(13.9, "ok"), (14.0, "warning"), (19.9, "warning"), (20.0, "critical")],
)
def test_the_goal_is_reached_at_its_seconds(waited: float, severity: Severity) -> None:
    assert judged(reading(voice=waited)).severity == severity


@given(st.integers(1, 10**6))
def test_the_warning_of_whole_seconds_is_no_hair_below_its_digits(critical: int) -> None:
    assert warn_before(critical) == round(critical * 7) / 10


def test_calls_and_mails_never_share_a_limit() -> None:
    assert judged(reading(voice=5.0, email=3600.0)).severity == "ok"
    late = judged(reading(voice=25.0, email=3600.0))
    assert late.breaches == (Breach("longest_wait", "critical", 25.0, 20.0, "voice"),)


def test_a_limit_of_the_settings_is_for_every_medium() -> None:
    found = judged(reading(voice=25.0, email=3600.0, chat=61.0), MINUTES)
    assert found.breaches == (
        Breach("longest_wait", "critical", 3600.0, 120, "email"),
        Breach("longest_wait", "warning", 61.0, 60, "chat"),
    )


def test_the_most_pressing_breach_comes_first() -> None:
    found = judged(reading(email=0.9 * DAY, chat=90.0, voice=15.0, callback=3.0))
    assert [(breach.media, breach.level) for breach in found.breaches] == [
        ("chat", "critical"),
        ("email", "warning"),
        ("voice", "warning"),
    ]
    assert found.pressing == Pressing("chat", 90.0, WAIT_LIMIT)


def test_pressing_is_who_is_nearest_to_its_own_limit_not_who_waits_longest() -> None:
    seen = reading(voice=12.0, email=0.5 * DAY)
    assert pressing(seen, BY_GOAL, GOALS, NOW) == Pressing("voice", 12.0, Limit(14.0, 20.0))
    # As time goes by, the call gains on the mail ever faster.
    assert pressing(seen, BY_GOAL, GOALS, NOW - 6) == Pressing(
        "email", 0.5 * DAY - 6, Limit(60_480.0, DAY)
    )


def test_without_any_limit_it_is_who_waits_longest() -> None:
    off = Limits(longest_wait=Limit())
    assert pressing(reading(voice=12.0, email=90.0), off, GOALS, NOW) == Pressing(
        "email", 90.0, Limit()
    )
    warn_only = Limits(longest_wait=Limit(warn=60))
    found = pressing(reading(voice=12.0, email=90.0), warn_only, GOALS, NOW)
    assert found == Pressing("email", 90.0, Limit(warn=60))


def test_where_nobody_waits_nothing_presses() -> None:
    nobody = Reading(
        "q",
        NOW,
        {
            "voice": MediaReading(waiting=0, oldest_since=NOW - 500),
            "chat": MediaReading(),
            "email": MediaReading(waiting=0),
        },
        AgentCounts(),
    )
    assert pressing(nobody, BY_GOAL, GOALS, NOW) is None
    assert judged(nobody) == Assessment("ok")
    assert pressing(Reading("q", NOW, {}, AgentCounts()), BY_GOAL, GOALS, NOW) is None


def test_a_wait_that_is_not_told_makes_unknown_but_does_not_hide_another_one() -> None:
    half = judged(reading(voice=5.0, email=None))
    assert (half.severity, half.breaches) == ("unknown", ())
    assert half.pressing == Pressing("voice", 5.0, Limit(14.0, 20.0))
    assert judged(reading(voice=25.0, email=None)).severity == "critical"
    assert judged(reading(voice=None)).pressing is None
    off = Limits(waiting=Limit(), longest_wait=Limit(), available=Limit())
    assert judged(reading(voice=None), off).severity == "ok"


def test_a_queue_of_which_nothing_is_told_is_unknown_by_its_waits_alone() -> None:
    nothing = Reading("q", NOW, {"voice": MediaReading()}, AgentCounts())
    empty = Reading("q", NOW, {}, AgentCounts())
    off = Limits(waiting=Limit(), longest_wait=Limit(), available=Limit())
    for seen in (nothing, empty):
        assert judged(seen).severity == "unknown"
        assert judged(seen, MINUTES).severity == "unknown"
        assert judged(seen, off).severity == "ok"


def test_an_instant_without_a_number_is_somebody_who_waits() -> None:
    seen = Reading("q", NOW, {"voice": MediaReading(oldest_since=NOW - 30)}, AgentCounts())
    assert judged(seen).severity == "critical"


@pytest.mark.parametrize(
    ("seen", "limits", "shared"),
    [
        (None, BY_GOAL, None),
        (None, MINUTES, Limit(60, 120)),
        (reading(voice=1.0), BY_GOAL, Limit(14.0, 20.0)),
        (reading(voice=1.0, email=1.0), BY_GOAL, None),
        (reading(voice=1.0, email=1.0), MINUTES, Limit(60, 120)),
        (reading(chat=1.0, fax=1.0), BY_GOAL, WAIT_LIMIT),
    ],
)
def test_the_limit_that_all_media_share(
    seen: Reading | None, limits: Limits, shared: Limit | None
) -> None:
    assert shared_wait_limit(seen, limits, GOALS) == shared


def test_without_goals_all_media_share_the_built_in_limit_before_the_first_answer() -> None:
    assert shared_wait_limit(None, BY_GOAL, {}) == WAIT_LIMIT


MEDIA = st.sampled_from(["voice", "email", "chat", "callback", "message", "fax"])
WAITS = st.dictionaries(MEDIA, st.floats(0, 3 * DAY), min_size=1)
ALL_GOALS = st.dictionaries(MEDIA, st.builds(Goal, st.none(), st.none() | st.floats(1, 2 * DAY)))


@given(WAITS, ALL_GOALS)
def test_nobody_else_is_nearer_to_a_limit(waits: dict[str, float], goals: dict[str, Goal]) -> None:
    seen = reading(**waits)
    most = pressing(seen, BY_GOAL, goals, NOW)
    assert most is not None
    assert most.limit == wait_limit(BY_GOAL, goals, most.media)
    assert most.limit.critical is not None
    for media, one in seen.media.items():
        limit = wait_limit(BY_GOAL, goals, media).critical
        assert limit is not None
        assert one.oldest_since is not None
        assert most.longest_wait / most.limit.critical >= (NOW - one.oldest_since) / limit


@given(WAITS, ALL_GOALS)
def test_the_first_breach_of_a_wait_is_the_pressing_one(
    waits: dict[str, float], goals: dict[str, Goal]
) -> None:
    found = assess(Evidence(reading(**waits), goals), BY_GOAL, NOW)
    most = pressing(reading(**waits), BY_GOAL, goals, NOW)
    assert found.pressing == most
    assert most is not None
    if found.breaches:
        assert found.breaches[0].media == most.media
    assert (found.severity == "critical") == any(b.level == "critical" for b in found.breaches[:1])
