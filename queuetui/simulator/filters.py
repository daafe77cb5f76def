"""The filter of an analytics query: read, checked and refused as Genesys Cloud does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from queuetui.simulator.refusals import (
    RefusedError,
    invalid_value,
    malformed,
    too_many_predicates,
)

MOST_PREDICATES: Final = 200
"""Seen with observation queries; that the other queries take as many is a choice."""

_FILTER_TYPES: Final = ("and", "or")
_OPERATORS: Final = ("matches", "exists", "notExists")

Row = Mapping[str, str]
"""What is known of a thing, by dimension."""


class Vocabulary(msgspec.Struct, frozen=True):
    """The dimensions that a query may filter by."""

    field_type: str
    """How a refusal calls them."""
    dimensions: tuple[str, ...]
    void: frozenset[str] = frozenset()
    """Those which nothing has here, such as teams."""


class Condition(msgspec.Struct, frozen=True):
    """A filter or a clause: its predicates gathered by dimension.

    A condition on a dimension that a row knows nothing of (the medium of a queue's agents) says
    nothing about it. It is passed over, which is a choice: what the real system does is not known.
    """

    every: bool
    """Whether all have to hold (`and`) or one (`or`)."""
    wanted: tuple[tuple[str, frozenset[str]], ...] = ()
    """By dimension, the values that fulfil the predicates on it."""
    fixed: tuple[bool, ...] = ()
    """Predicates whose outcome hangs on no row, such as `exists`."""
    clauses: tuple[Condition, ...] = ()

    def holds(self, row: Row) -> bool | None:
        """Return whether a row passes; None when nothing here concerns it."""
        verdicts = list(self.fixed)
        for dimension, values in self.wanted:
            value = row.get(dimension)
            if value is not None:
                verdicts.append(value in values)
        for clause in self.clauses:
            verdict = clause.holds(row)
            if verdict is not None:
                verdicts.append(verdict)
        if not verdicts:
            return None
        return all(verdicts) if self.every else any(verdicts)

    def passes(self, row: Row) -> bool:
        """Return whether a row passes, or is not concerned."""
        return self.holds(row) is not False

    def confined(self, dimension: str) -> frozenset[str] | None:
        """Return the values of a dimension outside of which no row passes; None: it is open."""
        own = [values if name == dimension else None for name, values in self.wanted]
        parts = own + [clause.confined(dimension) for clause in self.clauses]
        known = [part for part in parts if part is not None]
        if not known:
            return None
        if self.every:
            return frozenset.intersection(*known)
        return frozenset.union(*known) if len(known) == len(parts) and not self.fixed else None


EVERYTHING: Final = Condition(every=True)
"""The filter that lets everything pass."""


def items(value: object) -> list[Any]:
    """Return a list in a query, empty if it is left out.

    Raises RefusedError (400) for anything else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed()
    return value


def words(value: object, allowable: tuple[str, ...], field_type: str) -> tuple[str, ...]:
    """Return a list of words in a query, each once.

    Raises RefusedError (400) for a word that is not allowable.
    """
    for word in (listed := items(value)):
        if word not in allowable:
            raise invalid_value(word, field_type, allowable)
    return tuple(dict.fromkeys(listed))


def read_object(body: bytes) -> dict[str, Any]:
    """Read a request body.

    Raises RefusedError (400) unless it is a JSON object.
    """
    try:
        query = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise malformed() from None
    if not isinstance(query, dict):
        raise malformed()
    return query


def named_in(body: bytes, dimension: str) -> set[str]:
    """Return every value of a dimension that the filter of a request body names, if it has one."""
    try:
        wanted = read_object(body).get("filter")
        if not isinstance(wanted, dict):
            return set()
        parts = [wanted, *items(wanted.get("clauses"))]
        predicates = [one for part in parts for one in items(part.get("predicates"))]
        found = [one.get("value") for one in predicates if one.get("dimension") == dimension]
    except (RefusedError, AttributeError):
        # It is refused anyway, and by whom it should be.
        return set()
    return {value for value in found if isinstance(value, str)}


def read_filter(value: object, vocabulary: Vocabulary) -> Condition:
    """Read a filter.

    Raises RefusedError with the 400 that it deserves.
    """
    if value is None:
        raise _bad_filter_type(None)
    if not isinstance(value, dict):
        raise malformed()
    clauses = items(value.get("clauses"))
    parts = [value, *(clause for clause in clauses if isinstance(clause, dict))]
    count = sum(len(items(part.get("predicates"))) for part in parts)
    if count > MOST_PREDICATES:
        raise too_many_predicates(count, MOST_PREDICATES)
    return _condition(
        value, vocabulary, tuple(_condition(clause, vocabulary) for clause in clauses)
    )


def _condition(
    value: object, vocabulary: Vocabulary, clauses: tuple[Condition, ...] = ()
) -> Condition:
    if not isinstance(value, dict):
        raise malformed()
    kind = value.get("type")
    if not isinstance(kind, str) or kind.lower() not in _FILTER_TYPES:
        raise _bad_filter_type(kind)
    every = kind.lower() == "and"
    fixed: list[bool] = []
    wanted: dict[str, list[str]] = {}
    for predicate in items(value.get("predicates")):
        dimension, operator, word = _predicate(predicate, vocabulary)
        void = dimension in vocabulary.void
        if operator == "matches" and not void:
            wanted.setdefault(dimension, []).append(word)
        else:
            fixed.append((operator == "notExists") == void and operator != "matches")
    return Condition(
        every=every,
        wanted=tuple((name, _gather(values, every=every)) for name, values in wanted.items()),
        fixed=tuple(fixed),
        clauses=clauses,
    )


def _predicate(value: object, vocabulary: Vocabulary) -> tuple[str, str, str]:
    if not isinstance(value, dict):
        raise malformed()
    dimension = value.get("dimension")
    if dimension not in vocabulary.dimensions:
        raise invalid_value(dimension, vocabulary.field_type, vocabulary.dimensions)
    operator = value.get("operator") or "matches"
    if operator not in _OPERATORS:
        raise invalid_value(operator, "QueryOperator", _OPERATORS)
    word = value.get("value")
    if operator == "matches" and not isinstance(word, str):
        raise malformed()
    return dimension, operator, word or ""


def _gather(values: list[str], *, every: bool) -> frozenset[str]:
    # A row has one value in a dimension: two different ones at once cannot both hold.
    return frozenset() if every and len(set(values)) > 1 else frozenset(values)


def _bad_filter_type(value: object) -> RefusedError:
    return invalid_value(value, "QueryFilterType", _FILTER_TYPES)
