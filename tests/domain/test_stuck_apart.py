"""What is stuck, sorted out of a list, followed from poll to poll, and left out of judging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.limits import Evidence, Limits, assess
from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Apart, Stuck, Watch, apart, followed, told, unstuck
from queuetui.domain.waiting import Waiting, WaitingList

NOW = 1_800_000_000.0
HOUR = 3600.0
OLD = NOW - 23 * HOUR
"""When the oldest began to wait."""


def mail(
    waiting: int | None = 5, oldest: float | None = OLD, *, interacting: int | None = 2
) -> MediaReading:
    return MediaReading(waiting, 0, interacting, oldest)


def reading(**media: MediaReading) -> Reading:
    return Reading("q", NOW, media, AgentCounts(available=3, on_queue=9))


def listing(*waits: float, total: int | None = None) -> WaitingList:
    """Those who have waited so many seconds."""
    listed = tuple(Waiting("email", NOW - wait) for wait in sorted(waits, reverse=True))
    return WaitingList("q", NOW, listed, len(listed) if total is None else total)


class TestSorting:
    MARK = NOW - 10 * HOUR

    @pytest.mark.parametrize(
        ("listed", "count", "unsure", "others"),
        [
            (listing(), 0, False, ()),
            (listing(23 * HOUR), 1, False, ()),
            (listing(23 * HOUR, 22 * HOUR, 50.0, 9.0), 2, False, (50.0, 9.0)),
            (listing(50.0, 9.0), 0, False, (50.0, 9.0)),
            # Of a long list the oldest half and the newest are told: they end in the first …
            (listing(23 * HOUR, 900.0, 20.0, 10.0, total=6), 1, False, (900, 606.7, 313.3, 20, 10)),
            # … or in the second, and then all that is not told is stuck …
            (listing(23 * HOUR, 22 * HOUR, 21 * HOUR, 10.0, total=3400), 3399, False, (10.0,)),
            (listing(*[20 * HOUR] * 4, total=9), 9, False, ()),
            # … or somewhere between.
            (listing(23 * HOUR, 22 * HOUR, 20.0, 10.0, total=6), 2, True, ()),
            (listing(total=6), 0, True, ()),
        ],
    )
    def test_by_the_mark(
        self, listed: WaitingList, count: int, unsure: bool, others: tuple[float, ...]
    ) -> None:
        found = apart(listed, self.MARK)
        assert (found.count, found.unsure) == (count, unsure)
        assert [round(NOW - since, 1) for since in found.others] == list(others)

    def test_moved_with_the_clock(self) -> None:
        found = apart(listing(23 * HOUR, 50.0), self.MARK)
        later = found.redated(5.0)
        assert later.redated(-5.0) == found
        assert (later.as_of, later.stuck, later.others) == (NOW + 5, (OLD + 5.0,), (NOW - 45.0,))

    @given(
        st.lists(st.integers(0, 100_000).map(float), max_size=30),
        st.integers(0, 30),
        st.integers(0, 100_000).map(float),
    )
    def test_what_is_told_of_a_long_list_is_never_more_than_what_is_true(
        self, waits: list[float], cut: int, mark: float
    ) -> None:
        whole = sorted(waits, reverse=True)
        # As the source does: of a list that is too long, as many of both its ends.
        shown = whole if 2 * cut >= len(whole) else [*whole[:cut], *whole[len(whole) - cut :]]
        found = apart(listing(*shown, total=len(whole)), NOW - mark)
        true = sum(NOW - wait <= NOW - mark + 1.0 for wait in whole)
        assert found.count <= true
        if not found.unsure:
            assert found.count == true
            assert found.count + len(found.others) == len(whole)

    @pytest.mark.parametrize(
        ("before", "now", "held"),
        [
            # Passed by a younger one.
            ((500.0, 40.0, 30.0), (560.0, 90.0), (560.0,)),
            ((500.0, 400.0, 40.0, 30.0), (560.0, 460.0, 90.0), (560.0, 460.0)),
            # One after the other.
            ((500.0, 40.0, 30.0), (100.0, 90.0), ()),
            ((500.0, 40.0, 30.0), (90.0, 5.0), ()),
            ((500.0, 40.0), (560.0, 100.0), ()),
            ((), (560.0, 100.0), ()),
        ],
    )
    def test_who_was_passed_is_not_taken_to_be_the_next_that_is_answered(
        self, before: tuple[float, ...], now: tuple[float, ...], held: tuple[float, ...]
    ) -> None:
        first = apart(listing(*before), self.MARK).redated(-60.0)
        found = apart(listing(*now), self.MARK, before=first)
        assert tuple(NOW - since for since in found.held) == held
        assert len(found.held) + len(found.others) == len(now)
        assert found.next_since == NOW - now[0]
        # The pace does not move them, only a count that leaves no room for them.
        watch = replace(WATCH, pace=5.0)
        later = followed(found, mail(len(now)), NOW + 60.0, watch)
        assert later.held == found.held
        assert len(later.held) + len(later.others) == len(now)
        assert followed(found, mail(1), NOW + 60.0, watch).held == found.held[:1]

    def test_of_a_long_list_only_the_oldest_half_tells_who_has_gone(self) -> None:
        first = apart(listing(500.0, 400.0, 20.0, 10.0, total=6), self.MARK).redated(-60.0)
        # Whoever was among the newest before is somewhere between now.
        found = apart(listing(560.0, 460.0, 5.0, 1.0, total=9), self.MARK, before=first)
        assert found.held == ()
        later = apart(listing(560.0, 300.0, 5.0, 1.0, total=9), self.MARK, before=first)
        assert later.held == (NOW - 560.0,)


WATCH = Watch(OLD, NOW - 300.0, 0, mark=NOW - 10 * HOUR)


class TestFollowing:
    KNOWN = Apart(NOW, (OLD, OLD + 60), others=(NOW - 50.0, NOW - 40.0, NOW - 9.0), interacting=4)

    def after(self, one: MediaReading, *, pace: float = 0.0, seconds: float = 5.0) -> list[float]:
        """How long those who are not stuck have waited, so many seconds later."""
        watch = replace(WATCH, pace=pace)
        found = followed(self.KNOWN, one, NOW + seconds, watch)
        assert found.count == 2
        return [round(NOW - since, 1) for since in found.others]

    def test_as_long_as_nothing_changes_they_wait(self) -> None:
        assert self.after(mail(5, interacting=4)) == [50.0, 40.0, 9.0]

    def test_fewer_wait(self) -> None:
        assert self.after(mail(3, interacting=4)) == [9.0]

    def test_as_many_wait_but_one_was_answered(self) -> None:
        assert self.after(mail(5, interacting=5)) == [40.0, 9.0, 0.0]

    def test_more_wait(self) -> None:
        assert self.after(mail(7, interacting=4)) == [50.0, 40.0, 9.0, 0.0, 0.0]

    def test_none_but_the_stuck_ones(self) -> None:
        assert self.after(mail(2, interacting=4)) == []
        assert self.after(mail(1, interacting=4)) == []

    def test_a_saturated_queue_goes_on_at_its_pace(self) -> None:
        assert self.after(mail(5, interacting=4), pace=0.1, seconds=9.0) == [50.0, 40.0, 9.0]
        assert self.after(mail(5, interacting=4), pace=0.1, seconds=20.0) == [9.0, 0.0, 0.0]

    def test_the_pace_counts_on_from_poll_to_poll(self) -> None:
        known, watch = self.KNOWN, replace(WATCH, pace=0.1)
        for turn in range(1, 5):
            known = followed(known, mail(5, interacting=4), NOW + 5.0 * turn, watch)
        assert [round(NOW - since) for since in known.others] == [9, -5, -15]

    def test_one_of_the_stuck_ones_has_gone(self) -> None:
        watch = replace(WATCH, oldest_since=OLD + 60)
        found = followed(self.KNOWN, mail(4, OLD + 60), NOW + 5, watch, moved=True)
        assert found.stuck == (OLD + 60,)
        assert len(found.others) == 3

    def test_it_has_gone_though_the_list_tells_of_later_instants(self) -> None:
        # Two metrics may differ about when somebody began to wait.
        known = replace(self.KNOWN, stuck=(OLD + 70, OLD + 130))
        watch = replace(WATCH, oldest_since=OLD + 60)
        assert followed(known, mail(4, OLD + 60), NOW + 5, watch, moved=True).stuck == (OLD + 130,)

    def test_a_count_that_is_not_told_changes_nothing(self) -> None:
        assert followed(self.KNOWN, mail(None), NOW + 5, WATCH) == self.KNOWN

    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 6))), max_size=40
        ),
        st.floats(0.0, 1.0),
    )
    def test_there_are_as_many_as_the_poll_tells_and_in_order(
        self, polls: list[tuple[int, int | None]], pace: float
    ) -> None:
        known, watch = self.KNOWN, replace(WATCH, pace=pace)
        for turn, (waiting, busy) in enumerate(polls, start=1):
            known = followed(known, mail(waiting, interacting=busy), NOW + 5.0 * turn, watch)
            assert len(known.others) == max(0, waiting - 2)
            assert list(known.others) == sorted(known.others)
            assert 0.0 <= known.owed < 1.0


class TestTelling:
    KNOWN = Apart(NOW, (OLD, OLD + 60), others=(NOW - 50.0,))

    @pytest.mark.parametrize(
        ("one", "known", "tried", "expected"),
        [
            (mail(3), KNOWN, True, Stuck("email", 2, OLD, NOW - 50.0)),
            (mail(2), KNOWN, True, Stuck("email", 2, OLD)),
            # Some have gone without a trace.
            (mail(1), KNOWN, True, Stuck("email", 1, OLD)),
            (mail(0), KNOWN, True, None),
            # Alone it needs no list.
            (mail(1), None, False, Stuck("email", 1, OLD)),
            (mail(3), None, False, None),
            (mail(3), None, True, Stuck("email", 1, OLD, more=True)),
            (mail(9), Apart(NOW, (OLD,), 3, unsure=True), True, Stuck("email", 4, OLD, more=True)),
        ],
    )
    def test_what_is_known(
        self, one: MediaReading, known: Apart | None, tried: bool, expected: Stuck | None
    ) -> None:
        assert told("email", one, WATCH, known, tried=tried) == expected

    def test_nothing_as_long_as_it_is_only_suspected(self) -> None:
        assert told("email", mail(1), replace(WATCH, mark=None), None, tried=True) is None


class TestUnstuck:
    CALL = MediaReading(2, 0, 4, NOW - 10.0)

    def test_the_others_are_judged_as_if_it_was_not_there(self) -> None:
        whole = reading(email=mail(5), voice=self.CALL)
        rest = unstuck(whole, (Stuck("email", 3, OLD, NOW - 20.0),))
        assert rest == reading(email=mail(2, NOW - 20.0), voice=self.CALL)
        severities = [assess(Evidence(one, {}), Limits(), NOW).severity for one in (whole, rest)]
        assert severities == ["critical", "ok"]

    def test_new_waits_are_as_red_as_ever(self) -> None:
        rest = unstuck(reading(email=mail(5)), (Stuck("email", 3, OLD, NOW - 61.0),))
        assert assess(Evidence(rest, {}), Limits(), NOW).severity == "critical"

    def test_nobody_else_waits(self) -> None:
        rest = unstuck(reading(email=mail(3)), (Stuck("email", 3, OLD),))
        assert rest == reading(email=mail(0, None))

    def test_what_is_not_known_of_the_others_is_not_zero(self) -> None:
        rest = unstuck(reading(email=mail(3)), (Stuck("email", 1, OLD, more=True),))
        assert rest == reading(email=mail(2, None))
        assert assess(Evidence(rest, {}), Limits(), NOW).severity == "unknown"

    def test_where_the_oldest_is_another_nothing_is_left_out(self) -> None:
        whole = reading(email=mail(5, OLD + 60))
        assert unstuck(whole, (Stuck("email", 3, OLD, NOW - 20.0),)) == whole
        assert unstuck(whole, (Stuck("chat", 3, OLD, NOW - 20.0),)) == whole
        untold = reading(email=mail(5, None))
        assert unstuck(untold, (Stuck("email", 3, OLD, NOW - 20.0),)) == untold

    def test_without_anything_stuck_it_is_the_very_reading(self) -> None:
        whole = reading(email=mail(5))
        assert unstuck(whole, ()) is whole

    @given(
        st.one_of(st.none(), st.integers(0, 9)),
        st.integers(1, 12),
        st.one_of(st.none(), st.integers(0, 3600)),
        st.floats(-1e5, 1e5),
    )
    def test_never_more_never_older_and_moved_with_the_clock(
        self, waiting: int | None, count: int, wait: int | None, by: float
    ) -> None:
        whole = reading(email=mail(waiting), voice=self.CALL)
        stuck = (Stuck("email", count, OLD, None if wait is None else NOW - wait),)
        rest = unstuck(whole, stuck)
        one = rest.media["email"]
        assert rest.media["voice"] is whole.media["voice"]
        if waiting is not None:
            assert one.waiting == max(0, waiting - count)
        assert one.oldest_since is None or one.oldest_since > OLD
        state = QueueState(None, whole, stuck=stuck)  # type: ignore[arg-type]
        moved = state.redated(by).judged
        assert moved is not None
        assert moved.waiting == rest.waiting
        since = moved.media["email"].oldest_since
        assert (since is None) == (one.oldest_since is None)
        if since is not None and one.oldest_since is not None:
            assert abs(since - one.oldest_since - by) < 1e-3
