"""Presences: three spellings, two resources, the organisation's own words."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.genesys.errors import AnswerUnreadable, ServerFailed
from queuetui.genesys.presences import (
    BUILT_IN,
    PATH,
    PresenceLabel,
    label_of,
    read_presences,
    upper_snake,
)
from queuetui.simulator.faults import Status
from queuetui.simulator.people import COACHING, PRESENCES
from queuetui.simulator.running import RunningSimulator
from tests.genesys.opening import Opening, asked_paths, playing
from tests.genesys.scripted import scripted

CAPTURED = Path(__file__).parents[3] / "shared/genesys-data/presence-definitions-captured.json"
LUNCH = "aaaaaaaa-0000-4000-8000-00000000000a"


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator(queues=1) as simulator:
        yield Opening(simulator)


def lunch(**labels: str | None) -> dict[str, Any]:
    return {"id": LUNCH, "systemPresence": "Meal", "languageLabels": labels}


def label_told(*entities: object, language: object = None) -> PresenceLabel:
    pages: list[object] = [{"entities": list(entities)}, {"defaultLanguage": language}]
    with playing(*pages) as (session, _):
        found = read_presences(session)
    assert {one: found[one] for one in BUILT_IN} == BUILT_IN
    return found[LUNCH]


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("On Queue", "ON_QUEUE"),
        ("OnQueue", "ON_QUEUE"),
        ("ON_QUEUE", "ON_QUEUE"),
        ("onqueue", "ON_QUEUE"),
        ("Not Responding", "NOT_RESPONDING"),
        ("NOT_RESPONDING", "NOT_RESPONDING"),
        ("Meal", "MEAL"),
        ("DayDreaming", "DAY_DREAMING"),
        ("  idle \x1b[2J", "IDLE_2J"),
        ("x" * 200, "X" * 60),
        ("", None),
        ("\x00", None),
        (None, None),
    ],
)
def test_a_constant_is_one_whatever_its_spelling(spelled: str | None, meant: str | None) -> None:
    assert upper_snake(spelled) == meant


def test_the_centres_own_presences_are_told(opening: Opening) -> None:
    told = read_presences(opening.session)
    assert told == {one.id: PresenceLabel(one.label, one.mapping) for one in PRESENCES}
    assert told[COACHING.id] == PresenceLabel("Coaching", "TRAINING")
    assert not opening.asked("/organizations/me")


def test_where_the_permission_is_missing_the_deprecated_resource_tells_the_same(
    opening: Opening,
) -> None:
    told = read_presences(opening.session)
    opening.withhold("presence:presenceDefinition:view")
    assert read_presences(opening.session) == told
    assert len(opening.asked("/presencedefinitions")) == 1


def test_where_both_are_refused_the_ten_of_every_organisation_are_left(opening: Opening) -> None:
    opening.simulator.faults.add(Status(status=403, endpoint="names"))
    told = read_presences(opening.session)
    assert told == BUILT_IN
    assert COACHING.id not in told
    assert {one.id for one in PRESENCES} - {COACHING.id} == set(told)


def test_a_passing_failure_is_no_refusal(opening: Opening) -> None:
    opening.simulator.faults.add(Status(status=503, endpoint="names"))
    with pytest.raises(ServerFailed):
        read_presences(opening.session)
    assert len(opening.asked("/presence/definitions")) == 1
    assert not opening.asked("/presencedefinitions")


def test_the_deprecated_resource_is_read_page_by_page() -> None:
    def page(*ids: str) -> object:
        return {"entities": [{"id": one, "languageLabels": {"en": one}} for one in ids], **more}

    more: dict[str, object] = {"pageCount": 2}
    with playing("404 Not Found", page("a", "b"), page("c")) as (session, server):
        told = read_presences(session)
        paths = asked_paths(server)
    assert {one: told[one].label for one in "abc"} == {"a": "a", "b": "b", "c": "c"}
    assert paths[0] == PATH
    assert [path.rpartition("=")[2] for path in paths[1:]] == ["1", "2"]
    more = {"nextUri": "/again"}
    with playing("400 Bad Request", page("a"), page("a"), page("a")) as (session, server):
        assert read_presences(session)["a"].label == "a"
        assert len(asked_paths(server)) == 3


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("de", "Mittag"),
        ("de-DE", "Mittag"),
        ("de_AT", "Jause"),
        ("es-MX", "Comida"),
        ("fr-FR", "Lunch"),
        (None, "Lunch"),
    ],
)
def test_a_presence_is_called_as_the_organisation_does(language: str | None, label: str) -> None:
    entity = lunch(es_ES="Comida", de="Mittag", de_AT="Jause", en_US="Lunch")
    assert label_told(entity, language=language) == PresenceLabel(label, "MEAL")


def test_a_presence_without_the_organisations_language_still_has_words() -> None:
    assert label_told(lunch(sv="Lunchrast", nl="Pauze"), language="ja").label == "Pauze"
    assert label_told(lunch(en_US=" ", de=None, sv="Lunchrast")).label == "Lunchrast"
    assert label_told({**lunch(), "name": "Named"}).label == "Named"
    assert label_told({"id": LUNCH}) == PresenceLabel(LUNCH, None)


def test_the_language_may_be_refused() -> None:
    body = {"entities": [lunch(de="Mittag", en_US="Lunch")]}
    with playing(body, "403 Forbidden") as (session, _):
        assert read_presences(session)[LUNCH].label == "Lunch"


def test_empty_entries_are_passed_over_and_ids_compare_without_regard_to_case() -> None:
    told = {**lunch(de="Mittag"), "id": LUNCH.upper()}
    nameless = {"id": None, "languageLabels": None}
    assert label_told(None, nameless, told).label == "Mittag"


def test_an_unknown_presence_is_called_by_its_id() -> None:
    labels = {LUNCH: PresenceLabel("Mittag", "MEAL")}
    assert label_of(labels, LUNCH.upper()) == PresenceLabel("Mittag", "MEAL")
    assert label_of(labels, "Another") == PresenceLabel("Another", None)
    assert label_of(labels, None) is None
    assert label_of(labels, "") is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"<html>", "web page"),
        (b"{}", "`entities`"),
        (b'{"entities": 5}', "entities"),
        (b'{"entities": [{"id": 5}]}', "id"),
    ],
)
def test_an_answer_that_is_none_is_named(body: bytes, said: str) -> None:
    with pytest.raises(AnswerUnreadable, match=said):
        read_presences(scripted(body))


@given(st.binary(max_size=300))
def test_any_bytes_give_presences_or_the_typed_error(body: bytes) -> None:
    with suppress(AnswerUnreadable):
        assert set(read_presences(scripted(body))) >= set(BUILT_IN)


@given(st.text())
def test_any_word_becomes_a_constant_or_none(word: str) -> None:
    constant = upper_snake(word)
    assert constant is None or (constant.isprintable() and len(constant) <= 60)
    assert upper_snake(constant) == constant


@pytest.mark.skipif(not CAPTURED.is_file(), reason="no captured answer beside this checkout")
def test_the_captured_presences_are_read() -> None:
    captured = json.loads(CAPTURED.read_text())["body"]
    assert captured["pageCount"] == 1
    with playing("403 Forbidden", captured, {"defaultLanguage": "es"}) as (session, _):
        told = read_presences(session)
    assert len(told) == len(captured["entities"]) == 13
    primary = {one["id"] for one in captured["entities"] if one["primary"]}
    assert {one: told[one] for one in primary} == BUILT_IN
    own = told["2fa68d50-5edb-4e01-9390-522615f12243"]
    assert own == PresenceLabel("del teclado V2", "AWAY")
