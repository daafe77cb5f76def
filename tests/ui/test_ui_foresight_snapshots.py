"""Pictures of alarms and forecasts; they change on purpose only: `pytest --snapshot-update`."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from queuetui.domain.forecast import Forecast
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import Snapshot
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, NOW, FakeFeed, MakeApp
from tests.ui.test_ui_alarms import SEEN, alarm, board
from tests.ui.test_ui_snapshots import Compare, showing
from tests.ui.test_ui_wall_snapshots import STILL
from tests.ui.walls import BREACH_WALL, wall_maker

SOME = board(
    alarm(1, "Sales"),
    alarm(4, "Bad", acknowledged=SEEN),
    alarm(9, "Support", snoozed_until=NOW + 840, severity="warning"),
    past=(alarm(30, "Orders", cleared=NOW - 1_500, ended="over"),),
)
ALARMS = {"none": board(), "some": SOME}


def foreseen(shot: Snapshot) -> Snapshot:
    """The same with all that a forecast may say, queue by queue."""
    told = (
        Forecast("voice", 60.0, NOW + 24, 0.87, NOW + 24, 1.4),
        Forecast("voice", 60.0, NOW + 754, 0.31, None, 0.4),
        Forecast("email", 86_400.0, NOW + 72_000, 0.004, None, 0.0),
        Forecast("voice", 60.0, NOW + 9),
        Forecast("voice", 60.0, over=3),
    )
    queues = tuple(
        replace(each, forecasts=(told[number % len(told)],))
        for number, each in enumerate(shot.queues)
    )
    return replace(shot, queues=queues)


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"]
)
class TestForesight:
    """What is to be acted on, and what is coming, in the sizes of the screen."""

    @pytest.mark.parametrize("which", ["none", "some"])
    def test_alarms(
        self,
        snap_compare: Compare,
        make_app: MakeApp,
        feed: FakeFeed,
        which: str,
        size: tuple[int, int],
    ) -> None:
        """Those that nobody has seen stand out; those seen, snoozed and over say so."""
        before = showing(feed, ALARMS[which], keys=("a",))
        assert snap_compare(make_app(), terminal_size=size, run_before=before)

    def test_alarms_told_calmly(
        self, snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """Without figures."""
        calm = make_app(Settings(looks=LooksSettings(calm=True)))
        before = showing(feed, SOME, keys=("a",))
        assert snap_compare(calm, terminal_size=size, run_before=before)

    def test_board(
        self, snap_compare: Compare, make_app: MakeApp, feed: FakeFeed, size: tuple[int, int]
    ) -> None:
        """Countdown, word and number, as far as there is room."""
        before = showing(feed, foreseen(BREACH))
        assert snap_compare(make_app(), terminal_size=size, run_before=before)

    def test_wall(
        self,
        snap_compare: Compare,
        feed: FakeFeed,
        clock: ManualClock,
        tmp_path: Path,
        size: tuple[int, int],
    ) -> None:
        """The fifth figure of each tile."""
        wall = wall_maker(feed, clock, tmp_path)(Settings(wall=STILL))
        before = showing(feed, foreseen(BREACH_WALL))
        assert snap_compare(wall, terminal_size=size, run_before=before)
