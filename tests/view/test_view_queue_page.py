"""The page of an opened queue: how it is laid out, and that pictures are drawn for new data only."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from queuetui.domain.history import Point
from queuetui.domain.opened import Opened, Told
from queuetui.domain.readings import MediaReading
from queuetui.view.formats import cells
from queuetui.view.glyphs import ASCII
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_plots import Memo, day_plot, hour_plot
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of, width_of
from tests.view.queue_samples import (
    DAY,
    ID,
    NAMES,
    busy,
    frozen,
    half_hours,
    opened,
    points,
    queue,
    reading,
    refused,
    untold,
    well,
)
from tests.view.samples import NOW, standing

SIZES = {(76, 19): 1, (116, 34): 2, (196, 54): 3, (396, 112): 4}
"""The room for the page in terminals of 80×24, 120×40, 200×60 and 400×120, and its columns."""
PARTS = (
    "MEDIA", "AGENTS", "WAITING LIST", "TODAY", "WAITING, LAST HOUR", "LONGEST, LAST HOUR",
    "AVAILABLE, LAST HOUR", "HALF HOURS",
)  # fmt: skip


def text(scene: Scene, width: int, height: int) -> str:
    return "\n".join(text_of(line).rstrip() for line in queue_page(scene, width, height))


def place(shown: str, part: str) -> tuple[int, int]:
    """Line and column of a part's title."""
    for number, line in enumerate(shown.splitlines()):
        found = re.search(rf"(^|   ){part} ", line)
        if found:
            return number, found.end() - len(part) - 1
    raise AssertionError(part)


@pytest.mark.parametrize("size", SIZES)
def test_every_part_is_on_the_page_in_its_column(size: tuple[int, int]) -> None:
    shown = text(busy(), *size)
    starts = {place(shown, part)[1] for part in ("MEDIA", "AGENTS", "WAITING LIST", "TODAY")}
    if SIZES[size] > 2:
        starts.add(place(shown, "WAITING, LAST HOUR")[1])
    assert len(starts) == SIZES[size]
    for part in PARTS:
        assert place(shown, part)


def test_on_a_small_screen_the_most_important_comes_first() -> None:
    shown = text(busy(), 76, 19)
    lines = [place(shown, part)[0] for part in PARTS]
    assert lines[:5] == sorted(lines[:5])
    in_sight = shown.splitlines()[:19]
    assert in_sight[0].startswith("▲ BREACH  Claims Motor")
    assert "3:47 over the goal of 0:20" in in_sight[1]
    assert any(line.startswith("voice ") for line in in_sight)
    assert any("2 NOT RESPONDING" in line for line in in_sight)


@pytest.mark.parametrize("size", [(196, 54), (396, 112)])
def test_a_large_screen_shows_all_of_it_without_scrolling(size: tuple[int, int]) -> None:
    for scene in (busy(), well(), frozen(), untold(), refused()):
        assert len(queue_page(scene, *size)) <= size[1]


def test_a_middling_screen_shows_what_matters_without_scrolling() -> None:
    in_sight = text(busy(), 116, 34).splitlines()[:34]
    for part in ("MEDIA", "WAITING, LAST HOUR", "LONGEST, LAST HOUR", "TODAY", "AGENTS"):
        assert any(part in line for line in in_sight), part
    assert all(any(name.split()[0] in line for line in in_sight) for name in NAMES)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(12, 420),
    st.integers(1, 130),
    st.sampled_from([busy(40), well(), frozen(), untold(), refused()]),
    st.booleans(),
    st.booleans(),
)
def test_no_line_is_wider_than_the_page(
    width: int, height: int, scene: Scene, calm: bool, ascii_only: bool
) -> None:
    shown = replace(scene, calm=calm, glyphs=ASCII if ascii_only else scene.glyphs)
    for line in queue_page(shown, width, height):
        assert cells(text_of(line)) <= width
        assert text_of(line).isprintable()


@pytest.mark.parametrize("size", SIZES)
def test_severity_can_be_read_without_colours(size: tuple[int, int]) -> None:
    breach, calm, none = (text(scene, *size) for scene in (busy(), well(), frozen()))
    assert "BREACH" in breach
    assert breach.count("▲") > 4
    assert "▲" not in calm.replace("▲4:07", "")
    assert "NO DATA" in none
    assert "▲" not in none


@pytest.mark.parametrize("size", SIZES)
def test_a_frozen_page_has_no_colour_of_a_severity_but_for_past_times(
    size: tuple[int, int],
) -> None:
    shown = replace(frozen(), points=(), opened=Opened(ID))
    tones = {segment.tone for line in queue_page(shown, *size) for segment in line}
    assert not tones & {"critical", "warning", "ok", "late"}
    for line in queue_page(frozen(), *size):
        for segment in line:
            assert segment.tone not in {"critical", "warning", "ok", "late"}, segment


@pytest.mark.parametrize("size", SIZES)
def test_a_frozen_page_stands_still_but_for_its_age(size: tuple[int, int]) -> None:
    one = text(frozen(60), *size).splitlines()
    two = text(frozen(61), *size).splitlines()
    ages = re.compile(r"frozen \d+\w|data +\d+\w old|for \d+\w")
    assert [ages.sub("", line) for line in one] == [ages.sub("", line) for line in two]


def test_a_page_that_was_refused_one_answer_tells_the_others() -> None:
    shown = text(refused(), 196, 54)
    assert "routing:queueMember:view is missing" in shown
    assert "analytics:queueObservation:view is missing" in shown
    assert "offered" in shown


def test_a_calm_page_draws_no_waiting() -> None:
    for size in SIZES:
        shown = text(replace(busy(), calm=True), *size)
        for word in ("WAITING", "LONGEST", "4:07", "17 "):
            assert word not in shown, (size, word)
        assert "AVAILABLE, LAST HOUR" in shown


def test_where_the_figures_come_from() -> None:
    last = text(busy(), 116, 34).splitlines()[-1]
    assert last == "figures of 09:15:01 · division Home · id 7f3a"
    renamed = replace(busy(), standing=replace(busy().standing, label="Motor"))
    assert " · name Claims Motor · " in text(renamed, 116, 34).splitlines()[-1]


# Pictures.


def test_only_new_data_or_time_enough_for_a_cell_draws_a_picture_anew() -> None:
    scene, memo = busy(60), Memo()
    queue_page(scene, 116, 34, memo)
    assert memo.made == 4
    # A cell of the narrower plots is more than two minutes wide.
    for second in range(20):
        queue_page(replace(scene, now=NOW + second / 10), 116, 34, memo)
    assert memo.made == 4
    queue_page(replace(scene, points=points()), 116, 34, memo)
    assert memo.made == 7
    queue_page(replace(scene, now=NOW + 180), 116, 34, memo)
    assert memo.made == 10
    queue_page(replace(scene, now=NOW + 180), 120, 34, memo)
    assert memo.made == 14
    day = replace(opened(60), day=Told(half_hours(), tried=True))
    queue_page(replace(scene, now=NOW + 180, opened=day), 120, 34, memo)
    assert memo.made == 15


def dots(scene: Scene, name: str = "waiting") -> list[str]:
    return [text_of(line) for line in hour_plot(scene, name, 65, 9, Memo())]


def right_end(lines: list[str]) -> int:
    """Blank cells at the right of a picture."""
    return min(len(line) - len(line.rstrip(" ⠂⠄⠁⡀")) for line in lines[1:-2])


def test_nothing_is_drawn_for_a_time_that_brought_no_data() -> None:
    scene = busy()
    none = replace(scene, standing=standing(queue(None)))
    now, later = dots(none), dots(replace(none, now=NOW + 600))
    assert right_end(now) <= 1
    # Ten minutes of sixty on sixty cells.
    assert right_end(later) - right_end(now) == 10


def test_a_plot_names_its_limit_and_has_axes() -> None:
    waits = dots(busy())
    assert waits[0].startswith("WAITING, LAST HOUR ─")
    assert waits[0].endswith(" limit 10")
    assert any(line.startswith("  10╡") for line in waits)
    assert "08:30" in waits[-1]
    longest = dots(busy(), "longest")
    assert longest[0].endswith(" limit 0:20")
    assert any(line.startswith("  0:20╡") for line in longest)
    assert "╡" not in "".join(dots(busy(), "available"))


def test_without_a_past_there_is_no_picture() -> None:
    lines = dots(replace(busy(), points=()))
    assert lines[1] == "no history yet"
    unknown = tuple(Point(NOW - n, None, None, None) for n in range(60, 0, -5))
    assert not re.search("[⣀-⣿]", "".join(dots(replace(untold(), points=unknown))[1:]))


def test_the_half_hours_of_the_day() -> None:
    lines = [text_of(line) for line in day_plot(busy(), 62, 10, Memo())]
    assert lines[0].startswith("HALF HOURS ─")
    assert "09:00" in lines[-2]
    assert lines[-1].rstrip() == "⠉⠉ offered   ⣿⣿ answered   ⢕⢕ abandoned"
    assert len(lines) == 10
    narrow = [text_of(line) for line in day_plot(busy(), 30, 8, Memo())]
    assert narrow[-1].rstrip() == "⠉offered ⣿answered ⢕abandoned"


def test_a_day_that_has_just_begun_or_was_refused() -> None:
    begun = replace(half_hours(), halves=())
    scene = replace(busy(), opened=Opened(ID, day=Told(begun, tried=True)))
    assert "the day has just begun" in text_of(day_plot(scene, 62, 10, Memo())[1])
    no = Opened(ID, day=Told(problem="Refused.", next_try=NOW + 9, tried=True))
    lines = [text_of(line) for line in day_plot(replace(busy(), opened=no), 62, 10, Memo())]
    assert "Refused. Next try in 0:09." in lines[1]
    assert len(lines) == 10
    assert DAY.zone_name == "UTC"


def test_the_times_of_the_day_are_those_of_its_zone() -> None:
    berlin = replace(busy(), day=replace(DAY, zone_name="Europe/Berlin"))
    assert "10:00" in text_of(day_plot(berlin, 62, 10, Memo())[-2])


def test_heights_of_pictures_follow_the_room() -> None:
    low, high = (text(busy(), 196, height) for height in (54, 80))
    gap = {
        height: place(shown, "LONGEST, LAST HOUR")[0] - place(shown, "WAITING, LAST HOUR")[0]
        for height, shown in (("low", low), ("high", high))
    }
    assert gap["high"] > gap["low"] >= 9


def of_one_medium() -> Scene:
    """A queue of calls alone, whose tables are short."""
    scene = busy()
    calls = replace(reading(), media={"voice": reading().media["voice"]})
    day = scene.standing.state.today
    assert day is not None
    day = replace(day, media={"voice": day.media["voice"]})
    one = replace(scene.standing.state, reading=calls, today=day)
    return replace(scene, standing=replace(scene.standing, state=one))


@pytest.mark.parametrize("scene", [busy(), well(), of_one_medium()])
@pytest.mark.parametrize("height", range(28, 50))
def test_the_edge_of_a_middling_screen_cuts_no_picture(scene: Scene, height: int) -> None:
    lines = text(scene, 116, height).splitlines()
    for part in ("WAITING, LAST HOUR", "AVAILABLE, LAST HOUR"):
        start = place("\n".join(lines), part)[0]
        end = next(n for n, line in enumerate(lines) if n > start and not line[:63].strip())
        assert end <= height or start >= height - 1, f"{part} stands at {start} to {end}"


def test_of_a_single_medium_all_pictures_are_in_sight_on_a_middling_screen() -> None:
    lines = text(of_one_medium(), 116, 34).splitlines()
    assert place("\n".join(lines[:34]), "HALF HOURS")
    assert "answered" in lines[33]


def test_sample_lines_are_measured_in_cells() -> None:
    assert max(width_of(line) for line in queue_page(busy(), 116, 34)) == 116
    assert reading().waiting == 17


def test_columns_stay_in_their_place_whatever_the_figures_are() -> None:
    huge = {
        name: MediaReading(99_999_999, 99_999_999, 99_999_999, NOW - 90_000_000)
        for name in ("voice", "email", "callback")
    }
    told = replace(reading(age=200), media=huge)
    scene = replace(frozen(200), standing=standing(queue(told), now=NOW + 200))
    lines = [text_of(line) for line in queue_page(scene, 116, 34)]
    start = next(line.index("AGENTS") for line in lines if "AGENTS" in line)
    first = next(n for n, line in enumerate(lines) if "AGENTS" in line)
    for line in lines[first : first + 12]:
        assert line[start - 3 : start].isspace() or not line[start - 3 :], line
        assert line[start : start + 1].strip(), line


def test_a_calm_page_gives_the_room_of_the_waiting_list_to_the_pictures() -> None:
    wide, calm = (queue_page(replace(busy(), calm=calm), 396, 112) for calm in (False, True))
    ends = [
        next(text_of(line).index("AGENTS") for line in page if "AGENTS  14" in text_of(line))
        for page in (wide, calm)
    ]
    assert ends[1] > ends[0] + 40


def test_a_long_story_about_trouble_takes_three_lines() -> None:
    story = " ".join(f"word{n}" for n in range(200))
    told = Opened(ID, Told(problem=story, next_try=NOW + 9, tried=True))
    lines = text(replace(busy(), opened=told), 76, 19).splitlines()
    found = [line for line in lines if "word" in line.lower()]
    assert len(found) == 3
    assert found[-1].endswith("…")
