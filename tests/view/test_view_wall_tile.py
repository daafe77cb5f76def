"""A tile of the wall: what it says, and that its severity can be told from its text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.limits import SEVERITIES, Severity
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.today import MediaToday, ServiceLevel, Today
from queuetui.view import digits
from queuetui.view.glyphs import ASCII, SEVERITY_WORD, UNICODE, Glyphs
from queuetui.view.segments import Segments, text_of, width_of
from queuetui.view.wall_drawing import tile_lines
from queuetui.view.wall_layout import PLAIN, Grid
from queuetui.view.wall_tile import Tile, tile
from tests.view.samples import NOW, reading, standing, state

SUPPORT = standing(
    state("Support", reading("support", waiting=12, wait=247, available=0, on_queue=9, age=3))
)
CALLBACKS = standing(state("Callbacks", reading("callbacks", waiting=7, wait=300, age=42)))
E_MAIL = standing(state("E-mail", reading("e-mail", waiting=4, wait=12, available=2, age=12)))


def day(
    *, share: float | None = 0.72, target: float | None = 0.8, abandoned: int = 9, age: float = 20
) -> Today:
    """Today's figures of 200 offered, asked ``age`` seconds before NOW."""
    level = ServiceLevel(0, 0, target) if share is None else ServiceLevel(share * 100, 100, target)
    voice = MediaToday(offered=200, answered=180, abandoned=abandoned, service=level)
    return Today("support", NOW - age, NOW - 30_000, {"voice": voice})


def text(lines: tuple[Segments, ...]) -> str:
    return "\n".join(text_of(line).rstrip() for line in lines)


def test_a_tile_has_at_most_five_figures_each_beside_its_target() -> None:
    found = tile(SUPPORT, day(), NOW)
    assert (found.waiting, found.waiting_limit) == ("12", "limit 10")
    assert (found.longest, found.limit) == ("4:07", "limit 1:00")
    assert found.small == (
        ("available", "0/9", "critical"),
        ("service", "72%/80", "warning"),
        ("abandoned", "4%", "plain"),
    )
    assert 2 + len(found.small) == 5


@pytest.mark.parametrize(
    ("today", "service"),
    [
        (None, None),
        (day(share=0.8), ("service", "80%/80", "plain")),
        (day(share=0.7999), ("service", "79%/80", "warning")),
        (day(share=0.57), ("service", "57%/80", "warning")),
        (day(share=0.9, target=None), ("service", "90%", "plain")),
        (day(share=None), ("service", "no traffic", "dim")),
        (Today("q", NOW, NOW - 9, {}), ("service", "no traffic", "dim")),
        (Today("q", NOW, NOW - 9, {"voice": MediaToday(offered=3)}), ("service", "–", "unknown")),
        (day(share=0.7, age=121), ("service", "70%/80", "late")),
        (day(share=0.9, age=241), ("service", "–", "unknown")),
    ],
)
def test_the_service_level_of_the_day(
    today: Today | None, service: tuple[str, str, str] | None
) -> None:
    small = {one[0]: one for one in tile(SUPPORT, today, NOW).small}
    assert small.get("service") == service


def test_where_people_wait_in_several_media_the_pressing_one_is_named_with_its_own_limit() -> None:
    both = Reading(
        "q",
        NOW,
        {
            "voice": MediaReading(waiting=2, oldest_since=NOW - 25),
            "email": MediaReading(waiting=9, oldest_since=NOW - 7200),
        },
        AgentCounts(on_queue=9, available=3),
    )
    goals = {"voice": Goal(0.8, 20.0), "email": Goal(0.9, 86_400.0)}
    mixed = standing(QueueState(Queue("q", "Mixed", goals=goals), both))
    found = tile(mixed, None, NOW)
    assert (found.longest_title, found.longest, found.limit) == (
        "longest voice",
        "0:25",
        "limit 0:20",
    )
    wide = text(tile_lines(found, Grid(1, 1, 1, 3, 60, 9)))
    assert "▲ longest voice · limit 0:20" in wide
    # In the narrowest tile the limit stays longer than the name.
    assert "waiting    ▲ longest · limit 0:20" in text(tile_lines(found, Grid(1, 1, 1, 3, 39, 7)))
    assert tile(SUPPORT, None, NOW).longest_title == "longest"


def test_a_frozen_queue_has_no_figure_but_its_last_ones_small_beside() -> None:
    found = tile(CALLBACKS, day(), NOW)
    assert (found.waiting, found.longest) == ("–", "–")
    assert {value for _, value, _ in found.small} == {"–"}
    assert (found.last_waiting, found.last_longest) == ("7", "4:18")
    # Its age says why.
    assert found.problem == ""
    for size in (PLAIN, 3, 7):
        lines = tile_lines(found, Grid(1, 1, 1, size, 79, 22))
        assert "(7)" in text(lines)
        assert "(4:18)" in text(lines)
        assert "○ 42s old" in text(lines)
        assert not {segment.tone for line in lines for segment in line} & {"ok", "critical"}


def test_late_figures_say_how_late_and_have_no_other_tone() -> None:
    lines = tile_lines(tile(E_MAIL, None, NOW), Grid(1, 1, 1, 3, 39, 9))
    assert "◐ 12s old" in text(lines)
    assert "ok" not in {segment.tone for line in lines for segment in line}
    late_breach = standing(state("Late", reading("late", waiting=40, wait=300, age=12)))
    assert tile(late_breach, None, NOW).waiting_tone == "late"


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_a_new_breach_is_marked(glyphs: Glyphs) -> None:
    whole = Grid(1, 1, 1, 3, 39, 9)
    assert f"{glyphs.fresh} NEW" in text(
        tile_lines(tile(SUPPORT, None, NOW, glyphs, fresh=True), whole, glyphs)
    )
    assert "NEW" not in text(tile_lines(tile(SUPPORT, None, NOW, glyphs), whole, glyphs))
    # Only a breach can be new, and a calm wall says nothing more than that it is one.
    assert not tile(E_MAIL, None, NOW, fresh=True).fresh
    assert not tile(SUPPORT, None, NOW, calm=True, fresh=True).fresh


def test_where_nobody_waits_the_figures_are_quiet() -> None:
    quiet = standing(state("Quiet", reading("quiet", waiting=0)))
    for queue, tone in ((quiet, "dim"), (SUPPORT, "critical")):
        found = tile(queue, None, NOW)
        assert (found.waiting_tone, found.longest_tone) == (tone, tone)
    short = tile(standing(state("Short", reading("short", waiting=1, wait=5))), None, NOW)
    assert (short.waiting_tone, short.longest_tone) == ("plain", "plain")


@pytest.mark.parametrize("calm", [False, True])
def test_a_breach_fills_all_of_its_tile(calm: bool) -> None:
    """So that it is seen before it is read."""
    whole = Grid(1, 1, 1, 3, 39, 9)
    tones = {
        segment.tone
        for line in tile_lines(tile(SUPPORT, day(), NOW, calm=calm, fresh=True), whole)
        for segment in line
    }
    assert tones == ({"critical"} if calm else {"critical", "fresh"})
    warned = standing(state("Warned", reading("warned", waiting=6, wait=5)))
    others = {s.tone for line in tile_lines(tile(warned, day(), NOW), whole) for s in line}
    assert {"warning", "dim", "plain", "strong"} <= others


def test_shapes_and_words_are_never_in_one_segment() -> None:
    """The screen slants and underlines words, but no block digit and no frame."""
    warned = standing(state("Warned", reading("warned", waiting=6, wait=5)))
    for line in tile_lines(tile(warned, day(), NOW), Grid(1, 1, 1, 3, 39, 9)):
        for segment in line:
            shapes = set(segment.text) & set("█▀▄═║╔╗╚╝")
            assert not shapes or not any(sign.isalnum() for sign in segment.text)


def of_severity(severity: Severity, *, calm: bool = False) -> Tile:
    return Tile(
        "Queue",
        severity,
        SEVERITY_WORD[severity],
        *(("", "", "") if calm else ("3", "0:41", "limit 1:00")),
        calm=calm,
    )


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", [(20, 5), (39, 7), (65, 19)])
@pytest.mark.parametrize("calm", [False, True])
def test_severities_are_told_by_sign_word_and_frame(
    size: tuple[int, int], glyphs: Glyphs, calm: bool
) -> None:
    shape = Grid(1, 1, 1, PLAIN if size[1] < 7 else 3, *size)
    frames = {}
    for severity in SEVERITIES:
        lines = text(tile_lines(of_severity(severity, calm=calm), shape, glyphs)).split("\n")
        assert f"{glyphs.severity(severity)} {SEVERITY_WORD[severity]}" in lines[0]
        frames[severity] = (lines[0][:1], lines[-1][5:6], lines[2][:1])
    assert len(set(frames.values())) == len(SEVERITIES)
    assert frames["critical"] in {("┏", "━", "┃"), ("*", "*", "*")}


def test_calm_shows_the_breach_and_no_figure() -> None:
    busy = standing(
        state("Busy", reading("busy", waiting=128, wait=4400, available=0, on_queue=19))
    )
    found = tile(busy, day(), NOW, calm=True)
    assert (found.waiting, found.longest, found.limit, found.small) == ("", "", "", ())
    for size in ((39, 11), (79, 22), (20, 5)):
        drawn = text(tile_lines(found, Grid(1, 1, 1, 3, *size)))
        assert "BREACH" in drawn
        assert not set(drawn) & set("0123456789")
        assert "waiting" not in drawn
    sign = digits.digits("▲", 7)
    assert all(line.strip() in text(tile_lines(found, Grid(1, 1, 1, 3, 39, 11))) for line in sign)


@pytest.mark.parametrize(
    ("waiting", "wait", "drawn", "rest"),
    [
        (12, 4400.0, ("12", "1h13"), ""),
        (12, 200_000.0, ("12", "2d 7h"), ""),
        # Two figures must not look like one.
        (128, 3599.0, ("128", "59m"), ""),
        (128, 4400.0, ("128", "1h"), " 13m"),
        (128, 200_000.0, ("128", "2d"), " 7h"),
        (128, 12_840.0, ("128", "3h"), " 34m"),
        (128, 247.0, ("128", "4:07"), ""),
    ],
)
def test_what_is_too_wide_is_written_shorter_and_never_cut(
    waiting: int, wait: float, drawn: tuple[str, str], rest: str
) -> None:
    """Of a long wait the minutes stand small beside the hours."""
    busy = standing(state("Busy", reading("busy", waiting=waiting, wait=wait)))
    lines = [text_of(line) for line in tile_lines(tile(busy, None, NOW), Grid(2, 3, 6, 3, 39, 7))]
    left, right = (digits.digits(figure, 3) for figure in drawn)
    for n in range(3):
        inside = lines[1 + n][2:-2]
        end = right[n] + (rest if n == 2 else " " * len(rest))
        assert inside.startswith(left[n])
        assert inside.endswith(end)
        assert inside[len(left[n]) : -len(end)] == " " * (35 - len(left[n] + end))
    widths = [digits.width(figure, 3) for figure in drawn]
    assert 35 - sum(widths) - len(rest) >= 3


def test_where_one_small_figure_would_stand_alone_each_stands_over_its_title() -> None:
    found = tile(SUPPORT, day(), NOW)
    below = text(tile_lines(found, Grid(1, 1, 1, 3, 39, 9))).split("\n")[-3:-1]
    assert below[0].split() == ["┃", "0/9", "72%/80", "4%", "┃"]
    assert below[1].split() == ["┃", "▲", "available", "!", "service", "abandoned", "┃"]
    # A sign moves no column.
    well = text(tile_lines(tile(E_MAIL, day(share=0.9), NOW), Grid(1, 1, 1, 3, 39, 9))).split("\n")
    assert [below[0].index(part) for part in ("72%", "4%")] == [
        well[-3].index(part) for part in ("90%", "4%")
    ]
    # Nor does a figure that a queue has not got.
    few = day()
    calls = replace(few.media["voice"], abandoned=None)
    mail = text(
        tile_lines(
            tile(SUPPORT, replace(few, media={"voice": calls}), NOW), Grid(1, 1, 1, 3, 39, 9)
        )
    ).split("\n")
    assert mail[-3].split() == ["┃", "0/9", "72%/80", "┃"]
    assert mail[-3].index("72%") == below[0].index("72%")
    # In one line they stay running text, as they do where there is but one.
    for shape in (Grid(1, 1, 1, 3, 65, 9), Grid(1, 1, 1, 3, 39, 7)):
        assert "available 0/9 · ! service 72%/80" in text(tile_lines(found, shape))


def test_a_figure_without_a_block_shape_is_written_plainly() -> None:
    many = standing(state("Many", reading("many", waiting=123_456, wait=5)))
    assert "123k" in text(tile_lines(tile(many, None, NOW), Grid(1, 1, 1, 7, 79, 22)))


def test_small_figures_stand_in_block_digits_where_there_is_room() -> None:
    lines = text(tile_lines(tile(SUPPORT, day(), NOW), Grid(1, 1, 1, 7, 79, 22)))
    for value in ("0/9", "72%/80", "4%"):
        assert all(part.strip() in lines for part in digits.digits(value, 3))
    quiet = text(tile_lines(tile(SUPPORT, day(share=None), NOW), Grid(1, 1, 1, 7, 79, 22)))
    assert "no traffic" in quiet


@pytest.mark.parametrize("stacked", [False, True])
def test_digits_do_not_move_while_a_wait_grows(stacked: bool) -> None:
    shape = Grid(1, 1, 1, 5, 65, 19, stacked=stacked)
    places = set()
    for wait in range(3, 599, 7):
        one = standing(state("Q", reading("q", waiting=3, wait=float(wait))))
        lines = [text_of(line) for line in tile_lines(tile(one, None, NOW), shape)]
        places.add(
            tuple((n, line.index("waiting")) for n, line in enumerate(lines) if "waiting" in line)
        )
    # The sign of a breach moves the word, not the digits.
    assert len(places) == 1


TEXT = st.text(max_size=40)


@given(
    made=st.builds(
        Tile,
        label=TEXT,
        severity=st.sampled_from(SEVERITIES),
        severity_word=st.sampled_from(sorted(SEVERITY_WORD.values())),
        waiting=st.sampled_from(["0", "7", "9999", "12k", "–", ""]),
        longest=st.sampled_from(["0:00", "59:59", "9h 59m", "2d 3h", ">999d", "–", ""]),
        limit=st.sampled_from(["", "limit 9h 59m"]),
        small=st.sampled_from(
            [(), (("available", "100/999", "critical"),) * 3, (("service", "no traffic", "dim"),)]
        ),
        last_waiting=st.sampled_from(["", "9999"]),
        last_longest=st.sampled_from(["", "9h 59m"]),
        old=st.sampled_from(["", "42s old"]),
        problem=TEXT,
        fresh=st.booleans(),
        calm=st.booleans(),
    ),
    shape=st.builds(
        Grid,
        st.just(1),
        st.just(1),
        st.just(1),
        st.sampled_from((PLAIN, *digits.SIZES)),
        st.integers(1, 120),
        st.integers(1, 40),
        st.booleans(),
    ),
    glyphs=st.sampled_from([UNICODE, ASCII]),
)
def test_any_tile_fills_its_place_exactly(made: Tile, shape: Grid, glyphs: Glyphs) -> None:
    lines = tile_lines(made, shape, glyphs)
    assert len(lines) == shape.tile_height
    assert all(width_of(line) == shape.tile_width for line in lines)
