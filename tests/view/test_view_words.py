"""What is wrong is said in words, and by how much."""

import pytest
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.limits import Breach
from queuetui.domain.readings import MediaReading, Reading
from queuetui.view.formats import cells
from queuetui.view.words import (
    breach_clause,
    media_word,
    presence_word,
    routing_word,
    why,
)
from tests.view.samples import NOW, reading, standing, state


@pytest.mark.parametrize(
    ("breach", "clause"),
    [
        (Breach("longest_wait", "critical", 247.4, 60), "wait 4:07, limit 1:00"),
        (Breach("longest_wait", "warning", 30.0, 30), "wait 0:30, limit 0:30"),
        (
            Breach("longest_wait", "critical", 90_000.0, 86_400, "email"),
            "e-mail wait 1d 1h, limit 1d",
        ),
        (Breach("longest_wait", "warning", 45.0, 42, "callback"), "callback wait 0:45, limit 0:42"),
        (Breach("longest_wait", "warning", 45.0, 42, "sms\x1b"), "sms wait 0:45, limit 0:42"),
        (Breach("waiting", "critical", 12, 10), "12 waiting, limit 10"),
        (Breach("waiting", "warning", 1, 1), "1 waiting, limit 1"),
        (Breach("available", "critical", 0, 0), "nobody available"),
        (Breach("available", "warning", 1, 1), "1 available, limit 1"),
        (Breach("available", "critical", 2, 3), "2 available, limit 3"),
    ],
)
def test_breaches(breach: Breach, clause: str) -> None:
    assert breach_clause(breach) == clause


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


def several(**waited: float) -> Reading:
    media = {
        name: MediaReading(waiting=1, oldest_since=NOW - wait) for name, wait in waited.items()
    }
    return replace(reading(), media=media)


def test_why_names_the_medium_where_there_are_several() -> None:
    goals = {"voice": Goal(0.8, 20.0), "message": Goal(0.8, 60.0)}
    calls = state("A", several(voice=25.0))
    calls = replace(calls, queue=replace(calls.queue, goals=goals))
    assert why(standing(calls), 60) == "wait 0:25, limit 0:20"
    # Genesys tells of media that the queue does not serve, too.
    idle = {"email": MediaReading(waiting=0, alerting=0, interacting=0), "chat": MediaReading()}
    told = several(voice=25.0)
    calls = replace(calls, reading=replace(told, media={**told.media, **idle}))
    assert why(standing(calls), 60) == "wait 0:25, limit 0:20"
    talking = {"email": MediaReading(waiting=0, interacting=1)}
    calls = replace(calls, reading=replace(told, media={**told.media, **talking}))
    assert why(standing(calls), 60) == "voice wait 0:25, limit 0:20"
    both = replace(calls, reading=several(voice=15.0, message=61.0, email=3.0))
    assert why(standing(both), 60) == "message wait 1:01, limit 1:00; voice wait 0:15, limit 0:14"
    assert why(standing(both), 30) == "message wait 1:01, limit 1:00"
    assert why(standing(both), 20) == "message wait 1:01"


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
