"""``--wall`` and ``queuetui test-card`` without a terminal."""

from pathlib import Path

import pytest

from tests.cli.test_cli import modules_loaded_by, run


def test_the_wall_goes_with_the_board_only(tmp_path: Path) -> None:
    done = run("--wall", "--once", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("queuetui: --wall goes with the board: --once prints plain figures.\n")
    done = run("--wall", "queues", cwd=tmp_path)
    assert done.returncode == 2
    assert "--wall does not go with the command 'queues'" in done.stderr


def test_the_wall_needs_a_terminal(tmp_path: Path) -> None:
    done = run("--wall", "--demo", cwd=tmp_path)
    assert done.returncode == 2
    assert "The board needs a terminal." in done.stderr


def test_a_card_in_a_file_is_plain_text(tmp_path: Path) -> None:
    done = run("test-card", cwd=tmp_path, COLUMNS="120", LINES="40", LC_ALL="C.UTF-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "This terminal has 120 by 40 cells." in done.stdout
    assert "▄██████▄" in done.stdout
    assert all(line == line.rstrip() for line in done.stdout.split("\n"))


@pytest.mark.parametrize(("locale", "term"), [("C", "xterm"), ("C.UTF-8", "linux")])
def test_a_card_has_only_the_signs_that_there_are(tmp_path: Path, locale: str, term: str) -> None:
    done = run("test-card", cwd=tmp_path, LC_ALL=locale, TERM=term)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert "Only plain signs are used" in done.stdout


def test_a_card_says_what_can_be_read_from_where_people_stand(tmp_path: Path) -> None:
    (tmp_path / "far.toml").write_text("[wall]\nscreen_height = 0.6\ndistance = 12\n")
    for words in (("--config", "far.toml", "test-card"), ("test-card", "--config", "far.toml")):
        done = run(*words, cwd=tmp_path, COLUMNS="120", LINES="40", LC_ALL="C.UTF-8")
        assert (done.returncode, done.stderr) == (0, "")
        assert "From 12 m, letters must be 6.0 cm high." in " ".join(done.stdout.split())
        assert done.stdout.count("✕ too small") == 2


def test_a_card_needs_neither_credentials_nor_the_simulator(tmp_path: Path) -> None:
    loaded = modules_loaded_by("test-card", tmp_path)
    assert "queuetui.view.test_card" in loaded
    assert not {name for name in loaded if name.startswith(("queuetui.simulator", "aiohttp"))}
    assert "PureCloudPlatformClientV2" not in loaded


def test_a_mistake_in_the_settings_is_told_by_the_card_too(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[poll]\nintervall = 5\n")
    done = run("test-card", "--config", "bad.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("queuetui: bad.toml")
