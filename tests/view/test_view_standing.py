"""Queues are judged by what may be believed of them, and sorted worst first."""

import pytest

from queuetui.domain.limits import Limit, LimitOverrides
from queuetui.domain.settings import GroupSettings
from queuetui.domain.snapshot import Health
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.standing import Standing, regrouped, standings, summary, worst
from tests.view.board_samples import calls, day, queue
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE, reading, snapshot, standing, state

ALL = standings(BOARD, EVERYTHING, NOW, RULE)


def test_severity_and_freshness_of_each_kind_of_queue() -> None:
    assert [(s.label, s.severity, s.freshness) for s in ALL] == [
        ("Support", "critical", "live"),
        ("Billing", "warning", "live"),
        ("Sales and new business EMEA", "ok", "live"),
        ("E-mail", "ok", "late"),
        ("Callbacks", "unknown", "frozen"),
        ("Night desk", "unknown", "unknown"),
        ("Returns", "unknown", "live"),
    ]


def test_a_frozen_queue_has_no_figures_but_keeps_its_last_reading() -> None:
    frozen = ALL[4]
    figures = (
        frozen.waiting,
        frozen.longest_wait,
        frozen.available,
        frozen.on_queue,
        frozen.interacting,
    )
    assert figures == (None, None, None, None, None)
    assert frozen.breaches == ()
    assert frozen.state.reading is not None
    assert frozen.state.reading.waiting == 7
    assert frozen.age == 42


@pytest.mark.parametrize(
    ("later", "longest"),
    [(0, 41.0), (5, 46.0), (29.5, 70.5), (30, 71.0), (30.5, None), (999, None)],
)
def test_longest_wait_ticks_until_its_reading_is_too_old(
    later: float, longest: float | None
) -> None:
    queue = state("Billing", reading(waiting=2, wait=41))
    assert standing(queue, now=NOW + later).longest_wait == longest


def test_a_wait_breaches_while_it_ticks_without_a_new_answer() -> None:
    queue = state("Billing", reading(waiting=2, wait=41))
    severities = [standing(queue, now=NOW + later).severity for later in (0, 18, 19, 31)]
    assert severities == ["warning", "warning", "critical", "unknown"]


def test_an_instant_ahead_of_the_clock_is_not_a_negative_age() -> None:
    ahead = standing(state("Billing", reading(waiting=1, wait=-9, age=-1.5)))
    assert (ahead.age, ahead.longest_wait, ahead.freshness) == (0, 0, "live")


def test_summary_says_when_not_all_could_be_counted() -> None:
    whole = summary(ALL)
    assert whole.by_severity == {
        "critical": 1,
        "warning": 1,
        "unknown": 3,
        "ok": 2,
        "closed": 0,
    }
    assert (whole.queues, whole.waiting, whole.waiting_is_partial) == (7, 18, True)
    known = summary(ALL[:3])
    assert (known.waiting, known.waiting_is_partial) == (14, False)
    blind = summary(ALL[4:6])
    assert (blind.waiting, blind.waiting_is_partial) == (None, True)
    nothing = summary(())
    assert (nothing.queues, nothing.waiting) == (0, None)


def test_worst() -> None:
    assert worst(ALL) == "critical"
    assert worst(ALL[2:]) == "unknown"
    assert worst(()) is None


RULES = Watchlist(
    (
        QueueRule(name="S*", limits=LimitOverrides(waiting=Limit(warn=100, critical=200))),
        QueueRule(id="SUPPORT", label="Help\x1b desk", limits=LimitOverrides(waiting=Limit())),
        QueueRule(name="billing", label="Money", limits=LimitOverrides(waiting=Limit(warn=1))),
        QueueRule(id="billing", label="Not this", limits=LimitOverrides(waiting=Limit(warn=9))),
        QueueRule(name="*"),
    )
)


def test_label_and_limits_are_those_the_watchlist_itself_finds() -> None:
    for one in standings(BOARD, RULES, NOW, RULE):
        queue = one.state.queue
        assert one.label == RULES.label(queue).replace("\x1b", "")
        assert one.limits == RULES.limits_for(queue)
    assert [s.label for s in standings(BOARD, RULES, NOW, RULE)][:2] == ["Help desk", "Money"]


@pytest.mark.parametrize("later", [0.0, 1.0, 8.0, 40.0])
def test_what_was_known_a_moment_ago_changes_nothing_but_the_time_it_takes(later: float) -> None:
    before = standings(BOARD, EVERYTHING, NOW, RULE)
    for watchlist in (EVERYTHING, RULES):
        fast = standings(BOARD, watchlist, NOW + later, RULE, before)
        assert fast == standings(BOARD, watchlist, NOW + later, RULE)


def test_what_was_known_does_not_outlive_its_reading() -> None:
    old = snapshot(state("A", reading(waiting=0)))
    new = snapshot(state("A", reading(waiting=11, wait=5)))
    before = standings(old, EVERYTHING, NOW, RULE)
    assert standings(new, EVERYTHING, NOW, RULE, before)[0].severity == "critical"


def test_what_was_told_of_the_day_counts_for_five_minutes() -> None:
    told = day(voice=calls(), age=20)
    one = queue("A", reading(waiting=0), today=told)
    assert standing(one).today is told
    assert standing(one, now=NOW + 280).today is told
    assert standing(one, now=NOW + 281).today is None
    assert standing(queue("A", reading())).today is None


def test_it_counts_also_where_the_figures_of_now_are_missing() -> None:
    told = day(voice=calls())
    assert standing(queue("A", None, today=told)).today is told
    assert standing(queue("A", reading(age=45), today=told)).today is told


def test_nothing_counts_while_the_feed_is_not_believed() -> None:
    down = snapshot(queue("A", reading(), today=day()), health=Health("down"))
    (only,) = standings(down, EVERYTHING, NOW, RULE)
    assert (only.today, only.told, only.waiting) == (None, None, None)


def test_a_day_that_grows_too_old_goes_though_nothing_else_changes() -> None:
    board = snapshot(queue("A", reading(waiting=0), today=day(voice=calls(), age=295)))
    before = standings(board, EVERYTHING, NOW, RULE)
    assert before[0].today is not None
    (later,) = standings(board, EVERYTHING, NOW + 6, RULE, before)
    assert later.today is None


def test_the_reading_is_told_only_as_long_as_it_is_believed() -> None:
    assert [each.told is not None for each in ALL] == [True, True, True, True, False, False, True]


GROUPED = snapshot(
    queue("EMEA - Sales", reading(), division="Sales"),
    queue("EMEA - Service", reading(), division="Service"),
    queue("US-Sales", reading(), division=None),
    queue(" - ", reading(), division=" \x1b "),
)
IN_GROUPS = Watchlist(
    (QueueRule(name="EMEA*", group="Europe"), QueueRule(id="us-sales", group="America"))
)


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        (GroupSettings(), ["Europe", "Europe", "America", None]),
        (GroupSettings(by="configuration"), ["Europe", "Europe", "America", None]),
        (GroupSettings(by="division"), ["Sales", "Service", None, None]),
        (GroupSettings(by="prefix"), ["EMEA", "EMEA", None, None]),
        (GroupSettings(by="prefix", separator="-"), ["EMEA", "EMEA", "US", None]),
    ],
)
def test_groups(groups: GroupSettings, names: list[str | None]) -> None:
    def named(every: tuple[Standing, ...]) -> list[str | None]:
        return [each.group for each in every]

    found = standings(GROUPED, IN_GROUPS, NOW, RULE, groups=groups)
    assert named(found) == names
    plain = standings(GROUPED, IN_GROUPS, NOW, RULE)
    assert regrouped(plain, IN_GROUPS, groups) == found
    assert named(standings(GROUPED, IN_GROUPS, NOW + 1, RULE, plain, groups=groups)) == names
    before = standings(GROUPED, EVERYTHING, NOW, RULE, groups=GroupSettings(by="prefix"))
    later = standings(GROUPED, EVERYTHING, NOW + 1, RULE, before, groups=groups)
    assert later == standings(GROUPED, EVERYTHING, NOW + 1, RULE, groups=groups)


def test_what_is_of_the_future_is_not_believed() -> None:
    ahead = standing(
        queue("A", reading(waiting=0, age=-3_600), today=day(voice=calls(), age=-3_600))
    )
    assert (ahead.freshness, ahead.severity, ahead.waiting) == ("frozen", "unknown", None)
    assert ahead.today is None
