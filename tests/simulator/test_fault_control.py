from __future__ import annotations

from typing import Any

import msgspec
import pytest

from queuetui.simulator.faults import Hang, Html, Reset, Status
from queuetui.simulator.running import RunningSimulator
from tests.simulator.conftest import Client, Reply

FAULTS = "/simulator/faults"
JSON = {"Content-Type": "application/json"}


def post(client: Client, fault: object, headers: dict[str, str] = JSON) -> Reply:
    body = fault if isinstance(fault, bytes) else msgspec.json.encode(fault)
    return client.send("POST", FAULTS, body, headers)


def listed(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.send("GET", FAULTS).body["faults"]
    return found


def test_added_listed_and_taken_away(simulator: RunningSimulator, client: Client) -> None:
    assert listed(client) == []
    fault = {"kind": "status", "status": 502, "for": "30s", "endpoint": "organization"}
    reply = post(client, fault)
    assert (reply.status, reply.body) == (201, {"id": 1})
    assert post(client, {"kind": "hang", "from": "1m", "requests": 2}).body == {"id": 2}
    assert client.get("/tokens/me").status == 502
    assert listed(client) == [
        {"id": 1, "state": "acting", "hits": 1, "fault": {**fault, "for": 30.0}},
        {
            "id": 2,
            "state": "waiting",
            "hits": 0,
            "fault": {"kind": "hang", "from": 60.0, "requests": 2},
        },
    ]
    simulator.clock.advance(30.0)
    assert listed(client)[0]["state"] == "over"
    gone = client.send("DELETE", f"{FAULTS}/1")
    assert (gone.status, gone.raw) == (204, b"")
    assert [one["id"] for one in listed(client)] == [2]
    again = client.send("DELETE", f"{FAULTS}/1")
    assert (again.status, again.body) == (404, {"error": "there is no fault 1"})
    assert client.send("DELETE", FAULTS).status == 204
    assert listed(client) == []


def test_faults_do_not_touch_it(simulator: RunningSimulator, client: Client) -> None:
    for fault in (Hang(), Reset(), Status(500), Html()):
        simulator.faults.add(fault)
    assert len(listed(client)) == 4
    assert sum(one["hits"] for one in listed(client)) == 0
    assert simulator.received == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (b"{", "this is not JSON"),
        (b"\xff", "this is not JSON"),
        ([], "a fault is a table with a 'kind'"),
        ({"kind": "slow", "seconds": "soon"}, "'seconds' of slow must be a time"),
        ({"kind": "drop_queue", "queue": "Bowling"}, "there is no queue called 'Bowling'"),
        ({"kind": "go_away"}, "go_away needs a 'for': nobody could end it from here"),
        ({"kind": "tls"}, "tls needs a 'for': nobody could end it from here"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    client: Client, fault: object, sentence: str
) -> None:
    reply = post(client, fault)
    assert reply.status == 400
    assert reply.body["error"].startswith(sentence)
    assert listed(client) == []


def test_only_json_is_taken(client: Client) -> None:
    reply = post(client, {"kind": "hang"}, {"Content-Type": "text/plain"})
    assert reply.status == 415
    assert listed(client) == []
    assert client.send("GET", "/simulator/else").status == 404


def test_going_away_is_answered_first(simulator: RunningSimulator, client: Client) -> None:
    assert post(client, {"kind": "go_away", "for": "40s"}).status == 201
    with pytest.raises(ConnectionRefusedError):
        client.login()
    simulator.clock.advance(40.0)
    assert client.login().status == 200
