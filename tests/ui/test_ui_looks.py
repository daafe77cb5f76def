"""What is really on the screen in each theme, and how one follows another."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.pilot import Pilot
from textual.strip import Strip

from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.themes import THEMES, ThemeName
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.themes import Edition, scheme_of, schemes
from queuetui.ui.themes.few import PALETTE
from queuetui.view.glyphs import SEVERITY_WORD, UNICODE
from tests.clocks import ManualClock
from tests.ui.colour_science import contrast
from tests.ui.conftest import BREACH, CALM, FakeFeed, screen_text

PLACES: dict[str, tuple[str, ...]] = {
    "board": ("down",),
    "queue": ("enter",),
    "help": ("question_mark", "end"),
    "diagnostics": ("d",),
    "empty filter": ("slash",),
    "filter": ("slash", "s"),
    "paused": ("space",),
    "palette": ("ctrl+p", "t"),
}
LEAST = {"contrast": 7.0}
COLOURED = tuple(theme for theme in THEMES if theme != "plain")


def an_app(
    feed: FakeFeed,
    clock: ManualClock,
    crash_dir: Path,
    theme: ThemeName | None = None,
    edition: Edition | None = "many",
    calm: bool = False,
    kept: list[ThemeName] | None = None,
) -> QueuetuiApp:
    return QueuetuiApp(
        feed,
        Settings(looks=LooksSettings(theme, calm)),
        clock,
        UNICODE,
        UTC,
        redact=str,
        crash_dir=crash_dir,
        colours=edition,
        keep_theme=(kept if kept is not None else []).append,
    )


def pieces(app: QueuetuiApp) -> Iterator[tuple[str, Style]]:
    """Every piece of text in front, and how it is drawn."""
    # Behind the palette the board is faded, as what is not in use may be.
    shown = app.screen if app.screen is app.board else app.screen.query_one("CommandList")
    region = shown.region
    lines = app.screen._compositor.render_strips(app.size)
    for y in range(region.y, region.bottom):
        for piece in lines[y].crop(region.x, region.right):
            if piece.text.strip(" ▁▔"):
                assert piece.style is not None
                yield piece.text, piece.style


def colours(style: Style) -> tuple[str, str]:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = style.color.get_truecolor().hex, style.bgcolor.get_truecolor(foreground=False).hex
    return pair[::-1] if style.reverse else pair


async def show(pilot: Pilot[None], feed: FakeFeed, keys: tuple[str, ...]) -> None:
    feed.send(CALM)
    await pilot.pause()
    feed.send(BREACH)
    await pilot.pause()
    await pilot.press(*keys)
    # The palette's hits come by themselves.
    await pilot.pause(0.05) if "ctrl+p" in keys else await pilot.pause()


async def wear(pilot: Pilot[None], app: QueuetuiApp, theme: ThemeName) -> None:
    app.use_theme(theme)
    await pilot.pause()
    assert scheme_of(app).name == theme


@pytest.mark.parametrize("where", PLACES)
async def test_all_that_is_shown_stands_out(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, where: str
) -> None:
    app = an_app(feed, clock, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ())
        for theme in COLOURED:
            await wear(pilot, app, theme)
            await pilot.press(*PLACES[where])
            await pilot.pause(0.05 if where == "palette" else None)
            seen = list(pieces(app))
            assert len(seen) > 10
            for text, style in seen:
                assert contrast(*colours(style)) >= LEAST.get(theme, 4.5), (theme, text, style)
            await pilot.press("escape")


async def test_the_banner_stands_out(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> None:
    app = an_app(feed, clock, tmp_path)
    frozen = replace(BREACH, health=replace(BREACH.health, state="frozen", reason="rate limited"))
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(frozen)
        clock.advance(42)
        app.tick()
        for theme in COLOURED:
            await wear(pilot, app, theme)
            (banner,) = (style for text, style in pieces(app) if "DATA FROZEN" in text)
            assert colours(banner)[1] == scheme_of(app).banner.ground
            for text, style in pieces(app):
                assert contrast(*colours(style)) >= LEAST.get(theme, 4.5), (theme, text)


@pytest.mark.parametrize("where", [place for place in PLACES if place != "palette"])
async def test_a_terminal_with_eight_colours_gets_those_alone(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, where: str
) -> None:
    app = an_app(feed, clock, tmp_path, edition="8")
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, PLACES[where])
        for theme in COLOURED:
            await wear(pilot, app, theme)
            for text, style in pieces(app):
                ink, ground = colours(style)
                assert {ink, ground} <= set(PALETTE), (theme, text, style)
                assert ink != ground
                assert not style.italic
                assert not style.dim


@pytest.mark.parametrize("where", PLACES)
async def test_without_colour_there_is_none(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, where: str
) -> None:
    app = an_app(feed, clock, tmp_path, "plain")
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, PLACES[where])
        for line in app.screen._compositor.render_strips(app.size):
            for piece in line:
                style = piece.style or Style.null()
                for colour in (style.color, style.bgcolor):
                    assert colour is None or colour.is_default, piece


def drawn(line: Strip) -> set[tuple[str, str, bool, bool]]:
    return {
        (*colours(piece.style), bool(piece.style.reverse), bool(piece.style.underline))
        for piece in line
        if piece.style is not None
    }


@pytest.mark.parametrize("edition", ["many", "256", "8"])
async def test_what_is_chosen_is_visible(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, edition: Edition
) -> None:
    """The selected row, and the palette's line, differ from the others by more than their words."""
    app = an_app(feed, clock, tmp_path, edition=edition)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ("down",))
        rows = app.board.rows
        for theme in THEMES:
            await wear(pilot, app, theme)
            # Two breaches, the second one selected.
            assert drawn(rows.render_line(0)) != drawn(rows.render_line(1)), theme
        await pilot.press("ctrl+p", "t")
        await pilot.pause(0.05)
        hits = app.screen.query_one("CommandList")
        for theme in THEMES:
            await wear(pilot, app, theme)
            # The second line of a hit says what it does.
            assert not drawn(hits.render_line(1)) & drawn(hits.render_line(3)), theme


@pytest.mark.parametrize(("edition", "size"), [("many", (40, 12)), ("8", (80, 24))])
async def test_severity_is_told_by_the_text_alone(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, edition: Edition, size: tuple[int, int]
) -> None:
    app = an_app(feed, clock, tmp_path, edition=edition)
    async with app.run_test(size=size) as pilot:
        feed.send(BREACH)
        await pilot.pause()
        for theme in THEMES:
            await wear(pilot, app, theme)
            for y in range(min(app.board.rows.size.height, len(BREACH.queues))):
                told = app.board.rows.render_line(y).text[1:].lstrip()
                signs = [sev for sev in SEVERITY_WORD if told.startswith(UNICODE.severity(sev))]
                assert len(signs) == 1, (theme, told)
                assert size[0] < 80 or told[2:].startswith(SEVERITY_WORD[signs[0]])


# One after another.


async def test_the_key_goes_through_all_themes_and_repaints_everything(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    kept: list[ThemeName] = []
    app = an_app(feed, clock, tmp_path, kept=kept)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ("down",))
        for name in (*THEMES[1:], THEMES[0]):
            await pilot.press("t")
            await pilot.pause()
            scheme = scheme_of(app)
            assert scheme.name == name
            assert f"theme: {name}, {scheme.says}" in app.board.event
            drawn = list(pieces(app))
            inks = {ink.color for ink in scheme.tones.values()}
            for text, style in drawn:
                assert style.color is not None
                known = "default" if style.color.is_default else style.color.get_truecolor().hex
                assert known in inks, (text, style)
    assert kept == [*THEMES[1:], THEMES[0]]


async def test_a_switch_changes_no_word(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> None:
    app = an_app(feed, clock, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ())
        before = screen_text(app).splitlines()[:-2]
        await pilot.press("t")
        await pilot.pause()
        assert screen_text(app).splitlines()[:-2] == before


async def test_the_palette_knows_each_theme_by_name(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    kept: list[ThemeName] = []
    app = an_app(feed, clock, tmp_path, kept=kept)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ())
        await pilot.press("ctrl+p", *"theme safe")
        await pilot.pause(0.05)
        await pilot.press("enter")
        await pilot.pause()
        assert scheme_of(app).name == "safe"
    assert kept == ["safe"]


async def test_a_theme_is_not_kept_because_it_was_set(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    kept: list[ThemeName] = []
    app = an_app(feed, clock, tmp_path, "dusk", kept=kept)
    async with app.run_test(size=(80, 24)):
        assert scheme_of(app).name == "dusk"
    assert kept == []


async def test_the_edition_is_that_of_the_terminal(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    for term, edition in (("linux", "8"), ("xterm-256color", "256"), ("xterm", "8")):
        monkeypatch.setenv("TERM", term)
        app = an_app(feed, clock, tmp_path, "day", None)
        assert scheme_of(app) == schemes("256" if edition == "256" else "8")["day"]
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert scheme_of(an_app(feed, clock, tmp_path, "day", None)) == schemes()["day"]


async def test_no_color_in_the_environment_takes_none_from_a_theme_that_was_asked_for(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = an_app(feed, clock, tmp_path, "night")
    async with app.run_test(size=(80, 24)) as pilot:
        await show(pilot, feed, ())
        grounds = {colours(style)[1] for _, style in pieces(app)}
        assert "#d0142c" in grounds


def test_rich_finds_the_colours_of_the_palette() -> None:
    """Each value stands for exactly one code of eight."""
    numbers = [Color.parse(value).downgrade(ColorSystem.STANDARD).number for value in PALETTE]
    assert numbers == list(range(8))


# Calm.


async def test_a_calm_board_tells_breaches_and_neither_counts_nor_waits(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    app = an_app(feed, clock, tmp_path, calm=True)
    async with app.run_test(size=(200, 40)) as pilot:
        await show(pilot, feed, ())
        text = screen_text(app)
        assert "▲ BREACH" in text
        assert "Claims Motor" in text
        for told in ("WAITING", "LONGEST", "TREND", "29+", "4:07", "3h 12m", " 14 ", "▁", "█"):
            assert told not in text, told
        assert "waiting past its limit" in text


async def test_nothing_moves_on_a_calm_board(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    app = an_app(feed, clock, tmp_path, calm=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await show(pilot, feed, ())
        first = screen_text(app).splitlines()
        assert "»" not in "\n".join(first)
        assert "NEW" not in "\n".join(first)
        clock.advance(1)
        app.board.beats += 1
        app.tick()
        await pilot.pause()
        second = screen_text(app).splitlines()
        # The clock goes on, and so does the age of the figures that are old.
        old = {"data", "Winback", "Travel"}
        moved = [one for one, other in zip(first, second, strict=True) if one != other]
        assert all(old & set(line.split()) for line in moved)
        assert not set("".join(second)) & set("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
        assert app.animation_level == "none"


async def test_a_calm_news_line_does_not_say_how_much(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path
) -> None:
    app = an_app(feed, clock, tmp_path, calm=True)
    one = replace(
        CALM, queues=tuple(b if b.queue.id == "support" else c for b, c in zip(BREACH.queues, CALM.queues, strict=True))
    )  # fmt: skip
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM)
        await pilot.pause()
        feed.send(one)
        await pilot.pause()
        assert "Support is in breach: wait past its limit; too few available" in app.board.event
