"""What has not changed stays the very same object, so that nobody has to judge it anew."""

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from queuetui.domain.settings import PollSettings, Settings
from queuetui.domain.snapshot import Snapshot
from tests.feed.desk import Desk, SideDesk

LEFT_OUT = "not in the answer: deleted, or not visible any more"
NAMES = tuple(f"{number:02}" for number in range(12))


def told(desk: Desk, since: int) -> list[list[int]]:
    """Of each snapshot published since, the places of the queues that are told anew."""
    shots = desk.published[since - 1 :]
    return [
        [
            place
            for place, (one, other) in enumerate(zip(before.queues, after.queues, strict=True))
            if one is not other
        ]
        for before, after in itertools.pairwise(shots)
    ]


def test_a_wave_tells_only_its_own_queues_anew() -> None:
    desk = Desk(*NAMES, batch=1)
    desk.poll()
    desk.poll()
    since = len(desk.published)
    desk.poll()
    # Four batches are asked for at once; a call that begins tells nothing of any queue.
    waves = [places for places in told(desk, since) if places]
    assert waves == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_a_queue_whose_trouble_is_news_is_told_anew() -> None:
    desk = Desk(*NAMES, batch=12)
    desk.poll()
    desk.source.left_out = {"id-03"}
    desk.poll()
    assert desk.published[-1].queues[3].problem == LEFT_OUT
    since = len(desk.published)
    desk.source.left_out = set()
    desk.poll()
    (_, _, _, well, *_) = desk.published[-1].queues
    assert well.problem is None
    assert [places for places in told(desk, since) if places] == [list(range(12))]


def unmoved(queues: Sequence[object], others: Sequence[object]) -> bool:
    return all(one is other for one, other in zip(queues, others, strict=True))


def test_the_day_of_a_queue_is_put_to_it_once() -> None:
    desk = SideDesk(*NAMES, batch=12)
    desk.live(8.0)
    known = desk.now
    assert known.queues[0].today is not None
    desk.poller._bulletin.plan(None)
    assert desk.now is not known
    assert unmoved(desk.now.queues, known.queues)


def test_nor_is_it_moved_at_each_snapshot_once_the_clock_was_set() -> None:
    desk = SideDesk(*NAMES, batch=12)
    desk.live(8.0)
    before = desk.now.queues[0].today
    desk.clock.wall += 30.0
    desk.poller._bulletin.plan(None)
    moved = desk.now
    day = moved.queues[0].today
    assert before is not None
    assert day is not None
    assert day.as_of == before.as_of + 30.0
    desk.poller._bulletin.plan(None)
    assert unmoved(desk.now.queues, moved.queues)


def test_a_new_total_reaches_its_queue() -> None:
    desk = SideDesk(*NAMES, batch=12)
    desk.live(8.0)
    before = desk.now.queues[0].today
    desk.live(70.0)
    after = desk.now.queues[0].today
    assert before is not None
    assert after is not None
    assert after.as_of > before.as_of


def test_other_names_are_told_all_at_once_whoever_has_been_answered() -> None:
    desk = Desk(*NAMES, batch=1, settings=Settings(poll=PollSettings(names_every=60.0)))
    desk.poll()
    desk.source.queues = tuple(replace(one, name=f"new {one.name}") for one in desk.source.queues)

    def renamed(shot: Snapshot) -> list[bool]:
        return [one.queue.name.startswith("new") for one in shot.queues]

    # A wave asks for four of them.
    assert all(renamed(desk.turns_until(lambda shot: any(renamed(shot)))))
