"""Sinks: where alarms go beside the screen. Each in its own way and its own thread.

`Sinks` takes notices and never makes its caller wait; `open_sink` makes one sink of its settings.
"""

from queuetui.domain.sinks import Notice, SinkSettings, SinkStatus
from queuetui.outputs.sinks.opening import Surroundings, open_sink, open_sinks
from queuetui.outputs.sinks.sink import Sink, SinkFailure
from queuetui.outputs.sinks.sinks import Sinks
from queuetui.outputs.sinks.terminal import TerminalLine

__all__ = [
    "Notice",
    "Sink",
    "SinkFailure",
    "SinkSettings",
    "SinkStatus",
    "Sinks",
    "Surroundings",
    "TerminalLine",
    "open_sink",
    "open_sinks",
]
