"""The query for the day's figures: what the SDK's own model would send, and which interval."""

import importlib
import json
from datetime import UTC
from typing import Any

import pytest

from queuetui.domain.day import Day, DayRule, day_at
from queuetui.genesys import sdk
from queuetui.genesys.aggregates import query
from queuetui.genesys.transport import Transport
from tests.clocks import ManualClock

QUEUE, OTHER = "11111111-0000-4000-8000-00000000000a", "22222222-0000-4000-8000-00000000000b"
MIDNIGHT = 1_767_225_600.0
NOON = MIDNIGHT + 43_200.0
TODAY = Day(MIDNIGHT, MIDNIGHT + 86_400.0, "UTC")


def test_it_is_what_the_sdks_model_serialises_to() -> None:
    client = sdk.SdkClient("http://127.0.0.1:9", Transport(ManualClock()))

    def model(name: str, **fields: object) -> Any:
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
        made = getattr(importlib.import_module(f"{sdk.PACKAGE}.models.{snake}"), name)()
        for field, value in fields.items():
            setattr(made, field, value)
            assert getattr(made, field) == value  # it replaces words that it does not know
        return made

    for by_half_hour in (False, True):
        ours = json.loads(query([QUEUE, OTHER], TODAY, by_half_hour=by_half_hour))
        predicates = [
            model(
                "ConversationAggregateQueryPredicate",
                type="dimension",
                dimension="queueId",
                operator="matches",
                value=queue_id,
            )
            for queue_id in (QUEUE, OTHER)
        ]
        theirs = model(
            "ConversationAggregationQuery",
            interval=ours["interval"],
            group_by=["queueId", "mediaType"],
            filter=model("ConversationAggregateQueryFilter", type="or", predicates=predicates),
            metrics=ours["metrics"],
            **({"granularity": "PT30M"} if by_half_hour else {}),
        )
        assert client._client.sanitize_for_serialization(theirs) == ours
        for metric in ours["metrics"]:
            model("ConversationAggregationView", target=metric)


@pytest.mark.parametrize(
    ("noon", "rule", "interval"),
    [
        (NOON, DayRule(zone="UTC"), "2026-01-01T00:00:00+00:00/2026-01-02T00:00:00+00:00"),
        (
            1_774_778_400.0,
            DayRule(zone="Europe/Berlin"),
            "2026-03-29T00:00:00+01:00/2026-03-30T00:00:00+02:00",
        ),
        (
            1_792_929_600.0,
            DayRule(6 * 60, "Europe/Berlin"),
            "2026-10-25T06:00:00+01:00/2026-10-26T06:00:00+01:00",
        ),
        (
            NOON,
            DayRule(zone="Asia/Kathmandu"),
            "2026-01-01T00:00:00+05:45/2026-01-02T00:00:00+05:45",
        ),
    ],
)
def test_the_interval_has_the_days_own_offsets(noon: float, rule: DayRule, interval: str) -> None:
    body = json.loads(query([QUEUE], day_at(rule, noon, UTC)))
    assert body["interval"] == interval


def test_a_zone_that_only_has_an_abbreviation_is_written_in_utc() -> None:
    for name in ("UTC+02:00", "XYZ", "", "Europe"):
        body = json.loads(query([QUEUE], Day(MIDNIGHT, NOON, name)))
        assert body["interval"] == "2026-01-01T00:00:00+00:00/2026-01-01T12:00:00+00:00"
