"""Which theme a run begins with, and the flags that say so."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from queuetui.cli.failures import Failure
from queuetui.cli.looks import kept_choices, looks_for
from queuetui.cli.main import queuetui
from queuetui.cli.start import Choice
from queuetui.domain.settings import LooksSettings
from queuetui.domain.themes import THEMES, ThemeName
from queuetui.store.choices import KeptChoices

XTERM = {"TERM": "xterm-256color"}


@pytest.fixture
def kept(tmp_path: Path) -> KeptChoices:
    return KeptChoices(tmp_path / "choices.json")


def remember(kept: KeptChoices, theme: ThemeName, configured: ThemeName | None = None) -> None:
    kept.keep_theme(theme, configured)
    kept.settle(20)


def theme(
    kept: KeptChoices,
    *,
    flag: ThemeName | None = None,
    file: ThemeName | None = None,
    environ: dict[str, str] = XTERM,
) -> ThemeName | None:
    return looks_for(Choice(theme=flag), LooksSettings(theme=file), kept, environ).theme


def test_with_nothing_said_it_is_left_to_the_board(kept: KeptChoices) -> None:
    assert theme(kept) is None


def test_the_file_then_the_key_then_the_environment_then_the_flag(kept: KeptChoices) -> None:
    assert theme(kept, file="day") == "day"
    remember(kept, "dusk", "day")
    assert theme(kept, file="day") == "dusk"
    for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert theme(kept, file="day", environ=environ) == "plain"
        assert theme(kept, flag="safe", file="day", environ=environ) == "safe"


def test_an_empty_no_color_is_none(kept: KeptChoices) -> None:
    assert theme(kept, file="day", environ={**XTERM, "NO_COLOR": ""}) == "day"


@pytest.mark.parametrize(
    ("flag", "file", "calm"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_calm_is_a_flag_or_a_setting(
    kept: KeptChoices, *, flag: bool, file: bool, calm: bool
) -> None:
    looks = looks_for(Choice(calm=flag), LooksSettings(calm=file), kept, XTERM)
    assert looks.calm is calm


def test_it_is_kept_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    remember(kept_choices(), "dusk")
    assert (tmp_path / "queuetui" / "choices.json").exists()
    assert kept_choices().theme(None) == "dusk"


def test_a_theme_that_does_not_exist_is_refused_with_those_that_do() -> None:
    told = CliRunner().invoke(queuetui, ["--theme", "neon"])
    assert told.exit_code == 2
    assert all(name in told.output for name in THEMES)


@pytest.mark.parametrize("flags", [["--theme", "day"], ["--calm"]])
def test_the_looks_of_figures_that_are_only_printed_cannot_be_chosen(flags: list[str]) -> None:
    told = CliRunner().invoke(queuetui, ["--demo", "--once", *flags])
    assert isinstance(told.exception, Failure)
    assert f"{flags[0]} goes with the board" in str(told.exception)
