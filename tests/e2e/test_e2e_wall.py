"""``queuetui --wall`` and ``queuetui test-card`` as a person starts them, on a real terminal."""

import re
import sys
from pathlib import Path

import pytest

from tests.e2e.terminals import RESTORED, Terminal

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the terminal needs a pseudo-terminal of Linux"
)

MOUSE_ON, MOUSE_OFF = b"\x1b[?1003h", b"\x1b[?1003l"


def queuetui(tmp_path: Path, *words: str, **env: str) -> Terminal:
    return Terminal("-m", "queuetui", *words, cwd=tmp_path, env=env)


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
def test_it_begins_with_the_wall_and_q_leaves_it(tmp_path: Path, size: tuple[int, int]) -> None:
    words = ("-m", "queuetui", "--demo", "--wall")
    with Terminal(*words, cwd=tmp_path, size=size) as terminal:
        terminal.wait_for("Billing", "live", "┌─")
        assert b"quit" not in terminal.written
        assert terminal.written.rindex(MOUSE_OFF) > terminal.written.rindex(MOUSE_ON)
        terminal.press("q")
        assert terminal.end() == 0
    assert all(code in terminal.written for code in RESTORED)
    assert b"Traceback" not in terminal.written


def test_the_mouse_is_the_boards_alone(tmp_path: Path) -> None:
    with queuetui(tmp_path, "--demo") as terminal:
        terminal.wait_for("Billing", "live", "quit")
        terminal.forget()
        terminal.press("w")
        terminal.wait_for("┌─", "Billing")
        assert MOUSE_OFF in terminal.written
        assert MOUSE_ON not in terminal.written
        terminal.forget()
        terminal.press("w")
        terminal.wait_for("quit")
        assert MOUSE_ON in terminal.written
        terminal.press("q")
        assert terminal.end() == 0


def test_a_card_in_colour_goes_by_without_waiting_for_anything(tmp_path: Path) -> None:
    with queuetui(tmp_path, "test-card", COLORTERM="truecolor") as terminal:
        assert terminal.end() == 0
    text = terminal.written.decode()
    assert "120 by 40 cells and true colours, theme night." in text
    assert "\x1b[48;2;13;17;23m" in text or "48;2;13;17;23" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "\x1b" not in plain
    lines = plain.replace("\r", "").rstrip("\n").split("\n")
    assert {len(line) for line in lines} == {120}
    assert "What can be read from there?" in plain


@pytest.mark.parametrize(
    ("env", "told", "codes"),
    [
        ({"TERM": "xterm-256color"}, "256 colours, theme night", "48;5;"),
        ({"TERM": "linux"}, "16 colours, theme night", "41m"),
        ({"NO_COLOR": "1"}, "no colours, theme plain", "\x1b[1;7;"),
        ({"TERM": "dumb"}, "no colours, theme plain", ""),
    ],
)
def test_a_card_says_how_many_colours_there_are(
    tmp_path: Path, env: dict[str, str], told: str, codes: str
) -> None:
    with queuetui(tmp_path, "test-card", **env) as terminal:
        assert terminal.end() == 0
    text = terminal.written.decode()
    assert told in text
    assert codes in text
    if not codes:
        assert "\x1b" not in text


def test_a_card_may_be_in_any_theme(tmp_path: Path) -> None:
    with queuetui(tmp_path, "test-card", "--theme", "day", COLORTERM="truecolor") as terminal:
        assert terminal.end() == 0
    assert b"theme day." in terminal.written
