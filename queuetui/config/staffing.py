"""``[staffing]``: of which media it is told how many agents they need."""

from queuetui.config import values
from queuetui.config.errors import Place
from queuetui.domain.limit_rules import MEDIA
from queuetui.domain.staff import STAFFED_MEDIA


def parse_staffing(value: object, place: Place) -> tuple[str, ...]:
    """The media in their order; none: the staffing helper is silent."""
    table = values.table(value, place, "staffing")
    if "media" not in table:
        return STAFFED_MEDIA
    at, written = place.at("media"), table["media"]
    if not isinstance(written, list):
        raise at.refuse(written, 'an array of media, such as ["voice"]')
    media = [values.choice(one, at.nth(n), MEDIA) for n, one in enumerate(written, start=1)]
    return tuple(dict.fromkeys(media))
