"""Answers that are not what was asked for, over real HTTP."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from queuetui.simulator.entrance import Settings
from queuetui.simulator.faults import (
    ClockDrift,
    DropQueue,
    EmptyResults,
    FaultError,
    ForeignQueue,
    RefuseQueue,
    Withhold,
)
from queuetui.simulator.running import NOON, RunningSimulator
from tests.simulator.asking import ME, observe, queues_in
from tests.simulator.conftest import Client, Reply


def test_a_permission_that_is_withheld_adds_to_those_that_are(
    simulator: RunningSimulator, client: Client
) -> None:
    path = f"/routing/queues/{client.id_of('VIP')}/members"
    all_but_one = {"routing:queue:view", "routing:queue:edit", "routing:queue:readonly"}
    simulator.settings = Settings(withheld=frozenset(all_but_one))
    assert client.get(path).status == 200
    simulator.faults.add(Withhold("routing:queueMember:manage"))
    assert client.get(path).status == 403
    assert client.get(ME).status == 200


@pytest.mark.parametrize("told_by", ["name", "id"])
def test_a_refused_queue(simulator: RunningSimulator, client: Client, told_by: str) -> None:
    word = "billing" if told_by == "name" else client.id_of("Billing")
    identity = simulator.faults.add(RefuseQueue(word))
    reply = observe(client, "Billing", "VIP")
    assert (reply.status, reply.body["code"]) == (403, "missing.any.permissions")
    division = simulator.centre.queues[client.id_of("Billing")].division_id
    assert reply.body["message"].endswith(
        "permissions assigned: [analytics:queueObservation:view] "
        f"in at least one of the following division(s): [{division}]"
    )
    assert observe(client, "VIP").status == 200
    assert simulator.faults.hits(identity) == 1
    assert client.observe(b"{").status == 400


def test_a_queue_refused_without_a_reason(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(RefuseQueue("VIP", 400))
    assert observe(client, "VIP").status == 400
    assert observe(client, "Billing").status == 200


def test_the_token_is_checked_before_the_queue(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(RefuseQueue("VIP"))
    assert observe(client, "VIP").status == 403
    simulator.revoke_tokens()
    assert observe(client, "VIP").status == 401


def test_a_queue_that_is_left_out(simulator: RunningSimulator, client: Client) -> None:
    identity = simulator.faults.add(DropQueue("Billing"))
    assert queues_in(observe(client, "Billing", "VIP")) == {client.id_of("VIP")}
    assert observe(client, "Billing").body["results"] == []
    assert queues_in(observe(client, "VIP")) == {client.id_of("VIP")}
    assert simulator.faults.hits(identity) == 2


def test_a_queue_that_nobody_asked_for(simulator: RunningSimulator, client: Client) -> None:
    asked = {client.id_of("Billing"), client.id_of("VIP")}
    right = observe(client).body["results"]
    stranger = simulator.faults.add(ForeignQueue())
    reply = observe(client)
    (unknown,) = queues_in(reply) - asked
    assert unknown not in simulator.centre.queues
    assert [one for one in reply.body["results"] if one["group"]["queueId"] in asked] == right
    assert len(observe(client, "Night Desk").body["results"]) > 1
    simulator.faults.remove(stranger)
    simulator.faults.add(ForeignQueue("Orders"))
    assert queues_in(observe(client)) - asked == {client.id_of("Orders")}


def test_empty_results(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(EmptyResults())
    assert observe(client).body["results"] == []
    simulator.faults.add(ForeignQueue("VIP"))
    assert queues_in(observe(client)) == {client.id_of("VIP")}


def instants(reply: Reply) -> list[Any]:
    found: list[Any] = []
    for result in reply.body["results"]:
        for entry in result["data"]:
            found.append(entry["stats"].get("calculatedMetricValue"))
            found += [one["observationDate"] for one in entry.get("observations", ())]
    return [one for one in found if one is not None]


def test_a_clock_that_is_off_and_drifts(simulator: RunningSimulator, client: Client) -> None:
    def look() -> Reply:
        return observe(client, "Customer Mail", details=["oWaiting"])

    def seconds_ahead(now: Reply) -> float:
        return parsedate_to_datetime(now.headers["date"]).timestamp() - simulator.clock.now

    right = look()
    simulator.faults.add(ClockDrift(-3600.0))
    wrong = look()
    assert seconds_ahead(wrong) == -3600.0
    assert parsedate_to_datetime(client.get("/nothing").headers["date"]).timestamp() == NOON - 3600
    numbers = [one for one in instants(right) if isinstance(one, int)]
    assert [one for one in instants(wrong) if isinstance(one, int)] == [
        one - 3_600_000 for one in numbers
    ]
    hour_earlier = [one.replace("T11:", "T10:") for one in instants(right) if isinstance(one, str)]
    shown = [one for one in instants(wrong) if isinstance(one, str)]
    assert len(shown) > 20
    assert [one[14:] for one in shown] == [one[14:] for one in hour_earlier]
    assert shown != [one for one in instants(right) if isinstance(one, str)]
    assert simulator.centre.now == NOON

    simulator.faults.clear()
    simulator.faults.add(ClockDrift(2.0, rate=0.1, start=100.0, length=1000.0))
    assert seconds_ahead(look()) == 0.0
    simulator.clock.advance(100.0)
    assert seconds_ahead(look()) == 2.0
    simulator.clock.advance(500.0)
    assert seconds_ahead(look()) == 52.0
    simulator.clock.advance(500.0)
    assert seconds_ahead(look()) == 0.0


def test_a_queue_that_there_is_not(simulator: RunningSimulator) -> None:
    with pytest.raises(FaultError, match="there is no queue called 'Bowling'"):
        simulator.faults.add(DropQueue("Bowling"))
    assert simulator.faults.listing() == ()
    simulator.faults.add(DropQueue("00000000-0000-4000-8000-000000000000"))
