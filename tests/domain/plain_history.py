"""What a history has to answer, kept in plain objects: slow, large, and easy to see through."""

import math

from queuetui.domain.history import COARSE_MINUTES, FINE_SECONDS, MOST_COUNT, MOST_SECONDS, Point

_STEP = 8
_MOST_FINE = 1024


class PlainHistory:
    """One queue's."""

    def __init__(self) -> None:
        self.room = 0
        self.polls: list[Point] = []
        self.minutes: dict[int, Point] = {}
        self.lost = -math.inf
        self.newest = -math.inf
        self.minute = self.first_minute = 0

    @property
    def oldest(self) -> int:
        return max(self.first_minute, self.minute - COARSE_MINUTES + 1)

    def add(
        self, at: float, waiting: int | None, longest: float | None, available: int | None
    ) -> None:
        if not math.isfinite(at):
            return
        minute = int(at // 60)
        if self.newest == -math.inf:
            self.minute = self.first_minute = minute
        if at <= self.newest:
            self.step_back(at, minute)
        if len(self.polls) == self.room:
            if self.room and (self.polls[0].at < at - FINE_SECONDS - 60 or self.room >= _MOST_FINE):
                self.lost = self.polls.pop(0).at
            else:
                self.room += _STEP
        told = Point(at, _kept(waiting), _whole(longest), _kept(available))
        self.polls.append(told)
        self.newest = at
        for new in range(max(self.minute, minute - COARSE_MINUTES) + 1, minute + 1):
            self.minutes.pop(new, None)
        self.minute = minute
        known = self.minutes.get(minute, Point(0, None, None, None))
        self.minutes[minute] = Point(
            minute * 60.0,
            max((one for one in (known.waiting, told.waiting) if one is not None), default=None),
            max((one for one in (known.longest, told.longest) if one is not None), default=None),
            min(
                (one for one in (known.available, told.available) if one is not None),
                default=None,
            ),
        )

    def step_back(self, at: float, minute: int) -> None:
        self.polls = [one for one in self.polls if one.at < at]
        oldest = self.oldest
        if minute < oldest:
            self.minutes.pop(minute, None)
            self.lost = -math.inf
        else:
            self.lost = min(self.lost, at)
        self.first_minute = min(oldest, minute)
        self.minute = minute

    def points(self, since: float) -> tuple[Point, ...]:
        if self.newest == -math.inf:
            return ()
        border = int((self.newest - FINE_SECONDS) // 60)
        if self.lost > -math.inf:
            border = max(border, int(self.lost // 60) + 1)
        coarse = [
            self.minutes.get(minute, Point(minute * 60.0, None, None, None))
            for minute in range(self.oldest, border)
        ]
        fine = [one for one in self.polls if one.at >= border * 60]
        return tuple(one for one in (*coarse, *fine) if one.at >= since)


def _kept(count: int | None) -> int | None:
    return None if count is None else min(max(count, 0), MOST_COUNT)


def _whole(seconds: float | None) -> float | None:
    """The whole seconds of a wait."""
    if seconds is None or math.isnan(seconds):
        return None
    return float(math.floor(min(max(seconds, 0.0), MOST_SECONDS)))
