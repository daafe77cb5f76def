"""Drawing only the columns that may have changed gives the line that drawing all of them gives."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.flow import Flow
from queuetui.domain.forecast import Forecast
from queuetui.domain.snapshot import QueueState
from queuetui.view.columns import COLUMNS, Placed
from queuetui.view.glyphs import UNICODE
from queuetui.view.line import Line, line, may_differ
from queuetui.view.standing import Standing
from tests.view.samples import NOW, snapshot
from tests.view.test_view_standing_kept import AGES, QUEUES, RARELY, looked, news, queue_states


def all_columns() -> tuple[tuple[Placed, ...], int]:
    """Every column there is, with room for all that it can say."""
    at, placed = 2, []
    for column in COLUMNS:
        width = max(column.width, column.most)
        placed.append(Placed(column, at, width))
        at += width + 2
    return tuple(placed), at


PLACED, WIDTH = all_columns()


@st.composite
def foreseen(draw: st.DrawFn, state: QueueState, now: float) -> QueueState:
    """The same queue with another future, another past, or left out."""
    coming = Forecast(
        "voice", 60.0, now + draw(AGES), draw(st.sampled_from((None, 0.2, 0.9))), over=1
    )
    return replace(
        state,
        forecasts=draw(st.sampled_from(((), (coming,)))),
        flows=draw(
            st.sampled_from(((), (Flow("voice", 1800.0, 60, 50, 5, 50, 9000.0, 900.0, 900.0),)))
        ),
        trend=draw(st.sampled_from(((0, 1), (3, 1, 2), ()))),
        problem=draw(st.sampled_from((None, None, "not allowed"))),
        next_try=draw(st.sampled_from((None, None, now + 30.0))),
    )


def drawn(standing: Standing, now: float, before: tuple[Standing, Line] | None = None) -> Line:
    known = None
    if before is not None:
        columns = may_differ(before[0], standing)
        known = None if columns is None else (before[1], columns)
    return line(standing, PLACED, WIDTH, glyphs=UNICODE, now=now, before=known)


@given(st.data())
def test_a_line_after_others_is_the_line_drawn_anew(data: st.DataObject) -> None:
    now, told = NOW, snapshot()
    states = [data.draw(queue_states(queue, now)) for queue in QUEUES]
    told = replace(told, queues=tuple(data.draw(foreseen(state, now)) for state in states))
    before: dict[str, tuple[Standing, Line]] = {}
    for _ in range(data.draw(st.integers(2, 5))):
        for each in looked(told, now):
            fresh = drawn(each, now)
            assert drawn(each, now, before.get(each.id)) == fresh
            before[each.id] = each, fresh
        now += data.draw(AGES)
        told = data.draw(news(told, now))
        if data.draw(RARELY):
            told = replace(
                told, queues=tuple(data.draw(foreseen(state, now)) for state in told.queues)
            )
