"""What the feed tells the app."""

from threading import Event

from textual.message import Message

from queuetui.domain.snapshot import Snapshot


class SnapshotArrived(Message):
    """The feed has published a snapshot; a newer one replaces one that still waits."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.drawn = Event()
        """Set as soon as the screen has it, or has put it off."""

    def can_replace(self, message: Message) -> bool:
        """Whether the message that waits is superseded by this one."""
        return isinstance(message, SnapshotArrived)
