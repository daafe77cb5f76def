"""Alarms on disk: what survives, and what a bad disk or a second board does to them."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from queuetui.domain.alarms.book import VERSION, AlarmState
from queuetui.domain.alarms.engine import Engine
from queuetui.store import alarms
from queuetui.store.alarms import AlarmFile
from tests.domain.alarm_samples import START, happened, looks, rule


def some() -> AlarmState:
    """One alarm that is on and acknowledged, and one that is over."""
    engine = Engine([rule()])
    happened(engine, looks("0:6 5:0 10:6 15:"))
    engine.acknowledge(engine.book().active[0].id, "Ada", "größte Not", START + 20)
    return engine.state()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "alarms.json"


@pytest.fixture
def file(path: Path) -> Iterator[AlarmFile]:
    kept = AlarmFile(path)
    yield kept
    kept.close()


def opened(path: Path) -> AlarmFile:
    """As the next run would find it."""
    kept = AlarmFile(path)
    kept.close()
    return kept


def test_at_first_nothing_is_kept_and_nothing_is_wrong(file: AlarmFile) -> None:
    assert (file.state, file.problem) == (None, None)


def test_what_was_saved_is_there_again(path: Path, file: AlarmFile) -> None:
    file.save(AlarmState())
    file.save(some())
    assert file.problem is None
    file.close()
    assert opened(path).state == some()


def test_nothing_is_left_beside_it(path: Path, file: AlarmFile) -> None:
    file.save(some())
    assert {one.name for one in path.parent.iterdir()} == {"alarms.json", "alarms.json.lock"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"past": 3}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_it_begins_anew(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    kept = AlarmFile(path)
    assert kept.state is None
    assert kept.problem == (
        "the alarms of before can't be read (damaged), they are in alarms.unread.json"
    )
    assert path.with_name("alarms.unread.json").read_bytes() == content
    kept.save(some())
    kept.close()
    again = opened(path)
    assert (again.state, again.problem) == (some(), None)


def test_a_file_of_a_newer_program_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(msgspec.json.encode(AlarmState(version=VERSION + 1)))
    kept = opened(path)
    assert kept.state is None
    assert "written by a newer queuetui" in (kept.problem or "")
    assert path.with_name("alarms.unread.json").exists()


def test_an_endless_file_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "LARGEST", 1000)
    path.parent.mkdir()
    path.write_bytes(b" " * 900 + b"{}" + b" " * 98)
    assert opened(path).state == AlarmState()
    path.write_bytes(b" " * 900 + b"{}" + b" " * 99)
    kept = opened(path)
    assert kept.state is None
    assert "too large" in (kept.problem or "")


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    kept = AlarmFile(path)
    assert kept.state is None
    assert kept.problem == (
        "the alarms of before can't be read (is a directory), they are in alarms.unread.json"
    )
    kept.close()


def test_a_disk_that_cannot_be_written_is_told_and_disturbs_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    kept = AlarmFile(blocked / "alarms.json")
    kept.save(some())
    problem = kept.problem or ""
    assert problem.startswith("alarms can't be saved (")
    assert problem.endswith("), a restart would forget them")
    assert blocked.read_text() == "not a folder"


def test_a_disk_that_is_full_for_a_while_is_told_until_it_is_not(
    path: Path, file: AlarmFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    file.save(AlarmState(forgotten=1))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        file.save(some())
    assert "no space left on device" in (file.problem or "")
    assert len(list(path.parent.iterdir())) == 2
    assert msgspec.json.decode(path.read_bytes(), type=AlarmState).forgotten == 1
    file.save(some())
    assert file.problem is None


def test_a_second_board_reads_and_keeps_nothing_until_the_first_has_ended(
    path: Path, file: AlarmFile
) -> None:
    file.save(some())
    second = AlarmFile(path)
    assert second.state == some()
    second.save(AlarmState(forgotten=7))
    assert "another board keeps the alarms" in (second.problem or "")
    assert msgspec.json.decode(path.read_bytes(), type=AlarmState) == some()
    file.close()
    second.save(AlarmState(forgotten=7))
    assert second.problem is None
    second.close()
    kept = opened(path).state
    assert kept is not None
    assert kept.forgotten == 7


def test_a_second_board_sets_nothing_aside(path: Path, file: AlarmFile) -> None:
    path.write_bytes(b"{")
    second = AlarmFile(path)
    assert second.state is None
    assert path.read_bytes() == b"{"
