"""The parser of observations, over answers of every shape that was seen or may come."""

import gc
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.readings import AgentCounts, MediaReading, Reading, longest_wait
from queuetui.genesys.errors import AnswerUnreadable
from queuetui.genesys.observations import Observed, parse
from tests.answers import MAPPINGS, MEAL, OFFLINE, ON_QUEUE, answer, group, metric

NOW = 1_767_268_800.0
QUEUE = "11111111-0000-4000-8000-00000000000a"
OTHER = "22222222-0000-4000-8000-00000000000b"


def observed(body: bytes, *ids: str) -> Observed:
    return parse(body, ids or (QUEUE,), as_of=NOW)


def reading(*groups: dict[str, Any], **more: Any) -> Reading:
    return observed(answer(*groups, **more)).readings[QUEUE]


def voice(*data: dict[str, Any]) -> MediaReading:
    return reading(group(QUEUE, *data, media="voice")).media["voice"]


class TestInteractions:
    def test_counts_are_summed_over_media_and_the_oldest_is_taken(self) -> None:
        got = reading(
            group(
                QUEUE,
                metric("oWaiting", 3),
                metric("oLongestWaiting", 1, instant=(NOW - 60) * 1000),
                media="voice",
            ),
            group(
                QUEUE,
                metric("oWaiting", 2),
                metric("oLongestWaiting", 1, instant=(NOW - 90) * 1000),
                media="email",
            ),
            group(QUEUE, metric("oWaiting", 0), metric("oInteracting", 4), media="chat"),
        )
        assert (got.waiting, got.interacting) == (5, 4)
        assert got.oldest_since == NOW - 90
        assert got.alerting is None

    def test_groups_are_found_by_what_they_are_not_by_where_they_stand(self) -> None:
        voice_group = group(QUEUE, metric("oWaiting", 1), media="voice")
        agents = group(QUEUE, metric("oMemberUsers", 7))
        other = group(OTHER, metric("oWaiting", 9), media="voice")
        for order in ([agents, voice_group, other], [other, voice_group, agents]):
            got = observed(answer(*order), QUEUE, OTHER).readings
            assert got[QUEUE].waiting == 1
            assert got[QUEUE].agents.members == 7
            assert got[OTHER].waiting == 9

    def test_the_oldest_counts_only_where_that_media_has_somebody_waiting(self) -> None:
        got = reading(
            group(
                QUEUE,
                metric("oWaiting", 0),
                metric("oLongestWaiting", 1, instant=(NOW - 500) * 1000),
                media="voice",
            ),
            group(
                QUEUE,
                metric("oWaiting", 1),
                metric("oLongestWaiting", 1, instant=(NOW - 5) * 1000),
                media="chat",
            ),
        )
        assert got.oldest_since == NOW - 5
        assert got.media["voice"].oldest_since is None

    @pytest.mark.parametrize(
        ("value", "wait"),
        [
            ((NOW - 71.3) * 1000, 71.3),
            ("2026-01-01T11:59:00.000Z", 60.0),
            ("PT1M30S", 90.0),
            ("P1DT2H", 93_600.0),
            (90_000, 90.0),
            (-90_000, 0.0),
            ("-PT5S", 0.0),
            ((NOW + 30) * 1000, 0.0),
            (0, None),
            (None, None),
            ("soon", None),
            ("PT" + "9" * 400 + "S", None),
        ],
    )
    def test_longest_wait_is_an_instant_or_a_duration_and_never_negative(
        self, value: float | str | None, wait: float | None
    ) -> None:
        got = voice(metric("oWaiting", 2), metric("oLongestWaiting", 1, instant=value))
        seconds = longest_wait(got.waiting, got.oldest_since, NOW)
        assert seconds == (wait if wait is None else pytest.approx(wait, abs=0.001))

    def test_older_answers_carry_only_the_list_of_observations(self) -> None:
        listed = [
            {"observationDate": "2026-01-01T11:58:20Z", "ani": "tel:+15550100"},
            {"observationDate": "2026-01-01T11:59:59Z"},
        ]
        got = voice(metric("oWaiting", 2, observations=listed))
        assert longest_wait(got.waiting, got.oldest_since, NOW) == 100.0

    def test_the_list_tells_the_count_too_where_nothing_else_does(self) -> None:
        listed = [
            {"observationDate": "2026-01-01T11:58:20Z"},
            {"observationDate": "2026-01-01T11:59:59Z"},
        ]
        bare = {"metric": "oWaiting", "observations": listed}
        got = voice(bare)
        assert got.waiting == 2
        assert longest_wait(got.waiting, got.oldest_since, NOW) == 100.0
        assert voice({**bare, "truncated": True}).waiting is None
        of_longest = {"metric": "oLongestWaiting", "observations": listed}
        assert voice(metric("oWaiting", 2), of_longest).oldest_since == NOW - 100

    def test_empty_entries_are_passed_over(self) -> None:
        whole = answer(group(QUEUE, metric("oWaiting", 1), media="voice"), mappings={"OFFLINE": []})
        body = whole.replace(b'"data":[', b'"data":[null,').replace(
            b'"OFFLINE":[]', b'"OFFLINE":null'
        )
        assert body.count(b"null") == 2
        assert observed(body).readings[QUEUE].waiting == 1

    def test_half_a_surrogate_pair_does_not_blank_the_wall(self) -> None:
        body = answer(group(QUEUE, metric("oWaiting", 1), media="voice"))
        odd = body.replace(b'"voice"', b'"vo\\ud83dice \\ud83d\\ude00 \\ude00"')
        assert list(observed(odd).readings[QUEUE].media) == ["vo\ufffdice \U0001f600 \ufffd"]

    def test_personal_data_is_dropped_by_the_parser(self) -> None:
        marked = {
            "observationDate": "2026-01-01T11:58:20Z",
            "ani": "tel:+15550100",
            "participantName": "Marked Person",
            "addressFrom": "marked@example.org",
        }
        kept = repr(
            reading(group(QUEUE, metric("oWaiting", 1, observations=[marked]), media="voice"))
        )
        assert "15550100" not in kept
        assert "arked" not in kept

    def test_nobody_waiting_is_zero_and_somebody_without_instant_is_unknown(self) -> None:
        nobody, somebody = voice(metric("oWaiting", 0)), voice(metric("oWaiting", 1))
        assert longest_wait(nobody.waiting, nobody.oldest_since, NOW) == 0.0
        assert longest_wait(somebody.waiting, somebody.oldest_since, NOW) is None

    def test_unknown_media_qualifiers_fields_and_metrics_are_kept_or_ignored(self) -> None:
        got = reading(
            {
                **group(QUEUE, metric("oWaiting", 1), metric("oNovelty", 5), media="hologram"),
                "fresh": 1,
            },
            group(QUEUE, metric("oOnQueueUsers", 2, qualifier="DAYDREAMING")),
        )
        assert got.media["hologram"].waiting == 1
        assert got.agents.on_queue == 2
        assert got.agents.routing_statuses == {"DAYDREAMING": 2}

    def test_a_metric_missing_from_a_group_of_media_is_unknown(self) -> None:
        assert voice(metric("oInteracting", 1)) == MediaReading(interacting=1)

    @pytest.mark.parametrize("data", [[], None])
    def test_a_group_without_data_is_unknown_not_zero(self, data: list[Any] | None) -> None:
        body = msgspec.json.encode(
            {
                "results": [
                    {"group": {"queueId": QUEUE, "mediaType": "voice"}, "data": data},
                    {"group": {"queueId": QUEUE}},
                ]
            }
        )
        got = observed(body).readings[QUEUE]
        assert got.waiting is None
        assert got.agents == AgentCounts()


class TestAgents:
    def test_what_a_group_omits_is_zero(self) -> None:
        got = reading(group(QUEUE, metric("oOnQueueUsers", 4, qualifier="INTERACTING"))).agents
        assert (got.on_queue, got.available, got.not_responding, got.off_queue) == (4, 0, 0, 0)
        assert (got.logged_in, got.members, got.active) == (0, 0, 0)

    def test_a_missing_group_is_unknown(self) -> None:
        got = reading(group(QUEUE, metric("oWaiting", 1), media="voice")).agents
        assert got == AgentCounts()
        assert got.available is None

    def test_on_queue_off_queue_and_logged_in_are_sums_over_qualifiers(self) -> None:
        got = reading(
            group(
                QUEUE,
                metric("oMemberUsers", 15),
                metric("oActiveUsers", 13),
                metric("oOnQueueUsers", 3, qualifier="IDLE"),
                metric("oOnQueueUsers", 5, qualifier="INTERACTING"),
                metric("oOnQueueUsers", 1, qualifier="NOT_RESPONDING"),
                metric("oOnQueueUsers", 2, qualifier="COMMUNICATING"),
                metric("oOffQueueUsers", 1, qualifier=MEAL),
                metric("oOffQueueUsers", 1, qualifier=OFFLINE),
                metric("oUserPresences", 11, qualifier=ON_QUEUE),
                metric("oUserPresences", 1, qualifier=MEAL),
                metric("oUserPresences", 1, qualifier=OFFLINE),
                metric("oUserPresences", 0, qualifier="unmapped"),
            )
        ).agents
        assert (got.on_queue, got.available, got.not_responding, got.communicating) == (11, 3, 1, 2)
        assert (got.off_queue, got.logged_in, got.members, got.active) == (2, 12, 15, 13)
        assert got.presences == {"ON_QUEUE": 11, "MEAL": 1, "OFFLINE": 1, "unmapped": 0}

    def test_nobody_can_tell_who_is_logged_in_without_the_mapping(self) -> None:
        people = group(QUEUE, metric("oUserPresences", 3, qualifier=OFFLINE))
        assert reading(people, mappings=None).agents.logged_in is None
        assert reading(people, mappings={**MAPPINGS, "Off Line": [OFFLINE]}).agents.logged_in == 0
        assert reading(group(QUEUE, metric("oMemberUsers", 3)), mappings=None).agents.logged_in == 0


def test_a_large_answer_does_not_wake_the_collector_of_cycles_again_and_again() -> None:
    people = [metric("oUserPresences", n, qualifier=ON_QUEUE) for n in range(20)]
    body = answer(*(group(QUEUE, *people) for _ in range(500)))

    def collections() -> int:
        return sum(generation["collections"] for generation in gc.get_stats())

    gc.collect()
    before = collections()
    assert observed(body).readings[QUEUE].agents.logged_in == sum(range(20))
    # 20,000 parts are made meanwhile; every 700 that it looks at wake it once.
    assert collections() - before <= 5


class TestAnswersThatDoNotFit:
    def test_queues_nobody_asked_for_are_left_out_and_counted(self) -> None:
        got = observed(answer(group(OTHER, metric("oWaiting", 1), media="voice")))
        assert got.readings == {}
        assert got.unasked == 1

    def test_an_empty_list_of_results_is_no_reading(self) -> None:
        assert observed(answer()).readings == {}

    def test_ids_compare_without_regard_to_case(self) -> None:
        got = observed(answer(group(QUEUE.upper(), metric("oWaiting", 1), media="voice")))
        assert got.readings[QUEUE].waiting == 1

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "is empty"),
            (b"   ", "is empty"),
            (b"<!DOCTYPE html><html>proxy</html>", "is a web page"),
            (b"\n <html>", "is a web page"),
            (b'{"results": [', "is not whole JSON"),
            (b'{"results": []', "is not whole JSON"),
            (b"\xff\xfe\x00", "is not whole JSON"),
            (b"{}", "`results`"),
            (b"[]", "object"),
            (b'{"results": 5}', "$.results"),
            (b'{"results": [{"data": []}]}', "`group`"),
            (b'{"results": [{"group": {}}]}', "`queueId`"),
            (b'{"results": [{"group": {"queueId": 7}}]}', "queueId"),
            (b'{"results": [{"group": {"queueId": "a"}, "data": [{"stats": {}}]}]}', "`metric`"),
            (
                b'{"results": [{"group": {"queueId": "a"}, "data": [{"metric": "oWaiting", "stats": {"count": "7"}}]}]}',
                "count",
            ),
        ],
    )
    def test_each_says_in_one_sentence_what_is_wrong(self, body: bytes, said: str) -> None:
        with pytest.raises(AnswerUnreadable) as caught:
            observed(body)
        assert said in caught.value.what
        assert "\n" not in caught.value.what

    def test_deep_nesting_is_refused_and_not_a_crash(self) -> None:
        with pytest.raises(AnswerUnreadable):
            observed(b'{"results":' + b"[" * 100_000)

    @given(st.binary(max_size=400))
    def test_any_bytes_give_readings_or_the_typed_error(self, body: bytes) -> None:
        with suppress(AnswerUnreadable):
            assert observed(body).readings == {}

    @given(st.data())
    def test_any_truncation_of_an_answer_gives_the_typed_error(self, data: st.DataObject) -> None:
        whole = answer(
            group(QUEUE, metric("oWaiting", 1), media="voice"),
            group(QUEUE, metric("oMemberUsers", 2)),
        )
        cut = data.draw(st.integers(0, len(whole) - 1))
        with pytest.raises(AnswerUnreadable):
            observed(whole[:cut])
