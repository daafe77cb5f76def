"""Each queue as it stands at one instant, judged and aged, before any formatting."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.freshness import Freshness, StalenessRule, freshness
from queuetui.domain.limits import (
    SEVERITIES,
    SEVERITY_RANK,
    Breach,
    Limits,
    Severity,
    assess,
)
from queuetui.domain.readings import Queue, longest_wait
from queuetui.domain.settings import Order
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.formats import clean


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
    """Seconds, extrapolated to the instant as far as the reading is believed."""
    available: int | None
    on_queue: int | None
    interacting: int | None
    position: int
    """In configuration order, from 0."""
    limits: Limits = Limits()
    age: float | None = None
    """Seconds since the instant of its reading, never negative; ``None`` without a reading."""

    @property
    def id(self) -> str:
        """The queue's id."""
        return self.state.queue.id


class Summary(Struct, frozen=True):
    """All queues together. Agents are not in it: one person may be in several queues."""

    by_severity: Mapping[Severity, int]
    """How many queues; every severity is present."""
    waiting: int | None
    """Over the queues that are known; ``None`` if none is."""
    waiting_is_partial: bool
    """Whether some queues could not be counted."""
    queues: int


def standings(
    snapshot: Snapshot,
    watchlist: Watchlist,
    now: float,
    staleness: StalenessRule,
    before: Sequence[Standing] = (),
) -> tuple[Standing, ...]:
    """Judge every queue of the snapshot at ``now``, epoch seconds by the server's clock.

    ``before``, the standings of a moment ago in the same order, only makes it faster: where the
    reading is still the same and nobody waits, time alone changes nothing but the age.
    """
    index = _index(_Same(watchlist))
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


def ordered(standings: Sequence[Standing], order: Order) -> tuple[Standing, ...]:
    """Sort, worst (or first by name, or by configuration) first.

    Equal ones follow by severity, longest wait, waiting, label and at last by configuration.
    """
    if order == "configuration":
        return tuple(sorted(standings, key=lambda standing: standing.position))
    if order == "name":
        return tuple(sorted(standings, key=lambda s: (s.label.casefold(), s.position)))
    if order == "longest":
        return tuple(sorted(standings, key=lambda s: (_descending(s.longest_wait), *_worst(s))))
    if order == "waiting":
        return tuple(sorted(standings, key=lambda s: (_descending(s.waiting), *_worst(s))))
    return tuple(sorted(standings, key=_worst))


def matching(standings: Sequence[Standing], text: str) -> tuple[Standing, ...]:
    """Those whose label or name contains the text, whatever its case; all for an empty text."""
    wanted = text.strip().casefold()
    if not wanted:
        return tuple(standings)
    return tuple(
        standing
        for standing in standings
        if wanted in standing.label.casefold() or wanted in standing.state.queue.name.casefold()
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
    label, limits = _policy(index, state.queue)
    reading = state.reading
    fresh = freshness(state.as_of, now, interval, staleness)
    if not believed and fresh != "unknown":
        fresh = "frozen"
    if (
        before is not None
        and reading is not None
        and before.waiting == 0
        and before.state is state
        and before.freshness == fresh
        and before.limits is limits
        and before.label == label
        and before.position == position
    ):
        return replace(before, age=max(0.0, now - reading.as_of))
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
        )
    # Not frozen, so believed up to this very instant.
    judged = assess(reading, limits, now)
    waiting = reading.waiting
    return Standing(
        state=state,
        label=label,
        severity=judged.severity,
        breaches=judged.breaches,
        freshness=fresh,
        waiting=waiting,
        longest_wait=longest_wait(waiting, reading.oldest_since, now),
        available=reading.agents.available,
        on_queue=reading.agents.on_queue,
        interacting=reading.interacting,
        position=position,
        limits=limits,
        age=max(0.0, now - reading.as_of),
    )


def _worst(standing: Standing) -> tuple[int, float, float, str, int]:
    return (
        SEVERITY_RANK[standing.severity],
        _descending(standing.longest_wait),
        _descending(standing.waiting),
        standing.label.casefold(),
        standing.position,
    )


def _descending(value: float | None) -> float:
    # Figures are never negative, so unknown ones come after every known one.
    return 1.0 if value is None else -value


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

    def __init__(self, watchlist: Watchlist) -> None:
        self._watchlist = watchlist
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

    def policy(self, queue: Queue) -> tuple[str, Limits]:
        """Label and limits, as the watchlist itself would find them."""
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
        return clean(few.label(queue)).strip() or queue.id, few.limits_for(queue)


@lru_cache(maxsize=4)
def _index(watchlist: _Same) -> _Index:
    return _Index(watchlist.it)


@lru_cache(maxsize=10_000)
def _policy(index: _Index, queue: Queue) -> tuple[str, Limits]:
    return index.policy(queue)
