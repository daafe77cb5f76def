"""A history answers as plain lists would, whatever it is told and however it packs that."""

import math
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Struct

from queuetui.domain.history import History
from queuetui.domain.instants import Instants, Shared
from tests.domain.plain_history import PlainHistory

START = 1_800_000_007.25
QUEUES = ("a", "b", "c")

COUNTS = (
    st.none()
    | st.integers(0, 9)
    | st.sampled_from([253, 254, 255, 256, 65_533, 65_534, 65_535, 10**6, -1])
)
WAITS = (
    st.none()
    | st.floats(0, 90_000)
    | st.sampled_from([0.0, -1.0, 65_533.9, 65_534.0, 65_534.9, 65_535.0, 1e9, math.nan, math.inf])
)
GAPS = (
    st.sampled_from([0.25, 1.0, 5.0, 5.0, 5.0, 5.0, 60.0, 61.0, 900.0, 960.0])
    | st.floats(0.001, 90.0)
    | st.floats(90.0, 14 * 3600.0)
)
BACK = st.sampled_from([0.0, -1.0, -5.0, -60.0, -600.0, -3600.0]) | st.floats(-50_000.0, 0.0)


class Told(Struct, frozen=True):
    """What some polls in a row told of some queues."""

    gaps: float
    """Seconds between them."""
    polls: int
    queues: frozenset[str]
    apart: float
    """Seconds by which the instant of the last queue is another one."""
    waiting: int | None
    longest: float | None
    available: int | None


def told(gaps: st.SearchStrategy[float], polls: st.SearchStrategy[int]) -> st.SearchStrategy[Told]:
    some = st.frozensets(st.sampled_from(QUEUES), min_size=1) | st.just(frozenset(QUEUES))
    apart = st.just(0.0) | st.sampled_from([0.0, 0.125, 2.0])
    return st.builds(Told, gaps, polls, some, apart, COUNTS, WAITS, COUNTS)


ALL = frozenset(QUEUES)
RUNS = st.lists(
    told(GAPS, st.integers(1, 40)) | told(st.just(5.0), st.just(220)) | told(BACK, st.just(1)),
    min_size=1,
    max_size=14,
)


@given(RUNS, st.floats(0.0, 13 * 3600.0))
@example([Told(5.0, 400, ALL, 0.0, 3, 4.0, 5), Told(5.0, 30, ALL, 0.0, 300, 4.0, 5)], 800.0)
@example([Told(5.0, 400, ALL, 2.0, None, 4.0, 0), Told(-700.0, 1, ALL, 0.0, 1, 4.0, 5)], 900.0)
@example([Told(0.25, 2500, ALL, 0.0, 254, 1.0, 254)], 3600.0)
def test_it_answers_as_plain_lists_do(runs: Sequence[Told], ago: float) -> None:
    history, plain = History(), {queue_id: PlainHistory() for queue_id in QUEUES}
    at = START
    for run in runs:
        for number in range(run.polls):
            at += run.gaps
            for queue_id in QUEUES:
                if queue_id not in run.queues:
                    continue
                instant = at + run.apart if queue_id == QUEUES[-1] else at
                waiting = run.waiting if run.waiting is None else run.waiting + number % 3
                longest = run.longest if run.longest is None else run.longest + number
                history.add(queue_id, instant, waiting, longest, run.available)
                plain[queue_id].add(instant, waiting, longest, run.available)
        for queue_id, expected in plain.items():
            assert history.points(queue_id) == expected.points(-math.inf)
            assert history.points(queue_id, at - ago) == expected.points(at - ago)


def test_queues_that_are_told_of_together_have_their_instants_in_common() -> None:
    shared = Shared()
    one, other = Instants(shared), Instants(shared)
    for number in range(64):
        # Once the other is told of an instant of its own.
        one.add(number, 5.0 * number)
        other.add(number, 5.0 * number + (number == 20))
    chunks = [mine is theirs for mine, theirs in zip(one._chunks, other._chunks, strict=True)]
    assert chunks == [True, False, True, True]
    assert one.first(64) == [5.0 * number for number in range(64)]
    assert all(before < after for before, after in pairwise(other.first(64)))


def test_chunks_that_could_be_joined_are_few() -> None:
    shared = Shared()
    for number in range(1000):
        shared.begin(float(number))
    assert len(shared._begun) <= 64
