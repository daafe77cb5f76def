"""An opened queue on the screen: its keys, whom it asks, and how seldom its pictures are drawn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot

from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.widgets.queue_panel import QueuePanel
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, FakeFeed, MakeApp, a_queue, place, screen_text
from tests.view.queue_samples import ID, NAMES, agents, busy, points
from tests.view.samples import NOW

SCENE = busy(40)
OTHER = replace(a_queue("Zebra"), reading=None)
RICH = Snapshot(
    taken_at=NOW,
    skew=0.0,
    base_url="https://api.mypurecloud.ie",
    interval=5.0,
    health=Health("live", next_try=NOW + 2, last_good=NOW - 3),
    queues=(SCENE.standing.state, OTHER),
    organisation="Acme Insurance",
    sequence=7,
    day=SCENE.day,
    today=SCENE.today,
    opened=SCENE.opened,
)


@asynccontextmanager
async def opened(
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
) -> AsyncIterator[tuple[QueuetuiApp, Pilot[None]]]:
    """The rich queue, opened."""
    clock.advance(NOW - clock.now())
    feed.past = points()
    app = make_app(settings)
    async with app.run_test(size=size) as pilot:
        feed.send(RICH)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert place(app) == "queue"
        yield app, pilot


def panel(app: QueuetuiApp) -> QueuePanel:
    return app.board.query_one(QueuePanel)


def names(app: QueuetuiApp) -> list[str]:
    """First names of the agents in sight, from the top."""
    first = [name.split()[0] for name in NAMES]
    found = [[one for one in first if f" {one} " in line] for line in screen_text(app).split("\n")]
    return [each[0] for each in found if each]


async def test_it_shows_all_that_is_known(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, _):
        shown = screen_text(app)
        for words in (
            "3:47 over the goal of 0:20", "LONGEST WAIT", "voice goal 0:20", "NOT RESPONDING",
            "TODAY  since 00:00 UTC", "WAITING, LAST HOUR", "Aylin Demir",
        ):  # fmt: skip
            assert words in shown, words


async def test_the_feed_is_told_which_queue_is_open(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        assert feed.opened == [ID]
        app.tick()
        await pilot.press("question_mark", "escape", "d", "escape")
        assert feed.opened == [ID]
        await pilot.press("n")
        assert feed.opened == [ID, OTHER.queue.id]
        await pilot.press("p", "escape")
        assert feed.opened == [ID, OTHER.queue.id, ID, None]
        await pilot.press("enter")
        assert feed.opened[-1] == ID


@pytest.mark.parametrize(("onward", "back"), [("n", "p"), ("]", "[")])
async def test_another_queue_keeps_view_and_place(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, onward: str, back: str
) -> None:
    async with opened(make_app, feed, clock, size=(80, 24)) as (app, pilot):
        third = replace(SCENE.standing.state.queue, id="third", name="Third")
        feed.send(replace(RICH, queues=(*RICH.queues[:1], replace(RICH.queues[0], queue=third))))
        await pilot.pause()
        await pilot.press("pagedown")
        before = panel(app).scroll_offset.y
        assert before > 5
        await pilot.press(onward)
        assert place(app) == "queue"
        assert panel(app).queue_id == "third"
        assert panel(app).scroll_offset.y == before
        await pilot.press(back)
        assert panel(app).queue_id == ID
        assert panel(app).scroll_offset.y == before
        await pilot.press("escape", "enter")
        assert panel(app).scroll_offset.y == 0


async def test_o_sorts_the_agents_and_says_how(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        assert names(app)[0] == "Jan"
        assert "↓TIME" in screen_text(app)
        await pilot.press("o")
        assert app.board.event.endswith("agents sorted: by status")
        assert names(app)[:2] == ["Aylin", "Aylin"]
        await pilot.press("o")
        assert names(app)[:3] == ["Aylin", "Aylin", "Aylin"]
        assert "NAME↑" in screen_text(app)
        await pilot.press("o")
        assert names(app)[0] == "Jan"


async def test_pictures_are_not_drawn_again_each_second(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        made, asked = panel(app).pictures.made, feed.histories
        assert made == 4
        for _ in range(3):
            clock.advance(1)
            app.tick()
        assert "4:10" in screen_text(app)
        assert (panel(app).pictures.made, feed.histories) == (made, asked)
        # A snapshot without news: the same past is the same picture.
        feed.send(replace(RICH, taken_at=NOW + 3))
        await pilot.pause()
        assert feed.histories == asked + 1
        assert panel(app).pictures.made == made
        feed.past = (*feed.past, replace(feed.past[-1], at=NOW + 2))
        feed.send(replace(RICH, taken_at=NOW + 3, sequence=8))
        await pilot.pause()
        assert panel(app).pictures.made == made + 3


async def test_only_the_past_that_is_shown_is_asked_for(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, _):
        past = panel(app)._points
        assert past
        assert past[-1] == feed.past[-1]
        assert NOW - 4000 < past[0].at <= NOW - 3600


async def test_a_picture_that_is_paused_does_not_move(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        await pilot.press("space")
        before = panel(app).text
        clock.advance(2)
        assert RICH.opened is not None
        told = replace(RICH.opened, agents=replace(RICH.opened.agents, value=agents(2)))
        feed.send(replace(RICH, taken_at=NOW + 2, opened=told, sequence=8))
        await pilot.pause()
        app.tick()
        assert panel(app).text == before
        await pilot.press("space")
        assert panel(app).text != before
        assert "AGENTS  2 " in panel(app).text


async def test_a_feed_that_is_down_withholds_every_part(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock, size=(200, 60)) as (app, pilot):
        down = replace(RICH.health, state="down", cause="network", reason="No route to host.")
        feed.send(replace(RICH, health=down))
        await pilot.pause()
        text = panel(app).text
        assert "No route to host" in text
        assert text.count("○ frozen") == 5
        assert "(4:04)" in text


async def test_keys_and_wheel_scroll_it(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock, size=(80, 24)) as (app, pilot):
        assert "BREACH  Claims Motor" in screen_text(app)
        await pilot.press("down")
        assert panel(app).scroll_offset.y == 1
        await pilot.press("end")
        assert "figures of 09:15:01" in screen_text(app)
        await pilot.press("home")
        assert panel(app).scroll_offset.y == 0
        await pilot._post_mouse_events([MouseScrollDown], panel(app))
        await pilot.pause()
        assert panel(app).scroll_offset.y == 3
        await pilot._post_mouse_events([MouseScrollUp], panel(app))
        await pilot.pause()
        assert panel(app).scroll_offset.y == 0


async def test_calm_tells_no_waits(make_app: MakeApp, feed: FakeFeed, clock: ManualClock) -> None:
    settings = Settings(looks=LooksSettings(calm=True))
    async with opened(make_app, feed, clock, settings=settings) as (app, _):
        assert "LONGEST WAIT" not in panel(app).text
        assert "has waited longer than its goal" in panel(app).text


async def test_names_of_agents_are_nowhere_but_in_the_opened_queue(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        assert "Aylin Demir" in screen_text(app)
        await pilot.press("escape")
        assert not any(name in screen_text(app) for name in NAMES)


async def test_the_palette_switches_the_opened_queue(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock
) -> None:
    async with opened(make_app, feed, clock) as (app, pilot):
        app.board.go_to(OTHER.queue.id)
        await pilot.pause()
        assert place(app) == "queue"
        assert feed.opened[-1] == OTHER.queue.id
        assert "never answered" in screen_text(app)
        assert BREACH.queues[0].queue.id not in feed.opened
