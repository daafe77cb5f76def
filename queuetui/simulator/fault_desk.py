"""Which faults there are at the moment, whom they hit, and how often they did.

Faults may be added and taken away from any thread; requests are hit on the server's thread alone.
Same seed, same faults and same requests in the same order: the same requests are hit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from threading import Lock
from typing import Final, TypeVar

import msgspec

from queuetui.simulator.building import stream
from queuetui.simulator.faults import (
    AnyFault,
    Endpoint,
    ExpireTokens,
    Fault,
    FaultError,
    GoAway,
    Orphans,
    Rush,
    Tls,
)

MOST_FAULTS: Final = 500
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

Kind = TypeVar("Kind", bound=Fault)


class FaultState(StrEnum):
    """How far a fault has come."""

    WAITING = "waiting"
    """Not begun, or between two spans, or all its requests of this span are hit."""
    ACTING = "acting"
    OVER = "over"


class PortState(StrEnum):
    """What the port does."""

    OPEN = "open"
    SHUT = "shut"
    TLS = "tls"


class Listed(msgspec.Struct, frozen=True):
    """A fault as it stands."""

    id: int
    state: FaultState
    hits: int
    """Requests hit so far (for expire_tokens: also how often all tokens expired)."""
    fault: AnyFault


class Entry:
    """A fault that has been added. `since` is the simulated instant at which that happened."""

    __slots__ = ("_begun", "_left", "_rng", "_span", "fault", "hits", "id", "since")

    def __init__(self, identity: int, fault: Fault, since: float, seed: int) -> None:
        self.id = identity
        self.fault = fault
        self.since = since
        self.hits = 0
        self._rng = stream(seed, f"fault/{identity}")
        self._span: int | None = None
        self._left = fault.requests
        self._begun = 0

    def span(self, now: float) -> tuple[int, float] | None:
        """Return the number of the span that covers `now`, and the seconds since it began."""
        fault = self.fault
        elapsed = now - self.since - fault.start
        if elapsed < 0.0:
            return None
        number = 0
        if fault.every is not None:
            number, elapsed = int(elapsed // fault.every), elapsed % fault.every
        if fault.length is not None and elapsed >= fault.length:
            return None
        return number, elapsed

    def state(self, now: float) -> FaultState:
        """Return how far it has come."""
        fault = self.fault
        span = self.span(now)
        if span is None:
            past = now - self.since - fault.start >= 0.0
            return FaultState.OVER if past and fault.every is None else FaultState.WAITING
        if self._once:
            exhausted = self._begun >= self._beginnings(now)
        else:
            exhausted = self._span == span[0] and self._left == 0
        if not exhausted:
            return FaultState.ACTING
        again = fault.every is not None
        return FaultState.WAITING if again else FaultState.OVER

    @property
    def _once(self) -> bool:
        # When tokens are not short-lived from now on, their expiry is all of it.
        return isinstance(self.fault, ExpireTokens) and self.fault.life is None

    def _beginnings(self, now: float) -> int:
        elapsed = now - self.since - self.fault.start
        if elapsed < 0.0:
            return 0
        return 1 if self.fault.every is None else 1 + int(elapsed // self.fault.every)

    def begins(self, now: float) -> bool:
        """Return whether a span has begun since it was asked last, even if that is over again."""
        beginnings = self._beginnings(now)
        if beginnings <= self._begun:
            return False
        self._begun = beginnings
        self.hits += 1
        return True

    def hits_now(self, now: float) -> bool:
        """Decide about one more request, and count it if it is hit."""
        if self._once or not self._enter(now) or self._left == 0:
            return False
        if self.fault.share < 1.0 and self._rng.random() >= self.fault.share:
            return False
        if self._left is not None:
            self._left -= 1
        self.hits += 1
        return True

    def _enter(self, now: float) -> bool:
        span = self.span(now)
        if span is None:
            return False
        if span[0] != self._span:
            self._span, self._left = span[0], self.fault.requests
        return True


class FaultDesk:
    """The faults of one simulator.

    `clock` returns the simulated seconds; `queues` are the ids by name, for faults that are told
    a name.
    """

    def __init__(self, clock: Callable[[], float], seed: int, queues: Mapping[str, str]) -> None:
        self._clock = clock
        self._seed = seed
        self._queues = {name.casefold(): identity for name, identity in queues.items()}
        self._lock = Lock()
        # Replaced as a whole: who reads it needs no lock.
        self._entries: tuple[Entry, ...] = ()
        self._added = 0

    def add(self, fault: Fault) -> int:
        """Add a fault, whose time begins now, and return its id.

        Raises FaultError when it names a queue that there is not, or there are too many faults.
        """
        fault = self._with_queue_id(fault)
        now = self._clock()
        with self._lock:
            entries = self._entries
            if len(entries) >= MOST_FAULTS:
                entries = tuple(one for one in entries if one.state(now) is not FaultState.OVER)
            if len(entries) >= MOST_FAULTS:
                raise FaultError(f"there are {MOST_FAULTS} faults already")
            self._added += 1
            self._entries = (*entries, Entry(self._added, fault, now, self._seed))
            return self._added

    def remove(self, identity: int) -> bool:
        """Take a fault away; returns whether it was there."""
        with self._lock:
            before = self._entries
            self._entries = tuple(one for one in before if one.id != identity)
            return len(self._entries) < len(before)

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self._entries = ()

    def listing(self) -> tuple[Listed, ...]:
        """Return all faults in the order in which they were added."""
        now = self._clock()
        return tuple(
            Listed(one.id, one.state(now), one.hits, one.fault)  # type: ignore[arg-type]
            for one in self._entries
        )

    @property
    def busy(self) -> bool:
        """Whether there is any fault."""
        return bool(self._entries)

    # -- for those who make the faults happen ----------------------------------------------------

    def hits(
        self,
        where: Endpoint,
        *kinds: type[Kind],
        fits: Callable[[Kind], bool] | None = None,
    ) -> Iterator[Kind]:
        """Yield the faults of these kinds that hit a request now, counting each when it is due.

        `fits` says which of them could do anything to this request; the others do not count it.
        """
        for fault, _, _ in self.spans_hit(where, *kinds, fits=fits):
            yield fault

    def spans_hit(
        self,
        where: Endpoint,
        *kinds: type[Kind],
        fits: Callable[[Kind], bool] | None = None,
    ) -> Iterator[tuple[Kind, Entry, tuple[int, float]]]:
        """Do the same as `hits`, with the present span: its number and the seconds since then."""
        for entry in self._entries:
            fault = entry.fault
            if not isinstance(fault, kinds) or not fault.concerns(where):
                continue
            now = self._clock()
            span = entry.span(now)
            if span is None or (fits is not None and not fits(fault)):
                continue
            if entry.hits_now(now):
                yield fault, entry, span

    def lasts(self, entry: Entry, number: int) -> bool:
        """Return whether the span of that number goes on and the fault was not taken away."""
        span = entry.span(self._clock())
        return span is not None and span[0] == number and entry in self._entries

    def tokens_expire(self) -> bool:
        """Return True when a fault has begun that makes all tokens expire, once for each."""
        now = self._clock()
        begun = [one.begins(now) for one in self._entries if isinstance(one.fault, ExpireTokens)]
        return any(begun)

    def port(self) -> PortState:
        """Return what the port has to do now."""
        now = self._clock()
        acting = [one.fault for one in self._entries if one.span(now) is not None]
        if any(isinstance(fault, GoAway) for fault in acting):
            return PortState.SHUT
        return PortState.TLS if any(isinstance(one, Tls) for one in acting) else PortState.OPEN

    def load(self, instant: float) -> float:
        """Return the factor on all arrivals at a simulated instant."""
        factor = 1.0
        for entry in self._entries:
            if isinstance(entry.fault, Rush) and entry.span(instant) is not None:
                factor *= entry.fault.factor
        return factor

    def orphans(self, instant: float) -> Iterator[tuple[int, Orphans, float]]:
        """Yield the orphans of a simulated instant: the id of the fault, it, and when it began."""
        for entry in self._entries:
            span = entry.span(instant)
            if isinstance(entry.fault, Orphans) and span is not None:
                yield entry.id, entry.fault, instant - span[1]

    def _with_queue_id(self, fault: Fault) -> Fault:
        word = getattr(fault, "queue", None)
        if word is None:
            return fault
        identity = self._queues.get(word.casefold())
        if identity is None and not _UUID.fullmatch(word):
            raise FaultError(f"there is no queue called '{word}'")
        return msgspec.structs.replace(fault, queue=identity or word)
