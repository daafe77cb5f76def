"""Each queue as it stands at one instant, judged and aged, before any formatting."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.freshness import Freshness, StalenessRule, freshness, is_ahead
from queuetui.domain.limits import (
    SEVERITIES,
    SEVERITY_RANK,
    Breach,
    Limit,
    Limits,
    Pressing,
    Severity,
    assess,
    pressing,
    shared_wait_limit,
)
from queuetui.domain.readings import Queue, Reading, longest_wait
from queuetui.domain.settings import GroupSettings
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.today import Today
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.formats import clean

TODAY_OLD = 300.0
"""Seconds after which what was told of the day so far does not count any more."""


class Standing(Struct, frozen=True):
    """One queue at one instant. Where its reading is frozen or missing every figure is ``None``."""

    state: QueueState
    label: str
    """What it is called on screen, without control characters."""
    severity: Severity
    breaches: tuple[Breach, ...]
    freshness: Freshness
    waiting: int | None
    longest_wait: float | None
    """Of the pressing medium; seconds, extrapolated to the instant as far as the reading is
    believed."""
    available: int | None
    on_queue: int | None
    interacting: int | None
    position: int
    """In configuration order, from 0."""
    limits: Limits = Limits()
    age: float | None = None
    """Seconds since the instant of its reading, never negative; ``None`` without a reading."""
    pressing: Pressing | None = None
    """The medium whose wait is nearest to its limit, or furthest over it; while it is believed."""
    today: Today | None = None
    """Its day so far; ``None``: not told, or too long ago."""
    group: str | None = None
    """The name of the group that it is in, however the settings put queues together."""

    @property
    def id(self) -> str:
        """The queue's id."""
        return self.state.queue.id

    @property
    def told(self) -> Reading | None:
        """Its reading, as long as that is believed."""
        return self.state.reading if self.freshness in {"live", "late"} else None

    @property
    def wait_limit(self) -> Limit | None:
        """The limit beside the longest wait: the pressing medium's, also of a frozen reading.

        Where nobody waits the one that all media in use share; ``None`` if they share none.
        """
        most = self.pressing or self._last_pressing
        if most is not None:
            return most.limit
        return shared_wait_limit(self.state.reading, self.limits, self.state.queue.goals)

    @property
    def last_longest_wait(self) -> float | None:
        """What the longest wait was at the instant of the reading, believed or not; seconds."""
        reading = self.state.reading
        return None if reading is None else _longest(reading, self._last_pressing, reading.as_of)

    @property
    def _last_pressing(self) -> Pressing | None:
        reading = self.state.reading
        if reading is None:
            return None
        return pressing(reading, self.limits, self.state.queue.goals, reading.as_of)


class Summary(Struct, frozen=True):
    """All queues together. Agents are not in it: one person may be in several queues."""

    by_severity: Mapping[Severity, int]
    """How many queues; every severity is present."""
    waiting: int | None
    """Over the queues that are known; ``None`` if none is."""
    waiting_is_partial: bool
    """Whether some queues could not be counted."""
    queues: int


def standings(  # noqa: PLR0913 - each is a thing they depend on
    snapshot: Snapshot,
    watchlist: Watchlist,
    now: float,
    staleness: StalenessRule,
    before: Sequence[Standing] = (),
    *,
    groups: GroupSettings = GroupSettings(),  # noqa: B008 - it is frozen
) -> tuple[Standing, ...]:
    """Judge every queue of the snapshot at ``now``, epoch seconds by the server's clock.

    ``groups`` says how queues are put together. ``before``, the standings of a moment ago in the
    same order, only makes it faster: where the reading is still the same and nobody waits, time
    alone changes nothing but the age.
    """
    index = _index(_Same(watchlist), groups)
    interval = snapshot.interval
    # A feed that is down says so before its figures are old; the board says it in every line.
    believed = snapshot.health.state not in {"frozen", "down"}
    known = len(before)
    return tuple(
        _standing(
            state,
            index,
            position,
            now,
            interval,
            staleness,
            before[position] if position < known else None,
            believed=believed,
        )
        for position, state in enumerate(snapshot.queues)
    )


def regrouped(
    standings: Sequence[Standing], watchlist: Watchlist, groups: GroupSettings
) -> tuple[Standing, ...]:
    """The same queues, put together in another way."""
    index = _index(_Same(watchlist), groups)
    return tuple(
        replace(each, group=_policy(index, queue.id, queue.name, queue.division)[2])
        for each, queue in ((each, each.state.queue) for each in standings)
    )


def summary(standings: Sequence[Standing]) -> Summary:
    """Count queues by severity and add up who waits."""
    by_severity: dict[Severity, int] = dict.fromkeys(SEVERITIES, 0)
    waiting, known = 0, 0
    for standing in standings:
        by_severity[standing.severity] += 1
        if standing.waiting is not None:
            waiting += standing.waiting
            known += 1
    return Summary(
        by_severity=by_severity,
        waiting=waiting if known else None,
        waiting_is_partial=known < len(standings),
        queues=len(standings),
    )


def worst(standings: Sequence[Standing]) -> Severity | None:
    """The worst severity among them; ``None`` if there are none."""
    return min(
        (standing.severity for standing in standings), key=SEVERITY_RANK.__getitem__, default=None
    )


def _standing(  # noqa: PLR0913, PLR0917 - called once per queue and tick: no packing
    state: QueueState,
    index: "_Index",
    position: int,
    now: float,
    interval: float,
    staleness: StalenessRule,
    before: Standing | None,
    *,
    believed: bool,
) -> Standing:
    queue, reading, today = state.queue, state.reading, state.today
    label, limits, group = _policy(index, queue.id, queue.name, queue.division)
    if today is not None and (
        not believed or is_ahead(today.as_of, now) or now - today.as_of > TODAY_OLD
    ):
        today = None
    fresh = freshness(state.as_of, now, interval, staleness)
    if not believed and fresh != "unknown":
        fresh = "frozen"
    if (
        before is not None
        and reading is not None
        and before.waiting == 0
        and before.pressing is None
        and before.state is state
        and before.freshness == fresh
        and before.limits is limits
        and before.label == label
        and before.group == group
        and before.position == position
    ):
        return replace(before, age=max(0.0, now - reading.as_of), today=today)
    if reading is None or fresh == "frozen":
        return Standing(
            state=state,
            label=label,
            severity="unknown",
            breaches=(),
            freshness=fresh,
            waiting=None,
            longest_wait=None,
            available=None,
            on_queue=None,
            interacting=None,
            position=position,
            limits=limits,
            age=None if reading is None else max(0.0, now - reading.as_of),
            today=today,
            group=group,
        )
    # Not frozen, so believed up to this very instant.
    judged = assess(reading, limits, now, state.queue.goals)
    if before is not None and before.state is state and before.told is not None:
        # The same reading: adding it up again would cost more than all the rest.
        waiting, interacting = before.waiting, before.interacting
    else:
        waiting, interacting = reading.waiting, reading.interacting
    return Standing(
        state=state,
        label=label,
        severity=judged.severity,
        breaches=judged.breaches,
        freshness=fresh,
        waiting=waiting,
        longest_wait=_longest(reading, judged.pressing, now),
        available=reading.agents.available,
        on_queue=reading.agents.on_queue,
        interacting=interacting,
        position=position,
        limits=limits,
        age=max(0.0, now - reading.as_of),
        pressing=judged.pressing,
        today=today,
        group=group,
    )


def _longest(reading: Reading, most: Pressing | None, now: float) -> float | None:
    if most is not None:
        return most.longest_wait
    return longest_wait(reading.waiting, reading.oldest_since, now)


class _Same:
    """A key that is equal only for the very same object, which it keeps alive."""

    __slots__ = ("it",)

    def __init__(self, it: Watchlist) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


class _Index:
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

    def policy(self, queue: Queue) -> tuple[str, Limits, str | None]:
        """Label, limits and group, as the watchlist itself would find them."""
        numbers = sorted(
            [
                *self._by_id.get(queue.id.lower(), ()),
                *self._by_name.get(queue.name.lower(), ()),
                *self._globs,
            ]
        )
        rules: tuple[QueueRule, ...] = tuple(self._watchlist.rules[n] for n in numbers)
        few = Watchlist(rules, self._watchlist.limits)
        # A name of invisible signs alone would be a row without a name.
        label = clean(few.label(queue)).strip() or queue.id
        return label, few.limits_for(queue), self._group(queue, few)

    def _group(self, queue: Queue, few: Watchlist) -> str | None:
        if self._groups.by == "division":
            name = queue.division
        elif self._groups.by == "prefix":
            before, separator, _ = queue.name.partition(self._groups.separator)
            name = before if separator else None
        else:
            name = few.group_for(queue)
        return clean(name or "").strip() or None


@lru_cache(maxsize=8)
def _index(watchlist: _Same, groups: GroupSettings) -> _Index:
    return _Index(watchlist.it, groups)


@lru_cache(maxsize=10_000)
def _policy(
    index: _Index, queue_id: str, name: str, division: str | None
) -> tuple[str, Limits, str | None]:
    return index.policy(Queue(queue_id, name, division))
