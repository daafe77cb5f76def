"""What the settings say of each queue: its name on screen, limits, group and opening hours.

Found once and remembered, for thousands of queues are asked about each second.
"""

from functools import lru_cache

from msgspec.structs import replace

from queuetui.domain.hours import Hours
from queuetui.domain.limits import Limits
from queuetui.domain.readings import Queue
from queuetui.domain.settings import GroupSettings
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.formats import clean


class _Same:
    """A key that is equal only for the very same object, which it keeps alive."""

    __slots__ = ("it",)

    def __init__(self, it: Watchlist) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


Policy = tuple[str, Limits, str | None, Hours | None]
"""Label, limits, group and opening hours of a queue."""


class Index:
    """The rules of one watchlist, found by id or name instead of one after the other.

    Thousands of queues against thousands of rules each second would otherwise cost more than all
    the rest of the board.
    """

    def __init__(self, watchlist: Watchlist, groups: GroupSettings) -> None:
        self._watchlist = watchlist
        self._groups = groups
        self._by_id: dict[str, list[int]] = {}
        self._by_name: dict[str, list[int]] = {}
        self._globs: list[int] = []
        for number, rule in enumerate(watchlist.rules):
            if rule.id is not None:
                self._by_id.setdefault(rule.id.lower(), []).append(number)
            elif rule.name is not None and not rule.is_glob:
                self._by_name.setdefault(rule.name.lower(), []).append(number)
            else:
                self._globs.append(number)

    def policy(self, queue: Queue) -> Policy:
        """Label, limits, group and hours, as the watchlist itself would find them."""
        numbers = sorted(
            [
                *self._by_id.get(queue.id.lower(), ()),
                *self._by_name.get(queue.name.lower(), ()),
                *self._globs,
            ]
        )
        rules: tuple[QueueRule, ...] = tuple(self._watchlist.rules[n] for n in numbers)
        few = replace(self._watchlist, rules=rules)
        # A name of invisible signs alone would be a row without a name.
        label = clean(few.label(queue)).strip() or queue.id
        return label, few.limits_for(queue), self._group(queue, few), few.hours_for(queue)

    def _group(self, queue: Queue, few: Watchlist) -> str | None:
        if self._groups.by == "division":
            name = queue.division
        elif self._groups.by == "prefix":
            before, separator, _ = queue.name.partition(self._groups.separator)
            name = before if separator else None
        else:
            name = few.group_for(queue)
        return clean(name or "").strip() or None


def index_of(watchlist: Watchlist, groups: GroupSettings) -> Index:
    """The rules of a watchlist; ``groups`` says how queues are put together."""
    return _index(_Same(watchlist), groups)


@lru_cache(maxsize=10_000)
def policy_of(index: Index, queue_id: str, name: str, division: str | None) -> Policy:
    """What the settings say of a queue, by what the directory says of it."""
    return index.policy(Queue(queue_id, name, division))


@lru_cache(maxsize=8)
def _index(watchlist: _Same, groups: GroupSettings) -> Index:
    return Index(watchlist.it, groups)
