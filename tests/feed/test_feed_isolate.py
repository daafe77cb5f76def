"""The search for the queues that a batch was refused for."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.feed.isolate import Search
from queuetui.feed.merge import newest
from queuetui.genesys.errors import GenesysError, NoAnswer, PermissionRefused


class Office:
    """Refuses every call that names one of its foreign queues."""

    def __init__(self, foreign: set[str], breaks_at: int = 0) -> None:
        self.foreign = foreign
        self.breaks_at = breaks_at
        self.calls = 0

    def ask(self, queue_ids: Sequence[str]) -> None:
        self.calls += 1
        if self.calls == self.breaks_at:
            raise NoAnswer("cable out")
        if self.foreign & set(queue_ids):
            raise PermissionRefused("not yours")


class Hunt:
    """A search that is asked for to its end, and what it brought."""

    def __init__(self, ids: Sequence[str], office: Office, most: int = 4, vain: int = 0) -> None:
        self.answered: list[str] = []
        self.refused: dict[str, str] = {}
        self.search = Search(ids, "not yours", vain)
        while self.search.goes_on:
            parts = self.search.next_parts(most)
            assert 1 <= len(parts) <= most
            for part in parts:
                try:
                    office.ask(part)
                except PermissionRefused as error:
                    self.search.refused(part, error.what)
                except GenesysError:
                    self.search.put_back(part)
                else:
                    self.search.answered(part)
                    self.answered += part
            self.refused.update(self.search.take_found())


@given(st.integers(2, 100), st.sets(st.integers(0, 99), max_size=3), st.integers(1, 4))
def test_a_few_offenders_are_found_and_all_others_answered(
    size: int, offenders: set[int], most: int
) -> None:
    ids = [f"q{n}" for n in range(size)]
    foreign = {f"q{n}" for n in offenders if n < size}
    office = Office(foreign or {"q0"})
    hunt = Hunt(ids, office, most)
    if len(office.foreign) == size:
        assert (hunt.answered, hunt.refused) == ([], {})
        assert hunt.search.hopeless
        assert set(hunt.search.suspected) == set(ids)
        return
    assert set(hunt.refused) == office.foreign
    assert sorted(hunt.answered) == sorted(set(ids) - office.foreign)
    assert hunt.search.suspected == ()
    assert office.calls <= 48


@given(st.integers(2, 100), st.integers(0, 99))
def test_a_single_offender_costs_few_calls(size: int, offender: int) -> None:
    office = Office({f"q{offender % size}"})
    Hunt([f"q{n}" for n in range(size)], office)
    assert office.calls <= 16


@given(st.integers(2, 100), st.integers(1, 10))
def test_a_part_that_failed_is_asked_for_again(size: int, breaks_at: int) -> None:
    ids = [f"q{n}" for n in range(size)]
    hunt = Hunt(ids, Office({"q1"}, breaks_at))
    assert set(hunt.refused) == {"q1"}
    assert sorted(hunt.answered) == sorted(set(ids) - {"q1"})


def test_nothing_is_taken_for_refused_before_something_was_answered() -> None:
    search = Search(["a", "b", "c"], "not yours")
    assert search.next_parts(4) == [("a",)]
    search.refused(("a",), "not yours either")
    assert search.take_found() == {}
    assert search.next_parts(4) == [("b", "c")]
    assert search.suspected == ("a",)
    search.answered(("b", "c"))
    assert search.take_found() == {"a": "not yours either"}
    assert not search.suspected


@given(st.integers(4, 100), st.integers(0, 99), st.integers(1, 90))
def test_neighbours_that_are_refused_together_are_found(
    size: int, first: int, percent: int
) -> None:
    """However many they are, if some more searches begin elsewhere."""
    ids = [f"q{n:02}" for n in range(size)]
    foreign = set(ids[first % size :][: max(1, size * percent // 100)])
    hunts = [Hunt(ids, Office(foreign), vain=vain) for vain in range(8)]
    good = [hunt for hunt in hunts if hunt.search.proven]
    assert good
    assert all(set(hunt.refused) == foreign for hunt in good)
    if percent <= 50:
        assert hunts[0] in good


def test_a_search_after_one_in_vain_begins_elsewhere() -> None:
    first = [Search([f"q{n}" for n in range(50)], "no", vain).next_parts(1)[0] for vain in range(5)]
    assert len({part[0] for part in first}) == 5


def test_queues_that_are_watched_no_more_are_left_out() -> None:
    search = Search(["a", "b", "c", "d"], "not yours")
    search.keep({"b", "d"})
    assert search.suspected == ("b", "d")
    search.keep(set())
    assert not search.goes_on


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


def test_a_reading_that_was_told_by_the_clock_before_is_of_now_at_the_latest() -> None:
    old = Reading("a", 3_595.0, {}, AgentCounts())
    ahead = Reading("a", 7_200.0, {"voice": MediaReading(1, oldest_since=7_140.0)}, AgentCounts())
    told = newest({"a": old}, {"a": ahead}, now=3_600.0)["a"]
    assert (told.as_of, told.oldest_since) == (3_600.0, 3_540.0)
    assert newest({"a": old}, {"a": ahead}, now=7_199.0) == {"a": ahead}
