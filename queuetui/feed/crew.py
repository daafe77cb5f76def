"""A few daemon threads that make calls side by side.

Not a `ThreadPoolExecutor`: the interpreter waits for its threads at exit, and quitting must be
instant while a call hangs.
"""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Crew(Generic[T]):
    """Runs jobs in at most ``size`` threads that start when they are first needed."""

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._threads = 0

    def run(self, jobs: Sequence[Callable[[], T]]) -> list[T | Exception]:
        """Run all jobs and return their results, or the errors they raised, in their order."""
        if len(jobs) == 1:
            return [_attempt(jobs[0])]
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

    def _hire(self, wanted: int) -> None:
        while self._threads < wanted:
            self._threads += 1
            name = f"queuetui-crew-{self._threads}"
            threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()


def _attempt(job: Callable[[], T]) -> T | Exception:
    try:
        return job()
    except Exception as error:  # noqa: BLE001 - the caller sorts them
        return error
