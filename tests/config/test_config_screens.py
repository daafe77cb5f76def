"""``[board]``, ``[columns]``, ``[groups]``, ``[wall]`` and ``[looks]``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.config import parse_settings
from queuetui.domain.durations import format_duration
from queuetui.domain.settings import (
    COLUMN_KEYS,
    COLUMN_SETS,
    GROUPS_BY,
    SORT_KEYS,
    GroupSettings,
    LooksSettings,
    Settings,
    WallSettings,
)
from queuetui.domain.themes import THEMES


def parse(toml: str) -> Settings:
    return parse_settings(toml, "q.toml")


# --- the board ---


@pytest.mark.parametrize("key", SORT_KEYS)
def test_the_board_is_sorted_by_any_column_both_ways(key: str) -> None:
    assert parse(f'[board]\nsort = "{key}"').board.sort == key
    assert parse(f'[board]\nsort = "-{key}"').board.sort == f"-{key}"


def test_every_column_can_be_sorted_by() -> None:
    assert {*COLUMN_KEYS, "configuration"} == set(SORT_KEYS)
    assert len(SORT_KEYS) == len(set(SORT_KEYS))


@pytest.mark.parametrize("name", COLUMN_SETS)
def test_the_board_starts_with_a_built_in_set(name: str) -> None:
    assert parse(f'[board]\ncolumns = "{name}"').board.columns == name


def test_the_board_starts_with_a_set_of_ones_own_wherever_it_stands() -> None:
    found = parse('[board]\ncolumns = "nuit"\n[columns]\nnuit = ["severity", "name"]')
    assert (found.board.columns, dict(found.column_sets)) == (
        "nuit",
        {"nuit": ("severity", "name")},
    )


@given(st.permutations(COLUMN_KEYS))
def test_a_set_keeps_its_order(keys: list[str]) -> None:
    assert parse(f"[columns]\nmine = {keys}").column_sets == {"mine": tuple(keys)}


def test_a_set_may_replace_a_built_in_one() -> None:
    found = parse('[board]\ncolumns = "wall"\n[columns]\nwall = ["severity", "name", "aht"]')
    assert found.column_sets == {"wall": ("severity", "name", "aht")}
    assert found.board.columns == "wall"


@pytest.mark.parametrize("by", GROUPS_BY)
def test_queues_are_grouped(by: str) -> None:
    assert parse(f'[groups]\nby = "{by}"').groups.by == by


@pytest.mark.parametrize("separator", [" - ", "/", " ", "::", "–", "-" * 20])
def test_a_separator_is_taken_as_written(separator: str) -> None:
    found = parse(f'[groups]\nby = "prefix"\nseparator = "{separator}"').groups
    assert found == GroupSettings("prefix", separator)


def test_an_entry_gives_its_queues_a_group() -> None:
    rules = parse(
        '[[queues]]\nname = "A"\ngroup = " EMEA "\n[[queues]]\nname = "B"'
    ).watchlist.rules
    assert [rule.group for rule in rules] == ["EMEA", None]


# --- wall and looks ---


@given(st.integers(3_000, 86_400_000), st.integers(10_000, 86_400_000))
def test_the_wall_turns_and_shifts_as_written(rotate: int, shift: int) -> None:
    found = parse(
        f'[wall]\nrotate = "{format_duration(rotate / 1000)}"\n'
        f'shift = "{format_duration(shift / 1000)}"'
    )
    assert found.wall == WallSettings(rotate=rotate / 1000, shift=shift / 1000)


def test_the_wall_may_stand_still() -> None:
    found = parse('[wall]\nrotate = "off"\nshift = "off"').wall
    assert (found.rotate, found.shift) == (0, 0)


@given(st.integers(50, 20_000))
def test_a_length_is_the_same_in_every_unit(millimetres: int) -> None:
    metres = millimetres / 1000
    for written in (f'"{millimetres}mm"', f'"{metres * 100:.1f}cm"', f'" {metres:.3f} m "', metres):
        assert parse(f"[wall]\nscreen_height = {written}").wall.screen_height == metres


def test_lengths_reach_from_a_tablet_to_a_hall() -> None:
    least = parse('[wall]\nscreen_height = "5cm"\ndistance = "20cm"').wall
    most = parse("[wall]\nscreen_height = 20\ndistance = 200").wall
    assert (least.screen_height, least.distance) == (0.05, 0.2)
    assert (most.screen_height, most.distance) == (20, 200)
    assert isinstance(most.distance, float)


@pytest.mark.parametrize("theme", THEMES)
def test_looks(theme: str) -> None:
    found = parse(f'[looks]\ntheme = "{theme}"\ncalm = true').looks
    assert (found.theme, found.calm) == (theme, True)
    assert parse("[looks]").looks == LooksSettings()
