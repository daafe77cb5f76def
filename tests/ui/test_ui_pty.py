"""The end of the app on a real pseudo-terminal: what `Pilot` cannot see."""

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.terminals import DEADLINE, RESTORED, Terminal
from tests.ui.pty_program import SECRET


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(mode: str, *, stdin: int | None = None) -> Terminal:
        program = ("-m", "tests.ui.pty_program", mode, str(tmp_path))
        opened.append(Terminal(*program, cwd=tmp_path, size=(80, 24), stdin=stdin))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def restored(terminal: Terminal) -> bool:
    after = terminal.written[terminal.written.rindex(b"Claims Motor") :]
    return terminal.left_as_found and all(sequence in after for sequence in RESTORED)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_cleanly(
    open_terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for("Claims Motor", "quit")
    terminal.program.send_signal(number)
    assert terminal.end() == 0
    assert restored(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_the_moment_the_terminal_is_taken_over_ends_it_cleanly(
    open_terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    terminal = open_terminal("calm")
    end = time.monotonic() + DEADLINE

    def taken_over() -> bool:
        return not terminal.left_as_found

    while not taken_over():
        assert terminal.program.poll() is None
        assert time.monotonic() < end
    terminal.program.send_signal(number)
    assert terminal.end() == 0
    assert terminal.left_as_found
    left = terminal.written[terminal.written.rindex(b"\x1b[?1049h") :]
    assert all(sequence in left for sequence in RESTORED)


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGQUIT])
@pytest.mark.parametrize("mode", ["calm", "stuck"])
def test_a_signal_that_ends_it_at_once_leaves_the_terminal_as_it_was(
    open_terminal: Callable[..., Terminal], mode: str, number: signal.Signals
) -> None:
    terminal = open_terminal(mode)
    terminal.wait_for("Claims Motor", "quit")
    if mode == "stuck":
        terminal.press("r")
        terminal.wait_for("stuck now")
    terminal.program.send_signal(number)
    assert terminal.end() == -number
    assert restored(terminal)


def test_a_terminal_that_does_not_read_is_left_as_it_was_when_the_watchdog_bites(
    open_terminal: Callable[..., Terminal],
) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for("Claims Motor", "quit")
    # Something else has filled it up, and nobody reads.
    handle = os.open(os.ttyname(terminal.slave), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    with os.fdopen(handle, "wb", buffering=0) as flood, suppress(BlockingIOError):
        while flood.write(b"Claims Motor " * 100):
            pass
    terminal.program.send_signal(signal.SIGABRT)
    assert terminal.program.wait(DEADLINE) == -signal.SIGABRT
    assert terminal.left_as_found
    assert terminal.end() == -signal.SIGABRT
    assert restored(terminal)


def test_q_ends_it_at_once_though_the_feed_hangs(open_terminal: Callable[..., Terminal]) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for("Claims Motor", "quit")
    begun = time.monotonic()
    terminal.press("q")
    assert terminal.end() == 0
    assert time.monotonic() - begun < 2
    assert restored(terminal)


def test_a_crash_shows_one_line_and_no_secret(
    open_terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    terminal = open_terminal("crash")
    terminal.wait_for("Claims Motor", "quit")
    terminal.press("r")
    assert terminal.end() == 1
    assert restored(terminal)
    assert SECRET.encode() not in terminal.written
    last = terminal.written[terminal.written.rindex(b"queuetui: ended by") :].decode().strip()
    (path,) = tmp_path.glob("crash-*.txt")
    assert "\n" not in last
    assert (
        "RuntimeError in tests.ui.pty_program.LocalFeed.ask_now:" in last
        or "RuntimeError in __main__.LocalFeed.ask_now:" in last
    )
    assert last.endswith(str(path))
    assert SECRET not in path.read_text()
    assert "refused: {'Authorization': 'Bearer ***'}" in path.read_text()
    assert b"Traceback" not in terminal.written


def test_a_terminal_that_hangs_up_ends_it(open_terminal: Callable[..., Terminal]) -> None:
    terminal = open_terminal("calm")
    terminal.wait_for("Claims Motor", "quit")
    terminal.hang_up()
    assert terminal.program.wait(DEADLINE) == 0


def test_an_input_that_is_no_terminal_costs_nothing(open_terminal: Callable[..., Terminal]) -> None:
    with Path(os.devnull).open("rb") as nothing:
        terminal = open_terminal("calm", stdin=nothing.fileno())
    terminal.wait_for("Claims Motor", "quit")
    before = terminal.cpu
    end = time.monotonic() + 1.0
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal.master], [], [], left)[0]:
            os.read(terminal.master, 65536)
    assert terminal.cpu - before < 0.4
    terminal.program.terminate()
    assert terminal.end() == 0
