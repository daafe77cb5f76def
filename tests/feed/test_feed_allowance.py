"""What today's totals may cost: they are charged to the polls, and give way to them."""

from itertools import pairwise

from queuetui.domain.diagnostics import RateBudget
from queuetui.feed.pace import Pace
from tests.feed.desk import SideDesk


class TestTheAllowance:
    def test_what_is_asked_beside_the_polls_is_charged(self) -> None:
        desk = SideDesk(*[f"q{n:02}" for n in range(20)], batch=1)
        desk.source.rate = RateBudget(0, 600, 60.0)
        snapshot = desk.live(900.0)
        alone = Pace(5.0).kept(20, 20, desk.source.rate)
        assert (alone, snapshot.interval) == (5.0, 5.0)
        desk.source.rate = RateBudget(0, 300, 60.0)
        snapshot = desk.live(900.0)
        alone = Pace(5.0).kept(20, 20, desk.source.rate)
        assert alone < snapshot.interval < 1.15 * alone
        asked = len(desk.source.asked) + len(desk.source.sides)
        desk.live(600.0)
        a_minute = (len(desk.source.asked) + len(desk.source.sides) - asked) / 10
        assert a_minute <= 150 + 4

    def test_the_polls_come_first(self) -> None:
        desk = SideDesk(*[f"q{n:02}" for n in range(20)], batch=1)
        desk.source.rate = RateBudget(0, 150, 60.0)
        snapshot = desk.live(1_800.0)
        alone = Pace(5.0).kept(20, 20, desk.source.rate)
        assert snapshot.interval < 1.15 * alone
        assert snapshot.today.interval > 2.5 * 60.0
        rounds = desk.source.times("today")[::20]
        waits = [later - before for before, later in pairwise(rounds)]
        assert min(waits[2:]) > 2.5 * 60.0

    def test_when_it_is_nearly_used_up_it_is_left_to_the_polls(self) -> None:
        desk = SideDesk("a")
        desk.live(1.0)
        desk.source.sides.clear()
        desk.source.rate = RateBudget(250, 300, 40.0)
        desk.live(61.0)
        assert desk.source.sides == []
        assert desk.now.health.state == "live"
        assert desk.now.today.next_try is not None
        desk.source.rate = RateBudget(3, 300, 60.0)
        desk.live(40.0)
        assert len(desk.source.sides) == 1
