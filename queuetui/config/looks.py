"""``[looks]``: how the screens look."""

from queuetui.config import values
from queuetui.config.errors import Place
from queuetui.domain.settings import LooksSettings
from queuetui.domain.themes import THEMES


def parse_looks(value: object, place: Place) -> LooksSettings:
    """Theme and calm; what is left out keeps its default."""
    table = values.table(value, place, "looks")
    theme, calm = LooksSettings().theme, LooksSettings().calm
    if "theme" in table:
        theme = values.choice(table["theme"], place.at("theme"), THEMES)
    if "calm" in table:
        calm = values.flag(table["calm"], place.at("calm"))
    return LooksSettings(theme, calm)
