"""The cell of the agents needed: how many are missing, or are there to spare."""

import pytest
from msgspec.structs import replace

from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import Snapshot
from queuetui.ui.board_state import BoardState
from queuetui.view.glyphs import ASCII, UNICODE
from queuetui.view.segments import Segment
from queuetui.view.sorting import WAYS
from queuetui.view.staff_cell import missing_agents, staff_cell
from queuetui.view.standing import Standing, standings
from tests.ui.conftest import a_snapshot
from tests.view.samples import NOW, standing
from tests.view.test_view_staffing import FLOW, with_flows

CHAT = replace(FLOW, media="chat", handle_seconds=60 * 900)
"""Thirty erlangs."""


def needing(on_queue: int | None, *media: str) -> Standing:
    one = with_flows(FLOW, CHAT, on_queue=on_queue).standing
    return replace(one, staffed=media or ("voice",))


@pytest.mark.parametrize(
    ("on_queue", "cell"),
    [
        (9, Segment("+4", "warning")),
        (13, Segment("ok", "dim")),
        (14, Segment("-1", "dim")),
        (None, Segment(UNICODE.none, "unknown")),
    ],
)
def test_the_cell(on_queue: int | None, cell: Segment) -> None:
    assert staff_cell(needing(on_queue), UNICODE) == (cell,)


def test_what_is_not_known_looks_so() -> None:
    none = (Segment(ASCII.none, "unknown"),)
    without_flow = standing(replace(needing(9).state, flows=()))
    assert staff_cell(without_flow, ASCII) == none
    goalless = needing(9).state
    goalless = replace(goalless, queue=replace(goalless.queue, goals={}))
    assert staff_cell(standing(goalless), ASCII) == none
    frozen = replace(needing(9), freshness="frozen")
    assert staff_cell(frozen, ASCII) == none


def test_late_figures_lose_their_tone() -> None:
    late = replace(needing(9), freshness="late")
    assert staff_cell(late, UNICODE) == (Segment("+4", "late"),)


def test_it_speaks_of_the_media_that_are_asked_about_and_the_worst_of_them() -> None:
    voice, chat = missing_agents(needing(9, "voice")), missing_agents(needing(9, "chat"))
    assert voice == 4
    assert chat is not None
    assert chat > voice
    assert missing_agents(needing(9, "voice", "chat")) == chat
    assert missing_agents(needing(9, "chat", "voice")) == chat
    assert missing_agents(needing(9, "email", "voice")) == voice
    assert missing_agents(replace(needing(9), staffed=())) is None


@pytest.mark.parametrize("staffed", [("voice",), ("chat",), ()])
def test_the_board_goes_by_the_settings(staffed: tuple[str, ...]) -> None:
    state = needing(9).state
    shot: Snapshot = replace(a_snapshot(), queues=(state,))
    settings = Settings(staffed=staffed)
    board = BoardState(settings)
    for later in (0.0, 1.0):  # the second look takes a short cut
        board.look(shot, NOW + later, NOW + later)
        frame = board.frame()
        assert frame is not None
        (row,) = frame.rows
        assert row.staffed == staffed
        assert missing_agents(row) == missing_agents(replace(needing(9), staffed=staffed))


def test_the_worst_off_come_first() -> None:
    settings = Settings()
    short, ample = needing(9).state, needing(20).state
    ample = replace(ample, queue=replace(ample.queue, id="ample"))
    shot = replace(a_snapshot(), queues=(ample, short))
    judged = standings(shot, settings.watchlist, NOW, settings.staleness)
    assert [WAYS["agents_needed"].value(each) for each in judged] == [-7, 4]
