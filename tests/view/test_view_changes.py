"""What has to be put on a line to make another one out of it."""

from hypothesis import given
from hypothesis import strategies as st

from queuetui.view.changes import changed_pieces
from queuetui.view.formats import cells
from queuetui.view.segments import Segment, Segments, Tone, width_of

TONES: tuple[Tone, ...] = ("plain", "dim", "critical")
texts = st.text("ab1 :é漢", min_size=0, max_size=4)
lines = st.lists(st.builds(Segment, texts, st.sampled_from(TONES)), max_size=5).map(tuple)
# Most lines differ in a sign or two from those before them.
alike = st.lists(
    st.tuples(st.text("0123456789:", min_size=3, max_size=3), st.sampled_from(TONES)), max_size=5
).map(lambda pairs: tuple(Segment(text, tone) for text, tone in pairs))

Painted = dict[int, tuple[str, Tone]]


def painted(line: Segments) -> Painted:
    """What stands in each cell; the second half of a wide sign is empty."""
    found: Painted = {}
    at = 0
    for text, tone in ((segment.text, segment.tone) for segment in line):
        for sign in text:
            found[at] = (sign, tone)
            for more in range(1, cells(sign)):
                found[at + more] = ("", tone)
            at += cells(sign)
    return found


def put_on(old: Segments, new: Segments, start: int = 0) -> Painted:
    screen = {start + at: sign for at, sign in painted(old).items()}
    for at, (text, tone) in changed_pieces(old, new, start):
        for cell, sign in painted((Segment(text, tone),)).items():
            screen[at + cell] = sign
    return screen


@given(lines | alike, lines | alike, st.integers(0, 9))
def test_the_pieces_make_the_new_line_out_of_the_old_one(
    old: Segments, new: Segments, start: int
) -> None:
    width = max(width_of(old), width_of(new))
    old = (*old, Segment(" " * (width - width_of(old)), "dim"))
    new = (*new, Segment(" " * (width - width_of(new)), "dim"))
    assert put_on(old, new, start) == {start + at: sign for at, sign in painted(new).items()}


@given(alike)
def test_equal_lines_need_nothing(line: Segments) -> None:
    assert changed_pieces(line, tuple(Segment(one.text, one.tone) for one in line)) == []


def test_of_ticking_figures_only_the_last_signs_are_put() -> None:
    old = (Segment("Sales "), Segment("0:08"), Segment("  "), Segment("12s", "dim"))
    new = (Segment("Sales "), Segment("0:09"), Segment("  "), Segment("13s", "dim"))
    assert changed_pieces(old, new) == [(9, ("9", "plain")), (13, ("3", "dim"))]


def test_what_comes_after_a_piece_of_another_width_is_put_whole() -> None:
    old = (Segment("  "), Segment("9:59"), Segment(" 4"))
    new = (Segment(" "), Segment("10:00"), Segment(" 4"))
    assert changed_pieces(old, new) == [
        (0, (" ", "plain")),
        (1, ("10:00", "plain")),
        (6, (" 4", "plain")),
    ]
