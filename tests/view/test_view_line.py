"""A line of the board, read as the text that stands on the screen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.domain.limits import SEVERITIES, Severity
from queuetui.domain.settings import Order
from queuetui.view.columns import SETS, fit
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.line import Line, Tone, header, line
from queuetui.view.segments import text_of
from queuetui.view.sorting import ordered
from queuetui.view.standing import Standing, standings
from queuetui.view.trend import sparkline
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE, reading, standing, state

WORST_FIRST = ordered(standings(BOARD, EVERYTHING, NOW, RULE), "severity")


def drawn(width: int, glyphs: Glyphs = UNICODE) -> list[str]:
    """The board as text: the first queue has just entered its breach, the second is selected."""
    placed = fit(width, name_max=27)
    lines = [text_of(header(placed, width, "severity", glyphs))]
    lines += [
        text_of(
            line(one, placed, width, glyphs=glyphs, fresh=n == 0, now=NOW, selected=n == 1).segments
        )
        for n, one in enumerate(WORST_FIRST)
    ]
    return lines


BOARD_80 = """\
 STATUS↓   QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE
 ▲ BREACH» Support                   12      4:07                   0/9    –
▌! WARN    Billing                    2      0:41                  3/12    –
 ? NO DATA Callbacks              – (7)  – (4:18) 42s old      – (3/12)    –
 ? NO DATA Night desk                 –         –      –              –    –
 ? NO DATA Returns                    –         –                     –    –
 · ok      E-mail                     4      0:12 12s old           2/2    –
 · ok      Sales and new busin…       0      0:00                  7/12    –
"""

BOARD_80_ASCII = """\
 STATUSv   QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE
 # BREACH+ Support                   12      4:07                   0/9    -
>! WARN    Billing                    2      0:41                  3/12    -
 ? NO DATA Callbacks              - (7)  - (4:18) 42s old      - (3/12)    -
 ? NO DATA Night desk                 -         -      -              -    -
 ? NO DATA Returns                    -         -                     -    -
 . ok      E-mail                     4      0:12 12s old           2/2    -
 . ok      Sales and new busin~       0      0:00                  7/12    -
"""

BOARD_40 = """\
 STATUS↓   QUEUE       WAITING   LONGEST
 ▲ BREACH» Support          12      4:07
▌! WARN    Billing           2      0:41
 ? NO DATA Callba… 42s   – (7)  – (4:18)
 ? NO DATA Night desk        –         –
 ? NO DATA Returns           –         –
 · ok      E-mail  12s       4      0:12
 · ok      Sales and…        0      0:00
"""

BOARD_20 = """\
 ↓ QUEUE     WAITING
 » Support        12
▌! Billing         2
 ? Call… 42s   – (7)
 ? Night de…       –
 ? Returns         –
 · E-ma… 12s       4
 · Sales an…       0
"""


@pytest.mark.parametrize(
    ("width", "glyphs", "expected"),
    [
        (80, UNICODE, BOARD_80),
        (80, ASCII, BOARD_80_ASCII),
        (40, UNICODE, BOARD_40),
        (20, UNICODE, BOARD_20),
    ],
)
def test_board(width: int, glyphs: Glyphs, expected: str) -> None:
    lines = drawn(width, glyphs)
    assert [text.rstrip() for text in lines] == expected.splitlines()
    assert {cells(text) for text in lines} == {width}


def tones(
    one: Standing,
    width: int = 160,
    *,
    fresh: bool = False,
    wanted: tuple[str, ...] = SETS["supervisor"],
) -> dict[str, Tone]:
    """The tone of each piece of text on the line; blanks left out."""
    segments = line(one, fit(width, wanted=wanted), width, fresh=fresh, now=NOW).segments
    return {s.text.strip(): s.tone for s in segments if s.text.strip()}


def test_breaching_figures_stand_out_themselves() -> None:
    row = tones(WORST_FIRST[0], 80, fresh=True)
    assert row["▲ BREACH"] == "critical"
    assert row["»"] == "fresh"
    assert row["Support"] == "strong"
    assert row["12"] == row["4:07"] == row["0"] == "critical"
    assert row["/9"] == "plain"


def test_a_warning_figure_stands_out_less() -> None:
    row = tones(WORST_FIRST[1], 80)
    assert (row["! WARN"], row["0:41"]) == ("warning", "warning")


def test_late_figures_are_dimmed_with_their_age_and_even_ok_is_not_green() -> None:
    row = tones(WORST_FIRST[5], wanted=("severity", "name", "waiting", "longest", "age"))
    assert row["· ok"] == "late"
    assert row["4"] == row["0:12"] == row["◐ 12s"] == "late"


def test_nothing_on_a_frozen_line_looks_well_or_alarming() -> None:
    busy = standing(
        state("A", reading(waiting=50, wait=900, available=0, age=45), trend=(4, 9, 50))
    )
    for width in (30, 80, 160, 300):
        kinds = {s.tone for s in line(busy, fit(width), width, fresh=False, now=NOW).segments}
        assert not kinds & {"ok", "critical", "warning", "fresh", "late"}
        text = text_of(line(busy, fit(width), width, now=NOW).segments)
        assert "– (50)" in text
        assert not set(text) & set(UNICODE.spark), "a trend that ends long ago looks like now"


def test_unknown_zero_late_and_frozen_differ_without_colour() -> None:
    kinds = [
        standing(state("A", reading(waiting=None))),
        standing(state("A", reading(waiting=0))),
        standing(state("A", reading(waiting=0, age=12))),
        standing(state("A", reading(waiting=0, age=45))),
    ]
    for glyphs in (UNICODE, ASCII):
        for width in (20, 24, 30, 40, 60, 80, 100, 160, 300):
            texts = {
                text_of(line(kind, fit(width), width, glyphs=glyphs, now=NOW).segments)
                for kind in kinds
            }
            assert len(texts) == 4, f"{width} columns"


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_severity_can_be_told_by_its_sign_and_by_its_word(glyphs: Glyphs) -> None:
    signs = [glyphs.severity(severity) for severity in SEVERITIES]
    assert len(set(signs)) == len(set(SEVERITY_WORD.values())) == 5
    assert all(cells(sign) == 1 for sign in signs)
    by_severity: dict[Severity, Standing] = {one.severity: one for one in WORST_FIRST}
    for width in (20, 40, 80, 200):
        placed = fit(width)
        status = placed[0].width
        seen = {
            text_of(line(one, placed, width, glyphs=glyphs).segments)[1 : 1 + status]
            for one in by_severity.values()
        }
        assert len(seen) == 4


@pytest.mark.parametrize("width", [20, 40, 80, 160])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_a_fresh_breach_can_be_told_from_an_old_one(width: int, glyphs: Glyphs) -> None:
    old, new = (
        text_of(line(WORST_FIRST[0], fit(width), width, glyphs=glyphs, fresh=fresh).segments)
        for fresh in (False, True)
    )
    assert old != new


def test_only_a_changed_line_differs() -> None:
    placed = fit(80)
    quiet = state("A", reading(waiting=0, age=1))
    one, other = (line(standing(quiet, now=NOW + s), placed, 80, now=NOW + s) for s in (0, 3))
    assert one == other
    assert hash(one) == hash(other)
    busy = state("A", reading(waiting=1, wait=5, age=1))
    first, second = (line(standing(busy, now=NOW + s), placed, 80, now=NOW + s) for s in (0, 3))
    assert first != second
    assert isinstance(first, Line)


def test_figures_do_not_move_when_they_get_another_digit() -> None:
    placed = fit(80)
    few, many = (
        text_of(line(standing(state("A", reading(waiting=n, wait=w))), placed, 80).segments)
        for n, w in ((9, 59), (10, 60))
    )
    assert few.index("9 ") + 1 == many.index("10 ") + 2
    assert few.index("0:59") == many.index("1:00")


@pytest.mark.parametrize(
    ("order", "width", "title"),
    [
        (
            "severity",
            80,
            " STATUS↓   QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "-severity",
            80,
            " STATUS↑   QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "longest",
            80,
            " STATUS    QUEUE                WAITING  ↓LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "waiting",
            80,
            " STATUS    QUEUE               ↓WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "-waiting",
            80,
            " STATUS    QUEUE               ↑WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "name",
            80,
            " STATUS    QUEUE↑               WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "-name",
            80,
            " STATUS    QUEUE↓               WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        (
            "available",
            80,
            " STATUS    QUEUE                WAITING   LONGEST BREACH IN ↑AVAIL/ON Q SERVICE",
        ),
        (
            "service",
            80,
            " STATUS    QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE↑",
        ),
        (
            "configuration",
            80,
            " STATUS    QUEUE                WAITING   LONGEST BREACH IN  AVAIL/ON Q SERVICE",
        ),
        ("severity", 24, " ↓ QUEUE         WAITING"),
    ],
)
def test_header_marks_what_the_lines_are_sorted_by(order: Order, width: int, title: str) -> None:
    text = text_of(header(fit(width, name_max=27), width, order, UNICODE))
    assert text.startswith(title)
    assert cells(text) == width


counts = st.none() | st.integers(0, 99_999)


@given(
    name=st.text(max_size=60),
    waiting=counts,
    wait=st.none() | st.floats(0, 1e9),
    available=counts,
    on_queue=counts,
    interacting=counts,
    age=st.floats(-5, 100),
    trend=st.lists(counts, max_size=30),
    width=st.integers(20, 300),
    fresh=st.booleans(),
    ascii_only=st.booleans(),
)
def test_any_line_has_its_width_and_whole_numbers(  # one argument per thing drawn
    name: str,
    waiting: int | None,
    wait: float | None,
    available: int | None,
    on_queue: int | None,
    interacting: int | None,
    age: float,
    trend: list[int | None],
    width: int,
    fresh: bool,
    ascii_only: bool,
) -> None:
    told = reading(
        waiting=waiting,
        wait=wait,
        available=available,
        on_queue=on_queue,
        interacting=interacting,
        age=age,
    )
    one = standing(state(name, told, trend=tuple(trend)))
    placed = fit(width)
    glyphs = ASCII if ascii_only else UNICODE
    text = text_of(line(one, placed, width, glyphs=glyphs, fresh=fresh, now=NOW).segments)
    assert cells(text) == width
    assert "\n" not in text
    spots = {spot.column.key: spot for spot in placed}
    if one.waiting is None or not one.label.isascii():
        return
    waiting_spot = spots["waiting"]
    shown = text[waiting_spot.start : waiting_spot.start + waiting_spot.width]
    assert shown.strip() == str(one.waiting)


@given(st.integers(0, 19), st.text(max_size=20))
def test_a_sliver_of_a_terminal_breaks_nothing(width: int, name: str) -> None:
    one = standing(state(name, reading(waiting=3, wait=3)))
    assert cells(text_of(line(one, fit(width), width, now=NOW).segments)) == width
    assert cells(text_of(header(fit(width), width))) == width


@pytest.mark.parametrize(
    ("values", "width", "drawn_as"),
    [
        ((), 8, "        "),
        ((0, 0, 0), 8, "     ▁▁▁"),
        ((1, 0, 2, None, 7), 8, "   ▂▁▃ ▇"),
        ((0, 14, 28), 3, "▁▄▇"),
        ((99, 1, 2, 3), 3, "▂▃▄"),
        ((1, 100_000), 2, "▂▇"),
        ((1,), 0, ""),
    ],
)
def test_sparkline(values: tuple[int | None, ...], width: int, drawn_as: str) -> None:
    assert sparkline(values, width, UNICODE.spark) == drawn_as


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_each_step_of_the_trend_is_another_sign(glyphs: Glyphs) -> None:
    number = len(glyphs.spark)
    drawn_steps = sparkline(tuple(range(number)), number, glyphs.spark, number - 1)
    assert drawn_steps == glyphs.spark
    assert all(one != other for one, other in pairwise(drawn_steps))
    assert len(set(glyphs.spark)) == number >= 7
    # A full cell would touch the picture in the line above it.
    assert "█" not in glyphs.spark


def test_numbers_too_large_for_their_column_are_rounded_not_cut() -> None:
    placed = fit(80)
    huge = standing(
        state("A", reading(waiting=123_456_789, wait=1, available=123_456, on_queue=234_567))
    )
    text = text_of(line(huge, placed, 80).segments)
    assert " 123456k " in text
    assert " 123k/234k " in text


def test_the_trend_is_as_high_as_the_limit_is_near() -> None:
    assert sparkline((0, 5, 10), 3, UNICODE.spark, 10) == "▁▄▇"
    assert sparkline((0, 5, 10), 3, UNICODE.spark, 100) == "▁▂▂"
    assert sparkline((0, 5, 20), 3, UNICODE.spark, 10) == "▁▃▇"
