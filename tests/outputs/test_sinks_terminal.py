"""Bell and desktop notifications on a real pseudo-terminal, and what a hostile name does there."""

import base64
import os
import pty
import re
import select
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.sinks import Protocol
from queuetui.outputs.sinks import SinkFailure, TerminalLine
from queuetui.outputs.sinks.bell import Bell
from queuetui.outputs.sinks.desktop import UNKNOWN, Desktop, sequence, through_tmux, understood
from tests.outputs.sinks_around import HOSTILE, NOTICE, TAMED

ROOT = Path(__file__).parents[2]
DEADLINE = 20.0
"""Seconds; reached only when something is broken."""
EVIL = replace(NOTICE, title=HOSTILE, text=HOSTILE, alarm_id=HOSTILE)


def taking(written: list[str]) -> Callable[[str], bool]:
    """Takes all that is written."""

    def write(text: str) -> bool:
        written.append(text)
        return True

    return write


class Screen:
    """A pseudo-terminal, and what has arrived at it."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)

    def write(self, text: str) -> bool:
        return os.write(self.slave, text.encode()) > 0

    def read_until(self, end: bytes) -> bytes:
        read, limit = b"", time.monotonic() + DEADLINE
        while not read.endswith(end):
            ready, _, _ = select.select([self.master], [], [], max(0, limit - time.monotonic()))
            assert ready, read
            read += os.read(self.master, 65536)
        return read


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    yield made
    os.close(made.master)
    os.close(made.slave)


def test_a_bell_rings(screen: Screen) -> None:
    Bell("bell", screen.write).send(NOTICE)
    assert screen.read_until(b"\a") == b"\a"


@pytest.mark.parametrize(
    ("protocol", "sent"),
    [
        ("osc9", b"\x1b]9;queuetui: BREACH Support: breach: breach for 0:15, so\x1b\\"),
        ("osc777", b"\x1b]777;notify;BREACH Support: breach;breach for 0:15, so\x1b\\"),
        (
            "osc99",
            (
                b"\x1b]99;i=a-1:d=0:e=1;QlJFQUNIIFN1cHBvcnQ6IGJyZWFjaA==\x1b\\"
                b"\x1b]99;i=a-1:d=1:e=1:u=2:p=body;YnJlYWNoIGZvciAwOjE1LCBzbw==\x1b\\"
            ),
        ),
    ],
)
def test_each_way_to_ask_for_a_notification(
    protocol: Protocol, sent: bytes, screen: Screen
) -> None:
    notice = replace(NOTICE, text="breach for 0:15, so")
    Desktop("desktop", protocol, {}, screen.write).send(notice)
    assert screen.read_until(sent[-8:]) == sent


@pytest.mark.parametrize("protocol", ["osc9", "osc777", "osc99"])
def test_a_hostile_name_ends_and_begins_no_sequence(protocol: Protocol) -> None:
    text = sequence(EVIL, protocol)
    parts = re.findall(r"\x1b\]([^\x1b]*)\x1b\\", text)
    assert "".join(f"\x1b]{part}\x1b\\" for part in parts) == text
    assert all(part.isprintable() for part in parts)
    if protocol == "osc99":
        assert [base64.b64decode(part.split(";")[2]).decode() for part in parts] == [TAMED, TAMED]
        assert all(re.fullmatch(r"99;i=[\w.+-]+(:\w=\w+)+;[\w+/=]*", part) for part in parts)
    elif protocol == "osc777":
        # A semicolon of the name's own would be the end of the title.
        tamed = TAMED.replace(";", ",")
        assert parts == [f"777;notify;{tamed};{tamed}"]
    else:
        assert parts == [f"9;queuetui: {TAMED}: {TAMED}"]


def test_a_name_like_a_command_of_another_terminal_is_none() -> None:
    # To some terminals 9;4;… is a progress bar and 9;9;… a folder.
    assert sequence(replace(NOTICE, title="4;1;50"), "osc9").startswith("\x1b]9;queuetui: 4;1;50")


def test_endless_names_are_cut() -> None:
    endless = replace(NOTICE, title="x" * 100_000, text="y" * 100_000, alarm_id="z" * 100_000)
    assert all(len(sequence(endless, one)) < 1200 for one in ("osc9", "osc777", "osc99"))


def test_a_cleared_alarm_is_not_urgent_and_replaces_its_beginning() -> None:
    begun, over = (sequence(replace(NOTICE, kind=one), "osc99") for one in ("raised", "cleared"))
    assert ("u=2" in begun, "u=2" in over) == (True, False)
    assert begun.startswith("\x1b]99;i=a-1:")
    assert over.startswith("\x1b]99;i=a-1:")


def test_inside_tmux_it_is_wrapped(screen: Screen) -> None:
    Desktop("desktop", "osc777", {"TMUX": "/tmp/tmux-0/default,1,0"}, screen.write).send(NOTICE)
    read = screen.read_until(b"\x1b\\\x1b\\")
    assert read == through_tmux(sequence(NOTICE, "osc777")).encode()
    inner = re.fullmatch(rb"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", read, re.DOTALL)
    assert inner is not None
    assert inner[1].replace(b"\x1b\x1b", b"\x1b") == sequence(NOTICE, "osc777").encode()


@pytest.mark.parametrize(
    ("environ", "protocol"),
    [
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "KITTY_WINDOW_ID": "1"}, "osc99"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "osc9"),
        ({"TERM": "xterm-ghostty"}, "osc777"),
        ({"TERM_PROGRAM": "WezTerm"}, "osc777"),
        ({"TERM": "foot-extra"}, "osc777"),
        ({"TERM": "rxvt-unicode-256color"}, "osc777"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "osc777"),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, "osc777"),
        # Started from another terminal, it inherits that one's variables.
        ({"TERM_PROGRAM": "vscode", "VTE_VERSION": "7600"}, None),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "linux"}, None),
        ({}, None),
    ],
)
def test_the_terminal_is_known_by_what_it_calls_itself(
    environ: Mapping[str, str], protocol: Protocol | None
) -> None:
    assert understood(environ) == protocol


def test_an_unknown_terminal_is_told_of_and_not_written_to() -> None:
    written: list[str] = []
    desktop = Desktop("desktop", "auto", {"TERM": "linux"}, taking(written))
    assert desktop.problem == UNKNOWN
    with pytest.raises(SinkFailure, match="not known to show desktop notifications"):
        desktop.send(NOTICE)
    assert written == []


def test_what_is_set_goes_before_what_the_terminal_calls_itself(screen: Screen) -> None:
    desktop = Desktop("desktop", "osc9", {"TERM": "xterm-kitty"}, screen.write)
    assert desktop.problem is None
    desktop.send(NOTICE)
    assert screen.read_until(b"\x1b\\").startswith(b"\x1b]9;")


@pytest.mark.parametrize("sink", [Bell, lambda name, write: Desktop(name, "osc9", {}, write)])
def test_a_terminal_that_takes_nothing_is_a_failure_that_is_not_tried_again(
    sink: type[Bell],
) -> None:
    line = TerminalLine()
    with pytest.raises(SinkFailure, match="the terminal takes nothing at the moment") as caught:
        sink("x", line.write).send(NOTICE)
    assert not caught.value.again
    got: list[str] = []
    line.connect(taking(got))
    sink("x", line.write).send(NOTICE)
    assert len(got) == 1
    line.connect(None)
    with pytest.raises(SinkFailure):
        sink("x", line.write).send(NOTICE)


STRAIGHT = (
    "import sys; from queuetui.outputs.sinks.terminal import write_straight;"
    "sys.exit(0 if write_straight('\\a<rung>') else 7)"
)


def test_a_program_without_a_screen_writes_to_its_terminal_also_if_its_output_is_elsewhere() -> (
    None
):
    code = f"import os, fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n{STRAIGHT}"
    master, slave = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, stdin=slave, capture_output=True,
            start_new_session=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert os.read(master, 100) == b"\a<rung>"
    finally:
        os.close(master)
        os.close(slave)


def test_a_program_without_a_terminal_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRAIGHT], cwd=ROOT, stdin=subprocess.DEVNULL,
        capture_output=True, start_new_session=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (7, b"")
