"""The opened queue: every figure, its limits, and what is wrong in words."""

from collections.abc import Mapping
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.limits import Limit, Limits
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.view.detail import detail
from queuetui.view.formats import cells
from queuetui.view.glyphs import UNICODE
from queuetui.view.segments import text_of
from queuetui.view.standing import Standing
from tests.view.samples import NOW, reading, standing, state


def full(
    age: float = 3,
    *,
    statuses: Mapping[str, int] | None = None,
    presences: Mapping[str, int] | None = None,
) -> QueueState:
    """A queue with three media types and agents in every status."""
    told = Reading(
        "7f3a",
        NOW - age,
        {
            "email": MediaReading(waiting=4, alerting=0, interacting=2, oldest_since=NOW - 4320),
            "voice": MediaReading(waiting=3, alerting=1, interacting=6, oldest_since=NOW - 71),
            "callback": MediaReading(waiting=0, alerting=0, interacting=None),
        },
        AgentCounts(
            on_queue=9,
            available=0,
            not_responding=1,
            communicating=1,
            off_queue=4,
            logged_in=11,
            members=15,
            active=13,
            routing_statuses=statuses
            or {"INTERACTING": 6, "COMMUNICATING": 1, "NOT_RESPONDING": 1, "GONE_FISHING": 1},
            presences=presences or {"ON_QUEUE": 9, "MEAL": 2, "OFFLINE": 2},
        ),
    )
    return QueueState(Queue("7f3a", "Support", "Home"), told)


def panel(one: Standing, width: int = 78) -> list[str]:
    lines = detail(one, one.limits, NOW, UNICODE, width, UTC)
    return [text_of(line).rstrip() for line in lines]


BREACH = """\
▲ BREACH  Support                                                 data  3s old
The longest wait is 1h 12m, 1h 11m over the limit of 1:00.
Nobody is available while 7 wait.
7 are waiting, 2 over the warning limit of 5.

waiting               7   limit 5 / 10        ringing        1
longest wait     1h 12m   limit 0:30 / 1:00   talking        8
available             0   limit 1 / 0         on queue       9

MEDIA     WAITING  LONGEST RINGING TALKING   AGENTS ON QUEUE
voice           3     1:11       1       6   talking                         6
callbacks       0     0:00       0       –   not responding                  1
e-mail          4   1h 12m       0       2   on a call outside the queue     1
                                             GONE_FISHING                    1

members 15 · active 13 · logged in 11 · off queue 4
presence: on queue 9 · meal 2 · offline 2
figures of 09:15:01 · division Home · id 7f3a
"""

FROZEN = """\
? NO DATA  Support                                                data 42s old
No new data for 42s.
In brackets: the last figures, of 09:14:22.

waiting           – (7)   limit 5 / 10        ringing    – (1)
longest wait – (1h 11m)   limit 0:30 / 1:00   talking    – (8)
available         – (0)   limit 1 / 0         on queue   – (9)
"""

NEVER = """\
? NO DATA  A                                                    never answered
No permission for this queue.

waiting               –   limit 5 / 10        ringing        –
longest wait          –   limit 0:30 / 1:00   talking        –
available             –   limit 1 / 0         on queue       –

division Home · id a
"""


def test_a_breach_on_a_small_terminal() -> None:
    lines = panel(standing(full()))
    assert lines == BREACH.splitlines()
    assert len(lines) <= 20


def test_a_frozen_queue_shows_its_last_figures_in_brackets_without_ticking() -> None:
    lines = panel(standing(full(age=42)))
    assert lines[:7] == FROZEN.splitlines()
    kinds = {s.tone for line in detail(standing(full(age=42)), Limits(), NOW) for s in line}
    assert not kinds & {"ok", "critical", "warning", "late"}


def test_a_queue_that_never_answered() -> None:
    one = standing(state("A", None, problem="no permission for this queue"))
    assert panel(one) == NEVER.splitlines()


def test_a_calm_queue() -> None:
    lines = panel(standing(state("A", reading(waiting=0))))
    assert lines[0].startswith("· ok  A ")
    assert lines[1] == "Nothing has reached a limit."


def test_late_figures_say_so_in_the_heading_and_lose_their_colour() -> None:
    lines = detail(standing(full(age=12)), Limits(), NOW)
    assert text_of(lines[0]).endswith("data 12s old")
    tones = {s.tone for line in lines[4:] for s in line if s.text.strip()}
    assert "late" in tones
    assert not tones & {"critical", "warning", "ok"}


def test_a_wide_terminal_has_three_tables_side_by_side() -> None:
    titles = [line for line in panel(standing(full()), 130) if line.startswith("MEDIA ")]
    assert [" ".join(title.split()) for title in titles] == [
        "MEDIA WAITING LONGEST RINGING TALKING AGENTS ON QUEUE MEMBERS BY PRESENCE"
    ]


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(), "no limit"),
        (Limit(warn=3), "warning limit 3"),
        (Limit(critical=9), "limit 9"),
        (Limit(warn=3, critical=9), "limit 3 / 9"),
    ],
)
def test_limits_as_they_are_set(limit: Limit, text: str) -> None:
    one = standing(state("A", reading(waiting=0)))
    (line,) = (
        text_of(line)
        for line in detail(one, Limits(waiting=limit), NOW)
        if text_of(line).startswith("waiting")
    )
    assert f"   {text}   " in line


def test_the_name_is_shown_where_a_label_hides_it() -> None:
    queue = state("A", reading())
    labelled = standing(queue)
    assert "name" not in panel(labelled)[-1]
    other = replace(labelled, label="B")
    assert "name A" in panel(other)[-1]


@given(
    st.dictionaries(st.text(max_size=20), st.integers(0, 10**6), max_size=12),
    st.dictionaries(st.text(max_size=40), st.integers(0, 10**6), max_size=12),
    st.integers(20, 220),
    st.floats(0, 60),
)
def test_no_line_is_wider_than_the_panel(
    statuses: dict[str, int], presences: dict[str, int], width: int, age: float
) -> None:
    one = standing(full(age, statuses=statuses, presences=presences))
    for line in detail(one, one.limits, NOW, UNICODE, width, UTC):
        assert cells(text_of(line)) <= width
        assert text_of(line).isprintable()
