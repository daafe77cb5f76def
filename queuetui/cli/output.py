"""Data on stdout, for pipes."""

import os
import sys

from queuetui.cli.failures import Failure


def put(data: str | bytes) -> None:
    """Write to stdout, ended by one newline. A reader that has left is no error."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if sys.stdout is None:
        raise Failure("There is no standard output to print to.", code=1)
    try:
        sys.stdout.buffer.write(raw.rstrip(b"\n") + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at exit, and must not complain then either.
        _swallow_the_rest()
    except OSError as error:
        _swallow_the_rest()
        raise Failure(f"The output can't be written ({error.strerror}).", code=1) from None


def _swallow_the_rest() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
