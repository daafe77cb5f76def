"""What is wrong is said in words, and by how much."""

import pytest

from queuetui.domain.limits import Breach
from queuetui.view.formats import cells
from queuetui.view.words import (
    breach_clause,
    breach_sentence,
    media_word,
    presence_word,
    routing_word,
    why,
)
from tests.view.samples import NOW, reading, standing, state


@pytest.mark.parametrize(
    ("breach", "waiting", "clause", "sentence"),
    [
        (
            Breach("longest_wait", "critical", 247.4, 60),
            4,
            "wait 4:07, limit 1:00",
            "The longest wait is 4:07, 3:07 over the limit of 1:00.",
        ),
        (
            Breach("longest_wait", "warning", 30.0, 30),
            4,
            "wait 0:30, limit 0:30",
            "The longest wait is 0:30, at the warning limit of 0:30.",
        ),
        (
            Breach("waiting", "critical", 12, 10),
            12,
            "12 waiting, limit 10",
            "12 are waiting, 2 over the limit of 10.",
        ),
        (
            Breach("waiting", "warning", 1, 1),
            1,
            "1 waiting, limit 1",
            "1 is waiting, at the warning limit of 1.",
        ),
        (
            Breach("available", "critical", 0, 0),
            1,
            "nobody available",
            "Nobody is available while 1 waits.",
        ),
        (
            Breach("available", "warning", 1, 1),
            4,
            "1 available, limit 1",
            "Only 1 is available while 4 wait; the warning limit is 1.",
        ),
        (
            Breach("available", "critical", 2, 3),
            0,
            "2 available, limit 3",
            "Only 2 are available; the limit is 3.",
        ),
    ],
)
def test_breaches(breach: Breach, waiting: int, clause: str, sentence: str) -> None:
    assert breach_clause(breach) == clause
    assert breach_sentence(breach, waiting) == sentence


BUSY = standing(state("A", reading(waiting=6, wait=75, available=0)))


@pytest.mark.parametrize(
    ("width", "text"),
    [
        # What is critical comes first, then what is only a warning.
        (80, "wait 1:15, limit 1:00; nobody available; 6 waiting, limit 5"),
        (40, "wait 1:15, limit 1:00; nobody available"),
        (24, "wait 1:15, limit 1:00"),
        (20, "wait 1:15"),
        (8, ""),
    ],
)
def test_why_leaves_whole_clauses_out(width: int, text: str) -> None:
    assert why(BUSY, width) == text
    assert cells(text) <= width


def test_why_there_is_nothing_to_judge() -> None:
    assert why(standing(state("A", reading(waiting=0))), 40) == ""
    assert why(standing(state("A", None)), 40) == "no answer yet"
    assert why(standing(state("A", None, problem="no permission")), 40) == "no permission"
    assert why(standing(state("A", reading(waiting=None))), 40) == "figures missing"
    frozen = standing(state("A", reading()), now=NOW + 42)
    assert why(frozen, 40) == "no new data for 42s"


def test_unknown_words_are_shown_as_they_come() -> None:
    assert [routing_word("IDLE"), routing_word("ON_MARS")] == ["available", "ON_MARS"]
    assert [presence_word("MEAL"), presence_word("a-b-c")] == ["meal", "a-b-c"]
    assert [media_word("email"), media_word("fax")] == ["e-mail", "fax"]
