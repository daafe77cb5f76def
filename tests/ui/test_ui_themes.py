"""Every theme can be read: contrast, eyes that see other colours, and terminals with few of them."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.strip import Strip

from queuetui.domain.limits import SEVERITIES
from queuetui.domain.themes import THEMES
from queuetui.ui.ink import strip
from queuetui.ui.themes import (
    Edition,
    edition_for,
    is_colourless,
    next_theme,
    schemes,
    textual_themes,
)
from queuetui.ui.themes.few import FEW, PALETTE
from queuetui.ui.themes.full import FULL, SAFE
from queuetui.ui.themes.look import TONES, Ink, Scheme, css_variables, looks
from queuetui.ui.themes.plain import PLAIN
from queuetui.view.glyphs import SEVERITY_WORD
from queuetui.view.segments import SEVERITY_TONE, Segment
from tests.ui.colour_science import VISIONS, contrast, difference, linear, nearest_pair

EDITIONS: tuple[Edition, ...] = ("many", "256", "8")
IN_256 = tuple(scheme for scheme in schemes("256").values() if not scheme.colourless)
LEAST = {"contrast": 7.0}
"""WCAG's enhanced contrast; for all others its ordinary one, 4.5."""


def ids(scheme: Scheme) -> str:
    return scheme.id


def every_text(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """What it is, its colour, and the one it stands on."""
    on = {"rows": scheme.ground, "status": scheme.surface, "filter": scheme.panel}
    selected = scheme.selected.ground or scheme.ground
    for tone, ink in scheme.tones.items():
        for where, ground in on.items():
            yield f"{tone} on {where}", ink.color, ink.ground or ground
        chosen = scheme.tones_selected.get(tone, ink)
        yield f"{tone} on selected", chosen.color, chosen.ground or selected
    for where, ground in on.items():
        yield f"accent on {where}", scheme.accent, ground
    yield "chosen in a list", scheme.ground, scheme.accent
    for name, banner in (("banner", scheme.banner), ("paused", scheme.paused)):
        yield name, banner.color, banner.ground or scheme.ground


def eight_bit(colour: str) -> str:
    """The nearest that a terminal with 256 colours has, as Rich finds it."""
    return Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex


@pytest.mark.parametrize("scheme", FULL, ids=ids)
def test_every_text_stands_out_from_what_it_lies_on(scheme: Scheme) -> None:
    least = LEAST.get(scheme.name, 4.5)
    for what, ink, ground in every_text(scheme):
        assert contrast(ink, ground) >= least, (what, ink, ground)


@pytest.mark.parametrize("scheme", IN_256, ids=ids)
def test_it_does_so_in_256_colours_too(scheme: Scheme) -> None:
    least = LEAST.get(scheme.name, 4.5)
    for what, ink, ground in every_text(scheme):
        assert contrast(eight_bit(ink), eight_bit(ground)) >= least, (what, ink, ground)


@pytest.mark.parametrize("scheme", IN_256, ids=ids)
def test_in_256_colours_it_looks_much_the_same(scheme: Scheme) -> None:
    many = schemes()[scheme.name]
    for (what, ink, ground), (_, same_ink, same_ground) in zip(
        every_text(scheme), every_text(many), strict=True
    ):
        for shown, meant in ((ink, same_ink), (ground, same_ground)):
            apart = difference(linear(eight_bit(shown)), linear(meant))
            assert apart < 30, (what, eight_bit(shown), meant)
    assert eight_bit(scheme.selected.ground or "") != eight_bit(scheme.ground)


def test_the_measure_of_contrast_is_the_published_one() -> None:
    """https://www.w3.org/TR/WCAG22: black on white is 21; #767676 is the lightest grey on it."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") < 4.5


# Severities.


def signs(scheme: Scheme) -> list[str]:
    """The colour that each severity is known by: its block's, or else its text's."""
    inks = [scheme.tones[SEVERITY_TONE[severity]] for severity in SEVERITIES]
    return [ink.ground or ink.color for ink in inks]


@pytest.mark.parametrize("scheme", FULL, ids=ids)
def test_severities_differ_in_colour(scheme: Scheme) -> None:
    assert nearest_pair(signs(scheme), VISIONS["normal"]) >= 15


@pytest.mark.parametrize("vision", VISIONS)
def test_the_safe_theme_tells_severities_apart_for_all_eyes(vision: str) -> None:
    assert nearest_pair(signs(SAFE), VISIONS[vision]) >= 15


def test_the_measure_for_other_eyes_finds_red_and_green_alike() -> None:
    red_green = ["#c44e52", "#8a8a3c"]
    assert nearest_pair(red_green, VISIONS["normal"]) > 45
    assert nearest_pair(red_green, VISIONS["deuteranopia"]) < 15


def weight(ink: Ink) -> tuple[str, bool]:
    return ink.weight, ink.ground is not None


@pytest.mark.parametrize("scheme", [*FULL, PLAIN], ids=ids)
def test_severities_differ_in_weight_alone(scheme: Scheme) -> None:
    inks = [scheme.tones[SEVERITY_TONE[severity]] for severity in SEVERITIES]
    assert len({weight(ink) for ink in inks}) == len(SEVERITIES)


@pytest.mark.parametrize("scheme", FEW, ids=ids)
def test_with_few_colours_a_breach_and_a_warning_still_have_their_own_weight(
    scheme: Scheme,
) -> None:
    critical, warning, *others = (scheme.tones[SEVERITY_TONE[severity]] for severity in SEVERITIES)
    assert critical.ground is not None
    assert warning != critical
    assert all(ink.ground is None for ink in others)
    assert weight(warning) not in {weight(ink) for ink in others}


def test_severities_differ_in_their_words() -> None:
    assert len(set(SEVERITY_WORD.values())) == len(SEVERITIES)


@pytest.mark.parametrize("scheme", FULL, ids=ids)
def test_red_is_kept_for_breaches(scheme: Scheme) -> None:
    for tone in TONES:
        if tone not in {"critical", "alarm", "fresh"}:
            red, green, blue = Color.parse(scheme.tones[tone].color).get_truecolor()
            assert not (red > 160 and green < 110 and blue < 110), tone


# Few colours.

# https://en.wikipedia.org/wiki/ANSI_escape_code#3-bit_and_4-bit: the consoles of PCs and xterm.
VGA = (*PALETTE, "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff")  # fmt: skip
XTERM = ("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5", "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff")  # fmt: skip


def few_texts(scheme: Scheme) -> Iterator[tuple[str, Ink, str]]:
    selected = scheme.selected.ground or scheme.ground
    for tone, ink in scheme.tones.items():
        yield tone, ink, scheme.ground
        yield f"{tone} selected", scheme.tones_selected.get(tone, ink), selected
    yield "accent", Ink(scheme.accent), scheme.ground
    yield "chosen in a list", Ink(scheme.ground, scheme.accent), scheme.ground
    for name, banner in (("banner", scheme.banner), ("paused", scheme.paused)):
        yield name, banner, scheme.ground
        yield f"{name}'s first words", Ink(banner.color, banner.ground, scheme.banner_strong), ""


@pytest.mark.parametrize("bright", [False, True], ids=["bold", "bold is bright"])
@pytest.mark.parametrize("palette", [VGA, XTERM], ids=["vga", "xterm"])
@pytest.mark.parametrize("scheme", FEW, ids=ids)
def test_eight_colours_can_be_read_whatever_bold_does(
    scheme: Scheme, palette: tuple[str, ...], bright: bool
) -> None:
    """At least as large text needs: letters on such a console are large, and there is no better."""
    for what, ink, lies_on in few_texts(scheme):
        number = PALETTE.index(ink.color)
        lifted = 8 if bright and "bold" in ink.weight else 0
        ground = palette[PALETTE.index(ink.ground or lies_on)]
        assert contrast(palette[number + lifted], ground) >= 3.0, what


@pytest.mark.parametrize("scheme", FEW, ids=ids)
def test_eight_colours_are_sent_as_just_those(scheme: Scheme) -> None:
    """Nothing bright, nothing faint or italic, and never a colour on itself."""
    allowed = {"0", "1", *(str(n) for n in range(30, 38)), *(str(n) for n in range(40, 48))}
    base = Style(color=scheme.tones["plain"].color, bgcolor=scheme.ground)
    drawn = looks(scheme)
    for tone in TONES:
        for styles, ground in (
            (drawn.tones, Style.null()),
            (drawn.on_selected, drawn.selected),
        ):
            (piece,) = strip((Segment("x", tone),), 1, styles, ground).apply_style(base)
            assert piece.style is not None
            codes = Strip.render_ansi(piece.style, ColorSystem.STANDARD).split(";")
            assert set(codes) <= allowed, tone
            ink, behind = (code[1] for code in codes if len(code) == 2)
            assert ink != behind, tone
    for value in css_variables(scheme).values():
        assert not value.startswith("#") or value in PALETTE


# No colours.


def test_plain_has_no_colour_at_all() -> None:
    drawn = looks(PLAIN)
    for style in (*drawn.tones.values(), *drawn.on_selected.values(), drawn.selected):
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.is_default
    assert {*css_variables(PLAIN).values()} <= {
        "ansi_default", "none", "reverse", "underline",
    }  # fmt: skip


def test_plain_asks_for_weight_reverse_and_underline_only() -> None:
    for ink in (*PLAIN.tones.values(), *PLAIN.tones_selected.values(), PLAIN.selected):
        assert set(ink.weight.split()) <= {"bold", "underline", "reverse", "not"}


def test_a_breach_is_seen_on_a_selected_row_without_colour() -> None:
    drawn = looks(PLAIN)
    line = strip(
        (Segment("x", "critical"), Segment(" "), Segment("y")), 4, drawn.on_selected, drawn.selected
    )
    cells = [bool(piece.style and piece.style.reverse) for piece in line for _ in piece.text]
    assert cells == [False, True, True, True]


# The set of them.


def test_each_name_is_there_in_both_editions() -> None:
    for edition in EDITIONS:
        assert tuple(schemes(edition)) == THEMES
        assert all(scheme.name == name for name, scheme in schemes(edition).items())
        assert all(set(scheme.tones) == set(TONES) for scheme in schemes(edition).values())
    named = {theme.name for edition in EDITIONS for theme in textual_themes(edition)}
    assert len(named) == 3 * len(THEMES) - 2


def test_two_are_dark_one_is_light_and_no_two_look_alike() -> None:
    many = schemes()
    assert many["night"].dark
    assert many["dusk"].dark
    assert not many["day"].dark
    assert contrast(many["day"].ground, "#ffffff") < 1.2
    for edition in EDITIONS:
        for one, other in combinations(schemes(edition).values(), 2):
            assert looks(one).tones != looks(other).tones, (one.id, other.id)


def test_the_key_goes_round() -> None:
    seen, name = [], THEMES[-1]
    for _ in THEMES:
        name = next_theme(name)
        seen.append(name)
    assert tuple(seen) == THEMES


@pytest.mark.parametrize(
    ("environ", "colourless"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": ""}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": "unknown"}, True),
        ({"TERM": "linux"}, False),
    ],
)
def test_who_wants_no_colour(environ: dict[str, str], colourless: bool) -> None:
    assert is_colourless(environ) is colourless


@pytest.mark.parametrize(
    ("color_system", "edition"),
    [("standard", "8"), ("windows", "8"), ("256", "256"), ("truecolor", "many"), (None, "many")],
)
def test_the_edition_suits_the_terminal(color_system: str | None, edition: str) -> None:
    assert edition_for(color_system) == edition
