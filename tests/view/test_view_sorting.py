"""Lines are sorted by any column, both ways, and what is not known comes last."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.readings import MediaReading, Reading
from queuetui.domain.settings import SORT_KEYS, Order
from queuetui.domain.snapshot import QueueState
from queuetui.view.columns import BY_KEY
from queuetui.view.sorting import WAYS, column_of, order_words, ordered, rises, turned
from queuetui.view.standing import Standing, standings
from tests.view.board_samples import calls, day, queue, waiting_in
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE, reading, snapshot, state

ALL = standings(BOARD, EVERYTHING, NOW, RULE)
BOTH_WAYS = [*SORT_KEYS, *(f"-{key}" for key in SORT_KEYS)]


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


def test_of_equal_severity_the_wait_nearest_to_its_limit_comes_first() -> None:
    def one(name: str, media: str, wait: float, goal: float | None) -> QueueState:
        told = reading(waiting=1, wait=wait)
        told = replace(told, media={media: told.media["voice"]})
        made = state(name, told)
        goals = {} if goal is None else {media: Goal(0.8, goal)}
        return replace(made, queue=replace(made.queue, goals=goals))

    rows = board(
        one("a mail, an hour over its day", "email", 90_000, 86_400),
        one("a call, three times its goal", "voice", 60, 20),
        one("a call without goal, at its limit", "voice", 60, None),
        one("a mail, twice its minutes", "email", 600, 300),
    )
    assert {each.severity for each in rows} == {"critical"}
    assert [each.label.split(",")[1] for each in ordered(rows, "severity")] == [
        " three times its goal",
        " twice its minutes",
        " an hour over its day",
        " at its limit",
    ]
    # By the column it is the seconds that count.
    assert ordered(rows, "longest")[0].label.startswith("a mail, an hour")


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        ("-severity", ["E-mail", "Sales", "Callbacks", "Night", "Returns", "Billing", "Support"]),
        ("-longest", ["Sales", "E-mail", "Billing", "Support", "Callbacks", "Night", "Returns"]),
        ("-waiting", ["Sales", "Billing", "E-mail", "Support", "Callbacks", "Night", "Returns"]),
        ("-name", ["Support", "Sales", "Returns", "Night", "E-mail", "Callbacks", "Billing"]),
        (
            "-configuration",
            ["Returns", "Night", "Callbacks", "E-mail", "Sales", "Billing", "Support"],
        ),
    ],
)
def test_orders_the_other_way_round(order: Order, labels: list[str]) -> None:
    assert [s.label.split()[0] for s in ordered(ALL, order)] == labels


def board(*queues: QueueState) -> tuple[Standing, ...]:
    return standings(snapshot(*queues), EVERYTHING, NOW, RULE)


DAYS = board(
    queue("few", reading(), today=day(voice=calls(10, 9, 1, served=9, counted=10))),
    queue("none", reading(), today=day()),
    queue("many", reading(), today=day(voice=calls(500, 300, 150, served=200))),
    queue("untold", reading()),
)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("offered", ["many", "few", "none", "untold"]),
        ("-offered", ["none", "few", "many", "untold"]),
        ("abandon_rate", ["many", "few", "none", "untold"]),
        ("-abandon_rate", ["few", "many", "none", "untold"]),
        ("service", ["many", "few", "none", "untold"]),
        ("-service", ["few", "many", "none", "untold"]),
    ],
)
def test_by_the_day_and_what_has_no_share_is_last_either_way(
    order: Order, names: list[str]
) -> None:
    assert [each.label for each in ordered(DAYS, order)] == names


def test_by_medium_it_is_voice_that_counts_first() -> None:
    rows = board(
        queue("mails", waiting_in({"voice": 0, "email": 90})),
        queue("calls", waiting_in({"voice": 2})),
        queue("both", waiting_in({"voice": 2, "email": 1})),
    )
    assert [each.label for each in ordered(rows, "media")] == ["both", "calls", "mails"]


def test_by_trend_it_is_the_rise_that_counts() -> None:
    rows = board(
        queue("high", reading(waiting=0), trend=(9, 9, 9)),
        queue("rises", reading(waiting=0), trend=(None, 1, 5)),
        queue("falls", reading(waiting=0), trend=(7, 2)),
        queue("blank", reading(waiting=0), trend=(None,)),
    )
    assert [each.label for each in ordered(rows, "trend")] == ["rises", "high", "falls", "blank"]


known = st.none() | st.integers(0, 3)


@st.composite
def states(draw: st.DrawFn, number: int) -> QueueState:
    waiting = draw(known)
    told: Reading | None = reading(
        str(number),
        waiting=waiting,
        wait=draw(st.none() | st.sampled_from([5.0, 40.0, 90.0])),
        available=draw(known),
        on_queue=draw(known),
        interacting=draw(known),
        age=draw(st.sampled_from([0.0, 12.0, 60.0])),
    )
    if draw(st.booleans()):
        told = draw(st.sampled_from([None, waiting_in({"email": waiting, "voice": 1})]))
    voice = calls(draw(st.integers(0, 3)), 2, 1)
    told_day = draw(st.sampled_from([None, day(), day(voice=voice)]))
    return queue(
        draw(st.sampled_from("abAB")),
        told,
        today=told_day,
        division=draw(st.sampled_from([None, "x", "Y"])),
        trend=tuple(draw(st.lists(known, max_size=3))),
    )


boards = st.integers(0, 9).flatmap(lambda n: st.tuples(*(states(number) for number in range(n))))


@given(boards, st.sampled_from(BOTH_WAYS))
def test_sorting_loses_no_queue_and_unknown_ones_are_last(
    queues: tuple[QueueState, ...], order: Order
) -> None:
    rows = board(*queues)
    found = ordered(rows, order)
    assert sorted(each.position for each in found) == list(range(len(rows)))
    assert ordered(rows[::-1], order) == found
    key = column_of(order)
    if key == "configuration":
        return
    values = [WAYS[key].value(each) for each in found]
    told = [value for value in values if value is not None]
    assert values == [*told, *[None] * (len(values) - len(told))]
    assert told == sorted(told, reverse=not rises(order))


@given(boards, st.sampled_from(SORT_KEYS))
def test_turned_twice_it_is_the_same(queues: tuple[QueueState, ...], order: Order) -> None:
    rows = board(*queues)
    assert turned(turned(order)) == order
    assert rises(turned(order)) is not rises(order)
    assert ordered(rows, turned(turned(order))) == ordered(rows, order)


def test_every_column_can_be_sorted_by_and_every_order_has_its_words() -> None:
    assert set(WAYS) == set(BY_KEY)
    words = [order_words(order) for order in BOTH_WAYS if column_of(order) != "why"]
    assert all(words)
    assert len(set(words)) == len(words)


def test_figures_that_are_not_believed_are_not_sorted_by() -> None:
    old = MediaReading(waiting=9, alerting=9, interacting=9)
    told = reading(age=60)
    rows = board(
        state("old", Reading("old", told.as_of, {"voice": old}, told.agents)),
        state("new", reading(waiting=0)),
    )
    for order in ("alerting", "members", "media", "-off_queue"):
        assert [each.label for each in ordered(rows, order)] == ["new", "old"]
