"""The diary on disk: what it remembers of the run before, and what a bad disk does to it."""

from pathlib import Path

import pytest

from queuetui.domain.gaps import Gap
from queuetui.store.diary import Diary, Page, what_was
from tests.clocks import ManualClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "diary.json"


def test_a_first_run_has_nothing_before_it(path: Path) -> None:
    diary = Diary(path, ManualClock().now)
    assert diary.before is None
    assert what_was(diary.before) is None


def test_a_run_that_was_left_is_nothing_to_talk_about(path: Path) -> None:
    clock = ManualClock()
    Diary(path, clock.now).close("left")
    assert what_was(Diary(path, clock.now).before) is None


@pytest.mark.parametrize(
    ("reads", "said"),
    [(True, "killed, or the power was cut"), (False, "the terminal had stopped reading")],
)
def test_a_run_that_ended_without_a_word_is_told_by_its_last_sign(
    path: Path, reads: bool, said: str
) -> None:
    clock = ManualClock()
    diary = Diary(path, clock.now)
    clock.advance(61)
    diary.beat(terminal_read=reads)
    last = clock.now()
    clock.advance(600)
    before = Diary(path, clock.now).before
    assert before is not None
    assert before.alive == last
    assert what_was(before) == said


def test_a_crash_that_was_caught_is_told(path: Path) -> None:
    Diary(path, ManualClock().now).close("crashed")
    before = Diary(path, ManualClock().now).before
    assert what_was(before) == "an internal error, see the log folder"


def test_signs_of_life_are_written_once_a_minute_but_a_stall_at_once(path: Path) -> None:
    clock = ManualClock()
    diary = Diary(path, clock.now)
    written = path.stat().st_mtime_ns, path.read_bytes()
    for _ in range(50):
        clock.advance(1)
        diary.beat(terminal_read=True)
    assert path.read_bytes() == written[1]
    diary.beat(terminal_read=False)
    assert path.read_bytes() != written[1]
    assert what_was(Diary(path, clock.now).before) == "the terminal had stopped reading"


def test_a_terminal_that_reads_again_is_written_at_once_too(path: Path) -> None:
    clock = ManualClock()
    diary = Diary(path, clock.now)
    for reads in (False, True):
        clock.advance(1)
        diary.beat(terminal_read=reads)
    assert what_was(Diary(path, clock.now).before) == "killed, or the power was cut"


def test_a_terminal_that_was_closed_is_not_a_board_that_was_left(path: Path) -> None:
    Diary(path, ManualClock().now).close("closed")
    assert what_was(Diary(path, ManualClock().now).before) == "the terminal was closed"


def test_gaps_survive_restarts_and_are_capped(path: Path) -> None:
    clock = ManualClock()
    for run in range(8):
        diary = Diary(path, clock.now)
        for n in range(10):
            diary.note_gap(Gap(run * 100 + n, run * 100 + n + 1, "cable out"))
    gaps = Diary(path, clock.now).gaps
    assert len(gaps) == 50
    assert gaps[-1] == Gap(709, 710, "cable out")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"started": "x"}',
        b"\xff",
        pytest.param(b'{"x":' * 50_000, id="nested deeply"),
    ],
)
def test_a_broken_file_is_as_good_as_none(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    diary = Diary(path, ManualClock().now)
    assert diary.before is None
    diary.close("left")
    again = Diary(path, ManualClock().now).before
    assert isinstance(again, Page)
    assert again.ending == "left"


def test_a_folder_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    diary = Diary(blocked / "diary.json", ManualClock().now)
    diary.beat(terminal_read=False)
    diary.note_gap(Gap(1, 2, "x"))
    diary.close("left")
    assert blocked.read_text() == "not a folder"


def test_nothing_is_left_beside_it(path: Path) -> None:
    Diary(path, ManualClock().now).close("left")
    assert [file.name for file in path.parent.iterdir()] == ["diary.json"]
