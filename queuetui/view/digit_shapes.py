"""The shapes of the block digits: what is drawn here is what stands on the wall.

Halves of cells are square in a terminal, so a stroke of two cells across and one line down is as
thick in both directions. Every row of a set holds one line of all its signs, split by bars.
"""

from collections.abc import Mapping, Sequence

Shape = tuple[str, ...]
"""The lines of one sign, all of one width, from full and half blocks and blanks."""

_DIGITS = "0123456789"
_SIGNS = "hmd%<>+–/:. "
_SEVERITIES = "▲!?·≡"
"""For a wall that shows nothing else."""

_SEVEN_DIGITS = (
    "▄██████▄|  ▄██   |▄██████▄|▄██████▄|    ▄██ |████████|▄██████▄|████████|▄██████▄|▄██████▄",
    "██▀  ▀██|▄████   |██▀  ▀██|▀▀   ▀██|  ▄████ |██      |██▀   ▀▀|     ▄██|██▀  ▀██|██▀  ▀██",
    "██    ██|▀▀ ██   |      ██|     ▄██|▄██▀ ██ |███████▄|██      |    ▄██▀|██▄  ▄██|██▄  ▄██",
    "██    ██|   ██   |   ▄▄██▀|  █████ |██   ██ |     ▀██|███████▄|   ▄██▀ | ██████ |▀███████",
    "██    ██|   ██   | ▄██▀▀  |     ▀██|████████|      ██|██▀  ▀██|   ██▀  |██▀  ▀██|      ██",
    "██▄  ▄██|   ██   |██▀     |▄▄   ▄██|     ██ |▄▄   ▄██|██▄  ▄██|   ██   |██▄  ▄██|▄▄   ▄██",
    "▀██████▀| ██████ |████████|▀██████▀|     ██ |▀██████▀|▀██████▀|   ██   |▀██████▀|▀██████▀",
)
_SEVEN_SIGNS = (
    "██      |          |      ██|▄██▄  ██|        |        |        |        |    ██|  |  |    ",
    "██      |          |      ██|█  █ ▄█▀|     ▄██|██▄     |   ██   |        |   ▄█▀|  |  |    ",
    "███████▄|█████████▄|▄███████|▀██▀ ██ |  ▄██▀▀ | ▀▀██▄  |   ██   |        |   ██ |██|  |    ",
    "██▀  ▀██|██▀ ██ ▀██|██▀  ▀██|   ▄█▀  |███     |     ███|████████|████████|  ▄█▀ |  |  |    ",
    "██    ██|██  ██  ██|██    ██| ██ ▄██▄|  ▀██▄▄ | ▄▄██▀  |   ██   |        |  ██  |██|  |    ",
    "██    ██|██  ██  ██|██▄  ▄██|▄█▀ █  █|     ▀██|██▀     |   ██   |        | ▄█▀  |  |  |    ",
    "██    ██|██  ██  ██|▀███████|██  ▀██▀|        |        |        |        | ██   |  |██|    ",
)
_SEVEN_SEVERITIES = (
    "      ██      |████|▄██████▄|    |████████",
    "     ████     |████|██▀  ▀██|    |        ",
    "    ██████    |████|     ▄██|▄▄▄▄|        ",
    "   ████████   |▀██▀|   ▄██▀ |████|████████",
    "  ██████████  |    |   ██   |▀▀▀▀|        ",
    " ████████████ |▄██▄|        |    |        ",
    "██████████████|▀██▀|   ██   |    |████████",
)

_FIVE_DIGITS = (
    "▄████▄| ▄██  |▄████▄|▄████▄|  ▄██ |██████|▄████▄|██████|▄████▄|▄████▄",
    "██  ██|▀▀██  |▀▀  ██|▀▀ ▄██|▄█▀██ |██    |██  ▀▀|   ▄██|██  ██|██  ██",
    "██  ██|  ██  | ▄▄██▀|  ███ |██ ██ |█████▄|█████▄|  ▄██▀| ████ |▀█████",
    "██  ██|  ██  |██▀▀  |▄▄ ▀██|██████|▄▄  ██|██  ██|  ██  |██  ██|▄▄  ██",
    "▀████▀|██████|██████|▀████▀|   ██ |▀████▀|▀████▀|  ██  |▀████▀|▀████▀",
)
_FIVE_SIGNS = (
    "██    |        |    ██|██  ██|   ▄██|██▄   |      |      |   ██|  |  |   ",
    "██    |        |    ██|▀▀ ▄█▀| ▄██▀ | ▀██▄ |  ██  |      |  ▄█▀|██|  |   ",
    "█████▄|███████▄|▄█████|  ▄█▀ |██▀   |   ▀██|██████|██████|  ██ |  |  |   ",
    "██  ██|██ ██ ██|██  ██|▄█▀ ▄▄| ▀██▄ | ▄██▀ |  ██  |      | ▄█▀ |██|  |   ",
    "██  ██|██ ██ ██|▀█████|██  ██|   ▀██|██▀   |      |      | ██  |  |██|   ",
)
_FIVE_SEVERITIES = (
    "    ██    |████|▄████▄|    |██████",
    "   ████   |████|▀▀ ▄██|    |      ",
    "  ██████  |▀██▀|  ██▀ |▄██▄|██████",
    " ████████ | ▄▄ |      |▀██▀|      ",
    "██████████| ▀▀ |  ██  |    |██████",
)

_THREE_DIGITS = (
    "█▀▀█|▄▀█ |▀▀▀█|▀▀▀█|█  █|█▀▀▀|▄▀▀ |▀▀▀█|█▀▀█|█▀▀█",
    "█  █|  █ |█▀▀▀| ▀▀█|▀▀▀█|▀▀▀█|█▀▀█|  █▀|█▀▀█|▀▀▀█",
    "█▄▄█|▄▄█▄|█▄▄▄|▄▄▄█|   █|▄▄▄█|█▄▄█|  █ |█▄▄█| ▄▄▀",
)
_THREE_SIGNS = (
    "█   |     |   █|█ ▄▀|  ▄▀|▀▄  |    |    |  █| | |  ",
    "█▀▀█|█▀█▀█|█▀▀█| ▄▀ |▄▀  |  ▀▄|▄▄█▄|▄▄▄▄| █ |▀| |  ",
    "█  █|█ █ █|█▄▄█|▄▀ █| ▀▄ | ▄▀ |  █ |    |█  |▀|▄|  ",
)
_THREE_SEVERITIES = (
    "  ▄▄  |██|▀▀▀█|  |▀▀▀▀",
    " ▄██▄ |▀▀| █▀▀|██|▀▀▀▀",
    "▄████▄|██| ▄  |  |▀▀▀▀",
)


def _cut(signs: str, rows: Sequence[str]) -> dict[str, Shape]:
    columns = zip(*(row.split("|") for row in rows), strict=True)
    return dict(zip(signs, columns, strict=True))


def _set(
    digits: Sequence[str], signs: Sequence[str], severities: Sequence[str]
) -> dict[str, Shape]:
    return _cut(_DIGITS, digits) | _cut(_SIGNS, signs) | _cut(_SEVERITIES, severities)


SHAPES: Mapping[int, Mapping[str, Shape]] = {
    3: _set(_THREE_DIGITS, _THREE_SIGNS, _THREE_SEVERITIES),
    5: _set(_FIVE_DIGITS, _FIVE_SIGNS, _FIVE_SEVERITIES),
    7: _set(_SEVEN_DIGITS, _SEVEN_SIGNS, _SEVEN_SEVERITIES),
}
"""The drawn sets by their height in lines."""
GAP: Mapping[int, int] = {3: 1, 5: 2, 7: 2}
"""The cells between two signs of a set."""
