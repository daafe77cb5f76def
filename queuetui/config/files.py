"""Where settings are looked for, and reading files that people wrote with any editor."""

from pathlib import Path

from queuetui.config.errors import SettingsError
from queuetui.domain.settings import Settings

LOCAL_NAME = "queuetui.toml"
USER_NAME = "config.toml"
LARGEST_FILE = 1_000_000
"""Bytes; whatever is larger was not written as settings."""


def load_settings(path: Path | None, cwd: Path, user_dir: Path | None = None) -> Settings:
    """The settings of the first file found, or the built-in ones.

    Args:
        path: The file given by ``--config``; it must exist. A relative one starts at ``cwd``.
        cwd: The folder whose ``queuetui.toml`` comes next.
        user_dir: The folder whose ``config.toml`` comes last; ``None`` for the platform's own.

    Raises:
        SettingsError: For a file that cannot be read or holds a mistake.
    """
    if path is not None:
        text = read_text(cwd / path)
        if text is None:
            raise SettingsError(
                f"--config {path}: no such file; allowed: an existing TOML file"
                " (config.example.toml is one to start from)"
            )
        return parse_settings(text, str(path))
    for candidate in (cwd / LOCAL_NAME, (user_dir or _platform_folder()) / USER_NAME):
        text = read_text(candidate)
        if text is not None:
            return parse_settings(text, str(candidate))
    return Settings()


def parse_settings(text: str, source: str) -> Settings:
    """The settings that a TOML text holds; see `queuetui.config.tables.parse_settings`.

    All that can read a table is loaded here: who has no file does not wait for it.
    """
    from queuetui.config import tables  # noqa: PLC0415 - as said above

    return tables.parse_settings(text, source)


def read_text(path: Path) -> str | None:
    """The text of a file; ``None`` if there is none.

    Raises:
        SettingsError: When it is there and cannot be read as text.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not the path of a file"
        raise SettingsError(f"{path}: cannot be read ({why.lower()})") from None
    if len(raw) > LARGEST_FILE:
        raise SettingsError(f"{path}: too large; allowed: up to {LARGEST_FILE} bytes")
    try:
        return decode(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    raise SettingsError(f"{path}: line {line}: not UTF-8 text; allowed: a file saved as UTF-8")


def decode(raw: bytes, errors: str = "strict") -> str:
    """Text with whatever byte order mark an editor has put in front."""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return raw.decode("utf-16" if wide else "utf-8-sig", errors)


def _platform_folder() -> Path:
    import platformdirs  # noqa: PLC0415 - needed only when no nearer file was given

    return platformdirs.user_config_path("queuetui")
