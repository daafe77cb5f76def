"""Stuck interactions: found by the polls, asked about beside them, charged and believed."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import pytest
from msgspec.structs import replace

from queuetui.domain.day import Day
from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.readings import AgentCounts, MediaReading, Reading
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Stuck, StuckRule
from queuetui.domain.today import MediaToday, Today
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.feed.suspects import EVERY, MOST
from queuetui.genesys.errors import (
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
    ServerFailed,
)
from queuetui.genesys.observations import Observed
from tests.feed.desk import FakeSource, SideDesk

HOUR = 3600.0
DAY_OLD = 23 * HOUR
LACKS = PermissionRefused("analytics:x:view is missing.", "analytics:x:view")


class Centre:
    """Queues of mail, in each of which some are stuck and others are answered."""

    def __init__(self, *names: str, settings: Settings | None = None) -> None:
        self.desk = SideDesk(*names, settings=settings)
        self.source = self.desk.source
        self.start = self.desk.clock.now()
        self.stuck: dict[str, int] = {f"id-{name}": 3 for name in names}
        self.others: Callable[[], list[float]] = lambda: [self.desk.clock.now() - 20.0]
        """When those began to wait that are not stuck."""
        self.answered_each = 30.0
        """Seconds between two answers."""
        source: FakeSource = self.source
        source.observe = self._observe  # type: ignore[method-assign]
        source.read_today = self._read_today  # type: ignore[method-assign]
        source.read_line = self._read_line  # type: ignore[method-assign]

    def instants(self, queue_id: str) -> list[float]:
        old = [self.start - DAY_OLD + 60.0 * n for n in range(self.stuck[queue_id])]
        return sorted([*old, *self.others()])

    def live(self, seconds: float) -> Mapping[str, QueueState]:
        return {state.queue.id: state for state in self.desk.live(seconds).queues}

    def _observe(self, queue_ids: Sequence[str]) -> Observed:
        now = self.desk.clock.now()
        found = {}
        for queue_id in queue_ids:
            instants = self.instants(queue_id)
            oldest = instants[0] if instants else None
            media = {"email": MediaReading(len(instants), 0, 2, oldest)}
            found[queue_id] = Reading(queue_id, now, media, AgentCounts(available=2, on_queue=4))
        return Observed(found)

    def _read_today(self, queue_ids: Sequence[str], day: Day) -> Mapping[str, Today]:
        now = self.source._side("today", queue_ids)
        count = int((now - self.start) / self.answered_each)
        media = {"email": MediaToday(answered=count, answer_seconds=20.0 * count)}
        return {one: Today(one, now, day.since, media) for one in queue_ids}

    def _read_line(self, queue_id: str, media: str) -> WaitingList:
        now = self.source._side("line", [queue_id])
        assert media == "email"
        instants = self.instants(queue_id)
        listed = tuple(Waiting(media, since) for since in instants)
        return WaitingList(queue_id, now, listed, len(instants))


class TestWhatIsTold:
    def test_how_many_are_stuck_and_since_when(self) -> None:
        centre = Centre("a")
        (state,) = centre.live(600.0).values()
        (stuck,) = state.stuck
        assert (stuck.media, stuck.count, stuck.more) == ("email", 3, False)
        assert stuck.oldest_since == centre.start - DAY_OLD
        assert state.reading is not None
        assert state.judged is not None
        assert (state.reading.waiting, state.judged.waiting) == (4, 1)

    def test_the_next_is_as_old_as_was_told_and_younger_with_each_answer(self) -> None:
        centre = Centre("a")
        centre.others = lambda: [centre.desk.clock.now() - 20.0]
        ages = []
        centre.live(600.0)
        for _ in range(24):
            (state,) = centre.live(5.0).values()
            (stuck,) = state.stuck
            assert stuck.next_since is not None
            ages.append(centre.desk.clock.now() - stuck.next_since)
        # It is 20 s by the centre, and an answer comes each 30 s: never half a minute off.
        assert max(ages) <= 50.0
        assert min(ages) >= 0.0

    def test_until_it_is_gone(self) -> None:
        centre = Centre("a")
        centre.live(600.0)
        centre.answered_each = 1e9
        (state,) = centre.live(3 * HOUR).values()
        assert [one.count for one in state.stuck] == [3]
        centre.stuck["id-a"] = 0
        (state,) = centre.live(5.0).values()
        assert state.stuck == ()
        before = len(centre.source.times("line"))
        centre.live(600.0)
        assert len(centre.source.times("line")) == before

    def test_one_that_leaves_is_missed_at_the_next_poll(self) -> None:
        centre = Centre("a")
        centre.live(600.0)
        start = centre.start
        centre.stuck["id-a"] = 0
        left = [start - DAY_OLD + 60.0, start - DAY_OLD + 120.0]
        centre.others = lambda: [*left, centre.desk.clock.now() - 20.0]
        (state,) = centre.live(5.0).values()
        (stuck,) = state.stuck
        assert (stuck.count, stuck.oldest_since) == (2, left[0])
        (state,) = centre.live(120.0).values()
        (stuck,) = state.stuck
        assert (stuck.count, stuck.oldest_since) == (2, left[0])

    def test_alone_it_needs_no_answer_to_who_waits(self) -> None:
        centre = Centre("a")
        centre.stuck["id-a"], centre.others = 1, list
        centre.source.refuses = lambda question, _ids: LACKS if question == "line" else None
        (state,) = centre.live(600.0).values()
        assert state.stuck == (Stuck("email", 1, centre.start - DAY_OLD),)

    @pytest.mark.parametrize("error", [LACKS, ServerFailed("failed"), NoAnswer("silence")])
    def test_without_an_answer_the_oldest_is_known_to_be(self, error: GenesysError) -> None:
        centre = Centre("a")
        centre.source.refuses = lambda question, _ids: error if question == "line" else None
        (state,) = centre.live(900.0).values()
        assert state.stuck == (Stuck("email", 1, centre.start - DAY_OLD, more=True),)
        assert centre.desk.now.health.state == "live"
        centre.source.refuses = lambda _question, _ids: None
        (state,) = centre.live(1200.0).values()
        assert [(one.count, one.more) for one in state.stuck] == [(3, False)]

    def test_an_answer_that_fails_later_leaves_what_is_known(self) -> None:
        centre = Centre("a")
        centre.live(600.0)
        centre.source.refuses = lambda question, _ids: LACKS if question == "line" else None
        (state,) = centre.live(600.0).values()
        assert [(one.count, one.more) for one in state.stuck] == [(3, False)]

    def test_nothing_where_nobody_is_answered(self) -> None:
        centre = Centre("a")
        centre.answered_each = 1e9
        (state,) = centre.live(2 * HOUR).values()
        assert state.stuck == ()
        assert centre.source.times("line") == []

    def test_nothing_where_it_is_switched_off(self) -> None:
        centre = Centre("a", settings=Settings(stuck=StuckRule(factor=None)))
        (state,) = centre.live(900.0).values()
        assert state.stuck == ()
        assert centre.source.times("line") == []

    def test_no_age_changes_when_the_servers_clock_is_set(self) -> None:
        centre = Centre("a")
        (before,) = centre.live(600.0).values()
        bulletin = centre.desk.poller._bulletin
        centre.desk.clock.wall += 600.0
        bulletin.follow_clock()
        bulletin.plan(None)
        (after,) = bulletin.snapshot().queues
        (was,), (stuck,) = before.stuck, after.stuck
        assert stuck.oldest_since == was.oldest_since + 600.0
        assert stuck.count == 3
        assert after.judged is not None
        assert after.judged.waiting == 1
        # The instants of the server are what they were, and the next poll tells them.
        (then,) = centre.live(120.0).values()
        assert [(one.count, one.oldest_since) for one in then.stuck] == [(3, was.oldest_since)]

    def test_queues_that_are_not_watched_any_more_are_forgotten(self) -> None:
        centre = Centre("a", "b")
        centre.live(600.0)
        suspects = centre.desk.poller._suspects
        assert len(suspects._cases) == len(suspects._judged) == len(suspects._limits) == 2
        centre.source.queues = centre.source.queues[1:]
        centre.live(600.0)
        assert {queue_id for queue_id, _ in suspects._cases} == {"id-b"}
        assert suspects._judged.keys() == suspects._limits.keys() == {"id-b"}

    def test_the_longest_wait_of_the_past_is_that_of_the_others(self) -> None:
        centre = Centre("a")
        centre.live(900.0)
        points = centre.desk.poller.points("id-a", 0.0)
        assert points[0].longest is not None
        assert points[0].longest > DAY_OLD - 60.0
        assert points[-1].longest is not None
        assert points[-1].longest < 60.0
        assert points[-1].waiting == 4


class TestWhatIsAsked:
    def test_once_a_minute(self) -> None:
        centre = Centre("a")
        centre.live(2 * HOUR)
        times = centre.source.times("line")
        assert {round(b - a, 3) for a, b in pairwise(times)} == {EVERY}

    def test_few_at_a_time_in_turns(self) -> None:
        names = [f"q{n:02}" for n in range(12)]
        centre = Centre(*names)
        states = centre.live(900.0)
        assert [len(state.stuck) for state in states.values()] == [1] * 12
        asked = [(at, ids[0]) for kind, at, ids in centre.source.sides if kind == "line"]
        for start in range(0, 900, 60):
            within = [one for at, one in asked if start <= at - 1000.0 < start + 60.0]
            assert len(within) <= MOST
        often = Counter(one for _, one in asked)
        assert len(often) == 12
        assert max(often.values()) - min(often.values()) <= 1

    def test_it_is_charged_to_the_allowance(self) -> None:
        names = [f"q{n:02}" for n in range(12)]
        quiet, stuck = Centre(*names), Centre(*names)
        quiet.answered_each = 1e9
        tight = RateBudget(allowed=20)
        charged = []
        for centre in (quiet, stuck):
            centre.source.rate = tight
            centre.live(1800.0)
            errands = centre.desk.errands
            charged.append(errands.a_minute)
            sides = [at for kind, at, _ in centre.source.sides if at > 1000.0 + 900.0]
            assert len(sides) / 15.0 <= errands.a_minute + 0.5
        # The little that is left beside the polls is shared out.
        assert charged[1] >= charged[0]
        suspects = stuck.desk.poller._suspects
        assert suspects.errand.stretch > 1.0

    def test_a_refused_queue_keeps_no_other_from_being_asked_about(self) -> None:
        centre = Centre("a", "b", "c")
        centre.source.refuses = lambda question, ids: (
            LACKS if question == "line" and "id-a" in ids else None
        )
        states = centre.live(900.0)
        told = {key: [(one.count, one.more) for one in s.stuck] for key, s in states.items()}
        assert told == {"id-a": [(1, True)], "id-b": [(3, False)], "id-c": [(3, False)]}

    def test_a_server_that_fails_is_not_asked_about_the_next_one_at_once(self) -> None:
        centre = Centre("a", "b", "c")
        centre.live(600.0)
        before = len(centre.source.times("line"))
        error = ServerFailed("failed")
        centre.source.refuses = lambda question, _ids: error if question == "line" else None
        centre.live(60.0)
        assert len(centre.source.times("line")) == before + 1

    def test_an_order_to_wait_holds_for_it_too(self) -> None:
        centre = Centre("a", "b")
        centre.live(600.0)
        error = RateLimited("slow down")
        error.retry_after = 200.0
        centre.source.refuses = lambda question, _ids: error if question == "line" else None
        centre.live(60.0)
        first = centre.source.times("line")[-1]
        centre.source.refuses = lambda _question, _ids: None
        centre.live(400.0)
        later = [at for kind, at, _ in centre.source.sides if at > first]
        assert min(later) >= first + 200.0

    def test_a_question_that_hangs_delays_nothing_else(self) -> None:
        centre = Centre("a")
        centre.live(600.0)
        real = centre.desk.bench.run
        held = []

        def run(job: Callable[[], object], done: Callable[[object], object]) -> None:
            errand = getattr(job, "__self__").errand  # noqa: B009 - of the question that asks
            if errand is centre.desk.poller._suspects.errand:
                held.append(job)
            else:
                real(job, done)

        centre.desk.errands._run_job = run
        before = len(centre.source.times("today"))
        (state,) = centre.live(600.0).values()
        assert len(held) == 1
        assert len(centre.source.times("today")) - before == 10
        assert [one.count for one in state.stuck] == [3]

    def test_after_a_stumble_it_is_asked_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        centre = Centre("a")
        centre.live(600.0)
        suspects = centre.desk.poller._suspects
        take = suspects._take
        monkeypatch.setattr(suspects, "_take", _stumble)
        centre.live(70.0)
        monkeypatch.setattr(suspects, "_take", take)
        before = len(centre.source.times("line"))
        (state,) = centre.live(300.0).values()
        assert len(centre.source.times("line")) > before
        assert [one.count for one in state.stuck] == [3]

    def test_the_shortest_polls_ask_no_more_often(self) -> None:
        centre = Centre("a", settings=Settings(poll=PollSettings(interval=1.0)))
        centre.live(900.0)
        assert {round(b - a, 3) for a, b in pairwise(centre.source.times("line"))} == {EVERY}


def _stumble(*_: object) -> None:
    raise RuntimeError("nobody foresaw this")


def test_a_state_without_a_reading_stays_as_it_is() -> None:
    centre = Centre("a")
    suspects = centre.desk.poller._suspects
    state = QueueState(centre.source.queues[0])
    assert suspects.judge(state, None) is state
    calm = replace(state, reading=Reading("id-a", 1.0, {}, AgentCounts()))
    assert suspects.judge(calm, None) is calm
