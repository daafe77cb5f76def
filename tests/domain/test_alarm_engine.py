"""What people do with alarms, whom they are about, and what a restart or a clock does to them."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import (
    Acknowledgement,
    Alarm,
)
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule
from queuetui.domain.figures import EVERY_QUEUE, QueueFigures
from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import Severity
from tests.domain.alarm_samples import START, happened, looks, rule, spelled, told

REPEATED = replace(rule(), repeat=20.0)
QUIET = Hours(weekly=((Span(12 * 60, 12 * 60 + 10),),) * 7)
"""Ten minutes from the start on."""


def raised(engine: Engine, trace: str = "0:6 1:") -> Alarm:
    happened(engine, looks(trace))
    (alarm,) = engine.book().active
    return alarm


# --- acknowledged and snoozed ---


def test_who_has_seen_an_alarm_is_kept_with_it_and_it_is_not_told_again() -> None:
    engine = Engine([REPEATED])
    alarm = raised(engine)
    (event,) = engine.acknowledge(alarm.id, "Ada", "calling the team", START + 5)
    assert (event.kind, event.at) == ("acknowledged", START + 5)
    seen = Acknowledgement("Ada", "calling the team", START + 5)
    assert engine.book().active[0].acknowledged == seen == event.alarm.acknowledged
    assert spelled(happened(engine, looks("6:6 60:0 61:"))) == "60 cleared"
    assert engine.book().past[0].acknowledged == seen


def test_one_that_is_over_can_still_be_acknowledged() -> None:
    engine = Engine([rule()])
    happened(engine, looks("0:6 5:0 10:6 15:0 20:"))
    _, first = engine.book().past
    (event,) = engine.acknowledge(first.id, "Ada", "", START + 30)
    assert event.kind == "acknowledged"
    assert [bool(alarm.acknowledged) for alarm in engine.book().past] == [False, True]


@pytest.mark.parametrize("what", ["acknowledge", "snooze"])
def test_an_alarm_that_is_not_there_is_no_trouble(what: str) -> None:
    engine = Engine([rule()])
    raised(engine)
    before = engine.book()
    if what == "acknowledge":
        assert engine.acknowledge("nothing", "Ada", "", START) == ()
    else:
        assert engine.snooze("nothing", START + 60, START) == ()
    assert engine.book() is before


def test_endless_notes_are_cut() -> None:
    engine = Engine([rule()])
    engine.acknowledge(raised(engine).id, "x" * 9999, "y" * 9999, START)
    seen = engine.book().active[0].acknowledged
    assert seen is not None
    assert (len(seen.who), len(seen.note)) == (100, 500)


def test_a_snoozed_alarm_is_told_again_when_the_time_is_over_and_it_is_still_on() -> None:
    engine = Engine([replace(rule(), repeat=5.0)])
    alarm = raised(engine)
    (event,) = engine.snooze(alarm.id, START + 31, START + 1)
    assert (event.kind, event.alarm.snoozed_until) == ("snoozed", START + 31)
    assert spelled(happened(engine, looks("2:6 37:"))) == "31 repeated, 36 repeated"
    assert engine.book().active[0].snoozed_until is None


def test_a_snoozed_alarm_that_ends_is_told_to_be_over() -> None:
    engine = Engine([rule()])
    engine.snooze(raised(engine).id, START + 3600, START + 1)
    assert spelled(happened(engine, looks("2:0 3:"))) == "2 cleared"


def test_a_snooze_is_ended_by_another_one_that_is_over() -> None:
    engine = Engine([REPEATED])
    alarm = raised(engine)
    engine.snooze(alarm.id, START + 3600, START + 1)
    engine.snooze(alarm.id, START, START + 2)
    assert spelled(happened(engine, looks("3:6 22:"))) == "20 repeated"


def test_nothing_is_snoozed_for_longer_than_a_week() -> None:
    engine = Engine([rule()])
    (event,) = engine.snooze(raised(engine).id, START + 1e9, START)
    assert event.alarm.snoozed_until == START + 7 * 86_400


def test_a_snooze_from_a_clock_that_was_a_year_ahead_does_not_last_a_year() -> None:
    engine = Engine([rule()])
    engine.snooze(raised(engine).id, START + 60, START)
    engine.redate(366 * 86_400.0)
    again = Engine([rule()], engine.state())
    assert spelled(happened(again, looks("10:6 11:"))) == "10 repeated"


# --- quiet hours ---


def test_what_begins_in_a_quiet_time_is_told_when_that_is_over() -> None:
    engine = Engine([replace(rule(), quiet=QUIET)])
    events = happened(engine, looks("0:6 700:0 701:"))
    assert spelled(events) == "0 raised silently, 600 repeated, 700 cleared"


def test_what_begins_and_ends_in_a_quiet_time_is_told_to_nobody_and_kept() -> None:
    engine = Engine([replace(rule(), quiet=QUIET, repeat=30.0)])
    events = happened(engine, looks("0:6 100:0 700:"))
    assert spelled(events) == "0 raised silently, 100 cleared silently"
    assert len(engine.book().past) == 1


def test_who_was_told_that_it_is_on_is_told_that_it_is_over() -> None:
    at_five_past = Hours(weekly=((Span(12 * 60 + 5, 12 * 60 + 10),),) * 7)
    engine = Engine([replace(rule(), quiet=at_five_past, repeat=60.0)])
    events = happened(engine, looks("0:6 400:0 401:"))
    assert spelled(events[-2:]) == "240 repeated, 400 cleared"


def test_what_somebody_has_seen_in_the_quiet_time_is_not_told_after_it() -> None:
    engine = Engine([replace(rule(), quiet=QUIET)])
    engine.acknowledge(raised(engine).id, "Ada", "", START + 1)
    assert happened(engine, looks("2:6 700:")) == []


def test_quiet_hours_without_a_zone_are_those_of_this_machine() -> None:
    here = timezone(timedelta(hours=1))
    engine = Engine([replace(rule(), quiet=QUIET)], local=here)
    assert spelled(happened(engine, looks("0:6 1:"))) == "0 raised"


# --- whom a rule is about ---


@pytest.mark.parametrize(
    ("about", "covered"),
    [
        ({}, True),
        ({"queues": ("Queue*",)}, True),
        ({"queues": ("queue Q",)}, True),
        ({"queues": ("Q",)}, True),
        ({"queues": ("Other", "*q")}, True),
        ({"queues": ("Support*",)}, False),
        ({"groups": ("EM*",)}, True),
        ({"groups": ("APAC",)}, False),
        ({"groups": ("EMEA",), "queues": ("Support*",)}, False),
        ({"media": ("voice",)}, False),
    ],
)
def test_a_rule_is_about_the_queues_that_it_names(
    about: dict[str, tuple[str, ...]], covered: bool
) -> None:
    figures = replace(told(0, waiting=6), group="EMEA")
    watches = AlarmRule("r", rule().condition, **about)  # type: ignore[arg-type]
    assert bool(Engine([watches]).observe([figures], START)) is covered


def test_a_name_copied_whole_means_that_queue() -> None:
    figures = replace(told(0, waiting=6), name="Sales [EN]")
    assert replace(rule(), queues=("sales [EN]",)).covers(figures)


def test_a_queue_without_a_group_is_in_none() -> None:
    assert not replace(rule(), groups=("*",)).covers(told(0))


def test_each_medium_has_an_alarm_of_its_own() -> None:
    engine = Engine([replace(rule(), media=("voice", "*back"))])
    whole = told(0, waiting=99)
    media = [replace(told(0, waiting=6), media=name) for name in ("voice", "email", "callback")]
    events = engine.observe([whole, *media], START)
    assert [event.alarm.media for event in events] == ["callback", "voice"]


# --- no data at all ---


def lost(at: float, queue: str) -> QueueFigures:
    return replace(told(at, queue=queue, as_of=0.0), believed=False, lost=queue != EVERY_QUEUE)


def test_without_any_data_that_is_told_once_and_not_for_each_queue() -> None:
    engine = Engine(BUILT_IN)
    for at in range(30, 90):
        queues = [lost(float(at), queue) for queue in (EVERY_QUEUE, "a", "b")]
        engine.observe(queues, START + at)
    (alarm,) = engine.book().active
    assert (alarm.rule, alarm.queue_id) == ("no data", EVERY_QUEUE)


def test_a_rule_about_some_queues_tells_of_each_of_them() -> None:
    engine = Engine([replace(rule("no_data"), queues=("Queue a",))])
    engine.observe([lost(0, queue) for queue in (EVERY_QUEUE, "a", "b")], START)
    assert [alarm.queue_id for alarm in engine.book().active] == ["a"]


def test_a_rule_about_figures_is_not_about_every_queue() -> None:
    assert not rule().covers(lost(0, EVERY_QUEUE))


# --- the rules that are built in ---


@pytest.mark.parametrize(
    ("severity", "stuck", "events"),
    [
        ("critical", None, "15 raised"),
        ("warning", None, ""),
        ("ok", 2.0, "0 raised"),
        ("ok", 0.0, ""),
    ],
)
def test_without_settings_a_breach_and_what_is_stuck_are_alarms(
    severity: Severity, stuck: float | None, events: str
) -> None:
    figures = [told(at, severity=severity, stuck=stuck) for at in range(60)]
    assert spelled(happened(Engine(BUILT_IN), figures)) == events


def test_without_settings_a_minute_without_data_is_an_alarm() -> None:
    figures = [told(0), *(replace(told(at, as_of=0.0), believed=False) for at in range(31, 90))]
    assert spelled(happened(Engine(BUILT_IN), figures)) == "61 raised"


# --- what goes away ---


def test_a_queue_that_vanished_ends_its_alarms_after_a_while() -> None:
    engine = Engine([rule()])
    raised(engine)
    others = [told(at, queue="other") for at in range(1, 400)]
    assert spelled(happened(engine, others)) == "300 cleared (gone)"


def test_a_queue_that_is_away_for_a_moment_keeps_its_alarm() -> None:
    engine = Engine([rule()])
    alarm = raised(engine)
    assert happened(engine, [told(at, queue="other") for at in range(1, 290)]) == []
    assert happened(engine, looks("290:6 300:")) == []
    assert happened(engine, [told(at, queue="other") for at in range(300, 590)]) == []
    assert engine.book().active[0].id == alarm.id


def test_a_feed_that_tells_of_nothing_ends_nothing() -> None:
    engine = Engine([rule()])
    raised(engine)
    for at in range(1, 2000):
        assert engine.observe([], START + at) == ()
        assert engine.observe([lost(at, "other")], START + at) == ()
