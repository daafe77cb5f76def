"""However long a reason is, how old the figures are and when the next try is stay whole.

On a terminal of 60 or 80 columns the banner has one cell less, and the status bar two.
"""

from datetime import UTC
from itertools import product

import pytest

from queuetui.domain.snapshot import Health
from queuetui.genesys.errors import (
    AnswerUnreadable,
    GenesysError,
    NoAnswer,
    QueueUnseen,
    error_for,
)
from queuetui.view.formats import cells
from queuetui.view.reasons import LONGEST, ways_to_say
from queuetui.view.segments import text_of
from queuetui.view.status import banner, status_bar
from tests.view.samples import NOW, reading, snapshot, state

HOST = "api.cac1.pure.cloud"
OBSERVATIONS = "POST /api/v2/analytics/queues/observations/query"
ENDPOINTS = (OBSERVATIONS, "GET /api/v2/routing/queues", "GET /api/v2/organizations/me")
METRIC = b'{"message": "Value [oWaitings] is not valid for field type", "code": "bad.request"}'
NAMED = b'{"message": "missing: [analytics:conversationAggregate:view] x", "code": "forbidden"}'

ANSWERED: tuple[GenesysError, ...] = tuple(
    error_for(status, {}, body, endpoint, login=login)
    for status, body, endpoint, login in product(
        (302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504),
        (b"", METRIC, NAMED),
        ENDPOINTS,
        (False, True),
    )
)
OTHERS: tuple[GenesysError, ...] = (
    *(
        NoAnswer(said)
        for said in (
            f"The name {HOST} can't be found (DNS).",
            f"{HOST} refuses the connection.",
            f"The secure connection to {HOST} failed (TLS).",
            f"{HOST} did not answer within the time-out.",
            f"{HOST} can't be reached in time.",
            "The proxy proxy.example:3128 refuses the connection.",
            "The proxy proxy.example:3128 can't be found: there is no such name (DNS).",
            f"The proxy proxy.example:3128 refuses the way to {HOST} (502).",
            f"{HOST} broke the connection off.",
            f"{HOST} can't be reached (OSError).",
            "The answer was not complete after 30 s.",
        )
    ),
    *(
        AnswerUnreadable(said)
        for said in (
            f"The answer of {HOST} was cut off.",
            "The queue observations answer is a web page, not data.",
            "The queue observations answer does not fit: Expected `int`, got `str` - at `$.x`.",
        )
    ),
    QueueUnseen("No queue is meant by 'Support EMEA', 'Support APAC', 'Support LATAM'."),
)
REASONS = {error.what: error for error in (*ANSWERED, *OTHERS)}


def health(error: GenesysError) -> Health:
    return Health(
        "down",
        reason=error.what,
        cause=error.cause,
        why=error.why,
        advice=error.advice,
        since=NOW - 42,
        last_good=NOW - 42,
        next_try=NOW + 12,
    )


@pytest.mark.parametrize("width", [59, 79])
@pytest.mark.parametrize("what", REASONS)
def test_the_banner_keeps_its_head_and_the_countdown(what: str, width: int) -> None:
    shown = snapshot(state("A", reading("a", age=42)), health=health(REASONS[what]))
    said = text_of(banner(shown, NOW, width, zone=UTC) or ())
    assert said.startswith(" ✕ DATA FROZEN 0:42 · last good 09:14:22 · ")
    assert said.rstrip().endswith("next try in 0:12")
    if width == 79:
        assert f"· {ways_to_say(what, REASONS[what].cause)[-1]}, next" in said
        assert "…" not in said


@pytest.mark.parametrize("age", [42, None])
@pytest.mark.parametrize("width", [58, 78])
@pytest.mark.parametrize("what", REASONS)
def test_the_status_keeps_the_state_a_reason_and_the_countdown(
    what: str, width: int, age: float | None
) -> None:
    told = None if age is None else reading("a", age=age)
    error = REASONS[what]
    since = health(error)
    shown = snapshot(state("A", told), health=since)
    if age is None:
        shown = snapshot(
            state("A", None),
            health=Health("down", what, error.cause, since=NOW - 42, next_try=NOW + 12),
        )
    bar = text_of(status_bar(shown, NOW, UTC, width, mark="⠋"))
    assert "✕ down" in bar
    assert "· next try in 0:12 " in bar
    assert any(f"· {way} ·" in bar for way in ways_to_say(what.rstrip("."), error.cause))


@pytest.mark.parametrize("what", REASONS)
def test_every_known_reason_has_a_short_way(what: str) -> None:
    *longer, short = ways_to_say(what, REASONS[what].cause)
    assert longer
    assert cells(short) <= LONGEST


def test_a_missing_permission_is_named_where_there_is_room() -> None:
    refused = error_for(403, {}, b"", OBSERVATIONS, login=False)
    assert ways_to_say(refused.what, refused.cause)[1:] == (
        "no analytics:queueObservation:view",
        "no permission",
    )
    shown = snapshot(state("A", reading("a", age=42)), health=health(refused))
    assert "no analytics:queueObservation:view" in text_of(
        status_bar(shown, NOW, UTC, 78, mark="⠋")
    )


@pytest.mark.parametrize(
    ("what", "short"),
    [
        (f"The name {HOST} can't be found (DNS).", "name not found"),
        ("The proxy proxy.example:3128 refuses the connection.", "proxy failed"),
        (
            "The proxy proxy.example:3128 can't be found: there is no such name (DNS).",
            "proxy failed",
        ),
        (f"Genesys Cloud failed to answer {OBSERVATIONS} (503).", "server error 503"),
        ("Genesys Cloud limits the rate of requests (429).", "rate limited"),
        ("Genesys Cloud refuses the client secret (401).", "wrong secret"),
        ("Genesys Cloud does not know this OAuth client id (400).", "unknown client"),
    ],
)
def test_what_the_commonest_come_to(what: str, short: str) -> None:
    assert ways_to_say(what, REASONS[what].cause)[-1] == short


def test_an_unknown_reason_has_no_other_way() -> None:
    assert ways_to_say("something odd") == ("something odd",)
    assert ways_to_say("Something refuses x (418).") == (
        "Something refuses x (418).",
        "refused (418)",
    )
