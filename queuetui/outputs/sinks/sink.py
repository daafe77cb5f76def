"""What every sink is, and the one way in which it fails."""

from typing import Protocol

from queuetui.domain.sinks import Notice


class SinkFailure(Exception):
    """A notice did not get through. Its text is one sentence for a person, without any secret."""

    def __init__(self, sentence: str, *, again: bool = False, after: float | None = None) -> None:
        """``again``: another try may help; ``after``: not before so many seconds."""
        super().__init__(sentence)
        self.again = again
        self.after = after


class Sink(Protocol):
    """A way to tell somebody. It is used by one thread at a time."""

    @property
    def name(self) -> str:
        """What the settings call it."""
        ...

    @property
    def problem(self) -> str | None:
        """What keeps it from working, as far as that is known before anything is sent."""
        ...

    def send(self, notice: Notice) -> None:
        """Tell it, or raise `SinkFailure`; comes back within a bounded time."""
        ...

    def close(self) -> None:
        """Give up what is being sent, from another thread. Nothing is sent afterwards."""
        ...


class Unready:
    """In the place of a sink that can't be opened: it says why."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem: str | None = problem

    def send(self, notice: Notice) -> None:  # noqa: ARG002 - as every sink has it
        """Raise what is wrong."""
        raise SinkFailure(self.problem or "")

    def close(self) -> None:
        """Nothing to give up."""
