"""The watch for alarms around a feed: what it publishes, when it looks, and what cannot stop it."""

import threading

import pytest
from msgspec.structs import replace

from queuetui.domain.alarms.book import AlarmBook, AlarmEvent
from queuetui.domain.alarms.engine import Engine
from queuetui.domain.alarms.parsing import parse_condition
from queuetui.domain.alarms.rules import BUILT_IN, AlarmRule
from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.figures import EVERY_QUEUE
from queuetui.domain.history import Point
from queuetui.domain.hours import Hours, Span
from queuetui.domain.opened import Opened, Told
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Health, Snapshot
from queuetui.feed.watch import AlarmDesk, Watch
from tests.feed.desk import Desk
from tests.feed.watching import CROWD, Stand, raised


def test_each_snapshot_is_handed_on_at_once_with_the_alarms_known() -> None:
    stand = Stand(CROWD)
    stand.tell(9)
    (snapshot,) = stand.published
    assert snapshot.alarms == AlarmBook()
    stand.turn(15)
    assert len(stand.published) == 2
    stand.tell(9)
    assert [alarm.rule for alarm in stand.book.active] == ["crowd"]


def test_a_hold_comes_to_its_end_between_two_polls() -> None:
    stand = Stand(CROWD)
    stand.tell(9)
    stand.turn(14)
    assert stand.announced == []
    stand.turn(1)
    assert stand.kinds == ["raised"]
    (alarm,) = stand.book.active
    assert (alarm.queue_id, alarm.queue) == ("q0", "Queue 0")
    assert stand.published[-1].queues is stand.published[0].queues


def test_it_looks_once_a_second_and_sooner_where_a_snapshot_comes() -> None:
    stand = Stand(CROWD)
    assert stand.turn() == pytest.approx(1)
    stand.watch._wake.clear()
    stand.tell(9)
    assert stand.watch._wake.is_set()
    assert stand.turn() == pytest.approx(1)


def test_a_snapshot_that_tells_nothing_new_of_the_queues_wakes_nobody() -> None:
    stand = Stand(CROWD)
    stand.tell(9)
    stand.watch._wake.clear()
    stand.watch.pass_on(replace(stand.published[-1], organisation="Acme"))
    assert not stand.watch._wake.is_set()
    assert stand.published[-1].organisation == "Acme"


def test_a_look_that_takes_long_is_followed_by_a_long_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand = Stand(CROWD)
    stand.tell(9)
    looks: list[float] = []

    def slow(self: Engine, figures: object, now: float) -> tuple[AlarmEvent, ...]:
        looks.append(now)
        stand.clock.advance(0.5)
        return ()

    monkeypatch.setattr(Engine, "observe", slow)
    assert stand.turn() == pytest.approx(10)
    stand.clock.advance(4)
    assert stand.turn() == pytest.approx(6)
    assert len(looks) == 1
    stand.clock.advance(6)
    stand.turn()
    assert len(looks) == 2


def test_a_worst_value_alone_waits_for_the_next_snapshot() -> None:
    rule = AlarmRule("slow", parse_condition("longest_wait >= 0s"))
    stand = Stand(rule)
    stand.tell(1)
    stand.turn()
    before = len(stand.published)
    stand.turn(5)
    assert len(stand.published) == before
    stand.watch.pass_on(stand.published[-1])
    peak = stand.book.active[0].peak
    assert peak is not None
    assert peak.value == 5


def test_without_a_snapshot_there_is_nothing_to_look_at() -> None:
    stand = Stand(*BUILT_IN)
    stand.turn(200)
    assert (stand.published, stand.announced) == ([], [])


# --- no data ---


def test_figures_that_grow_too_old_are_an_alarm_without_any_snapshot() -> None:
    stand = Stand(*BUILT_IN)
    stand.tell(0)
    stand.turn(60)
    assert stand.kinds == []
    stand.turn(1)
    (alarm,) = stand.book.active
    assert (alarm.rule, alarm.queue_id) == ("no data", "q0")


def test_where_no_queue_has_data_that_is_one_alarm() -> None:
    stand = Stand(*BUILT_IN)
    stand.tell(0, 0, 0)
    stand.turn(120)
    assert [alarm.queue_id for alarm in stand.book.active] == [EVERY_QUEUE]
    stand.tell(0, 0, 0)
    stand.turn()
    assert stand.kinds == ["raised", "cleared"]


def test_a_feed_that_never_learns_of_a_queue_is_an_alarm() -> None:
    stand = Stand(*BUILT_IN)
    stand.tell(health=Health("down"), listed=False)
    stand.turn(60)
    assert [alarm.queue_id for alarm in stand.book.active] == [EVERY_QUEUE]


def test_a_feed_that_is_down_is_not_believed_however_young_its_figures_are() -> None:
    stand = Stand(CROWD)
    stand.tell(9, health=Health("down"))
    stand.turn(20)
    assert stand.kinds == []


def test_only_the_opened_queue_has_estimated_waits() -> None:
    stand = Stand(AlarmRule("slow", parse_condition("estimated_wait > 1m")))
    told = Estimates("q1", stand.clock.now(), (Estimate("voice", 90.0),))
    stand.tell(1, 1, opened=Opened("q1", estimates=Told(told)))
    stand.turn()
    assert [alarm.queue_id for alarm in stand.book.active] == ["q1"]


def test_media_are_looked_at_where_a_rule_is_about_them() -> None:
    stand = Stand(replace(CROWD, media=("voice",)))
    stand.tell(9)
    stand.turn(15)
    assert [alarm.media for alarm in stand.book.active] == ["voice"]


def test_a_queue_of_another_name_is_looked_up_anew() -> None:
    stand = Stand(replace(CROWD, queues=("New*",)))
    stand.tell(9)
    stand.turn(15)
    (state,) = stand.published[-1].queues
    renamed = replace(state, queue=replace(state.queue, name="New name"))
    stand.watch.pass_on(replace(stand.published[-1], queues=(renamed,)))
    stand.turn(15)
    assert [alarm.queue for alarm in stand.book.active] == ["New name"]


def test_queues_that_are_gone_are_forgotten() -> None:
    stand = Stand(CROWD)
    stand.tell(*[0] * 50)
    stand.turn()
    stand.tell(0)
    stand.turn()
    assert set(stand.watch._inspector._about) == {"q0"}


def test_an_alarm_that_is_acknowledged_is_told_at_once_and_saved() -> None:
    stand = raised()
    stand.watch._wake.clear()
    stand.watch.acknowledge(stand.book.active[0].id, "Ada", "on it")
    assert stand.watch._wake.is_set()
    stand.turn()
    seen = stand.book.active[0].acknowledged
    assert seen is not None
    assert (seen.who, seen.note, seen.at) == ("Ada", "on it", stand.clock.now())
    assert stand.kinds == ["raised", "acknowledged"]
    assert stand.keeper.saved[-1].watched[0].alarm == stand.book.active[0]


def test_an_alarm_is_snoozed_until_an_instant_of_the_server() -> None:
    stand = raised()
    until = stand.clock.now() + 5
    stand.watch.snooze(stand.book.active[0].id, until)
    stand.turn()
    assert stand.book.active[0].snoozed_until == until
    stand.turn(5)
    assert stand.kinds == ["raised", "snoozed", "repeated"]


def test_orders_are_carried_out_while_it_rests() -> None:
    stand = raised()
    stand.watch._rest_until = stand.clock.monotonic() + 100
    stand.watch.acknowledge(stand.book.active[0].id, "Ada", "")
    stand.turn()
    assert stand.book.active[0].acknowledged is not None


# --- what is told to whom ---


def test_what_happens_in_a_quiet_time_is_shown_and_announced_as_silent() -> None:
    always = Hours("UTC", ((Span(0, 1440),),) * 7)
    stand = Stand(replace(CROWD, quiet=always))
    stand.tell(9)
    stand.turn(15)
    assert len(stand.book.active) == 1
    assert [event.silent for events in stand.announced for event in events] == [True]


def test_an_alarm_is_on_the_screen_and_announced_before_it_is_saved() -> None:
    stand = Stand(CROWD)
    order: list[str] = []
    desk = AlarmDesk(lambda _events: order.append("announced"), stand.keeper)
    stand.watch._desk = desk
    stand.watch._publish = lambda snapshot: order.append("published")
    stand.keeper.save = lambda state: order.append("saved")  # type: ignore[method-assign]
    stand.tell(9)
    stand.turn()
    order.clear()
    stand.turn(15)
    assert order == ["published", "announced", "saved"]


def test_what_waits_for_its_hold_is_saved_once_a_minute_and_nothing_without_need() -> None:
    stand = Stand(replace(CROWD, hold=3600.0))
    for _ in range(36):
        stand.tell(9)
        stand.turn(5)
    assert len(stand.keeper.saved) == 4
    idle = Stand(CROWD)
    for _ in range(36):
        idle.tell(0)
        idle.turn(5)
    assert len(idle.keeper.saved) == 1


def test_it_goes_on_with_what_was_kept() -> None:
    before = raised()
    (alarm,) = before.book.active
    after = Stand(CROWD, kept=before.keeper.saved[-1])
    after.tell(9)
    assert after.book.active == (alarm,)
    after.turn(20)
    assert after.announced == []


def test_a_disk_that_keeps_nothing_is_told_in_the_book() -> None:
    stand = raised()
    stand.keeper.problem = "alarms can't be saved (disk full)"
    stand.turn()
    assert stand.book.problem == "alarms can't be saved (disk full)"
    stand.keeper.problem = None
    stand.turn()
    assert stand.book.problem is None


# --- the server's clock ---


def test_when_the_servers_clock_is_set_alarms_move_along_at_once_and_nothing_is_raised() -> None:
    stand = raised()
    before = stand.book.active[0]
    newest = stand.published[-1]
    stand.watch.pass_on(
        replace(
            newest,
            taken_at=newest.taken_at + 3600,
            queues=tuple(state.redated(3600.0) for state in newest.queues),
        )
    )
    assert stand.book.active[0] == before.redated(3600.0)
    stand.turn(5)
    assert stand.book.active[0].started == before.started + 3600
    assert stand.kinds == ["raised"]
    stand.tell(9)
    # The next snapshot of the polls is told in the old base again.
    assert stand.book.active[0].started == before.started


def test_what_sums_leave_over_moves_nothing() -> None:
    stand = raised()
    before = stand.book.active[0]
    newest = stand.published[-1]
    for _ in range(100):
        stand.watch.pass_on(replace(newest, taken_at=newest.taken_at + 2e-7))
        stand.turn()
    assert stand.book.active[0].started == before.started


def test_a_clock_that_is_trimmed_all_the_time_moves_them_in_the_end() -> None:
    stand = raised()
    before = stand.book.active[0].started
    newest = stand.published[-1]
    for n in range(1, 101):
        stand.watch.pass_on(replace(newest, taken_at=newest.taken_at + 0.0009 * n))
        stand.turn()
    stand.watch.acknowledge(stand.book.active[0].id, "Ada", "")
    stand.turn()
    for alarm in (*stand.book.active, stand.keeper.saved[-1].watched[0].alarm):
        assert alarm is not None
        assert alarm.started - before == pytest.approx(0.09, abs=0.002)


# --- whatever goes wrong ---


def test_an_error_is_told_and_does_not_stop_snapshots_or_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand = raised()

    def broken(*_: object) -> tuple[AlarmEvent, ...]:
        raise RuntimeError("bug")

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "observe", broken)
        assert stand.turn() == pytest.approx(5)
        assert (
            stand.book.problem == "alarms do not work: internal error (RuntimeError); report: there"
        )
        stand.tell(9)
        assert len(stand.book.active) == 1
        assert isinstance(stand.reports[0], RuntimeError)
    stand.turn()
    assert stand.book.problem is None


def test_one_who_cannot_be_told_stops_nothing() -> None:
    stand = Stand(CROWD)

    def deaf(_events: tuple[AlarmEvent, ...]) -> None:
        raise OSError("bell is broken")

    stand.watch._desk = replace(stand.watch._desk, announce=deaf)
    stand.tell(9)
    stand.turn(15)
    assert len(stand.book.active) == 1
    assert stand.book.problem is None
    assert len(stand.keeper.saved[-1].watched) == 1
    assert isinstance(stand.reports[0], OSError)


def test_after_it_was_stopped_nothing_is_published() -> None:
    stand = Stand(CROWD)
    stand.tell(9)
    stand.watch.stop()
    stand.tell(9)
    assert len(stand.published) == 1
    assert stand.polls.calls == ["stop"]


def test_all_else_is_the_polls_business() -> None:
    stand = Stand(CROWD)
    assert stand.watch.ask_now() == 4.5
    stand.watch.open_queue("q")
    assert stand.polls.calls == ["q"]
    assert stand.watch.points("q", 3.0) == (Point(3.0, 1, None, None),)
    assert stand.watch.diagnostics().skew == 7


def test_in_its_thread_around_real_polls() -> None:
    desk = Desk("Support")
    desk.clock.really_waits = True
    desk.source.waiting = 9
    rule = AlarmRule("crowd", parse_condition("waiting > 5"))
    published: list[Snapshot] = []
    seen, acknowledged = threading.Event(), threading.Event()

    def publish(snapshot: Snapshot) -> None:
        published.append(snapshot)
        active = snapshot.alarms.active if snapshot.alarms is not None else ()
        if active:
            seen.set()
        if any(alarm.acknowledged for alarm in active):
            acknowledged.set()

    watch = Watch(desk.poller, Settings(alarms=(rule,)), desk.clock, AlarmDesk())
    watch.start(publish)
    assert seen.wait(10)
    book = published[-1].alarms
    assert book is not None
    watch.acknowledge(book.active[0].id, "Ada", "")
    assert acknowledged.wait(10)
    watch.stop()
