"""Colours and weights: one quiet dark theme, and how each tone of the view is drawn in it.

Severities differ in weight as well as in colour, so that what matters survives without colour:
critical is bold on a filled block, warning bold, ok and dim recede.
"""

from collections.abc import Mapping
from typing import Final

from rich.style import Style
from textual.theme import Theme

from queuetui.view.line import Tone

_INK = "#d5dbe3"
_BRIGHT = "#ffffff"
_DIM = "#77818f"
_NIGHT = "#0d1117"
_LIFTED = "#161c26"
_SELECTED = "#1d2a3d"
_RED = "#d0142c"
_AMBER = "#f2b53a"
_GREEN = "#6f9f7f"
_SLATE = "#a9b4c4"
_BLUE = "#6cb2f5"

DARK: Final = Theme(
    name="queuetui-dark",
    primary=_BLUE,
    secondary=_SLATE,
    accent=_BLUE,
    warning=_AMBER,
    error=_RED,
    success=_GREEN,
    foreground=_INK,
    background=_NIGHT,
    surface=_LIFTED,
    panel=_SELECTED,
    dark=True,
)

_COLOURED: Final[Mapping[Tone, Style]] = {
    "plain": Style(color=_INK),
    "strong": Style(color=_BRIGHT, bold=True),
    "dim": Style(color=_DIM),
    "critical": Style(color=_BRIGHT, bgcolor=_RED, bold=True),
    "warning": Style(color=_AMBER, bold=True),
    "unknown": Style(color=_SLATE, italic=True),
    "ok": Style(color=_GREEN),
    "late": Style(color=_DIM, italic=True),
    "fresh": Style(color=_RED, bgcolor=_BRIGHT, bold=True),
}

# Greys cannot tell red from slate, so without colour the filled block is the brightest thing.
_COLOURLESS: Final[Mapping[Tone, Style]] = {
    **_COLOURED,
    "critical": Style(color=_NIGHT, bgcolor=_BRIGHT, bold=True),
    "fresh": Style(color=_BRIGHT, bold=True, underline=True),
}

SELECTED: Final = Style(bgcolor=_SELECTED)
"""Laid under the selected row; the cursor glyph says the same without colour."""

BANNER_TONES: Final[Mapping[Tone, Style]] = {
    **dict.fromkeys(_COLOURED, Style.null()),
    "strong": Style(bold=True),
}
"""On the banner the style sheet gives the colours; only weight is left to say."""


def tones(*, coloured: bool) -> Mapping[Tone, Style]:
    """How each tone is drawn, with colours or (``NO_COLOR``) in greys."""
    return _COLOURED if coloured else _COLOURLESS
