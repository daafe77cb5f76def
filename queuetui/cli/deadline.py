"""Waiting for something, but not for ever."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from queuetui.cli.failures import Failure

T = TypeVar("T")


def within(limit: float, job: Callable[[], T]) -> T:
    """The job's result within ``limit`` seconds, or what it raised; `Failure` if it takes longer.

    The job runs in a daemon thread: one that hangs is left to die with the process.
    """
    done: SimpleQueue[T | Exception] = SimpleQueue()

    def run() -> None:
        try:
            done.put(job())
        except Exception as error:  # noqa: BLE001 - raised again below
            done.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        outcome = done.get(timeout=limit)
    except Empty:
        raise Failure(f"No answer within {limit:g} s.", code=4) from None
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
