"""Every step of the examination meets every kind of error, and says what it was."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.cli.doctor import exit_code
from queuetui.genesys import probe_access
from queuetui.genesys.activity import PATH as ACTIVITY
from queuetui.genesys.aggregates import PATH as AGGREGATES
from queuetui.genesys.transport import Timeouts
from queuetui.simulator.broken_answers import break_off
from queuetui.simulator.refusals import (
    RefusedError,
    bad_credentials,
    login_not_found,
    login_refusal,
    malformed,
    missing_permissions,
    not_found,
    rate_limited,
    service_error,
)
from queuetui.simulator.running import RunningSimulator
from queuetui.view.findings import summary, text_of
from tests.genesys.examining import ABSENT, OBSERVATIONS, Seen, look, words
from tests.genesys.raw_server import http

FIRST, TOKEN = "first answer", "token"
EXTRA = ("unknown queue id", "today", "agents", "page size", "limits")
NEEDED = ("organisation", "queue names", "observations", "queues")
WITH_TOKEN = (*NEEDED, *EXTRA)
STEPS = (FIRST, TOKEN, *WITH_TOKEN)
BY_PATH = {"/oauth/token": TOKEN, AGGREGATES: "today", ACTIVITY: "agents"}
IMPATIENT = Timeouts(connect=1.0, read=0.5, total=4.0)
LOGIN_PAGE = b"<html><title>Hotel: marked-page</title></html>"

Answer = Callable[[web.Request], web.StreamResponse]


def refusal(error: RefusedError) -> Answer:
    def answer(_: web.Request) -> web.StreamResponse:
        raise error

    return answer


def data(body: bytes) -> Answer:
    return lambda _: web.Response(body=body, content_type="application/json")


def of_something_else(body: bytes, status: str = "200 OK", headers: str = "") -> Answer:
    """An answer without any header that Genesys Cloud's answers have."""
    raw = http(body, status=status, headers=f"{headers}Connection: close\r\n")

    def answer(request: web.Request) -> web.StreamResponse:
        if isinstance(request.transport, asyncio.WriteTransport):
            request.transport.write(raw)
            request.transport.close()
        return web.Response()

    return answer


def reset(request: web.Request) -> web.StreamResponse:
    break_off(request.transport)
    return web.Response()


class Trap:
    """Answers the requests of one step in its own way, and lets all others pass."""

    def __init__(self) -> None:
        self.step = ""
        self.answer: Answer | None = reset
        """``None``: no answer at all."""
        self._observed = self._surveyed = False

    def set(self, step: str, answer: Answer | None) -> None:
        self.step, self.answer = step, answer
        self._observed = self._surveyed = False

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if await self._step_of(request) != self.step:
            return await handler(request)
        if self.answer is None:
            # Ends when the client leaves.
            await asyncio.Event().wait()
        return self.answer(request) if self.answer else web.Response()

    async def _step_of(self, request: web.Request) -> str:
        if request.path == "/api/v2/tokens/me":
            return "organisation" if "Authorization" in request.headers else FIRST
        if request.path == "/api/v2/routing/queues":
            return "page size" if self._observed else "queue names"
        if request.path.endswith("/members"):
            return "agents"
        if request.path != OBSERVATIONS:
            return BY_PATH.get(request.path, "limits")
        self._observed = True
        asked = await request.text()
        if ABSENT in asked:
            return "unknown queue id"
        self._surveyed = self._surveyed or asked.count('"matches"') > 1
        return "queues" if self._surveyed else "observations"


class Kind(NamedTuple):
    """A kind of error, what the step has to say of it, and what is said to do about it."""

    answer: Answer | None
    cause: str
    said: str
    to_do: str


KINDS = {
    "401": Kind(refusal(bad_credentials()), "credentials", "(401)", "Integrations › OAuth"),
    "403": Kind(
        refusal(missing_permissions(["marked:thing:view"])),
        "permission",
        "marked:thing:view is missing",
        "Give the OAuth client a role with marked:thing:view",
    ),
    "400": Kind(refusal(malformed()), "request", "(400 bad.request)", "queuetui doctor --report"),
    "404": Kind(refusal(not_found()), "request", "(404 not.found)", "queuetui doctor --report"),
    "429 with an order": Kind(
        refusal(rate_limited(17)), "rate", "limits the rate of requests (429)", "Wait 17 s, as it"
    ),
    "429": Kind(
        refusal(rate_limited(None)), "rate", "limits the rate of requests (429)", "Wait a minute"
    ),
    "500": Kind(refusal(service_error(500)), "server", "(500 internal.server", "Wait a few min"),
    "503": Kind(refusal(service_error(503)), "server", "(503 service.unav", "status.mypurecloud"),
    "504": Kind(refusal(service_error(504)), "server", "(504 request.timeout)", "Wait a few min"),
    "a page that says 503": Kind(
        of_something_else(LOGIN_PAGE, "503 Busy", "Retry-After: 9\r\n"),
        "server",
        "(503)",
        "Wait 9 s, as it asks",
    ),
    "a page that says 403": Kind(
        of_something_else(LOGIN_PAGE, "403 Forbidden"),
        "answer",
        "not in Genesys Cloud's words",
        "those who look after this network",
    ),
    "a time-out": Kind(None, "network", "did not answer within", "--timeout 60s"),
    "a reset": Kind(reset, "network", "broke the connection off", "Run queuetui doctor again"),
    "HTML": Kind(of_something_else(LOGIN_PAGE), "answer", "is a web page, not data", "network"),
    "wrong JSON": Kind(data(b'[{"marked": 1}]'), "answer", "does not fit", "--report FILE"),
    "nothing": Kind(data(b""), "answer", "is empty", "Run queuetui doctor again"),
}
IN_PLACE = "Something else answers in place of Genesys Cloud"
AT_FIRST = {
    "403": ("request", "answers 403, where it should ask for a token (401)", "GENESYS_CLOUD_BASE"),
    "400": ("request", "answers 400, where it should ask for a token (401)", "GENESYS_CLOUD_BASE"),
    "404": ("request", "answers 404, where it should ask for a token (401)", "GENESYS_CLOUD_BASE"),
    "a page that says 403": (
        "answer",
        f"{IN_PLACE}: a web page with status 403",
        "whether a proxy",
    ),
    "HTML": ("answer", f"{IN_PLACE}: a web page with status 200", "whether a proxy"),
    "wrong JSON": ("request", "answers 200, where it should ask", "GENESYS_CLOUD_BASE_URL"),
    "nothing": ("request", "answers 200, where it should ask", "GENESYS_CLOUD_BASE_URL"),
}
AT_LOGIN = {
    "401": ("credentials", "refuses the client secret (401)", "GENESYS_CLOUD_CLIENT_SECRET"),
    "403": ("credentials", "refuses the client secret (403)", "GENESYS_CLOUD_CLIENT_SECRET"),
    "400": ("credentials", "does not know this OAuth client id (400)", "GENESYS_CLOUD_CLIENT_ID"),
    "404": ("request", "no Genesys Cloud login at this base URL (404)", "GENESYS_CLOUD_REGION"),
    "a page that says 403": ("credentials", "refuses the client secret (403)", "CLIENT_SECRET"),
    "HTML": ("answer", "no access_token", "whether a proxy"),
    "wrong JSON": ("answer", "no access_token", "GENESYS_CLOUD_BASE_URL"),
    "nothing": ("answer", "no access_token", "GENESYS_CLOUD_BASE_URL"),
}
LOGIN_ANSWERS = {
    "401": refusal(login_refusal(401, "authentication failed")),
    "400": refusal(login_refusal(400, "client not found")),
    "404": refusal(login_not_found()),
}
CODES = {"credentials": 3, "permission": 3, "queues": 2}
"""All other causes end in 4."""
NOT_THE_ADDRESS = ("429", "500", "503", "504", "a time-out", "a reset", "a page that says 503")
"""Kinds (or what they begin with) that say nothing against a region, a proxy or a permission."""


@pytest.fixture(scope="module")
def trap() -> Trap:
    return Trap()


@pytest.fixture(scope="module")
def simulator(trap: Trap) -> Iterator[RunningSimulator]:
    with RunningSimulator(queues=3, middlewares=[trap.middleware]) as running:
        yield running


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(probe_access, "made_up", lambda: ABSENT)


def meet(simulator: RunningSimulator, trap: Trap, step: str, kind: str) -> Seen:
    answer = KINDS[kind].answer
    if step == TOKEN:
        answer = LOGIN_ANSWERS.get(kind, answer)
    trap.set(step, answer)
    return look(simulator.base_url, timeouts=IMPATIENT if answer is None else None)


def all_words(seen: Seen) -> str:
    texts = [text for one in seen.findings for text in (one.found, *one.details, *one.advice)]
    return "\n".join(text_of(text) for text in texts)


def check_nobody_else_is_blamed(seen: Seen, kind: str) -> None:
    told = all_words(seen)
    if "403" not in kind:
        told_of = re.sub(r"allowed \([\w:]+\)", "", told)
        assert "permission" not in told_of
        assert "role" not in told_of
        assert ":view" not in told_of
    if kind.startswith(NOT_THE_ADDRESS):
        for blamed in ("proxy", "firewall", "GENESYS_CLOUD_", "region", "base URL", "queue id is"):
            assert blamed not in told
    assert "marked-page" not in told
    assert "internal error" not in told


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "401"])
def test_the_first_answer(simulator: RunningSimulator, trap: Trap, kind: str) -> None:
    seen = meet(simulator, trap, FIRST, kind)
    cause, said, to_do = AT_FIRST.get(kind, KINDS[kind][1:])
    assert seen.states("failed") == [FIRST]
    assert seen[FIRST].cause == cause
    assert exit_code(seen.findings) == 4
    assert said in words(seen[FIRST])
    assert to_do in words(seen[FIRST])
    assert "OAuth client" not in words(seen[FIRST])
    check_nobody_else_is_blamed(seen, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_token(simulator: RunningSimulator, trap: Trap, kind: str) -> None:
    seen = meet(simulator, trap, TOKEN, kind)
    cause, said, to_do = AT_LOGIN.get(kind, KINDS[kind][1:])
    assert seen.states("failed") == [TOKEN]
    assert seen[TOKEN].cause == cause
    assert exit_code(seen.findings) == CODES.get(cause, 4)
    assert said in words(seen[TOKEN])
    assert to_do in words(seen[TOKEN])
    assert "queue id" not in words(seen[TOKEN])
    assert words(seen["queues"]) == "needs a token"
    check_nobody_else_is_blamed(seen, kind)


DEPENDENT = {
    "queue names": ("queues", "page size"),
    "observations": ("queues", "unknown queue id", "metrics"),
}


def also_failed(kind: str) -> list[str]:
    return ["rate limit"] if kind.startswith("429") else []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", NEEDED)
def test_a_step_that_the_board_needs(
    simulator: RunningSimulator, trap: Trap, step: str, kind: str
) -> None:
    seen = meet(simulator, trap, step, kind)
    _, cause, said, to_do = KINDS[kind]
    if step in ("observations", "queues") and cause == "request":
        to_do = "queuetui queues"
    if step == "queues" and kind == "403":
        to_do = "a role with analytics:queueObservation:view"
    if step == "queues" and cause == "request":
        cause = "queues"
    assert seen.states("failed") == [step, *also_failed(kind)]
    assert seen[step].cause == cause
    assert exit_code(seen.findings) == CODES.get(cause, 4)
    assert said in words(seen[step])
    assert to_do in words(seen[step])
    named = step in ("observations", "queues")
    assert named or "queue id" not in words(seen[step])
    for other in DEPENDENT.get(step, ()):
        why = f"needs the permission for {step}" if kind == "403" else f"needs {step}, which failed"
        assert (seen[other].state, words(seen[other])) == ("skipped", why)
    check_nobody_else_is_blamed(seen, kind)


def answered(step: str, kind: str) -> bool:
    """Whether that error is an answer to the question of the step."""
    if step == "unknown queue id":
        return kind in ("400", "403", "404")
    return step == "page size" and kind in ("400", "404")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", EXTRA)
def test_a_step_that_the_board_can_do_without(
    simulator: RunningSimulator, trap: Trap, step: str, kind: str
) -> None:
    seen = meet(simulator, trap, step, kind)
    _, cause, said, to_do = KINDS[kind]
    finding = seen[step]
    unreadable = step == "unknown queue id" and cause == "answer" and "403" not in kind
    if cause == "credentials" or unreadable:
        assert set(seen.states("failed")) == {step}
        assert finding.cause == cause
        assert exit_code(seen.findings) == CODES.get(cause, 4)
        assert said in words(finding)
        assert to_do in words(finding)
    elif answered(step, kind):
        assert finding.state == "note"
        assert "refused (40" in words(finding)
        assert summary(seen.findings) == "All passed."
    else:
        assert finding.state == "note"
        assert said in words(finding)
        assert "not told, which the board can do without: " in words(finding)
        assert seen.states("failed") == also_failed(kind)
        if kind.startswith("429"):
            assert seen["rate limit"].cause == "rate"
            assert "refused (429)" in words(seen["rate limit"])
            assert exit_code(seen.findings) == 4
        else:
            left = f"All that the board needs passed. Not told, and not needed: {step}."
            assert summary(seen.findings) == left
            assert exit_code(seen.findings) == 0
    check_nobody_else_is_blamed(seen, kind)


def test_every_step_is_met(simulator: RunningSimulator, trap: Trap) -> None:
    """Should the requests of a step change, the table above would pass by not meeting it."""
    trap.set("none", None)
    usual = {one.step: one.state for one in look(simulator.base_url).findings}
    for step in STEPS:
        met = meet(simulator, trap, step, "a reset")[step]
        assert met.state != usual[step] or met.unanswered


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("queue names", "The queue list answer has no field `entities`."),
        ("observations", "The observations answer has no field `results`."),
    ],
)
def test_data_without_what_is_needed_is_no_proxys_page(
    simulator: RunningSimulator, trap: Trap, step: str, said: str
) -> None:
    trap.set(step, data(b"{}"))
    seen = look(simulator.base_url)
    assert seen.states("failed") == [step]
    assert words(seen[step]).startswith(said)
    assert "queuetui doctor --report FILE" in words(seen[step])
    check_nobody_else_is_blamed(seen, "wrong JSON")
    assert "proxy" not in words(seen[step])
