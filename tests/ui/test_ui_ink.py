"""From segments to strips, and which cells of a line have to be painted again."""

from hypothesis import given
from hypothesis import strategies as st

from queuetui.ui.ink import changed_cells, strip
from queuetui.ui.themes.full import NIGHT
from queuetui.ui.themes.look import looks
from queuetui.view.formats import cells
from queuetui.view.segments import Segment, Segments, Tone, width_of

LOOKS = looks(NIGHT).tones
TONES: tuple[Tone, ...] = ("plain", "dim", "critical")
segments = st.lists(
    st.builds(Segment, st.text("ab 漢", min_size=1, max_size=4), st.sampled_from(TONES)),
    max_size=5,
).map(tuple)


def per_cell(line: Segments) -> list[tuple[str, Tone]]:
    return [
        (sign + str(n), part.tone)
        for part in line
        for sign in part.text
        for n in range(cells(sign))
    ]


@given(segments, segments)
def test_cells_outside_the_changed_ones_are_the_same(old: Segments, new: Segments) -> None:
    width = max(width_of(old), width_of(new))
    old = (*old, Segment(" " * (width - width_of(old)), "dim"))
    new = (*new, Segment(" " * (width - width_of(new)), "dim"))
    start, end = changed_cells(old, new)
    before, after = per_cell(old), per_cell(new)
    assert before[:start] == after[:start]
    assert before[end:] == after[end:]
    assert 0 <= start <= end <= width


def test_a_ticking_figure_is_all_that_changes() -> None:
    old = (Segment("Sales  0:09   4/9 "), Segment("▁▂▃", "dim"))
    new = (Segment("Sales  0:10   4/9 "), Segment("▁▂▃", "dim"))
    assert changed_cells(old, new) == (9, 11)


def test_equal_lines_need_nothing() -> None:
    line = (Segment("Sales"), Segment("!", "warning"))
    start, end = changed_cells(line, line)
    assert start == end


@given(segments, st.integers(0, 30))
def test_a_strip_says_the_same_in_exactly_its_width(line: Segments, width: int) -> None:
    drawn = strip(line, width, LOOKS)
    text = "".join(part.text for part in line)
    assert drawn.cell_length == width
    if width >= width_of(line):
        assert drawn.text == text.ljust(len(text) + width - width_of(line))


def test_a_blank_costs_no_change_of_style() -> None:
    line = (Segment("a", "dim"), Segment("  "), Segment("b", "dim"), Segment(" ", "critical"))
    assert [part.text for part in strip(line, 5, LOOKS)] == ["a  b", " "]
