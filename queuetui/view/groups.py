"""Queues put together in groups that fold: heads with totals of what may be added.

Agents may not: one person may be in several queues.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct

from queuetui.domain.limits import SEVERITIES, SEVERITY_RANK, Breach, Limit, Severity
from queuetui.domain.settings import Order
from queuetui.domain.today import MediaToday, Today, combined
from queuetui.view.filter import NO_GROUP
from queuetui.view.media_split import MEDIA, waiting_by_medium
from queuetui.view.sorting import column_of
from queuetui.view.standing import Standing

_UNNAMED = ""
"""The key of the group of those that are in none; names are never empty."""


class Total(Struct, frozen=True):
    """A count over a group."""

    count: int | None
    """``None``: it is known of no queue."""
    partial: bool = False
    """Whether some queue's is not known: at least so many."""


class Worst(Struct, frozen=True):
    """The wait in a group that is nearest to its limit, or furthest over it."""

    longest_wait: float | None
    """Seconds; ``None``: known of no queue."""
    limit: Limit | None = None
    breach: Breach | None = None
    late: bool = False
    """Whether it is that of a queue whose figures are late."""
    partial: bool = False


class Group(Struct, frozen=True):
    """The queues of one group, in the order in which they are listed, and its head."""

    key: str
    """Its name; empty for the group of those that are in none."""
    members: tuple[Standing, ...]
    folded: bool
    today: Today | None = None
    """The day of all members together; ``None``: not told of any."""
    today_partial: bool = False
    days: frozenset[int] = frozenset()
    """Which answers that day was made of, by identity."""

    @property
    def id(self) -> str:
        """What the row is known by; no queue is called so."""
        return group_id(self.key)

    @property
    def label(self) -> str:
        """What it is called on screen."""
        return self.key or NO_GROUP

    @property
    def by_severity(self) -> Mapping[Severity, int]:
        """How many of its queues there are of each severity that occurs, worst first."""
        counted: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
        for member in self.members:
            counted[member.severity] += 1
        return {severity: number for severity, number in counted.items() if number}

    @property
    def severity(self) -> Severity:
        """The worst of its queues."""
        return min((each.severity for each in self.members), key=SEVERITY_RANK.__getitem__)

    @property
    def worst(self) -> Worst:
        """The longest wait that matters most."""
        return _worst_wait(self.members)

    @property
    def media(self) -> tuple[int | None, ...]:
        """How many wait in each of `MEDIA`; ``None``: told of no queue."""
        told = (each.told for each in self.members)
        split = [waiting_by_medium(reading) for reading in told if reading is not None]
        return tuple(_added(counts[place] for counts in split).count for place in range(len(MEDIA)))

    @property
    def trend(self) -> tuple[int | None, ...]:
        """Waiting at the last polls; ``None`` where it was unknown of some queue.

        A queue of which nothing is known at all does not count.
        """
        trends = (each.state.trend for each in self.members)
        told = [trend[::-1] for trend in trends if any(one is not None for one in trend)]
        sums = [_sum(column) for column in zip_longest(*told)]
        return tuple(reversed(sums))

    def total(self, figure: Callable[[Standing], int | None]) -> Total:
        """A count added over the members."""
        return _added(figure(each) for each in self.members)


Row = Standing | Group
"""What stands in one line of the list."""


def group_id(key: str) -> str:
    """The id of the head of a group."""
    return f"\0{key}"


def grouped(
    rows: Sequence[Standing],
    order: Order,
    folded: Collection[str] = (),
    before: Mapping[str, Group] | None = None,
) -> tuple[Row, ...]:
    """Heads, each followed by its queues unless it is folded; every queue is in one group.

    Groups stand as their first queues do in ``rows``, so under "worst first" the one with the worst
    queue is on top; sorted by name, they stand by their own. ``folded`` holds keys of groups.
    ``before``, groups by key as they were a moment ago, only makes it faster.
    """
    members: dict[str, list[Standing]] = {}
    for each in rows:
        members.setdefault(each.group or _UNNAMED, []).append(each)
    keys = list(members)
    if column_of(order) in {"name", "group"}:
        turned = order.startswith("-")
        keys.sort(key=str.casefold, reverse=turned)
        # Those without a name of their own come last either way.
        keys.sort(key=lambda key: key == _UNNAMED)
    out: list[Row] = []
    for key in keys:
        group = _group(key, members[key], (before or {}).get(key), folded=key in folded)
        out.append(group)
        if not group.folded:
            out.extend(group.members)
    return tuple(out)


def queues_of(rows: Iterable[Row]) -> tuple[Standing, ...]:
    """The queues that rows stand for: those of a folded group are in its head."""
    out: list[Standing] = []
    for row in rows:
        if isinstance(row, Standing):
            out.append(row)
        elif row.folded:
            out.extend(row.members)
    return tuple(out)


def one_day(days: Sequence[Today]) -> Today | None:
    """Several queues' days as one, medium by medium; ``None`` for none.

    What one of them does not tell of a medium is not told of it at all.
    """
    if not days:
        return None
    by_media: dict[str, list[MediaToday]] = {}
    for day in days:
        for name, one in day.media.items():
            by_media.setdefault(name, []).append(one)
    media = {name: _one_medium(parts) for name, parts in by_media.items()}
    return Today("", min(day.as_of for day in days), min(day.since for day in days), media)


def _group(key: str, members: Sequence[Standing], before: Group | None, *, folded: bool) -> Group:
    days = frozenset(id(each.today) for each in members)
    if before is not None and before.days == days:
        # The answers live as long as the group before, so each identity still means the same one,
        # and no two queues have one in common.
        today, partial = before.today, before.today_partial
    else:
        told = [each.today for each in members if each.today is not None]
        today, partial = one_day(told), len(told) < len(members)
    return Group(key, tuple(members), folded, today, partial, days)


def _one_medium(parts: Sequence[MediaToday]) -> MediaToday:
    def total(figure: Callable[[MediaToday], float | None]) -> float | None:
        told = [number for one in parts if (number := figure(one)) is not None]
        return sum(told) if len(told) == len(parts) else None

    def count(figure: Callable[[MediaToday], int | None]) -> int | None:
        found = total(figure)
        return None if found is None else int(found)

    return MediaToday(
        offered=count(lambda one: one.offered),
        answered=count(lambda one: one.answered),
        abandoned=count(lambda one: one.abandoned),
        short_abandoned=count(lambda one: one.short_abandoned),
        flowed_out=count(lambda one: one.flowed_out),
        over_sla=count(lambda one: one.over_sla),
        answer_seconds=total(lambda one: one.answer_seconds),
        handled=count(lambda one: one.handled),
        handle_seconds=total(lambda one: one.handle_seconds),
        service=combined(one.service for one in parts),
        callback=any(one.callback for one in parts),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def _added(counts: Iterable[int | None]) -> Total:
    total = known = every = 0
    for count in counts:
        every += 1
        if count is not None:
            total, known = total + count, known + 1
    return Total(total if known else None, 0 < known < every)


def _worst_wait(members: Sequence[Standing]) -> Worst:
    worst: Standing | None = None
    most = (-1.0, -1.0)
    unknown = 0
    for each in members:
        if each.longest_wait is None:
            unknown += 1
            continue
        if each.pressure > most:
            worst, most = each, each.pressure
    if worst is None:
        return Worst(None)
    breach = next((one for one in worst.breaches if one.figure == "longest_wait"), None)
    limit_of = None if worst.pressing is None else worst.pressing.limit
    late = worst.freshness == "late"
    return Worst(worst.longest_wait, limit_of, breach, late, unknown > 0)
