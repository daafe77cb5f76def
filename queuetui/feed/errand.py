"""A side question that is asked again and again: when it is due, and what is wrong with it."""

import math
from collections.abc import Callable, Iterator
from random import Random
from typing import Protocol, TypeVar

from msgspec import Struct

from queuetui.domain.opened import Told
from queuetui.feed.health import REFUSALS, Trouble

T = TypeVar("T")
ServerTime = Callable[[float], float]
"""The server's time at a steady instant, epoch seconds."""

_LONGEST_WAIT = 300.0
_MOST_INTERVALS = 12
"""No back-off is longer than so many intervals."""
_REFUSED_WAITS = (60.0, 480.0)
"""Seconds after the first refusal and after the fourth: no waiting mends it, a person may."""
_REFUSED_JITTER = 1.25
_ANEW = 10.0
"""Seconds after a try before somebody can have it tried again."""


class Errand:
    """The life of one side question; instants are steady."""

    def __init__(self, interval: float, random: Random, *, due: float = 0.0) -> None:
        self.interval = interval
        """Seconds between two questions, unless the allowance is too small for that."""
        self.stretch = 1.0
        """By how much they are further apart for its sake."""
        self.cost = 1
        """Calls that it takes."""
        self.due = due
        self.under_way = False
        self.tried = False
        self.problem: str | None = None
        """Why the last one brought nothing."""
        self._began = -math.inf
        self._failures = 0
        self._random = random

    @property
    def every(self) -> float:
        """Seconds between two questions that are really kept."""
        return self.interval * self.stretch

    @property
    def a_minute(self) -> float:
        """Calls a minute that it would like to make."""
        return self.cost * 60.0 / self.interval

    def begin(self, at: float) -> None:
        """It is asked now."""
        self._began = at
        self.under_way = True

    def came(self, at: float, problem: str | None = None) -> None:
        """It was answered; ``problem`` is what the answer lacks."""
        self._over(problem)
        self._failures = 0
        self.due = max(at, self._began + self.every)

    def failed(self, trouble: Trouble, at: float) -> None:
        """It was not answered."""
        self._over(trouble.what)
        self._failures += 1
        self.due = at + max(self._wait(trouble), self.every)

    def again(self, at: float) -> None:
        """If it failed, try it again; not so if that was a moment ago."""
        if self.problem is not None and not self.under_way:
            self.due = min(self.due, max(at, self._began + _ANEW))

    def forget(self, due: float) -> None:
        """It has become another question, which is not answered yet."""
        self.under_way = self.tried = False
        self.problem = None
        self.due = due

    def told(self, value: T | None, held: float, server_time: ServerTime) -> Told[T]:
        """What to tell of it with the newest answer; nothing is asked before ``held``."""
        return Told(value, self.problem, self.next_try(held, server_time), self.tried)

    def next_try(self, held: float, server_time: ServerTime) -> float | None:
        """When it is asked next; ``None`` while it is."""
        return None if self.under_way else server_time(max(self.due, held))

    def _over(self, problem: str | None) -> None:
        self.under_way, self.tried = False, True
        self.problem = problem

    def _wait(self, trouble: Trouble) -> float:
        if trouble.cause in REFUSALS:
            first, longest = _REFUSED_WAITS
            wait = min(longest, first * 2.0 ** min(self._failures - 1, 10))
            return wait * self._random.uniform(1.0, _REFUSED_JITTER)
        reach = self.interval * 2.0 ** min(self._failures, 10)
        longest = min(_LONGEST_WAIT, _MOST_INTERVALS * self.interval)
        return self._random.uniform(self.interval, max(self.interval, min(longest, reach)))


class Question(Struct, frozen=True):
    """One question to ask now, and what to do with what comes of it."""

    errand: Errand
    ask: Callable[[], object]
    """In whatever thread; may raise a `GenesysError`."""
    take: Callable[[object, float], None]
    """With the answer and the steady instant of now."""
    fail: Callable[[Exception, Trouble, float], None]
    """With the error, what it means, and the steady instant of now."""
    wanted: Callable[[], bool]
    """Whether anybody still wants to know; from any thread."""

    def ask_if_wanted(self) -> object:
        """Ask, unless it is too late for that: then it raises `Unwanted`."""
        if not self.wanted():
            raise Unwanted
        return self.ask()


class Unwanted(Exception):
    """The question came too late to be asked."""


class Asker(Protocol):
    """Has side questions."""

    @property
    def errands(self) -> tuple[Errand, ...]:
        """All of them, due or not."""
        ...

    def questions(self, at: float) -> Iterator[Question]:
        """Those that are due; each must be told what came of it."""
        ...
