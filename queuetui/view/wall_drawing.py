"""How a tile is drawn: a frame that tells the severity, and figures in block digits."""

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.limits import Severity
from queuetui.view import digits
from queuetui.view.formats import cells, cut, cut_at_word
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, aligned, width_of
from queuetui.view.wall_layout import PLAIN, Grid, figure_gap, figure_width
from queuetui.view.wall_small import breach_sign, in_digits, small_figures
from queuetui.view.wall_tile import Tile


def tile_lines(tile: Tile, grid: Grid, glyphs: Glyphs = UNICODE) -> tuple[Segments, ...]:
    """The tile as the grid's ``tile_height`` lines of its ``tile_width`` cells, frame included.

    What is drawn from blocks and lines is in segments of its own.
    """
    width, height = grid.tile_width, grid.tile_height
    if width < 8 or height < 3:
        text = cut(f"{glyphs.severity(tile.severity)} {tile.label}", width, glyphs.ellipsis)
        line = aligned((Segment(text, _severity_tone(tile)),), width, right=False)
        return (line, *(((Segment(" " * width),),) * (height - 1)))[: max(0, height)]
    frame = _FRAMES["ascii" if glyphs.none.isascii() else "unicode"][tile.severity]
    inner, rows = width - 4, height - 2
    body = _calm(tile, inner, rows, glyphs) if tile.calm else _body(tile, grid, inner, rows, glyphs)
    # A quiet frame: what is well needs no attention.
    tone: Tone = "dim" if tile.severity in {"ok", "closed"} else _severity_tone(tile)
    side = Segment(frame.upright, tone)
    lines = (
        _top(tile, frame, width, tone, glyphs),
        *((side, Segment(" "), *exactly(line, inner), Segment(" "), side) for line in body),
        _bottom(tile, frame, width, tone, glyphs),
    )
    if tile.severity == "critical":
        # A breach is seen before it is read: all of its tile is filled.
        lines = tuple(tuple(_filled(part) for part in line) for line in lines)
    return tuple(tuple(part for part in line if part.text) for line in lines)


def centred(line: Segments, width: int) -> Segments:
    """The line with blanks before it that put it in the middle of ``width`` cells."""
    return (Segment(" " * (max(0, width - width_of(line)) // 2)), *line)


def exactly(line: Segments, width: int) -> Segments:
    """The line in exactly ``width`` cells: filled up with blanks, or cut at its right end."""
    used = width_of(line)
    if used == width:
        return line
    if used < width:
        return (*line, Segment(" " * (width - used)))
    kept: list[Segment] = []
    for segment in line:
        room = width - width_of(kept)
        text = segment.text if cells(segment.text) <= room else cut(segment.text, room, "")
        kept.append(Segment(text, segment.tone))
    return tuple(part for part in (*kept, Segment(" " * (width - width_of(kept)))) if part.text)


def _filled(segment: Segment) -> Segment:
    return segment if segment.tone == "fresh" else Segment(segment.text, "critical")


class _Frame(Struct, frozen=True):
    corners: str
    """Top left, top right, bottom left, bottom right."""
    level: str
    upright: str


_FRAMES: dict[str, dict[Severity, _Frame]] = {
    "unicode": {
        "critical": _Frame("┏┓┗┛", "━", "┃"),
        "warning": _Frame("╔╗╚╝", "═", "║"),
        "unknown": _Frame("┌┐└┘", "╌", "┆"),
        "ok": _Frame("┌┐└┘", "─", "│"),
        "closed": _Frame("┌┐└┘", " ", " "),
    },
    "ascii": {
        "critical": _Frame("****", "*", "*"),
        "warning": _Frame("++++", "=", "!"),
        "unknown": _Frame("....", ".", ":"),
        "ok": _Frame("++++", "-", "|"),
        "closed": _Frame("++++", " ", " "),
    },
}


def _severity_tone(tile: Tile) -> Tone:
    # An old ok is not reassuring, so it loses the tone that says so.
    late = tile.severity == "ok" and tile.freshness != "live"
    return "late" if late else SEVERITY_TONE[tile.severity]


def _top(tile: Tile, frame: _Frame, width: int, tone: Tone, glyphs: Glyphs) -> Segments:
    word = f" {glyphs.severity(tile.severity)} {tile.severity_word} "
    mark = f"{glyphs.fresh} NEW " if tile.fresh and width >= cells(word) + 22 else ""
    room = width - 4 - cells(word) - cells(mark)
    if room < 3:
        word, mark = f" {glyphs.severity(tile.severity)} ", ""
        room = width - 4 - cells(word)
    label = cut(tile.label, room - 3, glyphs.ellipsis) if room > 4 else ""
    label = f" {label} " if label else ""
    line = frame.level * (room - cells(label))
    return (
        Segment(frame.corners[0] + frame.level, tone),
        Segment(label, "strong"),
        Segment(line, tone),
        Segment(word, _severity_tone(tile)),
        Segment(mark, "fresh"),
        Segment(frame.level + frame.corners[1], tone),
    )


def _bottom(tile: Tile, frame: _Frame, width: int, tone: Tone, glyphs: Glyphs) -> Segments:
    old = ""
    if tile.old:
        sign = glyphs.late if tile.freshness == "late" else glyphs.frozen
        old = f" {sign} {tile.old} "
        old = old if cells(old) <= width - 4 else ""
    line = frame.level * (width - 3 - cells(old))
    return (
        Segment(frame.corners[2] + line, tone),
        Segment(old, "late" if tile.freshness == "late" else "unknown"),
        Segment(frame.level + frame.corners[3], tone),
    )


def _calm(tile: Tile, width: int, rows: int, glyphs: Glyphs) -> list[Segments]:
    """The sign of the severity, as large as it can be, and its word."""
    tone = _severity_tone(tile)
    sign = UNICODE.severity(tile.severity)
    words: list[Segments] = [(Segment(tile.severity_word, tone),)]
    if tile.problem and rows >= 2:
        words.append((Segment(cut_at_word(tile.problem, width, glyphs.ellipsis), "dim"),))
    sizes = [s for s in reversed(digits.SIZES) if s + len(words) + 1 <= rows]
    fitting = next((s for s in sizes if digits.width(sign, s) <= width), None)
    lines: list[Segments] = []
    if fitting is not None:
        lines = [(Segment(line, tone),) for line in digits.digits(sign, fitting, glyphs)]
        lines.append(())
    lines.extend(words)
    return _middled([centred(line, width) for line in lines[:rows]], rows)


def _body(tile: Tile, grid: Grid, width: int, rows: int, glyphs: Glyphs) -> list[Segments]:
    """The two large figures and what belongs to each, then the small ones."""
    size = grid.digit_height
    waiting = _Big(
        "waiting", tile.waiting, tile.waiting_tone, tile.last_waiting, tile.waiting_limit
    )
    longest = _Big(
        tile.longest_title, tile.longest, tile.longest_tone, tile.last_longest, tile.limit
    )
    pair = _below if grid.stacked else _beside
    lines, block = pair(waiting, longest, size, width, rows, glyphs)
    # Digits stand at the same place in every tile and at all times, unless a wait is very long.
    above = max(0, rows - len(lines) - 1) // 4
    margin = max(0, width - block) // (3 if grid.stacked else 2)
    small = small_figures(
        tile, size, min(block, width), width - margin, rows - len(lines) - above, glyphs
    )
    spare = rows - above - len(lines) - len(small)
    blanks = max(0, min(size // 2 + 1, (spare + 1) // 2)) if small else 0
    left = Segment(" " * margin)
    drawn = [*([()] * above), *lines, *([()] * blanks), *small][:rows]
    return [*((left, *line) for line in drawn), *([()] * (rows - len(drawn)))]


def _below(  # noqa: PLR0913, PLR0917 - one of two arrangements of the same
    waiting: "_Big", longest: "_Big", size: int, width: int, rows: int, glyphs: Glyphs
) -> tuple[list[Segments], int]:
    """The longest wait below waiting; the lines and the cells they want."""
    usual = max(figure_width("88:88", size), 2 * _CAPTION)
    if _wanted(longest, size) > min(width, usual):
        longest = longest.shorter()
    block = min(width, max(_wanted(waiting, size), _wanted(longest, size), usual))
    upper = [*_big(waiting, size, block, glyphs), _caption(waiting, block, glyphs)]
    lower = [*_big(longest, size, block, glyphs), _caption(longest, block, glyphs)]
    roomy = rows - len(upper) - len(lower) >= 4
    return [*upper, *([()] * roomy), *lower], block


def _beside(  # noqa: PLR0913, PLR0917 - one of two arrangements of the same
    waiting: "_Big",
    longest: "_Big",
    size: int,
    width: int,
    rows: int,  # noqa: ARG001 - the other one needs it
    glyphs: Glyphs,
) -> tuple[list[Segments], int]:
    """Waiting at the left, the longest wait at the right; the lines and the cells they want."""
    usual, gap = (figure_width("88", size), figure_width("88:88", size)), figure_gap(size)
    left, right = max(usual[0], _wanted(waiting, size)), max(usual[1], _wanted(longest, size))
    whole = longest
    if left + gap + right > width:
        longest = whole.shorter()
        right = max(usual[1], _wanted(longest, size))
    if left + gap + right > width:
        # Room that the one does not need now goes to the other, before its digits shrink.
        for rest in (True, False):
            if left + gap + _wanted(longest, size) > width:
                longest = whole.coarser(rest=rest)
        right = min(right, max(_wanted(longest, size), width - gap - left))
        right = max(1, min(right, width - gap - 1))
        left = max(1, min(left, width - gap - right))
    between = min(max(gap, width - left - right), 3 * figure_width("8", size) + gap)
    blank = Segment(" " * between)
    block = left + between + right
    lines: list[Segments] = [
        (*aligned(a, left, right=False), blank, *aligned(b, right, right=True))
        for a, b in zip(
            _big(waiting, size, left, glyphs), _big(longest, size, right, glyphs), strict=True
        )
    ]
    return [*lines, _captions(waiting, longest, block, glyphs)], block


class _Big(Struct, frozen=True):
    title: str
    text: str
    tone: Tone
    last: str
    limit: str
    rest: str = ""
    """What a large unit leaves."""

    @property
    def beside(self) -> str:
        """What stands small beside it: the last value of an unknown one, or the rest."""
        return f" ({self.last})" if self.last else f" {self.rest}" if self.rest else ""

    def shorter(self) -> "_Big":
        """``1h 12m`` as ``1h12``, which is no wider than ``59:59``."""
        hours, blank, minutes = self.text.partition("h ")
        text = f"{hours}h{minutes.rstrip('m')}" if blank else self.text.replace(" ", "")
        return replace(self, text=text)

    def coarser(self, *, rest: bool) -> "_Big":
        """Its largest unit, with the ``rest`` small: ``1h 12m`` as ``1h``, ``59:59`` as ``59m``."""
        for unit, sign in (("h", "h"), ("d", "d"), (":", "m")):
            number, found, left = self.text.partition(unit)
            if found and number.isdigit():
                left = f"{left}s" if unit == ":" else left.strip()
                return replace(self, text=f"{number}{sign}", rest=left if rest else "")
        return self


_CAPTION = len("! longest")


def _wanted(big: _Big, size: int) -> int:
    """The cells for the figure and what stands beside it."""
    return figure_width(big.text, size) + cells(big.beside)


def _big(big: _Big, size: int, width: int, glyphs: Glyphs) -> list[Segments]:
    """A large figure in ``size`` lines of at most ``width`` cells."""
    beside = big.beside if figure_width(big.text, PLAIN) + cells(big.beside) <= width else ""
    fitting = _fitting(big.text, size, width - cells(beside))
    drawn = in_digits(big.text, fitting, width, glyphs)
    lines: list[Segments] = [()] * (size - len(drawn))
    for n, text in enumerate(drawn):
        small = beside if n == len(drawn) - 1 else " " * cells(beside)
        lines.append((Segment(text, big.tone), Segment(small, "dim")))
    return lines


def _captions(waiting: _Big, longest: _Big, width: int, glyphs: Glyphs) -> Segments:
    """What the two figures are, under them, with as many of their limits as have room."""
    line: Segments = ()
    short = replace(longest, title="longest")
    for left_limit, right_limit, named in (
        (True, True, longest),
        (False, True, longest),
        (False, True, short),
        (False, False, short),
    ):
        left = _words(waiting, glyphs, limit=left_limit)
        right = _words(named, glyphs, limit=right_limit)
        room = width - width_of(left) - width_of(right)
        line = (*left, Segment(" " * max(1, room)), *right)
        if room >= 2:
            return line
    return line if width_of(line) <= width else _caption(waiting, width, glyphs)


def _caption(big: _Big, width: int, glyphs: Glyphs) -> Segments:
    for limit in (True, False):
        line = _words(big, glyphs, limit=limit)
        if width_of(line) <= width:
            return line
    return (Segment(cut(big.title, width, glyphs.ellipsis), "dim"),)


def _words(big: _Big, glyphs: Glyphs, *, limit: bool) -> Segments:
    """What the figure is, with a sign where it is past its limit."""
    text = f"{big.title} {glyphs.separator} {big.limit}" if limit and big.limit else big.title
    return (*breach_sign(big.tone, glyphs), Segment(text, "dim"))


def _fitting(text: str, size: int, width: int) -> int:
    """The largest digits, up to ``size``, in which the text fits: a number is never cut."""
    if digits.drawable(text):
        for one in reversed(digits.SIZES):
            if one <= size and digits.width(text, one) <= width:
                return one
    return PLAIN


def _middled(lines: list[Segments], rows: int) -> list[Segments]:
    above = max(0, rows - len(lines)) // 2
    below = rows - len(lines) - above
    return [*([()] * above), *lines, *([()] * below)]
