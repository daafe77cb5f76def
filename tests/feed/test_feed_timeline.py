"""The server's clock is set, or this machine's: no age changes, and nothing old becomes live."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.freshness import freshness
from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.feed.beside import Beside
from queuetui.feed.bulletin import Bulletin
from queuetui.genesys.errors import NoAnswer, ServerFailed
from queuetui.genesys.observations import Observed
from queuetui.view.status import banner, seen
from tests.feed.desk import Desk, SideDesk, always, if_named

JUMPS = [-86_400.0, -3_600.0, -20.0, 40.0, 3_600.0]
RULE = Settings().staleness
FAILED = ServerFailed("out of order (503).")


def age_of(state: QueueState, snapshot: Snapshot) -> float:
    assert state.as_of is not None
    return snapshot.taken_at - state.as_of


def state_of(state: QueueState, snapshot: Snapshot) -> str:
    return freshness(state.as_of, snapshot.taken_at, snapshot.interval, RULE)


@pytest.mark.parametrize("jump", JUMPS)
class TestAClockThatIsSet:
    def test_during_an_outage_makes_no_dead_board_live(self, jump: float) -> None:
        desk = Desk("a", "b")
        desk.poll()
        good = desk.clock.monotonic()
        desk.poll()
        desk.source.fails = always(FAILED)
        desk.poll()
        desk.clock.wall += jump
        for _ in range(12):
            asked = desk.clock.monotonic()
            snapshot = desk.poll()
            look = seen(snapshot, snapshot.taken_at, RULE)
            assert look.age == pytest.approx(asked - good, abs=0.01)
            age = asked - good
            expected = "live" if age <= 10 else "late" if age <= 30 else "frozen"
            assert (look.state, snapshot.health.state) == (expected, expected)
        assert look.state == "frozen"
        text = "".join(one.text for one in banner(snapshot, snapshot.taken_at, 110) or ())
        assert text.startswith(" ○ DATA FROZEN")

    def test_while_one_queue_fails_does_not_make_that_one_live(self, jump: float) -> None:
        desk = Desk("a", "b", batch=1)
        desk.poll()
        good = desk.clock.monotonic()
        desk.poll()
        desk.source.fails = if_named("id-b", FAILED)
        desk.poll()
        desk.clock.wall += jump
        for _ in range(8):
            asked = desk.clock.monotonic()
            snapshot = desk.poll()
            a, b = snapshot.queues
            assert age_of(a, snapshot) == pytest.approx(0.0, abs=0.01)
            assert age_of(b, snapshot) == pytest.approx(asked - good, abs=0.01)
        assert (state_of(a, snapshot), state_of(b, snapshot)) == ("live", "frozen")

    def test_moves_every_instant_along(self, jump: float) -> None:
        desk = Desk("a")
        began = desk.clock.now()

        def observe(queue_ids: Sequence[str]) -> Observed:
            media = {"voice": MediaReading(waiting=1, oldest_since=desk.clock.now() - 60.0)}
            told = {one: Reading(one, desk.clock.now(), media, AgentCounts()) for one in queue_ids}
            return Observed(told)

        desk.source.observe = observe  # type: ignore[method-assign]
        before = desk.poll()
        desk.poll()
        desk.source.observe = _fails  # type: ignore[method-assign, assignment]
        desk.clock.wall += jump
        steady = desk.clock.monotonic()
        snapshot = desk.poll()
        assert before.queues[0].reading is not None
        reading, health = snapshot.queues[0].reading, snapshot.health
        assert reading is not None
        assert (reading.as_of, reading.oldest_since) == pytest.approx(
            (began + 5 + jump, began + 5 + jump - 60)
        )
        assert (health.since, health.last_good) == pytest.approx((began + jump, began + 5 + jump))
        assert health.next_try is not None
        assert health.next_try - snapshot.taken_at == pytest.approx(
            desk.clock.monotonic() - steady, abs=0.01
        )
        points = desk.poller.points("id-a", began + jump - 1.0)
        assert [point.at for point in points] == pytest.approx(
            [began + jump, began + jump + 5, began + jump + 10]
        )
        assert [point.waiting for point in points] == [1, 1, None]

    def test_before_the_first_answer_does_not_change_how_long_it_is_waited_for(
        self, jump: float
    ) -> None:
        desk = Desk("a")
        desk.source.fails = always(FAILED)
        desk.poll()
        began = 1_000.0
        desk.clock.wall += jump
        snapshot = desk.poll()
        assert snapshot.health.since is not None
        assert snapshot.steady is not None
        waited = snapshot.taken_at - snapshot.health.since
        assert waited == pytest.approx(snapshot.steady - began, abs=0.01)


def _fails(_ids: Sequence[str]) -> Observed:
    raise FAILED


def _sides(snapshot: Snapshot) -> list[float]:
    """The ages of all that is told beside the polls."""
    opened, today, now = snapshot.opened, snapshot.queues[0].today, snapshot.taken_at
    assert opened is not None
    assert opened.waiting.value is not None
    assert opened.agents.value is not None
    assert opened.estimates.value is not None
    assert opened.day.value is not None
    assert today is not None
    assert snapshot.today.as_of is not None
    return [
        now - snapshot.today.as_of,
        now - today.as_of,
        now - opened.agents.value.as_of,
        now - opened.waiting.value.as_of,
        now - opened.waiting.value.listed[0].since,
        now - opened.estimates.value.as_of,
        now - opened.day.value.as_of,
    ]


@pytest.mark.parametrize("jump", JUMPS[1:])
def test_the_answers_beside_the_polls_stay_as_old_as_they_are(jump: float) -> None:
    desk = SideDesk("a")
    desk.poller.open_queue("id-a")
    desk.live(70.0)
    desk.source.refuses = lambda _question, _ids: NoAnswer("no")
    desk.source.fails = always(FAILED)
    before = desk.live(5.0)
    desk.clock.wall += jump
    after = desk.live(11.0)
    passed = (after.steady or 0.0) - (before.steady or 0.0)
    for snapshot in (before, after):
        assert snapshot.opened is not None
        assert snapshot.opened.waiting.value is not None
        assert snapshot.queues[0].today is not None
    for old, new in zip(_sides(before), _sides(after), strict=True):
        assert new - old == pytest.approx(passed, abs=0.01)


def test_the_other_thread_need_not_have_noticed_it_yet() -> None:
    """A snapshot is on one base, whoever of the two sends it."""
    desk = SideDesk("a")
    desk.live(70.0)
    before = desk.now
    desk.clock.wall -= 3_600.0
    desk.source.fails = always(FAILED)
    desk.poller._turn()
    after = desk.now
    assert before.queues[0].today is not None
    assert after.queues[0].today is not None
    assert after.taken_at - after.queues[0].today.as_of == pytest.approx(
        before.taken_at - before.queues[0].today.as_of + (after.steady or 0) - (before.steady or 0),
        abs=0.01,
    )


def test_every_snapshot_is_on_one_base_also_those_between_two_polls() -> None:
    desk = Desk("a")
    good = desk.clock.monotonic()
    desk.poll()
    desk.source.fails = always(FAILED)
    bulletin = desk.poller._bulletin
    for jump in (-3_600.0, 7_200.0):
        desk.clock.wall += jump
        desk.poll()
        desk.clock.wall += jump
        bulletin.follow_clock()
        bulletin.put(Beside())
    assert len(desk.published) >= 7
    for snapshot in desk.published[2:]:
        assert snapshot.steady is not None
        assert snapshot.health.last_good is not None
        age = pytest.approx(snapshot.steady - good, abs=0.01)
        assert age_of(snapshot.queues[0], snapshot) == age
        assert snapshot.taken_at - snapshot.health.last_good == age


def test_answers_told_by_two_clocks_in_one_wave_are_none_from_the_future() -> None:
    desk = Desk("a", "b", batch=1)
    desk.poll()

    def observe(queue_ids: Sequence[str]) -> Observed:
        ahead = 3_600.0 if queue_ids[0] == "id-a" else 0.0
        told = Reading(queue_ids[0], desk.clock.now() + ahead, {}, AgentCounts())
        return Observed({queue_ids[0]: told})

    desk.source.observe = observe  # type: ignore[method-assign]
    snapshot = desk.poll()
    assert [age_of(state, snapshot) for state in snapshot.queues] == [0.0, 0.0]
    assert snapshot.health.last_good == snapshot.taken_at


def test_a_clock_that_is_trimmed_leaves_what_is_known_as_it_is() -> None:
    desk = Desk("a")
    first = desk.poll()
    desk.source.fails = always(FAILED)
    desk.clock.wall += 0.01
    assert desk.poll().queues[0].reading is first.queues[0].reading


Happening = tuple[str, float]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["wall", "server"]), st.floats(-90_000.0, 90_000.0)),
            st.tuples(st.just("pass"), st.floats(0.0, 200.0)),
            st.tuples(st.just("answer"), st.floats(0.0, 1.0)),
        ),
        max_size=14,
    )
)
def test_a_frozen_reading_never_becomes_live_without_a_newer_answer(
    happenings: list[Happening],
) -> None:
    desk = Desk("a", "b", batch=1)
    off = 0.0
    observe = desk.source.observe

    def by_the_server(queue_ids: Sequence[str]) -> Observed:
        answer = observe(queue_ids)
        return Observed({key: one.redated(off) for key, one in answer.readings.items()})

    desk.source.observe = by_the_server  # type: ignore[method-assign]
    desk.source.server_now = lambda: desk.clock.now() + off  # type: ignore[method-assign]
    desk.turn()
    desk.source.fails = if_named("id-b", FAILED)
    order = ("live", "late", "frozen")
    answered = desk.clock.monotonic() - desk.wait
    worst = 0
    for what, amount in happenings:
        if what == "wall":
            desk.clock.wall += amount
        elif what == "server":
            off += amount
        elif what == "pass":
            desk.clock.advance(amount)
        elif amount > 0.7:
            desk.source.fails = lambda _ids: None
        snapshot = desk.poll()
        b = snapshot.queues[1]
        if desk.source.fails(["id-b"]) is None and b.problem is None:
            answered, worst = snapshot.steady or 0.0, 0
            desk.source.fails = if_named("id-b", FAILED)
        assert snapshot.steady is not None
        assert age_of(b, snapshot) == pytest.approx(snapshot.steady - answered, abs=0.2)
        now = order.index(state_of(b, snapshot))
        assert now >= worst
        worst = now


def test_the_bulletin_tells_one_time_from_one_look_at_the_clock_to_the_next() -> None:
    desk = Desk("a")
    desk.poll()
    bulletin: Bulletin = desk.poller._bulletin
    before = bulletin.server_now()
    desk.clock.wall -= 3_600.0
    assert bulletin.server_now() == before
    bulletin.follow_clock()
    assert bulletin.server_now() == pytest.approx(before - 3_600.0)
