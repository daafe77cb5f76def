"""How many agents a queue needs now for its goal, and how many it has.

The formulas (`queuetui.domain.staffing`) are those of one queue with agents of its own. Where
agents serve several queues, ``on_queue`` counts more than there are for this one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.flow import Flow
from queuetui.domain.goals import Goal
from queuetui.domain.staffing import (
    MOST_AGENTS,
    CannotBeMet,
    Demand,
    Performance,
    agents_needed,
    performance,
)
from queuetui.domain.today import MediaToday, Today

OCCUPANCY_CAUTION = 0.88
"""Above it agents have hardly a breath between two calls; nobody keeps that up for a day."""
LEAST_SECONDS = 300.0
"""Of flow, before anything is said."""
STAFFED_MEDIA: tuple[str, ...] = ("voice",)
"""Media the helper speaks of unless told otherwise: in writing, agents handle several at once, and
many who give up say nothing, so that the formulas mislead."""

_USUAL = 10
"""As so many interactions the day's average handle time counts beside those of the half hour: two
long calls alone make no trend."""


class Staffing(Struct, frozen=True):
    """The agents of one medium of a queue; shares are 0 to 1."""

    media: str
    needed: int | None = None
    """``None``: unknown, or no number of agents meets the goal; `reason` says which."""
    on_queue: int | None = None
    gap: int | None = None
    """Needed less on queue: above 0, so many are missing."""
    service_now: float | None = None
    """Share answered in time in the long run with those on queue; ``None`` also where they never
    keep up."""
    service_one_more: float | None = None
    service_one_fewer: float | None = None
    occupancy: float | None = None
    """Of those on queue, in the long run; 1 where they never keep up."""
    recover: int | None = None
    """Answers in time, one after the other, until today's level is at the goal; 0: it is there."""
    reason: str | None = None
    """Why `needed` is not told, in a few words."""

    @property
    def strained(self) -> bool:
        """Whether agents have hardly a breath between two calls."""
        return self.occupancy is not None and self.occupancy > OCCUPANCY_CAUTION


def staffings(
    flows: Iterable[Flow],
    goals: Mapping[str, Goal],
    on_queue: int | None,
    today: Today | None,
    media: Sequence[str] = STAFFED_MEDIA,
) -> tuple[Staffing, ...]:
    """The staffing of each of these ``media`` that has a flow, in their order."""
    told = {flow.media: flow for flow in flows}
    days = {} if today is None else today.media
    return tuple(
        staffing(told[name], goals.get(name, Goal()), on_queue, days.get(name))
        for name in dict.fromkeys(media)
        if name in told
    )


# Screens draw the same flow for as long as no poll has brought another.
@lru_cache(maxsize=4096)
def staffing(
    flow: Flow, goal: Goal, on_queue: int | None, today: MediaToday | None = None
) -> Staffing:
    """How many agents the flow needs for the goal, against those on queue.

    Where anybody gave up, Erlang A with the patience that the flow shows; else Erlang C.
    """
    recover = None if today is None else answers_to_recover(goal, today)
    unknown = Staffing(flow.media, on_queue=on_queue, recover=recover)
    demand = demand_of(flow, today)
    if isinstance(demand, str):
        return replace(unknown, reason=demand)
    if goal.share is None or goal.seconds is None:
        return replace(unknown, reason="no goal told")
    now, more, fewer = (_brought_about(demand, on_queue, by, goal.seconds) for by in (0, 1, -1))
    staffed = replace(
        unknown,
        service_now=now and now.service,
        service_one_more=more and more.service,
        service_one_fewer=fewer and fewer.service,
        occupancy=now.occupancy if now is not None else _swamped(demand, on_queue),
    )
    try:
        needed = agents_needed(demand, goal.share, goal.seconds)
    except CannotBeMet as error:
        return replace(staffed, reason=f"cannot be met: {error}")
    return replace(staffed, needed=needed, gap=None if on_queue is None else needed - on_queue)


def demand_of(flow: Flow, today: MediaToday | None = None) -> Demand | str:
    """What the flow asks of the agents, or in a few words why that can't be told."""
    if flow.seconds < LEAST_SECONDS:
        return f"known after {LEAST_SECONDS / 60:.0f} min"
    if flow.offered <= 0:
        return "nothing came in lately"
    handle = _handle_time(flow, today)
    if handle is None:
        return "no handle time yet"
    # Whoever goes to voicemail or another queue leaves the line as one who hangs up does.
    gone = flow.abandoned + flow.flowed_out
    patience = flow.waiting_seconds / gone if gone and flow.waiting_seconds > 0 else None
    demand = Demand(flow.offered / flow.seconds, handle, patience)
    return demand if demand.load <= MOST_AGENTS else "more than can be computed"


def answers_to_recover(goal: Goal, today: MediaToday) -> int | None:
    """How many answered in time in a row bring today's level to the goal's share.

    ``None`` if one of both is unknown, or if nothing can make up for those who were late.
    """
    level = today.service
    if goal.share is None or level is None:
        return None
    missing = goal.share * level.denominator - level.numerator
    # Floats hold most shares a hair too high or too low; a thousandth of an answer is none.
    if missing <= 1e-3:
        return 0
    return None if goal.share >= 1 else math.ceil(missing / (1.0 - goal.share) - 1e-3)


def _brought_about(
    demand: Demand, on_queue: int | None, more: int, within: float
) -> Performance | None:
    """By those on queue and so many more; ``None`` if they never keep up, or are not known."""
    if on_queue is None or not 1 <= on_queue + more <= MOST_AGENTS:
        return None
    try:
        return performance(demand, on_queue + more, within)
    except CannotBeMet:
        return None


def _swamped(demand: Demand, on_queue: int | None) -> float | None:
    """The occupancy of those who never keep up; ``None`` if there is nobody to be busy."""
    return 1.0 if on_queue and on_queue <= demand.load else None


def _handle_time(flow: Flow, today: MediaToday | None) -> float | None:
    seconds, count = flow.handle_seconds, flow.handled
    if today is not None and today.aht:
        seconds, count = seconds + _USUAL * today.aht, count + _USUAL
    return seconds / count if count > 0 and seconds > 0 else None
