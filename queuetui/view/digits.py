"""Figures in block digits, to be read from across a room."""

from functools import lru_cache

from queuetui.view.digit_shapes import GAP, SHAPES, Shape
from queuetui.view.formats import cells, clean
from queuetui.view.glyphs import UNICODE, Glyphs

SIZES: tuple[int, ...] = (3, 5, 7, 10, 14, 21)
"""Heights in lines. Those above 7 are the sets of 5 and 7 lines, two or three times as large."""

_SET: dict[int, tuple[int, int]] = {3: (3, 1), 5: (5, 1), 7: (7, 1)} | {
    10: (5, 2),
    14: (7, 2),
    21: (7, 3),
}
_HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
_BLOCK = {halves: block for block, halves in _HALVES.items()}
_ASCII = str.maketrans({"█": "#", "▀": '"', "▄": "_"})
_ALIKE = str.maketrans({"-": "–", "−": "–"})


def digits(text: str, height: int, glyphs: Glyphs = UNICODE) -> tuple[str, ...]:
    """The text in ``height`` lines (one of `SIZES`), each exactly ``width(text, height)`` cells.

    Drawn are ``0-9 : – . h m d % / < > +``, the blank and the severities ``▲ ! ? · ≡``.
    Any other sign stands as it is in the middle line, so that nothing of a text is ever lost.
    """
    return _drawn(text, height, glyphs.none.isascii())


def width(text: str, height: int) -> int:
    """The cells that the text takes in block digits of ``height`` lines."""
    shapes = [_shape(sign, height) for sign in _signs(text)]
    return sum(cells(shape[0]) for shape in shapes) + gap(height) * max(0, len(shapes) - 1)


def drawable(text: str) -> bool:
    """Whether every sign of the text has a block shape."""
    return all(sign in SHAPES[SIZES[0]] for sign in _signs(text))


def gap(height: int) -> int:
    """The cells between two signs of ``height`` lines."""
    base, times = _SET[height]
    return GAP[base] * times


@lru_cache(maxsize=1024)
def _drawn(text: str, height: int, ascii_only: bool) -> tuple[str, ...]:
    shapes = [_shape(sign, height) for sign in _signs(text)]
    between = " " * gap(height)
    lines = tuple(between.join(shape[n] for shape in shapes) for n in range(height))
    return tuple(line.translate(_ASCII) for line in lines) if ascii_only else lines


def _signs(text: str) -> str:
    return clean(text).translate(_ALIKE)


@lru_cache(maxsize=256)
def _shape(sign: str, height: int) -> Shape:
    base, times = _SET[height]
    shape = SHAPES[base].get(sign)
    if shape is None:
        blank = " " * cells(sign)
        return tuple(sign if n == height // 2 else blank for n in range(height))
    return shape if times == 1 else _enlarged(shape, times)


def _enlarged(shape: Shape, times: int) -> Shape:
    """The shape with every half of a cell ``times`` as large in both directions."""
    rows: list[list[int]] = []
    for line in shape:
        for half in (0, 1):
            row = [_HALVES[block][half] for block in line for _ in range(times)]
            rows.extend([row] * times)
    return tuple(
        "".join(_BLOCK[halves] for halves in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
