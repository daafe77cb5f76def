from __future__ import annotations

import math
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queuetui.simulator.building import stream
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import DOZEN, MEDIA, characters, day_shape
from queuetui.simulator.floor import (
    COMMUNICATING,
    INTERACTING,
    NOT_RESPONDING,
    OFF_QUEUE,
    Interaction,
    Queue,
    Stage,
)
from queuetui.simulator.observations import answer_observations
from queuetui.simulator.people import OFFLINE, ON_QUEUE
from queuetui.simulator.queries import DETAIL_METRICS, METRICS, read_query
from queuetui.simulator.running import NOON

HOUR = 3600.0
EVERYTHING = read_query(
    msgspec.json.encode(
        {"filter": {"type": "or"}, "metrics": METRICS, "detailMetrics": DETAIL_METRICS}
    )
)


def state(centre: Centre) -> bytes:
    return msgspec.json.encode(answer_observations(centre, EVERYTHING))


def queue_named(centre: Centre, name: str) -> Queue:
    (queue,) = [one for one in centre.queues.values() if one.name == name]
    return queue


def in_stage(centre: Centre, stage: Stage) -> set[Interaction]:
    found: set[Interaction] = set()
    for queue in centre.queues.values():
        for line in queue.lines.values():
            for place in (line.waiting, line.alerting.values(), line.interacting.values()):
                found |= {one for one in place if one.stage is stage}
    return found


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = (Centre(seed=3, start=NOON) for _ in range(2))
    assert state(first) == state(second)
    first.advance_to(NOON + HOUR)
    assert state(first) != state(second)
    second.advance_to(NOON + HOUR)
    assert state(first) == state(second)


def test_another_seed_gives_another_centre() -> None:
    first, second = Centre(seed=3, start=NOON, queues=2), Centre(seed=4, start=NOON, queues=2)
    assert set(first.queues).isdisjoint(second.queues)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(st.floats(0.0, 900.0), min_size=1, max_size=30),
)
def test_the_size_of_the_steps_changes_nothing(seed: int, steps: list[float]) -> None:
    walked, jumped = (Centre(seed=seed, start=NOON, queues=3) for _ in range(2))
    instant = NOON
    for step in steps:
        instant += step
        walked.advance_to(instant)
    jumped.advance_to(instant)
    assert state(walked) == state(jumped)


def test_time_does_not_run_backwards() -> None:
    centre = Centre(seed=3, start=NOON, queues=2)
    centre.advance_to(NOON + 60.0)
    before = state(centre)
    centre.advance_to(NOON)
    assert centre.now == NOON + 60.0
    assert state(centre) == before


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    seconds=st.floats(0.0, 4 * HOUR),
    queues=st.integers(1, 14),
)
def test_nothing_is_lost_and_nothing_appears(seed: int, seconds: float, queues: int) -> None:
    centre = Centre(seed=seed, start=NOON, queues=queues)
    centre.advance_to(NOON + seconds)
    for queue in centre.queues.values():
        for media in MEDIA:
            truth = centre.truth(queue.id, media)
            gone = truth.answered + truth.abandoned + truth.flowed_out
            assert truth.offered == gone + truth.waiting + truth.alerting
            assert truth.interacting <= truth.answered
    assert sum(centre.truth(one, media).offered for one in centre.queues for media in MEDIA) > 0


def test_every_event_keeps_the_rules_of_the_floor() -> None:
    centre = Centre(seed=11, start=NOON)
    agents = {agent for queue in centre.queues.values() for agent in queue.joined}
    alerting = in_stage(centre, Stage.ALERTING)
    returned = answered = 0
    seen: set[str] = set()
    for _ in range(2500):
        centre.advance_to(centre._events[0][0])
        now_alerting = in_stage(centre, Stage.ALERTING)
        for interaction in now_alerting - alerting:
            assert interaction.agent is not None
            for line in interaction.agent.lines:
                assert not line.waiting or not line.waiting[0] < interaction
        for interaction in alerting - now_alerting:
            if interaction.stage is Stage.WAITING:
                returned += 1
                assert interaction in interaction.line.waiting
                assert interaction.since == interaction.began
            answered += interaction.stage is Stage.INTERACTING
        alerting = now_alerting
        for queue in centre.queues.values():
            if any(agent.free for agent in queue.joined):
                assert not any(line.waiting for line in queue.lines.values())
            for line in queue.lines.values():
                assert all(one <= other for one, other in pairwise([w.began for w in line.waiting]))
        seen |= {agent.status for agent in agents}
        assert all((a.status == OFF_QUEUE) == (a.presence is not ON_QUEUE) for a in agents)
    talking = [one.agent for one in in_stage(centre, Stage.INTERACTING)]
    assert len(talking) == len(set(talking))
    assert all(agent is not None and agent.status == INTERACTING for agent in talking)
    assert returned > 0
    assert answered > 100
    assert {NOT_RESPONDING, COMMUNICATING, INTERACTING, OFF_QUEUE} <= seen


def test_arrivals_come_at_their_rate() -> None:
    hours = 8
    centre = Centre(seed=5, start=NOON)
    before = {
        queue.id: {m: centre.truth(queue.id, m) for m in MEDIA} for queue in centre.queues.values()
    }
    centre.advance_to(NOON + hours * HOUR)
    factor = sum(day_shape(minute * 60.0) for minute in range(hours * 60)) / 60.0
    for queue in centre.queues.values():
        for line in queue.lines.values():
            media = line.traffic.media
            came = centre.truth(queue.id, media).offered - before[queue.id][media].offered
            expected = line.traffic.per_hour * factor
            # An unfinished swell can add or take a little; the rest is chance, five sigma wide.
            swell = queue.character.swell * line.traffic.per_hour * queue.character.swell_seconds
            assert abs(came - expected) < 5.0 * math.sqrt(expected) + swell / HOUR / math.pi


def test_talk_time_and_patience_are_those_of_the_character() -> None:
    hours = 12
    centre = Centre(seed=5, start=NOON, queues=1)
    line = queue_named(centre, "Billing").lines["voice"]
    before = line.truth
    talking = waiting = 0.0
    for minute in range(hours * 60):
        centre.advance_to(NOON + minute * 60.0)
        talking += len(line.interacting)
        waiting += len(line.waiting) + len(line.alerting)
    after = line.truth
    # Little's law, and a constant rate of hanging up for each who waits.
    talk = talking * 60.0 / (after.answered - before.answered)
    assert talk == pytest.approx(line.traffic.handle, rel=0.1)
    assert line.traffic.patience is not None
    left = after.abandoned - before.abandoned + after.flowed_out - before.flowed_out
    patience = waiting * 60.0 / left
    assert patience == pytest.approx(line.traffic.patience, rel=0.15)


def test_mail_and_callbacks_never_give_up_and_stay_in_bounds_for_days() -> None:
    centre = Centre(seed=5, start=NOON)
    mail = queue_named(centre, "Customer Mail").lines["email"]
    callbacks = queue_named(centre, "Callbacks").lines["callback"]
    for day in range(3):
        centre.advance_to(NOON + day * 24 * HOUR)
        assert centre.now - mail.waiting[0].began > 2 * HOUR
        assert 100 < len(mail.waiting) < 300
        assert len(callbacks.waiting) < 40
    assert mail.abandoned == callbacks.abandoned == 0
    assert mail.answered > 1000


def test_the_unstaffed_queue_has_members_but_nobody_on_queue() -> None:
    centre = Centre(seed=7, start=NOON)
    desk = queue_named(centre, "Night Desk")
    waiting = set()
    for minute in range(240):
        centre.advance_to(NOON + minute * 60.0)
        assert not any(agent.presence is ON_QUEUE for agent in desk.joined)
        waiting.add(len(desk.lines["voice"].waiting))
    assert {0, 1} <= waiting
    assert len(desk.members) > len(desk.joined) > 0
    assert any(agent.presence is OFFLINE for agent in desk.joined)
    assert any(agent.presence is not OFFLINE for agent in desk.joined)
    assert centre.truth(desk.id, "voice").answered == 0


def severity(centre: Centre, queue: Queue) -> str:
    waiting = sum(len(line.waiting) for line in queue.lines.values())
    begun = [line.waiting[0].began for line in queue.lines.values() if line.waiting]
    longest = centre.now - min(begun, default=centre.now)
    if waiting >= 10 or longest >= 60.0:
        return "breach"
    return "warning" if waiting >= 5 or longest >= 30.0 else "calm"


@pytest.mark.parametrize("seed", [7, 1, 2])
def test_the_first_minute_shows_calm_warning_and_breach(seed: int) -> None:
    centre = Centre(seed=seed, start=NOON)
    # Mail and callbacks wait for long anyway: the three have to come from the quick media.
    quick = [
        queue
        for queue in centre.queues.values()
        if not {"email", "callback"} & set(queue.lines) and queue.character.staff
    ]
    seen: set[str] = set()
    for second in range(0, 61, 5):
        centre.advance_to(NOON + second)
        seen |= {severity(centre, queue) for queue in quick}
    assert seen == {"calm", "warning", "breach"}


def test_calm_queues_stay_calm_and_there_is_life_at_every_hour() -> None:
    centre = Centre(seed=7, start=NOON)
    calm = [queue_named(centre, name) for name in ("VIP", "Sales DE", "Sales UK")]
    for quarter in range(4 * 24):
        centre.advance_to(NOON + quarter * 900.0)
        assert [severity(centre, queue) for queue in calm] == ["calm"] * 3
        assert any(severity(centre, queue) == "breach" for queue in centre.queues.values())
        assert len(in_stage(centre, Stage.INTERACTING)) > 30


def test_agents_belong_to_several_queues_and_not_all_are_joined() -> None:
    centre = Centre(seed=7, start=NOON)
    queues_of: dict[str, int] = {}
    for queue in centre.queues.values():
        for member in queue.members:
            queues_of[member.agent.id] = queues_of.get(member.agent.id, 0) + 1
    assert max(queues_of.values()) > 1
    assert any(len(queue.members) > len(queue.joined) for queue in centre.queues.values())
    assert len(centre.divisions) == 3


@pytest.mark.parametrize("queues", [1, 5, 12, 13, 100])
def test_any_number_of_queues_with_names_of_their_own(queues: int) -> None:
    centre = Centre(seed=7, start=NOON, queues=queues)
    names = [queue.name for queue in centre.queues.values()]
    assert len(set(names)) == queues
    assert names[:12] == [character.name for character in DOZEN][:queues]


def test_a_queue_keeps_its_id_whatever_the_number_of_queues() -> None:
    few, many = Centre(seed=7, start=NOON, queues=3), Centre(seed=7, start=NOON, queues=30)
    assert list(many.queues)[:3] == list(few.queues)


def test_two_thousand_queues_have_names_of_their_own() -> None:
    cast = characters(2000, stream(7, "layout"))
    assert len({character.name for character in cast}) == 2000


@pytest.mark.parametrize("queues", [0, -1, 2001])
def test_a_senseless_number_of_queues_is_refused(queues: int) -> None:
    with pytest.raises(ValueError, match="1 to 2000"):
        Centre(seed=7, start=NOON, queues=queues)
