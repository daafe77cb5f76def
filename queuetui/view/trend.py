"""A small picture of how many waited at the last polls."""

from collections.abc import Sequence
from math import ceil

_CALM = 7
"""The top of the picture is never lower: one or two waiting are a ripple, not a peak."""


def sparkline(
    values: Sequence[int | None], width: int, ramp: str, full: float | None = None
) -> str:
    """The last ``width`` values, one cell each, newest at the right end.

    Zero is the lowest step of the ramp and nothing else is; an unknown value is a blank. Given
    ``full``, such as the limit of the queue, the top is there, or at the peak if that is higher:
    so height tells how near the limit is.
    """
    last = values[-width:] if width > 0 else ()
    peak = max((value for value in last if value is not None), default=0)
    top, steps = max(peak, full or _CALM), len(ramp) - 1
    drawn = "".join(
        " " if value is None else ramp[ceil(max(0, value) * steps / top)] for value in last
    )
    return drawn.rjust(max(0, width))
