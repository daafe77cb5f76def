"""Queues are judged by what may be believed of them, and sorted worst first."""

import pytest

from queuetui.domain.limits import Limit, LimitOverrides
from queuetui.domain.settings import Order
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.standing import matching, ordered, standings, summary, worst
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
    ahead = standing(state("Billing", reading(waiting=1, wait=-9, age=-4)))
    assert (ahead.age, ahead.longest_wait, ahead.freshness) == (0, 0, "live")


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        ("severity", ["Support", "Billing", "Callbacks", "Night", "Returns", "E-mail", "Sales"]),
        ("longest", ["Support", "Billing", "E-mail", "Sales", "Callbacks", "Night", "Returns"]),
        ("waiting", ["Support", "E-mail", "Billing", "Sales", "Callbacks", "Night", "Returns"]),
        ("name", ["Billing", "Callbacks", "E-mail", "Night", "Returns", "Sales", "Support"]),
        (
            "configuration",
            ["Support", "Billing", "Sales", "E-mail", "Callbacks", "Night", "Returns"],
        ),
    ],
)
def test_orders(order: Order, labels: list[str]) -> None:
    assert [s.label.split()[0] for s in ordered(ALL, order)] == labels
    assert [s.label.split()[0] for s in ordered(ALL[::-1], order)] == labels


def test_equal_queues_stay_in_the_order_of_their_labels() -> None:
    same = [state(name, reading(waiting=0)) for name in ("b", "C", "a")]
    sorted_ones = ordered(standings(snapshot(*same), EVERYTHING, NOW, RULE), "severity")
    assert [s.label for s in sorted_ones] == ["a", "b", "C"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", 7),
        ("  ", 7),
        ("RETURN", 1),
        ("sales", 1),
        ("il", 2),
        ("nothing like it", 0),
    ],
)
def test_matching(text: str, labels: int) -> None:
    assert len(matching(ALL, text)) == labels


def test_matching_looks_at_the_name_behind_the_label_too() -> None:
    watchlist = Watchlist((QueueRule(id="billing", label="Money"),))
    renamed = standings(BOARD, watchlist, NOW, RULE)
    assert [s.label for s in matching(renamed, "bill")] == ["Money"]
    assert [s.label for s in matching(renamed, "mone")] == ["Money"]


def test_summary_says_when_not_all_could_be_counted() -> None:
    whole = summary(ALL)
    assert whole.by_severity == {"critical": 1, "warning": 1, "unknown": 3, "ok": 2}
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
