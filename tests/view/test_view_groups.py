"""Groups lose no queue, add only what may be added, and say so where something is missing."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.readings import MediaReading, Reading
from queuetui.domain.settings import SORT_KEYS, GroupSettings, Order
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import ServiceLevel, Today
from queuetui.view.columns import SETS, fit
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.groups import Group, Row, Total, group_id, grouped, one_day, queues_of
from queuetui.view.line import group_line
from queuetui.view.segments import Tone, text_of
from queuetui.view.sorting import ordered
from queuetui.view.standing import Standing, standings
from tests.view.board_samples import calls, day, queue, waiting_in
from tests.view.samples import EVERYTHING, NOW, RULE, reading, snapshot

DIVISIONS = GroupSettings(by="division")
ALL_COLUMNS = (*SETS["supervisor"][:-2], *SETS["analyst"][5:], "off_queue", "members", "alerting")


def board(*queues: QueueState) -> tuple[Standing, ...]:
    return standings(snapshot(*queues), EVERYTHING, NOW, RULE, groups=DIVISIONS)


def heads(rows: Sequence[Row]) -> list[Group]:
    return [row for row in rows if isinstance(row, Group)]


def head(*queues: QueueState, folded: bool = False) -> Group:
    """The head of the one group that these queues are in."""
    keys = {each.queue.division or "" for each in queues} if folded else ()
    (only,) = heads(grouped(ordered(board(*queues), "severity"), "severity", keys))
    return only


def drawn(
    group: Group, *keys: str, width: int = 200, glyphs: Glyphs = UNICODE, calm: bool = False
) -> str:
    """The cells of these columns; without any, the whole line."""
    placed = fit(width, wanted=("severity", "name", *keys), name_max=30, gutter=0)
    text = text_of(group_line(group, placed, width, glyphs=glyphs, calm=calm).segments)
    if not keys:
        return text.rstrip()
    shown = [spot for spot in placed if spot.column.key in keys]
    return " | ".join(text[spot.start : spot.start + spot.width].strip() for spot in shown)


known = st.none() | st.integers(0, 20)


@st.composite
def days(draw: st.DrawFn, queue_id: str) -> Today:
    media = {}
    for name in draw(st.sets(st.sampled_from(["voice", "callback", "email"]))):
        offered = draw(st.integers(0, 50))
        answered = draw(st.integers(0, offered))
        abandoned = None if name == "callback" else offered - answered
        one = calls(offered, answered, abandoned, served=answered, target=draw(
            st.sampled_from([None, 0.8, 0.9])
        ))  # fmt: skip
        media[name] = replace(one, callback=name == "callback")
    return replace(day(queue_id), media=media)


@st.composite
def states(draw: st.DrawFn, number: int) -> QueueState:
    told: Reading | None = reading(
        str(number),
        waiting=draw(known),
        wait=draw(st.sampled_from([None, 5.0, 40.0, 90.0])),
        interacting=draw(known),
        age=draw(st.sampled_from([0.0, 60.0])),
    )
    return queue(
        f"{draw(st.sampled_from('abc'))}{number}",
        told if draw(st.booleans()) else None,
        today=draw(st.none() | days(str(number))),
        division=draw(st.sampled_from([None, "x", "Y", "z"])),
    )


boards = st.integers(0, 9).flatmap(lambda n: st.tuples(*(states(number) for number in range(n))))
orders = st.sampled_from([*SORT_KEYS, *(f"-{key}" for key in SORT_KEYS)])
folds = st.sets(st.sampled_from(["", "x", "Y", "z"]))


@given(boards, orders, folds)
def test_grouping_loses_and_doubles_no_queue(
    queues: tuple[QueueState, ...], order: Order, folded: set[str]
) -> None:
    rows = ordered(board(*queues), order)
    lines = grouped(rows, order, folded)
    assert sorted(each.position for each in queues_of(lines)) == list(range(len(rows)))
    for group in heads(lines):
        assert {each.group or "" for each in group.members} == {group.key}
        assert group.folded is (group.key in folded)
        # In their own order, and right below the head unless they are folded.
        assert list(group.members) == [each for each in rows if (each.group or "") == group.key]
        at = lines.index(group) + 1
        below = lines[at : at + len(group.members)]
        assert group.folded or below == group.members
    assert len({group.id for group in heads(lines)}) == len(heads(lines))
    assert len(lines) == len(heads(lines)) + sum(
        len(group.members) for group in heads(lines) if not group.folded
    )


@given(boards)
def test_totals_are_the_sums_of_what_is_known(queues: tuple[QueueState, ...]) -> None:
    for group in heads(grouped(board(*queues), "severity")):
        waiting = [each.waiting for each in group.members]
        told = [count for count in waiting if count is not None]
        total = group.total(lambda each: each.waiting)
        assert total.count == (sum(told) if told else None)
        assert total.partial is (0 < len(told) < len(waiting))
        assert sum(group.by_severity.values()) == len(group.members)
        assert group.severity == next(iter(group.by_severity))
        longest = [each.longest_wait for each in group.members if each.longest_wait is not None]
        found = group.worst.longest_wait
        assert found in longest if longest else found is None


@given(boards)
def test_days_are_added_figure_by_figure(queues: tuple[QueueState, ...]) -> None:
    for group in heads(grouped(board(*queues), "severity")):
        told = [each.today for each in group.members if each.today is not None]
        assert group.today_partial is (len(told) < len(group.members))
        if not told:
            assert group.today is None
            continue
        today = group.today
        assert today is not None
        assert today.offered == sum(each.offered or 0 for each in told)
        assert today.answered == sum(each.answered or 0 for each in told)
        levels = [each.service for each in told if each.service is not None]
        if levels:
            assert today.service is not None
            assert today.service.numerator == sum(level.numerator for level in levels)
            assert today.service.denominator == sum(level.denominator for level in levels)
            aims = [one.service for each in told for one in each.media.values() if one.service]
            # What had no traffic has no say in what was aimed at.
            targets = {aim.target for aim in [one for one in aims if one.denominator] or aims}
            assert today.service.target == (targets.pop() if len(targets) == 1 else None)


@given(
    queues=boards,
    order=orders,
    folded=folds,
    width=st.integers(20, 260),
    calm=st.booleans(),
)
def test_a_head_has_its_width(
    queues: tuple[QueueState, ...], order: Order, folded: set[str], width: int, *, calm: bool
) -> None:
    for group in heads(grouped(ordered(board(*queues), order), order, folded)):
        for glyphs in (UNICODE, ASCII):
            placed = fit(width, wanted=ALL_COLUMNS)
            line = group_line(group, placed, width, glyphs=glyphs, calm=calm)
            text = text_of(line.segments)
            assert cells(text) == width
            assert line.queue_id == group_id(group.key)
            if glyphs is ASCII:
                assert text.isascii()


def test_averages_are_never_averaged() -> None:
    many, few = calls(90, 90, 0, served=90), calls(10, 10, 0, served=0)
    merged = one_day([day("a", voice=many), day("b", voice=replace(few, answer_seconds=2300.0))])
    assert merged is not None
    assert merged.service == ServiceLevel(90, 100, 0.8)
    assert merged.asa == pytest.approx((90 * 23 + 2300) / 100)
    assert one_day([]) is None


def test_what_one_queue_does_not_tell_is_not_told_of_the_group() -> None:
    silent = replace(calls(), abandoned=None)
    merged = one_day([day("a", voice=calls()), day("b", voice=silent)])
    assert merged is not None
    assert (merged.offered, merged.abandoned) == (200, None)


SERVICE = (
    queue(
        "Support",
        reading(waiting=12, wait=247, available=0),
        today=day("a", voice=calls(100, 80, 10, served=60)),
        division="Service",
        trend=(1, 2, 12),
    ),
    queue(
        "Billing",
        reading(waiting=2, wait=41),
        today=day("b", voice=calls(50, 49, 1, served=49)),
        division="Service",
        trend=(None, 1, 2),
    ),
    queue("Quiet", reading(waiting=0), today=day("c"), division="Service", trend=(0, 0)),
)


def test_a_head_says_what_is_worst_and_adds_what_may_be_added() -> None:
    group = head(*SERVICE)
    assert drawn(group, width=60).startswith("▲ BREACH")
    assert drawn(group, "waiting", "longest", "limit") == "14 | 4:07 | 1:00"
    assert drawn(group, "interacting", "alerting") == "27 | 3"
    assert drawn(group, "offered", "answered", "abandoned") == "150 | 129 | 11"
    assert drawn(group, "service", "abandon_rate", "asa") == "72%/80 | 7.3% | 0:23"
    assert drawn(group, "why") == "1 BREACH  1 WARN  1 ok"
    assert group.trend == (None, 3, 14)


def test_agents_are_not_added() -> None:
    group = head(*SERVICE)
    keys = ("available", "not_responding", "off_queue", "members")
    assert drawn(group, *keys) == "· | · | · | ·"
    assert drawn(group, *keys, glyphs=ASCII) == ". | . | . | ."


def test_a_queue_of_which_nothing_is_known_is_seen_in_the_totals() -> None:
    group = head(*SERVICE, queue("Lost", None, division="Service"))
    assert drawn(group, "waiting", "longest", "interacting") == "14+ | 4:07+ | 27+"
    assert drawn(group, "offered", "service", "abandon_rate") == "150+ | ~72%/80 | ~7.3%"
    nothing = head(queue("Lost", None), queue("Gone", reading(waiting=9, age=60)))
    assert drawn(nothing, "waiting", "longest", "offered", "service") == "– | – | – | –"
    assert drawn(nothing, "trend") == ""


def test_the_longest_wait_is_that_which_matters_most() -> None:
    """A mail of an hour against a day is less than a call of a minute against twenty seconds."""
    told = waiting_in({"email": 1, "voice": 0})
    mails = replace(told, media={**told.media, "email": MediaReading(1, 0, 0, NOW - 3600)})
    state = queue("Mails", mails)
    goals = {"email": Goal(0.8, 86_400.0), "voice": Goal(0.8, 20.0)}
    slow = replace(state, queue=replace(state.queue, goals=goals))
    late = queue("Calls", reading(waiting=1, wait=61))
    group = head(slow, late)
    assert (group.worst.longest_wait, group.worst.breach is not None) == (61, True)
    assert drawn(group, "longest", "limit") == "1:01 | 1:00"


def test_media_are_added_apart() -> None:
    group = head(
        queue("A", waiting_in({"voice": 3, "callback": 2})),
        queue("B", waiting_in({"voice": 1, "email": 0})),
    )
    assert group.media == (4, None, 0, 2, None)
    assert drawn(group, "media").split() == ["4", "·", "2"]


def test_how_many_are_in_trouble_stands_beside_the_name() -> None:
    group = head(*SERVICE)
    assert "▾ Service " in drawn(group)
    assert "1 of 3" in drawn(group)
    assert "▸ Service" in drawn(head(*SERVICE, folded=True))
    assert "+ Service" in drawn(head(*SERVICE, folded=True), glyphs=ASCII)
    well = head(SERVICE[2])
    assert "of" not in drawn(well)
    assert drawn(well).split()[:5] == ["·", "ok", "▾", "Service", "1"]
    assert "▾ other" in drawn(head(queue("A", reading(), division=None)))


@pytest.mark.parametrize(
    ("width", "name"),
    [(22, "▾ Back Office   1 of 3"), (19, "▾ Back Office   1/3"), (16, "▾ Back Offi… 1/3"),
     (15, "▾ Back Office  "), (8, "▾ Back… ")],
)  # fmt: skip
def test_the_name_of_a_group_goes_before_how_many_there_are(width: int, name: str) -> None:
    moved = (replace(q, queue=replace(q.queue, division="Back Office")) for q in SERVICE)
    spot = replace(fit(80)[1], start=0, width=width)
    assert text_of(group_line(head(*moved), (spot,), width).segments) == name


def test_an_open_group_leaves_the_alarm_to_its_queues() -> None:
    def tone(group: Group) -> Tone:
        return group_line(group, fit(80), 80).segments[1].tone

    assert tone(head(*SERVICE)) == "alarm"
    assert tone(head(*SERVICE, folded=True)) == "critical"
    assert tone(head(SERVICE[1])) == "warning"


def test_a_new_breach_that_is_folded_away_is_marked() -> None:
    group = head(*SERVICE, folded=True)
    placed = fit(80)
    assert "»" in text_of(group_line(group, placed, 80, fresh=True).segments)
    assert "»" not in text_of(group_line(group, placed, 80, fresh=True, calm=True).segments)


def test_a_calm_head_tells_neither_counts_nor_waits() -> None:
    text = drawn(head(*SERVICE), "waiting", "longest", "media", "trend", calm=True)
    assert not set(text) - set(" |")


def test_groups_stand_as_their_first_queues_do_or_by_name() -> None:
    rows = board(
        queue("m", reading(waiting=0), division="x"),
        queue("z", reading(waiting=12, wait=90), division="b"),
        queue("a", reading(waiting=1, wait=5), division="c"),
        queue("k", reading(waiting=3, wait=3), division=None),
    )

    def keys(order: Order) -> list[str]:
        return [group.label for group in heads(grouped(ordered(rows, order), order))]

    assert keys("severity") == ["b", "c", "other", "x"]
    assert keys("waiting") == ["b", "other", "c", "x"]
    assert keys("configuration") == ["x", "b", "c", "other"]
    assert keys("name") == keys("group") == ["b", "c", "x", "other"]
    assert keys("-name") == ["x", "c", "b", "other"]


def test_days_are_added_again_only_when_one_of_them_is_new() -> None:
    rows = board(*SERVICE)
    (before,) = heads(grouped(rows, "severity"))
    (same,) = heads(grouped(rows[::-1], "severity", before={before.key: before}))
    assert same.today is before.today
    newer = (replace(SERVICE[0], today=day("a", voice=calls(500, 400, 50))), *SERVICE[1:])
    (after,) = heads(grouped(board(*newer), "severity", before={before.key: before}))
    assert after.today is not None
    assert after.today.offered == 550
    (fewer,) = heads(grouped(rows[1:], "severity", before={before.key: before}))
    assert fewer.today is not None
    assert fewer.today.offered == 50


def test_a_total_is_told_even_if_it_is_nothing() -> None:
    assert head(SERVICE[2]).total(lambda each: each.waiting) == Total(0)
