"""How bad it is stands in the text of every frame: no colour is needed to tell it.

Frames are read back as a person would read them who sees no colours: sign, word and the name beside
them. What is read must be what was fed in, in every size and whatever the terminal can show.
"""

import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace
from rich.style import Style
from textual.pilot import Pilot

from queuetui.domain.hours import Hours, Span
from queuetui.domain.limits import Severity
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import QueueState
from queuetui.domain.themes import ThemeName
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.ui.app import QueuetuiApp
from queuetui.ui.themes import scheme_of
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from tests.clocks import ManualClock
from tests.ui.conftest import NOW, FakeFeed, a_queue, a_snapshot, place
from tests.ui.walls import with_today

SIZES = ((80, 24), (100, 30), (120, 40), (200, 60), (400, 120))

# Written down once more on purpose: these signs are what people have learnt.
WORDS: dict[str, Severity] = {
    "BREACH": "critical",
    "WARN": "warning",
    "NO DATA": "unknown",
    "ok": "ok",
    "closed": "closed",
}
SIGNS: dict[str, Severity] = {
    "▲": "critical",
    "!": "warning",
    "?": "unknown",
    "·": "ok",
    "≡": "closed",
}
ASCII_SIGNS: dict[str, Severity] = {
    "#": "critical",
    "!": "warning",
    "?": "unknown",
    ".": "ok",
    "=": "closed",
}
FRAMES: dict[str, Severity] = {
    "┏━": "critical",
    "╔═": "warning",
    "┌╌": "unknown",
    "┌─": "ok",
    "┌ ": "closed",
}
ASCII_FRAMES: dict[str, Severity] = {
    "**": "critical",
    "+=": "warning",
    "..": "unknown",
    "+-": "ok",
    "+ ": "closed",
}


class Terminal(Struct, frozen=True):
    """What a person's terminal is like, and what they have chosen."""

    environ: Mapping[str, str] = {}
    theme: ThemeName | None = None
    glyphs: Glyphs = UNICODE

    @property
    def signs(self) -> Mapping[str, Severity]:
        return ASCII_SIGNS if self.glyphs is ASCII else SIGNS

    @property
    def frames(self) -> Mapping[str, Severity]:
        return ASCII_FRAMES if self.glyphs is ASCII else FRAMES


TRUE_COLOUR = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
TERMINALS: dict[str, Terminal] = {
    "true colour": Terminal(TRUE_COLOUR),
    "16 colours": Terminal({"TERM": "linux"}),
    "NO_COLOR": Terminal({**TRUE_COLOUR, "NO_COLOR": "1"}),
    "safe": Terminal(TRUE_COLOUR, "safe"),
    "ASCII": Terminal(TRUE_COLOUR, glyphs=ASCII),
    "ASCII, 16 colours": Terminal({"TERM": "linux"}, glyphs=ASCII),
    "ASCII, NO_COLOR": Terminal({"TERM": "dumb", "NO_COLOR": "1"}, glyphs=ASCII),
}

FRAMES_TO_READ = [
    pytest.param(name, size, id=f"{name}-{size[0]}x{size[1]}")
    for name, chosen in TERMINALS.items()
    # Other signs have the same places: the smallest and one with room for everything are enough.
    for size in ((SIZES[0], SIZES[3]) if chosen.glyphs is ASCII else SIZES)
]

refused = QueueState(a_queue("Rowan", as_of=None).queue, problem="no permission for this queue")
FED: tuple[tuple[QueueState, Severity], ...] = (
    (a_queue("Alder", waiting=2, oldest=247), "critical"),
    (a_queue("Birch"), "ok"),
    (a_queue("Cedar", waiting=1, oldest=4, available=0), "critical"),
    (a_queue("Elder", waiting=7, oldest=12), "warning"),
    (a_queue("Hazel", as_of=None), "unknown"),
    (a_queue("Larch", as_of=NOW - 14), "ok"),
    (a_queue("Maple", waiting=1, oldest=33), "warning"),
    (refused, "unknown"),
    # In breach when it was last heard of; what it is now nobody knows.
    (a_queue("Willow", waiting=20, oldest=400, available=0, as_of=NOW - 95), "unknown"),
    # It burns, but it is closed.
    (a_queue("Yew", waiting=20, oldest=400, available=0), "closed"),
)
CLOSED = "Yew"
WATCHLIST = Watchlist(
    # At NOW, some minutes after eleven, it has not opened yet.
    rules=(QueueRule(name=CLOSED, hours=Hours("UTC", ((Span(720, 1080),),) * 7)),)
)
TRUTH: dict[str, Severity] = {state.queue.name: severity for state, severity in FED}
BEFORE = with_today(a_snapshot(*(a_queue(name) for name in TRUTH)))
MIXED = with_today(a_snapshot(*(state for state, _ in FED)))
HEALTH = replace(MIXED.health, state="frozen", reason="rate limited", next_try=NOW + 54)
FROZEN = replace(MIXED, health=HEALTH)

Looks = dict[Severity, set[tuple[bool, ...]]]


@pytest.fixture
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    chosen = TERMINALS[request.param]
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in chosen.environ.items():
        monkeypatch.setenv(name, value)
    return chosen


class Reader:
    """Reads the screen in front of a terminal, by its text alone."""

    def __init__(self, app: QueuetuiApp, terminal: Terminal) -> None:
        self.app = app
        self.terminal = terminal
        self.looks: Looks = {}
        """How the signs were drawn, but for the selected row: bold, slanted, underlined, turned."""
        mark = re.escape(terminal.glyphs.fresh)
        self._sign = f"([{re.escape(''.join(terminal.signs))}])[ {mark}]({'|'.join(WORDS)})"

    def board(self) -> dict[str, Severity]:
        """Each line: sign and word, perhaps the mark of a new breach, and the name."""
        mark = re.escape(self.terminal.glyphs.fresh)
        found: dict[str, Severity] = {}
        for text, styles in self._lines():
            for name in TRUTH:
                line = re.search(rf" {self._sign}(?: ?NEW|{mark})? +{name}\b", text)
                if line is not None:
                    assert name not in found
                    found[name] = self._agreed(line[1], line[2])
                    if not text.lstrip().startswith(self.terminal.glyphs.cursor):
                        self._note(found[name], styles[line.start(1)])
        return found

    def wall(self) -> dict[str, Severity]:
        """The top of each tile: its corner, the name, sign and word."""
        found: dict[str, Severity] = {}
        corner = "|".join(map(re.escape, self.terminal.frames))
        for text, styles in self._lines():
            for name in TRUTH:
                top = re.search(rf"({corner}) {name} \W* {self._sign} ", text)
                if top is not None:
                    assert name not in found
                    found[name] = self._agreed(top[2], top[3])
                    assert self.terminal.frames[top[1]] == found[name], text
                    self._note(found[name], styles[top.start(2)])
        return found

    def _agreed(self, sign: str, word: str) -> Severity:
        assert self.terminal.signs[sign] == WORDS[word], f"{sign} {word}"
        return WORDS[word]

    def _note(self, severity: Severity, style: Style) -> None:
        look = (style.bold, style.italic, style.underline, style.reverse)
        self.looks.setdefault(severity, set()).add(tuple(map(bool, look)))

    def _lines(self) -> list[tuple[str, list[Style]]]:
        lines = []
        for strip in self.app.screen._compositor.render_strips(self.app.size):
            text = "".join(piece.text for piece in strip)
            assert len(text) == strip.cell_length, "a name of wide signs would shift the styles"
            style = [piece.style or Style.null() for piece in strip for _ in piece.text]
            lines.append((text, style))
        return lines


async def read_board(pilot: Pilot[None], reader: Reader) -> dict[str, Severity]:
    await pilot.pause()
    assert place(reader.app) == "board"
    return reader.board()


async def read_queues(pilot: Pilot[None], reader: Reader, queues: int) -> dict[str, Severity]:
    """Open so many of them, one after the other."""
    found: dict[str, Severity] = {}
    await pilot.press("home", "enter")
    for _ in range(queues):
        await pilot.pause()
        assert place(reader.app) == "queue"
        # One queue is open, and no other one is named.
        ((name, severity),) = reader.board().items()
        found[name] = severity
        await pilot.press("n")
    await pilot.press("escape")
    return found


async def read_wall(pilot: Pilot[None], reader: Reader) -> dict[str, Severity]:
    """Turn page after page."""
    found: dict[str, Severity] = {}
    await pilot.press("w")
    for _ in TRUTH:
        await pilot.pause()
        found |= reader.wall()
        if len(found) == len(TRUTH):
            break
        await pilot.press("n")
    await pilot.press("w")
    return found


@pytest.mark.parametrize(("terminal", "size"), FRAMES_TO_READ, indirect=["terminal"])
async def test_every_severity_is_told_by_text(
    feed: FakeFeed, clock: ManualClock, tmp_path: Path, terminal: Terminal, size: tuple[int, int]
) -> None:
    settings = Settings(watchlist=WATCHLIST, looks=LooksSettings(terminal.theme))
    app = QueuetuiApp(
        feed, settings, clock, terminal.glyphs, UTC,
        redact=str, crash_dir=tmp_path, colours=None,
    )  # fmt: skip
    reader = Reader(app, terminal)
    async with app.run_test(size=size) as pilot:
        feed.send(BEFORE)
        assert await read_board(pilot, reader) == everywhere("ok")
        feed.send(MIXED)
        assert await read_board(pilot, reader) == TRUTH
        assert await read_queues(pilot, reader, len(TRUTH)) == TRUTH
        assert await read_wall(pilot, reader) == TRUTH
        feed.send(FROZEN)
        nobody_knows = everywhere("unknown")
        assert await read_board(pilot, reader) == nobody_knows
        assert await read_wall(pilot, reader) == nobody_knows
        assert set((await read_queues(pilot, reader, 1)).values()) == {"unknown"}
        weights_tell(reader)


def everywhere(severity: Severity) -> dict[str, Severity]:
    """All alike, but for the closed one: that it is closed is known without any data."""
    return {name: "closed" if name == CLOSED else severity for name in TRUTH}


def weights_tell(reader: Reader) -> None:
    """What is well is never heavy; a breach always is, and stands out from the rest."""
    looks = reader.looks
    assert set(looks) == set(WORDS.values())
    assert looks["ok"] <= {(False,) * 4, (False, True, False, False)}
    assert all(bold for bold, *_ in looks["warning"])
    assert not looks["ok"] & (looks["critical"] | looks["warning"])
    scheme = scheme_of(reader.app)
    weight = {severity: scheme.tones[severity].weight for severity in WORDS.values()}
    assert all("bold" not in weight["critical"] or bold for bold, *_ in looks["critical"])
    if scheme.colourless:
        # Nothing else is left to tell them apart: no two are drawn alike.
        assert len(set(weight.values())) == len(WORDS)
        kinds = list(looks.values())
        assert sum(map(len, kinds)) == len(set().union(*kinds))
