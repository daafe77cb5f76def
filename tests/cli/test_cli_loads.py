"""What is loaded by whom: a command that prints and ends has no screen to wait for."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from queuetui.cli.main import queuetui
from queuetui.simulator.running import RunningSimulator
from tests.cli.test_cli import HEAVY, ROOT, WHO
from tests.genesys.raw_server import RawServer, http

PRINTING = {
    "": ("--help", "--version", "--once", "--once --json", "--once --csv", "--demo --once --json"),
    "queues": ("queues", "queues --json", "queues --help"),
    "doctor": ("doctor", "doctor --json", "doctor --report seen.txt", "doctor --help"),
    "explain": ("explain", "explain waiting", "explain oWaiting --json", "explain --help"),
    "what-if": (
        "what-if --calls-per-hour 300 --aht 4m",
        "what-if --calls-per-hour 300 --aht 4m --patience 3m --json",
        "what-if --help",
    ),
    "alarms test": ("alarms test script", "alarms test team", "alarms test --help"),
    "test-card": ("test-card --help",),
    "simulate": ("simulate --help",),
}
"""Of every command how it is called to print and end.

Of two only the help: the card draws with what draws the screens, and the centre is a simulator.
"""
SETTINGS = """
[sinks.script]
type = "command"
command = ["true"]
[sinks.team]
type = "webhook"
url_from = "TEAM_URL"
"""
PROBE = """
import sys
sys.argv = ["queuetui", *{words!r}]
from queuetui.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
print(code or 0, *sys.modules, file=sys.stderr)
"""


def in_a_new_process(code: str, folder: Path, **env: str) -> list[str]:
    """The words of its last line on stderr."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), **env}, timeout=60,
    )  # fmt: skip
    return done.stderr.splitlines()[-1].split()


def heavy(loaded: set[str], names: tuple[str, ...] = HEAVY) -> set[str]:
    return {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in names)}


def commands(group: click.Group, above: str = "") -> Iterator[str]:
    """All that do something, however deep they lie."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(credentials=WHO, start=time.time()) as running:
        yield running


@pytest.fixture
def known(simulator: RunningSimulator) -> dict[str, str]:
    return {
        "GENESYS_CLOUD_CLIENT_ID": WHO.client_id,
        "GENESYS_CLOUD_CLIENT_SECRET": WHO.client_secret,
        "GENESYS_CLOUD_BASE_URL": simulator.base_url,
    }


def test_no_command_is_forgotten_here() -> None:
    assert set(commands(queuetui)) | {""} == set(PRINTING)


@pytest.mark.parametrize("line", [line for lines in PRINTING.values() for line in lines])
def test_what_prints_and_ends_loads_no_screen_and_no_simulator(
    line: str, known: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "queuetui.toml").write_text(SETTINGS)
    code = PROBE.format(words=line.split())
    with RawServer([http(b"ok")]) as team:
        ended, *loaded = in_a_new_process(code, tmp_path, TEAM_URL=team.url, **known)
    assert "queuetui.cli.main" in loaded
    # A command that fails may have loaded nothing of what it needs.
    assert ended == "0"
    assert heavy(set(loaded)) == set()


def test_the_help_loads_little_more_than_click_does(tmp_path: Path) -> None:
    by_click = set(in_a_new_process("import sys, click; print(*sys.modules, file=sys.stderr)", tmp_path))  # fmt: skip
    loaded = set(in_a_new_process(PROBE.format(words=["--help"]), tmp_path)[1:])
    ours = {name for name in loaded if name.startswith("queuetui")}
    assert ours == {
        "queuetui", "queuetui.cli", "queuetui.cli.main", "queuetui.cli.failures",
        "queuetui.cli.garbage", "queuetui.domain", "queuetui.domain.themes",
    }  # fmt: skip
    slow = ("msgspec", "pathlib", "traceback", "logging", "subprocess", "json", "asyncio")
    assert heavy(loaded - by_click, slow) == set()


def test_only_who_has_settings_loads_what_reads_them(known: dict[str, str], tmp_path: Path) -> None:
    code = PROBE.format(words=["--once"])
    readers = ("queuetui.config.tables", "queuetui.config.values", "tomllib", "queuetui.cli.demo")
    without = set(in_a_new_process(code, tmp_path, **known)[1:])
    assert heavy(without, readers) == set()
    (tmp_path / "queuetui.toml").write_text('[poll]\ninterval = "7s"\n')
    with_them = set(in_a_new_process(code, tmp_path, **known)[1:])
    assert heavy(with_them, readers) >= set(readers[:3])


def test_printing_json_once_loads_nothing_that_only_others_need(
    known: dict[str, str], tmp_path: Path
) -> None:
    others = (
        "queuetui.outputs.log", "queuetui.outputs.once", "queuetui.view.line", "logging.handlers",
        "urllib.request", "zoneinfo", "difflib", "tomllib",
    )  # fmt: skip
    loaded = set(in_a_new_process(PROBE.format(words=["--once", "--json"]), tmp_path, **known)[1:])
    assert "queuetui.outputs.once_json" in loaded
    assert heavy(loaded, others) == set()
    table = set(in_a_new_process(PROBE.format(words=["--once"]), tmp_path, **known)[1:])
    assert heavy(table, others) >= {"queuetui.outputs.once", "queuetui.view.line"}


def test_the_first_frame_waits_for_nothing_that_asks(tmp_path: Path) -> None:
    code = """
import sys
import queuetui.cli.board, queuetui.cli.looks, queuetui.ui.run
from queuetui.cli.start import Choice, Start
Start(Choice())
print(*sys.modules, file=sys.stderr)
"""
    env = {
        "GENESYS_CLOUD_CLIENT_ID": "a",
        "GENESYS_CLOUD_CLIENT_SECRET": "b",
        "GENESYS_CLOUD_BASE_URL": "http://127.0.0.1:9",
    }
    loaded = set(in_a_new_process(code, tmp_path, **env))
    assert "textual.app" in loaded
    asking = (
        "urllib3",
        "http.client",
        "urllib.request",
        "queuetui.genesys",
        "queuetui.feed.poller",
    )
    assert heavy(loaded, asking) == set()
