"""Pictures of the wall; they change only on purpose. New ones: `pytest --snapshot-update`."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.hours import Hours, Span
from queuetui.domain.settings import LooksSettings, Settings, WallSettings
from queuetui.domain.snapshot import Snapshot
from queuetui.domain.themes import ThemeName
from queuetui.domain.watchlist import Watchlist
from tests.clocks import ManualClock
from tests.ui.conftest import FakeFeed
from tests.ui.walls import BREACH_WALL, CALM_WALL, MakeWall, wall_maker

Compare = Callable[..., bool]
RunBefore = Callable[[Pilot[None]], Awaitable[None]]

STILL = WallSettings(shift=0)
NIGHT = Hours("Europe/Berlin", ((Span(780, 1200),),) * 7)


@pytest.fixture
def make_wall(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeWall:
    return wall_maker(feed, clock, tmp_path)


def showing(feed: FakeFeed, *snapshots: Snapshot) -> RunBefore:
    """Publish snapshots one after the other."""

    async def run_before(pilot: Pilot[None]) -> None:
        for snapshot in snapshots:
            feed.send(snapshot)
            await pilot.pause()

    return run_before


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"]
)
class TestWall:
    """The tiles in their sizes."""

    def test_calm(
        self, snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """Quiet: what is well is grey."""
        before = showing(feed, CALM_WALL)
        wall = make_wall(Settings(wall=STILL))
        assert snap_compare(wall, terminal_size=size, run_before=before)

    def test_breach(
        self, snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """Filled tiles for breaches, a double frame for warnings, a dotted one without figures."""
        before = showing(feed, CALM_WALL, BREACH_WALL)
        wall = make_wall(Settings(wall=STILL))
        assert snap_compare(wall, terminal_size=size, run_before=before)

    def test_frozen(
        self,
        snap_compare: Compare,
        make_wall: MakeWall,
        feed: FakeFeed,
        clock: ManualClock,
        size: tuple[int, int],
    ) -> None:
        """A band across the screen, no figure without its dash, no green."""
        health = replace(
            BREACH_WALL.health, state="frozen", reason="rate limited", next_try=clock.now() + 54
        )
        clock.advance(42)
        before = showing(feed, replace(BREACH_WALL, health=health))
        wall = make_wall(Settings(wall=STILL))
        assert snap_compare(wall, terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", ["day", "contrast", "safe", "plain"])
def test_theme(
    snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed, theme: ThemeName
) -> None:
    """A breach is unmistakable in each."""
    before = showing(feed, CALM_WALL, BREACH_WALL)
    wall = make_wall(Settings(wall=STILL, looks=LooksSettings(theme)))
    assert snap_compare(wall, terminal_size=(80, 24), run_before=before)


def test_no_data_yet(snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed) -> None:
    """Nothing that could be taken for a figure."""
    wall = make_wall(Settings(wall=STILL))
    assert snap_compare(wall, terminal_size=(80, 24), run_before=showing(feed))


def test_told_calmly(snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed) -> None:
    """Signs and words, no counts and no waits."""
    before = showing(feed, CALM_WALL, BREACH_WALL)
    wall = make_wall(Settings(wall=STILL, looks=LooksSettings(calm=True)))
    assert snap_compare(wall, terminal_size=(120, 40), run_before=before)


def test_night(snap_compare: Compare, make_wall: MakeWall, feed: FakeFeed) -> None:
    """A clock, the next opening, and proof that figures are collected."""
    before = showing(feed, CALM_WALL)
    wall = make_wall(Settings(wall=STILL, watchlist=Watchlist(hours=NIGHT)))
    assert snap_compare(wall, terminal_size=(80, 24), run_before=before)
