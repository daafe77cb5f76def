"""How one rule goes on with one queue, from one look at its figures to the next.

Without an alarm the condition must hold, with one it must be over; both for as long as the rule
says. What is not known in between stops that time and does not set it back.
"""

import math
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.alarms.book import Peak, Watched
from queuetui.domain.alarms.rules import AlarmRule
from queuetui.domain.figures import QueueFigures

FLAPS = 4
"""Alarms within `FLAP_WINDOW`; with one more, it flaps."""
FLAP_WINDOW = 900.0
"""Seconds."""
FLAP_QUIET = 300.0
"""Seconds for which all must be over before an alarm that flaps is."""
_GRACE = 30.0
"""Seconds for which data must be seen to be missing, however old the newest is: a machine that was
asleep asks anew first."""
_SAME = 0.05
"""Seconds by which the instant of one reading may differ after it was moved."""

Turn = Literal["raise", "clear"]


class Look(Struct, frozen=True, gc=False):
    """One look at the figures of one queue."""

    figures: QueueFigures
    passed: float | None
    """Seconds since the last look; ``None``: it was too long ago to know what was in between."""

    @property
    def now(self) -> float:
        """The instant; epoch seconds."""
        return self.figures.at

    def added_to(self, watched: Watched) -> float:
        """For how long it has held with this look, seconds; what was not known does not count."""
        return watched.held + ((self.passed or 0.0) if watched.going else 0.0)


class Progress(Struct, frozen=True, gc=False):
    """Where it has come to."""

    watched: Watched
    turn: Turn | None = None
    known: bool = True
    """Whether it is known how things are; if not, nothing was judged."""


def go_on(rule: AlarmRule, before: Watched, look: Look) -> Progress:
    """The next step of a rule with a queue that is open."""
    holds = verdict(rule, look.figures)
    watched = _counted(rule, before, holds, look) if rule.readings else before
    watched = _with_peak(rule, watched, holds, look)
    if watched.alarm is None:
        return _towards_alarm(rule, watched, holds, look)
    return _towards_end(rule, watched, holds, look)


def verdict(rule: AlarmRule, figures: QueueFigures) -> bool | None:
    """Whether the condition of a rule holds; ``None``: that is not known."""
    if figures.lost and rule.tells_of_every_queue:
        return None
    return rule.condition.holds(figures)


def _counted(rule: AlarmRule, watched: Watched, verdict: bool | None, look: Look) -> Watched:
    """With this reading among those that were counted, if it is a new one."""
    as_of = look.figures.as_of
    assert rule.readings is not None  # noqa: S101 - only such rules are counted
    if look.passed is None and watched.window:
        # Between those readings and this one nobody looked.
        watched = replace(watched, window=())
    if verdict is None or as_of is None:
        return watched
    if watched.read is not None and abs(as_of - watched.read) < _SAME:
        return watched
    window = (*watched.window, verdict)[-rule.readings.of :]
    return replace(watched, read=as_of, window=window if any(window) else ())


def _met(rule: AlarmRule, watched: Watched) -> bool:
    return rule.readings is not None and sum(watched.window) >= rule.readings.need


def _towards_alarm(rule: AlarmRule, watched: Watched, verdict: bool | None, look: Look) -> Progress:
    if rule.readings is not None:
        if not watched.window:
            return Progress(_calm(watched), known=verdict is not None)
        watched = _begun(watched, look)
        return Progress(watched, "raise" if _met(rule, watched) and verdict is not None else None)
    if verdict is None:
        return Progress(replace(watched, going=False), known=False)
    if not verdict:
        return Progress(_calm(watched))
    held = look.added_to(watched)
    watched = _begun(replace(watched, held=held, going=True), look)
    return Progress(watched, "raise" if _has_held(rule, held, look.figures) else None)


def _begun(watched: Watched, look: Look) -> Watched:
    if watched.started is not None:
        return watched
    figures = look.figures
    # Without data, it began with the last that there was.
    since = look.now if figures.believed or figures.as_of is None else figures.as_of
    return replace(watched, started=min(look.now, since))


def _has_held(rule: AlarmRule, held: float, figures: QueueFigures) -> bool:
    if held >= rule.hold:
        return True
    age = figures.age
    missing = not figures.believed and age is not None and age >= rule.hold
    return missing and held >= _GRACE


def _calm(watched: Watched) -> Watched:
    return replace(watched, started=None, held=0.0, going=False, peak=None)


def _towards_end(rule: AlarmRule, watched: Watched, verdict: bool | None, look: Look) -> Progress:
    over = _is_over(rule, watched, verdict, look.figures)
    if over is None:
        return Progress(replace(watched, going=False), known=False)
    if not over:
        if watched.held or watched.going:
            watched = replace(watched, held=0.0, going=False)
        return Progress(watched)
    held = look.added_to(watched)
    watched = replace(watched, held=held, going=True)
    alarm = watched.alarm
    assert alarm is not None  # noqa: S101 - or it would not be on the way to its end
    needed = max(rule.clear_hold, FLAP_QUIET if alarm.flapping else 0.0)
    # One that was raised in the future was raised by a clock that was wrong.
    young = 0 <= look.now - alarm.raised < rule.minimum_on
    return Progress(watched, "clear" if held >= needed and not young else None)


def _is_over(
    rule: AlarmRule, watched: Watched, verdict: bool | None, figures: QueueFigures
) -> bool | None:
    # While it would be raised anew it is never over, whatever the clear level says: figures that
    # stand still must not make it come and go.
    if verdict or _met(rule, watched):
        return False
    if rule.clear is not None:
        return rule.clear.holds(figures)
    return None if verdict is None else not verdict


def _with_peak(rule: AlarmRule, watched: Watched, verdict: bool | None, look: Look) -> Watched:
    peak = watched.peak
    if peak is None:
        lead = rule.condition.lead(look.figures) if verdict else None
        if lead is None or not math.isfinite(lead.value):
            return watched
        return replace(watched, peak=Peak(lead.figure, lead.value, look.now, lead.low_is_worse))
    value = look.figures.values.get(peak.figure) if look.figures.believed else None
    if value is None or not math.isfinite(value):
        return watched
    worse = peak.worse(value, look.now)
    return watched if worse is peak else replace(watched, peak=worse)
