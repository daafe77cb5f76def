"""Times without data: the one rule of what a gap is, and how long it was.

A gap is a time in which figures were withheld: the screen said *frozen* or *down*. It is measured
by the steady clock from the last poll that brought data to the next one that did, so that a clock
that is set, here or at the server, makes none and stretches none. Only data ends it: that figures
look believable again is not enough.
"""

from msgspec import Struct

from queuetui.domain.snapshot import HealthState, Snapshot

WITHHELD: frozenset[HealthState] = frozenset({"frozen", "down"})
"""The states in which no figure is shown as true."""
_SLEPT = "the board was asleep or stopped"


class Gap(Struct, frozen=True):
    """A time without data that is over; epoch seconds."""

    began: float
    ended: float
    reason: str
    first: bool = False
    """Whether there had never been any data before."""

    @property
    def length(self) -> float:
        """Seconds."""
        return self.ended - self.began


class GapWatch:
    """Looks at every snapshot and every second, and tells of each gap once, when it is over."""

    def __init__(self, at: float) -> None:
        """The board starts at ``at``, steady seconds."""
        self._good = at
        self._looked = at
        self._sequence = 0
        self._withheld: str | None = None
        """While figures are withheld: why."""

    def look(  # noqa: PLR0913 - each is a thing the rule depends on
        self,
        snapshot: Snapshot,
        *,
        state: HealthState,
        reason: str | None,
        frozen_age: float,
        now: float,
        at: float,
    ) -> Gap | None:
        """Look at the newest snapshot.

        Args:
            snapshot: The newest one.
            state: What the screen says of the feed.
            reason: Why, in plain words.
            frozen_age: Seconds after which figures are withheld.
            now: Epoch seconds by the server's clock.
            at: Steady seconds.

        Returns:
            The gap that has just ended, by the server's clock.
        """
        # Where nobody has looked for long, nobody saw that the figures had to be withheld.
        unseen = at - self._looked > frozen_age and snapshot.sequence == self._sequence + 1
        self._looked = at
        if state in WITHHELD:
            self._withheld = reason or self._withheld or "no new data"
        if state in WITHHELD or state == "starting":
            return None
        if snapshot.sequence == self._sequence:
            return None
        why = self._withheld or (_SLEPT if unseen else None)
        good = at if snapshot.steady is None else min(at, snapshot.steady)
        before, first = self._good, self._sequence == 0
        self._good, self._sequence, self._withheld = good, snapshot.sequence, None
        if why is None:
            return None
        ended = now - (at - good)
        return Gap(ended - max(0.0, good - before), ended, why, first)
