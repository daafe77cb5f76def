"""What is put on the terminal piece by piece looks as if Textual had painted all of it."""

import pyte
import pytest
from msgspec.structs import replace
from textual._compositor import CompositorUpdate
from textual.pilot import Pilot
from textual.screen import Screen

from queuetui.domain.settings import Settings
from queuetui.domain.themes import THEMES, ThemeName
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.brush import Brush
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, CALM, NOW, FakeFeed, MakeApp, a_queue, a_snapshot

SIZE = (160, 30)


class Seen:
    """A terminal that takes what the brush and Textual write."""

    def __init__(self, app: QueuetuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
        self.screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self.screen)
        self.put: list[str] = []
        """What the brush wrote."""
        self.painted = 0
        """How many frames Textual painted."""
        self._app = app

        def display(_: Screen[object], update: object) -> None:
            if isinstance(update, CompositorUpdate):
                self.painted += 1
                self._stream.feed(update.render_segments(app.console))

        monkeypatch.setattr(app, "_display", display)
        app.brush = Brush(app, lambda: self._put)

    def _put(self, text: str) -> None:
        self.put.append(text)
        self._stream.feed(text)

    def cells(self) -> list[list[object]]:
        return _cells(self.screen)

    def whole(self) -> list[list[object]]:
        """What Textual would paint now, every cell of it."""
        screen = pyte.Screen(*SIZE)
        update = self._app.screen._compositor.render_full_update()
        pyte.Stream(screen).feed(update.render_segments(self._app.console))
        return _cells(screen)


def _cells(screen: pyte.Screen) -> list[list[object]]:
    """Of each cell the sign and how it looks; the colour of a blank's ink can't be seen."""
    return [
        [
            (cell.data, cell.bg, cell.underscore, cell.reverse)
            + ((cell.fg, cell.bold, cell.italics) if cell.data != " " else ())
            for cell in (screen.buffer[row][column] for column in range(screen.columns))
        ]
        for row in range(screen.lines)
    ]


async def tick(pilot: Pilot[None], app: QueuetuiApp, clock: ManualClock, seconds: float) -> None:
    clock.advance(seconds)
    app.tick()
    await pilot.pause()


@pytest.mark.parametrize("theme", THEMES)
async def test_pieces_make_the_screen_that_is_painted_whole(
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    theme: ThemeName,
) -> None:
    app = make_app()
    seen = Seen(app, monkeypatch)
    async with app.run_test(size=SIZE) as pilot:
        app.use_theme(theme)
        feed.send(BREACH)
        await pilot.pause()
        app.screen.refresh()
        await pilot.pause()
        assert seen.cells() == seen.whole()
        for key in ("", "j", "j", "s", "", "k", "G", "", "d", "", "escape", "/", "escape", ""):
            if key:
                await pilot.press(key)
            await tick(pilot, app, clock, 1.0)
            assert seen.cells() == seen.whole(), key
        feed.send(replace(CALM, sequence=8, taken_at=NOW + 14))
        await pilot.pause()
        assert seen.cells() == seen.whole()
        # Late, frozen, and then a banner that moves everything down.
        for seconds in (9.0, 30.0, 1.0, 1.0):
            await tick(pilot, app, clock, seconds)
            assert seen.cells() == seen.whole(), seconds
        await pilot.press("ctrl+p")
        await tick(pilot, app, clock, 1.0)
        await pilot.press("escape")
        await tick(pilot, app, clock, 1.0)
        assert seen.cells() == seen.whole()
        assert seen.put


async def test_a_second_is_put_and_not_painted(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(Settings())
    seen = Seen(app, monkeypatch)
    async with app.run_test(size=SIZE) as pilot:
        feed.send(a_snapshot(a_queue("Sales", waiting=2, oldest=3), a_queue("Winback", waiting=0)))
        await pilot.pause()
        await tick(pilot, app, clock, 1.0)
        seen.put.clear()
        before = seen.painted
        await tick(pilot, app, clock, 1.0)
        assert seen.painted == before
        (frame,) = seen.put
        assert "Sales" not in frame
        assert "Winback" not in frame
        assert seen.cells() == seen.whole()


async def test_what_lies_under_a_list_of_commands_is_left_to_textual(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    seen = Seen(app, monkeypatch)
    async with app.run_test(size=SIZE) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        await pilot.press("ctrl+p")
        await pilot.pause()
        seen.put.clear()
        await tick(pilot, app, clock, 1.0)
        assert seen.put == []
