"""The wall: what stands on it, which page it is, and that it always tells the truth."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.strip import Strip

from queuetui.domain.opened import Opened, Told
from queuetui.domain.people import Agent, Agents
from queuetui.domain.readings import AgentCounts, Queue
from queuetui.domain.settings import LooksSettings, Settings
from queuetui.domain.snapshot import Health
from queuetui.domain.themes import ThemeName
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.ui.themes import schemes
from queuetui.view import digits
from queuetui.view.glyphs import ASCII
from tests.clocks import ManualClock
from tests.ui.conftest import BREACH, NOW, FakeFeed
from tests.ui.walls import (
    BREACH_WALL,
    CALM_WALL,
    OFF,
    MakeWall,
    colours,
    drawn,
    head,
    many,
    seconds,
    wall_maker,
)

SIZES = [(80, 24), (120, 40), (200, 60), (400, 120)]


@pytest.fixture
def make_wall(feed: FakeFeed, clock: ManualClock, tmp_path: Path) -> MakeWall:
    return wall_maker(feed, clock, tmp_path)


def shows(text: str, figure: str, height: int) -> bool:
    """Whether a figure stands there in block digits."""
    return all(part.strip() in text for part in digits.digits(figure, height))


# What stands on it.


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 9, 40])
async def test_every_queue_is_on_some_page_and_every_page_fills_the_screen(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock, size: tuple[int, int], count: int
) -> None:
    app = make_wall()
    async with app.run_test(size=size) as pilot:
        feed.send(many(count))
        await pilot.pause()
        found: set[str] = set()
        for _ in range(20):
            text = drawn(app)
            assert head(app).strip().startswith("Acme Insurance  ·  ● live")
            assert "waiting" in text
            found |= {f"Queue {n:02}" for n in range(count) if f"Queue {n:02} " in text}
            if len(found) == count:
                break
            await pilot.press("n")
            await pilot.pause()
        assert len(found) == count


async def test_it_follows_the_size_of_the_terminal(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4, 2))
        await pilot.pause()
        assert shows(drawn(app), "1:28", 3)
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
        assert shows(drawn(app), "1:28", 10)
        assert len(drawn(app).split("\n")) == 60
        await pilot.resize_terminal(20, 6)
        await pilot.pause()
        assert "●" in drawn(app)


async def test_severities_are_told_by_the_text_alone(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM_WALL)
        await pilot.pause()
        calm = drawn(app)
        assert calm.count("· ok") == 12
        assert "BREACH" not in calm
        feed.send(BREACH_WALL)
        await pilot.pause()
        breach = drawn(app)
        assert breach.count("▲ BREACH") == 3
        assert breach.count("! WARN") == 2
        assert breach.count("? NO DATA") == 2
        assert "» NEW" in breach
        assert "today since 07:00 Europe/Berlin" in breach


async def test_it_needs_no_sign_beyond_ascii(make_wall: MakeWall, feed: FakeFeed) -> None:
    app = make_wall(glyphs=ASCII)
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH_WALL)
        await pilot.pause()
        assert drawn(app).isascii()
        assert "# BREACH" in drawn(app)


async def test_a_breach_is_filled_with_its_colour(make_wall: MakeWall, feed: FakeFeed) -> None:
    red = schemes()["night"].tones["critical"].ground
    app = make_wall(Settings(looks=LooksSettings("night")))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        assert red not in colours(app)
        feed.send(many(4, 0))
        await pilot.pause()
        strips = app.screen._compositor.render_strips(app.size)
        filled = sum(
            piece.cell_length
            for strip in strips
            for piece in strip
            if piece.style and piece.style.bgcolor and piece.style.bgcolor.triplet
            if piece.style.bgcolor.triplet.hex == red
        )
        # All of one tile of four, but for the white ground of the mark that says that it is new.
        assert filled == 39 * 11 - len("» NEW ")


@pytest.mark.parametrize("theme", ["plain", "night"])
async def test_words_may_be_slanted_or_underlined_but_no_digit_and_no_frame(
    make_wall: MakeWall, feed: FakeFeed, theme: ThemeName
) -> None:
    app = make_wall(Settings(looks=LooksSettings(theme)))
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH_WALL)
        await pilot.pause()
        slanted = shapes = 0
        for strip in app.screen._compositor.render_strips(app.size):
            for piece in strip:
                falls_apart = bool(piece.style and (piece.style.italic or piece.style.underline))
                slanted += falls_apart
                shapes += bool(set(piece.text) & set("█▀▄║═╌┆"))
                assert not (falls_apart and set(piece.text) & set("█▀▄║═╌┆"))
        assert slanted
        assert shapes


async def test_before_the_first_figures_it_says_so(make_wall: MakeWall) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "… starting" in drawn(app)
        assert "asking for the first figures" in drawn(app)


async def test_a_calm_wall_has_neither_counts_nor_waits_nor_motion(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall(Settings(looks=LooksSettings(calm=True)))
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(CALM_WALL)
        await pilot.pause()
        feed.send(BREACH_WALL)
        await pilot.pause()
        top = head(app)
        tiles = drawn(app).replace(top, "").split("\n")
        assert "▲ BREACH" in "\n".join(tiles)
        assert "NEW" not in "\n".join(tiles)
        assert "waiting" not in "\n".join(tiles)
        figures = [word for word in " ".join(tiles).split() if word[0].isdigit()]
        assert figures == ["14s", "95s"]
        assert top.endswith("  11:06:40")
        assert "today" not in top
        assert not set(top) & set("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")


# Nothing personal.

MARKS = ("Zwetschge", "Quittenbaum", "+49 171 5550123", "Mispelskill", "Holunder")


async def test_no_person_is_on_the_wall(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    """Not even of the queue that is open on the board, of which agents and skills are known."""
    agent = Agent("a1", MARKS[0], "INTERACTING", NOW - 9, MARKS[1], "ON_QUEUE", NOW - 99, True)
    waiting = Waiting("voice", NOW - 90, 5, (MARKS[3], MARKS[2]))
    opened = Opened(
        "queue-00",
        agents=Told(Agents("queue-00", NOW, (agent,), source="activity"), tried=True),
        waiting=Told(WaitingList("queue-00", NOW, (waiting,), 1), problem=MARKS[4], tried=True),
    )
    states = many(9, 0, 4).queues
    assert states[0].reading is not None
    counts = AgentCounts(
        on_queue=3, available=0, routing_statuses={MARKS[0]: 1}, presences={MARKS[1]: 2}
    )
    first = replace(
        states[0],
        queue=Queue("queue-00", "Queue 00", division=MARKS[4]),
        reading=replace(states[0].reading, agents=counts),
    )
    snapshot = replace(many(9, 0, 4), queues=(first, *states[1:]), opened=opened)
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(snapshot)
        await pilot.press("w")
        await pilot.press("enter")
        assert any(mark in drawn(app) for mark in MARKS)
        await pilot.press("w")
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for _ in range(3):
                text = drawn(app)
                assert "Queue 0" in text
                assert not [mark for mark in MARKS if mark in text]
                await pilot.press("n")
                await pilot.pause()


async def test_nothing_is_asked_about_people_while_the_wall_is_in_front(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH)
        await pilot.press("w", "enter")
        (first,) = feed.opened
        assert first == "e-mail-service"
        await pilot.press("w")
        assert feed.opened == [first, None]
        await pilot.press("w")
        assert feed.opened == [first, None, first]


# Truth.


@pytest.mark.parametrize(
    ("health", "age"),
    [(None, 42), (replace(OFF, state="frozen"), 3), (OFF, 3), (OFF, 42)],
    ids=["silent", "frozen", "down at once", "down"],
)
async def test_a_wall_that_is_not_believed_shows_no_figure_and_no_green(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock, health: Health | None, age: int
) -> None:
    app = make_wall(Settings(looks=LooksSettings("night")))
    green = schemes()["night"].tones["ok"].color
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(BREACH_WALL)
        await pilot.pause()
        assert green in colours(app)
        clock.advance(age)
        if health is not None:
            feed.send(replace(BREACH_WALL, health=health))
        app.tick()
        await pilot.pause()
        text = drawn(app)
        top = text.split("\n")[:5]
        assert any(word in line for line in top for word in ("DATA FROZEN", "NO NEW DATA"))
        assert shows("\n".join(top), f"0:{age:02}", 3)
        assert text.count("? NO DATA") == 12
        assert not [word for word in ("BREACH", "WARN", "ok") if f" {word} " in text]
        assert "%" not in text
        assert not shows("\n".join(text.split("\n")[5:]), "4:07", 3)
        assert "(4:07)" in text
        assert green not in colours(app)
        # New figures end it by themselves.
        fresh = replace(many(12, at=clock.now()), sequence=99)
        feed.send(fresh)
        await pilot.pause()
        assert head(app).strip().startswith("Acme Insurance  ·  ● live")
        assert green in colours(app)


async def test_a_feed_that_dies_in_silence_freezes_the_wall_by_the_clock_alone(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.pause()
        states = []
        for second in range(6, 49, 6):
            seconds(app, clock, 6)
            await pilot.pause()
            states.append(drawn(app).split("·")[1].strip())
            assert ("DATA FROZEN" in head(app)) == (second > 30)
        assert states[:3] == ["● live", "◐ late", "◐ late"]


async def test_figures_on_the_wall_are_proof_of_life_too(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        marks = []
        for number in range(4):
            feed.send(many(4, at=NOW + number))
            await pilot.pause()
            seconds(app, clock, 1)
            await pilot.pause()
            seconds(app, clock, 0)
            await pilot.pause()
            assert app._proof.frame_after == number + 1
            marks.append(head(app).split()[-2])
        assert len(set(marks)) == 4


async def test_what_stands_still_is_not_painted_again(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_wall()
    async with app.run_test(size=(120, 40)) as pilot:
        feed.send(many(12, 3))
        await pilot.pause()
        painted: list[int] = []
        usual = app.wall._tiles.render_line

        def render_line(y: int) -> Strip:
            painted.append(y)
            return usual(y)

        monkeypatch.setattr(app.wall._tiles, "render_line", render_line)
        seconds(app, clock, 1)
        await pilot.pause()
        # The clock and the age of the data, and three lines of digits for the one who waits.
        assert len(painted) == len(set(painted)) == 4


async def test_pausing_and_filtering_the_board_do_not_reach_the_wall(
    make_wall: MakeWall, feed: FakeFeed, clock: ManualClock
) -> None:
    app = make_wall()
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.press("w", "slash", *"01", "enter", "space")
        feed.send(many(4, 2))
        await pilot.pause()
        assert "BREACH" not in drawn(app).replace("0 BREACH", "").replace("BREACH IN", "")
        await pilot.press("w")
        await pilot.pause()
        text = drawn(app)
        assert all(f"Queue {n:02}" in text for n in range(4))
        assert "▲ BREACH" in text


async def test_a_theme_chosen_on_the_board_is_that_of_the_wall(
    make_wall: MakeWall, feed: FakeFeed
) -> None:
    app = make_wall(Settings(looks=LooksSettings("night")))
    async with app.run_test(size=(80, 24)) as pilot:
        feed.send(many(4))
        await pilot.press("w")
        app.use_theme("day")
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        assert schemes()["day"].tones["ok"].color in colours(app)
        assert schemes()["night"].tones["ok"].color not in colours(app)
        await pilot.press("t")
        await pilot.pause()
        assert "theme: contrast" in drawn(app).split("\n")[-1]
        assert schemes()["contrast"].tones["ok"].color in colours(app)
