"""What was chosen by key is there again next time, whatever the disk does."""

import os
import threading
from pathlib import Path

import pytest

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.themes import THEMES
from queuetui.store.choices import KeptChoices

DEADLINE = 20.0
"""Seconds; reached only when something is broken."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "choices.json"


def keep(path: Path, *themes: str, configured: str | None = None) -> None:
    kept = KeptChoices(path)
    for theme in themes:
        kept.keep_theme(theme, configured)  # type: ignore[arg-type] # names are checked below
        assert theme in THEMES
    kept.settle(DEADLINE)


def test_before_the_first_choice_the_settings_count(path: Path) -> None:
    assert KeptChoices(path).theme(None) is None
    assert KeptChoices(path).theme("day") == "day"
    assert not path.exists()


def test_the_last_choice_is_there_next_time(path: Path) -> None:
    keep(path, "dusk", "day", "safe")
    assert KeptChoices(path).theme(None) == "safe"
    assert [file.name for file in path.parent.iterdir()] == ["choices.json"]


def test_a_key_pressed_after_the_file_was_written_has_the_last_word(path: Path) -> None:
    keep(path, "dusk", configured="day")
    assert KeptChoices(path).theme("day") == "dusk"


def test_a_file_changed_after_the_key_was_pressed_has_the_last_word(path: Path) -> None:
    keep(path, "dusk", configured="day")
    assert KeptChoices(path).theme("contrast") == "contrast"
    assert KeptChoices(path).theme(None) is None
    keep(path, "safe")
    assert KeptChoices(path).theme("night") == "night"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"[]",
        b"null",
        b'{"theme": 7}',
        b'{"theme": "no-such-theme"}',
        b'{"theme": "dusk"',
        pytest.param(b'{"more":' + b"[" * 4000, id="nested deeply"),
        b'{"theme": "dusk", "more": "' + b"x" * 100_000 + b'"}',
    ],
)
def test_garbage_is_as_good_as_nothing(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert KeptChoices(path).theme("day") == "day"
    keep(path, "dusk", configured="day")
    assert KeptChoices(path).theme("day") == "dusk"


def test_what_another_version_has_added_is_no_trouble(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"theme": "dusk", "instead_of": null, "columns": "wall"}')
    assert KeptChoices(path).theme(None) == "dusk"


def test_a_folder_or_a_pipe_in_its_place_is_no_trouble(tmp_path: Path) -> None:
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder):
        # Whoever opens a pipe the usual way waits until somebody writes to it.
        assert KeptChoices(path).theme("day") == "day"
    keep(folder, "dusk")
    assert KeptChoices(folder).theme(None) is None


def test_a_place_that_cannot_be_written_costs_the_choice_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "choices.json"
    keep(path, "dusk")
    assert KeptChoices(path).theme(None) is None


def test_a_disk_that_hangs_holds_nobody_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, goes_on = threading.Event(), threading.Event()
    replace = Path.replace

    def hang(self: Path, target: Path) -> Path:
        hangs.set()
        assert goes_on.wait(DEADLINE)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", hang)
    kept = KeptChoices(path)
    kept.keep_theme("dusk", None)
    assert hangs.wait(DEADLINE)
    kept.keep_theme("day", None)
    kept.keep_theme("safe", None)
    kept.settle(0)
    assert KeptChoices(path).theme(None) is None
    goes_on.set()
    kept.settle(DEADLINE)
    assert KeptChoices(path).theme(None) == "safe"


def test_it_says_what_it_is(path: Path) -> None:
    keep(path, "dusk", configured="day")
    assert path.read_bytes() == b'{"theme":"dusk","instead_of":"day"}'


FILE = Arrangement("supervisor", "none")
CHOSEN = Arrangement("night", "division")


def test_the_arrangement_of_the_list_is_there_next_time(path: Path) -> None:
    assert KeptChoices(path).arrangement(FILE) == FILE
    kept = KeptChoices(path)
    kept.keep_arrangement(Arrangement("wall", "none"), FILE)
    kept.keep_arrangement(CHOSEN, FILE)
    kept.settle(DEADLINE)
    assert KeptChoices(path).arrangement(FILE) == CHOSEN
    # The file was changed after that.
    changed = Arrangement("analyst", "none")
    assert KeptChoices(path).arrangement(changed) == changed


def test_one_choice_costs_no_other(path: Path) -> None:
    keep(path, "dusk")
    kept = KeptChoices(path)
    kept.keep_arrangement(CHOSEN, FILE)
    kept.settle(DEADLINE)
    keep(path, "safe")
    assert KeptChoices(path).theme(None) == "safe"
    assert KeptChoices(path).arrangement(FILE) == CHOSEN


def test_choices_made_while_the_disk_hangs_are_all_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, goes_on = threading.Event(), threading.Event()
    replace = Path.replace

    def hang(self: Path, target: Path) -> Path:
        hangs.set()
        assert goes_on.wait(DEADLINE)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", hang)
    kept = KeptChoices(path)
    kept.keep_theme("day", None)
    assert hangs.wait(DEADLINE)
    kept.keep_theme("dusk", None)
    kept.keep_arrangement(CHOSEN, FILE)
    goes_on.set()
    kept.settle(DEADLINE)
    assert KeptChoices(path).theme(None) == "dusk"
    assert KeptChoices(path).arrangement(FILE) == CHOSEN


def test_an_arrangement_of_another_version_is_as_good_as_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"list": {"columns": "wall", "groups": "mood"}}')
    assert KeptChoices(path).arrangement(FILE) == FILE
