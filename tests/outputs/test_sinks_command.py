"""A command of one's own, as a real process."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.outputs.sinks import SinkFailure
from queuetui.outputs.sinks.command import Command, variables
from tests.outputs.sinks_around import HOSTILE, NOTICE, TAMED

DEADLINE = 30.0
"""Seconds; reached only when something is broken."""
AROUND = {"PATH": os.environ["PATH"], "HOME": "/nowhere"}


def python(code: str, *args: str, timeout: float = DEADLINE, **changes: object) -> Command:
    command = (sys.executable, "-c", code, *args)
    return Command("script", command, timeout, AROUND, **changes)  # type: ignore[arg-type]


def failure(command: Command) -> str:
    with pytest.raises(SinkFailure) as caught:
        command.send(NOTICE)
    assert not caught.value.again
    return str(caught.value)


def gone(pid: int) -> bool:
    """Whether a process of that id runs; one that has ended and is not collected does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + DEADLINE
    while not true() and time.monotonic() < end:
        os.sched_yield()
    return true()


def test_it_gets_the_figures_in_its_environment_and_its_arguments_as_they_stand(
    tmp_path: Path,
) -> None:
    told = tmp_path / "told"
    code = (
        "import json, os, sys; json.dump([sys.argv[2:], dict(os.environ)], open(sys.argv[1], 'w'))"
    )
    python(code, str(told), "$(id)", "a b; c", "*").send(NOTICE)
    arguments, environ = json.loads(told.read_text())
    assert arguments == ["$(id)", "a b; c", "*"]
    ours = {key: value for key, value in environ.items() if key.startswith("QUEUETUI_")}
    assert ours == {
        "QUEUETUI_KIND": "raised",
        "QUEUETUI_SEVERITY": "critical",
        "QUEUETUI_QUEUE": "Support",
        "QUEUETUI_GROUP": "EMEA",
        "QUEUETUI_MEDIA": "voice",
        "QUEUETUI_RULE": "breach",
        "QUEUETUI_TITLE": "BREACH Support: breach",
        "QUEUETUI_TEXT": "breach for 0:15; longest wait up to 1:35",
        "QUEUETUI_AT": "2026-01-01T12:00:00+00:00",
        "QUEUETUI_ALARM_ID": "a-1",
        "QUEUETUI_WAITING": "7",
        "QUEUETUI_LONGEST_WAIT": "1:35",
    }
    assert environ["HOME"] == "/nowhere"


def test_names_lose_what_could_disturb_and_figures_cannot_hide_the_rest() -> None:
    evil = replace(
        NOTICE, queue=HOSTILE, title=HOSTILE, text=HOSTILE, rule=HOSTILE, group=HOSTILE,
        figures={"waiting": HOSTILE, "title": "no title", "LD_PRELOAD": "x", "a=b": "x"},
    )  # fmt: skip
    told = variables(evil)
    assert all(value.isprintable() for value in told.values())
    assert {told[f"QUEUETUI_{key}"] for key in ("QUEUE", "TITLE", "RULE", "GROUP", "WAITING")} == {
        TAMED
    }
    assert not [key for key in told if "PRELOAD" in key or "=" in key]


def test_it_has_neither_terminal_nor_input_and_what_it_prints_is_not_shown(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = (
        "import os, sys; print('out'); print('err', file=sys.stderr); assert sys.stdin.read() == ''\n"
        "try: os.open('/dev/tty', os.O_RDWR)\n"
        "except OSError: sys.exit(0)\n"
        "sys.exit(1)"
    )
    python(code).send(NOTICE)
    assert capfd.readouterr() == ("", "")


def test_a_failure_tells_its_code_and_its_last_complaint() -> None:
    code = "import sys; print('first\\n\\x1b[31mno such desk\\n\\n', file=sys.stderr); sys.exit(3)"
    assert (
        failure(python(code)) == f"{Path(sys.executable).name} ended with code 3: [31mno such desk"
    )


def test_a_signal_is_told() -> None:
    code = "import os; os.kill(os.getpid(), 9)"
    assert failure(python(code)) == f"{Path(sys.executable).name} was ended by signal 9"


def test_a_flood_of_complaints_neither_blocks_nor_is_kept() -> None:
    code = "import sys; sys.stderr.write('x' * 5_000_000 + '\\nenough\\n'); sys.exit(1)"
    assert failure(python(code)).endswith("ended with code 1: enough")


def test_no_argument_and_no_path_is_in_a_failure() -> None:
    command = Command("script", ("/secret/place/alarm-thing", "--password=x"), 5, AROUND)
    assert command.problem == "there is no program alarm-thing that can be run"
    assert failure(command) == "alarm-thing can't be started (no such file or directory)"


class Jumping:
    """A clock that stands still until a file is there, and then is far ahead."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> float:
        return 1e6 if self.file.exists() else 0.0


HANGS = (
    "import os, subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print('still dialling', file=sys.stderr, flush=True)\n"
    "open(sys.argv[1] + '~', 'w').write(f'{os.getpid()} {child.pid}')\n"
    "os.rename(sys.argv[1] + '~', sys.argv[1])\n"
    "time.sleep(600)"
)


def test_when_its_time_is_up_all_of_it_is_ended(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    said = failure(python(HANGS, str(begun), timeout=2.5, steady=Jumping(begun)))
    name = Path(sys.executable).name
    assert said == f"{name} was not done after 2.5s and was ended: still dialling"
    pids = [int(pid) for pid in begun.read_text().split()]
    assert len(pids) == 2
    assert until(lambda: all(map(gone, pids)))


def test_closing_ends_it_at_once_and_for_good(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    command = python(HANGS, str(begun))
    failures: list[str] = []
    sender = threading.Thread(target=lambda: failures.append(failure(command)))
    sender.start()
    assert until(begun.exists)
    command.close()
    sender.join(DEADLINE)
    assert failures == [
        f"{Path(sys.executable).name} was ended by signal {signal.SIGKILL}: still dialling"
    ]
    assert until(lambda: all(gone(int(pid)) for pid in begun.read_text().split()))
    assert failure(command) == "it was closed"


def test_what_it_leaves_behind_does_not_hold_it_up(tmp_path: Path) -> None:
    left = tmp_path / "left"
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "open(sys.argv[1], 'w').write(str(child.pid))"
    )
    began = time.monotonic()
    python(code, str(left)).send(NOTICE)
    try:
        assert time.monotonic() - began < DEADLINE
        assert not gone(int(left.read_text()))
    finally:
        os.kill(int(left.read_text()), signal.SIGKILL)
