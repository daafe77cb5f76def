"""Block digits: told apart, of one width, and read back from the cells alone."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queuetui.view import digits
from queuetui.view.digits import SIZES, drawable, gap, width
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs

DIGITS = "0123456789"
SIGNS = DIGITS + ":–.hmd%/<>+ "
EVERY_SIGN = SIGNS + "▲!?·≡"
LEAST_DIFFERENCE = {3: 2, 5: 4, 7: 6, 10: 10, 14: 24, 21: 54}
"""In how many cells any two digits of a size differ at least."""


def columns(text: str, height: int, glyphs: Glyphs = UNICODE) -> list[str]:
    """What is drawn, column by column."""
    lines = digits.digits(text, height, glyphs)
    return ["".join(column) for column in zip(*lines, strict=True)]


def read_back(drawn: list[str], height: int, glyphs: Glyphs = UNICODE) -> str:
    """The text that the columns show: at each place the one sign that stands there."""
    shapes = {sign: columns(sign, height, glyphs) for sign in EVERY_SIGN}
    text, at = "", 0
    while at < len(drawn):
        here = [s for s, shape in shapes.items() if drawn[at : at + len(shape)] == shape]
        # A blank is also the beginning of nothing else, so the widest that fits is the one.
        sign = max(here, key=lambda sign: len(shapes[sign]))
        text += sign
        at += len(shapes[sign]) + gap(height)
    return text


@pytest.mark.parametrize("height", SIZES)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_any_two_digits_differ_in_enough_cells(height: int, glyphs: Glyphs) -> None:
    shapes = {digit: "".join(digits.digits(digit, height, glyphs)) for digit in DIGITS}
    for one, other in combinations(DIGITS, 2):
        differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        assert differing >= LEAST_DIFFERENCE[height], (one, other, height)


@pytest.mark.parametrize("height", SIZES)
def test_all_digits_of_a_size_have_one_width_and_points_are_narrower(height: int) -> None:
    (one_width,) = {width(digit, height) for digit in DIGITS}
    assert all(0 < width(sign, height) < one_width for sign in ":. ")
    assert len({width(f"{n:02d}:{n:02d}", height) for n in range(60)}) == 1


@pytest.mark.parametrize("height", [5, 7])
def test_strokes_are_two_cells_wide_and_one_line_high(height: int) -> None:
    zero = digits.digits("0", height)
    assert zero[height // 2].startswith("██ ")
    assert zero[height // 2].endswith(" ██")
    assert "██" not in zero[1].strip("█▀▄ ")
    assert digits.digits("–", height)[height // 2].strip("█") == ""


@pytest.mark.parametrize("height", SIZES)
@pytest.mark.parametrize(
    ("glyphs", "allowed"), [(UNICODE, " ▀▄█"), (ASCII, ' #"_')], ids=["unicode", "ascii"]
)
@given(text=st.text(EVERY_SIGN, max_size=8))
def test_what_is_drawn_has_the_size_it_says_and_only_allowed_signs(
    text: str, glyphs: Glyphs, allowed: str, height: int
) -> None:
    lines = digits.digits(text, height, glyphs)
    assert len(lines) == height
    assert all(cells(line) == width(text, height) for line in lines)
    assert set("".join(lines)) <= set(allowed)


@pytest.mark.parametrize("height", SIZES)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@given(text=st.text(EVERY_SIGN, min_size=1, max_size=8))
def test_any_text_can_be_read_back(text: str, glyphs: Glyphs, height: int) -> None:
    assert read_back(columns(text, height, glyphs), height, glyphs) == text


@pytest.mark.parametrize("height", SIZES)
def test_no_sign_is_drawn_as_nothing(height: int) -> None:
    for sign in EVERY_SIGN.replace(" ", ""):
        assert "".join(digits.digits(sign, height)).strip(), sign


def test_larger_sizes_are_the_drawn_ones_enlarged() -> None:
    assert digits.digits("–", 14)[6:8] == ("█" * 16,) * 2
    small, large = digits.digits("7", 7), digits.digits("7", 21)
    assert large[0] == "█" * 24
    for n, line in enumerate(small):
        full = [place for place, sign in enumerate(line) if sign == "█"]
        for larger in large[3 * n : 3 * n + 3]:
            assert all(larger[3 * place : 3 * place + 3] == "███" for place in full)


def test_a_plain_minus_is_the_dash_of_unknown() -> None:
    assert digits.digits("-", 5) == digits.digits("–", 5)


def test_other_signs_stay_as_they_are() -> None:
    assert not drawable("12k")
    assert drawable("1h 12m")
    assert digits.digits("1k", 3) == ("▄▀█   ", "  █  k", "▄▄█▄  ")
