"""The terminal's bell."""

from collections.abc import Callable

from queuetui.domain.sinks import Notice
from queuetui.outputs.sinks.sink import SinkFailure

REFUSED = "the terminal takes nothing at the moment"


class Bell:
    """Rings; what for stands on the screen."""

    problem: str | None = None

    def __init__(self, name: str, write_terminal: Callable[[str], bool]) -> None:
        self.name = name
        self._write = write_terminal

    def send(self, notice: Notice) -> None:  # noqa: ARG002 - a bell says one thing only
        """Ring once."""
        if not self._write("\a"):
            raise SinkFailure(REFUSED)

    def close(self) -> None:
        """Nothing to give up."""
