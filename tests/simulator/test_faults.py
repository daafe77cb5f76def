"""Wrong answers over real HTTP: what a client sees, and that it is over when it should be."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime

import msgspec
import pytest

from queuetui.simulator.faults import (
    ClockDrift,
    Endpoint,
    ExpireTokens,
    Fault,
    Garbage,
    Html,
    RateLimited,
    Status,
    UnknownClient,
    Withhold,
    WrongSecret,
)
from queuetui.simulator.running import NOON, RunningSimulator
from tests.simulator.asking import (
    AGENTS,
    AGGREGATES,
    ME,
    agents_query,
    is_json,
    observe,
    today_query,
)
from tests.simulator.conftest import Client, Reply

# -- errors and answers of somebody else, as a table ------------------------------------------------

Check = Callable[[Reply], bool]


def error(status: int, code: str) -> Check:
    def check(reply: Reply) -> bool:
        body = reply.body
        told = (reply.status, body["status"], body["code"], body["contextId"])
        return told == (status, status, code, reply.headers["inin-correlation-id"])

    return check


def page(status: int, text: bytes) -> Check:
    def check(reply: Reply) -> bool:
        html = reply.headers["content-type"].startswith("text/html")
        return reply.status == status and html and text in reply.raw

    return check


def login_error(status: int, description: str) -> Check:
    return lambda reply: (reply.status, reply.body["description"]) == (status, description)


ANSWERS: list[tuple[Fault, Endpoint, Check]] = [
    (Status(500), "observations", error(500, "internal.server.error")),
    (Status(502), "names", error(502, "http.502")),
    (Status(503), "token", error(503, "service.unavailable")),
    (Status(504), "organization", error(504, "request.timeout")),
    (Status(502, "html"), "observations", page(502, b"<h1>502 Bad Gateway</h1>")),
    (Status(599, "html"), "observations", page(599, b"599 Error")),
    (Status(503, "nothing"), "names", lambda reply: (reply.status, reply.raw) == (503, b"")),
    (
        Status(503, retry_after=30.0),
        "names",
        lambda reply: reply.headers["retry-after"] == "30" and reply.status == 503,
    ),
    (
        RateLimited(12.0),
        "observations",
        lambda reply: (
            error(429, "too.many.requests.retry.after")(reply)
            and reply.headers["retry-after"] == "12"
            and "[12] seconds" in reply.body["message"]
        ),
    ),
    (
        RateLimited(None),
        "names",
        lambda reply: error(429, "too.many.requests")(reply) and "retry-after" not in reply.headers,
    ),
    (Html(), "observations", page(200, b"Sign in")),
    (Html(), "token", page(200, b"Sign in")),
    (
        Garbage(),
        "observations",
        lambda reply: (
            reply.status == 200
            and reply.headers["content-type"].startswith("application/json")
            and not is_json(reply.raw)
            and len(reply.raw) > 500
        ),
    ),
    (Garbage("shape"), "token", lambda reply: isinstance(reply.body, list)),
    (Garbage("nothing"), "names", lambda reply: (reply.status, reply.raw) == (200, b"")),
    (WrongSecret(), "token", login_error(401, "authentication failed")),
    (UnknownClient(), "token", login_error(400, "client not found")),
    (
        Withhold("analytics:queueObservation:view"),
        "observations",
        error(403, "missing.any.permissions"),
    ),
    (Withhold("routing:queue:view"), "names", error(403, "missing.any.permissions")),
    (Status(504), "aggregates", error(504, "request.timeout")),
    (
        Withhold("analytics:conversationAggregate:view"),
        "aggregates",
        error(403, "missing.any.permissions"),
    ),
    (RateLimited(None), "activity", error(429, "too.many.requests")),
    (Garbage("nothing"), "ewt", lambda reply: (reply.status, reply.raw) == (200, b"")),
    (Html(), "users", page(200, b"Sign in")),
]

CALLS: dict[Endpoint, Callable[[Client], Reply]] = {
    "token": lambda client: client.login(),
    "names": lambda client: client.get("/routing/queues"),
    "observations": observe,
    "organization": lambda client: client.get(ME),
    "aggregates": lambda client: client.post(AGGREGATES, today_query(client, "VIP")),
    "activity": lambda client: client.post(AGENTS, agents_query(client, "VIP")),
    "ewt": lambda client: client.get(f"/routing/queues/{client.id_of('VIP')}/estimatedwaittime"),
    "users": lambda client: client.get("/users"),
}


@pytest.mark.parametrize(
    ("fault", "endpoint", "check"), ANSWERS, ids=lambda one: one.__class__.__name__
)
def test_a_wrong_answer_for_one_endpoint(
    simulator: RunningSimulator, client: Client, fault: Fault, endpoint: Endpoint, check: Check
) -> None:
    assert client.get(ME).status == 200
    aimed = msgspec.structs.replace(fault, endpoint=endpoint)
    identity = simulator.faults.add(aimed)
    wrong = CALLS[endpoint](client)
    assert check(wrong)
    assert parsedate_to_datetime(wrong.headers["date"]).timestamp() == NOON
    assert simulator.faults.hits(identity) == 1
    for other, call in CALLS.items():
        if other != endpoint:
            assert is_json(call(client).raw)
            assert simulator.received[-1].status == 200
    assert simulator.faults.hits(identity) == 1
    simulator.faults.remove(identity)
    right = CALLS[endpoint](client)
    assert (right.status, isinstance(right.body, dict)) == (200, True)


def test_a_burst_hits_the_first_requests_alone(simulator: RunningSimulator, client: Client) -> None:
    simulator.faults.add(Status(500, endpoint="organization", requests=3))
    assert [client.get(ME).status for _ in range(5)] == [500, 500, 500, 200, 200]
    assert [one.state for one in simulator.faults.listing()] == ["over"]


def test_several_at_once_and_each_counts_what_it_hit(
    simulator: RunningSimulator, client: Client
) -> None:
    client.get(ME)
    first = simulator.faults.add(Status(500, endpoint="organization", requests=1))
    second = simulator.faults.add(Status(503, requests=2))
    third = simulator.faults.add(ClockDrift(60.0))
    assert [client.get(ME).status for _ in range(4)] == [500, 503, 503, 200]
    assert list(map(simulator.faults.hits, (first, second, third))) == [1, 2, 4]


# -- tokens ----------------------------------------------------------------------------------------


def test_all_tokens_expire_once(simulator: RunningSimulator, client: Client) -> None:
    assert client.get(ME).status == 200
    expiry = simulator.faults.add(ExpireTokens(start=30.0))
    assert client.get(ME).status == 200
    simulator.clock.advance(30.0)
    assert client.get(ME).body["code"] == "bad.credentials"
    renewed = Client(simulator)
    assert renewed.login().body["expires_in"] == 86_399
    assert [renewed.get(ME).status for _ in range(2)] == [200, 200]
    assert simulator.faults.hits(expiry) == 1
    assert simulator.faults.listing()[0].state == "over"


def test_tokens_expire_even_if_nobody_asked_in_time(
    simulator: RunningSimulator, client: Client
) -> None:
    assert client.get(ME).status == 200
    simulator.faults.add(ExpireTokens(start=10.0, length=1.0, every=60.0))
    for _ in range(2):
        simulator.clock.advance(60.0)
        assert client.get(ME).status == 401
        client = Client(simulator)
        assert client.get(ME).status == 200


def test_new_tokens_can_be_short_lived(simulator: RunningSimulator, client: Client) -> None:
    assert client.get(ME).status == 200
    simulator.faults.add(ExpireTokens(20.0, length=100.0))
    assert client.get(ME).status == 401
    renewed = Client(simulator)
    assert renewed.login().body["expires_in"] == 20
    assert renewed.get(ME).status == 200
    simulator.clock.advance(20.0)
    assert renewed.get(ME).status == 401
    simulator.clock.advance(80.0)
    assert renewed.login().body["expires_in"] == 86_399


def test_tokens_serve_on_while_the_login_refuses(
    simulator: RunningSimulator, client: Client
) -> None:
    assert client.get(ME).status == 200
    simulator.faults.add(WrongSecret())
    assert client.login().status == 401
    assert client.get(ME).status == 200


# -- the rate that errors tell ----------------------------------------------------------------------


def rate_of(reply: Reply) -> tuple[int, int, int]:
    count, allowed, reset = (
        int(reply.headers[f"inin-ratelimit-{name}"]) for name in ("count", "allowed", "reset")
    )
    return count, allowed, reset


def test_an_error_counts_and_tells_the_rate(simulator: RunningSimulator, client: Client) -> None:
    before = rate_of(client.get(ME))
    simulator.faults.add(Status(503, requests=1))
    assert rate_of(client.get(ME)) == (before[0] + 1, before[1], before[2])
    assert rate_of(client.get(ME)) == (before[0] + 2, before[1], before[2])


@pytest.mark.parametrize(("retry_after", "reset"), [(12.0, 12), (None, 60)])
def test_too_many_requests_tell_that_the_allowance_is_used_up(
    simulator: RunningSimulator, client: Client, retry_after: float | None, reset: int
) -> None:
    client.get(ME)
    simulator.faults.add(RateLimited(retry_after, requests=1))
    limited = client.get(ME)
    assert limited.status == 429
    assert rate_of(limited) == (301, 300, reset)
    assert rate_of(client.get(ME))[0] == 3


@pytest.mark.parametrize("fault", [Status(502, "html"), Status(503, "nothing")])
def test_an_error_of_somebody_in_between_tells_no_rate(
    simulator: RunningSimulator, client: Client, fault: Fault
) -> None:
    assert client.get(ME).status == 200
    simulator.faults.add(fault)
    assert not [name for name in client.get(ME).headers if "ratelimit" in name]


@pytest.mark.parametrize("fault", [Status(503), RateLimited()])
def test_without_a_token_there_is_no_rate(
    simulator: RunningSimulator, client: Client, fault: Fault
) -> None:
    simulator.faults.add(fault)
    unknown = {"Authorization": "Bearer unknown"}
    for reply in (client.login(), client.send("GET", f"/api/v2{ME}", headers=unknown)):
        assert reply.status in {429, 503}
        assert not [name for name in reply.headers if "ratelimit" in name]
