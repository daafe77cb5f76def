"""The test card, read as the text that stands on the screen."""

import pytest

from queuetui.view import digits
from queuetui.view.glyphs import ASCII, SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import Segments, text_of, width_of
from queuetui.view.test_card import TONES, card


def text(lines: tuple[Segments, ...]) -> str:
    return "\n".join(text_of(line).rstrip() for line in lines)


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [10, 40, 80, 200])
def test_every_line_has_the_width_asked_for(width: int, glyphs: Glyphs) -> None:
    lines = card(width, 40, screen_height=0.6, distance=12.0, glyphs=glyphs)
    assert all(width_of(line) == width for line in lines)
    if glyphs is ASCII:
        assert text(lines).isascii()


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_digit_severity_tone_and_sign_is_on_it(glyphs: Glyphs) -> None:
    lines = card(120, 40, glyphs=glyphs)
    drawn = text(lines)
    for size in (3, 5, 7):
        for sign in "0123456789:–.hmd%/<>+":
            shape = digits.digits(sign, size, glyphs)
            assert all(line.strip() in drawn for line in shape), (size, sign)
    for severity, word in SEVERITY_WORD.items():
        assert f"{glyphs.severity(severity)} {word}" in drawn
    assert {segment.tone for line in lines for segment in line} >= set(TONES)
    for name in glyphs.__struct_fields__:
        assert f"{getattr(glyphs, name)} {name.replace('_', ' ')}" in drawn
    if glyphs is UNICODE:
        assert all(sign in drawn for sign in "▀▄█▌▐▁▇⠁⣿⢕┌┼━╗╌")


def test_it_says_which_sizes_can_be_read_from_where_people_stand() -> None:
    drawn = text(card(120, 40, screen_height=0.6, distance=12.0))
    assert "one line is 1.5 cm. From 12 m, letters must be 6.0 cm high." in " ".join(drawn.split())
    last = drawn[drawn.index("What can be read from there?") :]
    told = [line.split("   ") for line in last.split("\n")]
    words = [part.strip() for line in told for part in line if part.strip()]
    assert {"1 line", "3 lines", "5 lines", "7 lines"} <= set(words)
    assert [word for word in words if word.startswith("up to")] == [
        "up to 3.0 m", "up to 9.0 m", "up to 15.0 m", "up to 21.0 m", "up to 30.0 m",
        "up to 42.0 m",
    ]  # fmt: skip
    assert words.count("✕ too small") == 2
    assert words.count("● enough") == 4


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (400, 120)])
def test_what_is_looked_at_from_afar_is_on_the_last_screenful(size: tuple[int, int]) -> None:
    lines = text(card(*size, screen_height=0.6, distance=5.0)).split("\n")
    heading = next(n for n, line in enumerate(lines) if line.startswith("Go to where people"))
    assert len(lines) - heading < size[1]
    for height in (3, 5, 7):
        drawn = "\n".join(lines[heading:])
        assert all(part.strip() in drawn for part in digits.digits("4:07", height))


def test_without_the_screens_height_it_asks_for_it() -> None:
    drawn = " ".join(text(card(120, 40)).split())
    assert "This terminal has 120 by 40 cells. Set [wall] screen_height and distance" in drawn
    assert "up to" not in drawn
    assert "This terminal has 80 by 24 cells and 256 colours." in text(
        card(80, 24, colours="256 colours")
    )


@pytest.mark.parametrize(("width", "drawn"), [(40, (3, 5, 7)), (60, (3, 5, 7, 10)), (120, digits.SIZES)])  # fmt: skip
def test_every_size_that_fits_is_drawn(width: int, drawn: tuple[int, ...]) -> None:
    lines = text(card(width, 40))
    sizes = tuple(size for size in digits.SIZES if f"Digits of {size} lines" in lines)
    assert sizes == drawn
