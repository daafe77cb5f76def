"""The opened queue: what is asked about it, when, and that nobody sees another queue's answers."""

from itertools import pairwise
from random import Random

import pytest

from queuetui.domain.day import Day
from queuetui.domain.diagnostics import RateBudget
from queuetui.domain.estimates import Estimates
from queuetui.domain.goals import Goal
from queuetui.domain.opened import Opened, Told
from queuetui.domain.people import Agent, Agents
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import QueueState, Snapshot
from queuetui.domain.today import DaySeries, MediaToday, Today
from queuetui.feed.opening import Opening
from queuetui.feed.pace import Pace
from queuetui.genesys.errors import (
    GenesysError,
    NoAnswer,
    PermissionRefused,
    RateLimited,
    ServerFailed,
)
from tests.feed.desk import SideDesk

KINDS = ("agents", "waiting", "estimates", "day")
LACKS = PermissionRefused("analytics:x:view is missing.", "analytics:x:view")


def opened(*names: str, settings: Settings | None = None) -> SideDesk:
    """A desk where the first of these queues was opened after a quarter of a minute."""
    desk = SideDesk(*names, settings=settings)
    desk.live(15.0)
    desk.poller.open_queue(f"id-{names[0]}")
    return desk


def about(snapshot: Snapshot) -> Opened:
    assert snapshot.opened is not None
    return snapshot.opened


def told(one: Opened, kind: str) -> Told[object]:
    found = getattr(one, kind)
    assert isinstance(found, Told)
    return found


def gaps(desk: SideDesk, kind: str) -> set[float]:
    return {round(b - a, 3) for a, b in pairwise(desk.source.times(kind))}


class TestWhatIsAsked:
    def test_all_four_at_once(self) -> None:
        desk = opened("a", "b")
        one = about(desk.live(0.4))
        assert one.queue_id == "id-a"
        for kind in KINDS:
            answer = told(one, kind)
            assert (answer.tried, answer.problem) == (True, None)
            assert answer.value is not None
            assert answer.value.queue_id == "id-a"  # type: ignore[attr-defined]
            assert answer.next_try is not None
            assert desk.source.times(kind) == [1_015.0]

    def test_each_in_its_own_time(self) -> None:
        desk = opened("a")
        desk.live(600.0)
        assert gaps(desk, "agents") == gaps(desk, "waiting") == {5.0}
        assert gaps(desk, "estimates") == {30.0}
        assert gaps(desk, "day") == gaps(desk, "today") == {60.0}

    def test_people_no_more_often_than_the_polls_nor_than_each_five_seconds(self) -> None:
        slow = opened("a", settings=Settings(poll=PollSettings(interval=20.0)))
        slow.live(200.0)
        assert gaps(slow, "agents") == {20.0}
        fast = opened("a", settings=Settings(poll=PollSettings(interval=1.0)))
        fast.live(60.0)
        assert gaps(fast, "agents") == {5.0}

    def test_estimates_for_the_media_in_which_something_goes_on(self) -> None:
        desk = opened("a")
        estimates = about(desk.live(1.0)).estimates.value
        assert estimates is not None
        assert [one.media for one in estimates.by_media] == ["voice"]

    @pytest.mark.parametrize(
        ("waiting", "today", "goals", "asked"),
        [
            ({"voice": 2, "email": 0}, ("chat",), ("message",), ["voice", "chat"]),
            ({"voice": 0, "email": 0}, ("chat",), ("message",), ["chat"]),
            ({"voice": 0, "email": 0}, (), ("message",), ["message"]),
            ({"voice": 0, "email": 0}, (), (), ["voice", "email"]),
        ],
        ids=["busy", "busy today", "with a goal", "any"],
    )
    def test_a_quiet_queue_is_asked_about_the_media_that_it_is_there_for(
        self,
        waiting: dict[str, int],
        today: tuple[str, ...],
        goals: tuple[str, ...],
        asked: list[str],
    ) -> None:
        media = {name: MediaReading(count, 0, 0) for name, count in waiting.items()}
        state = QueueState(
            Queue("id-a", "a", goals={name: Goal(0.8, 20.0) for name in goals}),
            Reading("id-a", 1_000.0, media, AgentCounts()),
            today=Today("id-a", 1_000.0, 0.0, {name: MediaToday(offered=1) for name in today}),
        )
        opening = Opening(
            "id-a", SideDesk("a").source, 5.0, Random(1), lambda _: state, Day(0, 86_400, ""), 0.0
        )
        answers = [question.ask() for question in opening.questions(0.0)]
        (estimates,) = (one for one in answers if isinstance(one, Estimates))
        assert [one.media for one in estimates.by_media] == asked

    def test_no_estimates_while_it_is_not_known_for_which_media(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = opened("a", "b")
        desk.source.left_out = {"id-a"}
        turns = 0
        turn = desk.errands.turn

        def counted() -> float:
            nonlocal turns
            turns += 1
            return turn()

        desk.poller._figures._readings.clear()
        desk.live(5.0)
        monkeypatch.setattr(desk.errands, "turn", counted)
        before = len(desk.source.times("estimates"))
        desk.live(60.0)
        assert len(desk.source.times("estimates")) == before
        assert turns < 200
        desk.source.left_out = set()
        assert about(desk.live(10.0)).estimates.value is not None

    def test_nothing_of_a_queue_that_is_not_watched(self) -> None:
        desk = SideDesk("a")
        desk.live(1.0)
        desk.poller.open_queue("id-z")
        assert about(desk.live(60.0)) == Opened("id-z")
        assert {asked for asked, _, _ in desk.source.sides} == {"today"}

    def test_opened_before_the_first_figures_it_is_asked_for_with_them(self) -> None:
        desk = SideDesk("a")
        desk.poller.open_queue("id-a")
        assert about(desk.live(1.0)).agents.value is not None

    def test_before_the_first_answer_nothing_is_claimed(self) -> None:
        desk = opened("a")
        desk.bench.hangs = lambda: True
        one = about(desk.live(60.0))
        for kind in KINDS:
            answer = told(one, kind)
            assert (answer.value, answer.problem, answer.tried) == (None, None, False)
        assert len(desk.bench.hanging) == 5
        assert desk.now.health.state == "live"


class TestAnotherQueue:
    def test_the_answers_about_the_one_before_are_forgotten(self) -> None:
        desk = opened("a", "b")
        desk.live(10.0)
        desk.poller.open_queue("id-b")
        desk.bench.hangs = lambda: True
        desk.live(0.0)
        assert about(desk.now).queue_id == "id-b"
        assert about(desk.now).agents == Told(None, None, about(desk.now).agents.next_try)
        desk.bench.hangs = lambda: False
        desk.bench.let_go()
        agents = about(desk.live(1.0)).agents.value
        assert agents is not None
        assert agents.queue_id == "id-b"

    def test_a_late_answer_is_shown_with_no_other_queue(self) -> None:
        desk = opened("a", "b")
        desk.live(3.0)
        late, desk.bench.hangs = desk.bench.hanging, lambda: True
        desk.live(10.0)
        assert len(late) >= 2
        answers = [done for _, done in late]
        late.clear()
        desk.poller.open_queue("id-b")
        desk.live(0.0)
        for done in answers:
            done(Agents("id-a", 0.0, (Agent("x"),)))
        desk.live(1.0)
        one = about(desk.now)
        assert one.queue_id == "id-b"
        assert all(told(one, kind).value is None for kind in KINDS)
        for snapshot in desk.published:
            for kind in KINDS if snapshot.opened else ():
                value = told(about(snapshot), kind).value
                assert value is None or value.queue_id == about(snapshot).queue_id  # type: ignore[attr-defined]

    def test_a_question_that_came_too_late_is_not_asked(self) -> None:
        desk = opened("a", "b")
        desk.bench.hangs = lambda: True
        desk.live(0.0)
        desk.poller.open_queue(None)
        desk.live(0.0)
        desk.bench.let_go()
        assert about_nobody(desk.live(1.0))
        assert "agents" not in {asked for asked, _, _ in desk.source.sides}

    def test_leafing_through_many_costs_little(self) -> None:
        desk = SideDesk(*"abcdefghijklmnopqrstuvwxyz")
        desk.live(15.0)
        for name in "abcdefghijklmnopqrstuvwxyz":
            desk.poller.open_queue(f"id-{name}")
            desk.live(0.1)
        one = about(desk.live(1.5))
        assert one.queue_id == "id-z"
        assert one.agents.value is not None
        assert len(desk.source.times("agents")) <= 5

    def test_the_same_one_again_is_not_asked_anew(self) -> None:
        desk = opened("a")
        desk.live(1.0)
        desk.poller.open_queue("id-a")
        assert about(desk.live(1.0)).agents.value is not None
        assert len(desk.source.times("agents")) == 1

    def test_once_it_is_closed_nothing_is_asked(self) -> None:
        desk = opened("a")
        desk.live(10.0)
        desk.poller.open_queue(None)
        desk.source.sides.clear()
        assert about_nobody(desk.live(120.0))
        assert {asked for asked, _, _ in desk.source.sides} == {"today"}

    def test_a_queue_that_is_dropped_is_closed_and_opens_again_when_it_is_back(self) -> None:
        desk = opened("a", "b")
        desk.live(10.0)
        both = desk.source.queues
        desk.source.queues = both[1:]
        assert about(desk.live(300.0)) == Opened("id-a")
        desk.source.sides.clear()
        desk.live(60.0)
        assert {asked for asked, _, _ in desk.source.sides} == {"today"}
        desk.source.queues = both
        assert about(desk.live(300.0)).agents.value is not None


def about_nobody(snapshot: Snapshot) -> bool:
    return snapshot.opened is None


class TestAnotherDay:
    def test_its_series_begins_anew(self) -> None:
        desk = opened("a")
        before = about(desk.live(43_200.0 - 16.0)).day.value
        assert before is not None
        after = about(desk.live(2.0)).day.value
        assert after is not None
        assert after.since == before.since + 86_400.0
        assert (len(before.halves), len(after.halves)) == (48, 1)
        desk.bench.hangs = lambda: True
        assert about(desk.poller.snapshot()).day.value is not None
        desk.clock.advance(86_400.0)
        assert about(desk.poller.snapshot()).day.value is None
        assert about(desk.poller.snapshot()).agents.value is not None

    def test_an_answer_about_yesterday_comes_too_late(self) -> None:
        desk = opened("a")
        desk.live(43_200.0 - 15.0 - 50.0)
        desk.bench.hangs = lambda: True
        desk.live(10.0)
        results = [(job(), done) for job, done in desk.bench.hanging]
        (yesterday,) = [(one, done) for one, done in results if isinstance(one, DaySeries)]
        desk.live(41.0)
        assert about(desk.now).day.value is None
        result, done = yesterday
        done(result)
        assert about(desk.live(1.0)).day.value is None


@pytest.mark.parametrize("kind", KINDS)
class TestFailures:
    def failing(self, desk: SideDesk, kind: str, error: Exception | None) -> None:
        desk.source.refuses = lambda question, _ids: error if question == kind else None

    @pytest.mark.parametrize(
        "error",
        [LACKS, ServerFailed("broken (500)"), NoAnswer("no"), ZeroDivisionError("oops")],
        ids=lambda error: type(error).__name__,
    )
    def test_are_told_with_their_question_alone(self, kind: str, error: Exception) -> None:
        desk = opened("a")
        self.failing(desk, kind, error)
        one = about(desk.live(130.0))
        for other in KINDS:
            answer = told(one, other)
            if other != kind:
                assert (answer.value is not None, answer.problem) == (True, None)
                continue
            said = error.what if isinstance(error, GenesysError) else "internal error"
            assert answer.problem is not None
            assert said in answer.problem
            assert (answer.value, answer.tried) == (None, True)
            assert answer.next_try is not None
            assert answer.next_try > desk.now.taken_at
        assert (desk.now.health.state, desk.now.today.problem) == ("live", None)

    def test_the_old_answer_stays(self, kind: str) -> None:
        desk = opened("a")
        value = told(about(desk.live(1.0)), kind).value
        self.failing(desk, kind, NoAnswer("no"))
        answer = told(about(desk.live(65.0)), kind)
        assert answer.problem == "no"
        assert answer.value == value

    def test_back_off(self, kind: str) -> None:
        desk = opened("a")
        self.failing(desk, kind, NoAnswer("no"))
        desk.live(3_600.0)
        times = desk.source.times(kind)
        waits = [b - a for a, b in pairwise(times)]
        interval = {"agents": 5.0, "waiting": 5.0, "estimates": 30.0, "day": 60.0}[kind]
        longest = min(300.0, 12 * interval)
        assert interval <= waits[0] <= 2 * interval
        assert longest / 2 < max(waits) <= longest
        assert min(waits) >= interval
        self.failing(desk, kind, None)
        assert told(about(desk.live(longest + 1.0)), kind).problem is None
        desk.source.sides.clear()
        desk.live(5 * interval - 0.1)
        assert len(desk.source.times(kind)) == 5

    def test_a_rate_limit_stops_all(self, kind: str) -> None:
        desk = opened("a")
        error = RateLimited("slow down")
        error.retry_after = 100.0
        self.failing(desk, kind, error)
        desk.live(62.0)
        stopped = desk.source.times(kind)[-1]
        desk.live(stopped + 99.0 - desk.clock.monotonic())
        assert max(at for _, at, _ in desk.source.sides) == stopped
        assert desk.now.health.state == "live"
        desk.live(10.0)
        assert max(at for _, at, _ in desk.source.sides) > stopped


class TestTheAllowance:
    def test_all_of_it_is_charged_at_its_real_rate(self) -> None:
        desk = opened("a")
        desk.live(10.0)
        a_minute = 12 + 12 + 2 + 1 + 1
        assert desk.errands.a_minute == a_minute
        desk.source.staff = Agents("", 0.0, (Agent("a"),) * 250, source="members")
        desk.live(10.0)
        assert desk.errands.a_minute == a_minute + 2 * 12
        desk.source.staff = Agents("", 0.0, (Agent("a"),) * 100, partial=True)
        desk.live(10.0)
        assert desk.errands.a_minute == a_minute + 12

    @pytest.mark.parametrize("allowed", [20, 30, 60])
    def test_a_small_one_lengthens_these_questions_first(self, allowed: int) -> None:
        desk = opened("a")
        desk.source.rate = RateBudget(0, allowed, 60.0)
        snapshot = desk.live(600.0)
        alone = Pace(5.0).kept(1, 1, desk.source.rate)
        assert snapshot.interval <= 1.12 * alone
        calls = len(desk.source.asked) + len(desk.source.sides)
        desk.live(600.0)
        a_minute = (len(desk.source.asked) + len(desk.source.sides) - calls) / 10
        assert a_minute <= allowed / 2 + 1.0
        assert min(gaps(desk, "agents")) > 5.0


def test_answers_that_come_in_a_hail_make_few_snapshots() -> None:
    desk = SideDesk(*[f"q{n:02}" for n in range(20)], batch=1)
    desk.source.rate = RateBudget(0, 6_000, 60.0)
    desk.live(15.0)
    desk.poller.open_queue("id-q00")
    desk.bench.hangs = lambda: True
    desk.live(50.0)
    for _ in range(100):
        # One at a time, as they come over a network.
        ready, desk.bench.hanging = desk.bench.hanging[:1], desk.bench.hanging[1:]
        for job, done in ready:
            done(job())
        desk.live(0.01)
    assert len(desk.source.times("today")) > 30
    assert most_a_second(desk.at) <= 8


def most_a_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1.0 for other in times) for at in times)
