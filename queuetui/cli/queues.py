"""``queuetui queues``: the queues that the credentials may see."""

from queuetui.cli.deadline import within
from queuetui.cli.once import seconds
from queuetui.cli.output import put
from queuetui.cli.start import Choice, Start
from queuetui.outputs.queues import render_queues_json, render_queues_table


def print_queues(choice: Choice, *, as_json: bool, timeout: str | None) -> None:
    """Print all of them, by name. Raises a `GenesysError` when they can't be read."""
    limit = seconds(timeout)
    with Start(choice, total_timeout=limit) as start:
        found = within(limit, start.source().read_queues)
    put(render_queues_json(found) if as_json else render_queues_table(found))
