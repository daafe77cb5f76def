"""Data on stdout, for pipes."""

import os
import sys


def put(data: str | bytes) -> None:
    """Write to stdout, ended by one newline. A reader that has left is no error."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    try:
        sys.stdout.buffer.write(raw.rstrip(b"\n") + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at exit, and must not complain then either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
