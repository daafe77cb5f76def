"""``queuetui --demo`` as a person starts it: on a terminal, with its own contact centre."""

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from queuetui.simulator.entrance import Credentials
from queuetui.simulator.running import RunningSimulator
from tests.e2e.terminals import RESTORED, Terminal, children_of, is_alive, wait_until_gone

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc and needs pidfd_open"
)


def demo(tmp_path: Path, *more: str, size: tuple[int, int] = (120, 40)) -> Terminal:
    return Terminal("-m", "queuetui", "--demo", *more, cwd=tmp_path, size=size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_board_shows_live_queues_and_leaves_nothing_behind(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with demo(tmp_path, size=size) as terminal:
        terminal.wait_for("Billing", "VIP", "live", "quit")
        (centre,) = children_of(terminal.program.pid)
        terminal.press("q")
        assert terminal.end() == 0
        wait_until_gone(centre)
    assert all(code in terminal.written for code in RESTORED)
    assert b"Traceback" not in terminal.written


def test_a_queue_is_opened_switched_and_closed_by_keyboard(tmp_path: Path) -> None:
    with demo(tmp_path, "--queue", "Billing", "--queue", "VIP") as terminal:
        terminal.wait_for("Billing", "VIP", "live")
        terminal.forget()
        terminal.press("\r")
        terminal.wait_for("LONGEST WAIT", "ON QUEUE")
        terminal.forget()
        terminal.press("n")
        terminal.read_until(lambda written: b"VIP" in written or b"Billing" in written)
        terminal.forget()
        terminal.press("\x1b")
        terminal.wait_for("STATUS")
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_end_it_cleanly_with_its_centre(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path) as terminal:
        terminal.wait_for("Billing", "live")
        (centre,) = children_of(terminal.program.pid)
        os.kill(terminal.program.pid, number)
        assert terminal.end() == 0
        wait_until_gone(centre)
    assert all(code in terminal.written for code in RESTORED)


def test_the_centre_ends_even_if_the_board_is_killed(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.wait_for("Billing", "live")
        (centre,) = children_of(terminal.program.pid)
        assert is_alive(centre)
        os.kill(terminal.program.pid, signal.SIGKILL)
        terminal.program.wait()
        wait_until_gone(centre)


def test_wrong_credentials_are_told_on_the_board_in_words(tmp_path: Path) -> None:
    with RunningSimulator(credentials=Credentials("an-id", "the-right-secret")) as simulator:
        env = {
            "GENESYS_CLOUD_CLIENT_ID": "an-id",
            "GENESYS_CLOUD_CLIENT_SECRET": "a-marked-wrong-secret",
            "GENESYS_CLOUD_BASE_URL": simulator.base_url,
        }
        with Terminal("-m", "queuetui", cwd=tmp_path, env=env) as terminal:
            terminal.wait_for("refuses the client secret", "down")
            terminal.press("q")
            assert terminal.end() == 0
        asked = [r.path for r in simulator.received]
    assert asked == ["/oauth/token"]
    assert b"a-marked-wrong-secret" not in terminal.written
    everything = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
    assert b"a-marked-wrong-secret" not in everything


def test_quitting_is_instant_in_the_middle_of_a_hanging_call(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        env = {
            "GENESYS_CLOUD_CLIENT_ID": "a",
            "GENESYS_CLOUD_CLIENT_SECRET": "a-secret-secret",
            "GENESYS_CLOUD_BASE_URL": f"http://127.0.0.1:{deaf.getsockname()[1]}",
        }
        with Terminal("-m", "queuetui", cwd=tmp_path, env=env) as terminal:
            terminal.wait_for("starting", "quit")
            asking, _ = deaf.accept()
            pressed = time.monotonic()
            terminal.press("q")
            assert terminal.end() == 0
            asking.close()
            # Far below the read time-out of ten seconds: nobody waited for the call.
            assert time.monotonic() - pressed < 5.0


CRASH = """
import sys
from queuetui.cli import main
from queuetui.ui.screens.board import BoardScreen

def broken(self, *_):
    marked = "a-secret-in-a-local"
    raise ValueError(marked)

BoardScreen.draw = broken
sys.argv = ["queuetui", "--demo"]
main()
"""


def test_a_crash_exits_with_1_one_line_and_no_secret(tmp_path: Path) -> None:
    with Terminal("-c", CRASH, cwd=tmp_path) as terminal:
        assert terminal.end() == 1
    assert b"ended by an internal error" in terminal.written
    assert b"Traceback" not in terminal.written
    assert all(code in terminal.written for code in RESTORED)
    reports = list(tmp_path.rglob("crash-*.txt"))
    assert len(reports) == 1
    assert "ValueError" in reports[0].read_text()


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('quit = "j"', "keys.quit"),
        ('sort = "notakey"', "keys.sort"),
        ('quiit = "x"', "quit"),
        ('filter = "ctrl+m"', "can't be told from 'enter'"),
    ],
)
def test_wrong_keys_are_told_in_one_line_before_the_board_opens(
    tmp_path: Path, toml: str, said: str
) -> None:
    (tmp_path / "q.toml").write_text(f"[keys]\n{toml}\n")
    with demo(tmp_path, "--config", "q.toml") as terminal:
        assert terminal.end() == 2
    text = terminal.written.decode()
    assert text.startswith("queuetui: q.toml: ")
    assert said in text
    assert len(text.splitlines()) == 1


def test_systemd_is_told_that_it_is_ready_and_alive(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        env = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000000"}
        with Terminal("-m", "queuetui", "--demo", cwd=tmp_path, env=env) as terminal:
            heard: list[str] = []

            def well(_: bytes) -> bool:
                with suppress(BlockingIOError):
                    while True:
                        heard.append(systemd.recv(4096).decode())
                return {"READY=1", "WATCHDOG=1"} <= set(heard)

            # The terminal reads meanwhile; else the board would not be well.
            terminal.read_until(well)
            assert heard.index("READY=1") < heard.index("WATCHDOG=1")
            terminal.press("q")
            assert terminal.end() == 0
            systemd.settimeout(20)
            while heard[-1] != "STOPPING=1":
                heard.append(systemd.recv(4096).decode())
