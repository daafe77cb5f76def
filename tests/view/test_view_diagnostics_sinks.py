"""How the sinks are doing, in the diagnostics."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.diagnostics import Diagnostics
from queuetui.domain.sinks import SINK_TYPES, SinkStatus
from queuetui.view.diagnostics import Program, diagnostics
from queuetui.view.diagnostics_sinks import sinks_block
from queuetui.view.glyphs import ASCII
from queuetui.view.segments import text_of, width_of

NOW = 1_767_268_800.0
FINE = SinkStatus("bell", "bell", sent=3, last_sent=NOW - 61)
BAD = SinkStatus(
    "team", "webhook", sent=1, failed=2, dropped=4, waiting=5, last_sent=NOW - 3600,
    last_error="the server at TEAM_URL is out of order (503)", next_retry=NOW + 42,
    busy_since=NOW - 65, quiet=True,
)  # fmt: skip


def lines(*sinks: SinkStatus, width: int = 120) -> list[str]:
    return [text_of(line) for line in sinks_block(sinks, now=NOW, width=width, zone=UTC)]


def test_none_are_not_spoken_of() -> None:
    assert sinks_block([], now=NOW, width=80) == ()


def test_each_tells_its_state() -> None:
    assert lines(FINE, SinkStatus("script", "command"), BAD, width=200) == [
        "ALARMS GO TO",
        "  bell    bell · 3 sent, the last at 11:58:59",
        "  script  command · nothing sent yet",
        (
            "  team    webhook · 1 sent, the last at 11:00:00 · 2 failed · 4 dropped · 5 waiting"
            " · sending for 1:05 · next try in 0:42 · quiet at this time"
        ),
        "          the server at TEAM_URL is out of order (503)",
    ]


def test_an_error_stands_out_and_what_is_fine_does_not() -> None:
    block = sinks_block([FINE, BAD], now=NOW, width=200, zone=UTC)
    tones = [[segment.tone for segment in line] for line in block]
    assert tones == [["strong"], ["dim", "plain"], ["dim", "plain"], ["dim", "warning"]]


@pytest.mark.parametrize("busy", [0, 4.9])
def test_sending_is_told_only_when_it_takes_long(busy: float) -> None:
    assert "sending" not in "".join(lines(replace(FINE, busy_since=NOW - busy)))


def test_a_try_that_is_overdue_is_due_now() -> None:
    assert "next try in 0:00" in lines(replace(BAD, next_retry=NOW - 5))[1]


@given(
    st.lists(
        st.builds(
            SinkStatus,
            name=st.text(max_size=30),
            type=st.sampled_from(SINK_TYPES),
            sent=st.integers(0, 10**6),
            last_sent=st.none() | st.floats(0, 4e9),
            last_error=st.none() | st.text(max_size=200),
            next_retry=st.none() | st.floats(0, 4e9),
        ),
        max_size=4,
    ),
    st.integers(30, 200),
)
def test_no_line_is_wider_than_its_room_whatever_is_told(
    sinks: list[SinkStatus], width: int
) -> None:
    for line in sinks_block(sinks, now=NOW, width=width, glyphs=ASCII, zone=UTC):
        assert width_of(line) <= width
        assert text_of(line).isprintable()


def test_they_stand_above_the_calls() -> None:
    block = sinks_block([FINE], now=NOW, width=100, zone=UTC)
    page = diagnostics(None, Diagnostics(), Program(), now=NOW, width=100, sinks=block, zone=UTC)
    texts = [text_of(line) for line in page]
    sinks = texts.index("ALARMS GO TO")
    calls = next(number for number, text in enumerate(texts) if text.startswith("CALLS"))
    assert sinks < calls
    assert texts[sinks - 1] == ""
