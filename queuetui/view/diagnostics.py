"""What the program knows about its own well-being, for the person who looks after it.

Nothing here is about a customer, and nothing is secret: states, instants, sizes, and calls by
method and path.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from msgspec import Struct

from queuetui.domain.diagnostics import Call, Diagnostics, RateBudget
from queuetui.domain.freshness import StalenessRule
from queuetui.domain.snapshot import Snapshot
from queuetui.view.blocks import Block, beside, wrapped
from queuetui.view.formats import (
    UNKNOWN,
    age,
    cells,
    clean,
    clock_time,
    count,
    cut,
    cut_at_word,
    padded,
)
from queuetui.view.glyphs import UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, Tone, aligned, joined, width_of
from queuetui.view.status import STATE_TONE, next_try, seen

Gap = tuple[float, float, str]
"""A time without data: from, to (epoch seconds), and why."""

CALLS_SHOWN = 50
_GAPS_SHOWN = 5
_WIDE = 110
"""From this width on the feed has one half, and calls have all their columns."""
_VERY_WIDE = 160
"""From this width on all blocks stand beside each other."""
_GUTTER = 4
_BEFORE_CALL = 33
_ERROR_INDENT = 11
_ERROR_AT_LEAST = 40
"""Cells."""
_LABEL = 12
_UUID = re.compile(r"([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class Program(Struct, frozen=True):
    """The program itself, as far as it can be looked at from within."""

    version: str = ""
    python: str = ""
    textual: str = ""
    terminal: str = ""
    """What the terminal calls itself."""
    colours: str = ""
    size: tuple[int, int] = (0, 0)
    """Columns and rows."""
    memory: int | None = None
    """Bytes in use."""
    uptime: float = 0.0
    """Seconds."""
    frames_drawn: int = 0
    frames_dropped: int = 0
    """Those that the terminal was too slow for."""
    drained: bool = True
    """Whether the terminal takes what is drawn."""


def diagnostics(  # noqa: PLR0913 - each is a thing the panel shows or depends on
    snapshot: Snapshot | None,
    told: Diagnostics,
    program: Program,
    *,
    now: float,
    width: int,
    gaps: Sequence[Gap] = (),
    sinks: Block = (),
    glyphs: Glyphs = UNICODE,
    zone: tzinfo | None = None,
    staleness: StalenessRule = StalenessRule(),  # noqa: B008 - frozen
) -> tuple[Segments, ...]:
    """The lines of the panel, each at most ``width`` cells.

    Args:
        snapshot: The newest one; ``None`` before the first.
        told: What the feed tells about itself.
        program: This program.
        now: Epoch seconds by the server's clock.
        width: Cells.
        gaps: The last times without data, oldest first.
        sinks: The lines about those that alarms are told to, for as many cells.
        glyphs: The signs to draw with.
        zone: For times of day; ``None``: this machine's.
        staleness: When figures are late and frozen.
    """
    panel = _Panel(told, program, now, width, glyphs, zone)
    feed = _Feed(snapshot, told, now, glyphs, zone, staleness)
    lines: list[Segments] = []
    if width >= _VERY_WIDE:
        narrow = width // 4
        first = width - 2 * (narrow + _GUTTER)
        blocks = [feed.block(first), panel.connection(narrow), panel.program_block(narrow)]
        lines += beside(blocks, width, _GUTTER)
    elif width >= _WIDE:
        half = (width - _GUTTER) // 2
        right = (*panel.connection(half), (), *panel.program_block(half))
        lines += beside([_wide(feed.block(half), half), right], width, _GUTTER)
    else:
        half = (width - _GUTTER) // 2
        lines += [*feed.block(width), ()]
        blocks = [_wide(panel.connection(half), half), panel.program_block(half)]
        lines += beside(blocks, width, _GUTTER)
    for part in (panel.gap_lines(gaps), sinks, panel.notes(), panel.calls()):
        lines += [(), *part] if part else []
    return tuple(tuple(_spelt(segment, glyphs) for segment in line) for line in lines)


class _Feed(Struct, frozen=True):
    """The part about the feed's health."""

    snapshot: Snapshot | None
    told: Diagnostics
    now: float
    glyphs: Glyphs
    zone: tzinfo | None
    staleness: StalenessRule

    def block(self, width: int) -> Block:
        """State, reason, what to do, and when it goes on."""
        title: Segments = (Segment("FEED", "strong"),)
        shot, told = self.snapshot, self.told
        if shot is None:
            sign = f"{self.glyphs.starting} starting"
            return title, *_field("state", (Segment(sign, "dim"),)), *self.refused(width)
        known, health = seen(shot, self.now, self.staleness), shot.health
        state = f"{self.glyphs.health(known.state)} {known.state}"
        # Since when is known of the feed's own state; what the figures' age says begins later.
        since = health.since if health.state == known.state else None
        long = "" if since is None else f" since {clock_time(since, self.zone)}"
        long += "" if since is None else f", for {age(self.now - since)}"
        lines = [title, *_field("state", (Segment(state, STATE_TONE[known.state]), Segment(long)))]
        for label, text in (
            ("reason", known.reason),
            ("why", health.why),
            ("to do", health.advice),
        ):
            lines += _text_field(label, text, width) if text else ()
        good = self.glyphs.none
        if known.last_good is not None and known.age is not None:
            good = f"{clock_time(known.last_good, self.zone)}, {age(known.age)} ago"
        lines += _text_field("last good", good, width)
        lines += _text_field("next try", next_try(shot, self.now).removeprefix("next try "), width)
        kept = told.interval_kept or shot.interval
        wanted = told.interval_wanted or kept
        as_set = "as wanted" if abs(kept - wanted) < 0.05 else f"wanted: {wanted:g} s"
        lines += _text_field("poll", f"every {round(kept, 1):g} s, {as_set}", width)
        silent = sum(state.reading is None for state in shot.queues)
        listed = shot.listed or bool(shot.queues)
        queues = f"{len(shot.queues)} watched" if listed else "not known yet"
        queues += f", {silent} without figures" if silent else ""
        lines += _text_field("queues", queues, width)
        return (*lines, *self.refused(width))

    def refused(self, width: int) -> Block:
        """The queues that are left out of the polls for a while."""
        names = ", ".join(self.told.refused)
        return _text_field("refused", names, width, "warning") if names else ()


class _Panel(Struct, frozen=True):
    """What the other parts are drawn from."""

    told: Diagnostics
    program: Program
    now: float
    width: int
    glyphs: Glyphs
    zone: tzinfo | None

    def connection(self, width: int) -> Block:
        """Allowance, token and clock."""
        told = self.told
        life = "none yet"
        if told.token_life is not None:
            life = f"{age(told.token_life)} left" if told.token_life > 0 else "run out"
        failed = sum(call.error is not None for call in told.calls)
        return (
            (Segment("CONNECTION", "strong"),),
            *_text_field("requests", _rate(told.rate), width),
            *_text_field("token", life, width),
            *_text_field("clock", _skew(told.skew), width),
            *_text_field("calls", f"{failed} of the last {len(told.calls)} failed", width),
        )

    def program_block(self, width: int) -> Block:
        """Versions, and what it uses."""
        program, sign = self.program, f" {self.glyphs.separator} "
        columns, rows = program.size
        memory = self.glyphs.none
        if program.memory is not None:
            memory = f"{program.memory / 2**20:.0f} MiB"
        drawn = f"{program.frames_drawn} drawn, {program.frames_dropped} dropped"
        terminal = (f"{columns} x {rows}", program.colours, program.terminal)
        versions = (
            f"queuetui {program.version}",
            f"Python {program.python}",
            f"Textual {program.textual}",
        )
        block: list[Segments] = [
            (Segment("PROGRAM", "strong"),),
            *_text_field("running", age(program.uptime), width),
            *_text_field("memory", memory, width),
            *_text_field("frames", drawn, width),
            *_parts_field("terminal", terminal, sign, width),
        ]
        if not program.drained:
            block += _text_field("", "does not take what is drawn", width, "warning")
        return (*block, *_parts_field("versions", versions, sign, width))

    def gap_lines(self, gaps: Sequence[Gap]) -> list[Segments]:
        """The last times without data, newest first."""
        if not gaps:
            return []
        lines: list[Segments] = [(Segment("LAST GAPS IN THE DATA", "strong"),)]
        for began, ended, reason in list(gaps)[: -_GAPS_SHOWN - 1 : -1]:
            lead = f"  {_day_time(began, self.zone)}  {age(ended - began):>6}  "
            room = self.width - cells(lead)
            lines.append((Segment(lead), Segment(self.cut(clean(reason), room))))
        return lines

    def notes(self) -> list[Segments]:
        """What else the feed wants to be known."""
        if not self.told.notes:
            return []
        lines: list[Segments] = [(Segment("NOTES", "strong"),)]
        for note in self.told.notes:
            for number, text in enumerate(wrapped(clean(note), max(1, self.width - 4))):
                bullet = f"  {self.glyphs.separator if number == 0 else ' '} "
                lines.append((Segment(bullet, "dim"), Segment(text)))
        return lines

    def calls(self) -> list[Segments]:
        """The last calls, newest first."""
        calls = self.told.calls[: -CALLS_SHOWN - 1 : -1]
        title = "CALLS, NEWEST FIRST"
        if not calls:
            return [(Segment(title, "strong"), Segment("  none yet", "dim"))]
        room = self.width - _BEFORE_CALL - self.id_width - 2
        room -= _ERROR_AT_LEAST if self.width >= _VERY_WIDE else 0
        longest = max(cells(short_endpoint(call.endpoint)) for call in calls)
        endpoint = max(4, min(longest, room))
        head = f"  {'TIME':<8} {'STATUS':>6} {'MS':>6} {'QUEUES':>6}  {padded('CALL', endpoint)}  "
        head += padded("CORRELATION" if self.width >= _WIDE else "CORR ID", self.id_width + 2)
        head += "ERROR" if self.width >= _VERY_WIDE else ""
        lines: list[Segments] = [
            (Segment(title, "strong"),),
            (Segment(cut(head.rstrip(), self.width, ""), "dim"),),
        ]
        for call in calls:
            lines += self.call(call, endpoint)
        return lines

    @property
    def id_width(self) -> int:
        """Cells for a correlation id: enough for one, or for its beginning."""
        return 36 if self.width >= _WIDE else 8

    def call(self, call: Call, endpoint: int) -> list[Segments]:
        """One call; unless it is very wide, what went wrong is on a line of its own."""
        tone: Tone = "plain" if call.error is None else "warning"
        status = self.glyphs.none if call.status is None else str(call.status)
        milliseconds = count(max(0, round(1000 * call.seconds)), 6)
        queues = "" if call.queues is None else count(call.queues, 6)
        said = padded(self.end_of(short_endpoint(call.endpoint), endpoint), endpoint)
        whole, error = clean(call.correlation_id or ""), clean(call.error or "")
        line: list[Segment] = [
            Segment(f"  {clock_time(call.at, self.zone):<8} ", "dim"),
            Segment(f"{status:>6}", tone),
            Segment(f" {milliseconds:>6} {queues:>6}  {said}  "),
            Segment(padded(cut(whole, self.id_width, ""), self.id_width), "dim"),
        ]
        if not error:
            return [joined(line)]
        if self.width >= _VERY_WIDE:
            room = self.width - width_of(line) - 2
            return [joined((*line, Segment(f"  {self.cut(error, room)}")))]
        if len(whole) > self.id_width:
            # Those who ask Genesys about this call need all of it.
            error = f"{error} {whole}"
        told = wrapped(error, max(1, self.width - _ERROR_INDENT))
        blank = Segment(" " * _ERROR_INDENT)
        return [joined(line), *((blank, Segment(text)) for text in told)]

    def end_of(self, endpoint: str, room: int) -> str:
        """An endpoint in so many cells: its method and the end of its path tell most."""
        if cells(endpoint) <= room:
            return endpoint
        method, _, path = endpoint.rpartition(" ")
        lead = f"{method} {self.glyphs.ellipsis}"
        tail = path[-max(1, room - cells(lead)) :]
        slash = tail.find("/")
        return cut(lead + (tail[slash:] if slash >= 0 else tail), room, self.glyphs.ellipsis)

    def cut(self, text: str, room: int) -> str:
        """The text in at most ``room`` cells, whole words only."""
        return cut_at_word(text, max(0, room), self.glyphs.ellipsis)


def short_endpoint(endpoint: str) -> str:
    """Method and path, without what all have in common and with ids cut to their beginning."""
    bare = re.split(r"[?#]", clean(endpoint), maxsplit=1)[0]
    return _UUID.sub(r"\1", bare.replace("/api/v2/", "", 1).replace(" /", " ", 1))


def _spelt(segment: Segment, glyphs: Glyphs) -> Segment:
    """With the ellipsis of these glyphs, where a word was too long for its line."""
    if UNICODE.ellipsis not in segment.text:
        return segment
    return Segment(segment.text.replace(UNICODE.ellipsis, glyphs.ellipsis), segment.tone)


def _field(label: str, value: Segments) -> Block:
    return ((Segment(f"  {label:<{_LABEL - 2}}", "dim"), *value),)


def _text_field(label: str, text: str, width: int, tone: Tone = "plain") -> Block:
    lines = wrapped(clean(text), max(1, width - _LABEL)) or [""]
    return tuple(
        (Segment(f"  {label if number == 0 else '':<{_LABEL - 2}}", "dim"), Segment(line, tone))
        for number, line in enumerate(lines)
    )


def _parts_field(label: str, parts: Sequence[str], sign: str, width: int) -> Block:
    """Like `_text_field`, but broken only between the parts."""
    lines: list[str] = []
    for part in (clean(part) for part in parts if part):
        if lines and cells(lines[-1]) + cells(sign) + cells(part) <= width - _LABEL:
            lines[-1] += sign + part
        else:
            lines.append(cut(part, max(1, width - _LABEL)))
    return tuple(
        _field(label if number == 0 else "", (Segment(line),))[0]
        for number, line in enumerate(lines)
    )


def _wide(block: Block, width: int) -> Block:
    """The block at its full width, so that what stands beside it does not move."""
    return (aligned(block[0], width, right=False), *block[1:])


def _rate(rate: RateBudget) -> str:
    if rate.count is None or rate.allowed is None:
        return "not told yet"
    anew = "" if rate.reset is None else f", anew in {age(rate.reset)}"
    return f"{rate.count} of {rate.allowed}{anew}"


def _skew(skew: float) -> str:
    if abs(skew) < 0.05:
        return "as the server's"
    amount = f"{abs(skew):.1f} s" if abs(skew) < 100 else age(abs(skew))
    return f"{amount} {'behind' if skew > 0 else 'ahead of'} server"


def _day_time(epoch: float, zone: tzinfo | None) -> str:
    try:
        return f"{datetime.fromtimestamp(epoch, UTC).astimezone(zone):%d %b %H:%M:%S}"
    except (OverflowError, OSError, ValueError):
        return UNKNOWN
