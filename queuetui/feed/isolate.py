"""Finding the queues for which a whole batch is refused.

Whether Genesys Cloud refuses a batch that names one foreign queue, or leaves that queue out, is not
documented; so a refused batch is halved until the queue is found that it was refused for.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from queuetui.domain.readings import Reading
from queuetui.genesys.errors import GenesysError, PermissionRefused, RequestRefused
from queuetui.genesys.observations import Observed

REFUSALS = (RequestRefused, PermissionRefused)
_HOPELESS = 8
"""Refusals in a row without any answer, after which everything is taken to be refused."""
_MOST = 48
"""Calls that one search may cost; what is left is found at the next poll."""


class Isolation(Struct, frozen=True):
    """What a search found."""

    readings: Mapping[str, Reading]
    answered: tuple[str, ...]
    """The queues in the calls that were answered."""
    refused: Mapping[str, str]
    """Why, by queue id."""
    undecided: tuple[str, ...]
    error: GenesysError | None = None
    """The refusal, where nothing at all was answered; or what broke the search off."""


def isolate(
    queue_ids: Sequence[str],
    refusal: GenesysError,
    ask: Callable[[Sequence[str]], Observed],
) -> Isolation:
    """Search a batch that was refused as a whole; ``ask`` raises a `GenesysError`."""
    readings: dict[str, Reading] = {}
    answered: list[str] = []
    refused: dict[str, str] = {}
    left = _halves(queue_ids)
    calls = fruitless = 0
    error: GenesysError | None = None
    while left and calls < _MOST and (answered or fruitless < _HOPELESS):
        part = left.pop(0)
        calls += 1
        try:
            observed = ask(part)
        except REFUSALS as again:
            fruitless += 1
            if len(part) == 1:
                refused[part[0]] = again.what
            else:
                # The smaller parts come first: the first answer proves that not all is refused.
                left = _halves(part) + left
            continue
        except GenesysError as broke_off:
            error = broke_off
            left.insert(0, part)
            break
        readings.update(observed.readings)
        answered += part
    undecided = tuple(queue_id for part in left for queue_id in part)
    if not answered:
        return Isolation({}, (), {}, tuple(queue_ids), error or refusal)
    return Isolation(readings, tuple(answered), refused, undecided, error)


def _halves(queue_ids: Sequence[str]) -> list[Sequence[str]]:
    middle = len(queue_ids) // 2
    return [part for part in (queue_ids[:middle], queue_ids[middle:]) if part]
