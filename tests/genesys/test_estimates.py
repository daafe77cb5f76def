"""Estimated waits: the words for media, what predicts nothing, what is refused."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.estimates import Estimate
from queuetui.genesys.errors import (
    AnswerUnreadable,
    PermissionRefused,
    RateLimited,
    RequestRefused,
)
from queuetui.genesys.estimates import WORDS, parse, read_estimates
from queuetui.simulator.faults import RateLimited as LimitedFault
from queuetui.simulator.forecasts import MEDIA_WORDS, predict
from queuetui.simulator.running import RunningSimulator
from tests.genesys.opening import Opening, asked_paths, playing
from tests.genesys.scripted import NOON, scripted

QUEUE = "11111111-0000-4000-8000-00000000000a"


@pytest.fixture
def opening() -> Iterator[Opening]:
    with RunningSimulator() as simulator:
        yield Opening(simulator)


def prediction(**more: Any) -> dict[str, Any]:
    return {"intent": "CALL", "formula": "BEST", "estimatedWaitTimeSeconds": 90, **more}


def told(*predictions: Any, media: str = "voice") -> Estimate:
    return parse(msgspec.json.encode({"results": predictions}), media)


def test_the_centres_own_predictions_are_told(opening: Opening) -> None:
    predicted = 0
    for queue in opening.centre.queues.values():
        found = read_estimates(opening.session, queue.id, [*queue.lines, "video"])
        assert found.queue_id == queue.id
        assert found.as_of == pytest.approx(opening.clock.now(), abs=1.0)
        assert [one.media for one in found.by_media] == [*queue.lines, "video"]
        for one in found.by_media:
            truth = predict(queue, WORDS[one.media])["results"]
            predicted += len(truth)
            expected = (truth[0]["estimatedWaitTimeSeconds"], truth[0]["formula"]) if truth else ()
            assert (one.seconds, one.formula) == (expected or (None, None))
    assert predicted >= 12


def test_every_word_is_one_of_this_resource() -> None:
    assert set(WORDS.values()) == set(MEDIA_WORDS) - {"all"}


def test_each_medium_is_asked_for_once_by_its_word_here() -> None:
    with playing(*[{"results": [prediction()]}] * 2) as (session, server):
        found = read_estimates(session, "a/b", ["voice", "hologram", "voice", "video"])
        paths = asked_paths(server)
    start = "/api/v2/routing/queues/a%2Fb/mediatypes/"
    assert paths == [f"{start}call/estimatedwaittime", f"{start}videoComm/estimatedwaittime"]
    assert found.by_media[1] == Estimate("hologram")


def test_no_media_is_no_call() -> None:
    with playing() as (session, server):
        assert read_estimates(session, QUEUE, []).by_media == ()
        assert server.requests == []


def test_nothing_predicted_is_unknown_and_not_zero() -> None:
    assert told() == Estimate("voice", None, None)
    assert told(None) == Estimate("voice", None, None)
    assert told(prediction(estimatedWaitTimeSeconds=0)).seconds == 0
    for odd in (None, -1, 1e300):
        assert told(prediction(estimatedWaitTimeSeconds=odd)) == Estimate("voice", None, "BEST")


def test_of_several_predictions_the_mediums_own_is_taken() -> None:
    other = prediction(intent="CHAT", estimatedWaitTimeSeconds=1)
    labelled = prediction(label={"id": "x"}, estimatedWaitTimeSeconds=2)
    assert told(labelled, other, prediction()).seconds == 90
    assert told(labelled) == Estimate("voice")
    assert told(other, prediction(intent=None)).seconds == 90
    assert told(prediction(intent="VIDEOCOMM"), other, media="video").seconds == 90
    assert told(other).seconds == 1


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("PATIENCE_ABANDON", "PATIENCE_ABANDON"),
        ("AI-ADJUSTED-AHT", "AI-ADJUSTED-AHT"),
        ("a new\n\x1b[31m one ", "a new [31m one"),
        ("x" * 99, "x" * 40),
        ("", None),
        (None, None),
    ],
)
def test_the_formula_is_called_as_it_is(formula: str | None, name: str | None) -> None:
    assert told(prediction(formula=formula)).formula == name


def test_a_medium_that_is_refused_predicts_nothing() -> None:
    pages = ("400 Bad Request", {"results": [prediction()]}, "404 Not Found")
    with playing(*pages) as (session, _):
        found = read_estimates(session, QUEUE, ["chat", "voice", "email"])
    assert [one.seconds for one in found.by_media] == [None, 90, None]


def test_a_refusal_of_all_is_one() -> None:
    with (
        playing("404 Not Found", "404 Not Found") as (session, _),
        pytest.raises(RequestRefused, match="404"),
    ):
        read_estimates(session, QUEUE, ["chat", "voice"])


def test_other_failures_are_raised(opening: Opening) -> None:
    queue = opening.queue("Orders")
    opening.withhold("routing:queue:view")
    with pytest.raises(PermissionRefused, match="routing:queue:view"):
        read_estimates(opening.session, queue.id, queue.lines)
    opening.withhold()
    opening.simulator.faults.add(LimitedFault(endpoint="ewt", retry_after=30))
    with pytest.raises(RateLimited) as limited:
        read_estimates(opening.session, queue.id, queue.lines)
    assert limited.value.retry_after == 30


def test_a_failure_of_one_medium_is_no_refusal_of_it() -> None:
    with (
        playing({"results": []}, "408 Request Timeout") as (session, _),
        pytest.raises(RequestRefused, match="408"),
    ):
        read_estimates(session, QUEUE, ["chat", "voice"])


def test_the_figures_are_as_old_as_the_oldest_answer() -> None:
    found = read_estimates(scripted(b'{"results": []}'), QUEUE, ["voice", "chat", "email"])
    assert found.as_of == NOON


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"<html>", "web page"),
        (b"{}", "`results`"),
        (b'{"results": {}}', "results"),
        (b'{"results": [{"estimatedWaitTimeSeconds": "9"}]}', "estimatedWaitTimeSeconds"),
    ],
)
def test_an_answer_that_is_none_is_named(body: bytes, said: str) -> None:
    with pytest.raises(AnswerUnreadable, match=said):
        parse(body, "voice")


@given(st.binary(max_size=300))
def test_any_bytes_give_an_estimate_or_the_typed_error(body: bytes) -> None:
    with suppress(AnswerUnreadable):
        assert parse(body, "voice") == Estimate("voice")


@given(
    st.one_of(st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    st.one_of(st.none(), st.text()),
)
def test_any_prediction_is_seconds_that_can_be_or_unknown(
    seconds: float | None, formula: str | None
) -> None:
    with suppress(AnswerUnreadable):  # a number too large for one is none
        body = msgspec.json.encode(
            {"results": [prediction(estimatedWaitTimeSeconds=seconds, formula=formula)]}
        )
        found = parse(body, "voice")
        assert found.seconds is None or 0 <= found.seconds <= 1e9
        assert found.formula is None or (found.formula and found.formula.isprintable())
