"""Whom the screens ask beside the snapshots; no Textual in here."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.history import Point
from queuetui.domain.sinks import SinkStatus
from queuetui.view.diagnostics import Gap, Program


class Sources(Struct, frozen=True):
    """None of them may block."""

    feed: Callable[[], Diagnostics]
    program: Callable[[], Program]
    gaps: Callable[[], Sequence[Gap]] = tuple
    open_queue: Callable[[str | None], object] = lambda _: None
    """Told which queue is open on screen, by its id; ``None``: none."""
    acknowledge: Callable[[str, str, str], object] = lambda *_: None
    """Told of an alarm (its id) that somebody looks after: who, and a note."""
    snooze: Callable[[str, float], object] = lambda *_: None
    """Told of an alarm (its id) of which nobody wants to hear until an instant (epoch seconds)."""
    sinks: Callable[[], Sequence[SinkStatus]] = tuple
    """How those are doing that alarms are told to."""
    points: Callable[[str, float], tuple[Point, ...]] = lambda *_: ()
    """The history of a queue, by its id, from an instant on (epoch seconds)."""
