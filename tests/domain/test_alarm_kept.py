"""What a restart and a change of the clock do to alarms, and what the book keeps."""

import msgspec
import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import (
    MOST_PAST,
    MOST_UNSEEN,
    Acknowledgement,
    Alarm,
    AlarmState,
    trimmed,
)
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.rules import AlarmRule, MofN
from tests.domain.alarm_samples import START, happened, looks, rule, spelled, told


def raised(engine: Engine, trace: str = "0:6 1:") -> Alarm:
    happened(engine, looks(trace))
    (alarm,) = engine.book().active
    return alarm


# --- a restart ---


def restarted(engine: Engine, *rules: AlarmRule) -> Engine:
    """As a new process would read it from its file."""
    text = msgspec.json.encode(engine.state())
    return Engine(rules, msgspec.json.decode(text, type=AlarmState))


def test_an_alarm_goes_on_after_a_restart_and_is_not_raised_again() -> None:
    engine = Engine([rule()])
    alarm = raised(engine)
    again = restarted(engine, rule())
    assert again.book().active == (alarm,)
    # An hour later.
    assert spelled(happened(again, looks("3600:6 3610:0 3611:"))) == "3610 cleared"
    assert again.book().past[0].id == alarm.id


def test_a_rule_that_is_gone_ends_its_alarms_which_are_kept() -> None:
    engine = Engine([rule(name="old")])
    raised(engine)
    again = restarted(engine, rule(name="new"))
    assert spelled(happened(again, looks("5:0 6:"))) == "5 cleared (rule)"
    assert again.book().past[0].rule == "old"


@pytest.mark.parametrize("now", [{"queues": ("Support*",)}, {"media": ("voice",)}])
def test_a_rule_that_is_not_about_the_queue_any_more_ends_its_alarm(
    now: dict[str, tuple[str, ...]],
) -> None:
    engine = Engine([rule()])
    raised(engine)
    changed = AlarmRule("r", rule().condition, **now)  # type: ignore[arg-type]
    assert spelled(happened(restarted(engine, changed), looks("5:6 6:"))) == "5 cleared (rule)"


def test_an_alarm_goes_by_what_its_rule_watches_for_now() -> None:
    engine = Engine([rule("waiting > 5")])
    raised(engine)
    assert spelled(happened(restarted(engine, rule("waiting > 9")), looks("5:6 6:"))) == "5 cleared"
    kept = restarted(engine, rule("waiting > 2"))
    assert spelled(happened(kept, looks("5:3 6:"))) == ""
    peak = kept.book().active[0].peak
    assert peak is not None
    assert peak.value == 6


def test_a_hold_begins_anew_where_the_rule_watches_for_something_else() -> None:
    engine = Engine([replace(rule("waiting > 5"), hold=15.0)])
    happened(engine, looks("0:6 10:"))
    changed = replace(rule("waiting > 4"), hold=15.0)
    assert spelled(happened(restarted(engine, changed), looks("10:6 30:"))) == "25 raised"


def test_readings_counted_for_another_condition_do_not_count() -> None:
    counted = replace(rule("waiting > 5"), readings=MofN(2, 3))
    engine = Engine([counted])
    happened(engine, looks("0:6 5:"))
    changed = replace(rule("waiting > 4"), readings=MofN(2, 3))
    assert spelled(happened(restarted(engine, changed), looks("5:6 10:"))) == ""
    assert spelled(happened(restarted(engine, counted), looks("5:6 10:"))) == "5 raised"


# --- the server's clock ---


def test_when_the_clock_is_set_everything_moves_along() -> None:
    engine = Engine(
        [replace(rule(), hold=10.0, minimum_on=60.0), replace(rule(name="s"), hold=30.0)]
    )
    happened(engine, looks("0:6 20:"))
    before = engine.book().active[0]
    engine.redate(3600.0)
    after = engine.book().active[0]
    assert after == before.redated(3600.0)
    assert after.started == before.started + 3600
    assert after.peak is not None
    assert before.peak is not None
    assert after.peak.at == before.peak.at + 3600
    # Holds and what lasts at least so long go on as if nothing had been.
    events = happened(engine, looks("3620:6 3640:0 3680:"))
    assert spelled(events) == "3630 raised, 3640 cleared, 3670 cleared"


def test_what_a_clock_that_was_ahead_has_left_behind_lasts_no_longer_than_that() -> None:
    # A restart with the right time, after a run with a clock that was a day ahead.
    ahead = Engine([replace(rule(), minimum_on=30.0, repeat=20.0)])
    raised(ahead)
    ahead.redate(86_400.0)
    right = replace(rule(), minimum_on=30.0, repeat=20.0)
    again = Engine([right], ahead.state())
    assert spelled(happened(again, looks("10:6 12:0 13:"))) == "10 repeated, 12 cleared"


def test_flapping_is_counted_through_a_change_of_the_clock() -> None:
    engine = Engine([rule()])
    happened(engine, looks("0:6 5:0 10:6 15:0 20:6 25:0 30:6 35:0 36:"))
    engine.redate(7200.0)
    assert happened(engine, looks("7240:6 7241:"))[0].alarm.flapping


def test_all_instants_of_the_past_and_of_what_people_did_move_too() -> None:
    engine = Engine([rule()])
    happened(engine, looks("0:6 5:0 6:6 7:"))
    (active,), (past,) = engine.book().active, engine.book().past
    engine.acknowledge(past.id, "Ada", "", START + 7)
    engine.snooze(active.id, START + 60, START + 7)
    engine.redate(-100.0)
    (active,), (past,) = engine.book().active, engine.book().past
    assert past.cleared == START - 95
    assert past.acknowledged is not None
    assert past.acknowledged.at == START - 93
    assert active.snoozed_until == START - 40
    assert active.announced == START - 94


# --- the book ---


def test_the_book_begins_with_what_is_worst_unseen_and_new() -> None:
    mild = replace(rule("waiting > 0", name="mild"), severity="warning")
    engine = Engine([rule(), mild])
    engine.observe([told(0, queue="a", waiting=6)], START)
    engine.observe([told(1, queue=queue, waiting=6) for queue in "ab"], START + 1)
    engine.observe([told(2, queue=queue, waiting=6) for queue in "abc"], START + 2)
    first = next(alarm for alarm in engine.book().active if alarm.queue_id == "c")
    engine.acknowledge(first.id, "Ada", "", START + 3)
    found = [(alarm.rule, alarm.queue_id) for alarm in engine.book().active]
    assert found == [
        ("r", "b"),
        ("r", "a"),
        ("r", "c"),
        ("mild", "c"),
        ("mild", "b"),
        ("mild", "a"),
    ]


def test_the_book_is_the_same_until_something_changes() -> None:
    engine = Engine([rule()])
    raised(engine)
    before = engine.book()
    happened(engine, looks("1:6 60:"))
    assert engine.book() is before
    happened(engine, looks("60:7 61:"))
    assert engine.book().active[0].peak != before.active[0].peak


def test_the_newest_end_is_first_of_the_past() -> None:
    engine = Engine([rule()])
    happened(engine, looks("0:6 5:0 10:6 15:0 20:"))
    ends = [alarm.cleared for alarm in engine.book().past]
    assert ends == [START + 15, START + 5]


def past_of(unseen: int, seen: int) -> tuple[Alarm, ...]:
    one = Alarm("", "r", "waiting > 5", "critical", "q", "Q", None, 0.0, 0.0, cleared=1.0)
    after = Acknowledgement("Ada", "", 2.0)
    return (
        *(replace(one, id=f"u{number}") for number in range(unseen)),
        *(replace(one, id=f"s{number}", acknowledged=after) for number in range(seen)),
    )


@pytest.mark.parametrize(
    ("unseen", "seen", "kept", "lost"),
    [
        (3, 5, 8, 0),
        (MOST_PAST + 50, 20, MOST_PAST + 70, 0),
        (10, MOST_PAST + 50, MOST_PAST + 10, 0),
        (MOST_UNSEEN + 7, 20, MOST_UNSEEN + 20, 7),
    ],
)
def test_what_nobody_has_seen_is_kept_for_longer_and_counted_when_dropped(
    unseen: int, seen: int, kept: int, lost: int
) -> None:
    past, dropped = trimmed(past_of(unseen, seen))
    assert (len(past), dropped) == (kept, lost)
    assert past[-1].id == f"s{seen - 1}"


def test_the_book_says_how_many_were_forgotten() -> None:
    engine = Engine([rule()], AlarmState(past=past_of(MOST_UNSEEN, 0)))
    happened(engine, looks("0:6 5:0 6:"))
    assert engine.book().forgotten == 1
    assert engine.book().past[-1].id == "u1"
    assert restarted(engine, rule()).book().forgotten == 1


def test_each_alarm_has_an_id_of_its_own() -> None:
    engine = Engine([rule(), rule(name="s")])
    for _ in range(2):
        for queue in "ab":
            engine.observe([told(0, queue=queue, waiting=6)], START)
            engine.observe([told(0, queue=queue, waiting=0)], START)
    ids = {alarm.id for alarm in engine.book().past}
    assert len(ids) == 8
