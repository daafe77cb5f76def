"""``queuetui --once``: one poll, printed. Data on stdout, everything else on stderr."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Literal

from queuetui.cli.failures import Failure, code_for
from queuetui.cli.output import put
from queuetui.cli.start import Choice, Start
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot

Form = Literal["table", "json", "csv"]
_DEFAULT_TIMEOUT = 30.0
_HOPELESS = frozenset({"credentials", "permission", "request", "queues", "internal"})
"""Causes that no second try within the time-out would mend."""


def print_once(choice: Choice, form: Form, *, timeout: str | None) -> None:
    """Print the figures of one poll. Raises `Failure` when none came in time."""
    limit = seconds(timeout)
    with Start(choice, total_timeout=limit) as start:
        feed = start.feed(spread=False)
        arrived: SimpleQueue[Snapshot] = SimpleQueue()
        feed.start(arrived.put)
        # While the feed waits for its answers.
        render = renderer(form)
        try:
            snapshot = _first_figures(arrived, limit)
        finally:
            feed.stop()
    put(render(snapshot, start.settings))


def renderer(form: Form) -> Callable[[Snapshot, Settings], str | bytes]:
    """What makes the text of a snapshot; loads what that form needs and no other does."""
    if form == "json":
        from queuetui.outputs.once_json import render_json

        return lambda seen, by: render_json(seen, by.watchlist, by.staleness)
    if form == "csv":
        from queuetui.outputs.once import render_csv

        return lambda seen, by: render_csv(seen, by.watchlist, by.staleness)
    import shutil

    from queuetui.outputs.once import render_table

    width = shutil.get_terminal_size((100, 24)).columns
    return lambda seen, by: render_table(
        seen, by.watchlist, by.staleness, width=width, order=by.board.sort
    )


def seconds(timeout: str | None) -> float:
    """The ``--timeout`` in seconds."""
    if timeout is None:
        return _DEFAULT_TIMEOUT
    from queuetui.domain.durations import parse_duration

    try:
        given = parse_duration(timeout)
    except ValueError as error:
        allowed = "a duration with its unit, such as 30s or 1m30s"
        raise Failure(f"--timeout: found {timeout!r} ({error}); allowed: {allowed}.") from None
    if given <= 0:
        raise Failure(f"--timeout: {timeout!r} is no time to try; allowed is more than 0s.")
    return given


def _first_figures(arrived: "SimpleQueue[Snapshot]", limit: float) -> Snapshot:
    deadline = time.monotonic() + limit
    health = None
    while True:
        try:
            snapshot = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            break
        health = snapshot.health
        if snapshot.sequence:
            return snapshot
        if health.cause in _HOPELESS:
            break
    if health is None or health.cause is None:
        raise Failure(f"No answer within {limit:g} s.", code=4)
    lines = [line for line in (health.reason, health.why, health.advice) if line]
    raise Failure(*lines, code=code_for(health.cause))
