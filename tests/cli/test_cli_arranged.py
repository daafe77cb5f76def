"""How the list is arranged at first: as the file has it, or as it was chosen by key since."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.cli.looks import arranged, configured_arrangement
from queuetui.domain.arrangement import Arrangement
from queuetui.domain.settings import BoardSettings, GroupSettings, Settings
from queuetui.store.choices import KeptChoices

FILE = Settings(
    board=BoardSettings(sort="name", columns="wall"),
    groups=GroupSettings(by="prefix", separator=": "),
    column_sets={"night": ("severity", "name", "waiting")},
)


@pytest.fixture
def kept(tmp_path: Path) -> KeptChoices:
    return KeptChoices(tmp_path / "choices.json")


def choose(kept: KeptChoices, columns: str, settings: Settings) -> None:
    kept.keep_arrangement(Arrangement(columns, "division"), configured_arrangement(settings))
    kept.settle(20)


def test_the_file_says_how_it_begins(kept: KeptChoices) -> None:
    assert arranged(FILE, kept) == FILE


def test_what_was_chosen_by_key_comes_before_it_and_leaves_the_rest(kept: KeptChoices) -> None:
    choose(kept, "night", FILE)
    found = arranged(FILE, kept)
    assert found.board == BoardSettings(sort="name", columns="night")
    assert found.groups == GroupSettings(by="division", separator=": ")
    assert replace(found, board=FILE.board, groups=FILE.groups) == FILE


def test_a_file_that_was_changed_since_has_the_last_word(kept: KeptChoices) -> None:
    choose(kept, "night", FILE)
    changed = replace(FILE, board=replace(FILE.board, columns="analyst"))
    assert arranged(changed, kept) == changed


def test_a_column_set_that_is_there_no_more_is_not_chosen(kept: KeptChoices) -> None:
    choose(kept, "night", FILE)
    without = replace(FILE, column_sets={})
    assert arranged(without, kept) == without
