"""Every figure of a queue by its name: what it is, and when it is not known."""

import math
from collections.abc import Iterable
from datetime import UTC
from typing import get_args

import pytest
from msgspec.structs import replace

from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.figures import (
    EVERY_QUEUE,
    KINDS,
    EveryQueue,
    Moment,
    QueueFigures,
    queue_figures,
)
from queuetui.domain.forecast import Forecast
from queuetui.domain.goals import Goal
from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import Figure, Limit, LimitOverrides, Limits
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Stuck
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.domain.watchlist import QueueRule, Watchlist

NOW = 1_767_268_800.0
"""Thursday, 1 January 2026, 12:00 UTC."""
MOMENT = Moment(NOW, 5.0, local=UTC)
QUEUE = Queue("q", "Support", goals={"voice": Goal(0.8, 40.0), "email": Goal(0.8, 7200.0)})
VOICE = MediaReading(waiting=3, oldest_since=NOW - 50)
EMAIL = MediaReading(waiting=4, oldest_since=NOW - 3600)
PLAIN = Watchlist()
AGENTS = AgentCounts(on_queue=9, available=2, not_responding=1)


def state(**changes: object) -> QueueState:
    reading = Reading("q", NOW - 1, {"voice": VOICE, "email": EMAIL}, AGENTS)
    return replace(QueueState(QUEUE, reading), **changes)


def telling(media: MediaReading, agents: AgentCounts = AGENTS) -> QueueState:
    return state(reading=Reading("q", NOW - 1, {"voice": media}, agents))


def whole(one: QueueState, watchlist: Watchlist = PLAIN, moment: Moment = MOMENT) -> QueueFigures:
    return queue_figures(one, watchlist, moment)[0]


def medium(one: QueueState, media: str, watchlist: Watchlist = PLAIN) -> QueueFigures:
    return next(each for each in queue_figures(one, watchlist, MOMENT) if each.media == media)


def test_every_figure_that_may_have_a_limit_is_there() -> None:
    assert set(get_args(Figure)) <= set(KINDS)
    assert set(whole(state()).values) == set(KINDS)
    assert set(medium(state(), "voice").values) == set(KINDS)


def test_a_queue_is_told_as_a_whole_and_then_by_its_media() -> None:
    found = queue_figures(state(), Watchlist(), MOMENT)
    assert [one.media for one in found] == [None, "voice", "email"]
    assert {(one.queue_id, one.name, one.at, one.as_of) for one in found} == {
        ("q", "Support", NOW, NOW - 1)
    }
    assert len(queue_figures(state(), Watchlist(), MOMENT, by_media=False)) == 1


def test_what_waits_and_who_is_there() -> None:
    values = whole(state()).values
    assert (values["waiting"], values["available"]) == (7, 2)
    assert (values["on_queue"], values["not_responding"], values["per_available"]) == (9, 1, 3.5)
    voice = medium(state(), "voice").values
    assert (voice["waiting"], voice["available"], voice["per_available"]) == (3, 2, 1.5)


def test_the_longest_wait_is_that_of_the_medium_that_presses() -> None:
    assert whole(state()).values["longest_wait"] == 50
    assert medium(state(), "email").values["longest_wait"] == 3600


def test_without_anybody_available_each_has_endlessly_many() -> None:
    none = AgentCounts(available=0)
    assert whole(telling(VOICE, none)).values["per_available"] == math.inf
    assert whole(telling(MediaReading(waiting=0), none)).values["per_available"] == 0


def test_what_is_not_told_is_not_known() -> None:
    values = whole(telling(MediaReading(), AgentCounts())).values
    assert values == {**dict.fromkeys(KINDS), "stuck": 0}


def test_where_nobody_waits_nothing_grows_and_nothing_threatens() -> None:
    nobody = replace(telling(MediaReading(waiting=0)), last_answer=NOW - 999)
    values = whole(nobody).values
    assert (values["longest_wait"], values["unanswered"], values["forecast"]) == (0, 0, 0)


def test_how_long_nobody_has_been_answered() -> None:
    assert whole(state(last_answer=NOW - 33)).values["unanswered"] == 33
    assert whole(state()).values["unanswered"] is None


TODAY = Today(
    "q",
    NOW - 60,
    NOW - 43_200,
    {
        "voice": MediaToday(offered=8, abandoned=2, service=ServiceLevel(6, 8)),
        "email": MediaToday(offered=2, abandoned=0, service=ServiceLevel(2, 2)),
    },
)


def test_the_day_so_far_in_all_and_by_medium() -> None:
    values = whole(state(today=TODAY)).values
    assert (values["abandon_rate"], values["service"]) == (0.2, 0.8)
    voice = medium(state(today=TODAY), "voice").values
    assert (voice["abandon_rate"], voice["service"]) == (0.25, 0.75)


@pytest.mark.parametrize("as_of", [NOW - 301, NOW + 60])
def test_a_day_that_was_told_too_long_ago_or_in_the_future_is_not_known(as_of: float) -> None:
    old = replace(TODAY, as_of=as_of)
    assert whole(state(today=old)).values["service"] is None


def estimated(seconds: float | None, as_of: float = NOW - 30) -> float | None:
    voice = Estimate("voice", seconds)
    told = Estimates("q", as_of, (voice, Estimate("email", 20.0), Estimate("chat")))
    found = queue_figures(state(), Watchlist(), MOMENT, estimates=told)
    return found[0].values["estimated_wait"]


def test_the_longest_estimated_wait() -> None:
    assert estimated(90.0) == 90
    assert estimated(None) == 20
    assert estimated(90.0, NOW - 121) is None


def test_what_is_stuck_is_counted_apart_and_not_judged() -> None:
    stuck = Stuck("email", 3, NOW - 3600, NOW - 5)
    found = state(stuck=(stuck,))
    assert (whole(found).stuck, medium(found, "email").stuck, medium(found, "voice").stuck) == (
        3,
        3,
        0,
    )
    assert whole(found).values["waiting"] == 4
    assert medium(found, "email").values["longest_wait"] == 5


def test_the_probability_of_a_breach_is_that_of_the_medium_most_threatened() -> None:
    likely = Forecast("voice", 40.0, NOW + 9, 0.7)
    found = state(forecasts=(likely, Forecast("email", 7200.0, NOW + 9, 0.1)))
    assert whole(found).values["forecast"] == 0.7
    assert medium(found, "email").values["forecast"] == 0.1
    certain = state(forecasts=(likely, Forecast("email", 7200.0, probability=0.1, over=1)))
    assert whole(certain).values["forecast"] == 1
    assert whole(state(forecasts=(Forecast("voice", 40.0),))).values["forecast"] is None


def test_the_severity_and_what_is_worst() -> None:
    found = whole(state())
    assert (found.severity, found.worst) == ("critical", "longest_wait")
    assert (medium(state(), "voice").severity, medium(state(), "voice").worst) == (
        "critical",
        "longest_wait",
    )
    assert (medium(state(), "email").severity, medium(state(), "email").worst) == ("ok", None)


def test_a_critical_figure_is_worse_than_one_that_warns() -> None:
    limits = Limits(waiting=Limit(2, 99), available=Limit(5, 4))
    calm = telling(MediaReading(waiting=3, oldest_since=NOW))
    assert whole(calm, Watchlist(limits=limits)).worst == "available"


def test_limits_label_and_group_are_those_of_the_settings() -> None:
    rule = QueueRule(
        name="Support",
        label="Help",
        group="EMEA",
        limits=LimitOverrides(longest_wait=Limit(600, 900), waiting=Limit(90, 99)),
    )
    found = whole(state(), Watchlist((rule,)))
    assert (found.name, found.group, found.severity) == ("Help", "EMEA", "critical")
    assert found.worst == "longest_wait"
    calm = whole(telling(VOICE), Watchlist((rule,)))
    assert calm.severity == "ok"


def test_a_medium_is_not_known_where_the_queue_is_not() -> None:
    found = telling(MediaReading(waiting=1))
    assert (whole(found).severity, medium(found, "voice").severity) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("one", "moment"),
    [
        (QueueState(QUEUE), MOMENT),
        (state(), replace(MOMENT, now=NOW + 60)),
        (state(), replace(MOMENT, down=True)),
        (state(), replace(MOMENT, now=NOW - 60)),
    ],
)
def test_without_data_that_is_believed_no_figure_is_known(one: QueueState, moment: Moment) -> None:
    for found in queue_figures(one, Watchlist(), moment):
        assert (found.believed, found.severity, found.values) == (False, "unknown", {})
    assert len(queue_figures(one, Watchlist(), moment)) == (1 if one.reading is None else 3)


def test_a_late_reading_is_still_believed() -> None:
    assert whole(state(), moment=replace(MOMENT, now=NOW + 25)).believed


def test_outside_of_its_hours_it_is_closed() -> None:
    mornings = Hours(weekly=((Span(480, 720),),) * 7)
    closed = queue_figures(state(), Watchlist(hours=mornings), MOMENT)
    assert {(one.closed, one.severity) for one in closed} == {(True, "closed")}
    before = replace(MOMENT, now=NOW - 1)
    assert not whole(state(), Watchlist(hours=mornings), before).closed


def test_the_age_is_that_of_the_reading() -> None:
    assert whole(state()).age == 1
    assert whole(QueueState(QUEUE)).age is None


def together(wholes: Iterable[QueueFigures]) -> QueueFigures:
    queues = EveryQueue()
    for one in wholes:
        queues.add(one)
    return queues.figures(MOMENT)


def test_all_queues_have_data_if_one_has() -> None:
    told, old = whole(state()), whole(state(), moment=replace(MOMENT, down=True))
    never = whole(QueueState(QUEUE))
    everything = together([old, told, never])
    assert (everything.queue_id, everything.believed, everything.as_of) == (
        EVERY_QUEUE,
        True,
        NOW - 1,
    )
    assert not together([old, never]).believed
    assert together([]).as_of is None


def test_all_queues_are_closed_if_each_is() -> None:
    closed = replace(whole(state()), closed=True)
    assert together([closed, closed]).closed
    assert not together([closed, whole(state())]).closed
    assert not together([]).closed
