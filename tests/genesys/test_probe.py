"""The examination over loopback: each way to fail has its step, its words, and no other victims."""

import re
from collections.abc import Iterator

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from msgspec import structs

from queuetui.domain.findings import Finding
from queuetui.domain.watchlist import QueueRule
from queuetui.genesys import probe, probe_access
from queuetui.genesys.probe import Client
from queuetui.simulator.refusals import invalid_value, missing_permissions
from queuetui.simulator.running import CREDENTIALS, RunningSimulator
from queuetui.view.findings import text_of
from tests.genesys.examining import ABSENT, OBSERVATIONS, look, watching, words


def refusing_queue(queue_id: str) -> Middleware:
    """A foreign division: a query that names this queue is refused as a whole."""

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == OBSERVATIONS and queue_id in await request.text():
            raise missing_permissions(["analytics:queueObservation:view"])
        return await handler(request)

    return refuse


@web.middleware
async def knows_less(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An organisation whose API lacks a metric."""
    if request.path == OBSERVATIONS and "oOffQueueUsers" in await request.text():
        raise invalid_value("oOffQueueUsers", "QueueObservationMetric", ["oWaiting"])
    return await handler(request)


@web.middleware
async def no_limits(request: web.Request, handler: Handler) -> web.StreamResponse:
    if "/limits/" in request.path:
        return web.Response(status=500, text="marked-body")
    return await handler(request)


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator() as running:
        yield running


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def withhold(simulator: RunningSimulator, *permissions: str) -> None:
    simulator.settings = structs.replace(simulator.settings, withheld=frozenset(permissions))


class TestAllIsWell:
    def test_every_step_passes_and_tells_what_it_found(self, simulator: RunningSimulator) -> None:
        seen = look(simulator.base_url)
        assert seen.states("failed") == []
        assert seen.states("skipped") == ["proxy", "TLS"]
        assert "plain http" in words(seen["TLS"])
        assert "granted for 24.0 h" in words(seen["token"])
        assert "Simulated Contact Centre" in words(seen["organisation"])
        assert "12 queues are visible" in words(seen["queue names"])
        assert words(seen["queues"]).startswith("12 of 12 visible queues")
        assert "agrees" in words(seen["clock"])
        assert "of 300 used" in words(seen["rate limit"])
        assert "client.credentials.token.rate.per.minute = 300" in words(seen["limits"])

    def test_the_open_questions_are_answered(self, simulator: RunningSimulator) -> None:
        seen = look(simulator.base_url)
        assert "left out without a word" in words(seen["unknown queue id"])
        shape = words(seen["metrics"])
        assert "oWaiting: 60 of 60 media groups; stats: count" in shape
        assert re.search(r"oOnQueueUsers: .* queue groups; stats: count; qualifiers: IDLE", shape)
        assert re.search(r"oUserPresences: .*; qualifiers: \d+ ids", shape)
        assert re.search(r"oLongestWaiting while nothing waits: absent \(\d+\)", shape)
        assert "while something waits: {calculatedMetricValue in epoch ms, count 1}" in shape
        assert "media types: " in shape
        assert "voice (12)" in shape
        assert "systemToOrganizationMappings: 10 system presences, 11 ids" in shape
        assert "asked for 500: refused (400 general.bad.request)" in words(seen["page size"])

    def test_it_only_reads(self, simulator: RunningSimulator) -> None:
        simulator.forget()
        look(simulator.base_url)
        asked = {(r.method, r.path) for r in simulator.received}
        posts = {path for method, path in asked if method != "GET"}
        assert posts == {"/oauth/token", OBSERVATIONS}
        assert {method for method, _ in asked} == {"GET", "POST"}
        assert len(simulator.received) < 20

    def test_hundreds_of_queues_are_one_line(self) -> None:
        with RunningSimulator(queues=230) as many:
            seen = look(many.base_url)
        assert words(seen["queues"]) == (
            "230 of 230 visible queues, all of them, found and answering"
        )
        assert "asked for 100: 100 of 230 came" in words(seen["page size"])


class TestRefused:
    def test_a_wrong_secret(self, simulator: RunningSimulator) -> None:
        seen = look(simulator.base_url, Client(CREDENTIALS.client_id, "marked-secret"))
        assert seen.states("failed") == ["token"]
        assert seen["token"].cause == "credentials"
        assert "refuses the client secret (401)" in words(seen["token"])
        assert "GENESYS_CLOUD_CLIENT_SECRET" in words(seen["token"])
        assert "marked-secret" not in seen.text
        assert {words(seen[s]) for s in ("organisation", "queues", "limits")} == {"needs a token"}

    def test_an_unknown_client(self, simulator: RunningSimulator) -> None:
        seen = look(simulator.base_url, Client(ABSENT, "x"))
        assert "does not know this OAuth client id (400)" in words(seen["token"])
        assert "another region" in words(seen["token"])

    def test_no_permission_for_names_leaves_the_queues_named_by_id(self) -> None:
        with RunningSimulator() as simulator:
            withhold(simulator, "routing:queue:view")
            queue_id = next(iter(simulator.centre.queues))
            settings = watching(QueueRule(id=queue_id, label="Mine"), QueueRule(name="Sales"))
            seen = look(simulator.base_url, settings=settings)
        assert seen.states("failed") == ["queue names", "queues"]
        assert seen["queue names"].cause == "permission"
        assert "routing:queue:view is missing" in words(seen["queue names"])
        assert "correlation id" in words(seen["queue names"])
        assert "Sales: named by name, and the names may not be read" in words(seen["queues"])
        assert "1 of 2" in words(seen["queues"])
        assert seen["observations"].state == seen["metrics"].state == "ok"
        assert seen["page size"].state == "skipped"

    def test_no_permission_for_observations_leaves_the_rest(self) -> None:
        with RunningSimulator() as simulator:
            withhold(simulator, "analytics:queueObservation:view")
            seen = look(simulator.base_url)
        assert seen.states("failed") == ["observations"]
        assert "analytics:queueObservation:view is missing" in words(seen["observations"])
        assert "Roles" in words(seen["observations"])
        for step in ("queues", "unknown queue id", "metrics"):
            assert words(seen[step]) == "needs the permission for observations"
        assert seen["rate limit"].state == "ok"
        assert seen["page size"].state == "note"

    def test_a_metric_that_is_not_known_is_named_and_the_others_are_examined(self) -> None:
        with RunningSimulator(middlewares=[knows_less]) as simulator:
            seen = look(simulator.base_url)
        assert seen.states("failed") == ["observations"]
        said = words(seen["observations"])
        assert "does not know the metric oOffQueueUsers (400 invalid.value)" in said
        assert "--report" in said
        assert words(seen["metrics"]).startswith("all 9 came")

    def test_one_refused_queue_is_found_by_halving_and_named(self) -> None:
        known = RunningSimulator().centre.queues
        foreign = list(known)[7]
        name = known[foreign].name
        with RunningSimulator(middlewares=[refusing_queue(foreign)]) as simulator:
            seen = look(simulator.base_url)
        assert seen.states("failed") == ["queues"]
        said = words(seen["queues"])
        assert said.startswith("1 of 12 visible queues")
        assert f"{name} ({foreign}): analytics:queueObservation:view is missing" in said

    def test_used_up_requests_end_in_words(self) -> None:
        with RunningSimulator() as simulator:
            simulator.settings = structs.replace(simulator.settings, requests_per_minute=3)
            seen = look(simulator.base_url)
        assert "rate limit" in seen.states("failed")
        assert next(one for one in seen.findings if one.state == "failed").cause == "rate"

    def test_missing_limits_are_a_note(self) -> None:
        with RunningSimulator(middlewares=[no_limits]) as simulator:
            seen = look(simulator.base_url)
        assert seen.states("failed") == []
        assert "not told; Genesys Cloud failed to answer" in words(seen["limits"])
        assert "marked-body" not in seen.text


class TestUnforeseen:
    def test_a_broken_step_is_told_and_the_others_are_made(
        self, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> Finding:
            raise KeyError("marked-value")

        monkeypatch.setattr(probe_access, "organisation", broken)
        seen = look(simulator.base_url)
        assert seen.states("failed") == ["organisation"]
        assert "internal error: KeyError in broken, line" in words(seen["organisation"])
        assert "marked" not in seen.text
        assert seen["organisation"].cause == "internal"

    def test_a_session_that_cannot_be_opened(
        self, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise ImportError("no SDK")

        monkeypatch.setattr(probe, "open_session", broken)
        seen = look(simulator.base_url)
        assert seen.states("failed") == ["token"]
        assert words(seen["queues"]) == "needs a token"


class TestQueues:
    def test_a_queue_that_is_not_there_is_named_with_what_to_do(
        self, simulator: RunningSimulator
    ) -> None:
        settings = watching(QueueRule(name="VIP"), QueueRule(name="Nope"), QueueRule(id=ABSENT))
        seen = look(simulator.base_url, settings=settings)
        assert seen.states("failed") == ["queues"]
        finding = seen["queues"]
        assert finding.cause == "queues"
        assert words(finding).startswith("2 of 3 configured queues do not answer")
        assert "Nope: no such queue" in words(finding)
        assert f"{ABSENT}: no such queue" in words(finding)
        assert "asked for all the same: not in the answer" in words(finding)
        assert "queuetui queues" in words(finding)

    def test_many_that_fail_are_cut_short(self, simulator: RunningSimulator) -> None:
        settings = watching(*(QueueRule(name=f"Nope {n}") for n in range(50)))
        finding = look(simulator.base_url, settings=settings)["queues"]
        assert len(finding.details) == 21
        assert text_of(finding.details[-1]) == "and 30 more"

    def test_a_made_up_id_that_is_refused_is_told_with_its_code(
        self, simulator: RunningSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(probe_access, "made_up", lambda: ABSENT)
        with RunningSimulator(middlewares=[refusing_queue(ABSENT)]) as strict:
            seen = look(strict.base_url)
        assert seen["unknown queue id"].state == "note"
        assert "refused (403 missing.any.permissions), the good queue beside it with it" in words(
            seen["unknown queue id"]
        )
