"""What the board shows and how the person at the keyboard has set it; no Textual in here.

The newest snapshot and the chosen order, groups, filter and pause go in; a `Frame` comes out for
every tick, made by the view's pure functions. Instants are epoch seconds by the server's clock
(``now``) or monotonic seconds (``at``), and are passed in.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from queuetui.domain.arrangement import Arrangement
from queuetui.domain.day import Day
from queuetui.domain.settings import GROUPS_BY, GroupBy, Order, Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.view.columns import TODAY, keys_of, set_names
from queuetui.view.filter import Found, matching
from queuetui.view.formats import cells
from queuetui.view.groups import Group, Row, grouped
from queuetui.view.sorting import column_of, ordered, turned
from queuetui.view.standing import Standing, Summary, regrouped, standings, summary
from queuetui.view.transitions import Transitions, track

PAUSE_AT_MOST = 300.0
"""Seconds after which drawing resumes by itself: a forgotten pause must not outlive its reason."""
INDENT = 2
"""Cells before the names of queues that stand under the head of their group."""
_HEAD = 12
"""Cells that the head of a group takes beside its name: a sign, and how many queues."""


class Frame(Struct, frozen=True):
    """Everything the board draws at one instant."""

    now: float
    """Epoch seconds by the server's clock."""
    rows: tuple[Standing, ...]
    """In the chosen order, after the filter, whatever is folded."""
    summary: Summary
    """Over all queues, whatever the filter."""
    fresh: frozenset[str]
    """Ids of the queues that have just entered a breach."""
    name_width: int
    """Cells of the longest name of all queues, so that a filter does not move the columns."""
    listed: bool = True
    """Whether it is known which queues there are."""
    unlisted: str | None = None
    """Why it is not, in plain words; ``None``: it is just being asked for."""
    calm: bool = False
    """Whether only breaches are told, no counts and no waits."""
    lines: tuple[Row, ...] = ()
    """The rows as they are listed: between heads of groups, without those that are folded."""
    columns: tuple[str, ...] = ()
    """Keys of the wanted columns, in their order."""
    indent: int = 0
    """Cells before the names of queues."""
    hint: str = ""
    """What the person may want to know about the filter."""
    day: Day | None = None
    """The one that the wanted columns tell of; ``None``: none of them does, or it is not known."""


class _Picture(Struct, frozen=True):
    """All queues as judged at one instant; while paused, the one that stays on screen."""

    now: float
    standings: tuple[Standing, ...]
    fresh: frozenset[str]
    listed: bool
    unlisted: str | None
    day: Day | None


class BoardState:
    """The newest snapshot and the choices of the person in front of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._transitions = Transitions()
        self._picture: _Picture | None = None
        self._judged: tuple[Standing, ...] = ()
        self._paused_at: float | None = None
        self._groups = settings.groups
        self._heads: dict[str, Group] = {}
        self._drawn: tuple[_Picture, tuple[object, ...], Frame] | None = None
        """The last frame, and what it was made of."""
        self.calm = settings.looks.calm
        self.order: Order = settings.board.sort
        self.columns = settings.board.columns
        """The name of the column set."""
        self.folded: frozenset[str] = frozenset()
        """Keys of the groups that are folded."""
        self.filter = ""

    @property
    def by(self) -> GroupBy:
        """How queues are put together."""
        return self._groups.by

    @property
    def arrangement(self) -> Arrangement:
        """What is to be kept for the next run."""
        return Arrangement(self.columns, self.by)

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

    def resume_by_itself(self, at: float, *, withheld: bool) -> str | None:
        """End a pause whose time has come, and say why; ``None`` where there is none to end."""
        if self.paused_for(at) >= PAUSE_AT_MOST:
            said = "drawing resumed by itself after 5 minutes"
        elif self.paused and withheld:
            # A picture that stands still must not outlive the figures it shows.
            said = "drawing goes on: the figures are too old to be believed"
        else:
            return None
        self.resume()
        return said

    def next_order(self, columns: Sequence[str]) -> None:
        """Sort by the next of these columns, after the last one as configured, and so on."""
        ways = [*columns, "configuration"]
        now = column_of(self.order)
        self.order = ways[(ways.index(now) + 1) % len(ways)] if now in ways else ways[0]

    def sort_by(self, column: str) -> None:
        """Sort by this column; once more, the other way round."""
        self.order = turned(self.order) if column_of(self.order) == column else column

    def turn_order(self) -> None:
        """Sort the other way round."""
        self.order = turned(self.order)

    def next_columns(self) -> None:
        """Choose the next column set."""
        names = set_names(self._settings.column_sets)
        place = names.index(self.columns) + 1 if self.columns in names else 0
        self.columns = names[place % len(names)]

    def next_groups(self) -> None:
        """Put the queues together in the next way that makes groups of them, or not at all."""
        place = GROUPS_BY.index(self.by) + 1
        for by in (*GROUPS_BY[place:], *GROUPS_BY[:place]):
            self.group_by(by)
            if by == "none" or any(each.group is not None for each in self._judged):
                return

    def group_by(self, by: GroupBy) -> None:
        """Put the queues together in this way."""
        self._groups = replace(self._groups, by=by)
        watchlist = self._settings.watchlist
        self._judged = regrouped(self._judged, watchlist, self._groups)
        if self._picture is not None:
            rows = regrouped(self._picture.standings, watchlist, self._groups)
            self._picture = replace(self._picture, standings=rows)

    def fold(self, key: str, *, folded: bool) -> None:
        """Show only the head of a group, or its queues again."""
        self.folded = self.folded | {key} if folded else self.folded - {key}

    def fold_all(self) -> bool:
        """Show only the heads of all groups, or where they are all folded, all queues again."""
        frame = self.frame()
        lines: Collection[Row] = () if frame is None else frame.lines
        keys = {row.key for row in lines if isinstance(row, Group)}
        all_folded = keys <= self.folded
        self.folded = self.folded - keys if all_folded else self.folded | keys
        return not all_folded

    def standing(self, queue_id: str) -> Standing | None:
        """A queue as it stands in the picture, whatever is listed."""
        rows = () if self._picture is None else self._picture.standings
        return next((each for each in rows if each.id == queue_id), None)

    def look(
        self, snapshot: Snapshot, now: float, at: float, reason: str | None = None
    ) -> tuple[Standing, ...]:
        """Judge all queues at this instant; return those that have entered a breach just now.

        ``reason`` is why the feed brings nothing, in plain words.

        Also while paused, when it changes nothing on screen: what enters a breach meanwhile is
        still to be told.
        """
        settings = self._settings
        judged = standings(
            snapshot,
            settings.watchlist,
            now,
            settings.staleness,
            self._judged,
            groups=self._groups,
            staffed=settings.staffed,
        )
        self._judged = judged
        before = self._transitions.entered
        self._transitions = track(self._transitions, judged, at)
        entered = self._transitions.entered
        if self._paused_at is None or self._picture is None or not self._picture.listed:
            seconds = settings.board.fresh_breach
            fresh = (each for each in entered if self._transitions.fresh(each, at, seconds))
            listed = _listed(snapshot)
            self._picture = _Picture(now, judged, frozenset(fresh), listed, reason, snapshot.day)
        new = entered.keys() - before.keys()
        return tuple(each for each in judged if each.id in new) if new else ()

    def everything(self) -> Frame | None:
        """All queues as configured, whatever was chosen for the list."""
        picture = self._picture
        if picture is None:
            return None
        return self._framed(picture, Found(picture.standings), picture.standings)

    def frame(self) -> Frame | None:
        """What to draw; ``None`` before the first look."""
        picture = self._picture
        if picture is None:
            return None
        choices = (self.filter, self.order, self.columns, self.folded)
        drawn = self._drawn
        if drawn is not None and drawn[0] is picture and drawn[1] == choices:
            return drawn[2]
        found = matching(picture.standings, self.filter)
        rows = ordered(found.rows, self.order)
        lines: tuple[Row, ...] = rows
        if self.by != "none":
            lines = grouped(rows, self.order, self.folded, self._heads)
            self._heads = {row.key: row for row in lines if isinstance(row, Group)}
        frame = self._framed(picture, replace(found, rows=rows), lines)
        self._drawn = picture, choices, frame
        return frame

    def _framed(self, picture: _Picture, found: Found, lines: tuple[Row, ...]) -> Frame:
        name_width = max((cells(each.label) for each in picture.standings), default=0)
        indent = 0 if self.by == "none" else INDENT
        if indent:
            groups = {each.group or "" for each in picture.standings}
            head = max((cells(name) for name in groups), default=0) + _HEAD
            name_width = max(name_width + indent, head)
        columns = keys_of(self.columns, self._settings.column_sets)
        return Frame(
            now=picture.now,
            rows=found.rows,
            summary=summary(picture.standings),
            fresh=picture.fresh,
            name_width=name_width,
            listed=picture.listed,
            unlisted=picture.unlisted,
            calm=self.calm,
            lines=lines,
            columns=columns,
            indent=indent,
            hint=found.hint,
            day=None if TODAY.isdisjoint(columns) else picture.day,
        )


def _listed(snapshot: Snapshot) -> bool:
    if snapshot.queues:
        return True
    # An empty list that came with trouble of another kind is none.
    return snapshot.listed and snapshot.health.cause in {None, "queues"}
