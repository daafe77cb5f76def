"""What this machine brings along: versions, and the terminal that the board would be drawn on."""

import locale
import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TextIO

from queuetui import __version__
from queuetui.domain.findings import Finding, Text, note, ok, say
from queuetui.genesys import sdk

CONSOLE_BLANK = Path("/sys/module/kernel/parameters/consoleblank")
_SHOWN = ("TEXTUAL_ANIMATIONS", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS", "TEXTUAL_SMOOTH_SCROLL")
"""Variables of Textual whose values are plain words; the others may hold paths."""
_WORD = re.compile(r"[a-zA-Z0-9_.+-]{1,40}")


def versions() -> Finding:
    """The versions in use, told by the installed packages: nothing is imported for it."""
    return ok(
        "versions",
        f"queuetui {__version__}, Python {platform.python_version()}, "
        f"Textual {_version('textual')}, urllib3 {_version('urllib3')}, "
        f"{platform.system()} {platform.machine()}",
    )


def sdk_loaded() -> Finding:
    """The official SDK, and whether a part of it is enough."""
    named = f"{sdk.PACKAGE} {_version(sdk.PACKAGE)}"
    if sdk.load().way == "light":
        return ok("SDK", f"{named}, only the parts in use are loaded")
    return note("SDK", f"{named}, loaded whole: it does not allow to be loaded in part")


def terminal(environ: Mapping[str, str], out: TextIO, blank: Path = CONSOLE_BLANK) -> Finding:
    """The facts that decide how the board looks."""
    term = environ.get("TERM", "")
    encoding = locale.getpreferredencoding(False)
    facts = [f"TERM {_word(term)}", _colours(environ), f"locale {_word(encoding)}"]
    if (written := out.encoding or "") and written.lower() != encoding.lower():
        facts.append(f"stdout {_word(written)}")
    if out.isatty():
        facts.append("{}x{}".format(*_size(out)))
    else:
        facts.append("stdout is no terminal")
    details: list[Text] = []
    if encoding.lower().replace("-", "") != "utf8":
        details.append(say("the locale is not UTF-8: the board is drawn in ASCII"))
    if textual := sorted(name for name in environ if name.startswith("TEXTUAL")):
        shown = [f"{n}={_word(environ[n])}" if n in _SHOWN else _word(n) for n in textual]
        details.append(say(f"set: {', '.join(shown)}"))
    if term == "linux" and (seconds := _blank_after(blank)):
        details.append(
            say(
                f"this console goes dark after {seconds} s without a key: "
                "add consoleblank=0 to the kernel's parameters, or run setterm --blank 0"
            )
        )
    return note("terminal", ", ".join(facts), details=tuple(details))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR is set)"
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "16 million colours"
    term = environ.get("TERM", "")
    if term in {"", "dumb"}:
        return "no colours"
    return "256 colours" if "256color" in term else "16 colours"


def _size(out: TextIO) -> tuple[int, int]:
    try:
        size = os.get_terminal_size(out.fileno())
    except (OSError, ValueError):
        return 0, 0
    return size.columns, size.lines


def _blank_after(blank: Path) -> int | None:
    try:
        return int(blank.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _word(text: str) -> str:
    if not text:
        return "not set"
    return text if _WORD.fullmatch(text) else "(unusual)"
