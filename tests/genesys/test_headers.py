"""What header fields say: waits in seconds and as dates, and the allowance."""

import pytest

from queuetui.domain.diagnostics import RateBudget
from queuetui.genesys.headers import Allowance, allowance, instant, ordered_wait

NOON = 1_767_268_800.0
DATE = "Thu, 01 Jan 2026 12:00:00 GMT"
LATER = "Thu, 01 Jan 2026 12:00:45 GMT"


@pytest.mark.parametrize(
    ("headers", "now", "seconds"),
    [
        ({"retry-after": "30"}, None, 30.0),
        ({"retry-after": "1.5"}, None, 1.5),
        ({"retry-after": LATER, "date": DATE}, None, 45.0),
        # The clock of whoever wrote it counts, not what is held to be the server's.
        ({"retry-after": LATER, "date": DATE}, NOON - 500, 45.0),
        ({"retry-after": LATER}, NOON + 5, 40.0),
        ({"retry-after": LATER, "date": "nonsense"}, NOON, 45.0),
        ({"retry-after": LATER}, None, None),
        ({"retry-after": DATE, "date": LATER}, None, 0.0),
        ({"retry-after": "Fri, 02 Jan 2026 12:00:00 GMT", "date": DATE}, None, 3600.0),
        ({"retry-after": "1e9"}, None, 3600.0),
        ({"retry-after": "inf"}, None, 3600.0),
        ({"retry-after": "nan"}, None, None),
        ({"retry-after": "-5"}, None, None),
        ({"retry-after": "soon", "date": DATE}, NOON, None),
        ({"retry-after": ""}, NOON, None),
        ({}, NOON, None),
    ],
)
def test_an_order_to_wait(
    headers: dict[str, str], now: float | None, seconds: float | None
) -> None:
    assert ordered_wait(headers, now) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (DATE, NOON),
        ("Thursday, 01-Jan-26 12:00:00 GMT", NOON),
        ("Thu, 01 Jan 2026 13:00:00 +0100", NOON),
        ("Thu, 01 Jan 2026 12:00:00 -0000", NOON),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Thu, 01 Jan 99999999999 12:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_an_instant(text: str | None, seconds: float | None) -> None:
    assert instant(text) == seconds


def test_the_allowance() -> None:
    told = {"inin-ratelimit-count": "7", "inin-ratelimit-allowed": "300"}
    assert allowance(told) == RateBudget(7, 300, None)
    assert allowance({**told, "inin-ratelimit-reset": "1e999"}) == RateBudget(7, 300, None)
    assert allowance({"inin-ratelimit-allowed": "300"}) is None


def told(allowed: str, count: str = "1") -> dict[str, str]:
    return {
        "inin-ratelimit-count": count,
        "inin-ratelimit-allowed": allowed,
        "inin-ratelimit-reset": "60",
    }


class TestAVerySmallAllowance:
    def test_is_not_believed_once(self) -> None:
        learnt = Allowance()
        learnt.learn(told("300"))
        for odd in ("1", "9", "0", "-7"):
            learnt.learn(told(odd, "5"))
            assert learnt.budget == RateBudget(5, 300, 60)
            learnt.learn(told("300"))

    def test_is_believed_if_it_is_told_again_and_again(self) -> None:
        learnt = Allowance()
        learnt.learn(told("300"))
        for expected in (300, 300, 5, 5):
            learnt.learn(told("5"))
            assert learnt.budget.allowed == expected
        learnt.learn(told("10"))
        assert learnt.budget.allowed == 10

    def test_none_at_all_is_never_believed(self) -> None:
        learnt = Allowance()
        for _ in range(5):
            learnt.learn(told("0"))
        assert learnt.budget.allowed is None

    def test_an_answer_that_tells_nothing_changes_nothing(self) -> None:
        learnt = Allowance()
        learnt.learn(told("300"))
        learnt.learn({})
        assert learnt.budget.allowed == 300
