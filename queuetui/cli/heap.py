"""Where the C library keeps what is asked of it: in one heap for all threads.

The usual C library of Linux gives each thread a heap of its own, so that none waits for another;
and each heap keeps the room that the largest answer took there. Threads of Python take turns
anyway, so one heap does, and what one answer took is there for the next, whoever reads it. With
2,000 queues that saves 4 MB. Other C libraries have no such heaps, and nothing is done there.
"""

import sys
from contextlib import suppress

_ARENA_MAX = -8
"""``M_ARENA_MAX`` in ``malloc.h`` of glibc."""


def share_heap() -> None:
    """Let all threads that begin from now on use the heap that is there."""
    if sys.platform != "linux":
        return
    # Neither the module nor the function is everywhere.
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
