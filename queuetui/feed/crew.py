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


class Crew(Generic[T]):
    """Runs jobs in at most ``size`` threads that start when they are first needed."""

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._jobs: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._threads = 0

    def run(self, jobs: Sequence[Callable[[], T]]) -> list[T | Exception]:
        """Run all jobs and return their results, or the errors they raised, in their order."""
        if len(jobs) == 1:
            # In the caller's thread, where an interrupt may come from a person at the keyboard.
            return [_attempt(jobs[0], but=KeyboardInterrupt)]
        results: list[T | Exception] = [RuntimeError("never ran")] * len(jobs)
        done = threading.Semaphore(0)

        def task(place: int, job: Callable[[], T]) -> Callable[[], None]:
            def run_one() -> None:
                results[place] = _attempt(job)
                done.release()

            return run_one

        self._hire(min(self._size, len(jobs)))
        for place, job in enumerate(jobs):
            self._jobs.put(task(place, job))
        for _ in jobs:
            done.acquire()
        return results

    def send(self, job: Callable[[], T], done: Callable[[T | Exception], object]) -> None:
        """Let a job be run without waiting; ``done`` is told there what came of it."""
        self._hire(min(self._size, self._threads + 1))
        self._jobs.put(lambda: done(_attempt(job)))

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
