"""The same program, but all that it knows of a queue is as after twelve hours of polls.

What takes room is what a board has then, whatever it is that it learns from: the history of all
polls, the flow of the last half hour, the small trend, and a day in which something has happened.
No number of it is round, and no two queues have the same.
"""

from collections.abc import Mapping, Sequence
from random import Random

from queuetui.cli import main
from queuetui.domain.day import Day
from queuetui.domain.flow_meter import FlowMeter
from queuetui.domain.history import COARSE_MINUTES, FINE_SECONDS, History
from queuetui.domain.readings import AgentCounts, MediaReading
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.domain.trend import Trend
from queuetui.feed import figures
from queuetui.feed.merge import TREND, extended
from queuetui.genesys.source import Source

_MINUTE = 60.0
_POLL = 5.0
_FLOW_MINUTES = 35
"""A little more than a meter looks back."""
_DAY = 43_200.0
"""Seconds since the day began."""
_random = Random(7)


def age() -> None:
    _age_histories()
    _age_meters()
    _age_trends()
    _age_days()


def _age_histories() -> None:
    add = History.add
    known: dict[int, set[str]] = {}

    def add_with_past(
        history: History,
        queue_id: str,
        at: float,
        waiting: int | None,
        longest: float | None,
        available: int | None,
    ) -> None:
        seen = known.setdefault(id(history), set())
        if queue_id not in seen:
            seen.add(queue_id)
            past = at - COARSE_MINUTES * _MINUTE
            while past < at - _POLL:
                wait = _random.uniform(0.0, 900.0)
                add(history, queue_id, past, _random.randrange(9), wait, _random.randrange(7))
                past += _MINUTE if past < at - FINE_SECONDS - _MINUTE else _POLL
        add(history, queue_id, at, waiting, longest, available)

    History.add = add_with_past  # type: ignore[method-assign, assignment]


def _age_meters() -> None:
    look = FlowMeter.look

    def look_with_past(
        meter: FlowMeter, at: float, told: MediaReading, agents: AgentCounts, gap: float
    ) -> None:
        if meter.flow is None:
            began = at - _FLOW_MINUTES * _MINUTE
            for minute in range(_FLOW_MINUTES):
                now = began + minute * _MINUTE
                meter.count(now, began, _day(now - began))
                for poll in range(int(_MINUTE / _POLL)):
                    look(meter, now + poll * _POLL, told, agents, gap)
        look(meter, at, told, agents, gap)

    FlowMeter.look = look_with_past  # type: ignore[method-assign, assignment]


def _age_trends() -> None:
    def extended_with_past(trend: Trend, waiting: int | None) -> Trend:
        past = trend or Trend(_random.randrange(9) for _ in range(TREND))
        return extended(past, waiting)

    figures.extended = extended_with_past  # type: ignore[attr-defined]


def _age_days() -> None:
    read = Source.read_today

    def read_eventful(source: Source, queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
        return {
            queue_id: Today(
                today.queue_id, today.as_of, today.since, {"voice": _day(_DAY), **today.media}
            )
            for queue_id, today in read(source, queue_ids, day).items()
        }

    Source.read_today = read_eventful  # type: ignore[method-assign, assignment]


def _day(seconds: float) -> MediaToday:
    """What has happened in one medium in so many seconds."""
    answered = int(seconds)
    return MediaToday(
        offered=2 * answered,
        answered=answered,
        abandoned=answered // 3,
        short_abandoned=answered // 9,
        flowed_out=answered // 5,
        over_sla=answered // 4,
        answer_seconds=answered * _random.uniform(10.0, 11.0),
        handled=answered,
        handle_seconds=answered * _random.uniform(300.0, 301.0),
        service=ServiceLevel(float(answered // 2), float(answered), 0.8),
    )


if __name__ == "__main__":
    age()
    main()
