"""Days, media and groups for tests of the board's lines."""

from collections.abc import Mapping

from msgspec.structs import replace

from queuetui.domain.readings import MediaReading, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from tests.view.samples import NOW, reading, state


def calls(  # one argument per figure a test may care about
    offered: int = 100,
    answered: int = 90,
    abandoned: int | None = 8,
    *,
    served: float = 82,
    counted: float | None = None,
    target: float | None = 0.8,
) -> MediaToday:
    """One medium's day; as many count for the service level as were offered."""
    return MediaToday(
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        short_abandoned=2,
        flowed_out=1,
        over_sla=7,
        answer_seconds=23.0 * answered,
        handled=answered,
        handle_seconds=301.0 * answered,
        service=ServiceLevel(served, offered if counted is None else counted, target),
    )


def day(queue_id: str = "a", *, age: float = 20.0, **media: MediaToday) -> Today:
    """A day that was told ``age`` seconds before NOW; without media, one without traffic."""
    return Today(queue_id, NOW - age, NOW - 30_000, media)


def waiting_in(media: Mapping[str, int | None], *, age: float = 0.0) -> Reading:
    """A reading with so many waiting in each medium, each since 10 seconds."""
    told = {
        name: MediaReading(count, 0, 0, NOW - 10 if count else None)
        for name, count in media.items()
    }
    return replace(reading(age=age), media=told)


def queue(
    name: str,
    told: Reading | None = None,
    *,
    today: Today | None = None,
    division: str | None = "Home",
    trend: tuple[int | None, ...] = (),
) -> QueueState:
    """A queue with a day and a division."""
    made = state(name, told, trend=trend)
    return replace(made, today=today, queue=replace(made.queue, division=division))
