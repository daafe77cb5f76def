"""The names of the themes, and nothing else: the command line needs them before anything loads."""

from typing import Literal

ThemeName = Literal["night", "dusk", "day", "contrast", "safe", "plain"]
THEMES: tuple[ThemeName, ...] = ("night", "dusk", "day", "contrast", "safe", "plain")
"""In the order in which a key goes through them; the first is what it starts with."""
