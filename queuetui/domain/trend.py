"""How many waited in a queue at the last polls."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

_MOST = 0x10FFFE
"""A larger count is kept as this: more than a million wait nowhere."""


class Trend(Sequence[int | None]):
    """Oldest first; ``None`` where it was unknown. It does not change.

    They are kept as signs of a string, for that has one byte for each as long as all are small, and
    two or four when one is not: a tuple of them would take four times the room, in every queue.
    """

    __slots__ = ("_signs",)

    def __init__(self, counts: Iterable[int | None] = ()) -> None:
        self._signs = "".join(map(_sign, counts))

    def followed_by(self, waiting: int | None, most: int) -> "Trend":
        """One more, cut to the last ``most``, one at least."""
        longer = Trend()
        longer._signs = (self._signs + _sign(waiting))[-most:]
        return longer

    @overload
    def __getitem__(self, place: int) -> int | None: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[int | None, ...]: ...
    def __getitem__(self, place: int | slice) -> int | tuple[int | None, ...] | None:
        found = self._signs[place]
        return _count(found) if isinstance(place, int) else tuple(map(_count, found))

    def __len__(self) -> int:
        return len(self._signs)

    def __iter__(self) -> Iterator[int | None]:
        return map(_count, self._signs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Trend):
            return self._signs == other._signs
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Trend({tuple(self)!r})"


def _sign(count: int | None) -> str:
    """The sign of a count, one higher: the first one is for what is unknown."""
    return "\0" if count is None else chr(min(max(count, 0), _MOST) + 1)


def _count(sign: str) -> int | None:
    return ord(sign) - 1 if sign != "\0" else None
