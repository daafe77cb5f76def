"""Pictures of the states, sizes and themes that the other files of pictures leave out.

They change only on purpose. New ones: ``pytest --snapshot-update`` with this file's name.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.settings import GroupSettings, LooksSettings, Settings, WallSettings
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.themes import THEMES, ThemeName
from queuetui.domain.watchlist import Watchlist
from queuetui.ui.app import QueuetuiApp
from queuetui.view.glyphs import UNICODE
from tests.clocks import ManualClock
from tests.ui.conftest import NOW, FakeFeed, a_queue
from tests.ui.test_ui_wall_snapshots import NIGHT
from tests.ui.walls import BREACH_WALL, CALM_WALL
from tests.view.test_view_diagnostics import PROGRAM, TOLD

Compare = Callable[..., bool]
Keys = tuple[str, ...]
Make = Callable[..., QueuetuiApp]

SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60)}
LARGER = ("120x40", "200x60")
STILL = WallSettings(shift=0)
AGO = 42.0
"""Seconds since the last answer where there is none any more."""

WARNING = replace(
    CALM_WALL,
    queues=tuple(
        a_queue(state.queue.name, waiting=waiting, oldest=oldest, available=available)
        if (waiting, oldest, available) != (0, None, 4)
        else state
        for state, (waiting, oldest, available) in zip(
            CALM_WALL.queues, [(7, 21.0, 2), (0, None, 4), (6, 48.0, 1)] * 4, strict=True
        )
    ),
)
FROZEN = replace(
    BREACH_WALL,
    health=replace(BREACH_WALL.health, state="frozen", reason="rate limited", next_try=NOW + 60),
)
NONE_YET = replace(
    CALM_WALL, queues=tuple(a_queue(state.queue.name, as_of=None) for state in CALM_WALL.queues)
)
"""The queues are known by name, and nothing else is."""
GROUPED = Settings(groups=GroupSettings(by="division"))
DIVISIONS = ("Claims", "Service", "Sales")


def grouped(snapshot: Snapshot) -> Snapshot:
    """The same queues in three divisions."""
    return replace(
        snapshot,
        queues=tuple(
            replace(state, queue=replace(state.queue, division=DIVISIONS[n % 3]))
            for n, state in enumerate(snapshot.queues)
        ),
    )


@pytest.fixture
def make(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> Make:
    def made(settings: Settings | None = None, *, wall: bool = False) -> QueuetuiApp:
        wanted = replace(settings or Settings(), wall=STILL)
        return QueuetuiApp(
            feed, wanted, clock, UNICODE, UTC, redact=str, crash_dir=tmp_path, wall=wall
        )

    return made


def showing(
    feed: FakeFeed, *snapshots: Snapshot, keys: Keys = ()
) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Publish snapshots one after the other, then type."""

    async def run_before(pilot: Pilot[None]) -> None:
        for snapshot in snapshots:
            feed.send(snapshot)
            await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return run_before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("wall", [False, True], ids=["board", "wall"])
class TestStates:
    def test_warning(
        self, snap_compare: Compare, make: Make, feed: FakeFeed, wall: bool, size: str
    ) -> None:
        """Nothing is filled: a warning asks for a look, not for a run."""
        before = showing(feed, WARNING)
        assert snap_compare(make(wall=wall), terminal_size=SIZES[size], run_before=before)

    def test_no_data(
        self, snap_compare: Compare, make: Make, feed: FakeFeed, wall: bool, size: str
    ) -> None:
        """Names without figures, and nothing that could be taken for one."""
        before = showing(feed, NONE_YET)
        assert snap_compare(make(wall=wall), terminal_size=SIZES[size], run_before=before)


@pytest.mark.parametrize("size", LARGER)
def test_frozen_board(
    snap_compare: Compare, make: Make, feed: FakeFeed, clock: ManualClock, size: str
) -> None:
    """A banner across the screen, no figure without its dash, no green."""
    clock.advance(AGO)
    before = showing(feed, FROZEN)
    assert snap_compare(make(), terminal_size=SIZES[size], run_before=before)


class TestGroups:
    @pytest.mark.parametrize("size", SIZES)
    def test_breach(self, snap_compare: Compare, make: Make, feed: FakeFeed, size: str) -> None:
        """Each group under a head with its totals, the worst group first."""
        before = showing(feed, grouped(CALM_WALL), grouped(BREACH_WALL))
        assert snap_compare(make(GROUPED), terminal_size=SIZES[size], run_before=before)

    def test_folded(self, snap_compare: Compare, make: Make, feed: FakeFeed) -> None:
        """Only the heads, which say what is under them."""
        before = showing(feed, grouped(CALM_WALL), grouped(BREACH_WALL), keys=("z",))
        assert snap_compare(make(GROUPED), terminal_size=SIZES["120x40"], run_before=before)

    def test_frozen(
        self, snap_compare: Compare, make: Make, feed: FakeFeed, clock: ManualClock
    ) -> None:
        """No total of figures that nobody believes."""
        clock.advance(AGO)
        before = showing(feed, grouped(FROZEN))
        assert snap_compare(make(GROUPED), terminal_size=SIZES["120x40"], run_before=before)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "night"])
@pytest.mark.parametrize("wall", [False, True], ids=["board", "wall"])
def test_theme(
    snap_compare: Compare, make: Make, feed: FakeFeed, wall: bool, theme: ThemeName
) -> None:
    """A breach is unmistakable in each."""
    settings = Settings(looks=LooksSettings(theme))
    before = showing(feed, CALM_WALL, BREACH_WALL)
    assert snap_compare(make(settings, wall=wall), terminal_size=(120, 40), run_before=before)


class TestNight:
    @pytest.mark.parametrize("size", LARGER)
    def test_collecting(self, snap_compare: Compare, make: Make, feed: FakeFeed, size: str) -> None:
        """A clock, the next opening, and proof that figures are collected."""
        app = make(Settings(watchlist=Watchlist(hours=NIGHT)), wall=True)
        before = showing(feed, CALM_WALL)
        assert snap_compare(app, terminal_size=SIZES[size], run_before=before)

    def test_not_collecting(
        self, snap_compare: Compare, make: Make, feed: FakeFeed, clock: ManualClock
    ) -> None:
        """Who comes in the morning is told before they open."""
        clock.advance(AGO)
        app = make(Settings(watchlist=Watchlist(hours=NIGHT)), wall=True)
        before = showing(feed, FROZEN)
        assert snap_compare(app, terminal_size=SIZES["120x40"], run_before=before)


@pytest.mark.parametrize("size", ["80x24", "200x60"])
def test_help(snap_compare: Compare, make: Make, feed: FakeFeed, size: str) -> None:
    """Keys, marks and figures."""
    before = showing(feed, CALM_WALL, keys=("question_mark",))
    assert snap_compare(make(), terminal_size=SIZES[size], run_before=before)


def test_help_of_a_figure(snap_compare: Compare, make: Make, feed: FakeFeed) -> None:
    """Definition, formula, source and traps of what is on screen."""
    before = showing(feed, CALM_WALL, keys=("question_mark", *("pagedown",) * 2))
    assert snap_compare(make(), terminal_size=SIZES["120x40"], run_before=before)


@pytest.mark.parametrize("size", SIZES)
def test_diagnostics(
    snap_compare: Compare,
    make: Make,
    feed: FakeFeed,
    monkeypatch: pytest.MonkeyPatch,
    size: str,
) -> None:
    """How the connection is, its last calls, and what the program uses."""
    program = replace(PROGRAM, size=SIZES[size])
    monkeypatch.setattr("queuetui.ui.app.now_using", lambda *_, **__: program)
    feed.told = TOLD
    before = showing(feed, FROZEN, keys=("d",))
    assert snap_compare(make(), terminal_size=SIZES[size], run_before=before)
