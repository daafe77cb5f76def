"""A few daemon threads that make calls side by side.

Not a `ThreadPoolExecutor`: the interpreter waits for its threads at exit, and quitting must be
instant while a call hangs.
"""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Quit(RuntimeError):
    """A job that wanted to end the thread or the program; it ends nothing here."""


class Late(Exception):
    """The job has not come to its end so far."""


class _Wave(Generic[T]):
    """Jobs that are waited for together, until patience is at an end."""

    def __init__(self, size: int, late: "Callable[[int, T | Exception], object]") -> None:
        self._results: list[T | Exception] = [Late() for _ in range(size)]
        self._late = late
        self._open = size
        self._over = False
        self._came = threading.Condition()

    def put(self, place: int, result: T | Exception) -> bool:
        """A job has come to its end; whether it was waited for till then."""
        with self._came:
            if not self._over:
                self._results[place] = result
                self._open -= 1
                self._came.notify()
                return True
        self._late(place, result)
        return False

    def wait(self, patience: float | None) -> list[T | Exception]:
        """All results, or those that have come ``patience`` seconds after the first."""
        with self._came:
            self._came.wait_for(lambda: self._open < len(self._results))
            self._came.wait_for(lambda: not self._open, patience)
            self._over = True
        return self._results


class Crew(Generic[T]):
    """Runs jobs in at most ``size`` threads that start when they are first needed.

    For each job that is not waited for any more there is one more, up to twice as many.
    """

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._late = 0
        self._counting = threading.Lock()
        self._jobs: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._threads = 0

    def run(
        self,
        jobs: Sequence[Callable[[], T]],
        patience: float | None = None,
        late: Callable[[int, T | Exception], object] = lambda _place, _result: None,
    ) -> list[T | Exception]:
        """Run all jobs and return their results, or the errors they raised, in their order.

        Once one has come, the others are waited for ``patience`` seconds more (``None``: however
        long it takes). In place of the result of one that takes longer there is a `Late`; ``late``
        is told its place and its result when there is one, in another thread.
        """
        if len(jobs) == 1:
            # In the caller's thread, where an interrupt may come from a person at the keyboard.
            return [_attempt(jobs[0], but=KeyboardInterrupt)]
        wave = _Wave(len(jobs), late)

        def task(place: int, job: Callable[[], T]) -> Callable[[], None]:
            def run_one() -> None:
                if not wave.put(place, _attempt(job)):
                    self._count(-1)

            return run_one

        self._hire(min(self._size, len(jobs)) + self._late)
        for place, job in enumerate(jobs):
            self._jobs.put(task(place, job))
        # With too many under way there is nobody left to go on with.
        results = wave.wait(patience if self._late < self._size else None)
        self._count(sum(isinstance(result, Late) for result in results))
        return results

    def send(self, job: Callable[[], T], done: Callable[[T | Exception], object]) -> None:
        """Let a job be run without waiting; ``done`` is told there what came of it."""
        self._hire(min(self._size, self._threads + 1))
        self._jobs.put(lambda: done(_attempt(job)))

    def _count(self, more: int) -> None:
        with self._counting:
            self._late += more

    def _hire(self, wanted: int) -> None:
        while self._threads < wanted:
            name = f"queuetui-crew-{self._threads + 1}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
            # Counted once it has started: there may be no thread to be had just now.
            self._threads += 1

    def _work(self) -> None:
        while True:
            self._jobs.get()()


def _attempt(
    job: Callable[[], T], but: tuple[type[BaseException], ...] | type[BaseException] = ()
) -> T | Exception:
    try:
        return job()
    except but:
        raise
    except Exception as error:  # noqa: BLE001 - the caller sorts them
        return error
    except BaseException as error:  # noqa: BLE001 - the feed would wait for this job for ever
        quit_ = Quit(f"{type(error).__name__} in a call")
        quit_.__cause__ = error
        return quit_
