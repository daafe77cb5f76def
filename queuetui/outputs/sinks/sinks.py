"""All sinks together: whoever has something to tell hands it over and goes on."""

import threading
from collections.abc import Iterable
from datetime import tzinfo
from random import Random
from time import monotonic

from queuetui.domain.clock import Clock
from queuetui.domain.sinks import Notice, SinkSettings, SinkStatus
from queuetui.outputs.sinks.lane import Lane, MayRepeat
from queuetui.outputs.sinks.sink import Sink

_GRACE = 0.2
"""Seconds that a thread has to end after its sink was told to give up."""


class Sinks:
    """One thread for each sink, so that one that hangs delays no other."""

    def __init__(
        self,
        sinks: Iterable[tuple[Sink, SinkSettings]],
        clock: Clock,
        random: Random,
        zone: tzinfo,
        *,
        may_repeat: MayRepeat = lambda *_: True,
    ) -> None:
        """``zone`` is the one that quiet times are meant in.

        ``may_repeat`` may forbid that a sink tells an alarm once more by itself.
        """
        self._lanes = [
            Lane(sink, settings, clock, random, zone, may_repeat=may_repeat)
            for sink, settings in sinks
        ]
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to send; what was told before waits."""
        for lane in self._lanes:
            thread = threading.Thread(
                target=_run, args=(lane,), name=f"queuetui-sink-{lane.status().name}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def tell(self, notice: Notice) -> None:
        """Tell it to every sink that is set to such a thing. Never waits, never raises."""
        for lane in self._lanes:
            lane.offer(notice)

    def status(self) -> tuple[SinkStatus, ...]:
        """How each of them is doing, in the order of the settings."""
        return tuple(lane.status() for lane in self._lanes)

    def close(self, patience: float) -> None:
        """Send what is due, but come back after about ``patience`` seconds."""
        end = monotonic() + patience
        for lane in self._lanes:
            lane.end()
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))
        for lane in self._lanes:
            lane.abandon()
        end = monotonic() + _GRACE
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))


def _run(lane: Lane) -> None:
    while True:
        lane.wake.clear()
        pause = lane.step()
        if pause == 0.0:
            continue
        if lane.ending:
            return
        lane.wake.wait(pause)
