"""The body of an observation query: read, checked and refused as Genesys Cloud does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from queuetui.simulator.refusals import (
    RefusedError,
    invalid_value,
    malformed,
    too_many_predicates,
)

INTERACTION_METRICS: Final = (
    "oWaiting", "oAlerting", "oInteracting", "oLongestWaiting", "oLongestInteracting",
)  # fmt: skip
AGENT_METRICS: Final = (
    "oMemberUsers", "oActiveUsers", "oUserRoutingStatuses", "oOnQueueUsers", "oUserPresences",
    "oOffQueueUsers",
)  # fmt: skip
METRICS: Final = tuple(sorted(INTERACTION_METRICS + AGENT_METRICS))
DETAIL_METRICS: Final = tuple(name for name in METRICS if not name.startswith("oLongest"))
MOST_PREDICATES: Final = 200

_FILTER_TYPES: Final = ("and", "or")
_DIMENSIONS: Final = ("mediaType", "queueId")
_OPERATORS: Final = ("matches", "exists", "notExists")


class Condition(msgspec.Struct, frozen=True):
    """A filter or a clause: its predicates gathered by dimension.

    A condition on the media says nothing about a group without a medium (the agent metrics of a
    queue). It is passed over there, which is a choice: what the real system does is not known.
    """

    every: bool
    """Whether all have to hold (`and`) or one (`or`)."""
    queues: frozenset[str] | None = None
    """Queue ids that fulfil the predicates on queueId; None: there are none."""
    media: frozenset[str] | None = None
    fixed: tuple[bool, ...] = ()
    """One entry per `exists` (True) and `notExists` (False)."""
    clauses: tuple[Condition, ...] = ()

    def holds(self, queue_id: str, media: str | None) -> bool | None:
        """Return whether a group passes; None when nothing here concerns it."""
        verdicts = list(self.fixed)
        if self.queues is not None:
            verdicts.append(queue_id in self.queues)
        if self.media is not None and media is not None:
            verdicts.append(media in self.media)
        for clause in self.clauses:
            verdict = clause.holds(queue_id, media)
            if verdict is not None:
                verdicts.append(verdict)
        if not verdicts:
            return None
        return all(verdicts) if self.every else any(verdicts)

    def named(self) -> Iterable[str]:
        """Yield every queue id that is named anywhere inside."""
        yield from self.queues or ()
        for clause in self.clauses:
            yield from clause.named()


class ObservationQuery(msgspec.Struct, frozen=True):
    """A checked query."""

    condition: Condition
    metrics: frozenset[str]
    """Metrics and detail metrics together."""
    details: frozenset[str]


def read_query(body: bytes) -> ObservationQuery:
    """Read a request body.

    Raises RefusedError with the 400 that it deserves.
    """
    try:
        query = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise malformed() from None
    if not isinstance(query, dict):
        raise malformed()
    condition = _read_filter(query.get("filter"))
    # `metrics` is required by today's schema. How the real system words that is not known.
    if query.get("metrics") is None:
        raise malformed()
    metrics = _words(query["metrics"], METRICS, "QueueObservationMetric")
    details = _words(query.get("detailMetrics"), DETAIL_METRICS, "QueueObservationDetailMetric")
    return ObservationQuery(condition, metrics | details, details)


def _words(value: object, allowable: tuple[str, ...], field_type: str) -> frozenset[str]:
    for word in (words := _list(value)):
        if word not in allowable:
            raise invalid_value(word, field_type, allowable)
    return frozenset(words)


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed()
    return value


def _read_filter(value: object) -> Condition:
    if value is None:
        raise _bad_filter_type(None)
    if not isinstance(value, dict):
        raise malformed()
    clauses = _list(value.get("clauses"))
    parts = [value, *(clause for clause in clauses if isinstance(clause, dict))]
    count = sum(len(_list(part.get("predicates"))) for part in parts)
    if count > MOST_PREDICATES:
        raise too_many_predicates(count, MOST_PREDICATES)
    return _condition(value, tuple(_condition(clause) for clause in clauses))


def _condition(value: object, clauses: tuple[Condition, ...] = ()) -> Condition:
    if not isinstance(value, dict):
        raise malformed()
    kind = value.get("type")
    if not isinstance(kind, str) or kind.lower() not in _FILTER_TYPES:
        raise _bad_filter_type(kind)
    every = kind.lower() == "and"
    fixed: list[bool] = []
    wanted: dict[str, list[str]] = {dimension: [] for dimension in _DIMENSIONS}
    for predicate in _list(value.get("predicates")):
        dimension, operator, word = _predicate(predicate)
        if operator == "matches":
            wanted[dimension].append(word)
        else:
            fixed.append(operator == "exists")
    return Condition(
        every=every,
        queues=_gather(wanted["queueId"], every=every),
        media=_gather(wanted["mediaType"], every=every),
        fixed=tuple(fixed),
        clauses=clauses,
    )


def _predicate(value: object) -> tuple[str, str, str]:
    if not isinstance(value, dict):
        raise malformed()
    dimension = value.get("dimension")
    if dimension not in _DIMENSIONS:
        raise invalid_value(dimension, "QueueObservationDimension", _DIMENSIONS)
    operator = value.get("operator") or "matches"
    if operator not in _OPERATORS:
        raise invalid_value(operator, "QueryOperator", _OPERATORS)
    word = value.get("value")
    if operator == "matches" and not isinstance(word, str):
        raise malformed()
    return dimension, operator, word or ""


def _gather(words: list[str], *, every: bool) -> frozenset[str] | None:
    if not words:
        return None
    # A group has one queue and one medium: two different ones at once cannot both hold.
    return frozenset() if every and len(set(words)) > 1 else frozenset(words)


def _bad_filter_type(value: object) -> RefusedError:
    return invalid_value(value, "QueryFilterType", _FILTER_TYPES)
