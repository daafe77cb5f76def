"""An app that wears our themes: which one is in force, and everything drawn anew in the next."""

import os
from collections.abc import Callable, Sequence

from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from queuetui.domain.settings import LooksSettings
from queuetui.ui.themes import (
    THEMES,
    Edition,
    ThemeName,
    edition_for,
    next_theme,
    scheme_of,
    schemes,
    textual_themes,
)
from queuetui.ui.themes.look import css_variables

_NO_COLOUR = NoColor()


class ThemedApp(App[None]):
    """Knows the themes by name; the terminal decides about the edition."""

    def __init__(
        self,
        looks: LooksSettings,
        colours: Edition | None,
        keep_theme: Callable[[ThemeName], object],
    ) -> None:
        """Begin with the theme of the settings, or with one that suits the environment.

        Args:
            looks: The person's settings.
            colours: How many the terminal has; ``None``: as its name says.
            keep_theme: Told of a theme that was chosen by key, to have it again next time.
        """
        super().__init__()
        self._edition = colours or edition_for(self.console.color_system)
        self._keep_theme = keep_theme
        for theme in textual_themes(self._edition):
            self.register_theme(theme)
        first: ThemeName = "plain" if os.environ.get("NO_COLOR") else THEMES[0]
        self.use_theme(looks.theme or first)
        if looks.calm:
            self.animation_level = "none"

    def use_theme(self, name: ThemeName) -> None:
        """Draw everything in this theme from now on."""
        scheme = schemes(self._edition)[name]
        # Textual's style sheets ask for it; by itself it only knows the environment.
        self.no_color = scheme.colourless
        self.theme = scheme.id

    def choose_theme(self, name: ThemeName) -> None:
        """What the person at the keyboard has chosen: use it, keep it, and say so."""
        self.use_theme(name)
        self._keep_theme(name)
        self.say_theme(f"theme: {name}, {scheme_of(self).says}")

    def choose_next_theme(self) -> None:
        """Go through the themes, one at a time."""
        self.choose_theme(next_theme(scheme_of(self).name))

    def say_theme(self, text: str) -> None:
        """Tell the person which theme it is; for those that have a place to say so."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """For themes that are not ours."""
        return css_variables(schemes()[THEMES[0]])

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Without colour there is none, not even grey; a theme with colours keeps them."""
        if scheme_of(self).colourless:
            return (_NO_COLOUR,)
        return [each for each in super().get_line_filters() if not isinstance(each, Monochrome)]
