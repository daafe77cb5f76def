"""Drawing only the columns that may have changed gives the line that drawing all of them gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.evidence import Breach, Pressing
from queuetui.domain.flow import Flow
from queuetui.domain.forecast import Forecast
from queuetui.domain.goals import Goal
from queuetui.domain.limits import Limit, Limits
from queuetui.domain.readings import MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import MediaToday, Today
from queuetui.view.columns import COLUMNS, Placed
from queuetui.view.glyphs import UNICODE
from queuetui.view.line import Layout, Line, line, line_in, may_differ, redrawn
from queuetui.view.standing import Standing
from tests.view.samples import NOW, reading, snapshot, standing, state
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
    layout = Layout(PLACED, WIDTH, glyphs=UNICODE)
    if before is not None:
        columns = may_differ(before[0], standing)
        if columns is not None:
            return redrawn(before[1], layout, standing, columns, fresh=False)
    return line_in(layout, standing, now, fresh=False, selected=False)


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


FLOW = Flow("voice", 1800.0, 60, 50, 5, 50, 9000.0, 900.0, 900.0)
TOLD = reading("sales", waiting=2, wait=15, age=3)
AIMED = Queue("sales", "Sales", "Home", goals={"voice": Goal(0.8, 20.0)})
SALES = standing(replace(state("Sales", TOLD, trend=(0, 1, 2)), queue=AIMED, flows=(FLOW,)))
LATE = standing(replace(state("Sales", reading("sales", waiting=2, wait=40, age=14)), trend=(0, 1)))
ASKED = SALES.pressing or Pressing("voice", 15.0, Limit(20.0, 60.0))


def with_reading(told: Reading) -> Standing:
    """The same verdict on other figures."""
    return replace(SALES, state=replace(SALES.state, reading=told))


def with_agents(**counts: int) -> Standing:
    return with_reading(replace(TOLD, agents=replace(TOLD.agents, **counts)))


OTHERWISE: dict[str, tuple[Standing, Standing]] = {
    "time": (SALES, replace(SALES, age=4.0, longest_wait=16.0)),
    "late": (LATE, replace(LATE, age=75.0)),
    "waiting": (SALES, replace(with_reading(TOLD), waiting=3)),
    "media": (
        SALES,
        with_reading(replace(TOLD, media={**TOLD.media, "email": MediaReading(7, 0, 0, None)})),
    ),
    "available": (SALES, replace(with_reading(TOLD), available=7)),
    "on queue": (SALES, replace(with_reading(TOLD), on_queue=40)),
    "interacting": (SALES, replace(with_reading(TOLD), interacting=5)),
    "alerting": (
        SALES,
        with_reading(replace(TOLD, media={"voice": replace(TOLD.media["voice"], alerting=4)})),
    ),
    "not responding": (SALES, with_agents(not_responding=3)),
    "off queue": (SALES, with_agents(off_queue=9)),
    "members": (SALES, with_agents(members=44)),
    "staff": (SALES, replace(SALES, state=replace(SALES.state, flows=()))),
    "trend": (SALES, replace(SALES, state=replace(SALES.state, trend=(9, 9, 1)))),
    "forecast": (
        SALES,
        replace(SALES, state=replace(SALES.state, forecasts=(Forecast("voice", 60.0, NOW + 9),))),
    ),
    "day": (SALES, replace(SALES, today=Today("sales", NOW, 0.0, {"voice": MediaToday(10, 8)}))),
    "severity": (SALES, replace(SALES, severity="critical")),
    "freshness": (SALES, replace(SALES, freshness="late")),
    "breach": (SALES, replace(SALES, breaches=(Breach("waiting", "critical", 2, 1),))),
    "medium of a breach": (
        replace(SALES, breaches=(Breach("waiting", "critical", 2, 1),)),
        replace(SALES, breaches=(Breach("waiting", "critical", 2, 1, "voice"),)),
    ),
    "limits": (SALES, replace(SALES, limits=Limits(waiting=Limit(1, 2)))),
    "limit of the wait": (
        replace(SALES, pressing=ASKED),
        replace(SALES, pressing=replace(ASKED, limit=Limit(40.0, 400.0))),
    ),
    "name": (SALES, replace(SALES, label="Retail")),
    "group": (SALES, replace(SALES, group="desk")),
    "left out": (
        replace(SALES, freshness="frozen"),
        replace(
            SALES,
            freshness="frozen",
            state=replace(SALES.state, problem="not allowed", next_try=NOW + 30),
        ),
    ),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_whatever_has_changed_is_drawn(what: str) -> None:
    before, now = OTHERWISE[what]
    old, new = drawn(before, NOW), drawn(now, NOW)
    assert new != old, "this shows nothing"
    assert drawn(now, NOW, (before, old)) == new


@pytest.mark.parametrize("without", [{"age"}, {"age", "trend"}, {"age", "trend", "forecast"}])
def test_where_no_column_tells_the_age_the_others_keep_up_with_it(without: set[str]) -> None:
    placed = tuple(spot for spot in PLACED if spot.column.key not in without)
    now = replace(LATE, age=75.0)
    old, new = (line(each, placed, WIDTH, now=NOW) for each in (LATE, now))
    columns = may_differ(LATE, now)
    assert columns is not None
    assert new != old
    assert redrawn(old, Layout(placed, WIDTH), now, columns, fresh=False) == new
