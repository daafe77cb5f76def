from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.simulator.centre import Centre
from queuetui.simulator.entrance import Settings
from queuetui.simulator.running import CREDENTIALS, NOON, Received, RunningSimulator
from queuetui.simulator.wire import MOST_REQUEST_BYTES
from tests.simulator.conftest import Client, Reply, observation_query


def refused(reply: Reply, status: int, code: str) -> str:
    """Check a refusal's shape and return its sentence."""
    assert reply.status == status
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    body = reply.body
    assert body["status"] == status
    assert body["code"] == code
    assert body["contextId"] == reply.headers["inin-correlation-id"]
    sentence = body["message"]
    assert isinstance(sentence, str)
    return sentence


# -- login --------------------------------------------------------------------------------------


def test_the_right_credentials_get_a_token(client: Client) -> None:
    body = client.login().body
    assert len(body.pop("access_token")) == 86
    assert body == {"token_type": "bearer", "expires_in": 86_399}


@pytest.mark.parametrize(
    ("changed", "status", "description"),
    [
        ({"client_id": "somebody"}, 400, "client not found"),
        ({"client_secret": "wrong"}, 401, "authentication failed"),
    ],
)
def test_wrong_credentials_are_refused_in_the_login_hosts_shape(
    client: Client, changed: dict[str, str], status: int, description: str
) -> None:
    reply = client.login(**changed)
    assert reply.status == status
    assert reply.body == {
        "error": "invalid_client",
        "description": description,
        "error_description": description,
    }


def test_other_logins_are_refused(client: Client) -> None:
    assert client.login(grant_type="password").body["error"] == "unsupported_grant_type"
    for authorization in ({}, {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}):
        assert client.send("POST", "/oauth/token", b"", authorization).status == 400
    refused(client.send("GET", "/oauth/token"), 404, "not found")


def test_a_token_ends_with_its_life(simulator: RunningSimulator, client: Client) -> None:
    simulator.settings = Settings(token_seconds=600)
    assert client.login().body["expires_in"] == 600
    assert client.get("/tokens/me").status == 200
    simulator.clock.advance(599)
    assert client.get("/tokens/me").status == 200
    simulator.clock.advance(1)
    refused(client.get("/tokens/me"), 401, "bad.credentials")
    assert Client(simulator).get("/tokens/me").status == 200


def test_tokens_can_be_revoked(simulator: RunningSimulator, client: Client) -> None:
    assert client.get("/tokens/me").status == 200
    simulator.revoke_tokens()
    refused(client.get("/tokens/me"), 401, "bad.credentials")


def test_no_token_and_a_wrong_token_are_told_apart(client: Client) -> None:
    path = "/api/v2/routing/queues"
    refused(client.send("GET", path), 401, "authentication.required")
    basic = {"Authorization": "Basic abc"}
    refused(client.send("GET", path, headers=basic), 401, "authentication.required")
    wrong = {"Authorization": "Bearer abc"}
    reply = client.send("GET", path, headers=wrong)
    assert refused(reply, 401, "bad.credentials") == "Invalid login credentials."


# -- what surrounds every answer -----------------------------------------------------------------


def test_headers(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(90.5)
    first, second = client.get("/tokens/me"), client.get("/tokens/me")
    assert first.headers["inin-ratelimit-count"] == "1"
    assert second.headers["inin-ratelimit-count"] == "2"
    assert first.headers["inin-ratelimit-allowed"] == "300"
    assert first.headers["inin-ratelimit-reset"] == "60"
    assert first.headers["inin-correlation-id"] != second.headers["inin-correlation-id"]
    assert parsedate_to_datetime(first.headers["date"]).timestamp() == NOON + 90


def test_the_centre_follows_the_clock(simulator: RunningSimulator, client: Client) -> None:
    simulator.clock.advance(1234.5)
    client.get("/tokens/me")
    assert simulator.centre.now == NOON + 1234.5


def test_the_rate_limit_of_a_token(simulator: RunningSimulator, client: Client) -> None:
    simulator.settings = Settings(requests_per_minute=3)
    assert [client.get("/tokens/me").status for _ in range(3)] == [200] * 3
    simulator.clock.advance(20)
    reply = client.get("/tokens/me")
    assert refused(reply, 429, "too.many.requests.retry.after") == (
        "Rate limit exceeded the maximum. Retry the request in [40] seconds"
    )
    assert reply.headers["retry-after"] == reply.headers["inin-ratelimit-reset"] == "40"
    assert reply.headers["inin-ratelimit-count"] == "4"
    assert Client(simulator).get("/tokens/me").status == 200
    simulator.clock.advance(40)
    assert client.get("/tokens/me").status == 200


def test_three_hundred_a_minute_unless_set(simulator: RunningSimulator, client: Client) -> None:
    statuses = [client.get("/tokens/me").status for _ in range(301)]
    assert statuses == [200] * 300 + [429]


@pytest.mark.parametrize(
    ("permission", "path"),
    [
        ("routing:queue:view", "/routing/queues"),
        ("presence:presenceDefinition:view", "/presence/definitions"),
    ],
)
def test_a_missing_permission(
    simulator: RunningSimulator, client: Client, permission: str, path: str
) -> None:
    assert client.get(path).status == 200
    simulator.settings = Settings(withheld=frozenset({permission}))
    sentence = refused(client.get(path), 403, "missing.any.permissions")
    assert sentence.endswith(f"permissions assigned: [{permission}]")
    assert client.get("/tokens/me").status == 200


def test_a_missing_permission_for_observations(simulator: RunningSimulator, client: Client) -> None:
    permission = "analytics:queueObservation:view"
    simulator.settings = Settings(withheld=frozenset({permission}))
    sentence = refused(client.observe(observation_query([])), 403, "missing.any.permissions")
    assert permission in sentence


def test_members_need_only_one_of_several_permissions(
    simulator: RunningSimulator, client: Client
) -> None:
    path = f"/routing/queues/{client.id_of('VIP')}/members"
    simulator.settings = Settings(withheld=frozenset({"routing:queue:view"}))
    assert client.get(path).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/here",
        "/routing/queues/00000000-0000-4000-8000-000000000000",
        "/routing/queues/00000000-0000-4000-8000-000000000000/members",
        "/organizations/limits/namespaces/unheard.of",
        "/analytics/queues/observations/query",
    ],
)
def test_what_is_not_there(client: Client, path: str) -> None:
    refused(client.get(path), 404, "not.found")


def test_a_fault_of_our_own_is_a_500(simulator: RunningSimulator, client: Client) -> None:
    simulator.centre.queues[""] = None  # type: ignore[assignment]
    refused(client.get("/routing/queues"), 500, "internal.server.error")


def test_middlewares_can_break_any_answer() -> None:
    @web.middleware
    async def gateway(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/api/v2/tokens/me":
            return web.Response(status=502, text="<h1>Bad Gateway</h1>", content_type="text/html")
        return await handler(request)

    with RunningSimulator(queues=1, middlewares=[gateway]) as simulator:
        client = Client(simulator)
        reply = client.send("GET", "/api/v2/tokens/me")
        assert (reply.status, reply.raw) == (502, b"<h1>Bad Gateway</h1>")
        assert client.get("/organizations/me").status == 200
        assert [one.status for one in simulator.received] == [502, 200, 200]


# -- routing queues ------------------------------------------------------------------------------


def names(reply: Reply) -> list[str]:
    return [entity["name"] for entity in reply.body["entities"]]


def test_queues_are_sorted_by_name(simulator: RunningSimulator, client: Client) -> None:
    everybody = sorted(queue.name for queue in simulator.centre.queues.values())
    assert names(client.get("/routing/queues")) == everybody
    assert names(client.get("/routing/queues?sortOrder=desc")) == everybody[::-1]


def test_queues_come_in_pages() -> None:
    with RunningSimulator(queues=60) as simulator:
        client = Client(simulator)
        first = client.get("/routing/queues").body
        assert (first["pageNumber"], first["pageSize"]) == (1, 25)
        assert (first["total"], first["pageCount"]) == (60, 3)
        assert "previousUri" not in first
        found = [entity["id"] for entity in first["entities"]]
        uri = first["nextUri"]
        page = first
        while "nextUri" in page:
            uri = page["nextUri"]
            page = client.get(uri.removeprefix("/api/v2")).body
            found += [entity["id"] for entity in page["entities"]]
        assert len(page["entities"]) == 10
        assert uri == page["selfUri"] == first["lastUri"]
        assert len(found) == 60
        assert set(found) == set(simulator.centre.queues)
        assert client.get("/routing/queues?pageNumber=4").body["entities"] == []
        assert len(client.get("/routing/queues?pageSize=100").body["entities"]) == 60


@pytest.mark.parametrize(
    "query", ["pageSize=101", "pageSize=0", "pageNumber=0", "pageNumber=x", "pageSize=-1"]
)
def test_pages_out_of_range(client: Client, query: str) -> None:
    refused(client.get(f"/routing/queues?{query}"), 400, "general.bad.request")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("billing", ["Billing"]),
        ("sales*", ["Sales DE", "Sales UK"]),
        ("*DE", ["Sales DE", "Support DE"]),
        ("*port*", ["Support DE", "Support EMEA", "Technical Support L2"]),
        ("sales", []),
    ],
)
def test_queues_by_name(client: Client, pattern: str, expected: list[str]) -> None:
    assert names(client.get(f"/routing/queues?name={pattern}")) == expected


def test_queues_by_id_and_division(simulator: RunningSimulator, client: Client) -> None:
    wanted = [client.id_of("VIP"), client.id_of("Billing")]
    reply = client.get("/routing/queues?" + "&".join(f"id={one}" for one in wanted))
    assert names(reply) == ["Billing", "VIP"]
    division = simulator.centre.divisions["Sales"]
    reply = client.get(f"/routing/queues?divisionId={division}")
    assert names(reply) == ["Orders", "Sales DE", "Sales UK"]
    assert {entity["division"]["name"] for entity in reply.body["entities"]} == {"Sales"}


def test_one_queue(simulator: RunningSimulator, client: Client) -> None:
    queue = simulator.centre.queues[client.id_of("VIP")]
    body = client.get(f"/routing/queues/{queue.id}").body
    assert body["name"] == "VIP"
    assert body["memberCount"] == len(queue.members)
    assert body["joinedMemberCount"] == len(queue.joined) < body["memberCount"]
    assert body["mediaSettings"]["call"]["serviceLevel"] == {
        "percentage": 0.9,
        "durationMs": 10_000,
    }


# -- members --------------------------------------------------------------------------------------


def test_members_come_in_pages_without_a_total(simulator: RunningSimulator, client: Client) -> None:
    queue = simulator.centre.queues[client.id_of("Support EMEA")]
    uri: str | None = f"/api/v2/routing/queues/{queue.id}/members?pageSize=10&joined=true"
    found: list[dict[str, Any]] = []
    while uri is not None:
        page = client.get(uri.removeprefix("/api/v2")).body
        assert {"total", "pageCount", "lastUri"}.isdisjoint(page)
        found += page["entities"]
        uri = page.get("nextUri")
    assert {one["id"] for one in found} == {agent.id for agent in queue.joined}
    assert len(found) == len(queue.joined) > 20
    assert [one["name"] for one in found] == sorted(one["name"] for one in found)
    assert all(one["joined"] for one in found)


def test_members_not_joined(simulator: RunningSimulator, client: Client) -> None:
    queue = simulator.centre.queues[client.id_of("VIP")]
    body = client.get(f"/routing/queues/{queue.id}/members?joined=false").body
    expected = {member.agent.id for member in queue.members if not member.joined}
    assert {one["id"] for one in body["entities"]} == expected != set()


def test_members_tell_status_and_presence_only_when_asked(
    simulator: RunningSimulator, client: Client
) -> None:
    queue = simulator.centre.queues[client.id_of("Billing")]
    path = f"/routing/queues/{queue.id}/members?pageSize=100"
    bare = client.get(path).body["entities"][0]
    assert "routingStatus" not in bare
    assert {"routingStatus", "presence"}.isdisjoint(bare["user"])
    agents = {member.agent.id: member.agent for member in queue.members}
    for expand in ("&expand=routingStatus,presence", "&expand=routingStatus&expand=presence"):
        entities = client.get(path + expand).body["entities"]
        assert len(entities) == len(agents)
        for one in entities:
            agent = agents[one["id"]]
            assert one["user"]["routingStatus"]["status"] == agent.status
            assert one["user"]["presence"]["presenceDefinition"]["id"] == agent.presence.id


# -- organization -----------------------------------------------------------------------------------


def test_the_organization(client: Client) -> None:
    me = client.get("/tokens/me").body
    assert me["OAuthClient"]["id"] == CREDENTIALS.client_id
    assert me["organization"]["id"] == client.get("/organizations/me").body["id"]
    limits = client.get("/organizations/limits/namespaces/platform.api").body["entities"]
    values = {limit["key"]: limit["value"] for limit in limits}
    assert values["client.credentials.token.rate.per.minute"] == 300
    assert client.get("/organizations/limits/namespaces/analytics.realtime").body["entities"] == []


def test_every_presence_of_an_agent_is_defined(simulator: RunningSimulator, client: Client) -> None:
    body = client.get("/presence/definitions").body
    defined = {entity["id"]: entity["systemPresence"] for entity in body["entities"]}
    assert body["total"] == len(defined)
    simulator.centre.advance_to(NOON + 7200)
    used = {
        member.agent.presence.id
        for queue in simulator.centre.queues.values()
        for member in queue.members
    }
    assert len(used) > 4
    assert used <= set(defined)
    assert defined["e08eaf1b-ee47-4fa9-a231-1200e284798f"] == "OnQueue"


# -- the helper for tests ---------------------------------------------------------------------------


def test_received_requests_are_kept(simulator: RunningSimulator, client: Client) -> None:
    client.get("/routing/queues?pageSize=5")
    client.observe({"filter": 1})
    login, listing, query = simulator.received
    assert login == Received("POST", "/oauth/token", {}, {"grant_type": "client_credentials"}, 200)
    assert listing == Received("GET", "/api/v2/routing/queues", {"pageSize": "5"}, None, 200)
    assert (query.body, query.status) == ({"filter": 1}, 400)
    simulator.forget()
    assert simulator.received == []


def test_it_stops_and_does_not_listen_any_more() -> None:
    simulator = RunningSimulator(centre=Centre(seed=1, start=NOON, queues=1))
    with simulator:
        assert Client(simulator).login().status == 200
    with pytest.raises(ConnectionRefusedError):
        Client(simulator).login()
    simulator.stop()


def test_bodies_that_are_too_large_or_no_json(client: Client) -> None:
    filler = msgspec.json.encode({"filter": "x" * MOST_REQUEST_BYTES})
    sentence = refused(client.observe(filler), 413, "bad.request")
    assert sentence.endswith("Maximum bytes: 512000")
    huge = b" " * (3 * MOST_REQUEST_BYTES)
    assert client.observe(huge).status == 413
    refused(client.observe({}, content_type="text/plain"), 415, "unsupported.media.type")
