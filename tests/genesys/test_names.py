"""Names by id: each read once in a while, and never worth a list."""

from collections.abc import Iterator

import msgspec
import pytest

from queuetui.domain.people import Agent, Agents
from queuetui.genesys import names as names_module
from queuetui.genesys.activity import read_agents
from queuetui.genesys.names import USERS, Names
from queuetui.simulator.faults import Status
from queuetui.simulator.running import RunningSimulator
from tests.genesys.opening import Opening, asked_paths, playing
from tests.genesys.scripted import NOON

MARKED = {
    "email": "marked@example.org",
    "username": "marked@example.org",
    "chat": {"jabberId": "marked@jabber"},
    "primaryContactInfo": [{"address": "+15550100"}],
}


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator() as simulator:
        yield Opening(simulator)


def _by_id(agents: Agents) -> dict[str, Agent]:
    return {one.id: one for one in agents.people}


def test_each_name_is_read_once(opening: Opening) -> None:
    names = Names()
    billing, everybody = opening.queue("Billing"), opening.crowd("Orders")
    first = read_agents(opening.session, billing.id, {}, names)
    assert all(one.name for one in first.people)
    again = read_agents(opening.session, billing.id, {}, names)
    assert again.people == first.people
    (asked,) = opening.asked("/users")
    assert sorted(asked.query["id"].split(",")) == sorted(one.id for one in first.people)
    opening.simulator.forget()
    found = read_agents(opening.session, everybody.id, {}, names)
    assert all(one.name for one in found.people)
    missing = [one for one in found.people if one.id not in _by_id(first)]
    counts = [len(one.query["id"].split(",")) for one in opening.asked("/users")]
    assert max(counts) == 100
    assert sum(counts) == len(missing)


def test_a_name_is_read_anew_after_half_a_day(opening: Opening) -> None:
    names, queue = Names(), opening.queue("Callbacks")
    agent = queue.members[0].agent
    read_agents(opening.session, queue.id, {}, names)
    agent.name = "Married Now"
    opening.advance(11 * 3600)
    assert _by_id(read_agents(opening.session, queue.id, {}, names))[agent.id].name != agent.name
    opening.advance(2 * 3600)
    assert _by_id(read_agents(opening.session, queue.id, {}, names))[agent.id].name == agent.name


def test_where_users_are_refused_the_members_tell_their_names(opening: Opening) -> None:
    names, queue = Names(), opening.queue("Billing")
    opening.simulator.faults.add(Status(status=403, endpoint="users"))
    for _ in range(3):
        found = read_agents(opening.session, queue.id, {}, names)
        assert {one.id: one.name for one in found.people} == {
            member.agent.id: member.agent.name for member in queue.members
        }
        assert found.source == "activity"
    assert len(opening.asked("/users")) == 1
    assert len(opening.asked("/members")) == 1


def test_names_that_nobody_tells_do_not_break_the_list(opening: Opening) -> None:
    names, queue = Names(), opening.queue("Billing")
    opening.simulator.faults.add(Status(status=403, endpoint="users"))
    opening.simulator.faults.add(Status(status=403, endpoint="names"))
    for _ in range(3):
        found = read_agents(opening.session, queue.id, {}, names)
        assert len(found.people) == len(queue.members)
        assert {one.name for one in found.people} == {None}
    assert len(opening.asked("/users")) == 1
    assert len(opening.asked("/members")) == 1


def test_a_failure_that_may_pass_is_tried_again_soon(opening: Opening) -> None:
    names, queue = Names(), opening.queue("Billing")
    ids = [member.agent.id for member in queue.members]
    failing = opening.simulator.faults.add(Status(status=503, endpoint="users"))
    assert names.look_up(opening.session, ids) == {}
    opening.simulator.faults.remove(failing)
    opening.advance(50)
    assert names.look_up(opening.session, ids) == {}
    opening.advance(20)
    assert len(names.look_up(opening.session, ids)) == len(ids)


def test_a_user_without_a_name_is_not_asked_for_at_every_turn(opening: Opening) -> None:
    names = Names()
    known = opening.queue("Billing").members[0].agent
    for _ in range(3):
        assert names.look_up(opening.session, [known.id, "gone"]) == {known.id: known.name}
    assert len(opening.asked("/users")) == 1
    opening.advance(610)
    names.look_up(opening.session, [known.id, "gone"])
    assert opening.asked("/users")[1].query["id"] == "gone"


def test_a_name_once_read_outlives_a_refusal(opening: Opening) -> None:
    names = Names()
    agent = opening.queue("Billing").members[0].agent
    names.look_up(opening.session, [agent.id])
    opening.simulator.faults.add(Status(status=403, endpoint="users"))
    opening.advance(13 * 3600)
    assert names.look_up(opening.session, [agent.id]) == {agent.id: agent.name}
    names.learn({agent.id: None}, NOON)
    assert names.known([agent.id]) == {agent.id: agent.name}


def test_short_pages_are_followed() -> None:
    def page(*ids: str | None, **more: str) -> object:
        return {"entities": [None, *({"id": i, "name": f"N {i}"} for i in ids)], **more}

    pages = (page("a", None, "z", nextUri="/2"), page("b", nextUri="/3"), page(nextUri="/4"))
    with playing(*pages, page("c")) as (session, server):
        assert Names().look_up(session, "abc") == {"a": "N a", "b": "N b"}
        paths = asked_paths(server)
    assert [path.rpartition("pageNumber=")[2] for path in paths] == ["1", "2", "3"]
    assert all(path.startswith(f"{USERS}?") for path in paths)


def test_the_names_of_a_huge_queue_come_over_several_turns() -> None:
    ids = [f"u{n}" for n in range(1100)]
    names = Names()
    empty: object = {"entities": []}
    with playing(*[empty] * 11) as (session, server):
        for calls in (5, 10, 11, 11):
            names.look_up(session, ids)
            assert len(asked_paths(server)) == calls


def test_there_is_a_cap() -> None:
    names = Names()
    names.learn({f"u{n}": "x" for n in range(20_010)}, NOON)
    assert len(names) == 20_000
    assert names.known(["u9", "u10"]) == {"u10": "x"}


def test_what_is_refused_is_forgotten_in_the_end() -> None:
    resting = Names().resting
    for n in range(50):
        resting.begin(f"queue {n}", NOON + 100 * n)
    assert len(resting) == 6
    assert resting.still("queue 49", NOON + 4900 + 599)
    assert not resting.still("queue 49", NOON + 4900 + 600)
    assert not resting.still("queue 1", NOON + 4900)


def test_users_contacts_are_dropped() -> None:
    page = {"entities": [{"id": "a", "name": "Agent", **MARKED}]}
    with playing(page) as (session, _):
        names = Names()
        found = names.look_up(session, ["a"])
    assert found == {"a": "Agent"}
    decoded = repr(names_module._decoder.decode(msgspec.json.encode(page)))
    for kept in (repr(vars(names)), decoded):
        assert "Agent" in kept
        assert "arked" not in kept
        assert "555" not in kept
