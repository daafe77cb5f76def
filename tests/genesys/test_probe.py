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
from queuetui.genesys.activity import PATH as ACTIVITY
from queuetui.genesys.aggregates import PATH as AGGREGATES
from queuetui.genesys.observations import BATCH
from queuetui.genesys.probe import Client
from queuetui.simulator.refusals import (
    RefusedError,
    invalid_value,
    malformed,
    missing_permissions,
    service_error,
)
from queuetui.simulator.running import CREDENTIALS, RunningSimulator
from queuetui.view.findings import text_of
from tests.genesys.examining import ABSENT, OBSERVATIONS, look, watching, words


def refusing_queue(queue_id: str, refusal: RefusedError | None = None) -> Middleware:
    """A foreign division: a query that names this queue is refused as a whole."""
    refused = refusal or missing_permissions(["analytics:queueObservation:view"])

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == OBSERVATIONS and queue_id in await request.text():
            raise refused
        return await handler(request)

    return refuse


@web.middleware
async def knows_less(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An organisation whose API lacks a metric."""
    if request.path == OBSERVATIONS and "oOffQueueUsers" in await request.text():
        raise invalid_value("oOffQueueUsers", "QueueObservationMetric", ["oWaiting"])
    return await handler(request)


def failing_names(refusal: RefusedError) -> Middleware:
    @web.middleware
    async def fail(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/api/v2/routing/queues":
            raise refusal
        return await handler(request)

    return fail


@web.middleware
async def last_batch_fails(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Goes down while it is asked for many queues."""
    asked = (await request.text()).count('"matches"')
    if request.path == OBSERVATIONS and 2 < asked < BATCH:
        raise service_error(503)
    return await handler(request)


@web.middleware
async def no_activity(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path == ACTIVITY:
        raise missing_permissions(["analytics:queueObservation:view"])
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
        assert "of 300 requests used" in words(seen["rate limit"])
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
        assert posts == {"/oauth/token", OBSERVATIONS, AGGREGATES, ACTIVITY}
        assert {method for method, _ in asked} == {"GET", "POST"}
        assert len(simulator.received) < 20

    def test_hundreds_of_queues_are_one_line(self) -> None:
        with RunningSimulator(queues=230) as many:
            seen = look(many.base_url)
        assert words(seen["queues"]) == ("230 of 230 visible queues found and answering")
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

    def test_no_permission_for_today_is_a_note_that_says_so(self) -> None:
        with RunningSimulator() as simulator:
            withhold(simulator, "analytics:conversationAggregate:view")
            seen = look(simulator.base_url)
        assert seen.states("failed") == []
        assert seen["today"].unanswered
        said = words(seen["today"])
        assert said.startswith("today's figures stay unknown: not told, which the board can do")
        assert "analytics:conversationAggregate:view is missing" in said
        assert seen["agents"].state == "ok"

    def test_agents_that_only_the_list_of_members_tells(self) -> None:
        with RunningSimulator(middlewares=[no_activity]) as simulator:
            seen = look(simulator.base_url)
        assert words(seen["agents"]).startswith("allowed, by the list of members")
        assert seen["agents"].state == "ok"

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
        assert "Give the OAuth client a role with analytics:queueObservation:view" in said
        assert seen["queues"].cause == "permission"

    def test_names_that_fail_are_no_wrong_settings(self) -> None:
        broken = failing_names(service_error(503))
        with RunningSimulator(middlewares=[broken]) as simulator:
            seen = look(simulator.base_url, settings=watching(QueueRule(name="Billing")))
        assert seen.states("failed") == ["queue names", "queues"]
        said = words(seen["queues"])
        assert "Billing: named by name, and the names could not be read" in said
        assert "See what is said about the queue names above." in said
        assert seen["queues"].cause == seen["queue names"].cause == "server"
        assert "deleted" not in seen.text
        assert "which queues the board would ask for is not known" in words(seen["rate limit"])
        assert "permission" not in seen.text

    def test_without_any_queue_a_refused_made_up_one_proves_nothing(self) -> None:
        broken, refusing = failing_names(service_error(503)), refusing_queue("", malformed())
        with RunningSimulator(middlewares=[broken, refusing]) as simulator:
            seen = look(simulator.base_url)
        said = words(seen["observations"])
        assert said.startswith("there is no queue to try it with; a made-up one is refused (400)")
        assert "permission" not in seen.text


class TestAllowance:
    def test_queues_that_were_not_asked_for_fail(self) -> None:
        with RunningSimulator(queues=230) as simulator:
            simulator.settings = structs.replace(simulator.settings, requests_per_minute=8)
            seen = look(simulator.base_url)
        assert seen.states("failed") == ["queues"]
        assert seen["queues"].cause == "rate"
        said = words(seen["queues"])
        assert said.startswith(
            "200 of 230 visible queues answer; "
            "30 not asked for: the allowance of requests is nearly used up"
        )
        assert "Wait a minute" in said
        for step in ("unknown queue id", "page size", "limits"):
            assert seen[step].unanswered
            assert "not asked, which the board can do without" in words(seen[step])
        assert max(one.status for one in simulator.received) < 429

    def test_a_wrong_entry_beside_them_is_told_first(self) -> None:
        with RunningSimulator(queues=130) as simulator:
            simulator.settings = structs.replace(simulator.settings, requests_per_minute=6)
            settings = watching(QueueRule(name="Nope"), QueueRule(name="*"), QueueRule(id=ABSENT))
            finding = look(simulator.base_url, settings=settings)["queues"]
        assert finding.cause == "queues"
        said = words(finding)
        assert said.startswith("2 of 132 configured queues do not answer")
        assert f"{ABSENT}: no such queue, or these credentials can't see it\n" in said
        assert "31 not asked for: the allowance" in said
        assert "Wait a minute" in said

    def test_used_up_requests_end_in_words(self) -> None:
        with RunningSimulator() as simulator:
            simulator.settings = structs.replace(simulator.settings, requests_per_minute=3)
            seen = look(simulator.base_url)
        assert seen.states("failed") == ["queues", "rate limit"]
        assert seen["queues"].cause == seen["rate limit"].cause == "rate"
        assert words(seen["queues"]).startswith("0 of 12 visible queues answer; 12 not asked for")
        assert words(seen["metrics"]) == "needs a queue that answers"

    def test_what_a_failing_server_left_out_is_no_matter_of_the_allowance(self) -> None:
        with RunningSimulator(queues=230, middlewares=[last_batch_fails]) as simulator:
            finding = look(simulator.base_url)["queues"]
        assert finding.cause == "server"
        assert words(finding).startswith(
            "200 of 230 visible queues answer; 30 not heard of: Genesys Cloud failed to answer"
        )
        assert "allowance" not in words(finding)

    def test_missing_limits_are_a_note(self) -> None:
        with RunningSimulator(middlewares=[no_limits]) as simulator:
            seen = look(simulator.base_url)
        assert seen.states("failed") == []
        assert "not told, which the board can do without: Genesys Cloud failed to answer" in words(
            seen["limits"]
        )
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

    def test_wrong_entries_do_not_hide_that_queues_may_be_observed(self) -> None:
        with RunningSimulator(middlewares=[refusing_queue(ABSENT)]) as simulator:
            seen = look(simulator.base_url, settings=watching(QueueRule(id=ABSENT)))
        assert seen["observations"].state == "ok"
        assert seen.states("failed") == ["queues"]

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
