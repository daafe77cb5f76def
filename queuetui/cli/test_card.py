"""``queuetui test-card``: everything this terminal can draw, on stdout."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.color import ColorSystem
from rich.style import Style

from queuetui.cli.board import draws_unicode
from queuetui.cli.looks import kept_choices, looks_for
from queuetui.cli.output import put
from queuetui.cli.start import Choice
from queuetui.config import load_settings
from queuetui.ui.ink import NO_STYLE, strip, upright
from queuetui.ui.themes import THEMES, edition_for, schemes
from queuetui.ui.themes.look import Scheme, looks
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import Segments, text_of, width_of
from queuetui.view.test_card import card

_SYSTEMS: dict[str, tuple[ColorSystem, str]] = {
    "standard": (ColorSystem.STANDARD, "16 colours"),
    "256": (ColorSystem.EIGHT_BIT, "256 colours"),
    "truecolor": (ColorSystem.TRUECOLOR, "true colours"),
}


def print_test_card(choice: Choice) -> None:
    """Print the card for the terminal that stdout is; without colours where it is none."""
    settings = load_settings(choice.config, Path.cwd())
    size = shutil.get_terminal_size()
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    looks_wanted = looks_for(choice, settings.looks, kept_choices(), os.environ)
    name, system = looks_wanted.theme or THEMES[0], _color_system() if on_terminal else None
    scheme = schemes(edition_for(system))[name]
    told = "no colours" if system is None or scheme.colourless else _SYSTEMS[system][1]
    lines = card(
        size.columns,
        size.lines,
        screen_height=settings.wall.screen_height,
        distance=settings.wall.distance,
        colours=f"{told}, theme {name}" if on_terminal else "",
        glyphs=UNICODE if draws_unicode() else ASCII,
    )
    if on_terminal:
        put("\n".join(_coloured(lines, scheme, None if system is None else _SYSTEMS[system][0])))
    else:
        put("\n".join(text_of(line).rstrip() for line in lines))


def _color_system() -> str | None:
    """How many colours the terminal says it has, as Rich finds it."""
    from rich.console import Console

    system = Console(file=sys.stdout).color_system
    return "standard" if system == "windows" else system


def _coloured(
    lines: Iterable[Segments], scheme: Scheme, system: ColorSystem | None
) -> Iterable[str]:
    tones = looks(scheme).tones
    ground = NO_STYLE if scheme.colourless else Style(bgcolor=scheme.ground)
    for line in lines:
        drawn = strip(line, width_of(line), tones, ground, shapes=upright(tones))
        pieces = ((part.style or NO_STYLE, part.text) for part in drawn)
        yield "".join(style.render(text, color_system=system) for style, text in pieces)
