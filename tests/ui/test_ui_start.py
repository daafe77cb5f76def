"""Before the first figures: a start that takes too long is *down*, and no list is no empty list."""

import pytest

from queuetui.domain.keeper import Sign
from queuetui.domain.snapshot import Health, Snapshot
from tests.clocks import ManualClock
from tests.ui.conftest import CALM, NOW, FakeFeed, MakeApp, a_queue, a_snapshot, screen_text
from tests.ui.test_ui_keeper import Notes

STARTING = Snapshot(
    taken_at=NOW,
    skew=0.0,
    base_url="https://api.mypurecloud.ie",
    interval=5.0,
    health=Health("starting", since=NOW),
    steady=1_000.0,
    listed=False,
)


@pytest.mark.parametrize("published", [True, False])
async def test_a_start_without_an_answer_is_down_after_the_frozen_age(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, published: bool
) -> None:
    notes = Notes()
    app = make_app(keeper=notes)
    async with app.run_test(size=(80, 24)) as pilot:
        if published:
            feed.send(STARTING)
        await pilot.pause()

        async def seconds(number: int) -> Sign:
            for _ in range(number):
                clock.advance(1)
                app.tick()
                await pilot.pause()
            return notes.signs[-1]

        assert (await seconds(30)).state == "starting"
        text = screen_text(app)
        assert "… starting · no data yet" in text
        assert "asking for the first figures" in text
        sign = await seconds(12)
        assert (sign.state, sign.reason) == ("down", "no answer yet")
        status, banner, summary, *_ = (text := screen_text(app)).split("\n")
        assert "✕ down 0:42 · no answer yet · asking now" in status
        assert "✕ DOWN 0:42 · no answer yet, asking now" in banner
        assert "which queues there are is not known: no answer yet" in text
        assert "– queues" in summary
        assert " 0 " not in summary
        assert "no queues" not in text
        await pilot.press("d")
        assert "0 watched" not in screen_text(app)
        assert "not known yet" in screen_text(app)
        await pilot.press("escape")
        first = a_queue("Cards", as_of=NOW + 42)
        feed.send(a_snapshot(first, at=NOW + 42, last_good=NOW + 42))
        await pilot.pause()
        assert "DOWN" not in screen_text(app)
        assert "first data after 0:42: no answer yet" in screen_text(app)
        assert [gap.first for gap in notes.gaps] == [True]


async def test_an_empty_list_that_is_known_is_called_so(make_app: MakeApp, feed: FakeFeed) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        known = Snapshot(NOW, 0.0, STARTING.base_url, 5.0, Health("live", last_good=NOW))
        feed.send(known)
        await pilot.pause()
        assert "there are no queues to show" in screen_text(app)


async def test_a_pause_before_the_first_figures_does_not_hide_them(
    make_app: MakeApp, feed: FakeFeed
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        feed.send(CALM)
        await pilot.pause()
        assert "Claims Motor" in screen_text(app)


@pytest.mark.parametrize("width", [10, 24, 80])
@pytest.mark.parametrize("keys", [(), ("ctrl+p",), ("question_mark",)])
async def test_there_are_new_frames_although_nothing_changes(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, width: int, keys: tuple[str, ...]
) -> None:
    """They are what the watchdog lives on; a narrow screen has no room for a clock."""
    notes = Notes()
    app = make_app(keeper=notes)
    async with app.run_test(size=(width, 24)) as pilot:
        feed.send(CALM)
        await pilot.press(*keys)
        clock.advance(7_200)
        frames = []
        for _ in range(3):
            for _ in range(2):
                clock.advance(1)
                app.tick()
                await pilot.pause()
            frames.append(notes.signs[-1].frames)
        assert len(set(frames)) == 3
