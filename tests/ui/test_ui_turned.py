"""A snapshot that only says that the polls turned costs no look at the queues."""

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import Alarm, AlarmBook
from queuetui.domain.day import Day
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.board_state import BoardState
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, NOW, FakeFeed, MakeApp, screen_text

SHOWN = replace(BREACH, steady=1000.0, turned=1000.0, sequence=7)
ASKING = replace(
    SHOWN,
    taken_at=SHOWN.taken_at + 2,
    steady=1002.0,
    turned=1002.0,
    skew=SHOWN.skew + 0.25,
    health=replace(SHOWN.health, next_try=None),
)
OTHERS = {
    "figures": replace(ASKING, queues=tuple(replace(each) for each in SHOWN.queues)),
    "sequence": replace(ASKING, sequence=8),
    "state": replace(ASKING, health=replace(ASKING.health, state="late")),
    "reason": replace(ASKING, health=replace(ASKING.health, reason="too many calls")),
    "last good": replace(ASKING, health=replace(ASKING.health, last_good=NOW - 1)),
    "day": replace(ASKING, day=Day(NOW - 60, NOW + 60, "UTC")),
    "organisation": replace(ASKING, organisation="Other"),
    "interval": replace(ASKING, interval=SHOWN.interval + 1),
    "another base of time": replace(ASKING, taken_at=ASKING.taken_at + 1),
    "no base of time": replace(ASKING, steady=None),
}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Snapshot]:
    """The snapshots whose queues were looked at, in their order."""
    seen = list[Snapshot]()
    look = BoardState.look

    def counted(self: BoardState, snapshot: Snapshot, *rest: object) -> object:
        seen.append(snapshot)
        return look(self, snapshot, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(BoardState, "look", counted)
    return seen


def test_that_the_polls_ask_is_a_turn() -> None:
    assert ASKING.only_turned(SHOWN)
    assert SHOWN.only_turned(ASKING)


@pytest.mark.parametrize("what", OTHERS)
def test_everything_else_is_news(what: str) -> None:
    assert not OTHERS[what].only_turned(SHOWN)
    assert not SHOWN.only_turned(OTHERS[what])


async def test_a_turn_is_said_and_the_queues_are_left_alone(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, looks: list[Snapshot]
) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        clock.advance(1000.0 - clock.monotonic())
        feed.send(SHOWN)
        await pilot.pause()
        assert "asking now" not in screen_text(app)
        before = len(looks)
        clock.advance(2)
        feed.send(ASKING)
        await pilot.pause()
        assert "asking now" in screen_text(app)
        assert len(looks) == before
        feed.send(OTHERS["figures"])
        await pilot.pause()
        assert looks[before:] == [OTHERS["figures"]]
        # And with the next second all goes on, from the newest that was told.
        app.tick()
        assert looks[-1] is OTHERS["figures"]
        assert len(looks) == before + 2


async def test_alarms_alone_are_said_and_the_queues_are_left_alone(
    make_app: MakeApp, feed: FakeFeed, clock: ManualClock, looks: list[Snapshot]
) -> None:
    queue = SHOWN.queues[0].queue
    alarm = Alarm("1", "breach", "breach", "critical", queue.id, queue.name, None, NOW, NOW)
    rung = replace(SHOWN, alarms=AlarmBook((alarm,)))
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        clock.advance(1000.0 - clock.monotonic())
        feed.send(SHOWN)
        await pilot.pause()
        assert "1 alarm" not in screen_text(app)
        before = len(looks)
        feed.send(rung)
        await pilot.pause()
        assert "1 alarm" in screen_text(app)
        assert len(looks) == before
        await pilot.press("A")
        assert queue.name in screen_text(app)
        feed.send(replace(rung, alarms=AlarmBook()))
        await pilot.pause()
        assert "1 alarm" not in screen_text(app)
        # With figures that are others beside it, the queues are looked at as ever.
        before = len(looks)
        feed.send(replace(OTHERS["figures"], alarms=AlarmBook((alarm,))))
        await pilot.pause()
        assert len(looks) == before + 1
