"""The day's figures of a queue: what may be added, and what is not told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from queuetui.domain.goals import Goal
from queuetui.domain.today import MediaToday, ServiceLevel, Today, combined

VOICE = MediaToday(
    offered=100, answered=80, abandoned=15, short_abandoned=4, flowed_out=5, over_sla=20,
    answer_seconds=1600.0, handled=75, handle_seconds=22_500.0,
    service=ServiceLevel(60, 95, 0.8),
)  # fmt: skip
EMAIL = MediaToday(
    offered=20, answered=20, abandoned=0, short_abandoned=0, flowed_out=0, over_sla=1,
    answer_seconds=40_000.0, handled=25, handle_seconds=7_500.0,
    service=ServiceLevel(19, 20, 0.8),
)  # fmt: skip
CALLBACK = MediaToday(
    offered=10, answered=8, over_sla=2, handled=8, handle_seconds=1_600.0,
    service=ServiceLevel(6, 8, 0.9), callback=True,
)  # fmt: skip
NOTHING = MediaToday(
    offered=0, answered=0, abandoned=0, short_abandoned=0, flowed_out=0, over_sla=0,
    answer_seconds=0.0, handled=0, handle_seconds=0.0,
)  # fmt: skip


def today(**media: MediaToday) -> Today:
    return Today("q", 1000.0, 0.0, media)


class TestServiceLevels:
    def test_the_share_is_that_of_those_who_count(self) -> None:
        assert ServiceLevel(414, 870, 0.8).share == pytest.approx(0.47586, abs=1e-5)
        assert ServiceLevel(0, 40).share == 0.0

    def test_no_traffic_is_neither_everything_nor_nothing(self) -> None:
        assert ServiceLevel(0, 0, 0.8).share is None

    def test_numerators_and_denominators_are_added_shares_never_averaged(self) -> None:
        both = combined([ServiceLevel(1, 1, 0.8), ServiceLevel(0, 99, 0.8)])
        assert both == ServiceLevel(1, 100, 0.8)
        assert both.share == 0.01

    def test_a_target_is_kept_only_if_all_agree(self) -> None:
        some = [ServiceLevel(1, 2, 0.8), ServiceLevel(3, 4, 0.9)]
        assert combined(some) == ServiceLevel(4, 6, None)
        assert combined([ServiceLevel(1, 2, 0.8), ServiceLevel(3, 4)]) == ServiceLevel(4, 6, None)

    def test_the_target_of_what_had_no_traffic_contradicts_nobody(self) -> None:
        idle, other = ServiceLevel(0, 0, 0.9), ServiceLevel(0, 0, 0.7)
        assert combined([ServiceLevel(3, 4, 0.8), idle]) == ServiceLevel(3, 4, 0.8)
        assert combined([idle, idle]) == idle
        assert combined([idle, other]) == ServiceLevel(0, 0, None)

    def test_levels_that_are_not_told_are_passed_over(self) -> None:
        assert combined([None, ServiceLevel(1, 2, 0.8), None]) == ServiceLevel(1, 2, 0.8)
        assert combined([None]) is None
        assert combined([]) is None

    @given(
        st.lists(
            st.builds(
                ServiceLevel,
                st.integers(0, 10_000).map(float),
                (st.just(0) | st.integers(0, 10_000)).map(float),
                st.sampled_from([0.8, 0.9, None]),
            ),
            min_size=2,
        ),
        st.data(),
    )
    def test_in_any_groups_and_order_the_same(
        self, levels: list[ServiceLevel], data: st.DataObject
    ) -> None:
        cut = data.draw(st.integers(1, len(levels) - 1))
        mixed = data.draw(st.permutations(levels))
        assert combined([combined(levels[:cut]), combined(levels[cut:])]) == combined(mixed)


class TestOneMedium:
    def test_averages(self) -> None:
        assert (VOICE.asa, VOICE.aht, VOICE.abandon_rate) == (20.0, 300.0, 0.15)

    def test_nothing_to_divide_by_is_no_average(self) -> None:
        assert (NOTHING.asa, NOTHING.aht, NOTHING.abandon_rate) == (None, None, None)

    def test_what_is_not_told_is_no_average(self) -> None:
        assert (CALLBACK.asa, CALLBACK.abandon_rate, CALLBACK.aht) == (None, None, 200.0)
        assert MediaToday(offered=None, abandoned=3).abandon_rate is None


class TestOneQueue:
    def test_its_media_are_added_up(self) -> None:
        got = today(voice=VOICE, email=EMAIL)
        assert (got.offered, got.answered, got.abandoned) == (120, 100, 15)
        assert (got.short_abandoned, got.flowed_out, got.over_sla) == (4, 5, 21)
        assert got.service == ServiceLevel(79, 115, 0.8)
        assert (got.asa, got.aht, got.abandon_rate) == (416.0, 300.0, 0.125)
        assert got.traffic

    def test_callbacks_count_as_answered_and_dilute_nothing_that_they_do_not_tell(self) -> None:
        got = today(voice=VOICE, callback=CALLBACK)
        assert (got.offered, got.answered, got.over_sla) == (110, 88, 22)
        assert (got.abandoned, got.short_abandoned, got.flowed_out) == (15, 4, 5)
        assert (got.asa, got.abandon_rate) == (VOICE.asa, VOICE.abandon_rate)
        assert got.aht == pytest.approx(24_100 / 83)
        assert got.service == ServiceLevel(66, 103, None)

    def test_callbacks_alone_do_not_tell_who_gave_up(self) -> None:
        got = today(callback=CALLBACK)
        assert (got.offered, got.answered) == (10, 8)
        assert (got.abandoned, got.flowed_out, got.asa, got.abandon_rate) == (None,) * 4
        assert got.traffic

    def test_no_group_at_all_is_no_traffic(self) -> None:
        got = today()
        assert (got.offered, got.answered, got.abandoned, got.flowed_out, got.over_sla) == (0,) * 5
        assert (got.service, got.asa, got.aht, got.abandon_rate) == (None,) * 4
        assert not got.traffic

    def test_a_count_that_a_medium_withholds_makes_the_total_unknown(self) -> None:
        got = today(voice=VOICE, chat=MediaToday(offered=5, answered=None, abandoned=0))
        assert (got.offered, got.answered, got.abandoned) == (105, None, 15)
        assert got.asa == VOICE.asa

    def test_traffic_is_whatever_came_or_left_and_may_be_what_is_not_told(self) -> None:
        assert not today(voice=NOTHING).traffic
        outbound = MediaToday(
            offered=0, answered=0, abandoned=0, flowed_out=0, handled=3, handle_seconds=9.0
        )
        assert not today(voice=outbound).traffic
        assert not today(callback=MediaToday(offered=0, answered=0, callback=True)).traffic
        for name in ("offered", "answered", "abandoned", "flowed_out"):
            assert today(voice=structs.replace(NOTHING, **{name: 1})).traffic
        assert today(voice=MediaToday(offered=None, answered=0)).traffic

    def test_where_the_server_tells_no_target_it_is_the_queues_own_goal(self) -> None:
        bare = structs.replace(VOICE, service=ServiceLevel(60, 95))
        told = today(voice=bare, email=EMAIL, chat=NOTHING)
        goals = {"voice": Goal(0.75, 20.0), "email": Goal(0.95), "callback": Goal(0.6)}
        aimed = told.aimed(goals)
        assert aimed.media["voice"].service == ServiceLevel(60, 95, 0.75)
        assert aimed.media["email"] is EMAIL
        assert aimed.media["chat"] is NOTHING
        assert (aimed.queue_id, aimed.as_of, aimed.since) == ("q", 1000.0, 0.0)
        assert told.aimed({"voice": Goal(None, 20.0)}) is told
        assert told.aimed({}) is told
        full = today(voice=VOICE)
        assert full.aimed(goals) is full
