"""Interactions that nobody will ever be given: seen by all who ask, touched by nobody."""

import pytest

from queuetui.simulator.centre import Centre
from queuetui.simulator.fault_words import read_spec
from queuetui.simulator.faults import FaultError, Orphans
from queuetui.simulator.forgotten import APART, in_line
from queuetui.simulator.running import RunningSimulator
from queuetui.simulator.scenarios import read_scenario
from tests.simulator.asking import INTERACTIONS, interactions_query, observe
from tests.simulator.conftest import Client

DAY = 86_400.0


def metric(client: Client, name: str, media: str, wanted: str) -> dict[str, object]:
    reply = observe(client, name, details=["oWaiting"])
    queue = client.id_of(name)
    return next(
        one
        for result in reply.body["results"]
        if result["group"] == {"queueId": queue, "mediaType": media}
        for one in result["data"]
        if one["metric"] == wanted
    )


def test_they_are_counted_and_listed_and_the_oldest_of_all() -> None:
    with RunningSimulator() as simulator:
        client = Client(simulator)
        start = simulator.clock.now
        before = metric(client, "Billing", "voice", "oWaiting")
        simulator.faults.add(Orphans("Billing", count=3, age=DAY))
        told = metric(client, "Billing", "voice", "oWaiting")
        counts = [one["stats"]["count"] for one in (before, told)]  # type: ignore[index]
        assert counts[1] == counts[0] + 3
        listed = told["observations"]
        assert isinstance(listed, list)
        assert len(listed) == counts[1]
        dates = [one["observationDate"] for one in listed[:3]]
        assert dates == [f"2025-12-31T12:0{n}:00.000Z" for n in range(3)]
        longest = metric(client, "Billing", "voice", "oLongestWaiting")
        assert longest["stats"]["calculatedMetricValue"] == (start - DAY) * 1000  # type: ignore[index]
        reply = client.post(INTERACTIONS, interactions_query(client, "Billing"))
        (group,) = reply.body["results"]
        assert {one["metric"]: one["count"] for one in group["data"]}["oWaiting"] == counts[1]


def test_nobody_answers_them_and_the_centre_lives_as_if_they_were_not_there() -> None:
    with RunningSimulator(seed=3) as simulator, RunningSimulator(seed=3) as other:
        simulator.faults.add(Orphans("Returns", media="message", count=50, age=DAY))
        for each in (simulator, other):
            each.clock.advance(3600.0)
            observe(Client(each), "Returns")
        truth, usual = (
            {
                (queue.name, media): each.centre.truth(queue.id, media)
                for queue in each.centre.queues.values()
                for media in queue.lines
            }
            for each in (simulator, other)
        )
        assert truth == usual
        assert truth["Returns", "message"].answered > 50
        queue = next(q for q in simulator.centre.queues.values() if q.name == "Returns")
        standing = in_line(simulator.centre, queue.lines["message"])
        assert len(standing) == truth["Returns", "message"].waiting + 50
        assert list(standing) == sorted(standing)
        # They have grown older with everybody else, and stand where they stood.
        assert simulator.clock.now - standing[0].since == DAY + 3600.0
        assert standing[1].since - standing[0].since == APART


def test_they_come_and_go_with_the_fault() -> None:
    with RunningSimulator() as simulator:
        client = Client(simulator)
        for fault in read_scenario("stuck").faults:
            simulator.faults.add(fault)
        queue = next(q for q in simulator.centre.queues.values() if q.name == "Returns")

        def forgotten(seconds: float) -> int:
            simulator.clock.advance(seconds)
            observe(client, "Returns")
            line = queue.lines["message"]
            return len(in_line(simulator.centre, line)) - len(line.waiting)

        assert [forgotten(seconds) for seconds in (9.0, 2.0, 1198.0, 2.0)] == [0, 3, 3, 0]


def test_young_ones_never_begin_in_the_future() -> None:
    centre = Centre(seed=1, start=0.0)
    with RunningSimulator(centre=centre) as simulator:
        simulator.faults.add(Orphans("VIP", count=5, age=90.0))
        queue = next(q for q in centre.queues.values() if q.name == "VIP")
        observe(Client(simulator), "VIP")
        ages = [centre.now - one.since for one in in_line(centre, queue.lines["voice"])[:5]]
        assert ages == [90.0, 30.0, 0.0, 0.0, 0.0]


def test_as_people_write_it() -> None:
    assert read_spec("orphans:VIP,count=7,age=2h,media=chat,from=5s") == Orphans(
        "VIP", media="chat", count=7, age=7200.0, start=5.0
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("orphans", "orphans has to be told 'queue'"),
        ("orphans:VIP,count=0", "'count' of orphans must be 1 to 10000, not 0"),
        ("orphans:VIP,age=-1s", "'age' of orphans must be 0 to"),
        ("orphans:VIP,requests=3", "orphans knows no 'endpoint'"),
    ],
)
def test_what_it_cannot_be(words: str, sentence: str) -> None:
    with pytest.raises(FaultError) as error:
        read_spec(words)
    assert str(error.value).startswith(sentence)
