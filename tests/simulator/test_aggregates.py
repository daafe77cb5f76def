from __future__ import annotations

from typing import Any

import msgspec
import pytest

from queuetui.simulator.aggregate_queries import METRICS
from queuetui.simulator.entrance import ServiceLevelRule, Settings
from queuetui.simulator.history import ABANDONED, ANSWERED, FLOWED, HANDLE, SHORT, cell_number
from queuetui.simulator.running import NOON, RunningSimulator
from tests.simulator.asking import AGGREGATES, TODAY, naming, today_query
from tests.simulator.conftest import Client

HOUR = 3600.0
MIDNIGHT = NOON - 12 * HOUR
Metrics = dict[str, dict[str, Any]]


def ask(client: Client, query: object) -> list[dict[str, Any]]:
    reply = client.post(AGGREGATES, query)
    assert reply.status == 200, reply.body
    results: list[dict[str, Any]] = reply.body["results"]
    return results


def whole(client: Client, query: dict[str, Any]) -> dict[tuple[str | None, str], Metrics]:
    """Ask for one part and return the stats by group and metric."""
    found = {}
    for result in ask(client, query):
        (part,) = result["data"]
        assert part["interval"] == TODAY
        group = result["group"]
        stats = {one["metric"]: one["stats"] for one in part["metrics"]}
        assert len(stats) == len(part["metrics"])
        found[group.get("queueId"), group["mediaType"]] = stats
    return found


def refused(client: Client, query: object) -> tuple[int, str, str]:
    reply = client.post(AGGREGATES, query)
    return reply.status, reply.body["code"], reply.body["message"]


def test_a_simulated_day_as_it_was(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(9 * HOUR + 123.0)
    found = whole(client, today_query(client, metrics=list(METRICS)))
    centre = simulator.centre
    told = 0
    for queue in centre.queues.values():
        for media, line in queue.lines.items():
            if media == "callback":
                continue
            stats = found[queue.id, media]
            truth = centre.truth_of(queue.id, media, MIDNIGHT, centre.now + 0.01)
            count = {name: one.get("count", 0) for name, one in stats.items()}
            assert count["nOffered"] == truth.offered
            assert count.get("tAnswered", 0) == truth.answered
            assert count.get("nOverSla", 0) == truth.over_sla
            assert count.get("tAbandon", 0) == truth.abandoned
            assert count.get("tShortAbandon", 0) == truth.short_abandoned
            assert count.get("tFlowOut", 0) == truth.flowed_out
            left = sum(count.get(name, 0) for name in ("tAnswered", "tAbandon", "tFlowOut"))
            still = len(line.waiting) + len(line.alerting)
            assert truth.waiting_before + count["nOffered"] == left + still
            assert count["tWait"] == left
            sums = [
                stats[name]["sum"]
                for name in ("tAnswered", "tAbandon", "tFlowOut")
                if name in stats
            ]
            assert stats["tWait"]["sum"] == stats["tAcd"]["sum"] == sum(sums)
            service = stats["oServiceLevel"]
            assert service["numerator"] == truth.answered - truth.over_sla
            assert service["denominator"] == truth.answered + truth.abandoned
            assert service["ratio"] == service["numerator"] / service["denominator"]
            goal = queue.character.goal(media)
            assert service["target"] == stats["oServiceTarget"]["target"] == goal.share
            assert set(stats["oServiceTarget"]) == {"target"}
            told += left
    assert told > 10_000
    assert len(found) == sum(len(queue.lines) for queue in centre.queues.values())


def test_durations_are_in_milliseconds(simulator: RunningSimulator, client: Client) -> None:
    queue = simulator.centre.queues[client.id_of("Support EMEA")]
    metrics = ["tAnswered", "tAbandon", "tShortAbandon", "tFlowOut", "tHandle", "tTalk", "tAcw"]
    stats = whole(client, today_query(client, "Support EMEA", metrics=metrics))[queue.id, "voice"]
    total = queue.lines["voice"].ledger.total(cell_number(MIDNIGHT), cell_number(NOON))
    places = {
        "tAnswered": ANSWERED,
        "tAbandon": ABANDONED,
        "tShortAbandon": SHORT,
        "tFlowOut": FLOWED,
        "tHandle": HANDLE,
    }
    for name, at in places.items():
        told = [stats[name][key] for key in ("count", "sum", "min", "max")]
        assert told == list(total[at : at + 4])
    handling = stats["tHandle"]["sum"] / stats["tHandle"]["count"]
    assert 250_000 < handling < 400_000
    assert stats["tShortAbandon"]["max"] < 10_000
    # Some talks are over whose after-call work is not.
    assert stats["tTalk"]["count"] >= stats["tHandle"]["count"] == stats["tAcw"]["count"]


def test_metrics_without_data_are_absent(simulator: RunningSimulator, client: Client) -> None:
    found = whole(client, today_query(client, metrics=list(METRICS)))
    mail = found[client.id_of("Customer Mail"), "email"]
    assert {"tAbandon", "tShortAbandon", "tFlowOut", "nOverSla", "nConnected", "tHeld"}.isdisjoint(
        mail
    )
    assert mail["oServiceLevel"]["ratio"] == 1.0
    night = found[client.id_of("Night Desk"), "voice"]
    assert {"tAnswered", "tHandle", "tTalk", "nOverSla"}.isdisjoint(night)
    assert night["oServiceLevel"]["numerator"] == night["oServiceLevel"]["ratio"] == 0
    assert night["oServiceLevel"]["denominator"] == night["tAbandon"]["count"]
    only = whole(client, today_query(client, metrics=["nOverSla"]))
    assert (client.id_of("Customer Mail"), "email") not in only
    assert (client.id_of("Billing"), "voice") in only


def test_callbacks_have_metrics_of_their_own(simulator: RunningSimulator, client: Client) -> None:
    queue_id = client.id_of("Callbacks")
    query = today_query(client, "Callbacks", metrics=list(METRICS))
    truth = simulator.centre.truth_of(queue_id, "callback", MIDNIGHT, NOON)
    stats = whole(client, query)[queue_id, "callback"]
    assert set(stats) == {
        "nOffered", "nConnected", "nCallbackOverSla", "oCallbackServiceLevel", "oServiceTarget",
        "tAcd", "tWait", "tTalk", "tTalkComplete", "tAcw", "tHandle",
    }  # fmt: skip
    assert stats["nConnected"]["count"] == truth.answered
    assert stats["oCallbackServiceLevel"]["numerator"] == truth.in_time
    simulator.settings = Settings(callbacks_like_calls=True)
    like_a_call = whole(client, query)[queue_id, "callback"]
    assert like_a_call["tAnswered"]["count"] == truth.answered
    assert like_a_call["oServiceLevel"] == stats["oCallbackServiceLevel"]
    assert {"nConnected", "oCallbackServiceLevel", "nCallbackOverSla"}.isdisjoint(like_a_call)


@pytest.mark.parametrize(
    ("rule", "also"),
    [
        (ServiceLevelRule(), ("tAbandon",)),
        (ServiceLevelRule(flow_outs=True), ("tAbandon", "tFlowOut")),
        (ServiceLevelRule(abandons=False), ()),
        (ServiceLevelRule(abandons=False, flow_outs=True), ("tFlowOut",)),
    ],
)
def test_the_organization_sets_the_service_level(
    simulator: RunningSimulator, client: Client, rule: ServiceLevelRule, also: tuple[str, ...]
) -> None:
    simulator.settings = Settings(service_level=rule)
    stats = whole(client, today_query(client, "Billing"))[client.id_of("Billing"), "voice"]
    denominator = sum(stats[name]["count"] for name in ("tAnswered", *also))
    assert stats["oServiceLevel"]["denominator"] == denominator


def test_short_abandons_can_be_left_out(simulator: RunningSimulator, client: Client) -> None:
    simulator.settings = Settings(service_level=ServiceLevelRule(short_abandons=False))
    metrics = ["tAnswered", "tAbandon", "tShortAbandon", "oServiceLevel"]
    query = today_query(client, "Billing", metrics=metrics)
    stats = whole(client, query)[client.id_of("Billing"), "voice"]
    count = {name: stats[name]["count"] for name in metrics[:3]}
    assert count["tShortAbandon"] > 0
    assert stats["oServiceLevel"]["denominator"] == (
        count["tAnswered"] + count["tAbandon"] - count["tShortAbandon"]
    )


# -- time ---------------------------------------------------------------------------------------------


def parts(client: Client, query: dict[str, Any]) -> dict[str, int]:
    """Return what was offered to the one group, by part of the interval."""
    (result,) = ask(client, query)
    return {
        part["interval"]: metric["stats"]["count"]
        for part in result["data"]
        for metric in part["metrics"]
    }


@pytest.mark.parametrize(
    ("granularity", "count", "first"),
    [
        ("PT30M", 25, "2026-01-01T00:00:00.000Z/2026-01-01T00:30:00.000Z"),
        ("PT1H", 13, "2026-01-01T00:00:00.000Z/2026-01-01T01:00:00.000Z"),
        ("P1D", 1, TODAY),
    ],
)
def test_granularity(
    simulator: RunningSimulator, client: Client, granularity: str, count: int, first: str
) -> None:
    simulator.clock.advance(600.0)
    query = today_query(client, "Billing", metrics=["nOffered"])
    (total,) = parts(client, query).values()
    cut = parts(client, {**query, "granularity": granularity})
    assert len(cut) == count
    assert next(iter(cut)) == first
    assert list(cut) == sorted(cut)
    assert sum(cut.values()) == total > 2000


@pytest.mark.parametrize(
    "interval",
    [
        "2026-01-01T00:00:00Z/2026-01-01T06:00:00Z",
        "2026-01-01T01:00:00+01:00/2026-01-01T07:00:00+01:00",
        "2025-12-31T19:00:00.000-05:00/2026-01-01T06:00:00.000Z",
        "2026-01-01T00:00:00/2026-01-01T06:00:00",
    ],
)
def test_offsets(simulator: RunningSimulator, client: Client, interval: str) -> None:
    query = today_query(client, "Billing", metrics=["nOffered"], interval=interval)
    truth = simulator.centre.truth_of(client.id_of("Billing"), "voice", MIDNIGHT, NOON - 6 * HOUR)
    told = "2026-01-01T00:00:00.000Z/2026-01-01T06:00:00.000Z"
    assert parts(client, query) == {told: truth.offered}


def test_days_follow_the_calendar_of_their_zone() -> None:
    # In Berlin the 25th of October 2026 has 25 hours.
    start = 1_792_972_800.0 + 12 * HOUR
    with RunningSimulator(queues=1, start=start) as simulator:
        simulator.clock.advance(12 * HOUR)
        client = Client(simulator)
        days = today_query(
            client,
            metrics=["nOffered"],
            interval="2026-10-25T00:00:00+02:00/2026-10-27T00:00:00+01:00",
            granularity="P1D",
        )
        berlin = parts(client, {**days, "timeZone": "Europe/Berlin"})
        assert list(berlin) == [
            "2026-10-24T22:00:00.000Z/2026-10-25T23:00:00.000Z",
            "2026-10-25T23:00:00.000Z/2026-10-26T23:00:00.000Z",
        ]
        assert next(iter(parts(client, days))) == (
            "2026-10-24T22:00:00.000Z/2026-10-25T22:00:00.000Z"
        )


def test_yesterday_and_tomorrow(simulator: RunningSimulator, client: Client) -> None:
    query = today_query(client, "Billing", metrics=["nOffered"])
    yesterday = "2025-12-31T00:00:00.000Z/2026-01-01T00:00:00.000Z"
    assert parts(client, {**query, "interval": yesterday})[yesterday] > 4000
    tomorrow = "2026-01-02T00:00:00.000Z/2026-01-03T00:00:00.000Z"
    assert ask(client, {**query, "interval": tomorrow}) == []
    long_ago = "2025-01-01T00:00:00.000Z/2025-02-01T00:00:00.000Z"
    assert ask(client, {**query, "interval": long_ago}) == []


# -- groups and filters ---------------------------------------------------------------------------------


def test_the_medium_is_always_in_the_group(simulator: RunningSimulator, client: Client) -> None:
    by_both = whole(client, today_query(client, metrics=["nOffered", "oServiceTarget"]))
    by_queue = whole(client, today_query(client, metrics=["nOffered"], groupBy=["queueId"]))
    assert set(by_both) == set(by_queue)
    query = today_query(client, metrics=["nOffered", "oServiceTarget"])
    for groups in ([], ["mediaType"], None):
        by_media = whole(client, {**query, "groupBy": groups})
        assert {queue for queue, _ in by_media} == {None}
        voice = by_media[None, "voice"]
        offered = [
            one["nOffered"]["count"] for (_, media), one in by_both.items() if media == "voice"
        ]
        assert voice["nOffered"]["count"] == sum(offered)
        # VIP aims higher than the others.
        assert "oServiceTarget" not in voice
        assert by_media[None, "email"]["oServiceTarget"] == {"target": 0.8}


def test_filters(simulator: RunningSimulator, client: Client) -> None:
    query = today_query(client, metrics=["nOffered"])
    orders, returns = client.id_of("Orders"), client.id_of("Returns")
    chat = {"type": "or", "predicates": [{"dimension": "mediaType", "value": "chat"}]}
    assert {media for _, media in whole(client, {**query, "filter": chat})} == {"chat"}
    both = {"type": "and", "clauses": [naming(client, "Orders", "Returns"), chat]}
    assert set(whole(client, {**query, "filter": both})) == {(orders, "chat"), (returns, "chat")}
    unknown = {"type": "or", "predicates": [{"dimension": "queueId", "value": "nobody"}]}
    assert ask(client, {**query, "filter": unknown}) == []
    exists = {"type": "and", "predicates": [{"dimension": "queueId", "operator": "exists"}]}
    assert whole(client, {**query, "filter": exists}) == whole(client, query)


def test_a_hundred_queues_at_once_and_quickly() -> None:
    with RunningSimulator(queues=150) as simulator:
        client = Client(simulator)
        ids = list(simulator.centre.queues)[:100]
        predicates = [{"dimension": "queueId", "value": one} for one in ids]
        wanted = {"type": "or", "predicates": predicates}
        found = whole(client, today_query(client, filter=wanted))
        assert {queue for queue, _ in found} == set(ids)


# -- refusals -----------------------------------------------------------------------------------------


def test_an_unknown_metric(client: Client) -> None:
    status, code, message = refused(client, today_query(client, metrics=["tOffered"]))
    assert (status, code) == (400, "invalid.value")
    assert message.startswith("Value [tOffered] is not valid for field type [Conversation")
    assert message.endswith(f"Allowable values are: {', '.join(METRICS)}")
    assert len(METRICS) == 80


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"interval": None}, "invalid.date"),
        ({"interval": "yesterday"}, "invalid.date"),
        ({"interval": "2026-01-01T00:00:00Z"}, "invalid.date"),
        ({"interval": "2026-01-02T00:00:00Z/2026-01-01T00:00:00Z"}, "invalid.date"),
        ({"interval": "0001-01-01T00:00:00Z/9999-12-31T00:00:00Z"}, "invalid.date"),
        ({"granularity": "PT7M"}, "general.bad.request"),
        ({"granularity": "PT0M"}, "general.bad.request"),
        ({"granularity": "an hour"}, "general.bad.request"),
        ({"granularity": 30}, "general.bad.request"),
        (
            {"granularity": "PT30M", "interval": "2026-01-01T00:00:00Z/2026-03-01T00:00:00Z"},
            "general.bad.request",
        ),
        ({"timeZone": "Moon/Crater"}, "general.bad.request"),
        ({"timeZone": "../etc"}, "general.bad.request"),
        ({"timeZone": 1}, "bad.request"),
        ({"metrics": None}, "bad.request"),
        ({"metrics": "nOffered"}, "bad.request"),
        ({"groupBy": ["userId"]}, "invalid.value"),
        ({"filter": {"type": "xor"}}, "invalid.value"),
        ({"filter": {"predicates": []}}, "invalid.value"),
        ({"filter": []}, "bad.request"),
    ],
)
def test_queries_that_are_refused(client: Client, changed: dict[str, Any], code: str) -> None:
    query = {**today_query(client), **changed}
    assert refused(client, query)[:2] == (400, code)


def test_bodies_that_are_refused(client: Client) -> None:
    for body in (b"{", b"[]", b"\xff"):
        assert refused(client, body)[:2] == (400, "bad.request")
    assert client.post(AGGREGATES, {}, content_type="text/plain").status == 415
    many = [{"dimension": "queueId", "value": str(number)} for number in range(201)]
    query = today_query(client, filter={"type": "or", "predicates": many})
    assert refused(client, query)[0] == 400
    assert client.post(AGGREGATES, msgspec.json.encode({"x": "y" * 600_000})).status == 413
    assert client.get(AGGREGATES).status == 404


def test_it_needs_a_permission_of_its_own(simulator: RunningSimulator, client: Client) -> None:
    permission = "analytics:conversationAggregate:view"
    simulator.settings = Settings(withheld=frozenset({"analytics:queueObservation:view"}))
    assert client.post(AGGREGATES, today_query(client)).status == 200
    simulator.settings = Settings(withheld=frozenset({permission}))
    status, code, message = refused(client, today_query(client))
    assert (status, code) == (403, "missing.any.permissions")
    assert message.endswith(f"[{permission}]")
