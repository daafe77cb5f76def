"""The engine by its traces: figures over time on the left, what happened on the right."""

import math

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.rules import AlarmRule, MofN
from queuetui.domain.figures import QueueFigures
from tests.domain.alarm_samples import START, happened, looks, rule, spelled, told

HOLD = replace(rule(), hold=15.0)
LEVELS = replace(rule("waiting > 5", clear="waiting < 3"), hold=5.0)
LONG = replace(rule(), minimum_on=30.0)
SLOW = replace(rule(), clear_hold=10.0)
COUNTED = replace(rule(), readings=MofN(2, 3))
NO_DATA = replace(rule("no_data"), hold=60.0)
REPEATED = replace(rule(), repeat=20.0)


@pytest.mark.parametrize(
    ("watches", "trace", "events"),
    [
        # hold
        (rule(), "0:6 5:", "0 raised"),
        (rule(), "0:5 9:", ""),
        (HOLD, "0:6 15:", ""),
        (HOLD, "0:6 16:", "15 raised"),
        (HOLD, "0:6 10:0 11:6 26:", ""),
        (HOLD, "0:6 10:0 11:6 27:", "26 raised"),
        # what is not known stops the hold and does not set it back
        (HOLD, "0:6 10:? 30:6 37:", "36 raised"),
        (HOLD, "0:6 10:- 90:6 97:", "96 raised"),
        # clear
        (HOLD, "0:6 20:0 25:", "15 raised, 20 cleared"),
        (rule(), "0:6 5:- 300:", "0 raised"),
        (rule(), "0:6 5:- 300:6 310:0 311:", "0 raised, 310 cleared"),
        (rule(), "0:6 5:? 300:", "0 raised"),
        # a clear level of its own
        (LEVELS, "0:6 10:5 40:3 70:", "5 raised"),
        (LEVELS, "0:6 10:5 40:2 70:", "5 raised, 40 cleared"),
        (LEVELS, "0:6 10:2 20:5 60:", "5 raised, 10 cleared"),
        (LEVELS, "0:6 10:? 60:2 61:", "5 raised, 60 cleared"),
        # minimum on-time
        (LONG, "0:6 1:0 40:", "0 raised, 30 cleared"),
        (LONG, "0:6 20:0 25:6 50:0 51:", "0 raised, 50 cleared"),
        # clearing must hold too
        (SLOW, "0:6 5:0 15:", "0 raised"),
        (SLOW, "0:6 5:0 16:", "0 raised, 15 cleared"),
        (SLOW, "0:6 5:0 14:6 15:0 25:", "0 raised"),
        (SLOW, "0:6 5:0 10:- 60:0 67:", "0 raised, 66 cleared"),
        # M of the last N readings, however long each of them lasts
        (COUNTED, "0:6 30:", ""),
        (COUNTED, "0:6 5:6 10:", "5 raised"),
        (COUNTED, "0:6 5:0 10:6 15:", "10 raised"),
        (COUNTED, "0:6 5:0 10:0 15:6 20:", ""),
        (COUNTED, "0:6 5:- 10:? 15:6 20:", "15 raised"),
        (COUNTED, "0:6 5:6 10:0 15:0 20:", "5 raised, 15 cleared"),
        (COUNTED, "0:6 5:6 10:0 15:6 20:0 25:0 30:", "5 raised, 20 cleared"),
        # no data is an alarm of its own, counted from the last that there was
        (NO_DATA, "0:0 30:- 89:", ""),
        (NO_DATA, "0:0 30:- 90:", "89 raised"),
        (NO_DATA, "0:0 30:- 100:0 101:", "89 raised, 100 cleared"),
        (NO_DATA, "0:0 30:- 80:0 90:", ""),
        # closed queues raise nothing, and clear what is on
        (HOLD, "0:x 60:", ""),
        (HOLD, "0:6 10:x 20:6 35:", ""),
        (HOLD, "0:6 20:x 30:", "15 raised, 20 cleared (closed)"),
        (LONG, "0:6 5:x 6:", "0 raised, 5 cleared (closed)"),
        (COUNTED, "0:6 5:x 10:6 15:", ""),
        (NO_DATA, "0:x 300:", ""),
        # told again as long as nobody has seen it
        (REPEATED, "0:6 45:", "0 raised, 20 repeated, 40 repeated"),
        (REPEATED, "0:6 10:- 50:6 52:", "0 raised, 50 repeated"),
        (REPEATED, "0:6 10:0 60:", "0 raised, 10 cleared"),
        (replace(REPEATED, clear_hold=60.0), "0:6 5:0 30:6 35:", "0 raised, 30 repeated"),
    ],
)
def test_a_trace(watches: AlarmRule, trace: str, events: str) -> None:
    assert spelled(happened(Engine([watches]), looks(trace))) == events


def flicker(times: int, *, gap: int = 10) -> str:
    """Six and nobody in turn, each for half the gap."""
    return " ".join(f"{n * gap}:6 {n * gap + gap // 2}:0" for n in range(times))


def test_a_fifth_time_within_a_quarter_of_an_hour_is_flapping_and_stays_until_it_is_quiet() -> None:
    # Up at 0, 10, 20, 30, and from 40 on for good, until five minutes after the last, 65.
    events = happened(Engine([rule()]), looks(flicker(7) + " 400:"))
    four = ", ".join(f"{n * 10} raised, {n * 10 + 5} cleared" for n in range(4))
    assert spelled(events) == f"{four}, 40 raised, 365 cleared"
    assert [event.alarm.flapping for event in events] == [False] * 8 + [True] * 2


def test_four_times_in_a_quarter_of_an_hour_and_one_later_are_not_flapping() -> None:
    events = happened(Engine([rule()]), looks(flicker(4) + " 901:6 902:0 910:"))
    assert spelled(events).endswith("901 raised, 902 cleared")
    assert not any(event.alarm.flapping for event in events)


def test_one_that_flapped_flaps_at_once_if_it_comes_back_soon() -> None:
    trace = flicker(5) + " 350:6 355:0 700:"
    events = happened(Engine([rule()]), looks(trace))
    assert spelled(events[-4:]) == "40 raised, 345 cleared, 350 raised, 655 cleared"
    assert events[-1].alarm.flapping


def test_the_peak_is_the_worst_of_the_figure_that_made_it_and_when_that_was() -> None:
    engine = Engine([HOLD])
    trace = "0:7 4:9 8:8 20:31 25:12 30:0 31:"
    events = happened(engine, looks(trace))
    peaks = [event.alarm.peak for event in events]
    assert [(peak.figure, peak.value, peak.at - START) for peak in peaks if peak] == [
        ("waiting", 9, 4),
        ("waiting", 31, 20),
    ]


def test_where_low_is_bad_the_peak_is_the_lowest() -> None:
    engine = Engine([rule("available < 3")])
    figures = [told(at, available=few) for at, few in enumerate([2, 1, 2, 5])]
    cleared = happened(engine, figures)[-1].alarm
    assert cleared.peak is not None
    assert (cleared.peak.value, cleared.peak.at) == (1, START + 1)


def test_of_a_breach_the_peak_is_of_the_figure_that_is_worst() -> None:
    engine = Engine([rule("breach")])

    def breach(at: float, wait: float) -> QueueFigures:
        figures = told(at, severity="critical", longest_wait=wait, waiting=1)
        return replace(figures, worst="longest_wait")

    (raised,) = happened(engine, [breach(0, 60.0)])
    happened(engine, [breach(1, 61.0)])
    (alarm,) = engine.book().active
    assert raised.alarm.peak is not None
    assert alarm.peak is not None
    assert (raised.alarm.peak.value, alarm.peak.value) == (60.0, 61.0)


def test_it_began_when_the_condition_did_and_lasts_until_it_is_cleared() -> None:
    engine = Engine([HOLD])
    happened(engine, looks("3:6 30:"))
    (active,) = engine.book().active
    assert (active.started - START, active.raised - START) == (3, 18)
    assert active.duration(START + 30) == 27
    happened(engine, looks("30:0 31:"))
    (past,) = engine.book().past
    assert past.duration(START + 999) == 27


def test_of_readings_it_began_with_the_first_that_counts() -> None:
    engine = Engine([COUNTED])
    happened(engine, looks("0:0 5:0 10:6 15:0 20:6 25:"))
    assert engine.book().active[0].started == START + 10


def test_endlessly_many_is_no_worst_value() -> None:
    engine = Engine([rule("per_available > 2")])
    happened(engine, [told(at, per_available=math.inf) for at in (0, 1)])
    assert engine.book().active[0].peak is None
    happened(engine, [told(2, per_available=3.0), told(3, per_available=math.inf)])
    peak = engine.book().active[0].peak
    assert peak is not None
    assert peak.value == 3


def test_no_data_began_with_the_last_reading() -> None:
    engine = Engine([NO_DATA])
    happened(engine, looks("0:0 30:- 100:"))
    assert engine.book().active[0].started == START + 29


def test_a_machine_that_was_asleep_has_half_a_minute_to_get_data() -> None:
    engine = Engine([NO_DATA])
    asleep = replace(told(8 * 3600, as_of=0.0), believed=False)
    happened(engine, looks("0:0 2:"))
    assert happened(engine, [asleep]) == []
    after = [replace(asleep, at=asleep.at + at) for at in range(1, 31)]
    assert spelled(happened(engine, after)) == f"{8 * 3600 + 30} raised"


def test_a_time_in_which_nobody_looked_does_not_count_as_held() -> None:
    engine = Engine([HOLD])
    assert happened(engine, [told(at, waiting=6) for at in (0, 10, 80, 84)]) == []
    assert spelled(happened(engine, [told(85, waiting=6)])) == "85 raised"


def test_readings_before_a_time_in_which_nobody_looked_do_not_count() -> None:
    engine = Engine([COUNTED])
    assert happened(engine, [told(at, waiting=6) for at in (0, 3600)]) == []
    assert spelled(happened(engine, [told(3605, waiting=6)])) == "3605 raised"


def test_the_events_of_one_look_come_queue_by_queue_with_the_figures_known_then() -> None:
    engine = Engine([rule(name="b"), rule("waiting > 3", name="a")])
    endless = told(0, queue="z", waiting=6, available=None, per_available=math.inf)
    both = [endless, told(0, queue="y", waiting=4)]
    events = engine.observe(both, START)
    assert [(event.alarm.queue_id, event.alarm.rule) for event in events] == [
        ("y", "a"),
        ("z", "a"),
        ("z", "b"),
    ]
    assert events[-1].values == (("waiting", 6),)


def test_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        Engine([rule(), rule("breach")])
