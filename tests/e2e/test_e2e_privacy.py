"""Customers' data in the answers, marked: it is on no screen, in no file and in no output.

Agents are named where a supervisor has opened a queue, and never on the wall.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from queuetui.domain.hours import Hours, Span
from queuetui.domain.settings import LooksSettings, Settings, WallSettings
from queuetui.domain.watchlist import Watchlist
from queuetui.simulator.entrance import Credentials
from queuetui.simulator.running import RunningSimulator
from queuetui.ui.widgets.queue_rows import QueueRows
from tests.e2e.playhouse import Playhouse, playhouse
from tests.e2e.terminals import ROOT, Terminal

MARK = "arked"
"""In every piece of customers' data; also what is left of one that lost its first letter."""
DIGITS = "5550177"
PERSONAL = {
    "ani": f"tel:+1202{DIGITS}",
    "dnis": f"tel:+1203{DIGITS}",
    "addressFrom": "marked.person@example.org",
    "addressTo": "marked.service@example.org",
    "addressSelf": f"sip:marked@{DIGITS}.example.org",
    "addressOther": "marked.other@example.org",
    "participantName": "Marked Person",
    "remoteNameDisplayable": "Marked Caller",
    "externalContactId": "marked-contact",
    "conversationId": "marked-conversation",
    "sessionId": "marked-session",
}
WHO = Credentials("0a1b2c3d-0000-4000-8000-00000000beef", "a-secret-without-blanks")
given: list[str] = []
"""Which kinds of answers were marked."""


@web.middleware
async def marking(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put customers' data into every entry about somebody who waits or talks."""
    response = await handler(request)
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return response
    body = json.loads(response.body)
    for entry in _entries(body):
        entry.update(PERSONAL)
        given.append(request.path)
    response.body = msgspec.json.encode(body)
    return response


@web.middleware
async def spoiling(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The same, and some of it stands where numbers and instants are expected."""
    response = await handler(request)
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return response
    body = json.loads(response.body)
    for entry in _entries(body):
        entry.update(PERSONAL)
        entry["observationDate"] = f"tel:+1202{DIGITS}"
        entry["routingPriority"] = "Marked Person"
        given.append(request.path)
    response.body = msgspec.json.encode(body)
    return response


def _entries(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        if "observationDate" in body and "metric" not in body:
            yield body
        for value in body.values():
            yield from _entries(value)
    elif isinstance(body, list):
        for value in body:
            yield from _entries(value)


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    given.clear()
    with RunningSimulator(credentials=WHO, middlewares=[marking]) as running:
        yield running


def no_customers(where: str, text: str) -> None:
    for word in (MARK, DIGITS):
        assert word not in text, f"{word} in {where}"


def read_all(folder: Path) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.read_bytes().decode("latin-1") for file in files]


def no_files_of_customers(folder: Path) -> int:
    texts = read_all(folder)
    for text in texts:
        no_customers("a file", text)
    return len(texts)


def agents_in(house: Playhouse, text: str) -> set[str]:
    """Who of all agents is named, by the whole name or by the last one as a word."""
    names = {agent.name for agent in house.simulator.centre.agents.values()}
    words = set(re.findall(r"\w+", text))
    return {name for name in names if name in text or name.split()[-1] in words}


async def open_with_everything(house: Playhouse, name: str = "Billing") -> str:
    """Open a queue and have all of it told; what stood on its whole page."""
    await house.open(name)
    opened = house.published[-1].opened
    assert opened is not None
    assert opened.agents.value is not None
    assert opened.waiting.value is not None
    assert opened.waiting.value.listed
    assert given
    seen = ""
    for _ in range(4):
        seen += house.text()
        await house.press("pagedown")
    return seen


CLOSED = Hours("UTC", ((Span(60, 120),),) * 7)
STILL = WallSettings(shift=0)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(wall=STILL),
        Settings(wall=STILL, looks=LooksSettings(calm=True)),
        Settings(wall=STILL, watchlist=Watchlist(hours=CLOSED)),
        Settings(wall=WallSettings(shift=0, screen_height=0.6, distance=6.0)),
    ],
    ids=["by day", "calm", "by night", "from afar"],
)
@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=["80x24", "200x60"])
async def test_nobody_is_named_on_the_wall(
    simulator: RunningSimulator, tmp_path: Path, settings: Settings, size: tuple[int, int]
) -> None:
    async with playhouse(simulator, tmp_path, settings, size=size) as house:
        page = await open_with_everything(house)
        # It is no empty promise: they are known, and named where somebody wants to see them.
        assert len(agents_in(house, page)) >= 3
        no_customers("the opened queue", page)
        await house.press("w")
        # Nobody asks about people while the wall is in front; even if somebody did:
        house.open_queue(house.queue("Billing").id)
        seen = set()
        for _ in simulator.centre.queues:
            wall = house.text()
            seen.add(house.app.wall.page)
            no_customers("the wall", wall)
            assert not agents_in(house, wall), wall
            await house.press("n")
            await house.play(5.0)
        assert len(seen) == max(1, len(house.app.wall._state._pages))
        opened = house.published[-1].opened
        assert opened is not None
        assert opened.agents.value is not None
        assert opened.waiting.value is not None


async def test_no_customer_is_on_any_screen(simulator: RunningSimulator, tmp_path: Path) -> None:
    async with playhouse(simulator, tmp_path, size=(200, 60)) as house:
        places: dict[str, tuple[str, ...]] = {
            "the board": ("escape",),
            "its other columns": ("c",),
            "a filter": ("slash", *"a"),
            "the help": ("enter", "question_mark"),
            "the diagnostics": ("escape", "d"),
            "a paused board": ("escape", "space"),
            "the palette": ("space", "ctrl+p", *"go"),
        }
        for name in ("Billing", "Customer Mail", "Callbacks", "Technical Support L2"):
            await house.open(name)
            no_customers(f"the queue {name}", house.text())
        assert {path for path in given if path.endswith("observations/query")}
        for where, keys in places.items():
            await house.press(*keys)
            await house.play(5.0)
            no_customers(where, house.text())
        for told in house.published:
            no_customers("a snapshot", repr(told))
            no_customers("a snapshot", msgspec.json.encode(told, enc_hook=list).decode())


async def test_no_customer_is_in_what_is_said_of_an_answer_that_cannot_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given.clear()
    caplog.set_level("DEBUG")
    with RunningSimulator(middlewares=[spoiling]) as simulator:
        async with playhouse(simulator, tmp_path, size=(200, 60)) as house:
            await house.open("Billing")
            await house.play(30.0)
            assert given
            seen = house.text()
            await house.press("d")
            seen += house.text()
            no_customers("a screen", seen)
            no_customers("a snapshot", repr(house.published[-1]))
    no_customers("the log", caplog.text)


async def test_no_customer_is_in_the_report_of_a_crash(
    simulator: RunningSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("made to fail")

    async def until_it_crashes() -> None:
        async with playhouse(simulator, tmp_path, size=(200, 60)) as house:
            stages.append(house)
            await open_with_everything(house)
            monkeypatch.setattr(QueueRows, "show", fail)
            await house.press("escape")

    stages: list[Playhouse] = []
    with pytest.raises(RuntimeError, match="made to fail"):
        await until_it_crashes()
    (house,) = stages
    assert house.app.last_words is not None
    no_customers("the last words", house.app.last_words)
    (report,) = read_all(tmp_path)
    assert "made to fail" in report
    no_customers("the report", report)
    # Nor are the agents, who are no business of whoever reads it.
    assert not agents_in(house, report)


def environment(simulator: RunningSimulator, home: Path) -> dict[str, str]:
    who = simulator.credentials
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "GENESYS_CLOUD_CLIENT_ID": who.client_id,
        "GENESYS_CLOUD_CLIENT_SECRET": who.client_secret,
        "GENESYS_CLOUD_BASE_URL": simulator.base_url,
    }


def test_no_customer_is_in_any_file(simulator: RunningSimulator, tmp_path: Path) -> None:
    """Log, diary and choices of a session at the board, at a queue and at the wall."""
    log = ("--log", "q.log", "--log-level", "debug")
    env = environment(simulator, tmp_path)
    with Terminal("-m", "queuetui", *log, cwd=tmp_path, env=env, size=(200, 60)) as terminal:
        terminal.wait_for("Billing", "live")
        for keys, seen in (("\r", "WAITING LIST"), ("t", "theme"), ("\x1b", "Billing"), ("w", "┏")):
            terminal.forget()
            terminal.press(keys)
            terminal.wait_for(seen)
        terminal.press("q")
        assert terminal.end() == 0
        no_customers("the terminal", terminal.written.decode("utf-8", "replace"))
    assert given
    assert (tmp_path / "q.log").stat().st_size > 1_000
    assert no_files_of_customers(tmp_path) >= 3


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_no_customer_is_in_what_is_printed_once(
    simulator: RunningSimulator, tmp_path: Path, form: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "queuetui", "--once", form],
        cwd=tmp_path, capture_output=True, check=True, env=environment(simulator, tmp_path),
    )  # fmt: skip
    assert b"Billing" in done.stdout
    no_customers("the output", (done.stdout + done.stderr).decode())
    no_files_of_customers(tmp_path)
