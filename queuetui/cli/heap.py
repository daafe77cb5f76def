"""Where the C library keeps what is asked of it: in few heaps, that give back what is free.

The usual C library of Linux gives each thread a heap of its own, so that none waits for another;
and each heap keeps the room that the largest answer took there. Threads of Python take turns
anyway, so those heaps do that are there. What is as large as an answer for a hundred queues is got
from the system and given back each time, and so is the free end of a heap: once one such answer was
let go, the library would keep twice its room in each of them. With 2,000 queues that saves 9 MB.
Other C libraries have no such heaps, and nothing is done there.
"""

import sys
from contextlib import suppress

_ARENA_MAX, _MMAP_THRESHOLD, _TOP_PAD, _TRIM_THRESHOLD = -8, -3, -2, -1
"""``M_ARENA_MAX`` and so on in ``malloc.h`` of glibc."""
_LARGE = 128 * 1024
"""Bytes of what has no place in a heap. The library begins with it; said aloud, it stays."""
_FREE_END, _AHEAD = 64 * 1024, 16 * 1024
"""Bytes at the end of a heap that are given back, and that are got beyond what is needed."""


def share_heap() -> None:
    """Let all threads that begin from now on use the heaps that are there, and keep them short."""
    if sys.platform != "linux":
        return
    # Neither the module nor the function is everywhere.
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, _FREE_END)
        library.mallopt(_TOP_PAD, _AHEAD)
