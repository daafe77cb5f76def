"""The shape of observation answers: which metrics came, in which groups, with which fields.

Reads the raw answer, since the parser of the board leaves out what it does not need. Whatever is
told here is a count, a name of the API, or the kind of a value: never a value that could be
somebody's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from queuetui.domain.findings import Text, say

_WORD = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,39}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EPOCH_MS = 1e12
_MOST_WORDS = 20
LONGEST = ("oLongestWaiting", "oWaiting")
"""The metric whose shape is in question, and the one that tells whether anything waits."""


class Shape:
    """What any number of answers looked like, all together."""

    def __init__(self) -> None:
        self.groups: Counter[str] = Counter()
        """Groups by kind: ``queue`` and ``media``."""
        self.media: Counter[str] = Counter()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._fields: dict[str, Counter[str]] = {}
        self._qualifiers: dict[str, set[str]] = {}
        self._beside: dict[str, set[str]] = {}
        self._longest: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._mappings: list[int] | None = None

    def take(self, body: bytes) -> None:
        """Look at one answer; what does not fit is passed over."""
        try:
            answer = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        answer = answer if isinstance(answer, dict) else {}
        for result in _dicts(answer.get("results")):
            group = result.get("group")
            medium = group.get("mediaType") if isinstance(group, dict) else None
            kind = "queue" if medium is None else "media"
            self.groups[kind] += 1
            if medium is not None:
                self.media[_word(medium)] += 1
            entries = list(_dicts(result.get("data")))
            self._take_entries(entries, kind)
            if kind == "media":
                self._take_longest(entries)
        mappings = answer.get("systemToOrganizationMappings")
        if isinstance(mappings, dict):
            ids = [len(one) for one in mappings.values() if isinstance(one, list)]
            self._mappings = [len(mappings), sum(ids)]

    def _take_entries(self, entries: Sequence[Mapping[str, Any]], kind: str) -> None:
        for metric in {_word(entry.get("metric")) for entry in entries}:
            self._seen[metric, kind] += 1
        for entry in entries:
            metric = _word(entry.get("metric"))
            stats = entry.get("stats")
            names = sorted(map(_word, stats)) if isinstance(stats, dict) else ["no stats"]
            self._fields.setdefault(metric, Counter()).update(names or ["empty stats"])
            if (qualifier := entry.get("qualifier")) is not None:
                self._qualifiers.setdefault(metric, set()).add(str(qualifier))
            beside = {_word(key) for key in entry} - {"metric", "qualifier", "stats"}
            self._beside.setdefault(metric, set()).update(beside)

    def _take_longest(self, entries: Sequence[Mapping[str, Any]]) -> None:
        longest, waiting = LONGEST
        of = {_word(entry.get("metric")): entry.get("stats") for entry in entries}
        stats = of.get(waiting)
        count = stats.get("count") if isinstance(stats, dict) else None
        if isinstance(count, int | float):
            shape = _shape_of(of[longest], count) if longest in of else "absent"
            self._longest[count > 0][shape] += 1

    def missing(self, asked: Iterable[str]) -> tuple[str, ...]:
        """Metrics that were asked for and never came."""
        seen = {metric for metric, _ in self._seen}
        return tuple(metric for metric in asked if metric not in seen)

    def told(self, asked: Sequence[str]) -> tuple[Text, ...]:
        """All of it, line by line."""
        extra = sorted({metric for metric, _ in self._seen} - set(asked))
        lines = [self._metric(metric) for metric in (*asked, *extra) if metric in self._fields]
        if missing := self.missing(asked):
            lines.append(f"never came: {', '.join(missing)}")
        for waits, word in ((False, "nothing"), (True, "something")):
            lines.append(f"{LONGEST[0]} while {word} waits: {_counted(self._longest[waits])}")
        lines.append(f"media types: {_counted(self.media)}")
        there = "absent"
        if self._mappings is not None:
            there = f"{self._mappings[0]} system presences, {self._mappings[1]} ids"
        lines.append(f"systemToOrganizationMappings: {there}")
        return tuple(say(line) for line in lines)

    def _metric(self, metric: str) -> str:
        places = [
            f"{self._seen[metric, kind]} of {self.groups[kind]} {kind} groups"
            for kind in ("queue", "media")
            if self._seen[metric, kind]
        ]
        parts = [f"{metric}: {' and '.join(places)}"]
        parts.append(f"stats: {', '.join(sorted(self._fields[metric]))}")
        if qualifiers := self._qualifiers.get(metric):
            parts.append(f"qualifiers: {_qualifiers(qualifiers)}")
        if beside := self._beside.get(metric):
            parts.append(f"beside: {', '.join(sorted(beside)[:_MOST_WORDS])}")
        return "; ".join(parts)


def _shape_of(stats: object, waiting: float) -> str:
    if not isinstance(stats, dict):
        return "no stats"
    fields = [f"{_word(name)} {_kind_of(value, waiting)}" for name, value in sorted(stats.items())]
    return f"{{{', '.join(fields)}}}"


def _kind_of(value: object, waiting: float) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "as a text" if isinstance(value, str) else f"as {type(value).__name__}"
    if value >= _EPOCH_MS:
        return "in epoch ms"
    if value in (0, 1):
        return f"{value:.0f}"
    return "as many as wait" if value == waiting else "another number"


def _qualifiers(found: set[str]) -> str:
    ids = sum(_UUID.fullmatch(one) is not None for one in found)
    words = sorted(one for one in found if _WORD.fullmatch(one))[:_MOST_WORDS]
    other = len(found) - ids - len(words)
    told = [*words, *([f"{ids} ids"] if ids else []), *([f"{other} others"] if other else [])]
    return ", ".join(told)


def _counted(counts: Counter[str]) -> str:
    told = [f"{word} ({count})" for word, count in counts.most_common(_MOST_WORDS)]
    return ", ".join(told) or "no example"


def _word(value: object) -> str:
    """A name of the API; anything that does not look like one is not repeated."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "(unusual)"


def _dicts(value: object) -> Iterable[dict[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
