"""The instants of a queue's polls, in chunks that queues have in common.

A poll asks for a hundred queues at once, so a hundred queues are told of at the same instants. Each
of them keeps its own list of chunks, and as long as it is told of what the others are told of too
the chunks are the same objects. One that is told of another instant goes on with a chunk of its own
and joins the others again with the next.
"""

from array import array

_SIZE = 16
"""Instants in a chunk."""
_MOST_BEGUN = 64
"""Chunks that may still be joined; a poll of 2,000 queues begins twenty."""


class Shared:
    """Where queues find the chunks that others have begun."""

    __slots__ = ("_begun",)

    def __init__(self) -> None:
        self._begun: dict[float, array[float]] = {}

    def begin(self, at: float) -> "array[float]":
        """A chunk that begins with that instant."""
        chunk = self._begun.get(at)
        if chunk is None:
            if len(self._begun) >= _MOST_BEGUN:
                # What is begun from now on is shared again.
                self._begun.clear()
            chunk = self._begun[at] = array("d", [at])
        return chunk


class Instants:
    """Those of one queue, epoch seconds, oldest first. How many there are its owner knows.

    A chunk may hold more than this queue has been told of: others were, already.
    """

    __slots__ = ("_chunks", "_shared", "_skipped")

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._chunks: list[array[float]] = []
        self._skipped = 0
        """How many of the first chunk are dropped."""

    def at(self, number: int) -> float:
        """The one of that number, from 0 for the oldest."""
        chunk, place = divmod(self._skipped + number, _SIZE)
        return self._chunks[chunk][place]

    def first(self, length: int) -> list[float]:
        """So many of them, oldest first."""
        # All chunks but the last are full.
        told = [at for chunk in self._chunks for at in chunk]
        return told[self._skipped : self._skipped + length]

    def add(self, length: int, at: float) -> None:
        """One more, behind the ``length`` that there are."""
        place = (self._skipped + length) % _SIZE
        if not place:
            self._chunks.append(self._shared.begin(at))
            return
        chunk = self._chunks[-1]
        if len(chunk) == place:
            chunk.append(at)
        elif chunk[place] != at:
            chunk = self._chunks[-1] = chunk[:place]
            chunk.append(at)

    def drop_before(self, limit: float) -> float | None:
        """Without the first of them, if that is before the limit; which one that was."""
        oldest = self._chunks[0][self._skipped]
        if oldest >= limit:
            return None
        self._skipped += 1
        if self._skipped == _SIZE:
            self._skipped = 0
            del self._chunks[0]
        return oldest

    def keep(self, length: int) -> None:
        """Only so many, the oldest ones."""
        if not length:
            self._skipped = 0
        del self._chunks[-(-(self._skipped + length) // _SIZE) :]
