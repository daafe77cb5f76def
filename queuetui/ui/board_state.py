"""What the board shows and how the person at the keyboard has set it; no Textual in here.

The newest snapshot and the chosen order, filter and pause go in; a `Frame` comes out for every
tick, made by the view's pure functions. Instants are epoch seconds by the server's clock (``now``)
or monotonic seconds (``at``), and are passed in.
"""

from msgspec import Struct

from queuetui.domain.settings import ORDERS, Order, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.view.formats import cells
from queuetui.view.standing import Standing, Summary, matching, ordered, standings, summary
from queuetui.view.transitions import Transitions, track

PAUSE_AT_MOST = 300.0
"""Seconds after which drawing resumes by itself: a forgotten pause must not outlive its reason."""


class Frame(Struct, frozen=True):
    """Everything the board draws at one instant."""

    now: float
    """Epoch seconds by the server's clock."""
    rows: tuple[Standing, ...]
    """In the chosen order, after the filter."""
    summary: Summary
    """Over all queues, whatever the filter."""
    fresh: frozenset[str]
    """Ids of the queues that have just entered a breach."""
    name_width: int
    """Cells of the longest name of all queues, so that a filter does not move the columns."""
    unlisted: str | None = None
    """Why it is not even known which queues there are; ``None`` when it is."""


class _Picture(Struct, frozen=True):
    """All queues as judged at one instant; while paused, the one that stays on screen."""

    now: float
    standings: tuple[Standing, ...]
    fresh: frozenset[str]
    unlisted: str | None


class BoardState:
    """The newest snapshot and the choices of the person in front of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._transitions = Transitions()
        self._picture: _Picture | None = None
        self._judged: tuple[Standing, ...] = ()
        self._paused_at: float | None = None
        self.order: Order = settings.board.sort
        self.filter = ""

    @property
    def paused(self) -> bool:
        """Whether drawing is paused."""
        return self._paused_at is not None

    def paused_for(self, at: float) -> float:
        """Seconds since drawing was paused; 0 while it goes on."""
        return 0.0 if self._paused_at is None else at - self._paused_at

    def pause(self, at: float) -> None:
        """Keep the picture as it is."""
        self._paused_at = at

    def resume(self) -> None:
        """Let the picture follow the data again."""
        self._paused_at = None

    def next_order(self) -> Order:
        """Choose the next sort order, and say which."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        return self.order

    def look(self, snapshot: Snapshot, now: float, at: float) -> tuple[Standing, ...]:
        """Judge all queues at this instant; return those that have entered a breach just now.

        Also while paused, when it changes nothing on screen: what enters a breach meanwhile is
        still to be told.
        """
        settings = self._settings
        judged = standings(snapshot, settings.watchlist, now, settings.staleness, self._judged)
        self._judged = judged
        before = self._transitions.entered
        self._transitions = track(self._transitions, judged, at)
        entered = self._transitions.entered
        if self._paused_at is None or self._picture is None:
            seconds = settings.board.fresh_breach
            fresh = (each for each in entered if self._transitions.fresh(each, at, seconds))
            self._picture = _Picture(now, judged, frozenset(fresh), _unlisted(snapshot))
        return tuple(each for each in judged if each.id in entered.keys() - before.keys())

    def frame(self) -> Frame | None:
        """What to draw; ``None`` before the first look."""
        picture = self._picture
        if picture is None:
            return None
        return Frame(
            now=picture.now,
            rows=ordered(matching(picture.standings, self.filter), self.order),
            summary=summary(picture.standings),
            fresh=picture.fresh,
            name_width=max((cells(each.label) for each in picture.standings), default=0),
            unlisted=picture.unlisted,
        )


def _unlisted(snapshot: Snapshot) -> str | None:
    health = snapshot.health
    if snapshot.queues or health.cause in (None, "queues"):
        return None
    return health.reason
