"""Conversation aggregates: the history of the centre in the shape of Genesys Cloud's answer.

As the real one does: times in milliseconds, metrics and groups without data left out, the medium in
every group, and `oServiceLevel` = (answered - answered late) / (answered + abandoned). Callbacks
fill neither `tAnswered` nor `oServiceLevel`: they have `nConnected` and `oCallbackServiceLevel`.

Choices where the real behaviour is not known: an event counts when it happens (see `history`),
not when its conversation began; an interval that begins or ends within a half hour is taken to
begin and end with the half hours that begin in it; parts of an interval without data are left out;
intervals are told in UTC; `nOverSla` is left out when it is 0, like every count of nothing; `tAcd`
is `tWait`; queues that are added up have a target only if it is the same for all of them.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

from queuetui.simulator.aggregate_queries import AggregateQuery
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import Goal
from queuetui.simulator.entrance import ServiceLevelRule, Settings
from queuetui.simulator.floor import Line
from queuetui.simulator.history import (
    ABANDONED,
    ANSWERED,
    CELL_SECONDS,
    FLOWED,
    HANDLE,
    OFFERED,
    OVER,
    SHORT,
    TALK,
    WRAP,
    Cell,
    Tally,
    add_cell,
    new_cell,
    tally_of,
    together,
)
from queuetui.simulator.observations import Json, iso, queues_within

Stats: TypeAlias = "Json | None"

_DURATIONS: Final = {
    "tAnswered": ANSWERED,
    "tAbandon": ABANDONED,
    "tShortAbandon": SHORT,
    "tFlowOut": FLOWED,
    "tTalk": TALK,
    "tTalkComplete": TALK,
    "tAcw": WRAP,
    "tHandle": HANDLE,
}
_CALLBACK: Final = "callback"


def answer_aggregates(centre: Centre, query: AggregateQuery, settings: Settings) -> Json:
    """Return the JSON-able answer to a query."""
    parts = list(query.parts())
    # By group, then by the number of the part.
    totals: dict[tuple[str, str], dict[int, _Sum]] = {}
    for queue in queues_within(centre, query.condition):
        for media, line in queue.lines.items():
            if query.condition.passes({"queueId": queue.id, "mediaType": media}):
                group = (queue.id if query.by_queue else "", media)
                _gather(line, parts, totals.setdefault(group, {}))
    results: list[Json] = []
    for (queue_id, media), found in totals.items():
        told = _Told(media, settings)
        data: list[Json] = []
        for number, part in sorted(found.items()):
            metrics = told.metrics(query.metrics, part)
            if metrics:
                interval = "/".join(iso(instant) for instant in parts[number])
                data.append({"interval": interval, "metrics": metrics})
        if data:
            group_of = {"mediaType": media}
            if query.by_queue:
                group_of["queueId"] = queue_id
            results.append({"group": group_of, "data": data})
    return {"results": results}


class _Sum:
    """What happened in one part of the interval, and by which goals."""

    __slots__ = ("cell", "goals")

    def __init__(self) -> None:
        self.cell = new_cell()
        self.goals: set[Goal] = set()


def _gather(line: Line, parts: list[tuple[float, float]], sums: dict[int, _Sum]) -> None:
    goal = line.queue.character.goal(line.traffic.media)
    place = 0
    first = math.ceil(parts[0][0] / CELL_SECONDS)
    last = math.ceil(parts[-1][1] / CELL_SECONDS) - 1
    for number, cell in line.ledger.cells(first, last):
        while parts[place][1] <= number * CELL_SECONDS:
            place += 1
        part = sums.setdefault(place, _Sum())
        add_cell(part.cell, cell)
        part.goals.add(goal)


class _Told:
    """Tells the figures of one medium."""

    def __init__(self, media: str, settings: Settings) -> None:
        self._callback = media == _CALLBACK and not settings.callbacks_like_calls
        self._rule = settings.service_level

    def metrics(self, wanted: tuple[str, ...], part: _Sum) -> list[Json]:
        """Return the metrics that have data."""
        told = []
        for metric in wanted:
            stats = self._stats(metric, part)
            if stats is not None:
                told.append({"metric": metric, "stats": stats})
        return told

    def _stats(self, metric: str, part: _Sum) -> Stats:
        cell = part.cell
        if metric in _DURATIONS:
            # What a callback does to an agent is told as ever, how it left the queue is not.
            at = _DURATIONS[metric]
            return None if self._callback and at < TALK else _durations(tally_of(cell, at))
        if metric in {"tWait", "tAcd"}:
            waits = (tally_of(cell, at) for at in (ANSWERED, ABANDONED, FLOWED))
            answered, abandoned, flowed = waits
            return _durations(together(together(answered, abandoned), flowed))
        if metric == "nOffered":
            return _number(cell[OFFERED])
        if metric == "nConnected":
            return _number(cell[ANSWERED]) if self._callback else None
        return self._service(metric, part)

    def _service(self, metric: str, part: _Sum) -> Stats:
        names = (
            ("nCallbackOverSla", "oCallbackServiceLevel", "oServiceTarget")
            if self._callback
            else ("nOverSla", "oServiceLevel", "oServiceTarget")
        )
        if metric not in names:
            return None
        if metric == names[0]:
            return _number(part.cell[OVER])
        shares = {goal.share for goal in part.goals}
        target = {"target": shares.pop()} if len(shares) == 1 else {}
        if metric == "oServiceTarget":
            return target or None
        numerator, denominator = service_level(part.cell, self._rule)
        if not denominator:
            return None
        ratio = numerator / denominator
        return {"ratio": ratio, "numerator": numerator, "denominator": denominator, **target}


def service_level(cell: Cell, rule: ServiceLevelRule) -> tuple[int, int]:
    """Return numerator and denominator of the service level, as the organization has set it."""
    answered = cell[ANSWERED]
    denominator = answered
    if rule.abandons:
        denominator += cell[ABANDONED] - (0 if rule.short_abandons else cell[SHORT])
    if rule.flow_outs:
        denominator += cell[FLOWED]
    return answered - cell[OVER], denominator


def _durations(tally: Tally) -> Stats:
    if not tally.count:
        return None
    return {"max": tally.max, "min": tally.min, "count": tally.count, "sum": tally.sum}


def _number(count: int) -> Stats:
    return {"count": count} if count else None
