"""The parser of the day's figures, over answers of every shape that was seen or may come."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.day import Day
from queuetui.domain.today import DaySeries, HalfHour, MediaToday, ServiceLevel, Today
from queuetui.genesys.aggregates import parse_day, parse_today
from queuetui.genesys.errors import AnswerUnreadable

QUEUE = "11111111-0000-4000-8000-00000000000a"
OTHER = "22222222-0000-4000-8000-00000000000b"
HOUR = 3600.0
MIDNIGHT = 1_767_225_600.0
NOON = MIDNIGHT + 12 * HOUR
TODAY = Day(MIDNIGHT, MIDNIGHT + 24 * HOUR, "UTC")
Stats = Mapping[str, Any]


def part(interval: str | None = None, **stats: Stats | None) -> dict[str, Any]:
    metrics = [{"metric": name, "stats": one} for name, one in stats.items()]
    return {"interval": interval, "metrics": metrics}


def group(*parts: object, queue: str = QUEUE, media: str | None = "voice") -> dict[str, Any]:
    where = {"queueId": queue} if media is None else {"queueId": queue, "mediaType": media}
    return {"group": where, "data": list(parts)}


def answer(*groups: object) -> bytes:
    return msgspec.json.encode({"results": list(groups)})


def today(*groups: object) -> Today:
    return parse_today(answer(*groups), [QUEUE], TODAY, as_of=NOON)[QUEUE]


def series(*groups: object, as_of: float = NOON) -> DaySeries:
    return parse_day(answer(*groups), QUEUE, TODAY, as_of=as_of)


def count(number: float) -> Stats:
    return {"count": number}


def durations(number: float, milliseconds: float) -> Stats:
    return {"count": number, "sum": milliseconds, "min": 1, "max": milliseconds}


def level(numerator: float, denominator: float, target: float | None = 0.8) -> Stats:
    return {"ratio": 0.5, "numerator": numerator, "denominator": denominator, "target": target}


WHOLE = part(
    nOffered=count(10),
    nOverSla=count(2),
    tAnswered=durations(6, 90_000),
    tAbandon=durations(3, 60_000),
    tShortAbandon=durations(1, 4_000),
    tFlowOut=durations(1, 30_000),
    tHandle=durations(5, 1_500_500),
    oServiceLevel=level(4, 9),
)


class TestToday:
    def test_counts_and_seconds_by_medium(self) -> None:
        got = today(group(WHOLE), group(part(nOffered=count(2)), media="email"))
        assert got == Today(
            QUEUE,
            NOON,
            MIDNIGHT,
            {
                "voice": MediaToday(
                    offered=10,
                    answered=6,
                    abandoned=3,
                    short_abandoned=1,
                    flowed_out=1,
                    over_sla=2,
                    answer_seconds=90.0,
                    handled=5,
                    handle_seconds=1500.5,
                    service=ServiceLevel(4, 9, 0.8),
                ),
                "email": MediaToday(2, 0, 0, 0, 0, 0, 0.0, 0, 0.0),
            },
        )
        assert (got.media["voice"].asa, got.media["voice"].aht) == (15.0, 300.1)

    def test_a_queue_without_a_group_had_no_traffic_and_one_not_asked_for_is_ignored(self) -> None:
        got = parse_today(answer(group(WHOLE, queue="else")), [QUEUE, OTHER], TODAY, as_of=NOON)
        assert list(got) == [QUEUE, OTHER]
        assert [(one.traffic, one.offered) for one in got.values()] == [(False, 0)] * 2

    def test_ids_compare_without_regard_to_case(self) -> None:
        assert today(group(WHOLE, queue=QUEUE.upper())).offered == 10

    def test_several_intervals_and_groups_of_the_same_are_added_up(self) -> None:
        more = part(nOffered=count(1), tAnswered=durations(1, 500), oServiceLevel=level(1, 1))
        for got in (today(group(WHOLE, more)), today(group(WHOLE), group(more))):
            voice = got.media["voice"]
            assert (voice.offered, voice.answered, voice.abandoned) == (11, 7, 3)
            assert voice.answer_seconds == 90.5
            assert voice.service == ServiceLevel(5, 10, 0.8)

    def test_the_level_is_the_servers_and_is_never_derived(self) -> None:
        odd = part(nOffered=count(10), tAnswered=durations(6, 1), oServiceLevel=level(1, 3, None))
        assert today(group(odd)).media["voice"].service == ServiceLevel(1, 3, None)
        silent = part(nOffered=count(10), nOverSla=count(1), tAnswered=durations(6, 1))
        assert today(group(silent)).media["voice"].service is None

    @pytest.mark.parametrize("missing", ["numerator", "denominator"])
    def test_a_level_that_is_told_in_part_is_not_told(self, missing: str) -> None:
        cut = {name: value for name, value in level(4, 9).items() if name != missing}
        for parts in ([cut], [cut, level(1, 1)], [level(1, 1), cut]):
            got = today(group(*(part(oServiceLevel=one) for one in parts)))
            assert got.media["voice"].service is None

    def test_the_target_may_be_told_beside_the_level(self) -> None:
        def target_of(*parts: object) -> float | None:
            service = today(group(*parts)).media["voice"].service
            assert service is not None
            return service.target

        bare = level(4, 9, None)
        assert target_of(part(oServiceLevel=bare, oServiceTarget={"target": 0.9})) == 0.9
        assert target_of(part(oServiceLevel=level(4, 9), oServiceTarget={"target": 0.9})) == 0.8
        assert (
            target_of(part(oServiceLevel=level(4, 9)), part(oServiceLevel=level(1, 1, 0.7))) is None
        )
        both = [part(oServiceTarget={"target": share}) for share in (0.8, 0.9)]
        assert target_of(part(oServiceLevel=bare), *both) is None

    def test_callbacks_have_metrics_of_their_own(self) -> None:
        own = part(
            nOffered=count(9),
            nConnected=count(7),
            nCallbackOverSla=count(2),
            oCallbackServiceLevel=level(5, 7, 0.9),
            tHandle=durations(6, 600_000),
        )
        got = today(group(own, media="callback"), group(WHOLE))
        assert got.media["callback"] == MediaToday(
            offered=9,
            answered=7,
            over_sla=2,
            handled=6,
            handle_seconds=600.0,
            service=ServiceLevel(5, 7, 0.9),
            callback=True,
        )
        assert (got.answered, got.abandoned, got.asa) == (13, 3, 15.0)
        flowed = part(tFlowOut=durations(2, 1), nConnected=count(1), tAnswered=durations(5, 1))
        callback = today(group(flowed, media="callback")).media["callback"]
        assert (callback.answered, callback.flowed_out, callback.asa) == (1, 2, None)

    def test_connections_of_other_media_are_no_answers(self) -> None:
        got = today(group(part(nConnected=count(7), nCallbackOverSla=count(3)))).media["voice"]
        assert (got.answered, got.over_sla) == (0, 0)

    def test_an_organisation_may_count_callbacks_as_calls(self) -> None:
        got = today(group(WHOLE, media="callback")).media["callback"]
        assert got.callback
        assert (got.answered, got.abandoned, got.asa, got.over_sla) == (6, 3, 15.0, 2)
        assert got.service == ServiceLevel(4, 9, 0.8)
        gone = part(nOffered=count(2), tAbandon=durations(2, 1))
        assert today(group(gone, media="callback")).abandoned == 2

    def test_a_group_without_a_medium_is_used_only_if_there_is_no_other(self) -> None:
        total = group(WHOLE, media=None)
        assert list(today(total).media) == ["unknown"]
        assert today(total).offered == 10
        for groups in ([total, group(WHOLE)], [group(WHOLE), total]):
            assert list(today(*groups).media) == ["voice"]

    @pytest.mark.parametrize("stats", [None, {}, {"count": None}, count(-3), count(1e300)])
    def test_a_metric_that_tells_no_count_is_unknown_not_zero(self, stats: Stats | None) -> None:
        got = today(group(part(nOffered=stats, tAnswered=durations(1, 1000)), WHOLE))
        assert got.media["voice"].offered is None
        assert (got.offered, got.answered) == (None, 7)

    def test_absurd_figures_are_not_told(self) -> None:
        for absurd in (level(1e300, 9), level(4, 1e300), level(4, -9)):
            odd = part(tAnswered=durations(2, 1e300), oServiceLevel=absurd)
            got = today(group(odd)).media["voice"]
            assert (got.answered, got.answer_seconds, got.asa, got.service) == (2, None, None, None)

    def test_empty_entries_and_unknown_fields_are_passed_over(self) -> None:
        body = answer(
            None,
            {**group(None, {**WHOLE, "metrics": [None, *WHOLE["metrics"]], "views": []}), "x": 1},
            {"group": {"queueId": QUEUE, "mediaType": "chat", "new": "1"}, "data": None},
            group({"metrics": None}, media="email"),
        )
        got = parse_today(body, [QUEUE], TODAY, as_of=NOON)[QUEUE]
        assert got.media["voice"] == today(group(WHOLE)).media["voice"]
        assert set(got.media) == {"voice", "chat", "email"}
        assert got.offered == 10


class TestTheDay:
    def test_gaps_are_zeros_and_nothing_comes_after_now(self) -> None:
        early = "2026-01-01T00:30:00.000Z/2026-01-01T01:00:00.000Z"
        late = "2026-01-01T13:30:00.000+01:00/2026-01-01T14:00:00.000+01:00"
        got = series(group(part(early, nOffered=count(3)), part(late, nOffered=count(9))))
        assert (got.queue_id, got.as_of, got.since) == (QUEUE, NOON, MIDNIGHT)
        assert got.halves == tuple(
            HalfHour(MIDNIGHT + 1800 * place, 3 if place == 1 else 0, 0, 0) for place in range(25)
        )
        whole = series(group(part(late, nOffered=count(9))), as_of=TODAY.until + 5)
        assert len(whole.halves) == 48
        assert whole.halves[25].offered == 9
        assert series(group(WHOLE | {"interval": early}), as_of=MIDNIGHT - 1).halves == ()
        assert len(series(as_of=MIDNIGHT).halves) == 1

    def test_media_are_added_and_callbacks_count_as_answered_when_connected(self) -> None:
        when = "2026-01-01T00:00:00Z/2026-01-01T00:30:00Z"
        callback = part(when, nOffered=count(2), nConnected=count(1))
        got = series(
            group(WHOLE | {"interval": when}),
            group(callback, media="callback"),
            group(WHOLE | {"interval": when}, media=None),
            group(WHOLE | {"interval": when}, queue=OTHER),
            as_of=MIDNIGHT,
        )
        assert got.halves == (HalfHour(MIDNIGHT, 12, 7, 3),)

    def test_a_half_hour_that_the_beginning_cuts_belongs_to_the_first(self) -> None:
        cut = Day(MIDNIGHT + 900, MIDNIGHT + 900 + 24 * HOUR, "UTC")
        at_the_cut = part("2026-01-01T00:00:00Z/2026-01-01T00:30:00Z", nOffered=count(4))
        other_days = [
            part("2025-12-31T23:30:00Z/2026-01-01T00:00:00Z", nOffered=count(5)),
            part("2026-01-02T00:30:00Z/2026-01-02T01:00:00Z", nOffered=count(5)),
        ]
        got = parse_day(answer(group(at_the_cut, *other_days)), QUEUE, cut, as_of=cut.until)
        assert got.halves[0] == HalfHour(cut.since, 4, 0, 0)
        assert sum(half.offered for half in got.halves) == 4

    def test_what_begins_after_the_day_is_not_of_its_last_half_hour(self) -> None:
        # A day that the clock's jump has made a quarter of an hour shorter than 47 half hours.
        short = Day(MIDNIGHT, MIDNIGHT + 23.25 * HOUR, "UTC")
        last = part("2026-01-01T23:00:00Z/2026-01-01T23:15:00Z", nOffered=count(4))
        after = part("2026-01-01T23:15:00Z/2026-01-01T23:30:00Z", nOffered=count(5))
        got = parse_day(answer(group(last, after)), QUEUE, short, as_of=short.until)
        assert got.halves[-1] == HalfHour(MIDNIGHT + 23 * HOUR, 4, 0, 0)

    def test_an_interval_without_an_offset_is_in_utc(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        try:
            got = series(group(part("2026-01-01T01:00:00/2026-01-01T01:30:00", nOffered=count(4))))
        finally:
            monkeypatch.undo()
            time.tzset()
        assert got.halves[2].offered == 4

    @pytest.mark.parametrize(
        "interval", [None, "", "soon/later", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z/"]
    )
    def test_a_part_that_can_not_be_placed_is_not_left_out_in_silence(
        self, interval: str | None
    ) -> None:
        with pytest.raises(AnswerUnreadable) as caught:
            series(group(part(interval, nOffered=count(1))))
        assert "`interval`" in caught.value.what

    @pytest.mark.parametrize("metric", ["nOffered", "tAnswered", "tAbandon"])
    def test_a_count_that_is_not_told_is_no_zero(self, metric: str) -> None:
        when = "2026-01-01T00:00:00Z/2026-01-01T00:30:00Z"
        with pytest.raises(AnswerUnreadable) as caught:
            series(group(part(when, **{metric: None})))
        assert "without a count" in caught.value.what


class TestAnswersThatDoNotFit:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "is empty"),
            (b"\n <html>", "is a web page"),
            (b'{"results": [', "is not whole JSON"),
            (b"{}", "`results`"),
            (b"[]", "object"),
            (b'{"results": 5}', "$.results"),
            (b'{"results": [{"data": []}]}', "`group`"),
            (b'{"results": [{"group": {"mediaType": "voice"}}]}', "`queueId`"),
            (
                b'{"results": [{"group": {"queueId": "a"}, "data": [{"metrics": [{}]}]}]}',
                "`metric`",
            ),
            (
                b'{"results": [{"group": {"queueId": "a"}, "data": [{"metrics": [{"metric": "nOffered", "stats": {"count": "7"}}]}]}]}',
                "count",
            ),
            (b'{"results":' + b"[" * 100_000, "aggregates"),
        ],
    )
    def test_each_says_in_one_sentence_what_is_wrong(self, body: bytes, said: str) -> None:
        with pytest.raises(AnswerUnreadable) as caught:
            parse_today(body, [QUEUE], TODAY, as_of=NOON)
        with pytest.raises(AnswerUnreadable):
            parse_day(body, QUEUE, TODAY, as_of=NOON)
        assert said in caught.value.what
        assert "\n" not in caught.value.what

    @given(st.binary(max_size=400))
    def test_any_bytes_give_figures_or_the_typed_error(self, body: bytes) -> None:
        with suppress(AnswerUnreadable):
            assert not parse_today(body, [QUEUE], TODAY, as_of=NOON)[QUEUE].traffic

    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(
                    ["nOffered", "tAnswered", "tAbandon", "nConnected", "oServiceLevel"]
                ),
                st.none()
                | st.dictionaries(
                    st.sampled_from(["count", "sum", "numerator", "denominator", "target"]),
                    st.none()
                    | st.integers()
                    | st.floats(allow_nan=False, allow_infinity=False)
                    | st.just("7"),
                ),
            )
        ),
        st.sampled_from(["voice", "callback", None]),
        st.text(max_size=3)
        | st.sampled_from(
            [
                "2026-01-01T00:00Z/2026-01-01T00:30Z",
                "0001-01-01T00:00+14:00/9999-12-31T23:59-12:00",
                "2026-01-01/2026-01-02",
            ]
        ),
    )
    def test_any_figures_give_figures_or_the_typed_error(
        self, parts: list[dict[str, Any]], media: str | None, interval: str
    ) -> None:
        body = answer(group(*(part(interval, **one) for one in parts), media=media))
        with suppress(AnswerUnreadable):
            got = parse_today(body, [QUEUE], TODAY, as_of=NOON)[QUEUE]
            assert got.offered is None or got.offered >= 0
            assert got.asa is None or 0 <= got.asa < float("inf")
            assert got.abandon_rate is None or 0 <= got.abandon_rate < float("inf")
            assert got.service is None or got.service.denominator >= 0
        with suppress(AnswerUnreadable):
            assert len(parse_day(body, QUEUE, TODAY, as_of=NOON).halves) == 25
