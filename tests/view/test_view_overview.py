"""The summary counts queues and waiting people, never agents."""

import pytest

from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII
from queuetui.view.groups import grouped
from queuetui.view.overview import more_line, summary_line
from queuetui.view.segments import text_of
from queuetui.view.standing import standings, summary
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE

ALL = standings(BOARD, EVERYTHING, NOW, RULE)


@pytest.mark.parametrize(
    ("first", "last", "width", "text"),
    [
        (
            0,
            7,
            80,
            " 7 queues   ▲ 1 BREACH   ! 1 WARN   ? 3 NO DATA   · 2 ok   18+ waiting",
        ),
        (0, 7, 60, " ▲ 1 BREACH   ! 1 WARN   ? 3 NO DATA   · 2 ok   18+ waiting"),
        (0, 7, 58, " ▲ 1 BREACH  ! 1 WARN  ? 3 NO DATA  · 2 ok  18+ waiting"),
        (0, 7, 40, " ▲1  !1  ?3  ·2  18+ waiting"),
        (0, 7, 20, " ▲1 !1 ?3 ·2 18+"),
        (0, 7, 12, "18+ waiting"),
        (0, 3, 80, " 3 queues   ▲ 1 BREACH   ! 1 WARN   ? 0 NO DATA   · 1 ok   14 waiting"),
        (5, 6, 80, " 1 queue   ▲ 0 BREACH   ! 0 WARN   ? 1 NO DATA   · 0 ok   – waiting"),
    ],
)
def test_summary_line(first: int, last: int, width: int, text: str) -> None:
    assert text_of(summary_line(summary(ALL[first:last]), width)) == text.ljust(width)


@pytest.mark.parametrize(
    ("first", "width", "text"),
    [
        (0, 40, "+7 more, worst: # BREACH"),
        (1, 40, "+6 more, worst: ! WARN"),
        (4, 40, "+3 more, worst: ? NO DATA"),
        (4, 12, "+3 more ?"),
        (4, 5, "+3 mo"),
        (7, 40, ""),
    ],
)
def test_more_line(first: int, width: int, text: str) -> None:
    assert text_of(more_line(ALL[first:], width, ASCII)) == text


def test_the_queues_of_a_folded_group_are_meant_by_its_head() -> None:
    grouped_rows = grouped(ALL, "severity", {""})
    assert text_of(more_line(grouped_rows, 40, ASCII)) == "+7 more, worst: # BREACH"
    listed = grouped(ALL, "severity")
    assert text_of(more_line(listed, 40, ASCII)) == "+7 more, worst: # BREACH"
    assert text_of(more_line(listed[:1], 40, ASCII)) == ""


def test_a_severity_nobody_has_is_quiet() -> None:
    tones = {s.text.strip(): s.tone for s in summary_line(summary(ALL[:3]), 80)}
    assert tones["? 0 NO DATA"] == "dim"
    assert tones["▲ 1 BREACH"] == "critical"


@pytest.mark.parametrize("width", range(121))
def test_it_always_has_its_width(width: int) -> None:
    assert cells(text_of(summary_line(summary(ALL), width))) == width
    assert cells(text_of(more_line(ALL, width))) <= width
