"""The people of one queue, one by one.

Instants are epoch seconds by the server's clock. What the source did not tell is ``None``.
"""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace


class Agent(Struct, frozen=True, gc=False):
    """One member of a queue, as the newest answer told it."""

    id: str
    name: str | None = None
    """``None`` where the name can't be read."""
    routing_status: str | None = None
    """``IDLE``, ``INTERACTING``, ``NOT_RESPONDING``, ``COMMUNICATING``, ``OFF_QUEUE`` …"""
    routing_since: float | None = None
    """The instant at which the routing status began."""
    presence: str | None = None
    """The presence by the organisation's own label (``Lunch``), or its id where it has none."""
    system_presence: str | None = None
    """What the presence counts as: ``ON_QUEUE``, ``MEAL``, ``OFFLINE`` …"""
    presence_since: float | None = None
    """The instant at which the presence began."""
    joined: bool | None = None
    """Whether the member is active in the queue; the others get nothing from it."""


class Agents(Struct, frozen=True, gc=False):
    """The members of one queue at one instant."""

    queue_id: str
    as_of: float
    """The instant of the answer, epoch seconds."""
    people: tuple[Agent, ...]
    partial: bool = False
    """Whether there are members who are not in the list."""
    source: Literal["activity", "members"] = "activity"
    """Which resource told it."""

    def redated(self, by: float) -> "Agents":
        """The same with all its instants moved by so many seconds."""
        people = tuple(
            replace(
                one,
                routing_since=None if one.routing_since is None else one.routing_since + by,
                presence_since=None if one.presence_since is None else one.presence_since + by,
            )
            for one in self.people
        )
        return replace(self, as_of=self.as_of + by, people=people)
