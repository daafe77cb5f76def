"""A card that shows what this terminal can draw, to be checked from where people will stand."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from queuetui.domain.limits import SEVERITIES
from queuetui.domain.snapshot import HealthState
from queuetui.view import digits
from queuetui.view.blocks import beside, flow, wrapped
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.status import STATE_TONE
from queuetui.view.wall_drawing import exactly, tile_lines
from queuetui.view.wall_layout import PLAIN, Grid, reading_distance
from queuetui.view.wall_tile import Tile

TONES: tuple[Tone, ...] = (
    "plain",
    "strong",
    "dim",
    "critical",
    "warning",
    "unknown",
    "ok",
    "closed",
    "late",
    "fresh",
)
_STATES: tuple[HealthState, ...] = ("starting", "live", "late", "frozen", "down")
_DRAWN = (3, 5, 7)
_SAMPLES = ("0123456789", "4:07", "1h12m", "2d", "84%", "3/12", "<9", ">9", "+1.5", "–", "▲!?·≡")
_SHORT = "4:07"
_BLOCKS = "▀▄█ ▌▐ ▁▂▃▄▅▆▇█"
_BRAILLE = "⠁⠂⠄⡀⠈⠐⠠⢀ ⣀⣤⣶⣿ ⢕⡪ ⠒⠒"
_LINES = "┌┬┐ ├┼┤ └┴┘ ─│ ┏━┓ ┗┛┃ ╔═╗ ╚╝║ ╌┆ ╡"


def card(  # noqa: PLR0913 - each is a thing the card shows or depends on
    width: int,
    rows: int,
    *,
    screen_height: float | None = None,
    distance: float | None = None,
    colours: str = "",
    glyphs: Glyphs = UNICODE,
) -> tuple[Segments, ...]:
    """The card in lines of exactly ``width`` cells, as many as it takes.

    ``rows`` are the lines of this terminal, ``screen_height`` the height of its picture and
    ``distance`` that of the viewers from it, both in metres: with them each digit size says
    whether it can be read from there. ``colours`` says in words which there are.

    What has to be seen from afar comes last, where a terminal that scrolls still shows it.
    """
    stand = _Stand(rows, screen_height, distance)
    parts: list[list[Segments]] = [
        _title(width, stand, colours),
        *(_alphabet(size, width, glyphs) for size in _DRAWN),
        *(_large(size, width, glyphs) for size in digits.SIZES if size not in _DRAWN),
        _signs_of_terminal(width, glyphs),
        [_heading("Glyphs"), *flow(_signs(glyphs), width, glyphs.separator)],
        [_heading("Tones"), *flow(((Segment(t, t),) for t in TONES), width, glyphs.separator)],
        [_heading("Feed states"), *flow(_states(glyphs), width, glyphs.separator)],
        [_heading("Severities"), *_severities(width, glyphs)],
        _from_here(width, stand, glyphs),
    ]
    lines: list[Segments] = []
    for part in parts:
        if lines and part:
            lines.append(())
        lines.extend(part)
    return tuple(exactly(line, width) for line in lines)


class _Stand(Struct, frozen=True):
    """Where people stand, and before what."""

    rows: int
    screen_height: float | None
    distance: float | None

    def reach(self, size: int) -> float | None:
        """Metres from which letters of so many lines are read; ``None``: not known."""
        if self.screen_height is None:
            return None
        return reading_distance(size, self.screen_height, self.rows)

    def verdict(self, size: int, glyphs: Glyphs) -> list[Segments]:
        """Whether they can be read, in two short lines."""
        reach = self.reach(size)
        if reach is None:
            return []
        lines: list[Segments] = [(Segment(f"up to {reach:.1f} m", "dim"),)]
        if self.distance is not None:
            enough = reach >= self.distance
            sign, word = (glyphs.live, "enough") if enough else (glyphs.down, "too small")
            lines.append((Segment(f"{sign} {word}", "ok" if enough else "warning"),))
        return lines


def _title(width: int, stand: _Stand, colours: str) -> list[Segments]:
    text = f"This terminal has {width} by {stand.rows} cells{colours and f' and {colours}'}."
    if stand.screen_height is None:
        text += " Set [wall] screen_height and distance (metres) to see what is read from where."
    else:
        letter = 100 * stand.screen_height / max(1, stand.rows)
        text += f" On a screen {stand.screen_height:g} m high one line is {letter:.1f} cm."
        if stand.distance is not None:
            text += f" From {stand.distance:g} m, letters must be {stand.distance / 2:.1f} cm high."
    lines: list[Segments] = [(Segment(line),) for line in wrapped(text, width)]
    return [(Segment("Test card", "strong"),), *lines]


def _alphabet(size: int, width: int, glyphs: Glyphs) -> list[Segments]:
    """All that can be drawn in a size."""
    lines = [_heading(f"Digits of {size} lines")]
    for n, piece in enumerate(_pieces(_SAMPLES, size, width)):
        lines.extend([()] * (n > 0))
        lines.extend((Segment(line),) for line in digits.digits(piece, size, glyphs))
    return lines


def _large(size: int, width: int, glyphs: Glyphs) -> list[Segments]:
    """A sample of a size that grows from a smaller one."""
    if digits.width(_SHORT, size) > width:
        return []
    lines = [_heading(f"Digits of {size} lines")]
    return [*lines, *((Segment(line),) for line in digits.digits(_SHORT, size, glyphs))]


def _from_here(width: int, stand: _Stand, glyphs: Glyphs) -> list[Segments]:
    """The sizes side by side, as many as fit on a screen, to be read from where one stands."""
    words: list[Segments] = [(Segment("names", "strong"),), (Segment("1 line", "dim"),)]
    blocks = [(*words, *stand.verdict(PLAIN, glyphs))]
    found: list[Segments] = []
    for size in digits.SIZES:
        if digits.width(_SHORT, size) > width:
            break
        drawn: list[Segments] = [(Segment(line),) for line in digits.digits(_SHORT, size, glyphs)]
        caption: Segments = (Segment(f"{size} lines", "dim"),)
        blocks.append((*drawn, caption, *stand.verdict(size, glyphs)))
        found = beside(blocks, width, gap=4)
        if size >= _DRAWN[-1] and len(found) > stand.rows - 4:
            found = beside(blocks[:-1], width, gap=4)
            break
    return [_heading("Go to where people stand. What can be read from there?"), *found]


def _severities(width: int, glyphs: Glyphs) -> list[Segments]:
    """Each in the frame it has on the wall."""
    grid = Grid(1, 1, 1, PLAIN, min(width, 24), 3)
    tiles = (
        Tile("queue", severity, SEVERITY_WORD[severity], "", "", "", calm=True)
        for severity in SEVERITIES
    )
    return beside([tile_lines(tile, grid, glyphs) for tile in tiles], width, gap=1)


def _states(glyphs: Glyphs) -> Iterable[Segments]:
    for state in _STATES:
        yield (Segment(f"{glyphs.health(state)} {state}", STATE_TONE[state]),)


def _signs(glyphs: Glyphs) -> Iterable[Segments]:
    for name in glyphs.__struct_fields__:
        sign: str = getattr(glyphs, name)
        yield Segment(f"{sign} "), Segment(name.replace("_", " "), "dim")


def _signs_of_terminal(width: int, glyphs: Glyphs) -> list[Segments]:
    if glyphs.none.isascii():
        return [(Segment("Only plain signs are used: the locale or the terminal has no others."),)]
    lines = [_heading("Signs of this terminal")]
    for name, signs in (("blocks", _BLOCKS), ("braille", _BRAILLE), ("lines", _LINES)):
        lines.append((Segment(f"{name:<8}", "dim"), Segment(signs)))
    advice = (
        "Each sign must fill exactly one cell. Where boxes or question marks stand instead, "
        "choose another font, or start queuetui with LC_ALL=C for plain signs."
    )
    lines.extend((Segment(line, "dim"),) for line in wrapped(advice, width))
    return lines


def _heading(text: str) -> Segments:
    return (Segment(text, "strong"),)


def _pieces(words: Iterable[str], size: int, width: int) -> Sequence[str]:
    """The words in pieces of at most ``width`` cells; a word that is longer is broken."""
    pieces = [""]
    for word in words:
        longer = f"{pieces[-1]} {word}" if pieces[-1] else word
        if digits.width(longer, size) <= width:
            pieces[-1] = longer
            continue
        if pieces[-1]:
            pieces.append("")
        for sign in word:
            if pieces[-1] and digits.width(pieces[-1] + sign, size) > width:
                pieces.append("")
            pieces[-1] += sign
    return [piece.strip() for piece in pieces if piece.strip()]
