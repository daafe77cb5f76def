"""The directory of queues: all pages, each queue once, and lists that never end."""

from collections.abc import Mapping

import msgspec
import pytest

from queuetui.domain.goals import Goal
from queuetui.genesys.connect import UnknownRegion, base_url_for, open_session
from queuetui.genesys.directory import read_organisation, read_queues
from queuetui.genesys.errors import AnswerUnreadable, GenesysError, error_for
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock
from tests.genesys.raw_server import RawServer, http

TOKEN = http(b'{"access_token": "t", "expires_in": 600}', headers="Connection: close\r\n")


def page(*ids: str, **more: object) -> bytes:
    body = msgspec.json.encode({"entities": [{"id": i, "name": f"Queue {i}"} for i in ids], **more})
    return http(body, headers="Connection: close\r\n")


def queues_from(*pages: bytes) -> tuple[list[str], int]:
    with RawServer([TOKEN], *[[one] for one in pages]) as server:
        found = read_queues(open_session(server.url, "id", "secret", ManualClock()))
        return [queue.id for queue in found], len(server.requests) - 1


def test_every_page_is_read() -> None:
    with RunningSimulator(queues=230) as simulator:
        who = simulator.credentials
        session = open_session(simulator.base_url, who.client_id, who.client_secret, ManualClock())
        found = read_queues(session)
        assert read_organisation(session) == "Simulated Contact Centre"
        pages = [r.query["pageNumber"] for r in simulator.received if r.path.endswith("/queues")]
    assert len({queue.id for queue in found}) == 230
    assert pages == ["1", "2", "3"]
    assert all(queue.division and queue.members is not None for queue in found)


def test_the_last_page_is_known_by_the_missing_next_uri() -> None:
    assert queues_from(page("a", nextUri="/2"), page("b")) == (["a", "b"], 2)


def test_the_last_page_is_known_by_the_page_count() -> None:
    assert queues_from(page("a", pageCount=2), page("b", pageCount=2)) == (["a", "b"], 2)


def test_a_list_that_loops_ends() -> None:
    again = page("a", nextUri="/again")
    assert queues_from(again, again, again) == (["a"], 2)


def test_an_empty_list_is_no_queue() -> None:
    assert queues_from(page(nextUri="/2")) == ([], 1)


def test_a_queue_without_name_is_called_by_its_id() -> None:
    body = http(b'{"entities": [{"id": "a", "name": null}]}', headers="Connection: close\r\n")
    with RawServer([TOKEN], [body]) as server:
        (queue,) = read_queues(open_session(server.url, "id", "secret", ManualClock()))
    assert (queue.name, queue.division, queue.members) == ("a", None, None)


def goals_from(settings: object) -> Mapping[str, Goal]:
    body = msgspec.json.encode({"entities": [{"id": "a", "name": "A", "mediaSettings": settings}]})
    with RawServer([TOKEN], [http(body, headers="Connection: close\r\n")]) as server:
        (queue,) = read_queues(open_session(server.url, "id", "secret", ManualClock()))
    return queue.goals


def test_goals_are_told_for_each_medium_in_the_words_of_the_figures() -> None:
    def level(share: float, milliseconds: int) -> dict[str, object]:
        return {"serviceLevel": {"percentage": share, "durationMs": milliseconds}}

    settings = {
        "call": {"alertingTimeoutSeconds": 8, **level(0.8, 20_000)},
        "callback": level(0.5, 900_000),
        "chat": level(0.9, 40_500),
        "email": level(0.8, 86_400_000),
        "message": {**level(0.75, 60_000), "subTypeSettings": {"sms": {}}},
        "telepathy": level(0.8, 1),
    }
    assert goals_from(settings) == {
        "voice": Goal(0.8, 20.0),
        "callback": Goal(0.5, 900.0),
        "chat": Goal(0.9, 40.5),
        "email": Goal(0.8, 86_400.0),
        "message": Goal(0.75, 60.0),
    }


@pytest.mark.parametrize(
    ("level", "goal"),
    [
        ({"percentage": 80, "durationMs": 20_000}, Goal(0.8, 20.0)),
        ({"percentage": 1, "durationMs": 20_000}, Goal(1.0, 20.0)),
        ({"percentage": 1.2, "durationMs": 20_000}, Goal(1.0, 20.0)),
        ({"percentage": 0, "durationMs": 20_000}, Goal(None, 20.0)),
        ({"percentage": None, "durationMs": 20_000}, Goal(None, 20.0)),
        ({"percentage": "80%", "durationMs": 20_000}, Goal(None, 20.0)),
        ({"percentage": True, "durationMs": 20_000}, Goal(None, 20.0)),
        ({"percentage": 0.8, "durationMs": 0}, Goal(0.8, None)),
        ({"percentage": 0.8, "durationMs": -1}, Goal(0.8, None)),
        ({"percentage": 0.8, "durationMs": 10**30}, Goal(0.8, None)),
        ({"percentage": 0.8}, Goal(0.8, None)),
        ({"durationMs": 20_000.0}, Goal(None, 20.0)),
    ],
)
def test_a_goal_that_makes_no_sense_is_none(level: dict[str, object], goal: Goal) -> None:
    assert goals_from({"call": {"serviceLevel": level}}) == {"voice": goal}


@pytest.mark.parametrize(
    "settings",
    [
        None,
        {},
        [],
        "call",
        5,
        {"call": None},
        {"call": []},
        {"call": "80/20"},
        {"call": 5},
        {"call": {}},
        {"call": {"serviceLevel": None}},
        {"call": {"serviceLevel": "80/20"}},
        {"call": {"serviceLevel": {}}},
        {"call": {"serviceLevel": {"percentage": None, "durationMs": None}}},
        {"call": {"serviceLevel": {"percentage": 0, "durationMs": 0}}},
    ],
)
def test_settings_of_any_shape_are_no_reason_to_lose_the_list(settings: object) -> None:
    assert goals_from(settings) == {}


def test_the_simulated_queues_have_goals_that_differ_by_queue_and_medium() -> None:
    with RunningSimulator() as simulator:
        who = simulator.credentials
        session = open_session(simulator.base_url, who.client_id, who.client_secret, ManualClock())
        goals = {queue.name: queue.goals for queue in read_queues(session)}
    assert goals["VIP"]["voice"] != goals["Billing"]["voice"]
    assert goals["Customer Mail"]["email"] == Goal(0.8, 86_400.0)
    assert all(set(found) == set(goals["VIP"]) for found in goals.values())


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"{}", "`entities`"), (b'{"entities": [{}]}', "`id`"), (b"<html>", "web page")],
)
def test_an_answer_that_is_no_list_is_named(body: bytes, said: str) -> None:
    with RawServer([TOKEN], [http(body, headers="Connection: close\r\n")]) as server:
        session = open_session(server.url, "id", "secret", ManualClock())
        with pytest.raises(AnswerUnreadable, match=said):
            read_queues(session)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"token": 1}', b'{"access_token": 5}'])
def test_a_login_that_answers_nonsense_is_a_typed_error(body: bytes) -> None:
    script = [http(body, headers="Connection: close\r\n")]
    with RawServer(script) as server, pytest.raises(GenesysError):
        read_queues(open_session(server.url, "id", "secret", ManualClock()))


@pytest.mark.parametrize(
    "region",
    [
        "eu-west-1",
        "EU_WEST_1",
        "mypurecloud.ie",
        "api.mypurecloud.ie",
        "https://login.mypurecloud.ie/",
    ],
)
def test_a_region_is_known_by_each_of_its_names(region: str) -> None:
    assert base_url_for(region) == "https://api.mypurecloud.ie"


def test_an_unknown_region_lists_the_known_ones() -> None:
    with pytest.raises(
        UnknownRegion, match=r"'eu-west-9' is no region; .*eu-west-1 \(mypurecloud\.ie\)"
    ):
        base_url_for("eu-west-9")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 413, 415, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"message": 5}', b'{"code": "x", "message": "[]"}']
)
@pytest.mark.parametrize("login", [True, False])
def test_every_refusal_has_its_lines_whatever_its_body(
    status: int, body: bytes, *, login: bool
) -> None:
    error = error_for(status, {"retry-after": "soon"}, body, "GET /x", login=login)
    assert str(status) in error.what
    assert 1 <= len(error.lines) <= 3
    assert error.retry_after is None


@pytest.mark.parametrize(
    ("order", "seconds"),
    [
        ("12", 12.0),
        ("inf", 3600.0),
        ("1e999", 3600.0),
        ("99999999999", 3600.0),
        ("nan", None),
        ("-3", None),
    ],
)
def test_an_absurd_order_to_wait_does_not_stop_the_board_for_good(
    order: str, seconds: float | None
) -> None:
    error = error_for(429, {"retry-after": order}, b"", "GET /x", login=False)
    assert error.retry_after == seconds
