"""The agents needed now, on the screen of an opened queue."""

import pytest
from msgspec.structs import replace

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.widgets.queue_panel import QueuePanel
from tests.clocks import ManualClock
from tests.ui.conftest import FakeFeed, MakeApp, a_snapshot
from tests.view.samples import NOW
from tests.view.test_view_staffing import FLOW, with_flows

BOTH: Snapshot = replace(
    a_snapshot(), queues=(with_flows(FLOW, replace(FLOW, media="chat")).standing.state,)
)


@pytest.mark.parametrize(
    ("staffed", "there", "not_there"),
    [
        (("voice",), "goal 80% in 20s", "goal 90% in 40s"),
        (("chat",), "goal 90% in 40s", "goal 80% in 20s"),
        ((), "SERVICE TODAY", "STAFFING"),
    ],
)
async def test_the_settings_say_of_which_media(
    staffed: tuple[str, ...],
    there: str,
    not_there: str,
    make_app: MakeApp,
    feed: FakeFeed,
    clock: ManualClock,
) -> None:
    clock.advance(NOW - clock.now())
    app = make_app(Settings(staffed=staffed))
    async with app.run_test(size=(120, 60)) as pilot:
        feed.send(BOTH)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        shown = app.board.query_one(QueuePanel).text
        assert there in shown
        assert not_there not in shown
