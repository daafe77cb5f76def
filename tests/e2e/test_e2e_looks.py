"""The looks on a real terminal: what its name promises, what its owner wants, what was chosen."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.terminals import Terminal

COMMAND = ("-m", "queuetui", "--demo")
CODES = re.compile(rb"\x1b\[([0-9;]+)m")
FEW = {*map(str, range(30, 38)), *map(str, range(40, 48))}
WEIGHTS = {"0", "1", "4", "7"}
"""None, bold, underline, reverse."""


def codes(written: bytes) -> set[str]:
    """All that was asked of colours and weights."""
    return {code.decode() for found in CODES.findall(written) for code in found.split(b";")}


def drawn(tmp_path: Path, env: Mapping[str, str], *flags: str) -> set[str]:
    """The codes of a board that has figures on it."""
    with Terminal(*COMMAND, *flags, cwd=tmp_path, env={"COLORTERM": "", **env}) as terminal:
        terminal.wait_for("live", "ok", "quit")
        asked = codes(terminal.written)
        terminal.press("q")
        assert terminal.end() == 0
    return asked


@pytest.mark.parametrize("env", [{"TERM": "xterm-256color", "NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_at_all(tmp_path: Path, env: dict[str, str]) -> None:
    assert drawn(tmp_path, env) <= {*WEIGHTS, "39", "49"}


def test_the_linux_console_gets_its_eight_colours(tmp_path: Path) -> None:
    asked = drawn(tmp_path, {"TERM": "linux"})
    assert asked <= {*WEIGHTS, *FEW}
    assert {"37", "40", "32"} <= asked


def test_a_theme_asked_for_by_flag_has_its_colours_whatever_the_environment_says(
    tmp_path: Path,
) -> None:
    asked = drawn(tmp_path, {"TERM": "linux", "NO_COLOR": "1"}, "--theme", "day")
    assert {"30", "47"} <= asked <= {*WEIGHTS, *FEW}


def test_what_was_chosen_by_key_is_there_next_time(tmp_path: Path) -> None:
    with Terminal(*COMMAND, cwd=tmp_path) as terminal:
        terminal.wait_for("live", "quit")
        terminal.press("t")
        terminal.wait_for("theme: dusk")
        terminal.press("t")
        terminal.wait_for("theme: day")
        terminal.press("q")
        assert terminal.end() == 0
    assert {"47", "30"} <= drawn(tmp_path, {"TERM": "linux"})
