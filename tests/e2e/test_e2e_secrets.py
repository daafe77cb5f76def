"""Marked secrets, tokens and customers' data go in; no output of any command holds them."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.simulator.entrance import Credentials
from queuetui.simulator.running import RunningSimulator
from tests.e2e.terminals import ROOT, Terminal

SECRET = "marked-client-secret-5d41"
WHO = Credentials("0a1b2c3d-0000-4000-8000-00000000beef", SECRET)
CUSTOMER = {
    "observationDate": "2026-01-01T11:58:20Z",
    "conversationId": "marked-conversation",
    "ani": "tel:+15550199-marked",
    "dnis": "tel:+15550188-marked",
    "addressFrom": "marked.person@example.org",
    "participantName": "Marked Person",
}
tokens: list[str] = []


@web.middleware
async def with_customers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Puts customers' data into every answer that could carry it, and notes the tokens."""
    response = await handler(request)
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return response
    body = json.loads(response.body)
    if "access_token" in body:
        tokens.append(body["access_token"])
    for result in body.get("results", ()):
        for metric in result.get("data", ()):
            metric["observations"] = [CUSTOMER]
            metric["truncated"] = False
    response.body = msgspec.json.encode(body)
    return response


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(credentials=WHO, middlewares=[with_customers]) as running:
        yield running


def forbidden() -> list[bytes]:
    assert tokens
    basic = base64.b64encode(f"{WHO.client_id}:{SECRET}".encode())
    return [SECRET.encode(), basic, b"arked", b"15550199", *(t.encode() for t in tokens)]


def search(where: str, content: bytes) -> None:
    for text in forbidden():
        assert text not in content, f"{text!r} in {where}"


def search_files(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            search(str(file), file.read_bytes())


@pytest.mark.parametrize(
    "command",
    [
        ["--once"],
        ["--once", "--json"],
        ["--once", "--csv"],
        ["queues"],
        ["queues", "--json"],
        ["doctor"],
        ["doctor", "--json"],
        ["doctor", "--report", "report.txt"],
        ["--once", "--log", "q.log", "--log-level", "debug"],
        ["--once", "--queue", "Nowhere", "--log", "q.log", "--log-level", "debug"],
    ],
)
def test_commands(command: list[str], simulator: RunningSimulator, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "queuetui", *command],
        cwd=tmp_path, capture_output=True, check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "GENESYS_CLOUD_CLIENT_ID": WHO.client_id,
            "GENESYS_CLOUD_CLIENT_SECRET": SECRET,
            "GENESYS_CLOUD_BASE_URL": simulator.base_url,
        },
    )  # fmt: skip
    assert done.stdout or done.stderr
    search("stdout", done.stdout)
    search("stderr", done.stderr)
    search_files(tmp_path)


def test_the_board_its_panels_and_its_log(simulator: RunningSimulator, tmp_path: Path) -> None:
    env = {
        "GENESYS_CLOUD_CLIENT_ID": WHO.client_id,
        "GENESYS_CLOUD_CLIENT_SECRET": SECRET,
        "GENESYS_CLOUD_BASE_URL": simulator.base_url,
    }
    log = ("--log", "q.log", "--log-level", "debug")
    with Terminal("-m", "queuetui", *log, cwd=tmp_path, env=env) as terminal:
        terminal.wait_for("Billing", "live")
        simulator.revoke_tokens()
        panels = (
            *(("d", "NEWEST FIRST"), ("\x1b", "Billing")),
            *(("\r", "LONGEST WAIT"), ("\x1b", "Billing")),
            *(("?", "Keys"), ("\x1b", "Billing")),
        )
        for keys, seen in panels:
            terminal.forget()
            terminal.press(keys)
            terminal.wait_for(seen)
            search("the terminal", terminal.written)
        terminal.press("rq")
        assert terminal.end() == 0
        search("the terminal", terminal.written)
    assert (tmp_path / "q.log").read_bytes()
    search_files(tmp_path)
