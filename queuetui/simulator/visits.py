"""What is known about the request that is being answered."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from queuetui.simulator.entrance import Pass


class Visit:
    """A request on its way through the server."""

    __slots__ = ("correlation", "found", "token_life")

    def __init__(self, correlation: str) -> None:
        self.correlation = correlation
        self.found: Pass | None = None
        """The pass of its token, once that has been checked."""
        self.token_life: float | None = None
        """Seconds that a token given to it may live at most; None: as long as is set."""


# Not in the request's own storage: its typed keys are too new, and texts as keys are frowned upon.
VISIT: Final[ContextVar[Visit]] = ContextVar("visit")
"""Set anew for each request; every connection is a task, and so has a context, of its own."""
