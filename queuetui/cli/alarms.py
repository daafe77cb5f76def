"""``queuetui alarms test``: send one notice to a sink, and say what became of it."""

import os
import time
from difflib import get_close_matches
from pathlib import Path

from queuetui.cli.failures import Failure
from queuetui.cli.output import put
from queuetui.cli.sinks import surroundings
from queuetui.config import load_settings
from queuetui.domain.sinks import Notice, SinkSettings
from queuetui.outputs.sinks import SinkFailure, open_sink
from queuetui.outputs.sinks.opening import hidden_from_commands
from queuetui.outputs.sinks.terminal import write_straight

_DONE = {
    "bell": "the terminal was asked to ring",
    "desktop": "the terminal was asked to show a notification; whether it does, it does not tell",
    "command": "the command ended well",
    "webhook": "the server took it",
    "apprise": "the service took it",
}


def try_sink(name: str, config: Path | None) -> None:
    """Send one notice to the sink of that name, once and at any time of day.

    Raises `Failure` where there is no such sink, or it did not get through.
    """
    settings = load_settings(config, Path.cwd())
    sink = _called(name, settings.sinks)
    around = surroundings(settings.sinks, os.environ, Path.cwd(), write_straight)
    opened = open_sink(sink, around, hidden_from_commands(settings.sinks))
    try:
        opened.send(_notice(name))
    except SinkFailure as failure:
        raise Failure(f"{sink.name} ({sink.type}): {failure}.", code=4) from None
    off = "" if sink.on else " It is off in the settings, though."
    put(f"{sink.name} ({sink.type}): {_DONE[sink.type]}.{off}")


def _called(name: str, sinks: tuple[SinkSettings, ...]) -> SinkSettings:
    for sink in sinks:
        if sink.name == name:
            return sink
    names = [sink.name for sink in sinks]
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}."
    raise Failure(f"No sink is called {name!r}; {hint}")


def _notice(name: str) -> Notice:
    return Notice(
        kind="test",
        severity="warning",
        queue="queuetui",
        media=None,
        title="queuetui: a test",
        text=f"This is how alarms arrive by way of {name}. Nothing is wrong.",
        at=time.time(),
        figures={"waiting": "0", "longest_wait": "0:00"},
        alarm_id="test",
        rule="test",
    )
