"""The search for the queues that a batch was refused for."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.readings import AgentCounts, Reading
from queuetui.feed.isolate import isolate
from queuetui.feed.merge import newest
from queuetui.genesys.errors import NoAnswer, PermissionRefused
from queuetui.genesys.observations import Observed

REFUSAL = PermissionRefused("not yours")


class Office:
    """Refuses every call that names one of its foreign queues."""

    def __init__(self, foreign: set[str], breaks_after: int = 10_000) -> None:
        self.foreign = foreign
        self.breaks_after = breaks_after
        self.calls = 0

    def ask(self, queue_ids: Sequence[str]) -> Observed:
        self.calls += 1
        if self.calls > self.breaks_after:
            raise NoAnswer("cable out")
        if self.foreign & set(queue_ids):
            raise PermissionRefused("not yours")
        return Observed({q: Reading(q, 1.0, {}, AgentCounts()) for q in queue_ids})


@given(st.integers(2, 100), st.sets(st.integers(0, 99), max_size=3))
def test_a_few_offenders_are_found_and_all_others_answered(size: int, offenders: set[int]) -> None:
    ids = [f"q{n}" for n in range(size)]
    foreign = {f"q{n}" for n in offenders if n < size}
    office = Office(foreign)
    found = isolate(ids, REFUSAL, office.ask)
    if len(foreign) == size:
        assert found.answered == ()
        return
    assert set(found.refused) | set(found.undecided) >= foreign
    assert set(found.refused) <= foreign
    assert set(found.readings) == set(found.answered)
    assert set(found.answered) | set(found.refused) | set(found.undecided) == set(ids)
    assert office.calls <= 48


@given(st.integers(2, 100), st.integers(0, 99))
def test_a_single_offender_is_always_found(size: int, offender: int) -> None:
    ids = [f"q{n}" for n in range(size)]
    foreign = f"q{offender % size}"
    office = Office({foreign})
    found = isolate(ids, REFUSAL, office.ask)
    assert set(found.refused) == {foreign}
    assert found.undecided == ()
    assert set(found.answered) == set(ids) - {foreign}
    assert office.calls <= 16


def test_a_search_that_breaks_off_keeps_what_it_has() -> None:
    ids = [f"q{n}" for n in range(8)]
    found = isolate(ids, REFUSAL, Office({"q7"}, breaks_after=1).ask)
    assert found.answered == ("q0", "q1", "q2", "q3")
    assert found.undecided == ("q4", "q5", "q6", "q7")
    assert found.error is not None
    assert found.error.cause == "network"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_readings_merged_in_any_order_give_the_newest_of_each_queue(
    told: list[tuple[str, float]], random: Random
) -> None:
    readings = [Reading(queue, as_of, {}, AgentCounts()) for queue, as_of in told]
    shuffled = list(readings)
    random.shuffle(shuffled)
    known: dict[str, Reading] = {}
    for reading in shuffled:
        known = newest(known, {reading.queue_id: reading}, now=100.0)
    expected = {q: max(as_of for other, as_of in told if other == q) for q, _ in told}
    assert {q: reading.as_of for q, reading in known.items()} == expected


def test_a_reading_from_before_the_clock_was_set_back_loses() -> None:
    old, new = Reading("a", 90_000.0, {}, AgentCounts()), Reading("a", 3_600.0, {}, AgentCounts())
    assert newest({"a": old}, {"a": new}, now=3_600.0) == {"a": new}
    assert newest({"a": old}, {"a": new}, now=90_001.0) == {"a": old}
