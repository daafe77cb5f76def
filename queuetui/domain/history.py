"""What each queue was like in the last hours, in a few KiB of memory per queue.

Two rings per queue. The fine one holds each poll of the last 15 minutes. The coarse one holds a
value a minute for 12 hours: the most that waited, the longest wait, the fewest available. Values
are kept in machine numbers: Python objects would take ten times the room.
"""

import math
import struct
from array import array
from collections.abc import Collection, Iterator

from msgspec import Struct

FINE_SECONDS = 900.0
"""For so long every poll is kept."""
COARSE_MINUTES = 720
"""For so long a value a minute is kept."""
MOST_COUNT = 65_534
"""Larger counts are kept as this."""
MOST_SECONDS = 1e9
"""Longer waits are kept as this: thirty years."""

_MINUTE = 60.0
_FINE = struct.Struct("=dfHH")
"""Instant, longest wait, waiting, available."""
_STEP = 8
"""Points by which a fine ring grows when it is full."""
_MORE = bytes(_STEP * _FINE.size)
_MOST_FINE = 1024
"""One a second for the sixteen minutes that may be shown finely, and some that were asked for."""

# What is unknown is coded so that it loses every comparison: nothing is asked twice when folding.
# Waiting is kept one higher with 0 for unknown, waits have -1; of available the least counts.
_NO_LONGEST = -1.0
_NO_AVAILABLE = 65_535


class Point(Struct, frozen=True):
    """A queue at one instant, or in one minute; ``None`` is unknown."""

    at: float
    """Epoch seconds by the server's clock; of a minute, its beginning."""
    waiting: int | None
    """Of a minute, the most."""
    longest: float | None
    """The longest wait then, in seconds; of a minute, the longest."""
    available: int | None
    """Of a minute, the fewest."""


class History:
    """The last hours of every queue. It has no lock: its owner lets in one thread at a time.

    A clock that steps back takes with it what was noted for later: those instants were wrong.
    """

    __slots__ = ("_tracks",)

    def __init__(self) -> None:
        self._tracks: dict[str, _Track] = {}

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
            track = self._tracks[queue_id] = _Track(at)
        track.add(
            at,
            0 if waiting is None else waiting + 1 if 0 <= waiting <= MOST_COUNT else _most(waiting),
            # A wait that is not a number is as unknown as one that was not told.
            _NO_LONGEST
            if longest is None or longest != longest  # noqa: PLR0124 - what isnan asks, faster
            else longest
            if 0.0 <= longest <= MOST_SECONDS
            else min(max(longest, 0.0), MOST_SECONDS),
            _NO_AVAILABLE
            if available is None
            else available
            if 0 <= available <= MOST_COUNT
            else _most(available) - 1,
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
        "available",
        "first",
        "first_minute",
        "length",
        "longest",
        "lost",
        "minute",
        "newest",
        "ring",
        "room",
        "waiting",
    )

    def __init__(self, at: float) -> None:
        self.ring = bytearray()
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
        self.waiting = array("H", bytes(2 * COARSE_MINUTES))
        self.longest = array("f", [_NO_LONGEST]) * COARSE_MINUTES
        self.available = array("H", [_NO_AVAILABLE]) * COARSE_MINUTES

    def add(self, at: float, waiting: int, longest: float, available: int) -> None:
        """Note coded values."""
        if not self.newest < at < math.inf:
            if not math.isfinite(at):
                return
            self.step_back(at)
        if self.length == self.room:
            self.make_room(at)
        place = self.first + self.length
        if place >= self.room:
            place -= self.room
        _FINE.pack_into(self.ring, place * _FINE.size, at, longest, waiting, available)
        self.length += 1
        self.newest = at

        minute = int(at // _MINUTE)
        if minute != self.minute:
            self.go_on_to(minute)
        slot = minute % COARSE_MINUTES
        # Comparing is half as dear as calling max and storing what is there already.
        if waiting > self.waiting[slot]:  # noqa: PLR1730
            self.waiting[slot] = waiting
        if longest > self.longest[slot]:  # noqa: PLR1730
            self.longest[slot] = longest
        if available < self.available[slot]:  # noqa: PLR1730
            self.available[slot] = available

    def make_room(self, at: float) -> None:
        """Let the oldest fine point go, if it is old enough, or make the full ring larger."""
        if self.room:
            (oldest,) = struct.unpack_from("=d", self.ring, self.first * _FINE.size)
            # A minute more than is promised: what is shown finely begins with a whole minute.
            if oldest < at - FINE_SECONDS - _MINUTE or self.room >= _MOST_FINE:
                self.lost = oldest
                self.first = (self.first + 1) % self.room
                self.length -= 1
                return
        if self.first:
            turn = self.first * _FINE.size
            self.ring = self.ring[turn:] + self.ring[:turn]
            self.first = 0
        # Not `+=`, which would set some room aside for more to come.
        self.ring = self.ring + _MORE
        self.room += _STEP

    def step_back(self, at: float) -> None:
        """Drop what was noted for the instant ``at`` and later."""
        while self.length:
            last = (self.first + self.length - 1) % self.room
            (noted,) = struct.unpack_from("=d", self.ring, last * _FINE.size)
            if noted < at:
                break
            self.length -= 1
        minute, oldest = int(at // _MINUTE), self.oldest()
        if minute < oldest:
            # Before everything that is known: it begins anew.
            self.blank(minute)
            self.lost = -math.inf
        else:
            self.lost = min(self.lost, at)
        # The later minutes have overwritten what was twelve hours before them.
        self.first_minute = min(oldest, minute)
        self.minute = minute

    def go_on_to(self, minute: int) -> None:
        """Begin a new minute; nothing is known of those that were left out."""
        for new in range(max(self.minute, minute - COARSE_MINUTES) + 1, minute + 1):
            self.blank(new)
        self.minute = minute

    def oldest(self) -> int:
        """The oldest minute of which the coarse rings tell."""
        return max(self.first_minute, self.minute - COARSE_MINUTES + 1)

    def blank(self, minute: int) -> None:
        """Let nothing be known of a minute."""
        slot = minute % COARSE_MINUTES
        self.waiting[slot] = 0
        self.longest[slot] = _NO_LONGEST
        self.available[slot] = _NO_AVAILABLE

    def border(self) -> int:
        """The first minute that is shown finely: all of its points are in the fine ring."""
        border = int((self.newest - FINE_SECONDS) // _MINUTE)
        if self.lost > -math.inf:
            border = max(border, int(self.lost // _MINUTE) + 1)
        return border

    def coarse(self, since: float, border: int) -> Iterator[Point]:
        """The minutes before the border."""
        for minute in range(self.oldest(), border):
            at = minute * _MINUTE
            if at >= since:
                slot = minute % COARSE_MINUTES
                waiting, longest = self.waiting[slot], self.longest[slot]
                yield _point(at, longest, waiting, self.available[slot])

    def fine(self, since: float, border: int) -> Iterator[Point]:
        """The polls from the border on."""
        start = border * _MINUTE
        for number in range(self.length):
            place = (self.first + number) % self.room
            at, longest, waiting, available = _FINE.unpack_from(self.ring, place * _FINE.size)
            if at >= start and at >= since:
                yield _point(at, longest, waiting, available)


def _point(at: float, longest: float, waiting: int, available: int) -> Point:
    return Point(
        at,
        waiting - 1 if waiting else None,
        None if longest < 0 else longest,
        None if available == _NO_AVAILABLE else available,
    )
