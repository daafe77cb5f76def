"""What the wall shows and which of its pages; no Textual in here.

Instants are monotonic seconds (``at``) unless a name says otherwise, and are passed in.
"""

from datetime import tzinfo

from msgspec import Struct

from queuetui.domain.hours import Hours, is_closed, next_opening
from queuetui.domain.local_zone import LOCAL_ZONE
from queuetui.domain.settings import Settings
from queuetui.ui.board_state import Frame
from queuetui.ui.board_words import why_empty
from queuetui.ui.lookout import Lookout
from queuetui.view.glyphs import Glyphs
from queuetui.view.segments import Segment, Segments, Tone
from queuetui.view.standing import Standing
from queuetui.view.status import life_mark
from queuetui.view.wall import band_lines, head, night_lines, tile, wall_lines
from queuetui.view.wall_layout import Plan, Shown, page_to_show, pages, plan, shift_at

LOOK_FOR = 15.0
"""Seconds that a page turned to by hand stays at least."""
NOTICE_FOR = 30.0
"""Seconds for which it is said that the digits are too small."""
SAID_FOR = 5.0

Lines = tuple[Segments, ...]


class Painting(Struct, frozen=True):
    """The whole wall at one instant."""

    band: Lines
    """The banner over it; empty while the figures may be believed."""
    lines: Lines


class WallState:
    """Which page is on the wall, and everything that is drawn there."""

    def __init__(
        self, settings: Settings, glyphs: Glyphs, zone: tzinfo | None, lookout: Lookout
    ) -> None:
        self._settings = settings
        self._glyphs = glyphs
        self._zone = zone
        self._lookout = lookout
        self._pages: tuple[tuple[Standing, ...], ...] = ((),)
        self._shown = Shown()
        self._turned_at: float | None = None
        """When a person turned to the page shown; ``None``: it came by itself."""
        self._known: frozenset[str] = frozenset()
        """The queues that were in breach then, and still are."""
        self._planned: tuple[tuple[int, int, int], Plan] | None = None
        self._notice: tuple[Segments, float] = (), 0.0
        self._opens: tuple[int, frozenset[Hours], float | None] | None = None

    @property
    def shown(self) -> Shown:
        """The page on the wall."""
        return self._shown

    def begin(self, at: float) -> None:
        """The wall comes into sight."""
        self._shown = Shown(self._shown.page, at, held=self._shown.held)
        self._turned_at = None
        self._planned = None

    def turn(self, pages: int, at: float) -> None:
        """Go so many pages on; that page stays for a turn, whatever burns already."""
        self._shown = Shown((self._shown.page + pages) % len(self._pages), at)
        self._turned_at = at
        self._known = _in_breach(self._pages)

    def say(self, text: str, at: float, tone: Tone = "plain", seconds: float = SAID_FOR) -> None:
        """Put a sentence on the last line for a while."""
        self._notice = (Segment(text, tone),), at + seconds

    def paint(self, frame: Frame | None, at: float, size: tuple[int, int], beats: int) -> Painting:
        """Everything for a screen of so many cells; ``beats`` turn the mark of life."""
        width, height = size
        lookout = self._lookout
        banner = lookout.banner(width)
        band: Lines = ()
        if banner is not None:
            since = lookout.seen.age if lookout.seen.age is not None else lookout.seen.waited
            band = band_lines(banner, since, width, height, self._glyphs)[:height]
        room = max(0, height - len(band))
        if self._turned_at is not None and at - self._turned_at >= self._look_for:
            self._turned_at = None
        if (
            self._turned_at is None
            and (night := self._night_lines(frame, at, width, room)) is not None
        ):
            return Painting(band, night)
        return Painting(band, self._tile_lines(frame, at, width, room, beats))

    @property
    def _look_for(self) -> float:
        return max(LOOK_FOR, self._settings.wall.rotate)

    def _tile_lines(
        self, frame: Frame | None, at: float, width: int, height: int, beats: int
    ) -> Lines:
        rows: tuple[Standing, ...] = () if frame is None else frame.rows
        planned = self._plan(len(rows), width, height, at)
        self._pages = pages(rows, planned.grid.per_page)
        self._turn_pages(at)
        lookout, glyphs = self._lookout, self._glyphs
        calm, fresh = frame is not None and frame.calm, frame.fresh if frame else frozenset()
        return wall_lines(
            [
                tile(one, one.state.today, lookout.now, glyphs, calm=calm, fresh=one.id in fresh)
                for one in self._pages[self._shown.page]
            ],
            planned.grid,
            head=head(
                lookout.snapshot,
                lookout.seen,
                lookout.now,
                self._zone,
                day=None if calm else lookout.snapshot.day,
                pages=len(self._pages),
                shown=self._shown,
                mark="" if self._settings.looks.calm else life_mark(beats, glyphs),
                glyphs=glyphs,
            ),
            width=width,
            height=height,
            shift=shift_at(at, self._settings.wall.shift),
            empty=why_empty(frame, "", glyphs),
            notice=self._notice[0] if at < self._notice[1] else (),
            glyphs=glyphs,
        )

    def _plan(self, count: int, width: int, height: int, at: float) -> Plan:
        key = count, width, height
        if self._planned is not None and self._planned[0] == key:
            return self._planned[1]
        wall = self._settings.wall
        found = plan(count, width, height, screen_height=wall.screen_height, distance=wall.distance)
        before = None if self._planned is None else self._planned[1].problem
        self._planned = key, found
        if found.problem is not None and found.problem != before:
            fits = len(found.problem) + 4 <= width
            text = found.problem if fits else found.brief or found.problem
            self.say(f"{self._glyphs.warning} {text}", at, "warning", NOTICE_FOR)
        return found

    def _turn_pages(self, at: float) -> None:
        breached = _in_breach(self._pages)
        if self._turned_at is not None and not breached - self._known:
            self._known &= breached
            page = min(self._shown.page, len(self._pages) - 1)
            self._shown = Shown(page, self._shown.since)
            return
        self._turned_at = None
        self._shown = page_to_show(self._shown, self._pages, at, self._settings.wall.rotate)

    def _night_lines(self, frame: Frame | None, at: float, width: int, height: int) -> Lines | None:
        """The page while every queue is closed; ``None`` while one is open."""
        lookout = self._lookout
        now, local = lookout.now, self._zone or LOCAL_ZONE
        rows = () if frame is None else frame.rows
        # Without any queue it goes by the hours of the whole centre.
        told = {one.hours for one in rows} if rows else {self._settings.hours}
        hours = frozenset(one for one in told if one is not None)
        if len(hours) < len(told) or not all(is_closed(one, now, local) for one in hours):
            return None
        feed = lookout.seen
        return night_lines(
            now,
            self._next_opening(hours, now, local),
            not lookout.withheld,
            width,
            height,
            zone=self._zone,
            data_age=feed.age,
            reason=feed.reason or "",
            title=lookout.snapshot.organisation or "",
            shift=shift_at(at, self._settings.wall.shift),
            glyphs=self._glyphs,
        )

    def _next_opening(self, hours: frozenset[Hours], now: float, local: tzinfo) -> float | None:
        """When the first of them opens; looked for once a minute."""
        # Hours begin and end with whole minutes.
        minute = int(now // 60)
        if self._opens is None or self._opens[:2] != (minute, hours):
            openings = (next_opening(one, now, local) for one in hours)
            first = min((one for one in openings if one is not None), default=None)
            self._opens = minute, hours, first
        return self._opens[2]


def _in_breach(pages: tuple[tuple[Standing, ...], ...]) -> frozenset[str]:
    return frozenset(one.id for page in pages for one in page if one.severity == "critical")
