"""The agents of a queue: the activity query, the members behind it, and their names."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.people import Agent, Agents
from queuetui.genesys.activity import parse_activity, parse_members, read_agents
from queuetui.genesys.errors import (
    AnswerUnreadable,
    PermissionRefused,
    RequestRefused,
    ServerFailed,
)
from queuetui.genesys.names import Names
from queuetui.genesys.presences import PresenceLabel, read_presences
from queuetui.simulator.faults import DropQueue, EmptyResults, RefuseQueue, Status
from queuetui.simulator.floor import Queue
from queuetui.simulator.observations import epoch_ms
from queuetui.simulator.people import COACHING
from queuetui.simulator.running import RunningSimulator
from tests.genesys.opening import Opening, asked_paths, playing
from tests.genesys.scripted import NOON, scripted

QUEUE = "11111111-0000-4000-8000-00000000000a"
LUNCH = "aaaaaaaa-0000-4000-8000-00000000000a"
LABELS = {LUNCH: PresenceLabel("Lunch", "MEAL")}
ACTIVITY = "/routing/activity/query"
MARKED = {
    "email": "marked@example.org",
    "username": "marked@example.org",
    "chat": {"jabberId": "marked@jabber"},
    "primaryContactInfo": [{"address": "+15550100"}],
    "addresses": [{"address": "+15550100"}],
}


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator() as simulator:
        yield Opening(simulator)


def told(queue: Queue) -> dict[str, Agent]:
    """What the centre itself knows of a queue's members, by id."""
    return {
        member.agent.id: Agent(
            id=member.agent.id,
            name=member.agent.name,
            routing_status=member.agent.status,
            routing_since=epoch_ms(member.agent.status_since) / 1000,
            presence=member.agent.presence.label,
            system_presence=member.agent.presence.mapping,
            presence_since=epoch_ms(member.agent.presence_since) / 1000,
            joined=member.joined,
        )
        for member in queue.members
    }


def by_id(agents: Agents) -> dict[str, Agent]:
    assert len({one.id for one in agents.people}) == len(agents.people)
    return {one.id: one for one in agents.people}


def answer(*entities: Any, queue: str | None = QUEUE, **more: Any) -> bytes:
    result = {"group": {"queueId": queue}, "entities": list(entities), **more}
    return msgspec.json.encode({"entityIdDimension": "userId", "results": [result]})


def only(*entities: Any, labels: Any = LABELS) -> Agent:
    listed = parse_activity(answer(*entities), QUEUE, labels)
    assert listed is not None
    (agent,) = listed.people
    return agent


class TestTheCentre:
    def test_every_member_is_told_as_they_are(self, opening: Opening) -> None:
        names, labels = Names(), read_presences(opening.session)
        seen: set[str | None] = set()
        for _ in range(3):
            for queue in opening.centre.queues.values():
                found = read_agents(opening.session, queue.id, labels, names)
                assert by_id(found) == told(queue)
                assert (found.queue_id, found.source, found.partial) == (
                    queue.id,
                    "activity",
                    False,
                )
                assert found.as_of == pytest.approx(opening.clock.now(), abs=1.0)
                seen.update(one.routing_status for one in found.people)
                seen.update(one.joined and "joined" for one in found.people if one.joined)
            opening.advance(1200)
        assert seen >= {"IDLE", "INTERACTING", "OFF_QUEUE", "NOT_RESPONDING", "COMMUNICATING"}

    def test_one_queue_is_asked_for_with_its_entities(self, opening: Opening) -> None:
        queue = opening.queue("Billing")
        read_agents(opening.session, queue.id, {}, Names())
        (asked,) = opening.asked(ACTIVITY)
        body = asked.body
        assert isinstance(body, dict)
        assert body["groupBy"] == ["queueId"]
        assert [one["value"] for one in body["filter"]["predicates"]] == [queue.id]
        assert all(one["details"] for one in body["metrics"])

    def test_the_organisations_own_presence_has_its_own_label(self, opening: Opening) -> None:
        labels = read_presences(opening.session)
        agent = opening.queue("Billing").members[0].agent
        agent.appear(COACHING, opening.clock.now())
        found = read_agents(opening.session, opening.queue("Billing").id, labels, Names())
        assert by_id(found)[agent.id].presence == "Coaching"
        assert by_id(found)[agent.id].system_presence == "TRAINING"

    def test_nobody_at_work_is_missing_from_a_long_list(self, opening: Opening) -> None:
        queue = opening.crowd("Billing")
        found = read_agents(opening.session, queue.id, read_presences(opening.session), Names())
        truth = told(queue)
        people = by_id(found)
        assert found.partial
        assert 100 < len(people) < len(truth)
        assert people == {one: truth[one] for one in people}
        working = {one for one, agent in truth.items() if agent.routing_status != "OFF_QUEUE"}
        # A hundred are told of those, too: of more than that the two ends.
        assert len(working & set(people)) >= min(100, len(working))
        assert len(opening.asked(ACTIVITY)) == 2

    def test_a_long_list_that_becomes_whole_is_not_partial(self, opening: Opening) -> None:
        queue = opening.crowd("Billing")
        working = [one for one in queue.members if one.agent.status != "OFF_QUEUE"][:40]
        away = [one for one in queue.members if one.agent.status == "OFF_QUEUE"][:65]
        # Half of those told are the oldest and half the newest: who works is in the middle.
        for place, member in enumerate([*away[:50], *working, *away[50:]]):
            member.agent.status_since = member.agent.presence_since = NOON - 9000.0 + place
        queue.members[:] = [*away, *working]
        assert len(queue.members) == 105
        found = read_agents(opening.session, queue.id, {}, Names())
        assert len(found.people) == 105
        assert not found.partial

    def test_half_of_a_long_list_is_better_than_none(self, opening: Opening) -> None:
        queue = opening.crowd("Billing")
        whole = read_agents(opening.session, queue.id, {}, names := Names())
        # The first question is answered, the second is not.
        page = {
            "results": [
                {
                    "group": {"queueId": queue.id},
                    "truncated": True,
                    "entities": [{"userId": one.id} for one in whole.people[:100]],
                }
            ]
        }
        with playing(page, "503 Service Unavailable") as (session, server):
            found = read_agents(session, queue.id, {}, names)
            assert len(server.requests) == 3
        assert len(found.people) == 100
        assert found.partial
        assert found.source == "activity"


class TestTheMembers:
    def test_where_the_query_is_refused_the_members_tell_the_same(self, opening: Opening) -> None:
        labels = read_presences(opening.session)
        for status in (400, 403, 404):
            opening.simulator.faults.clear()
            opening.simulator.faults.add(Status(status=status, endpoint="activity"))
            queue = opening.queue("Orders")
            found = read_agents(opening.session, queue.id, labels, Names())
            assert by_id(found) == told(queue)
            assert (found.source, found.partial) == ("members", False)
            assert found.as_of == pytest.approx(opening.clock.now(), abs=1.0)

    def test_a_refusal_is_remembered_for_a_while(self, opening: Opening) -> None:
        names, queue, other = Names(), opening.queue("Orders"), opening.queue("Billing")
        refused = opening.simulator.faults.add(RefuseQueue(queue=queue.id))
        for _ in range(3):
            assert read_agents(opening.session, queue.id, {}, names).source == "members"
        assert len(opening.asked(ACTIVITY)) == 1
        # Another queue may lie in another division.
        assert read_agents(opening.session, other.id, {}, names).source == "activity"
        opening.simulator.faults.remove(refused)
        opening.advance(590)
        assert read_agents(opening.session, queue.id, {}, names).source == "members"
        opening.advance(20)
        assert read_agents(opening.session, queue.id, {}, names).source == "activity"

    def test_a_passing_failure_is_no_refusal(self, opening: Opening) -> None:
        names, queue = Names(), opening.queue("Orders")
        failing = opening.simulator.faults.add(Status(status=503, endpoint="activity"))
        with pytest.raises(ServerFailed):
            read_agents(opening.session, queue.id, {}, names)
        assert not opening.asked("/members")
        opening.simulator.faults.remove(failing)
        assert read_agents(opening.session, queue.id, {}, names).source == "activity"

    def test_where_both_are_refused_the_refusal_is_raised(self, opening: Opening) -> None:
        names, queue = Names(), opening.queue("Orders")
        opening.simulator.faults.add(Status(status=403, endpoint="activity"))
        opening.simulator.faults.add(Status(status=403, endpoint="names"))
        for _ in range(2):
            with pytest.raises(PermissionRefused, match="members"):
                read_agents(opening.session, queue.id, {}, names)
        assert len(opening.asked(ACTIVITY)) == 1

    def test_a_queue_that_is_not_told_of_is_no_empty_one(self, opening: Opening) -> None:
        queue = opening.queue("Orders")
        for fault in (DropQueue(queue=queue.id), EmptyResults(endpoint="activity")):
            opening.simulator.faults.clear()
            opening.simulator.faults.add(fault)
            found = read_agents(opening.session, queue.id, {}, Names())
            assert found.source == "members"
            assert len(found.people) == len(queue.members)
        with pytest.raises(RequestRefused, match="404"):
            read_agents(opening.session, QUEUE, {}, Names())

    def test_a_queue_without_members_is_empty(self, opening: Opening) -> None:
        queue = opening.queue("Orders")
        queue.members.clear()
        found = read_agents(opening.session, queue.id, {}, Names())
        assert (found.people, found.partial) == ((), False)

    def test_all_pages_of_a_large_queue_are_read(self, opening: Opening) -> None:
        queue = opening.crowd("Billing")
        labels = read_presences(opening.session)
        opening.simulator.faults.add(Status(status=403, endpoint="activity"))
        found = read_agents(opening.session, queue.id, labels, Names())
        assert by_id(found) == told(queue)
        assert not found.partial
        asked = opening.asked("/members")
        assert [one.query["pageNumber"] for one in asked] == ["1", "2", "3"]
        assert {one.query["pageSize"] for one in asked} == {"100"}
        assert asked[0].query["expand"] == "routingStatus,presence"

    def test_a_list_that_loops_ends_and_is_partial(self) -> None:
        again = {"entities": [{"id": "a"}], "nextUri": "/again"}
        with playing("403 Forbidden", again, again, again) as (session, server):
            found = read_agents(session, "a/b", {}, Names())
            paths = asked_paths(server)
        assert [one.id for one in found.people] == ["a"]
        assert found.partial
        assert len(paths) == 3
        assert paths[1].startswith("/api/v2/routing/queues/a%2Fb/members?pageNumber=1&")

    def test_the_list_is_as_old_as_its_first_page(self) -> None:
        # An answer without the queue, then a page, then the same page again.
        body = b'{"results": [], "entities": [{"id": "a"}], "nextUri": "/2"}'
        found = read_agents(scripted(body), QUEUE, {}, Names())
        assert (found.as_of, len(found.people)) == (NOON + 1, 1)

    def test_a_list_without_an_end_is_cut_off(self) -> None:
        pages = [{"entities": [{"id": str(n)}], "nextUri": "/more"} for n in range(25)]
        with playing("403 Forbidden", *pages) as (session, server):
            found = read_agents(session, QUEUE, {}, Names())
            assert len(server.requests) == 1 + 1 + 20
        assert len(found.people) == 20
        assert found.partial


class TestTheParsers:
    def test_an_entity_may_tell_little(self) -> None:
        assert only({"userId": "a"}) == Agent("a")
        nothing = dict.fromkeys(
            ["routingStatus", "routingStatusDate", "organizationPresenceId", "systemPresence",
             "presenceDate", "queueMembershipStatus", "activityDate"]
        )  # fmt: skip
        assert only({"userId": "a", **nothing}, None, {"userId": None}) == Agent("a")

    @pytest.mark.parametrize("spelled", ["On Queue", "OnQueue", "ON_QUEUE"])
    def test_a_presence_counts_the_same_in_each_spelling(self, spelled: str) -> None:
        assert only({"userId": "a", "systemPresence": spelled}).system_presence == "ON_QUEUE"

    def test_a_presence_is_told_by_its_label_or_its_id(self) -> None:
        lunch = only({"userId": "a", "organizationPresenceId": LUNCH.upper()})
        assert (lunch.presence, lunch.system_presence) == ("Lunch", "MEAL")
        other = only({"userId": "a", "organizationPresenceId": "new", "systemPresence": "Meal"})
        assert (other.presence, other.system_presence) == ("new", "MEAL")

    @pytest.mark.parametrize(
        ("status", "joined"), [("active", True), ("Inactive", False), ("new", None), (None, None)]
    )
    def test_membership(self, status: str | None, joined: bool | None) -> None:
        assert only({"userId": "a", "queueMembershipStatus": status}).joined is joined

    def test_a_new_routing_status_is_kept(self) -> None:
        assert (
            only({"userId": "a", "routingStatus": "Day Dreaming"}).routing_status == "DAY_DREAMING"
        )

    @pytest.mark.parametrize(
        ("more", "partial"),
        [
            ({}, False),
            ({"truncated": True}, True),
            ({"truncated": False, "data": [{"metric": "oMemberUsers", "count": 2}]}, True),
            ({"truncated": True, "data": [{"metric": "oMemberUsers", "count": 1}]}, False),
            ({"data": [{"metric": "oUserPresences", "count": 9}, None, {}]}, False),
            ({"data": None, "truncated": None}, False),
        ],
    )
    def test_a_list_is_partial_if_somebody_is_missing(
        self, more: dict[str, Any], partial: bool
    ) -> None:
        listed = parse_activity(answer({"userId": "a"}, **more), QUEUE, {})
        assert listed is not None
        assert listed.partial is partial

    def test_only_the_queue_that_was_asked_for_is_read(self) -> None:
        assert parse_activity(answer({"userId": "a"}, queue="other"), QUEUE, {}) is None
        assert parse_activity(answer({"userId": "a"}, queue=None), QUEUE, {}) is None
        assert parse_activity(b'{"results": null}', QUEUE, {}) is None
        assert parse_activity(b'{"results": [null, {}]}', QUEUE, {}) is None
        upper = parse_activity(answer({"userId": "a"}, queue=QUEUE.upper()), QUEUE, {})
        assert upper is not None
        assert len(upper.people) == 1

    def test_a_member_may_tell_it_at_either_place(self) -> None:
        status = {"status": "IDLE", "startTime": "2026-01-01T11:59:00Z"}
        presence = {
            "presenceDefinition": {"id": LUNCH, "systemPresence": "OnQueue"},
            "modifiedDate": "2026-01-01T11:58:00Z",
        }
        expected = Agent("a", "Ada", "IDLE", NOON - 60, "Lunch", "ON_QUEUE", NOON - 120, True)
        inner = {"user": {"id": "a", "name": "Ada", "routingStatus": status, "presence": presence}}
        outer = {"id": "a", "name": "Ada", "routingStatus": status, "user": {"presence": presence}}
        for entity in (inner, outer):
            body = msgspec.json.encode({"entities": [{**entity, "joined": True, **MARKED}]})
            people, last = parse_members(body, LABELS)
            assert people == (expected,)
            assert last
            assert "arked" not in repr(people)
        little = b'{"entities": [null, {}, {"id": "b", "user": null}], "nextUri": "/2"}'
        assert parse_members(little, {}) == ((Agent("b"),), False)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "is empty"),
            (b"<html>", "web page"),
            (b"{}", "`results`"),
            (b'{"results": 5}', "results"),
            (b'{"results": [{"entities": [{"userId": 5}]}]}', "userId"),
        ],
    )
    def test_an_answer_that_is_none_is_named(self, body: bytes, said: str) -> None:
        with pytest.raises(AnswerUnreadable, match=said):
            parse_activity(body, QUEUE, {})

    @pytest.mark.parametrize(
        ("body", "said"),
        [(b"{}", "`entities`"), (b"<html>", "web page"), (b'{"entities": [5]}', "entities")],
    )
    def test_a_page_that_is_none_is_named(self, body: bytes, said: str) -> None:
        with pytest.raises(AnswerUnreadable, match=said):
            parse_members(body, {})

    @given(st.binary(max_size=300))
    def test_any_bytes_give_people_or_the_typed_error(self, body: bytes) -> None:
        with suppress(AnswerUnreadable):
            assert parse_activity(body, QUEUE, {}) is None
        with suppress(AnswerUnreadable):
            assert parse_members(body, {})[0] == ()

    @given(st.text(), st.text(), st.text(), st.datetimes() | st.text())
    def test_any_words_give_an_agent(self, status: str, presence: str, who: str, date: Any) -> None:
        entity = {
            "userId": f"u{who}",
            "routingStatus": status,
            "systemPresence": presence,
            "routingStatusDate": str(date),
            "presenceDate": str(date),
        }
        agent = only(entity)
        assert agent.id == f"u{who}"
        assert agent.routing_since == agent.presence_since
        assert agent.routing_status is None or agent.routing_status.isascii()
