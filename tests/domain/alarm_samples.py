"""Figures and rules for tests of alarms."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from queuetui.domain.alarms.book import AlarmEvent
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.alarms.rules import AlarmRule
from queuetui.domain.figures import QueueFigures
from queuetui.domain.limits import Severity

START = 1_767_268_800.0
"""Thursday, 1 January 2026, 12:00 UTC."""


def rule(condition: str = "waiting > 5", *, name: str = "r", clear: str | None = None) -> AlarmRule:
    return AlarmRule(
        name, parse_condition(condition), clear=None if clear is None else parse_condition(clear)
    )


def told(
    at: float,
    *,
    queue: str = "q",
    severity: Severity = "ok",
    as_of: float | None = None,
    **values: float | None,
) -> QueueFigures:
    """A queue of which these figures are known at ``at``, seconds after the start."""
    return QueueFigures(
        queue,
        f"Queue {queue}",
        None,
        START + at,
        believed=True,
        values=values,
        severity=severity,
        as_of=START + (at if as_of is None else as_of),
    )


def sign(text: str, at: float, as_of: float) -> QueueFigures:
    """A number is how many wait; ``-`` is frozen, ``?`` is not told, ``x`` is closed."""
    if text == "-":
        figures = replace(told(at, as_of=as_of), believed=False, severity="unknown")
    elif text == "x":
        figures = replace(told(at, as_of=as_of, waiting=99), closed=True, severity="closed")
    else:
        figures = told(at, as_of=as_of, waiting=None if text == "?" else float(text))
    return figures


def looks(trace: str) -> Iterator[QueueFigures]:
    """``"0:6 5:2 9:"``: six wait from 0 on, two from 5 to 9. One look a second."""
    entries = [entry.partition(":")[::2] for entry in trace.split()]
    for (since, text), (until, _) in pairwise(entries):
        for at in range(int(since), int(until)):
            # Without data, the newest reading is the one before.
            yield sign(text, float(at), float(since) - (text == "-"))


def happened(engine: Engine, figures: Iterable[QueueFigures]) -> list[AlarmEvent]:
    return [event for one in figures for event in engine.observe([one], one.at)]


def spelled(events: Iterable[AlarmEvent]) -> str:
    """``"15 raised, 40 cleared"``."""
    return ", ".join(f"{event.at - START:g} {_kind(event)}" for event in events)


def _kind(event: AlarmEvent) -> str:
    ended = event.alarm.ended
    why = f" ({ended})" if event.kind == "cleared" and ended != "over" else ""
    return event.kind + why + (" silently" if event.silent else "")
