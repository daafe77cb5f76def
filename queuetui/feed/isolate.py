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
_BROADLY = 4
"""Parts in a row that are not answered, after which a search goes for the smaller ones."""
_ELSEWHERE = 0.38
"""Of its length, how much further on a batch is begun after each search in vain."""


class Search:
    """The search in one refused batch; it asks nothing itself, so it can be put off at any time."""

    def __init__(self, queue_ids: Sequence[str], why: str, vain: int = 0) -> None:
        """Begin to search; ``vain`` searches before this one have brought nothing."""
        start = int(vain * _ELSEWHERE * len(queue_ids)) % len(queue_ids)
        queue_ids = (*queue_ids[start:], *queue_ids[:start])
        self.hopeful = False
        """Whether something was answered in another search, so that not everything is refused."""
        self.proven = False
        """Whether some of it was answered, so that not all of it is refused."""
        self._why = why
        self._fruitless = 0
        self._asking: set[Part] = set()
        self._twin: dict[Part, Part] = {}
        """Of halves that are not answered, the other half."""
        self._left: list[Part] = []
        self._halve(queue_ids)
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

    @property
    def reach(self) -> float:
        """For how many queues something is likely to come of the next part; 0: none is to be asked.

        Until something is answered, all of them wait for it.
        """
        if not self.goes_on or not self.proven:
            return 0 if self._asking or not self.goes_on else len(self.suspected)
        return self._promise(max(self._left, key=self._promise))

    def next_parts(self, most: int) -> list[Part]:
        """Parts to ask for, at most so many at once; each is to be answered, refused or put back.

        Until one is answered, the smaller parts come first, and one at a time: the first answer
        proves that not all is refused. Once a single queue was refused, the largest part takes
        turns with the smallest: neighbours are often refused together. From the first answer on the
        largest come first, for as long as a part is not asked for, nothing new is known of it; and
        so do some before, if another search has shown that not everything is refused.
        """
        parts: list[Part] = []
        while len(parts) < most and self.reach:
            if self.proven:
                part = max(self._left, key=self._promise)
            else:
                hopeful = self.hopeful and self._fruitless < _BROADLY
                turn = self._found and self._fruitless % 2 == 0
                part = self._left[-1 if hopeful or turn else 0]
            self._left.remove(part)
            self._asking.add(part)
            parts.append(part)
        return parts

    def put_back(self, part: Part) -> None:
        """The part brought neither an answer nor a refusal."""
        self._asking.discard(part)
        self._left.insert(0, part)

    def leave_out(self, part: Part) -> None:
        """The part brought neither, and is asked for otherwise from now on."""
        self._asking.discard(part)
        self._split_up(part)

    def answered(self, part: Part) -> None:
        """The part was answered."""
        self.proven = True
        self._asking.discard(part)
        twin = self._split_up(part)
        if twin in self._left and len(twin) > 1:
            # Together they were refused, so it is for the other one: no call is needed to tell.
            self._left.remove(twin)
            self._halve(twin)

    def refused(self, part: Part, why: str) -> None:
        """The part is refused too."""
        self._fruitless += 1
        self._why = why
        self._asking.discard(part)
        self._split_up(part)
        if len(part) == 1:
            self._found[part[0]] = why
        else:
            self._halve(part)

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

    def _promise(self, part: Part) -> float:
        # While one half is being asked for, its answer may spare the question about the other.
        return len(part) / 2 if self._twin.get(part) in self._asking else len(part)

    def _halve(self, part: Sequence[str]) -> None:
        halves = _halves(part)
        if halves:
            self._twin.update(zip(halves, reversed(halves), strict=True))
            self._left = sorted(halves + self._left, key=len)

    def _split_up(self, part: Part) -> Part:
        """Of this part something is known now, so that its twin stands alone; returns that."""
        twin = self._twin.pop(part, ())
        self._twin.pop(twin, None)
        return twin

    def keep(self, watched: AbstractSet[str]) -> None:
        """Leave out the queues that are not watched any more."""
        parts = (tuple(q for q in part if q in watched) for part in self._left)
        self._left = [part for part in parts if part]
        self._twin.clear()
        self._found = {q: why for q, why in self._found.items() if q in watched}


def why_refused(error: GenesysError) -> str:
    """Why single queues are refused while others are answered: the permission is there then."""
    return NO_ACCESS if isinstance(error, PermissionRefused) else error.what


def _halves(queue_ids: Sequence[str]) -> list[Part]:
    if len(queue_ids) < 2:
        return []
    middle = len(queue_ids) // 2
    return [tuple(queue_ids[:middle]), tuple(queue_ids[middle:])]
