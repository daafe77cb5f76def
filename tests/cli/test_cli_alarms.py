"""``queuetui alarms test``, as a person meets it; and the sinks of a run put together."""

import json
import os
import pty
import select
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.cli.sinks import announcing, make_sinks, outside_quiet_hours, surroundings
from queuetui.domain.alarms.book import Alarm, AlarmEvent
from queuetui.domain.alarms.rules import BUILT_IN
from queuetui.domain.hours import Hours, Span
from queuetui.domain.settings import Settings
from tests.cli.test_cli import HEAVY, ROOT, modules_loaded_by, run
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http

NOW = 1_767_268_800.0


def settings(folder: Path, toml: str) -> None:
    (folder / "queuetui.toml").write_text(toml, encoding="utf-8")


HOOK = '[sinks.team]\ntype = "webhook"\nurl_from = "TEAM_URL"\ntimeout = "20s"\n'


def test_a_webhook_that_takes_it(tmp_path: Path) -> None:
    settings(tmp_path, HOOK)
    with RawServer([http(b"ok")]) as server:
        done = run("alarms", "test", "team", cwd=tmp_path, TEAM_URL=f"{server.url}/S3CRET")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "team (webhook): the server took it.\n"
    sent = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert (sent["kind"], sent["title"]) == ("test", "queuetui: a test")


def test_a_webhook_that_refuses_is_an_honest_failure_without_its_address(tmp_path: Path) -> None:
    settings(tmp_path, HOOK)
    (tmp_path / ".env").write_text("TEAM_URL=from the file\n")
    with RawServer([http(b"", status="403 No")]) as server:
        done = run("alarms", "test", "team", cwd=tmp_path, TEAM_URL=f"{server.url}/S3CRET")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "queuetui: team (webhook): the server at TEAM_URL did not take it (403): it refuses.\n"
    )


def test_an_address_in_the_file_beside_the_settings(tmp_path: Path) -> None:
    settings(tmp_path, HOOK)
    with RawServer([http(b"ok")]) as server:
        (tmp_path / ".env").write_text(f"TEAM_URL={server.url}/S3CRET\n")
        done = run("alarms", "test", "team", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_without_its_address(tmp_path: Path) -> None:
    settings(tmp_path, HOOK)
    done = run("alarms", "test", "team", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "queuetui: team (webhook): the environment variable TEAM_URL for its address is not set.\n"
    )


def test_a_command_that_is_off(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ['QUEUETUI_TITLE'])"
    command = json.dumps([sys.executable, "-c", code, str(told)])
    settings(tmp_path, f'[sinks.script]\ntype = "command"\non = false\ncommand = {command}\n')
    done = run("alarms", "test", "script", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "script (command): the command ended well. It is off in the settings, though.\n"
    )
    assert told.read_text() == "queuetui: a test"


def test_a_sink_that_is_not_there(tmp_path: Path) -> None:
    settings(tmp_path, HOOK)
    done = run("alarms", "test", "taem", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "queuetui: No sink is called 'taem'; did you mean team?\n"
    done = run("alarms", "test", "xyz", cwd=tmp_path)
    assert done.stderr == "queuetui: No sink is called 'xyz'; there are: bell, team.\n"


def test_without_a_word_of_what_to_do_it_says_what_there_is(tmp_path: Path) -> None:
    done = run("alarms", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "queuetui: queuetui alarms needs to know what to do: queuetui alarms test SINK\n"
    )


def test_settings_may_be_named_before_the_command_or_behind_it(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[sinks.desktop]\n")
    behind = run("alarms", "test", "--config", "other.toml", "x", cwd=tmp_path)
    before = run("--config", "other.toml", "alarms", "test", "x", cwd=tmp_path)
    assert "there are: bell, desktop." in behind.stderr
    assert before.stderr == behind.stderr


def test_the_bell_rings_on_the_terminal_it_is_called_from(tmp_path: Path) -> None:
    code = (
        "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "sys.argv = ['queuetui', 'alarms', 'test', 'bell']\nfrom queuetui.cli import main\nmain()"
    )
    master, slave = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, stdin=slave, capture_output=True,
            text=True, start_new_session=True, check=False, timeout=60,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == "bell (bell): the terminal was asked to ring.\n"
        ready, _, _ = select.select([master], [], [], 20)
        assert ready
        assert os.read(master, 100) == b"\a"
    finally:
        os.close(master)
        os.close(slave)


def test_without_a_terminal_the_bell_can_not_ring(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['queuetui', 'alarms', 'test', 'bell']\n"
        "from queuetui.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, start_new_session=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "queuetui: bell (bell): the terminal takes nothing at the moment.\n"


def test_it_loads_neither_the_screen_nor_the_sdk_nor_the_feed(tmp_path: Path) -> None:
    settings(tmp_path, '[sinks.script]\ntype = "command"\ncommand = ["true"]\n')
    loaded = modules_loaded_by("alarms test script", tmp_path)
    assert "queuetui.cli.alarms" in loaded
    heavy = (*HEAVY, "queuetui.genesys", "queuetui.feed", "PureCloudPlatformClientV2", "apprise")
    assert not {m for m in loaded if any(m == h or m.startswith(f"{h}.") for h in heavy)}


# --- put together ---

ALARM = Alarm(
    id="a-1", rule="breach", condition="breach", severity="critical", queue_id="q", queue="Support",
    media=None, started=NOW - 15, raised=NOW,
)  # fmt: skip


def test_what_happens_to_an_alarm_rings_the_bell_and_its_end_does_not(tmp_path: Path) -> None:
    written: list[str] = []

    def write(text: str) -> bool:
        written.append(text)
        return True

    around = surroundings(Settings().sinks, {}, tmp_path, write)
    sinks = make_sinks(Settings(), around, ManualClock(NOW), UTC)
    announce = announcing(sinks)
    announce((AlarmEvent("raised", replace(ALARM, id="silent"), NOW, silent=True),))
    announce((AlarmEvent("raised", ALARM, NOW), AlarmEvent("cleared", ALARM, NOW + 30)))
    sinks.start()
    sinks.close(20)
    assert written == ["\a"]
    (bell,) = sinks.status()
    assert (bell.name, bell.sent, bell.last_sent) == ("bell", 1, NOW)


@pytest.mark.parametrize(("hour", "allowed"), [(12, True), (23, False), (31, True)])
def test_no_sink_repeats_an_alarm_in_the_quiet_hours_of_its_rule(hour: int, allowed: bool) -> None:
    night = Hours(weekly=((Span(22 * 60, 30 * 60),),) * 7)
    may_repeat = outside_quiet_hours([replace(BUILT_IN[0], name="breach", quiet=night)], UTC)
    at = NOW + (hour - 12) * 3600
    assert may_repeat("breach", at) is allowed
    assert may_repeat("another", at)
