"""Pictures of an opened queue; they change only on purpose. New ones: `pytest --snapshot-update`."""

from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.domain.themes import THEMES, ThemeName
from queuetui.view.queue_scene import Scene
from tests.clocks import ManualClock
from tests.ui.conftest import FakeFeed, MakeApp
from tests.view.queue_samples import busy, queue, reading, today, untold, well
from tests.view.samples import NOW, standing

Compare = Callable[..., bool]
SIZES = [(80, 24), (120, 40), (200, 60)]
SIZE_IDS = ["80x24", "120x40", "200x60"]


def nearly() -> Scene:
    """Seven wait, which is a warning; nobody has waited for long."""
    told = reading(calm=True)
    seven = replace(told, media={**told.media, "voice": replace(told.media["voice"], waiting=7)})
    return replace(well(), standing=standing(queue(seven, day=today())))


STATES: dict[str, Callable[[], Scene]] = {
    "breach": busy,
    "warning": nearly,
    "calm": well,
    "no-data": untold,
}


def snapshot_of(scene: Scene, health: Health | None = None) -> Snapshot:
    return Snapshot(
        taken_at=NOW,
        skew=0.0,
        base_url="https://api.mypurecloud.ie",
        interval=5.0,
        health=health or Health("live", next_try=NOW + 2, last_good=NOW - 3),
        queues=(scene.standing.state,),
        organisation="Acme Insurance",
        sequence=7,
        day=scene.day,
        today=scene.today,
        opened=scene.opened,
    )


def opening(feed: FakeFeed, clock: ManualClock, scene: Scene) -> Callable[..., Awaitable[None]]:
    clock.advance(NOW - clock.now())
    feed.past = scene.points

    async def run_before(pilot: Pilot[None]) -> None:
        feed.send(snapshot_of(scene))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()

    return run_before


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
@pytest.mark.parametrize("state", STATES)
def test_opened(
    snap_compare: Compare,
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
    size: tuple[int, int],
    state: str,
) -> None:
    """All that is known of one queue, the most important first."""
    before = opening(feed, clock, STATES[state]())
    assert snap_compare(make_app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "night"])
def test_theme(
    snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, clock: ManualClock, theme: ThemeName
) -> None:
    """What is wrong stands out in each."""
    before = opening(feed, clock, busy())
    app = make_app(Settings(looks=LooksSettings(theme)))
    assert snap_compare(app, terminal_size=(120, 40), run_before=before)


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
def test_opened_and_frozen(
    snap_compare: Compare,
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
    size: tuple[int, int],
) -> None:
    """No figure without its brackets, and the pictures end where the data ended."""
    first = opening(feed, clock, busy())
    down = Health(
        "down",
        cause="network",
        reason="No route to host.",
        next_try=NOW + 909,
        last_good=NOW - 3,
    )

    async def run_before(pilot: Pilot[None]) -> None:
        await first(pilot)
        clock.advance(900)
        feed.send(replace(snapshot_of(busy(), down), taken_at=NOW + 900))
        await pilot.pause()

    assert snap_compare(make_app(), terminal_size=size, run_before=run_before)
