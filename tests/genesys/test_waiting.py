"""The waiting list: who waits since when and for what, and not a word about who they are."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.genesys import waiting as waiting_module
from queuetui.genesys.errors import AnswerUnreadable, PermissionRefused, QueueUnseen
from queuetui.genesys.names import SKILLS, Names
from queuetui.genesys.observations import PATH
from queuetui.genesys.waiting import parse, read_waiting
from queuetui.simulator.customers import requested_skills, routing_priority
from queuetui.simulator.faults import DropQueue, RefuseQueue, Status
from queuetui.simulator.observations import epoch_ms
from queuetui.simulator.running import RunningSimulator
from tests.answers import answer, group, metric
from tests.genesys.opening import Opening
from tests.genesys.scripted import NOON

QUEUE = "11111111-0000-4000-8000-00000000000a"
OTHER = "22222222-0000-4000-8000-00000000000b"
CAPTURED = Path(__file__).parents[3] / "shared/genesys-data"
MARKED = {
    "conversationId": "Marked-1",
    "sessionId": "Marked-2",
    "participantName": "Marked Person",
    "ani": "tel:+15550100",
    "dnis": "tel:+15550199",
    "addressFrom": "marked@example.org",
    "addressTo": "marked-too@example.org",
    "userId": "Marked-3",
    "requestedLanguageId": "Marked-4",
    "scoredAgents": [{"agent": {"id": "Marked-5"}, "score": 9}],
    "teamId": "Marked-6",
}


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator() as simulator:
        yield Opening(simulator)


def entry(date: Any = "2026-01-01T11:59:00Z", **more: Any) -> dict[str, Any]:
    return {"observationDate": date, **more}


def waiting(count: float | None, *entries: Any, **more: Any) -> dict[str, Any]:
    return metric("oWaiting", count, observations=list(entries), **more)


def listed(*data: dict[str, Any], media: str = "voice") -> WaitingList:
    return parse(answer(group(QUEUE, *data, media=media)), QUEUE, as_of=NOON)


def true_list(opening: Opening, name: str) -> list[Waiting]:
    """What the centre itself knows, oldest first."""
    found = [
        Waiting(
            media,
            epoch_ms(one.since) / 1000,
            routing_priority(one),
            requested_skills(one),
        )
        for media, line in opening.queue(name).lines.items()
        for one in line.waiting
    ]
    return sorted(found, key=lambda one: (one.since, one.media))


class TestTheCentre:
    def test_all_who_wait_are_listed_oldest_first(self, opening: Opening) -> None:
        names = Names(SKILLS)
        with_skills = 0
        for queue in opening.centre.queues.values():
            truth = true_list(opening, queue.name)
            if len(truth) > 100:
                continue
            found = read_waiting(opening.session, queue.id, names)
            assert list(found.listed) == truth
            assert (found.queue_id, found.total, found.not_listed) == (queue.id, len(truth), 0)
            assert found.as_of == pytest.approx(opening.clock.now(), abs=1.0)
            with_skills += sum(bool(one.skills) for one in truth)
        assert with_skills >= 3

    def test_of_a_long_list_the_two_ends_are_told_and_the_total(self, opening: Opening) -> None:
        queue = opening.queue("Customer Mail")
        truth = true_list(opening, queue.name)
        assert len(truth) > 150
        found = read_waiting(opening.session, queue.id, Names(SKILLS))
        assert list(found.listed) == truth[:50] + truth[-50:]
        assert (found.total, found.not_listed) == (len(truth), len(truth) - 100)

    def test_one_queue_is_asked_for_and_one_metric(self, opening: Opening) -> None:
        queue = opening.queue("Billing")
        read_waiting(opening.session, queue.id, Names(SKILLS))
        (asked,) = opening.asked(PATH)
        assert asked.body == {
            "filter": {
                "type": "or",
                "predicates": [
                    {
                        "type": "dimension",
                        "dimension": "queueId",
                        "operator": "matches",
                        "value": queue.id,
                    }
                ],
            },
            "metrics": ["oWaiting"],
            "detailMetrics": ["oWaiting"],
        }

    def test_skills_are_read_once(self, opening: Opening) -> None:
        queue, names = opening.queue("Customer Mail"), Names(SKILLS)
        for _ in range(3):
            read_waiting(opening.session, queue.id, names)
        assert len(opening.asked("/routing/skills")) == 1

    def test_skills_that_are_refused_stay_ids(self, opening: Opening) -> None:
        queue, names = opening.queue("Customer Mail"), Names(SKILLS)
        named = read_waiting(opening.session, queue.id, Names(SKILLS))
        opening.simulator.forget()
        opening.simulator.faults.add(Status(status=403, endpoint="names"))
        for _ in range(2):
            found = read_waiting(opening.session, queue.id, names)
            assert [len(one.skills) for one in found.listed] == [
                len(one.skills) for one in named.listed
            ]
            assert all(len(skill) == 36 for one in found.listed for skill in one.skills)
        assert len(opening.asked("/routing/skills")) == 1

    def test_no_customer_is_in_what_is_kept(self, opening: Opening) -> None:
        queue = opening.queue("Customer Mail")
        found = read_waiting(opening.session, queue.id, Names(SKILLS))
        for kept in (repr(found), msgspec.json.encode(found).decode()):
            assert "@" not in kept
            assert "customer" not in kept
            assert not [
                word for word in ("Kim", "Robin", "Sascha", "Noa", "Charlie") if word in kept
            ]

    def test_a_queue_that_is_not_told_of_is_no_empty_one(self, opening: Opening) -> None:
        queue = opening.queue("Billing")
        opening.simulator.faults.add(DropQueue(queue=queue.id))
        with pytest.raises(QueueUnseen):
            read_waiting(opening.session, queue.id, Names(SKILLS))

    def test_a_refusal_is_raised(self, opening: Opening) -> None:
        queue = opening.queue("Billing")
        opening.simulator.faults.add(RefuseQueue(queue=queue.id))
        with pytest.raises(PermissionRefused):
            read_waiting(opening.session, queue.id, Names(SKILLS))


class TestTheParser:
    def test_personal_data_is_dropped(self) -> None:
        found = listed(waiting(1, entry(**MARKED, routingPriority=3)))
        assert found.listed == (Waiting("voice", NOON - 60, 3),)
        for kept in (repr(found), msgspec.json.encode(found).decode()):
            assert "arked" not in kept
            assert "555" not in kept

    def test_personal_data_is_not_even_decoded(self) -> None:
        whole = answer(group(QUEUE, waiting(1, entry(**MARKED, routingPriority=3)), media="voice"))
        decoded = repr(waiting_module._decoder.decode(whole))
        assert "2026-01-01T11:59:00Z" in decoded
        assert "arked" not in decoded
        assert "555" not in decoded

    def test_media_are_put_together_by_age(self) -> None:
        body = answer(
            group(QUEUE, metric("oMemberUsers", 7)),
            group(QUEUE, waiting(1, entry("2026-01-01T11:58:00Z")), media="email"),
            group(OTHER, waiting(1, entry("2026-01-01T11:00:00Z")), media="email"),
            group(
                QUEUE.upper(),
                waiting(2, entry("2026-01-01T11:59:00.250Z"), entry("2026-01-01T11:57:00")),
                media="voice",
            ),
            group(QUEUE, metric("oWaiting", 0), media="chat"),
        )
        found = parse(body, QUEUE, as_of=NOON)
        assert [(one.media, NOON - one.since) for one in found.listed] == [
            ("voice", 180.0),
            ("email", 120.0),
            ("voice", 59.75),
        ]
        assert found.total == 3

    def test_at_most_a_hundred_are_listed_the_oldest(self) -> None:
        dates = [
            f"2026-01-01T11:{minute:02}:{second:02}Z" for minute in (1, 2) for second in range(60)
        ]
        entries = [entry(date) for date in reversed(dates)]
        found = listed(waiting(500, *entries, truncated=True))
        assert len(found.listed) == 100
        assert found.listed[0].since == NOON - 59 * 60
        assert found.listed[-1].since == NOON - 58 * 60 + 39
        assert found.not_listed == 400

    def test_an_entry_without_an_instant_is_counted_but_not_listed(self) -> None:
        found = listed(waiting(4, entry(None), entry("soon"), None, entry()))
        assert len(found.listed) == 1
        assert found.not_listed == 3

    def test_skills_and_priorities_may_be_missing(self) -> None:
        found = listed(
            waiting(
                3,
                entry(routingPriority=None, requestedRoutingSkillIds=None),
                entry(routingPriority=-5, requestedRoutingSkillIds=["a", None, "", "b"]),
                entry(routingPriority=2.0),
            )
        )
        assert [(one.priority, one.skills) for one in found.listed] == [
            (None, ()),
            (-5, ("a", "b")),
            (2, ()),
        ]

    def test_the_list_tells_the_count_where_it_is_whole(self) -> None:
        assert listed(waiting(None, entry(), entry())).total == 2
        assert listed(waiting(None)).total == 0
        assert listed(waiting(0, entry())).total == 1
        with pytest.raises(AnswerUnreadable, match="how many"):
            listed(waiting(None, entry(), truncated=True))
        with pytest.raises(AnswerUnreadable, match="how many"):
            listed(metric("oWaiting"))

    def test_nobody_waits_is_an_empty_list(self) -> None:
        found = listed(metric("oWaiting", 0))
        assert (found.listed, found.total, found.not_listed) == ((), 0, 0)

    def test_a_queue_without_the_metric_is_unknown(self) -> None:
        for body in (answer(group(QUEUE, media="voice")), answer(group(QUEUE, waiting(0)))):
            with pytest.raises(AnswerUnreadable, match="oWaiting"):
                parse(body, QUEUE, as_of=NOON)
        with pytest.raises(QueueUnseen):
            parse(answer(group(OTHER, waiting(0), media="voice")), QUEUE, as_of=NOON)
        for nothing in (b'{"results": null}', b'{"results": [null]}'):
            with pytest.raises(QueueUnseen):
                parse(nothing, QUEUE, as_of=NOON)

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "is empty"),
            (b"<html>", "web page"),
            (b"{}", "`results`"),
            (b'{"results": [{"group": {}}]}', "`queueId`"),
            (b'{"results": [{"group": {"queueId": "a"}, "data": [{}]}]}', "`metric`"),
        ],
    )
    def test_an_answer_that_is_none_is_named(self, body: bytes, said: str) -> None:
        with pytest.raises(AnswerUnreadable, match=said):
            parse(body, QUEUE, as_of=NOON)

    @given(st.binary(max_size=300))
    def test_any_bytes_give_the_typed_error(self, body: bytes) -> None:
        with pytest.raises((AnswerUnreadable, QueueUnseen)):
            parse(body, QUEUE, as_of=NOON)

    @given(st.data())
    def test_any_truncation_gives_the_typed_error(self, data: st.DataObject) -> None:
        whole = answer(group(QUEUE, waiting(1, entry(**MARKED)), media="voice"))
        cut = data.draw(st.integers(0, len(whole) - 1))
        with pytest.raises(AnswerUnreadable) as caught:
            parse(whole[:cut], QUEUE, as_of=NOON)
        assert "arked" not in caught.value.what

    @given(st.lists(st.tuples(st.datetimes() | st.text(), st.floats() | st.none()), max_size=8))
    def test_any_entries_are_sorted_by_age(self, entries: list[tuple[Any, float | None]]) -> None:
        told = [entry(str(date), routingPriority=priority) for date, priority in entries]
        with suppress(AnswerUnreadable):
            found = listed(waiting(len(told), *told))
            instants = [one.since for one in found.listed]
            assert instants == sorted(instants)
            assert found.not_listed + len(instants) == len(told)


@pytest.mark.skipif(not CAPTURED.is_dir(), reason="no captured answers beside this checkout")
def test_the_captured_details_are_read() -> None:
    whole = msgspec.json.decode(
        (CAPTURED / "observations-1-official-tutorial-2020.json").read_bytes()
    )
    # Only details of those who talk were captured: they have the same shape.
    body = msgspec.json.encode(whole["response"]).replace(b"oInteracting", b"oWaiting")
    queue = "1d1af111-b11c-11f1-b111-1cf1c11111fc"
    found = parse(body, queue, as_of=0.0)
    assert [(one.media, one.priority) for one in found.listed] == [("chat", 2), ("voice", 0)]
    assert found.listed[1].since == pytest.approx(1_596_428_895.134)
    assert (found.total, found.not_listed) == (2, 0)
    assert "Makati" not in repr(found)
    assert "+63" not in repr(found)
