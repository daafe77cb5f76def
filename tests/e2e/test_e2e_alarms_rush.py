"""A rush in the demo's centre: its breach is seen coming, its alarm holds, comes once and goes."""

from datetime import UTC

from queuetui.cli.demo import demo_settings
from queuetui.domain.alarms.book import AlarmEvent
from queuetui.feed.watch import AlarmDesk, Watch
from queuetui.simulator.running import RunningSimulator
from queuetui.simulator.scenarios import read_scenario
from queuetui.view.foresight import forecast_cell
from queuetui.view.glyphs import UNICODE
from queuetui.view.segments import text_of
from queuetui.view.standing import standings
from tests.e2e.test_e2e_beside import House

QUEUE = "Support EMEA"


def test_a_breach_is_forecast_and_its_alarm_holds_comes_once_and_clears() -> None:
    settings = demo_settings()
    events: list[AlarmEvent] = []
    red: list[float] = []
    """When the queue was in breach, by the eyes of a board."""
    likely: list[float] = []
    """When the board said beforehand that one is likely."""
    with RunningSimulator() as simulator:
        house = House(simulator, settings)
        watch = Watch(house.poller, settings, house.clock, AlarmDesk(events.extend), local=UTC)
        watch._publish = house.published.append
        house.poller._publish = watch.pass_on
        house.live(0.0)
        start = house.clock.now()
        for fault in read_scenario("rush").faults:
            simulator.faults.add(fault)
        for _ in range(600):
            shot = house.live(1.0)
            watch.turn()
            now = house.clock.now()
            board = standings(shot, settings.watchlist, now, settings.staleness, local=UTC)
            (mine,) = (one for one in board if one.label == QUEUE)
            if mine.severity == "critical":
                red.append(now)
            elif "likely " in text_of(forecast_cell(mine, 19, UNICODE)).replace("unlikely", ""):
                likely.append(now)
    told = [event for event in events if event.alarm.queue == QUEUE]
    assert [(event.kind, event.alarm.rule) for event in told] == [
        ("raised", "breach"),
        ("cleared", "breach"),
    ]
    raised, cleared = told
    assert raised.at > start + 30, "the rush begins after half a minute"
    came = raised.alarm.started
    announced = [came - at for at in likely if came - 60 < at < came]
    assert announced, "the breach was called likely before it came"
    assert max(announced) >= 10, "early enough to act"
    assert min(announced) == 1, "and up to its coming"
    held = [at for at in red if raised.at - 15 <= at <= raised.at]
    assert len(held) >= 15, "it was red all the time before"
    assert raised.alarm.started == raised.at - 15
    after = [at for at in red if cleared.at - 15 <= at <= cleared.at]
    assert after in ([], [cleared.at - 15]), "nothing was red for a while before its end"
    assert cleared.alarm.peak is not None
    found = house.published[-1].alarms
    assert found is not None
    assert cleared.alarm in found.past
