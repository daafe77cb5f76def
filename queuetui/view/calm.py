"""What a calm screen keeps to itself: it tells breaches, and neither counts nor waits.

People slow down when they see a long queue. So nothing on it says how many wait or for how long,
nothing draws it, and nothing appears or moves that is not a change of severity.
"""

from collections.abc import Collection

TELLING: frozenset[str] = frozenset({"waiting", "longest", "limit", "forecast", "media", "trend"})
"""Keys of the columns that tell how many wait, or how long, or show it as a picture."""


def hidden_columns(*, calm: bool, also: Collection[str] = ()) -> frozenset[str]:
    """The columns a board goes without, for `columns.fit`."""
    return frozenset(also) | TELLING if calm else frozenset(also)
