"""Who waits in one medium of one queue: one call, nothing of other media, and no names."""

from collections.abc import Iterator

import pytest

from queuetui.domain.stuck import apart
from queuetui.genesys.errors import PermissionRefused, QueueUnseen
from queuetui.genesys.observations import PATH
from queuetui.genesys.waiting import parse, read_line
from queuetui.simulator.faults import DropQueue, Orphans, RefuseQueue
from queuetui.simulator.forgotten import in_line
from queuetui.simulator.running import RunningSimulator
from tests.answers import answer, group, metric
from tests.genesys.opening import Opening
from tests.genesys.scripted import NOON

QUEUE = "11111111-0000-4000-8000-00000000000a"


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator() as simulator:
        yield Opening(simulator)


def test_as_the_centre_has_it(opening: Opening) -> None:
    queue = opening.queue("Returns")
    opening.simulator.faults.add(Orphans("Returns", media="message", count=4))
    opening.simulator.faults.add(Orphans("Returns", media="chat", count=2))
    opening.advance(60.0)
    opening.simulator.forget()
    found = read_line(opening.session, queue.id, "message")
    there = in_line(opening.centre, queue.lines["message"])
    assert found.total == len(found.listed) == len(there) >= 4
    assert {one.media for one in found.listed} == {"message"}
    assert all(
        abs(one.since - real.since) < 0.001 for one, real in zip(found.listed, there, strict=True)
    )
    # One call, and none for the names of skills.
    paths = [one.path for one in opening.simulator.received]
    assert [path for path in paths if "oauth" not in path] == [PATH]


def test_of_a_long_list_the_oldest_and_the_newest(opening: Opening) -> None:
    queue = opening.queue("Customer Mail")
    opening.simulator.faults.add(Orphans("Customer Mail", count=30))
    found = read_line(opening.session, queue.id, "email")
    there = in_line(opening.centre, queue.lines["email"])
    assert found.total == len(there) > 150
    assert len(found.listed) == 100
    told = [round(one.since) for one in found.listed]
    real = [round(one.since) for one in there]
    assert told == [*real[:50], *real[-50:]]
    mark = opening.centre.now - 10 * 3600.0
    assert apart(found, mark).count == 30
    opening.simulator.faults.add(Orphans("Customer Mail", count=3370))
    found = read_line(opening.session, queue.id, "email")
    # Where the stuck ones end is between the two ends now.
    assert (apart(found, mark).count, apart(found, mark).unsure) == (50, True)


def test_what_is_told_of_other_media_is_left_out() -> None:
    def waiting(count: int) -> dict[str, object]:
        return metric("oWaiting", count, observations=[{"observationDate": "2026-01-01T11:00:00Z"}])

    body = answer(group(QUEUE, waiting(1), media="voice"), group(QUEUE, waiting(7), media="email"))
    found = parse(body, QUEUE, as_of=NOON, only="email")
    assert (found.total, [one.media for one in found.listed]) == (7, ["email"])
    assert parse(body, QUEUE, as_of=NOON).total == 8


def test_why_not(opening: Opening) -> None:
    queue = opening.queue("VIP")
    refusal = opening.simulator.faults.add(RefuseQueue("VIP", 403))
    with pytest.raises(PermissionRefused):
        read_line(opening.session, queue.id, "voice")
    opening.simulator.faults.remove(refusal)
    opening.simulator.faults.add(DropQueue("VIP"))
    with pytest.raises(QueueUnseen):
        read_line(opening.session, queue.id, "voice")
