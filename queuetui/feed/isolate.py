"""Finding the queues for which a whole batch is refused.

Whether Genesys Cloud refuses a batch that names one foreign queue, or leaves that queue out, is not
documented; so a refused batch is halved until the queue is found that it was refused for.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from queuetui.genesys.errors import GenesysError, PermissionRefused, RequestRefused

REFUSALS = (RequestRefused, PermissionRefused)
NO_ACCESS = "no access to this queue: its division is not in the client's roles"
Part = tuple[str, ...]
_HOPELESS = 12
"""Refusals in a row without any answer, after which everything is taken to be refused."""
_ELSEWHERE = 0.38
"""Of its length, how much further on a batch is begun after each search in vain."""


class Search:
    """The search in one refused batch; it asks nothing itself, so it can be put off at any time."""

    def __init__(self, queue_ids: Sequence[str], why: str, vain: int = 0) -> None:
        """Begin to search; ``vain`` searches before this one have brought nothing."""
        start = int(vain * _ELSEWHERE * len(queue_ids)) % len(queue_ids)
        queue_ids = (*queue_ids[start:], *queue_ids[:start])
        self.proven = False
        """Whether some of it was answered, so that not all of it is refused."""
        self._why = why
        self._fruitless = 0
        self._left = _halves(queue_ids)
        self._found: dict[str, str] = {} if self._left else {queue_ids[0]: why}

    @property
    def suspected(self) -> Part:
        """The queues that are neither answered nor known to be refused."""
        left = [queue_id for part in self._left for queue_id in part]
        return (*self._found, *left)

    @property
    def hopeless(self) -> bool:
        """Whether to take all of it for refused."""
        return not self.proven and (self._fruitless >= _HOPELESS or not self._left)

    @property
    def goes_on(self) -> bool:
        """Whether there is a part to ask for."""
        return bool(self._left) and not self.hopeless

    def next_parts(self, most: int) -> list[Part]:
        """Parts to ask for, at most so many at once; each is to be answered, refused or put back.

        The smaller parts come first, and one at a time until one is answered: the first answer
        proves that not all is refused. Once a single queue was refused, the largest part takes
        turns with the smallest: neighbours are often refused together.
        """
        if not self.goes_on:
            return []
        if not self.proven and self._found and self._fruitless % 2 == 0:
            return [self._left.pop()] if most > 0 else []
        count = most if self.proven else min(most, 1)
        parts, self._left = self._left[:count], self._left[count:]
        return parts

    def put_back(self, part: Part) -> None:
        """The part brought neither an answer nor a refusal."""
        self._left.insert(0, part)

    def answered(self) -> None:
        """A part was answered."""
        self.proven = True

    def refused(self, part: Part, why: str) -> None:
        """The part is refused too."""
        self._fruitless += 1
        self._why = why
        if len(part) == 1:
            self._found[part[0]] = why
        else:
            self._left = sorted(_halves(part) + self._left, key=len)

    def take_found(self) -> Mapping[str, str]:
        """Why, by the id of each refused queue that was found since the last time.

        Nothing before some part was answered: until then it may be a refusal of everything.
        """
        if not self.proven:
            return {}
        found, self._found = self._found, {}
        return found

    def give_up(self) -> tuple[Part, str]:
        """All of it, and why it is refused."""
        return self.suspected, self._why

    def keep(self, watched: AbstractSet[str]) -> None:
        """Leave out the queues that are not watched any more."""
        parts = (tuple(q for q in part if q in watched) for part in self._left)
        self._left = [part for part in parts if part]
        self._found = {q: why for q, why in self._found.items() if q in watched}


def why_refused(error: GenesysError) -> str:
    """Why single queues are refused while others are answered: the permission is there then."""
    return NO_ACCESS if isinstance(error, PermissionRefused) else error.what


def _halves(queue_ids: Sequence[str]) -> list[Part]:
    if len(queue_ids) < 2:
        return []
    middle = len(queue_ids) // 2
    return [tuple(queue_ids[:middle]), tuple(queue_ids[middle:])]
