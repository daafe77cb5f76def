"""The wall, read as the text that stands on it."""

from datetime import UTC
from itertools import product

import pytest

from queuetui.domain.day import Day
from queuetui.domain.readings import Queue
from queuetui.domain.snapshot import Health, QueueState, Snapshot
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.view import digits
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII, UNICODE, Glyphs
from queuetui.view.segments import Segment, Segments, text_of, width_of
from queuetui.view.standing import Standing, standings
from queuetui.view.status import banner, seen, unheard
from queuetui.view.wall import band_lines, head, night_lines, tile, wall_lines
from queuetui.view.wall_layout import Shown, grid, pages
from tests.view.samples import BOARD, EVERYTHING, NOW, RULE, reading, snapshot, state


def day() -> Today:
    """Today's figures of 200 offered, asked 20 seconds before NOW."""
    voice = MediaToday(offered=200, answered=180, abandoned=9, service=ServiceLevel(72, 100, 0.8))
    return Today("support", NOW - 20, NOW - 30_000, {"voice": voice})


def text(lines: tuple[Segments, ...]) -> str:
    return "\n".join(text_of(line).rstrip() for line in lines)


def wall(
    width: int,
    height: int,
    *,
    board: Snapshot = BOARD,
    glyphs: Glyphs = UNICODE,
    calm: bool = False,
    page: int = 0,
    shift: tuple[int, int] = (0, 0),
) -> tuple[Segments, ...]:
    """The wall of a snapshot at NOW."""
    every = standings(board, EVERYTHING, NOW, RULE)
    found = grid(len(every), width, height)
    cut = pages(every, found.per_page)
    tiles = [tile(one, day(), NOW, glyphs, calm=calm) for one in cut[page]]
    feed = seen(board, NOW, RULE)
    top = head(board, feed, NOW, UTC, pages=len(cut), shown=Shown(page), glyphs=glyphs)
    return wall_lines(
        tiles, found, head=top, width=width, height=height, shift=shift, glyphs=glyphs
    )


WALL_80 = """\
 Contoso  ·  ● live · data 3s old                                ●○   09:15:04
┏━ Support ━━━━━━━━━━━━━━━━ ▲ BREACH ━┓ ╔═ Billing ══════════════════ ! WARN ═╗
┃                                     ┃ ║                                     ║
┃ ▄▀█  ▀▀▀█          █  █   █▀▀█ ▀▀▀█ ┃ ║ ▀▀▀█               █▀▀█   █  █ ▄▀█  ║
┃   █  █▀▀▀          ▀▀▀█ ▀ █  █   █▀ ┃ ║ █▀▀▀               █  █ ▀ ▀▀▀█   █  ║
┃ ▄▄█▄ █▄▄▄             █ ▀ █▄▄█   █  ┃ ║ █▄▄▄               █▄▄█ ▀    █ ▄▄█▄ ║
┃ ▲ waiting    ▲ longest · limit 1:00 ┃ ║ waiting      ! longest · limit 1:00 ║
┃                                     ┃ ║                                     ║
┃ 0/9           72%/80      4%        ┃ ║ 3/12          72%/80      4%        ║
┃ ▲ available   ! service   abandoned ┃ ║ available     ! service   abandoned ║
┃                                     ┃ ║                                     ║
┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛ ╚═════════════════════════════════════╝
┌─ Sales and new business EM… ─ · ok ─┐ ┌─ E-mail ───────────────────── · ok ─┐
│                                     │ │                                     │
│ █▀▀█               █▀▀█   █▀▀█ █▀▀█ │ │ █  █               █▀▀█   ▄▀█  ▀▀▀█ │
│ █  █               █  █ ▀ █  █ █  █ │ │ ▀▀▀█               █  █ ▀   █  █▀▀▀ │
│ █▄▄█               █▄▄█ ▀ █▄▄█ █▄▄█ │ │    █               █▄▄█ ▀ ▄▄█▄ █▄▄▄ │
│ waiting        longest · limit 1:00 │ │ waiting        longest · limit 1:00 │
│                                     │ │                                     │
│ 7/12          72%/80      4%        │ │ 2/2           72%/80      4%        │
│ available     ! service   abandoned │ │ available     ! service   abandoned │
│                                     │ │                                     │
└─────────────────────────────────────┘ └───────────────────────── ◐ 12s old ─┘
"""

WALL_80_SECOND = """\
 Contoso  ·  ● live · data 3s old                                ○●   09:15:04
┌╌ Callbacks ╌╌╌╌╌╌╌╌╌╌╌╌╌ ? NO DATA ╌┐ ┌╌ Night desk ╌╌╌╌╌╌╌╌╌╌╌╌ ? NO DATA ╌┐
┆                                     ┆ ┆                                     ┆
┆                                     ┆ ┆                                     ┆
┆ ▄▄▄▄                    ▄▄▄▄        ┆ ┆ ▄▄▄▄                           ▄▄▄▄ ┆
┆      (7)                     (4:18) ┆ ┆                                     ┆
┆ waiting        longest · limit 1:00 ┆ ┆ waiting        longest · limit 1:00 ┆
┆                                     ┆ ┆ no permission for this queue        ┆
┆                                     ┆ ┆                                     ┆
┆                                     ┆ ┆ –             72%/80      4%        ┆
┆                                     ┆ ┆ available     ! service   abandoned ┆
└╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ ○ 42s old ╌┘ └╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
┌╌ Returns ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ ? NO DATA ╌┐
┆                                     ┆
┆                                     ┆
┆ ▄▄▄▄                           ▄▄▄▄ ┆
┆                                     ┆
┆ waiting        longest · limit 1:00 ┆
┆ figures missing                     ┆
┆                                     ┆
┆ –             72%/80      4%        ┆
┆ available     ! service   abandoned ┆
└╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┘
"""


@pytest.mark.parametrize(
    ("page", "expected"), [(0, WALL_80), (1, WALL_80_SECOND)], ids=["first", "second"]
)
def test_the_wall_at_80_by_24(page: int, expected: str) -> None:
    assert text(wall(80, 24, page=page)) == expected.rstrip("\n") + "\n"


SIZES = [(80, 24), (120, 40), (200, 60), (400, 120), (40, 12), (20, 6), (10, 3), (1, 1)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("calm", [False, True])
def test_every_size_is_filled_exactly(size: tuple[int, int], glyphs: Glyphs, calm: bool) -> None:
    width, height = size
    for count, shift in product((0, 1, 4, 7), ((0, 0), (1, 1))):
        board = snapshot(*BOARD.queues[:count])
        lines = wall(width, height, board=board, glyphs=glyphs, calm=calm, shift=shift)
        assert len(lines) == height
        assert all(width_of(line) == width for line in lines)
        if glyphs is ASCII:
            assert text(lines).isascii()


def test_a_last_page_with_fewer_tiles_uses_the_room() -> None:
    board = snapshot(*(state(f"Queue {n}", reading(f"q{n}")) for n in range(9)))
    full, last = (text(wall(80, 24, board=board, page=page)).split("\n") for page in (0, 1))
    assert [n for n, line in enumerate(full) if line.startswith("└")] == [8, 15, 22]
    # The line that no tile can use parts them from the head.
    assert full[1] == ""
    assert [n for n, line in enumerate(last) if line.startswith("└")] == [11, 22]


def test_the_shift_moves_the_picture_and_cuts_nothing() -> None:
    still, moved = wall(80, 24), wall(80, 24, shift=(1, 1))
    assert text_of(moved[0]).strip() == ""
    assert [text_of(line)[1:] for line in moved[1:]] == [text_of(line)[:-1] for line in still[:-1]]
    assert text_of(still[-1]).strip() == ""


def test_no_name_of_a_person_and_nothing_of_a_customer_can_be_on_a_tile() -> None:
    # A tile is made from counts and instants alone; what else a queue carries stays away.
    known = QueueState(
        Queue("q", "Support", "Division of Jane Doe"), reading("q", waiting=1, wait=5)
    )
    assert "Jane" not in text(wall(80, 24, board=snapshot(known)))


# Head ----------------------------------------------------------------------------------------


def head_text(width: int, board: Snapshot, begun: float | None = None, **how: object) -> str:
    top = head(board, seen(board, NOW, RULE, begun), NOW, UTC, **how)  # type: ignore[arg-type]
    lines = wall_lines([], grid(1, width, 5), head=top, width=width, height=5)
    return text_of(lines[0])


DOWN = Health("down", "the network is unreachable", next_try=NOW + 12)
LATE = Health("late", "the network is slow.", next_try=NOW + 12)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (100, " Contoso  ·  ◐ late · data 3s old · the network is slow  ○●○ ⠹ 09:15:04"),
        (70, " Contoso  ·  ◐ late · data 3s old          ○●○   ⠹ 09:15:04"),
        (40, " Contoso · ◐ late ○●○ ⠹ 09:15:04"),
        (30, " ◐ late   ○●○   ⠹ 09:15:04"),
        (20, " ◐ late       ○●○"),
        (9, " ◐ late"),
        (6, "◐ la…"),
    ],
)
def test_the_head_keeps_the_state_of_the_feed_longest(width: int, expected: str) -> None:
    board = snapshot(*BOARD.queues, health=LATE)
    shown = head_text(width, board, pages=3, shown=Shown(1), mark="⠹")
    assert cells(shown) == width
    assert shown.split() == expected.split()
    assert ":" not in expected or shown.endswith("09:15:04  ")


def test_a_dead_feed_that_says_live_does_not_look_alive() -> None:
    old = snapshot(state("Q", reading("q", age=300)))
    assert "○ frozen" in head_text(100, old)
    assert "● live" in head_text(100, snapshot(state("Q", reading("q", age=3))))


def test_the_head_before_the_first_answer() -> None:
    fresh = unheard(NOW - 3, 5.0)
    assert "… starting · no data yet" in head_text(80, fresh, NOW - 3)
    assert "✕ down 1:30" in head_text(80, fresh, NOW - 90)


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Europe/Berlin", "today since 06:00 Europe/Berlin"), ("LMT", "today since 05:00 LMT")],
)
def test_the_head_says_when_today_began_and_where(zone: str, told: str) -> None:
    since = NOW - 4 * 3600 - 15 * 60 - 4
    day_ = Day(since, since + 86_400, zone)
    assert told in head_text(100, BOARD, day=day_)
    # In trouble there is something else to say.
    late = snapshot(*BOARD.queues, health=LATE)
    assert "today" not in head_text(100, late, day=day_)


# The band over a wall that is not to be believed -----------------------------------------------


@pytest.mark.parametrize(
    ("size", "rows", "digit"), [((80, 24), 1, 0), ((120, 40), 5, 3), ((200, 60), 7, 5)]
)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_the_banner_is_a_band_that_grows_with_the_wall(
    size: tuple[int, int], rows: int, digit: int, glyphs: Glyphs
) -> None:
    told = banner(snapshot(*BOARD.queues, health=DOWN), NOW, size[0], zone=UTC, glyphs=glyphs)
    assert told is not None
    lines = band_lines(told, 247.0, *size, glyphs)
    assert len(lines) == rows
    assert all(width_of(line) == size[0] for line in lines)
    drawn = text(lines)
    assert "NO NEW DATA 0:03" in drawn
    if digit:
        assert all(part.strip() in drawn for part in digits.digits("4:07", digit, glyphs))
    assert band_lines(told, None, *size, glyphs)[rows // 2][-1].text.strip() == ""


def test_pages_are_dots_or_where_they_are_many_a_number_and_a_held_one_says_so() -> None:
    assert "●○○" in head_text(80, BOARD, pages=3)
    assert "page 14/40" in head_text(80, BOARD, pages=40, shown=Shown(13))
    assert "held ○●" in head_text(80, BOARD, pages=2, shown=Shown(1, NOW, held=True))
    assert "○" not in head_text(80, BOARD, pages=1)


def test_a_wall_without_queues_says_so() -> None:
    assert "there are no queues to show" in text(wall(80, 24, board=snapshot()))


def test_a_notice_takes_the_line_kept_free_for_the_shift() -> None:
    every = standings(BOARD, EVERYTHING, NOW, RULE)
    found = grid(len(every), 80, 24)
    tiles = [tile(one, None, NOW) for one in every[: found.per_page]]
    top = head(BOARD, seen(BOARD, NOW, RULE), NOW, UTC)
    how = {"head": top, "width": 80, "height": 24}
    usual = wall_lines(tiles, found, **how)  # type: ignore[arg-type]
    notice = (Segment("Too small for 20 m", "warning"),)
    told = wall_lines(tiles, found, shift=(1, 1), notice=notice, **how)  # type: ignore[arg-type]
    assert told[:-1] == usual[:-1]
    assert text_of(told[-1]) == " Too small for 20 m".ljust(80)


# Night ---------------------------------------------------------------------------------------


def night(width: int = 80, height: int = 24, **how: object) -> tuple[Segments, ...]:
    wanted: dict[str, object] = {"opening": NOW + 3600, "alive": True, "data_age": 4.0}
    return night_lines(now=NOW, width=width, height=height, zone=UTC, **(wanted | how))  # type: ignore[arg-type]


def test_the_night_page_has_a_clock_the_opening_and_a_proof_of_life() -> None:
    drawn = text(night(title="Contoso"))
    assert all(line.strip() in drawn for line in digits.digits("09:15", 7))
    assert "Contoso" in drawn
    assert "Opens at 10:15, in 1h 00m" in drawn
    assert "● collecting · last data 4s ago" in drawn


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (None, "Closed"),
        (NOW - 1, "Opens at 09:15"),
        (NOW + 20 * 3600, "Opens tomorrow at 05:15, in 20h"),
        (NOW + 4 * 86_400, "Opens on Friday at 09:15"),
        (NOW + 40 * 86_400, "Opens on Saturday, 2027-01-02, at 09:15"),
        (1e18, "Closed"),
    ],
)
def test_the_next_opening_in_words(opening: float | None, expected: str) -> None:
    lines = [text_of(line).strip() for line in night(opening=opening)]
    assert expected in lines


def test_a_collector_that_does_not_live_is_no_calm_page() -> None:
    lines = night(alive=False, data_age=812.0, reason="the network is unreachable.")
    assert "✕ not collecting · no data for 13:32 · the network is unreachable" in text(lines)
    assert "unknown" in {segment.tone for line in lines for segment in line}
    assert "collecting · last" not in text(lines)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_the_night_page_fills_every_size_exactly(size: tuple[int, int], glyphs: Glyphs) -> None:
    for alive, title in product((True, False), ("", "Contoso")):
        lines = night(*size, alive=alive, title=title, glyphs=glyphs, reason="why", shift=(1, 1))
        assert len(lines) == size[1]
        assert all(width_of(line) == size[0] for line in lines)
        if glyphs is ASCII:
            assert text(lines).isascii()


def test_a_queue_that_never_answered_is_on_the_wall_too() -> None:
    every: tuple[Standing, ...] = standings(BOARD, EVERYTHING, NOW, RULE)
    drawn = text(wall(80, 24)) + text(wall(80, 24, page=1))
    assert all(one.label[:10] in drawn for one in every)
