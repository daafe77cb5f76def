"""Pictures of the screen; they change only on purpose. New ones: `pytest --snapshot-update`."""

from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.snapshot import Snapshot
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, FakeFeed, MakeApp

Compare = Callable[..., bool]
RunBefore = Callable[[Pilot[None]], Awaitable[None]]


def showing(feed: FakeFeed, *snapshots: Snapshot, keys: tuple[str, ...] = ()) -> RunBefore:
    """Publish snapshots one after the other, then type."""

    async def run_before(pilot: Pilot[None]) -> None:
        for snapshot in snapshots:
            feed.send(snapshot)
            await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return run_before


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"]
)
class TestBoard:
    """The list of queues in its sizes."""

    def test_calm(
        self, snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """Quiet: one colour, nothing filled."""
        assert snap_compare(make_app(), terminal_size=size, run_before=showing(feed, CALM))

    def test_breach(
        self, snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """The worst on top, filled and marked as new; late and missing figures look so."""
        before = showing(feed, CALM, BREACH)
        assert snap_compare(make_app(), terminal_size=size, run_before=before)


def test_frozen(
    snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    """A banner across the screen, no figure without its dash, no green."""
    health = replace(
        BREACH.health, state="frozen", reason="rate limited", next_try=clock.now() + 54
    )
    clock.advance(42)
    before = showing(feed, replace(BREACH, health=health))
    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before)


def test_help(snap_compare: Compare, make_app: MakeApp, feed: FakeFeed) -> None:
    """Every key, and what the marks mean."""
    before = showing(feed, CALM, keys=("question_mark",))
    assert snap_compare(make_app(), terminal_size=(120, 40), run_before=before)
