"""Agents needed, in words: the sentences, and the part of an opened queue."""

import pytest
from msgspec.structs import replace

from queuetui.domain.flow import Flow
from queuetui.domain.goals import Goal
from queuetui.domain.staff import OCCUPANCY_CAUTION, Staffing
from queuetui.view.explain_staffing import STAFFING
from queuetui.view.formats import UNKNOWN, cells
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of
from queuetui.view.staffing import (
    gap_words,
    goal_words,
    level,
    occupancy_words,
    recovery_words,
    staffing_part,
)
from tests.view.queue_samples import busy, frozen, queue, reading, today, untold
from tests.view.samples import standing

GOAL = Goal(0.8, 20)
FLOW = Flow(
    "voice",
    1800,
    offered=60,
    answered=58,
    abandoned=2,
    handled=60,
    handle_seconds=60 * 312,
    waiting_seconds=300,
)
"""A little over ten erlangs for the nine on queue."""


def gap(number: int | None) -> Staffing:
    needed = None if number is None else 10 + number
    return Staffing("voice", needed=needed, on_queue=10, gap=number)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "+2 agents needed"),
        (1, "+1 agent needed"),
        (0, "as many as needed"),
        (-1, "1 more than needed"),
        (-12, "12 more than needed"),
        (None, "not known"),
    ],
)
def test_the_gap(number: int | None, words: str) -> None:
    assert gap_words(gap(number)) == words


def test_the_need_where_nobody_told_who_is_on_queue() -> None:
    assert gap_words(Staffing("voice", needed=14)) == "14 agents needed"
    assert gap_words(Staffing("voice", reason="no goal told")) == "no goal told"


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.7999, 0, "79%"),
        (0.8, 0, "80%"),
        (1 / 3 + 7 / 15, 0, "80%"),
        (0.79999, 1, "79.9%"),
        (1.0, 0, "100%"),
        (0.99999, 1, "99.9%"),
        (0.0, 1, "0.0%"),
        (None, 0, UNKNOWN),
    ],
)
def test_a_level_is_never_rounded_up(share: float | None, digits: int, text: str) -> None:
    assert level(share, digits) == text


def test_a_goal_in_words() -> None:
    assert goal_words(Goal(0.8, 20)) == "80% in 20s"
    assert goal_words(Goal(0.925, 90)) == "92.5% in 1m30s"
    assert goal_words(Goal(0.8)) == goal_words(Goal(None, 20)) == ""


def test_occupancy_has_its_caution() -> None:
    assert occupancy_words(Staffing("voice", occupancy=0.88)) == "88%"
    strained = occupancy_words(Staffing("voice", occupancy=0.93))
    assert strained == "93%, caution above 88%"
    assert f"above {100 * OCCUPANCY_CAUTION:.0f} %" in STAFFING[2].definition
    assert occupancy_words(Staffing("voice")) == UNKNOWN


def test_recovery() -> None:
    told = Staffing("voice", recover=14)
    assert recovery_words(told, GOAL, UNICODE) == "next 14 in time → back at 80%"
    assert recovery_words(told, GOAL, ASCII) == "next 14 in time -> back at 80%"
    assert recovery_words(Staffing("voice", recover=0), GOAL, UNICODE) == "at or above 80%"
    assert recovery_words(Staffing("voice"), GOAL, UNICODE) == ""
    assert recovery_words(told, Goal(), UNICODE) == ""


def with_flows(*flows: Flow, scene: Scene | None = None, on_queue: int | None = 9) -> Scene:
    scene = busy() if scene is None else scene
    told = reading()
    told = replace(told, agents=replace(told.agents, on_queue=on_queue))
    state = replace(queue(told, day=today()), flows=flows)
    return replace(scene, standing=standing(state, now=scene.now))


def text(scene: Scene, width: int = 63) -> str:
    return "\n".join(text_of(line).rstrip() for line in staffing_part(scene, width))


PART = """\
STAFFING ──────────────────────────────────────────────  3s old
agents     +4 agents needed · 13 for the goal, 9 on queue
service    47% with 9 · 58% with 10 · 37% with 8
           goal 80% in 20s
occupancy  89%, caution above 88%
recovery   next 241 in time → back at 80%"""
NARROW = """\
STAFFING ───────────────────────  3s old
agents     +4 agents needed
           13 for the goal, 9 on queue
service    47% with 9 · 58% with 10
           37% with 8 · goal 80% in 20s
occupancy  89%, caution above 88%
recovery   next 241 in time → back at…"""


def test_the_part_of_an_opened_queue() -> None:
    assert text(with_flows(FLOW)) == PART
    assert text(with_flows(FLOW), 40) == NARROW


def test_where_nobody_told_who_is_on_queue_only_the_need_is_known() -> None:
    assert text(with_flows(FLOW, on_queue=None)).splitlines()[1:] == [
        "agents     13 agents needed",
        "recovery   next 241 in time → back at 80%",
    ]


def test_what_is_missing_stands_out() -> None:
    def tones(scene: Scene, words: str) -> set[str]:
        return {s.tone for line in staffing_part(scene, 63) for s in line if words in s.text}

    scene = with_flows(FLOW)
    assert tones(scene, "+4 agents") == tones(scene, "caution") == {"warning"}
    assert tones(scene, "47%") == {"warning"}
    assert tones(scene, "58%") == tones(scene, "37%") == {"plain"}
    enough = with_flows(FLOW, on_queue=14)
    assert tones(enough, "1 more than needed") == {"strong"}
    assert tones(enough, "84%") == tones(enough, "71%") == {"plain"}
    assert tones(enough, "caution") == set()


def test_agents_who_never_keep_up() -> None:
    patient = replace(FLOW, abandoned=0, waiting_seconds=0)
    lines = text(with_flows(patient)).splitlines()
    assert lines[1].startswith("agents     +")
    assert lines[2].startswith("service    cannot be met with 9 · goal 80% in 20s")
    assert lines[3] == "occupancy  100%, caution above 88%"


def test_why_nothing_is_told() -> None:
    early = text(with_flows(replace(FLOW, seconds=60))).splitlines()
    assert early[1:] == [
        "agents     – known after 5 min",
        "recovery   next 241 in time → back at 80%",
    ]
    assert staffing_part(with_flows(), 63) == []
    assert staffing_part(untold(), 63) == []


def test_only_the_media_that_are_asked_about() -> None:
    chat = replace(FLOW, media="chat")
    assert text(with_flows(FLOW, chat)) == text(with_flows(FLOW))
    both = replace(with_flows(FLOW, chat), staffed=("chat", "voice"))
    lines = text(both).splitlines()
    assert lines.index("chat") == 1
    assert lines.index("voice") > 1
    assert "goal 90% in 40s" in "\n".join(lines[: lines.index("voice")])
    assert staffing_part(replace(with_flows(FLOW), staffed=()), 63) == []


def test_frozen_figures_are_in_brackets() -> None:
    lines = text(with_flows(FLOW, scene=frozen())).splitlines()
    assert lines[0].endswith("○ frozen 1m")
    assert lines[1] == "agents     (+4 agents needed) · 13 for the goal, 9 on queue"
    assert lines[-1] == "recovery   (next 241 in time → back at 80%)"


@pytest.mark.parametrize("width", [12, 24, 40, 63, 120, 300])
@pytest.mark.parametrize("on_queue", [0, 1, 9, 14, None])
def test_no_line_exceeds_any_width(width: int, on_queue: int | None) -> None:
    for flow in (FLOW, replace(FLOW, abandoned=0), replace(FLOW, seconds=60)):
        scene = with_flows(flow, on_queue=on_queue)
        for line in staffing_part(scene, width)[1:]:
            assert cells(text_of(line)) <= width
        ascii_only = replace(scene, glyphs=ASCII)
        assert all(text_of(line).isascii() for line in staffing_part(ascii_only, width))


@pytest.mark.parametrize("width", [80, 120, 200, 300])
def test_it_is_on_the_page_at_every_width(width: int) -> None:
    page = [text_of(line) for line in queue_page(with_flows(FLOW), width, 60)]
    assert sum("STAFFING" in line for line in page) == 1
    assert not any("STAFFING" in text_of(line) for line in queue_page(busy(), width, 60))
