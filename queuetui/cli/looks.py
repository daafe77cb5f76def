"""How the screens look in this run: flags, environment, what was chosen before, settings file."""

from collections.abc import Mapping

from msgspec.structs import replace
from platformdirs import user_state_path

from queuetui.cli.start import Choice
from queuetui.domain.arrangement import Arrangement
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.themes import ThemeName
from queuetui.store.choices import KeptChoices
from queuetui.ui.themes import is_colourless
from queuetui.view.columns import set_names


def kept_choices() -> KeptChoices:
    """What this person has chosen by key before."""
    return KeptChoices(user_state_path("queuetui") / "choices.json")


def looks_for(
    choice: Choice, configured: LooksSettings, kept: KeptChoices, environ: Mapping[str, str]
) -> LooksSettings:
    """The flag before the environment before the last choice, by key or in the file.

    Who sets ``NO_COLOR`` wants no colour from any program in that terminal, whatever was chosen in
    another one; ``--theme`` asks for it here and now.
    """
    theme: ThemeName | None = choice.theme
    if theme is None:
        theme = "plain" if is_colourless(environ) else kept.theme(configured.theme)
    return replace(configured, theme=theme, calm=configured.calm or choice.calm)


def configured_arrangement(settings: Settings) -> Arrangement:
    """The arrangement of the list as the settings file has it."""
    return Arrangement(settings.board.columns, settings.groups.by)


def arranged(settings: Settings, kept: KeptChoices) -> Settings:
    """The settings with the arrangement of the list that was chosen last, by key or in the file."""
    chosen = kept.arrangement(configured_arrangement(settings))
    if chosen.columns not in set_names(settings.column_sets):
        return settings
    return replace(
        settings,
        board=replace(settings.board, columns=chosen.columns),
        groups=replace(settings.groups, by=chosen.groups),
    )
