"""Each queue as it stands at one instant, judged and aged, before any formatting."""

import math
from collections.abc import Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.estimates import Estimates
from queuetui.domain.figures import ESTIMATES_OLD, TODAY_OLD
from queuetui.domain.freshness import AHEAD, Freshness, StalenessRule, freshness, is_ahead
from queuetui.domain.hours import Hours, is_closed
from queuetui.domain.limits import (
    NO_LIMITS,
    SEVERITIES,
    SEVERITY_RANK,
    Breach,
    Brief,
    Evidence,
    Limit,
    Limits,
    Pressing,
    Severity,
    brief,
    judge,
    pressing,
    shared_wait_limit,
)
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.domain.readings import Reading, longest_wait
from queuetui.domain.settings import GroupSettings
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.staff import STAFFED_MEDIA
from queuetui.domain.stuck import Stuck, unstuck
from queuetui.domain.today import Today
from queuetui.domain.watchlist import Watchlist
from queuetui.view.policy import Index, index_of, policy_of

_AROUND = 0.001
"""Seconds."""


class Terms(Struct, frozen=True):
    """What all queues are judged on alike."""

    index: Index
    interval: float
    """Seconds between two polls."""
    staleness: StalenessRule
    local: tzinfo
    """This machine's zone, for opening hours that name none."""
    staffed: tuple[str, ...]
    believed: bool
    """A feed that is down says so before its figures are old; the board says it in every line."""
    late: float
    frozen: float
    """Seconds of age above which a figure is that, by the interval and the rule above."""


class Standing(Struct, frozen=True, gc=False):
    """One queue at one instant. Where its reading is frozen or missing every figure is ``None``."""

    state: QueueState
    label: str
    """What it is called on screen, without control characters."""
    severity: Severity
    breaches: tuple[Breach, ...]
    freshness: Freshness
    waiting: int | None
    longest_wait: float | None
    """Of the pressing medium, without what is stuck; seconds, extrapolated to the instant as far as
    the reading is believed."""
    available: int | None
    on_queue: int | None
    interacting: int | None
    position: int
    """In configuration order, from 0."""
    limits: Limits = Limits()
    """While it is closed it has none."""
    age: float | None = None
    """Seconds since the instant of its reading, never negative; ``None`` without a reading."""
    pressing: Pressing | None = None
    """The medium whose wait is nearest to its limit, or furthest over it; while it is believed."""
    today: Today | None = None
    """Its day so far; ``None``: not told, or too long ago."""
    group: str | None = None
    """The name of the group that it is in, however the settings put queues together."""
    hours: Hours | None = None
    """When it is open; ``None``: always."""
    brief: Brief | None = None
    """What it is judged on, for the next look."""
    estimates: Estimates | None = None
    """What is predicted for it, as far as that is judged."""
    staffed: tuple[str, ...] = STAFFED_MEDIA
    """Media of which it is told how many agents they need."""
    terms: Terms | None = None
    """On which it was judged."""
    at: float = 0.0
    """The instant; epoch seconds."""
    until: float = 0.0
    """Until then time alone changes nothing but the ages of what waits, and what they reach."""

    @property
    def id(self) -> str:
        """The queue's id."""
        return self.state.queue.id

    @property
    def told(self) -> Reading | None:
        """Its reading, as long as that is believed."""
        return self.state.reading if self.freshness in {"live", "late"} else None

    @property
    def stuck(self) -> tuple[Stuck, ...]:
        """What is stuck in it, while that is believed; it is in ``waiting``, and not judged."""
        return () if self.told is None else self.state.stuck

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
    def pressure(self) -> tuple[float, float]:
        """How near the longest wait is to its critical limit: as a share of it, and in seconds.

        Without such a limit the share is 0; a wait that is not known counts less than any that is.
        """
        if self.longest_wait is None:
            return -1.0, -1.0
        return (0.0, self.longest_wait) if self.pressing is None else self.pressing.pressure

    @property
    def last_longest_wait(self) -> float | None:
        """What the longest wait was at the instant of the reading, believed or not; seconds."""
        reading = self.state.judged
        return None if reading is None else _longest(reading, self._last_pressing, reading.as_of)

    @property
    def _last_pressing(self) -> Pressing | None:
        reading = self.state.judged
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
    local: tzinfo = LOCAL_ZONE,
    staffed: tuple[str, ...] = STAFFED_MEDIA,
) -> tuple[Standing, ...]:
    """Judge every queue of the snapshot at ``now``, epoch seconds by the server's clock.

    ``groups`` says how queues are put together. ``before``, the standings of a moment ago in the
    same order, only makes it faster: where nothing new is known of a queue, and the time has not
    come at which it has to be judged anew, only its ages are. ``local`` is this machine's zone, for
    opening hours that name none. ``staffed`` are the media of which it is told how many agents they
    need.
    """
    believed = snapshot.health.state not in {"frozen", "down"}
    index = index_of(watchlist, groups)
    interval = snapshot.interval
    late, frozen = staleness.late_age(interval), staleness.frozen_age(interval)
    terms = Terms(index, interval, staleness, local, staffed, believed, late, frozen)
    if before and before[0].terms == terms:
        # The very same ones, so that one look tells that they are.
        terms = before[0].terms
    known = len(before)
    opened, estimates = _estimates(snapshot, now) if believed else (None, None)
    found: list[Standing] = []
    for position, state in enumerate(snapshot.queues):
        old = before[position] if position < known else None
        mine = estimates if opened is not None and state.queue.id == opened else None
        if (
            old is not None
            and old.state is state
            and old.terms is terms
            and old.at <= now < old.until
            and old.estimates is mine
            and old.position == position
        ):
            found.append(_later(old, now))
        else:
            found.append(_standing(state, terms, position, now, old, mine))
    return tuple(found)


def regrouped(
    standings: Sequence[Standing], watchlist: Watchlist, groups: GroupSettings
) -> tuple[Standing, ...]:
    """The same queues, put together in another way."""
    if not standings:
        return ()
    index, terms = index_of(watchlist, groups), standings[0].terms
    terms = None if terms is None else replace(terms, index=index)
    return tuple(
        replace(each, group=policy_of(index, queue.id, queue.name, queue.division)[2], terms=terms)
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


def _later(before: Standing, now: float) -> Standing:
    """The same at a later instant, before the one at which it has to be judged anew."""
    reading, known = before.state.reading, before.brief
    if reading is None:
        return replace(before, at=now)
    age = max(0.0, now - reading.as_of)
    if known is None:
        return replace(before, age=age, at=now)
    if known.still is not None and (known.waiting == 0 or before.longest_wait is None):
        return replace(before, age=age, at=now)
    judged = judge(known, now)
    most = judged.pressing
    if most is None:
        wait = _longest(unstuck(reading, before.state.stuck), None, now)
    else:
        wait = most.longest_wait
    return replace(
        before,
        severity=judged.severity,
        breaches=judged.breaches,
        longest_wait=wait,
        age=age,
        pressing=most,
        at=now,
    )


def _standing(  # noqa: PLR0913, PLR0917 - called for thousands of queues: no packing
    state: QueueState,
    terms: Terms,
    position: int,
    now: float,
    before: Standing | None,
    estimates: Estimates | None,
) -> Standing:
    queue, reading, today = state.queue, state.reading, state.today
    believed = terms.believed
    label, limits, group, hours = policy_of(terms.index, queue.id, queue.name, queue.division)
    closed = hours is not None and is_closed(hours, now, terms.local)
    if closed:
        limits = NO_LIMITS
    until = _unmoved_until(state, hours, terms, now)
    if today is not None and (
        not believed or is_ahead(today.as_of, now) or now - today.as_of > TODAY_OLD
    ):
        today = None
    fresh = freshness(state.as_of, now, terms.interval, terms.staleness)
    if not believed and fresh != "unknown":
        fresh = "frozen"
    if reading is None or fresh == "frozen":
        return Standing(
            state=state,
            label=label,
            severity="closed" if closed else "unknown",
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
            hours=hours,
            staffed=terms.staffed,
            terms=terms,
            at=now,
            until=until,
        )
    # Not frozen, so believed up to this very instant.
    alive = unstuck(reading, state.stuck)
    known: Brief | None = None
    if (
        before is not None
        and before.state is state
        and before.limits is limits
        and before.today is today
        and before.estimates is estimates
    ):
        known = before.brief
    if known is None or before is None:
        last = state.last_answer
        evidence = Evidence(alive, queue.goals, today, last, estimates, closed=closed)
        known = brief(evidence, limits)
        # Added up already, unless some of them are stuck and not judged.
        waiting = known.waiting if alive is reading else reading.waiting
        interacting = reading.interacting
    else:
        # The same reading: adding it up again would cost more than all the rest.
        waiting, interacting = before.waiting, before.interacting
    judged = judge(known, now)
    return Standing(
        state=state,
        label=label,
        severity=judged.severity,
        breaches=judged.breaches,
        freshness=fresh,
        waiting=waiting,
        longest_wait=_longest(alive, judged.pressing, now),
        available=reading.agents.available,
        on_queue=reading.agents.on_queue,
        interacting=interacting,
        position=position,
        limits=limits,
        age=max(0.0, now - reading.as_of),
        pressing=judged.pressing,
        today=today,
        group=group,
        hours=hours,
        brief=known,
        estimates=estimates,
        staffed=terms.staffed,
        terms=terms,
        at=now,
        until=until,
    )


def _unmoved_until(state: QueueState, hours: Hours | None, terms: Terms, now: float) -> float:
    """The next instant at which time alone may change more than ages; epoch seconds.

    A little earlier than that, in fact: around it the very comparison decides, not a sum.
    """
    after, until = now - _AROUND, math.inf
    if state.reading is not None:
        as_of = state.reading.as_of
        for at in (as_of - AHEAD, as_of + terms.late, as_of + terms.frozen):
            if after < at < until:
                until = at
    if state.today is not None:
        as_of = state.today.as_of
        for at in (as_of - AHEAD, as_of + TODAY_OLD):
            if after < at < until:
                until = at
    if hours is not None:
        # They begin and end with whole minutes.
        until = min(until, 60.0 * (now // 60 + 1))
    return until - _AROUND


def _estimates(snapshot: Snapshot, now: float) -> tuple[str | None, Estimates | None]:
    """The queue that is open, and what is predicted for it as long as that may be believed."""
    opened = snapshot.opened
    told = None if opened is None else opened.estimates.value
    if told is None or is_ahead(told.as_of, now) or now - told.as_of > ESTIMATES_OLD:
        return None, None
    return told.queue_id, told


def _longest(reading: Reading, most: Pressing | None, now: float) -> float | None:
    if most is not None:
        return most.longest_wait
    return longest_wait(reading.waiting, reading.oldest_since, now)
