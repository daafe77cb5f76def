"""The themes by name, in three editions, and which one is in force."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from textual.theme import Theme

from queuetui.domain.themes import THEMES, ThemeName
from queuetui.ui.themes.few import FEW
from queuetui.ui.themes.full import FULL, NIGHT
from queuetui.ui.themes.look import Edition, Looks, Scheme, looks, textual_theme
from queuetui.ui.themes.plain import PLAIN
from queuetui.ui.themes.xterm import in_256

__all__ = [
    "THEMES",
    "Edition",
    "Looks",
    "ThemeName",
    "edition_for",
    "is_colourless",
    "looks_of",
    "next_theme",
    "scheme_of",
    "schemes",
    "textual_themes",
]


class Themed(Protocol):
    """An app, as far as its theme is concerned."""

    @property
    def current_theme(self) -> Theme:
        """Textual's theme in force."""
        ...


@lru_cache(maxsize=3)
def schemes(edition: Edition = "many") -> Mapping[ThemeName, Scheme]:
    """All themes, by name, for a kind of terminal."""
    coloured = {"many": FULL, "8": FEW}.get(edition) or tuple(in_256(scheme) for scheme in FULL)
    return {scheme.name: scheme for scheme in (*coloured, PLAIN)}


def scheme_of(app: Themed) -> Scheme:
    """The theme in force; the first one where it is none of ours."""
    return _by_id(app.current_theme.name)


def looks_of(app: Themed) -> Looks:
    """How lines of segments are drawn at present; ask at each drawing, for it may change."""
    return _looks(app.current_theme.name)


@lru_cache(maxsize=32)
def _by_id(theme_id: str) -> Scheme:
    editions: tuple[Edition, ...] = ("many", "256", "8")
    name, _, told = theme_id.partition("-")
    edition = next((each for each in editions if each == told), "many")
    found = next((each for each in schemes(edition).values() if each.name == name), None)
    return found or NIGHT


@lru_cache(maxsize=32)
def _looks(theme_id: str) -> Looks:
    return looks(_by_id(theme_id))


def edition_for(color_system: str | None) -> Edition:
    """The edition for a terminal that Rich knows as this."""
    if color_system in {"standard", "windows"}:
        return "8"
    return "256" if color_system == "256" else "many"


def is_colourless(environ: Mapping[str, str]) -> bool:
    """Whether the person (https://no-color.org) or the terminal wants no colours."""
    return bool(environ.get("NO_COLOR")) or environ.get("TERM") in {"dumb", "unknown"}


def textual_themes(edition: Edition) -> tuple[Theme, ...]:
    """All of an edition, for Textual to choose from by id."""
    return tuple(textual_theme(scheme) for scheme in schemes(edition).values())


def next_theme(name: ThemeName) -> ThemeName:
    """The one that comes after this one."""
    return THEMES[(THEMES.index(name) + 1) % len(THEMES)]
