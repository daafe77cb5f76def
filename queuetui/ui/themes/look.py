"""What a theme is: one frozen structure that all that is drawn takes colours and weights from.

The style sheets read it as Textual's theme (CSS variables), the lines as styles by tone.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from msgspec import Struct
from rich.style import Style
from textual.theme import Theme

from queuetui.domain.themes import ThemeName
from queuetui.view.segments import Tone

DEFAULT: Final = "default"
"""The terminal's own colour, whatever it is."""

Edition = Literal["many", "256", "8"]
"""How many colours a terminal has; for one without any there is the theme `plain`."""

TONES: tuple[Tone, ...] = get_args(Tone)


class Ink(Struct, frozen=True):
    """How a piece of text is drawn. Colours are ``#rrggbb`` or `DEFAULT`."""

    color: str
    ground: str | None = None
    """Its own background; ``None``: that of the line it stands on."""
    weight: str = ""
    """``bold``, ``italic``, ``underline``, ``reverse``, or some of them."""

    @property
    def style(self) -> Style:
        """The same as Rich has it."""
        return Style.parse(self.weight) + Style(color=self.color, bgcolor=self.ground)


class Scheme(Struct, frozen=True):
    """A theme: every colour there is on the screens, for one kind of terminal."""

    name: ThemeName
    says: str
    """What it is, in a few words for the person who chooses."""
    ground: str
    """Behind the rows."""
    surface: str
    """Behind the status bar and the line of keys."""
    panel: str
    """Behind the filter and the command palette."""
    accent: str
    """For what has the keyboard."""
    tones: Mapping[Tone, Ink]
    selected: Ink
    """The selected row. The cursor glyph says the same without colour."""
    banner: Ink
    paused: Ink
    """The banner while drawing is paused."""
    dark: bool = True
    edition: Edition = "many"
    """For which terminals it is made."""
    tones_selected: Mapping[Tone, Ink] = {}
    """Tones that look otherwise on the selected row than anywhere else."""
    banner_strong: str = "bold"
    """The weight of the first words on a banner."""

    @property
    def colourless(self) -> bool:
        """Whether it has weights only."""
        return self.ground == DEFAULT

    @property
    def id(self) -> str:
        """What Textual knows it by."""
        return self.name if self.edition == "many" else f"{self.name}-{self.edition}"


class Looks(Struct, frozen=True):
    """A theme as lines of segments need it: a style for each tone."""

    tones: Mapping[Tone, Style]
    on_selected: Mapping[Tone, Style]
    """On the selected row."""
    selected: Style
    """Lies under the selected row."""
    on_banner: Mapping[Tone, Style]
    """The style sheet gives a banner its colours; only weight is left to say."""


def looks(scheme: Scheme) -> Looks:
    """The styles of a theme."""
    tones = {tone: scheme.tones[tone].style for tone in TONES}
    on_selected = {
        tone: scheme.tones_selected[tone].style if tone in scheme.tones_selected else style
        for tone, style in tones.items()
    }
    on_banner = dict.fromkeys(TONES, Style.null())
    on_banner["strong"] = Style.parse(scheme.banner_strong)
    return Looks(tones, on_selected, scheme.selected.style, on_banner)


def textual_theme(scheme: Scheme) -> Theme:
    """The colours that the style sheets name with a dollar sign."""
    tones = scheme.tones
    return Theme(
        name=scheme.id,
        primary=_css(scheme.accent),
        secondary=_css(tones["unknown"].color),
        accent=_css(scheme.accent),
        warning=_css(tones["warning"].color),
        error=_css(tones["critical"].ground or tones["critical"].color),
        success=_css(tones["ok"].color),
        foreground=_css(tones["plain"].color),
        background=_css(scheme.ground),
        surface=_css(scheme.surface),
        panel=_css(scheme.panel),
        dark=scheme.dark,
        ansi=scheme.colourless,
        variables=css_variables(scheme),
    )


def css_variables(scheme: Scheme) -> dict[str, str]:
    """What the style sheets need beyond what every theme of Textual has."""
    ink, dim = scheme.tones["plain"].color, scheme.tones["dim"].color
    named = {
        "banner": scheme.banner.ground or scheme.ground,
        "banner-ink": scheme.banner.color,
        "paused": scheme.paused.ground or scheme.ground,
        "paused-ink": scheme.paused.color,
        "ansi-background": scheme.ground,
        "ansi-foreground": ink,
        # Textual would blend these half away into what they lie on.
        "text": ink,
        "text-muted": dim,
        "text-disabled": dim,
        "foreground-muted": dim,
        "surface": scheme.surface,
        "panel": scheme.panel,
        "border": scheme.accent,
        "border-blurred": dim,
        "scrollbar": dim,
        "scrollbar-hover": scheme.accent,
        "scrollbar-active": scheme.accent,
        "scrollbar-background": scheme.surface,
        "scrollbar-background-hover": scheme.surface,
        "scrollbar-background-active": scheme.surface,
        "scrollbar-corner-color": scheme.surface,
        "block-cursor-foreground": scheme.ground,
        "block-cursor-background": scheme.accent,
        "block-cursor-blurred-foreground": scheme.ground,
        "block-cursor-blurred-background": scheme.accent,
        "input-cursor-foreground": scheme.ground,
        "input-cursor-background": scheme.accent,
        "input-selection-foreground": scheme.ground,
        "input-selection-background": scheme.accent,
    }
    # Textual's lists do not know how to reverse; bold black may come out as dark grey.
    chosen = "underline" if scheme.colourless else "not bold" if scheme.edition == "8" else "none"
    weights = {
        "banner-weight": scheme.banner.weight or "none",
        "paused-weight": scheme.paused.weight or "none",
        "block-cursor-text-style": chosen,
        "block-cursor-blurred-text-style": chosen,
        "input-cursor-text-style": "reverse" if scheme.colourless else "none",
    }
    return {name: _css(color) for name, color in named.items()} | weights


def _css(color: str) -> str:
    return "ansi_default" if color == DEFAULT else color
