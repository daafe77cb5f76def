"""How a tile is drawn: a frame that tells the severity, and figures in block digits."""

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.limits import Severity
from queuetui.view import digits
from queuetui.view.blocks import flow
from queuetui.view.formats import cells, cut, cut_at_word
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import SEVERITY_TONE, Segment, Segments, Tone, aligned, width_of
from queuetui.view.wall_layout import PLAIN, Grid, figure_gap, figure_width
from queuetui.view.wall_tile import Small, Tile


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
    tone: Tone = "dim" if tile.severity == "ok" else _severity_tone(tile)
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
    },
    "ascii": {
        "critical": _Frame("****", "*", "*"),
        "warning": _Frame("++++", "=", "!"),
        "unknown": _Frame("....", ".", ":"),
        "ok": _Frame("++++", "-", "|"),
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
    small = _small(tile, size, min(block, width), width - margin, rows - len(lines) - above, glyphs)
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
    if left + gap + right > width:
        longest = longest.shorter()
        right = max(usual[1], _wanted(longest, size))
    if left + gap + right > width:
        # Room that the one does not need now goes to the other, before its digits shrink.
        if left + gap + _wanted(longest, size) > width:
            longest = longest.coarser()
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

    @property
    def beside(self) -> str:
        """The last value, small beside an unknown one."""
        return f" ({self.last})" if self.last else ""

    def shorter(self) -> "_Big":
        """``1h 12m`` as ``1h12``, which is no wider than ``59:59``."""
        hours, blank, minutes = self.text.partition("h ")
        text = f"{hours}h{minutes.rstrip('m')}" if blank else self.text.replace(" ", "")
        return replace(self, text=text)

    def coarser(self) -> "_Big":
        """Its largest unit alone: ``1h 12m`` as ``1h``, ``59:59`` as ``59m``."""
        for unit, sign in (("h", "h"), ("d", "d"), (":", "m")):
            number, found, _ = self.text.partition(unit)
            if found and number.isdigit():
                return replace(self, text=f"{number}{sign}")
        return self


_CAPTION = len("! longest")
_TOLD_BY_TONE: tuple[Tone, ...] = ("critical", "warning")


def _wanted(big: _Big, size: int) -> int:
    """The cells for the figure and what stands beside it."""
    return figure_width(big.text, size) + cells(big.beside)


def _big(big: _Big, size: int, width: int, glyphs: Glyphs) -> list[Segments]:
    """A large figure in ``size`` lines of at most ``width`` cells."""
    beside = big.beside if figure_width(big.text, PLAIN) + cells(big.beside) <= width else ""
    fitting = _fitting(big.text, size, width - cells(beside))
    drawn = _drawn(big.text, fitting, width, glyphs)
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
    return (*_breach_sign(big.tone, glyphs), Segment(text, "dim"))


def _breach_sign(tone: Tone, glyphs: Glyphs) -> Segments:
    if tone not in _TOLD_BY_TONE:
        return ()
    sign = glyphs.critical if tone == "critical" else glyphs.warning
    return Segment(sign, tone), Segment(" ", "dim")


def _small(  # noqa: PLR0913, PLR0917 - each is a thing the figures depend on
    tile: Tile, size: int, block: int, width: int, rows: int, glyphs: Glyphs
) -> list[Segments]:
    """The small figures: in block digits where there is room, else as words in a line."""
    lines: list[Segments] = []
    if tile.problem and rows > 0:
        text = cut_at_word(tile.problem, width, glyphs.ellipsis)
        lines.append((Segment(text, "unknown"),))
        rows -= 2
        if rows > 0:
            lines.append(())
    if not tile.small or rows <= 0 or all(value == glyphs.none for _, value, _ in tile.small):
        return lines
    for small_size in reversed(digits.SIZES):
        if small_size < size and small_size + 3 <= rows:
            drawn = _small_digits(tile.small, small_size, block, width, glyphs)
            if drawn:
                return [*lines, *drawn]
    parts = [
        (*_breach_sign(tone, glyphs), Segment(f"{title} ", "dim"), Segment(value, tone))
        for title, value, tone in tile.small
    ]
    flowing = flow(parts, width, glyphs.separator)[:rows]
    lines.extend(line for line in flowing if width_of(line) <= width)
    return lines


def _small_digits(
    small: tuple[Small, ...], size: int, block: int, width: int, glyphs: Glyphs
) -> list[Segments]:
    columns: list[list[Segments]] = []
    for one in small:
        title = (*_breach_sign(one[2], glyphs), Segment(one[0], "dim"))
        fitting = size if digits.drawable(one[1]) else PLAIN
        drawn = _drawn(one[1], fitting, width, glyphs)
        lines: list[Segments] = [()] * (size - len(drawn))
        lines.extend((Segment(text, one[2]),) for text in drawn)
        lines.append(title)
        # Words take the room of figures, so that tiles look alike.
        usual = 0 if fitting == size else digits.width("88%/88", size)
        widest = max(usual, *(width_of(line) for line in lines))
        columns.append([aligned(line, widest, right=False) for line in lines])
    used = sum(width_of(column[0]) for column in columns)
    gaps = max(1, len(columns) - 1)
    least = 4 if len(columns) > 1 else 0
    if used + gaps * least > width:
        return []
    gap = Segment(" " * max(least, (block - used) // gaps))
    out: list[Segments] = []
    for number in range(size + 1):
        row: list[Segment] = []
        for n, column in enumerate(columns):
            row.extend((gap,) * (n > 0))
            row.extend(column[number])
        out.append(tuple(row))
    return out


def _fitting(text: str, size: int, width: int) -> int:
    """The largest digits, up to ``size``, in which the text fits: a number is never cut."""
    if digits.drawable(text):
        for one in reversed(digits.SIZES):
            if one <= size and digits.width(text, one) <= width:
                return one
    return PLAIN


def _drawn(text: str, size: int, width: int, glyphs: Glyphs) -> tuple[str, ...]:
    if size == PLAIN:
        return (cut(text, width, glyphs.ellipsis),)
    return digits.digits(text, size, glyphs)


def _middled(lines: list[Segments], rows: int) -> list[Segments]:
    above = max(0, rows - len(lines)) // 2
    below = rows - len(lines) - above
    return [*([()] * above), *lines, *([()] * below)]
