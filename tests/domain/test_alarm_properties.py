"""What holds of the engine whatever the figures do."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.alarms.book import AlarmEvent, AlarmState
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.alarms.rules import AlarmRule, MofN
from queuetui.domain.figures import QueueFigures
from tests.domain.alarm_samples import START, sign

CONDITIONS = ("waiting > 5", "waiting > 2 and waiting < 8", "no_data", "not waiting > 5")
CLEARS = (None, "waiting < 4", "waiting < 8", "not no_data", "waiting > 1")
SECONDS = st.sampled_from((0.0, 1.0, 5.0, 20.0))

Frame = tuple[float, tuple[str, ...]]
"""Seconds since the frame before, and a sign for each queue."""


def rules() -> st.SearchStrategy[list[AlarmRule]]:
    one = st.builds(
        AlarmRule,
        st.sampled_from("abcd"),
        st.sampled_from(CONDITIONS).map(parse_condition),
        hold=SECONDS,
        readings=st.none() | st.sampled_from((MofN(1, 1), MofN(2, 3), MofN(3, 5))),
        clear=st.sampled_from(CLEARS).map(lambda text: text and parse_condition(text)),
        clear_hold=SECONDS,
        minimum_on=SECONDS,
        repeat=st.none() | st.sampled_from((2.0, 30.0)),
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda rule: rule.name)


def frames() -> st.SearchStrategy[list[Frame]]:
    signs = st.sampled_from(("0", "3", "6", "9", "-", "?", "x"))
    apart = st.sampled_from((0.0, 0.5, 1.0, 5.0, 59.0, 61.0, 400.0))
    return st.lists(st.tuples(apart, st.tuples(signs, signs)), max_size=30)


def figures_of(frame: Frame, at: float, as_of: float) -> list[QueueFigures]:
    queues = zip("pq", frame[1], strict=True)
    return [replace(sign(text, at, as_of), queue_id=queue) for queue, text in queues]


def run(engine: Engine, found: Sequence[Frame], *, restart: Sequence[int] = ()) -> list[AlarmEvent]:
    """Show all frames to an engine; before some of them, kill it and begin from what it saved."""
    events: list[AlarmEvent] = []
    at = 0.0
    for number, frame in enumerate(found):
        at += frame[0]
        if number in restart:
            state = msgspec.json.decode(msgspec.json.encode(engine.state()), type=AlarmState)
            engine = Engine(list(engine._rules.values()), state)
        events += engine.observe(figures_of(frame, at, at), START + at)
    return events


@given(rules(), frames(), st.sets(st.integers(0, 29)))
def test_restarts_change_nothing(
    watched: list[AlarmRule], found: list[Frame], restarts: set[int]
) -> None:
    whole = run(Engine(watched), found)
    assert run(Engine(watched), found, restart=sorted(restarts)) == whole


@given(rules(), frames(), st.sets(st.integers(0, 29)))
def test_an_alarm_that_nobody_acknowledged_is_never_lost(
    watched: list[AlarmRule], found: list[Frame], restarts: set[int]
) -> None:
    engine = Engine(watched)
    raised: set[str] = set()
    at = 0.0
    for number, frame in enumerate(found):
        at += frame[0]
        if number in restarts:
            # The rules may be others after it, and the time in between is not known.
            state = msgspec.json.decode(msgspec.json.encode(engine.state()), type=AlarmState)
            engine, at = Engine(watched[number % 2 :], state), at + 7_200.0 * (number % 3)
        events = engine.observe(figures_of(frame, at, at), START + at)
        raised |= {event.alarm.id for event in events if event.kind == "raised"}
        book = engine.book()
        assert {alarm.id for alarm in (*book.active, *book.past)} == raised


@given(rules(), frames())
def test_raised_and_cleared_take_turns(watched: list[AlarmRule], found: list[Frame]) -> None:
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in run(Engine(watched), found):
        if event.kind != "repeated":
            kinds[event.alarm.rule, event.alarm.queue_id].append(event.kind)
        else:
            assert kinds[event.alarm.rule, event.alarm.queue_id][-1] == "raised"
    for each in kinds.values():
        assert each == [("raised", "cleared")[number % 2] for number in range(len(each))]


@given(rules(), frames(), st.sampled_from(("0", "3", "6", "9", "-", "?", "x")))
def test_on_figures_that_stand_still_nothing_comes_and_goes(
    watched: list[AlarmRule], before: list[Frame], still: str
) -> None:
    engine = Engine(watched)
    run(engine, before)
    at = sum(frame[0] for frame in before)
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for second in range(1, 700):
        figures = figures_of((0.0, (still, still)), at + second, at + second)
        for event in engine.observe(figures, START + at + second):
            if event.kind != "repeated":
                kinds[event.alarm.rule, event.alarm.queue_id].append(event.kind)
    # It is raised, or what was on is cleared; never one after the other.
    assert all(len(each) == 1 for each in kinds.values())


@given(rules(), frames(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_queues_does_not_matter(
    watched: list[AlarmRule], found: list[Frame], random: Random
) -> None:
    shuffled = [*watched]
    random.shuffle(shuffled)
    engine, other = Engine(watched), Engine(shuffled)
    at = 0.0
    for frame in found:
        at += frame[0]
        figures = figures_of(frame, at, at)
        assert other.observe(figures[::-1], START + at) == engine.observe(figures, START + at)
    assert other.state() == engine.state()
    assert other.book() == engine.book()


@given(rules(), frames(), frames(), st.sampled_from((-7200.0, -0.5, 3600.0)))
def test_a_clock_that_is_set_changes_no_time_that_passes(
    watched: list[AlarmRule], before: list[Frame], after: list[Frame], by: float
) -> None:
    straight, moved = Engine(watched), Engine(watched)
    assert run(straight, before) == run(moved, before)
    moved.redate(by)
    at = sum(frame[0] for frame in before)
    for frame in after:
        at += frame[0]
        plain = straight.observe(figures_of(frame, at, at), START + at)
        later = moved.observe(figures_of(frame, at + by, at + by), START + at + by)
        assert [(one.kind, one.at + by) for one in plain] == [(one.kind, one.at) for one in later]
