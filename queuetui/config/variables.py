"""Secrets other than the credentials: values of variables that the settings name."""

import io
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from queuetui.config.credentials import Secret
from queuetui.config.files import LARGEST_FILE, decode


def find_secrets(
    names: Collection[str], environ: Mapping[str, str], cwd: Path
) -> Callable[[str], Callable[[], str] | None]:
    """Looks up what reveals the value of one of these variables.

    Each comes from the environment, or else from ``.env`` in ``cwd``, without the blanks and quotes
    that copying leaves around it. ``None`` for one that is set nowhere.
    """
    file = _env_file(cwd / ".env") if any(not environ.get(name) for name in names) else {}
    found: dict[str, Secret] = {}
    for name in names:
        value = (environ.get(name) or file.get(name) or "").strip(" \t\r\n\"'")
        if value:
            found[name] = Secret(value)

    def reveal(name: str) -> Callable[[], str] | None:
        return found[name].reveal if name in found else None

    return reveal


def _env_file(path: Path) -> Mapping[str, str | None]:
    """What ``.env`` holds; nothing where it can't be read, which the credentials tell of."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE)
    except (OSError, ValueError):
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - only where there is such a file

    text = decode(raw, errors="replace")
    return dotenv_values(stream=io.StringIO(text), interpolate=False)
