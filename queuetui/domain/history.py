"""What each queue was like in the last hours, in some 4 KiB of memory per queue.

Two rings per queue. The fine one holds each poll of the last 15 minutes. The coarse one holds a
value a minute for 12 hours: the most that waited, the longest wait, the fewest available. Values
are kept in machine numbers: Python objects would take ten times the room. Counts take one byte
until a queue has one that needs two; waits, in whole seconds as all screens tell them, take two
bytes until one is longer than 18 hours. The instants of polls are shared between queues.
"""

import math
import struct
from array import array
from collections.abc import Collection, Iterator

from msgspec import Struct

from queuetui.domain.instants import Instants, Shared

FINE_SECONDS = 900.0
"""For so long every poll is kept."""
COARSE_MINUTES = 720
"""For so long a value a minute is kept."""
MOST_COUNT = 65_534
"""Larger counts are kept as this."""
MOST_SECONDS = 1_000_000_000
"""Longer waits are kept as this: thirty years."""

_MINUTE = 60.0
_KEPT_FINE = FINE_SECONDS + _MINUTE
_NARROW = struct.Struct("=HBB")
_WIDE = struct.Struct("=IHH")
"""Of a poll the longest wait, waiting, available: as long as all are small, and after that."""
_NARROW_COUNT = 255
_NARROW_WAIT = 65_535
_STEP = 8
"""Points by which a fine ring grows when it is full."""
_MOST_FINE = 1024
"""One a second for the sixteen minutes that may be shown finely, and some that were asked for."""

# All are kept one higher, with 0 for unknown, so that they are the same in few bytes and in more,
# and an unknown one loses every comparison for the most.


class Point(Struct, frozen=True, gc=False):
    """A queue at one instant, or in one minute; ``None`` is unknown."""

    at: float
    """Epoch seconds by the server's clock; of a minute, its beginning."""
    waiting: int | None
    """Of a minute, the most."""
    longest: float | None
    """The longest wait then, in whole seconds that were over; of a minute, the longest."""
    available: int | None
    """Of a minute, the fewest."""


class History:
    """The last hours of every queue. It has no lock: its owner lets in one thread at a time.

    A clock that steps back takes with it what was noted for later: those instants were wrong.
    """

    __slots__ = ("_shared", "_tracks")

    def __init__(self) -> None:
        self._tracks: dict[str, _Track] = {}
        self._shared = Shared()

    def add(
        self,
        queue_id: str,
        at: float,
        waiting: int | None,
        longest: float | None,
        available: int | None,
    ) -> None:
        """Note what a poll told of the instant ``at``, epoch seconds by the server's clock.

        ``longest`` is the longest wait in seconds at that instant. A second reading of the same
        instant replaces the first; an instant that is no finite number is not noted.
        """
        track = self._tracks.get(queue_id)
        if track is None:
            if not math.isfinite(at):
                return
            track = self._tracks[queue_id] = _Track(at, self._shared)
        track.add(
            at,
            0 if waiting is None else waiting + 1 if 0 <= waiting <= MOST_COUNT else _most(waiting),
            # A wait that is not a number is as unknown as one that was not told.
            0
            if longest is None or longest != longest  # noqa: PLR0124 - what isnan asks, faster
            else int(longest) + 1
            if 0 <= longest <= MOST_SECONDS
            else 1
            if longest < 0
            else MOST_SECONDS + 1,
            0
            if available is None
            else available + 1
            if 0 <= available <= MOST_COUNT
            else _most(available),
        )

    def points(self, queue_id: str, since: float = -math.inf) -> tuple[Point, ...]:
        """The queue's points from ``since`` on (epoch seconds), in the order of time.

        The last 15 minutes before its newest point come poll by poll, what is before them minute by
        minute, up to 12 hours. A minute in which nothing was told is there, with all unknown.
        """
        track = self._tracks.get(queue_id)
        if track is None:
            return ()
        border = track.border()
        return (*track.coarse(since, border), *track.fine(since, border))

    def forget(self, except_ids: Collection[str]) -> None:
        """Drop every queue but these."""
        kept = frozenset(except_ids)
        self._tracks = {key: track for key, track in self._tracks.items() if key in kept}


def _most(count: int) -> int:
    """The code of a count that is out of range."""
    return 1 if count < 0 else MOST_COUNT + 1


class _Track:
    """One queue's two rings."""

    __slots__ = (
        "counts",
        "first",
        "first_minute",
        "instants",
        "length",
        "longest",
        "lost",
        "minute",
        "minute_ends",
        "newest",
        "ring",
        "room",
        "values",
    )

    def __init__(self, at: float, shared: Shared) -> None:
        self.ring = bytearray()
        """What the polls told, but for when they were."""
        self.values = _NARROW
        """How one of them is packed."""
        self.instants = Instants(shared)
        self.room = 0
        """How many points the ring can hold now."""
        self.first = 0
        """The place of the oldest one."""
        self.length = 0
        self.newest = -math.inf
        self.lost = -math.inf
        """The newest instant whose point had to give its place to another."""
        self.minute = self.first_minute = int(at // _MINUTE)
        """The newest minute of the coarse rings and their first one, counted since the epoch."""
        self.minute_ends = (self.minute + 1) * _MINUTE
        self.counts: bytearray | array[int] = bytearray(2 * COARSE_MINUTES)
        """Of each minute who waited, and behind all of those who was available."""
        self.longest = array("H", [0]) * COARSE_MINUTES

    def add(self, at: float, waiting: int, longest: int, available: int) -> None:
        """Note coded values."""
        if not self.newest < at < math.inf:
            if not math.isfinite(at):
                return
            self.step_back(at)
        if waiting > _NARROW_COUNT or available > _NARROW_COUNT or longest > _NARROW_WAIT:
            self.widen(max(waiting, available), longest)
        length = self.length
        if length == self.room:
            length = self.make_room(at)
        place = self.first + length
        if place >= self.room:
            place -= self.room
        values = self.values
        values.pack_into(self.ring, place * values.size, longest, waiting, available)
        self.instants.add(length, at)
        self.length = length + 1
        self.newest = at

        if at >= self.minute_ends:
            self.go_on_to(int(at // _MINUTE))
        slot = self.minute % COARSE_MINUTES
        counts, longests = self.counts, self.longest
        # Comparing is half as dear as calling max and storing what is there already.
        if waiting > counts[slot]:  # noqa: PLR1730
            counts[slot] = waiting
        if longest > longests[slot]:  # noqa: PLR1730
            longests[slot] = longest
        if available and not 0 < counts[slot + COARSE_MINUTES] <= available:
            counts[slot + COARSE_MINUTES] = available

    def make_room(self, at: float) -> int:
        """Let the oldest fine point go, if it is old enough, or make the full ring larger.

        Returns how many there are then.
        """
        if self.room:
            # A minute more than is promised: what is shown finely begins with a whole minute.
            old = at if self.room >= _MOST_FINE else at - _KEPT_FINE
            dropped = self.instants.drop_before(old)
            if dropped is not None:
                self.lost = dropped
                self.first = (self.first + 1) % self.room
                self.length -= 1
                return self.length
        if self.first:
            turn = self.first * self.values.size
            self.ring = self.ring[turn:] + self.ring[:turn]
            self.first = 0
        # Not `+=`, which would set some room aside for more to come.
        self.ring = self.ring + bytes(_STEP * self.values.size)
        self.room += _STEP
        return self.length

    def widen(self, count: int, longest: int) -> None:
        """Have two bytes for each count, and four for each wait, where these need it."""
        if count > _NARROW_COUNT and isinstance(self.counts, bytearray):
            self.counts = array("H", list(self.counts))
        if longest > _NARROW_WAIT and self.longest.typecode == "H":
            self.longest = array("I", list(self.longest))
        if self.values is _NARROW:
            # Of polls there are few: whichever it was, both get the room.
            wide = bytearray(self.room * _WIDE.size)
            for place, told in enumerate(_NARROW.iter_unpack(self.ring)):
                _WIDE.pack_into(wide, place * _WIDE.size, *told)
            self.ring, self.values = wide, _WIDE

    def step_back(self, at: float) -> None:
        """Drop what was noted for the instant ``at`` and later."""
        while self.length and self.instants.at(self.length - 1) >= at:
            self.length -= 1
        self.instants.keep(self.length)
        minute, oldest = int(at // _MINUTE), self.oldest()
        if minute < oldest:
            # Before everything that is known: it begins anew.
            self.blank(minute)
            self.lost = -math.inf
        else:
            self.lost = min(self.lost, at)
        # The later minutes have overwritten what was twelve hours before them.
        self.first_minute = min(oldest, minute)
        self.set_minute(minute)

    def go_on_to(self, minute: int) -> None:
        """Begin a new minute; nothing is known of those that were left out."""
        for new in range(max(self.minute, minute - COARSE_MINUTES) + 1, minute + 1):
            self.blank(new)
        self.set_minute(minute)

    def set_minute(self, minute: int) -> None:
        """Let that minute be the newest."""
        self.minute = minute
        self.minute_ends = (minute + 1) * _MINUTE

    def oldest(self) -> int:
        """The oldest minute of which the coarse rings tell."""
        return max(self.first_minute, self.minute - COARSE_MINUTES + 1)

    def blank(self, minute: int) -> None:
        """Let nothing be known of a minute."""
        slot = minute % COARSE_MINUTES
        self.counts[slot] = self.counts[slot + COARSE_MINUTES] = 0
        self.longest[slot] = 0

    def border(self) -> int:
        """The first minute that is shown finely: all of its points are in the fine ring."""
        border = int((self.newest - FINE_SECONDS) // _MINUTE)
        if self.lost > -math.inf:
            border = max(border, int(self.lost // _MINUTE) + 1)
        return border

    def coarse(self, since: float, border: int) -> Iterator[Point]:
        """The minutes before the border."""
        counts, longest = self.counts, self.longest
        for minute in range(self.oldest(), border):
            at = minute * _MINUTE
            if at >= since:
                slot = minute % COARSE_MINUTES
                yield _point(at, longest[slot], counts[slot], counts[slot + COARSE_MINUTES])

    def fine(self, since: float, border: int) -> Iterator[Point]:
        """The polls from the border on."""
        start, unpack = max(border * _MINUTE, since), self.values.unpack_from
        ring, size, first, room = self.ring, self.values.size, self.first, self.room
        for number, at in enumerate(self.instants.first(self.length)):
            if at >= start:
                yield _point(at, *unpack(ring, (first + number) % room * size))


def _point(at: float, longest: int, waiting: int, available: int) -> Point:
    return Point(
        at,
        waiting - 1 if waiting else None,
        float(longest - 1) if longest else None,
        available - 1 if available else None,
    )
