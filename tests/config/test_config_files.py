"""Where settings are looked for, and files as editors leave them."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from queuetui.config import SettingsError, load_settings
from queuetui.domain.settings import Settings


def write(path: Path, seconds: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[poll]\ninterval = "{seconds}s"\n', encoding="utf-8")
    return path


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    folder = tmp_path / "cwd"
    folder.mkdir()
    return folder


@pytest.fixture
def user_dir(tmp_path: Path) -> Path:
    return tmp_path / "user"


def test_the_search_order(cwd: Path, user_dir: Path) -> None:
    assert load_settings(None, cwd, user_dir) == Settings()
    user = write(user_dir / "config.toml", 40)
    found = load_settings(None, cwd, user_dir)
    assert (found.poll.interval, found.source) == (40, str(user))
    local = write(cwd / "queuetui.toml", 30)
    found = load_settings(None, cwd, user_dir)
    assert (found.poll.interval, found.source) == (30, str(local))
    given = write(cwd / "given.toml", 20)
    found = load_settings(given, cwd, user_dir)
    assert (found.poll.interval, found.source) == (20, str(given))


def test_files_are_not_merged(cwd: Path, user_dir: Path) -> None:
    write(user_dir / "config.toml", 40)
    (cwd / "queuetui.toml").write_text("", encoding="utf-8")
    assert load_settings(None, cwd, user_dir).poll == Settings().poll


def test_a_relative_config_starts_at_the_working_folder(cwd: Path, user_dir: Path) -> None:
    write(cwd / "sub" / "given.toml", 20)
    found = load_settings(Path("sub/given.toml"), cwd, user_dir)
    assert (found.poll.interval, found.source) == (20, "sub/given.toml")


def test_the_platform_names_the_users_folder(
    cwd: Path, user_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def user_config_path(name: str) -> Path:
        asked.append(name)
        return user_dir

    monkeypatch.setattr(platformdirs, "user_config_path", user_config_path)
    write(user_dir / "config.toml", 40)
    assert load_settings(None, cwd).poll.interval == 40
    assert asked == ["queuetui"]


def failure(path: Path | None, cwd: Path, user_dir: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path, cwd, user_dir)
    return str(caught.value)


def test_a_given_file_must_exist(cwd: Path, user_dir: Path) -> None:
    write(cwd / "queuetui.toml", 30)
    assert failure(Path("gone.toml"), cwd, user_dir) == (
        "--config gone.toml: no such file; allowed: an existing TOML file"
        " (config.example.toml is one to start from)"
    )


def test_a_folder_is_no_file(cwd: Path, user_dir: Path) -> None:
    assert failure(cwd, cwd, user_dir) == f"{cwd}: cannot be read (is a directory)"
    (cwd / "queuetui.toml").mkdir()
    assert failure(None, cwd, user_dir) == f"{cwd}/queuetui.toml: cannot be read (is a directory)"


def test_a_file_that_may_not_be_read(
    cwd: Path, user_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    local = cwd / "queuetui.toml"
    assert failure(None, cwd, user_dir) == f"{local}: cannot be read (permission denied)"


def test_an_impossible_path(cwd: Path, user_dir: Path) -> None:
    found = failure(Path("a\0b"), cwd, user_dir)
    assert found.endswith("a\\x00b: cannot be read (not the path of a file)")


def test_mistakes_name_the_file(cwd: Path, user_dir: Path) -> None:
    local = cwd / "queuetui.toml"
    local.write_text("[poll]\ninterval = 5\n", encoding="utf-8")
    assert failure(None, cwd, user_dir).startswith(f"{local}: poll.interval: found 5; allowed: ")


def test_text_of_another_encoding(cwd: Path, user_dir: Path) -> None:
    local = cwd / "queuetui.toml"
    local.write_bytes(b'[[queues]]\nname = "B\xfcro"\n')
    assert failure(None, cwd, user_dir) == (
        f"{local}: line 2: not UTF-8 text; allowed: a file saved as UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_editors_of_other_systems_save(encoding: str, cwd: Path, user_dir: Path) -> None:
    text = '[[queues]]\r\nname = "Büro"\r\n'
    (cwd / "queuetui.toml").write_bytes(text.encode(encoding))
    assert load_settings(None, cwd, user_dir).watchlist.rules[0].name == "Büro"


def test_no_endless_file_is_read(cwd: Path, user_dir: Path) -> None:
    local = cwd / "queuetui.toml"
    local.write_bytes(b"#" * 1_000_001)
    assert failure(None, cwd, user_dir) == f"{local}: too large; allowed: up to 1000000 bytes"


def test_loading_imports_nothing_heavy(cwd: Path, user_dir: Path) -> None:
    write(cwd / "queuetui.toml", 30)
    code = (
        "import sys; from pathlib import Path; from queuetui.config import load_settings;"
        "assert load_settings(None, Path(sys.argv[1])).poll.interval == 30;"
        "print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(cwd)], capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    heavy = {"PureCloudPlatformClientV2", "textual", "rich", "aiohttp", "urllib3", "dotenv", "ssl"}
    assert "queuetui" in loaded
    assert not loaded & heavy
    assert not {"asyncio", "socket", "http"} & loaded
