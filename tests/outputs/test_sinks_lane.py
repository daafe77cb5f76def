"""What one sink tells, and when: filter, rate, repeats, quiet times and tries, stepped by hand."""

from datetime import UTC
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.hours import Span
from queuetui.domain.sinks import BELL, NOTICE_KINDS, Notice, SinkSettings
from queuetui.outputs.sinks import SinkFailure
from queuetui.outputs.sinks.lane import GIVE_UP_AFTER, WAITING_AT_MOST, Lane
from tests.clocks import ManualClock
from tests.outputs.sinks_around import NOTICE, NOW, Ledger, passing

PLAIN = SinkSettings("team", "webhook")


class Desk:
    """A lane, its sink and its clock in the test's hands."""

    def __init__(self, settings: SinkSettings = PLAIN, *failures: Exception) -> None:
        self.clock = ManualClock(NOW)
        self.sink = Ledger(failures=failures)
        self.may_repeat = True
        self.lane = Lane(
            self.sink, settings, self.clock, Random(1), UTC,
            may_repeat=lambda rule, now: self.may_repeat,
        )  # fmt: skip

    def tell(self, *notices: Notice) -> float | None:
        """Offer these, and do all that is due; what is left is due in so many seconds."""
        for notice in notices:
            self.lane.offer(notice)
        return self.run()

    def run(self) -> float | None:
        for _ in range(1000):
            if (pause := self.lane.step()) != 0.0:
                return pause
        raise AssertionError("there is always something due")

    def pass_time(self, seconds: float) -> float | None:
        """Let time pass, stepping whenever the lane asks for it."""
        end = self.clock.monotonic() + seconds
        while True:
            pause = self.run()
            left = end - self.clock.monotonic()
            if pause is None or pause > left:
                self.clock.advance(left)
                return self.run()
            self.clock.advance(pause)


def kind(name: str, **changes: object) -> Notice:
    return replace(NOTICE, kind=name, **changes)


def test_what_is_told_goes_out_in_order_and_is_counted() -> None:
    desk = Desk()
    assert desk.tell(NOTICE, kind("cleared")) is None
    assert desk.sink.kinds == ["raised", "cleared"]
    status = desk.lane.status()
    assert (status.sent, status.failed, status.waiting) == (2, 0, 0)
    assert (status.last_sent, status.last_error) == (NOW, None)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (PLAIN, True),
        (replace(PLAIN, severity="critical"), True),
        (replace(PLAIN, queues=("supp*",)), True),
        (replace(PLAIN, queues=("Sales*", "SUPPORT")), True),
        (replace(PLAIN, queues=("Sales*",)), False),
        (replace(PLAIN, groups=("emea",)), True),
        (replace(PLAIN, groups=("APAC",)), False),
        (replace(PLAIN, rules=("breach",)), True),
        (replace(PLAIN, rules=("stuck",)), False),
        (replace(PLAIN, kinds=("cleared",)), False),
        (BELL, True),
    ],
)
def test_the_filter(settings: SinkSettings, told: bool) -> None:
    desk = Desk(settings)
    desk.tell(NOTICE)
    assert bool(desk.sink.got) is told


def test_the_bell_as_it_is_without_settings_rings_for_a_breach_that_begins_and_nothing_else() -> (
    None
):
    desk = Desk(BELL)
    every = [
        replace(NOTICE, kind=one, severity=level, alarm_id=level)
        for one in NOTICE_KINDS
        for level in ("warning", "critical")
    ]
    desk.tell(*every)
    assert [(one.kind, one.severity) for one in desk.sink.got] == [("raised", "critical")]


def test_a_name_with_signs_of_patterns_means_itself() -> None:
    desk = Desk(replace(PLAIN, queues=("Sales [EN]",)))
    desk.tell(replace(NOTICE, queue="Sales [EN]"), replace(NOTICE, queue="Sales [DE]"))
    assert [one.queue for one in desk.sink.got] == ["Sales [EN]"]


def test_a_test_goes_out_whatever_is_set() -> None:
    settings = replace(PLAIN, queues=("nobody",), kinds=("cleared",), quiet=(Span(0, 1440),))
    desk = Desk(settings)
    desk.tell(kind("test"))
    assert desk.sink.kinds == ["test"]


# --- the rate ---


def test_what_is_beyond_the_rate_goes_into_one_line() -> None:
    desk = Desk(replace(PLAIN, per_minute=3))
    many = [replace(NOTICE, alarm_id=str(n), queue=f"Q{n}", title=f"t{n}") for n in range(9)]
    pause = desk.tell(*many, kind("cleared", alarm_id="0", queue="Q0"))
    assert desk.sink.titles == ["t0", "t1", "t2"]
    assert pause == 60
    assert desk.lane.status().waiting == 7
    desk.pass_time(60)
    assert desk.sink.titles[3:] == ["+7 more: 6 raised, 1 cleared"]
    assert desk.sink.got[3].text == "Q3, Q4, Q5, …"
    assert desk.sink.got[3].severity == "critical"
    assert desk.lane.status().waiting == 0


def test_one_alone_beyond_the_rate_is_told_as_it_is() -> None:
    desk = Desk(replace(PLAIN, per_minute=1))
    desk.tell(NOTICE, kind("cleared"))
    desk.pass_time(60)
    assert desk.sink.got == [NOTICE, kind("cleared")]


@example(1, [0.1] * 3)
@given(st.integers(1, 5), st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=60))
def test_never_more_than_the_rate_in_any_minute_and_none_is_lost(
    rate: int, pauses: list[float]
) -> None:
    desk = Desk(replace(PLAIN, per_minute=rate))
    sent: list[float] = []
    note = desk.sink.send

    def send(notice: Notice) -> None:
        sent.append(desk.clock.monotonic())
        note(notice)

    desk.sink.send = send  # type: ignore[method-assign]
    for number, pause in enumerate(pauses):
        desk.lane.offer(replace(NOTICE, alarm_id=str(number), title="one"))
        desk.pass_time(pause)
    desk.pass_time(120)
    for begin in sent:
        assert sum(begin <= at < begin + 59.999 for at in sent) <= rate
    told = sum(
        1 if title == "one" else int(title.split()[0].removeprefix("+"))
        for title in desk.sink.titles
    )
    assert told == len(pauses)


# --- repeats ---


def test_an_alarm_is_repeated_until_somebody_acknowledges_it() -> None:
    desk = Desk(replace(PLAIN, repeat=300))
    assert desk.tell(NOTICE) == 300
    desk.pass_time(700)
    assert desk.sink.titles == [
        NOTICE.title,
        f"Still after 5:00: {NOTICE.title}",
        f"Still after 10:00: {NOTICE.title}",
    ]
    assert desk.sink.kinds == ["raised", "repeated", "repeated"]
    assert desk.sink.got[2].at == NOW + 600
    assert desk.tell(kind("acknowledged")) is None
    desk.pass_time(3000)
    assert len(desk.sink.got) == 3


@pytest.mark.parametrize("end", ["cleared", "acknowledged", "snoozed"])
def test_nothing_is_repeated_after(end: str) -> None:
    desk = Desk(replace(PLAIN, repeat=300, kinds=("raised", "repeated")))
    desk.tell(NOTICE, kind(end))
    assert desk.pass_time(3000) is None
    assert desk.sink.kinds == ["raised"]


def test_a_repeat_of_the_rule_begins_the_time_anew() -> None:
    desk = Desk(replace(PLAIN, repeat=300))
    desk.tell(NOTICE)
    desk.pass_time(200)
    desk.tell(kind("repeated"))
    desk.pass_time(299)
    assert desk.sink.kinds == ["raised", "repeated"]
    desk.pass_time(1)
    assert desk.sink.kinds == ["raised", "repeated", "repeated"]


def test_a_rules_quiet_hours_hold_back_repeats() -> None:
    desk = Desk(replace(PLAIN, repeat=300))
    desk.may_repeat = False
    desk.tell(NOTICE)
    desk.pass_time(1000)
    assert desk.sink.kinds == ["raised"]
    desk.may_repeat = True
    desk.pass_time(60)
    assert desk.sink.kinds == ["raised", "repeated"]


def test_what_the_filter_refuses_is_not_repeated() -> None:
    desk = Desk(replace(PLAIN, repeat=300, queues=("Sales",)))
    desk.tell(NOTICE)
    assert desk.pass_time(3000) is None
    assert desk.sink.got == []


# --- quiet times ---

NIGHT = replace(PLAIN, quiet=(Span(22 * 60, 30 * 60),))
TEN_HOURS = 10 * 3600.0


def test_what_is_still_there_after_a_quiet_time_is_told_then() -> None:
    desk = Desk(NIGHT)
    desk.pass_time(TEN_HOURS + 60)
    assert desk.lane.status().quiet
    assert desk.tell(NOTICE, replace(NOTICE, alarm_id="b"), kind("cleared", alarm_id="b")) == 28740
    assert desk.sink.got == []
    desk.pass_time(28740)
    assert desk.sink.titles == [f"Still after 7h 59m: {NOTICE.title}"]
    assert desk.sink.kinds == ["raised"]
    assert not desk.lane.status().quiet


def test_of_an_alarm_that_nobody_heard_of_the_end_is_not_told() -> None:
    desk = Desk(NIGHT)
    desk.pass_time(TEN_HOURS)
    desk.lane.offer(NOTICE)
    desk.clock.advance(9 * 3600)
    desk.tell(kind("cleared"))
    assert desk.sink.got == []


def test_a_repeat_just_after_a_quiet_time_is_not_lost() -> None:
    desk = Desk(NIGHT)
    desk.pass_time(TEN_HOURS)
    desk.lane.offer(NOTICE)
    desk.clock.advance(9 * 3600)
    desk.tell(kind("repeated"))
    assert desk.sink.kinds == ["repeated"]


def test_always_quiet_is_no_hurry() -> None:
    desk = Desk(replace(PLAIN, quiet=(Span(0, 1440),)))
    pause = desk.tell(NOTICE)
    assert pause is not None
    assert pause >= 3600
    assert desk.sink.got == []


def test_a_silent_one_is_only_kept_in_mind() -> None:
    desk = Desk(replace(PLAIN, repeat=300))
    desk.tell(kind("raised", silent=True, alarm_id="b"))
    desk.tell(NOTICE, kind("cleared", silent=True))
    desk.pass_time(1000)
    assert desk.sink.kinds == ["raised"]


# --- tries ---


def test_another_try_helps() -> None:
    desk = Desk(PLAIN, passing(), passing())
    pause = desk.tell(NOTICE)
    assert pause is not None
    assert 0 < pause <= 2
    status = desk.lane.status()
    assert status.last_error == "it is busy"
    assert status.next_retry == NOW + pause
    assert (status.sent, status.failed, status.waiting) == (0, 0, 1)
    desk.pass_time(60)
    assert desk.sink.got == [NOTICE]
    status = desk.lane.status()
    assert (status.sent, status.failed, status.last_error, status.next_retry) == (1, 0, None, None)


def test_no_other_try_where_none_helps() -> None:
    desk = Desk(PLAIN, SinkFailure("it refuses"))
    desk.tell(NOTICE, kind("cleared"))
    assert desk.sink.kinds == ["cleared"]
    assert desk.lane.status().failed == 1


def test_no_try_before_the_server_wants_one() -> None:
    desk = Desk(PLAIN, passing(after=120))
    pause = desk.tell(NOTICE)
    assert pause is not None
    assert 120 <= pause <= 122


def test_old_news_are_given_up_and_the_next_is_tried() -> None:
    desk = Desk(PLAIN, *(passing() for _ in range(1000)))
    desk.tell(NOTICE)
    desk.pass_time(GIVE_UP_AFTER + 60)
    assert desk.lane.status().failed == 1
    assert 10 < desk.sink.tries < 60
    desk.sink.failures.clear()
    desk.tell(kind("cleared"))
    assert desk.sink.kinds == ["cleared"]


def test_what_waits_behind_it_is_bounded_and_the_oldest_is_dropped() -> None:
    desk = Desk(replace(PLAIN, per_minute=60), passing(after=300))
    desk.tell(NOTICE)
    for number in range(WAITING_AT_MOST + 5):
        desk.lane.offer(replace(NOTICE, alarm_id=str(number), title=str(number)))
    status = desk.lane.status()
    assert (status.dropped, status.waiting) == (5, WAITING_AT_MOST + 1)
    desk.pass_time(400)
    assert desk.sink.titles[:2] == [NOTICE.title, "5"]


def test_an_error_of_a_sink_itself_is_told_without_its_words() -> None:
    desk = Desk(PLAIN, KeyError("https://secret"))
    desk.tell(NOTICE, kind("cleared"))
    assert desk.sink.kinds == ["cleared"]
    desk.sink.failures.append(KeyError("https://secret"))
    desk.tell(NOTICE)
    assert desk.lane.status().last_error == "internal error: KeyError"


def test_at_the_end_what_is_due_is_sent_and_nothing_is_waited_for() -> None:
    desk = Desk(replace(PLAIN, repeat=300), passing())
    desk.tell(NOTICE)
    desk.lane.offer(kind("cleared"))
    desk.lane.end()
    desk.lane.offer(kind("raised", alarm_id="late"))
    assert desk.run() is None
    assert desk.sink.kinds == ["cleared"]


def test_how_it_stands_is_known_before_anything_is_sent() -> None:
    sink = Ledger()
    sink.problem = "the address is missing"
    lane = Lane(sink, PLAIN, ManualClock(NOW), Random(1), UTC)
    assert lane.status().last_error == "the address is missing"
    assert (lane.status().name, lane.status().type) == ("team", "webhook")


def test_a_repeat_of_what_it_never_heard_of_is_news() -> None:
    desk = Desk(BELL)
    desk.tell(kind("repeated"), kind("repeated"), kind("snoozed"), kind("repeated"))
    assert desk.sink.kinds == ["repeated", "repeated"]
    desk.tell(kind("repeated", alarm_id="b", severity="warning"))
    assert len(desk.sink.got) == 2
