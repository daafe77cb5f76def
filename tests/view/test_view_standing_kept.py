"""What is kept of a moment ago only makes judging faster: it never shows."""

from collections.abc import Sequence
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.estimates import Estimate, Estimates
from queuetui.domain.goals import Goal
from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import Limit, LimitOverrides, Limits, MediaLimits
from queuetui.domain.opened import Opened, Told
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.settings import GroupSettings
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.stuck import Stuck
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view import standing as module
from queuetui.view.standing import Standing, standings
from tests.view.samples import EVERYTHING, NOW, RULE, reading, snapshot, state

MEDIA = ("voice", "email", "chat")
NAMES = ("One - a", "One - b", "Two - a", "Two - b")
QUEUES = tuple(
    Queue(name.lower(), name, "North" if name.endswith("a") else None, goals={"voice": Goal(20.0)})
    for name in NAMES
)
OPEN = Hours("UTC", (((Span(9 * 60, 9 * 60 + 16)), Span(9 * 60 + 17, 12 * 60)),) * 7)
WATCHED = Watchlist(
    (
        QueueRule(name="One - a", hours=OPEN, group="desk"),
        QueueRule(
            name="One - b",
            limits=LimitOverrides(
                longest_wait=Limit(warn=30, critical=60),
                unanswered=Limit(warn=45, critical=90),
                abandon_rate=Limit(warn=0.1, critical=0.3),
                media=(
                    MediaLimits(
                        "email", LimitOverrides(longest_wait=Limit(warn=300, critical=900))
                    ),
                ),
            ),
        ),
        QueueRule(
            name="Two - a", limits=LimitOverrides(estimated_wait=Limit(warn=30, critical=60))
        ),
    ),
    Limits(service=Limit(critical=0.8)),
)
# Around limits, the ages at which a figure is late or frozen, whole minutes, and answers too old.
STEPS = (0.0, 0.0004, 0.4, 0.9996, 1.0, 2.0, 4.9996, 10.0, 20.0, 29.9996, 30.0, 60.0, 120.0, 300.0)
BACK = (-0.4, -1.0, -3.0)
AGES = st.sampled_from((*STEPS, *BACK))
RARELY = st.integers(0, 3).map(lambda number: number == 3)
COUNTS = st.sampled_from((None, 0, 1, 6, 12))


@st.composite
def queue_states(draw: st.DrawFn, queue: Queue, now: float) -> QueueState:
    media = {
        name: MediaReading(draw(COUNTS), 0, draw(COUNTS), draw(st.none() | AGES.map(now.__sub__)))
        for name in draw(st.sets(st.sampled_from(MEDIA)))
    }
    stuck = [
        Stuck(name, 1, one.oldest_since, draw(st.none() | AGES.map(now.__sub__)))
        for name, one in media.items()
        if one.oldest_since is not None and one.waiting and draw(st.booleans())
    ]
    told = Reading(queue.id, now - draw(AGES), media, AgentCounts(5, draw(COUNTS)))
    day = Today(
        queue.id,
        now - draw(AGES),
        0.0,
        {"voice": MediaToday(10, 8, draw(COUNTS), service=ServiceLevel(8, 2, 0.8))},
    )
    return QueueState(
        queue,
        draw(st.none() | st.just(told)),
        today=draw(st.none() | st.just(day)),
        last_answer=draw(st.none() | AGES.map(now.__sub__)),
        stuck=tuple(stuck),
    )


@st.composite
def news(draw: st.DrawFn, before: Snapshot, now: float) -> Snapshot:
    """The next snapshot: nothing, or something of each kind has changed."""
    queues = [draw(queue_states(one.queue, now)) if draw(RARELY) else one for one in before.queues]
    if draw(st.integers(0, 9)) == 0:
        queues.reverse()
    opened = before.opened
    if draw(st.integers(0, 3)) == 0:
        queue_id = draw(st.sampled_from(QUEUES)).id
        predicted = Estimates(queue_id, now - draw(AGES), (Estimate("voice", 45.0, "BEST"),))
        opened = draw(st.none() | st.just(Opened(queue_id, estimates=Told(predicted))))
    health = draw(st.sampled_from(("live", "live", "live", "late", "frozen", "down")))
    return replace(
        before,
        taken_at=now,
        interval=draw(st.sampled_from((5.0, 5.0, 5.0, 12.0))),
        health=Health(health),  # type: ignore[arg-type]
        queues=tuple(queues),
        opened=opened,
    )


def looked(
    told: Snapshot, now: float, before: Sequence[Standing] = (), by: str = "none"
) -> tuple[Standing, ...]:
    groups = GroupSettings(by=by)  # type: ignore[arg-type]
    return standings(told, WATCHED, now, RULE, before, groups=groups, local=UTC)


@given(st.data())
def test_a_look_after_others_sees_what_a_first_look_would_see(data: st.DataObject) -> None:
    now, by = NOW, "none"
    told = Snapshot(NOW, 0.0, "x", 5.0, Health("live"), tuple(map(QueueState, QUEUES)))
    kept = looked(told, now)
    for _ in range(data.draw(st.integers(1, 8))):
        # Most looks are those of a second later; most that happens between them is nothing.
        now += data.draw(st.sampled_from((*STEPS, *BACK, 1.0, 1.0, 1.0)))
        if data.draw(RARELY):
            told = data.draw(news(told, now))
        if data.draw(st.integers(0, 5)) == 0:
            by = data.draw(st.sampled_from(("none", "configuration", "division", "prefix")))
        kept = looked(told, now, kept, by)
        assert kept == looked(told, now, by=by)


def one(media: MediaReading, age: float, estimated: float | None = None) -> Snapshot:
    queue = QUEUES[2]
    told = Reading(queue.id, NOW - age, {"email": media}, AgentCounts(5, 3))
    predicted = Estimates(queue.id, NOW - 119.0, (Estimate("email", estimated or 0.0, "BEST"),))
    opened = None if estimated is None else Opened(queue.id, estimates=Told(predicted))
    return Snapshot(NOW, 0.0, "x", 60.0, Health("live"), (QueueState(queue, told),), opened=opened)


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        pytest.param(one(MediaReading(waiting=0), -3.5), (2.0,), id="ahead, then not"),
        pytest.param(one(MediaReading(waiting=0), 119.0), (2.0, 119.5), id="late, frozen"),
        pytest.param(one(MediaReading(waiting=0), 0.0, 45.0), (1.5,), id="estimates too old"),
        pytest.param(one(MediaReading(waiting=0), 119.0), (2.0, -2.0), id="the clock goes back"),
        pytest.param(
            replace(
                one(MediaReading(waiting=0, oldest_since=NOW), 0.0),
                queues=(
                    QueueState(
                        QUEUES[2],
                        Reading(
                            "two - a",
                            NOW,
                            {
                                "email": MediaReading(waiting=0, oldest_since=NOW),
                                "voice": MediaReading(waiting=2),
                            },
                            AgentCounts(5, 3),
                        ),
                    ),
                ),
            ),
            (1.0,),
            id="an oldest of whom nothing is judged",
        ),
    ],
)
def test_time_alone_is_seen(told: Snapshot, steps: tuple[float, ...]) -> None:
    now, seen = NOW, looked(told, NOW)
    for step in steps:
        now, before = now + step, seen
        seen = looked(told, now, before)
        assert seen == looked(told, now)
        (earlier,), (later,) = before, seen
        assert replace(earlier, age=later.age, at=now, until=later.until) != later


def test_what_is_predicted_for_the_opened_queue_is_seen_at_once() -> None:
    closed, opened = one(MediaReading(waiting=1), 0.0), one(MediaReading(waiting=1), 0.0, 45.0)
    opened = replace(opened, queues=closed.queues)
    rows = looked(closed, NOW)
    for told, severity in ((opened, "warning"), (closed, "unknown"), (opened, "warning")):
        rows = looked(told, NOW + 0.5, rows)
        assert [each.severity for each in rows] == [severity]


def test_only_what_is_new_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    whole = module._standing

    def noted(state: QueueState, *rest: object) -> Standing:
        judged.append(state.queue.id)
        return whole(state, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_standing", noted)
    quiet = state("Quiet", reading(waiting=0))
    busy = state("Busy", reading(waiting=3, wait=40))
    board = snapshot(quiet, busy)

    def look(
        later: float, before: Sequence[Standing], told: Snapshot = board
    ) -> tuple[Standing, ...]:
        judged.clear()
        return standings(told, EVERYTHING, NOW + later, RULE, before)

    rows = look(0.0, ())
    assert judged == ["quiet", "busy"]
    rows = look(1.0, rows)
    assert judged == []
    assert rows[1].longest_wait == 41.0
    rows = look(2.0, rows, replace(board, queues=(quiet, replace(busy, trend=(1,)))))
    assert judged == ["busy"]
    rows = look(10.5, rows, replace(board, queues=(quiet, rows[1].state)))
    # Now they are late.
    assert judged == ["quiet", "busy"]
    rows = look(11.5, rows, replace(board, queues=(quiet, rows[1].state)))
    assert judged == []
