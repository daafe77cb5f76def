"""The demo shows goals at work: queues that keep theirs beside some that do not."""

from queuetui.cli.demo import demo_settings
from queuetui.domain.goals import Goal
from queuetui.domain.limits import SEVERITIES, Evidence, Severity, assess
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.simulator.centre import Centre
from queuetui.simulator.characters import MEDIA
from queuetui.simulator.floor import Queue as Simulated
from queuetui.simulator.running import NOON

WATCHLIST = demo_settings().watchlist


def severity(queue: Simulated, now: float) -> Severity:
    media = {
        name: MediaReading(
            waiting=len(line.waiting),
            oldest_since=min((one.since for one in line.waiting), default=None),
        )
        for name, line in queue.lines.items()
    }
    goals = {name: queue.character.goal(name) for name in MEDIA}
    told = Queue(queue.id, queue.name)
    evidence = Evidence(
        Reading(queue.id, now, media, AgentCounts(available=9)),
        {name: Goal(goal.share, goal.seconds) for name, goal in goals.items()},
    )
    return assess(evidence, WATCHLIST.limits_for(told), now).severity


def test_no_wait_in_the_demo_has_a_limit_but_its_goal() -> None:
    centre = Centre(seed=1, start=NOON)
    for queue in centre.queues.values():
        assert WATCHLIST.limits_for(Queue(queue.id, queue.name)).longest_wait is None


def test_the_demo_is_neither_all_calm_nor_all_red() -> None:
    seen = []
    for seed in range(3):
        centre = Centre(seed=seed, start=NOON)
        for minute in range(30, 150, 10):
            now = NOON + minute * 60.0
            centre.advance_to(now)
            seen.append([severity(queue, now) for queue in centre.queues.values()])
    breaching = sorted(board.count("critical") for board in seen)
    assert 1 <= breaching[len(breaching) // 2] <= 3
    assert {one for board in seen for one in board} == {*SEVERITIES} - {"unknown", "closed"}
