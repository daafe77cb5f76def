"""Who waits, medium by medium: five places that are the same in every line.

A callback is a medium of its own; it is in no other place.
"""

from queuetui.domain.readings import Reading

MEDIA: tuple[str, ...] = ("voice", "chat", "email", "callback", "message")
"""In the order of the titles over them."""
PLACE = 3
"""Cells of one place; there is a blank between two."""


def waiting_by_medium(reading: Reading) -> tuple[int | None, ...]:
    """How many wait in each of `MEDIA`; ``None`` is not told."""
    media = reading.media
    return tuple(media[name].waiting if name in media else None for name in MEDIA)


def handles(reading: Reading | None, busy_today: frozenset[str]) -> frozenset[str]:
    """The media that a queue has now or has had today.

    A source may tell of every medium there is, so those in which nothing goes on count only where
    there is no other sign.
    """
    media = {} if reading is None else reading.media
    busy = {name for name, one in media.items() if one.waiting or one.alerting or one.interacting}
    return frozenset(busy | busy_today) or frozenset(media)
