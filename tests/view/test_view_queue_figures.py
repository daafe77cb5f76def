"""The large figures of an opened queue, each with its target."""

import pytest
from msgspec.structs import replace

from queuetui.domain.limits import Limit
from queuetui.domain.readings import MediaReading
from queuetui.domain.today import MediaToday, ServiceLevel
from queuetui.view.glyphs import ASCII
from queuetui.view.queue_figures import big_figures, day_level, figures, share_text
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of, width_of
from tests.view.queue_samples import busy, frozen, queue, reading, today, untold, well
from tests.view.samples import NOW, standing


def told(scene: Scene) -> list[tuple[str, str, str]]:
    return [(big.title, big.text, big.target) for big in big_figures(scene)]


def with_day(**media: MediaToday) -> Scene:
    day = replace(today(), media=media)
    return replace(well(), standing=standing(queue(reading(calm=True), day=day)))


def test_each_figure_stands_beside_its_target_and_says_what_it_has_reached() -> None:
    assert told(busy()) == [
        ("▲ WAITING", "17", "limit 5 / 10"),
        ("▲ LONGEST WAIT", "4:07", "voice goal 0:20"),
        ("▲ AVAILABLE / ON QUEUE", "0/9", "limit 1 / 0"),
        ("▲ NOT RESPONDING", "2", "of 9 on queue"),
        ("! SERVICE TODAY", "68%", "voice goal 80%"),
    ]
    assert told(well()) == [
        ("WAITING", "1", "limit 5 / 10"),
        ("LONGEST WAIT", "0:04", "voice goal 0:20"),
        ("AVAILABLE / ON QUEUE", "4/9", "limit 1 / 0"),
        ("SERVICE TODAY", "94%", "goal 80%"),
    ]


def test_frozen_figures_are_withheld_with_the_last_ones_in_brackets() -> None:
    assert told(frozen()) == [
        ("WAITING", "–", "last (17)"),
        ("LONGEST WAIT", "–", "last (4:04)"),
        ("AVAILABLE / ON QUEUE", "–", "last (0/9)"),
        ("SERVICE TODAY", "–", "last (68%)"),
    ]
    tones = {s.tone for line in figures(frozen(), 116, 3) for s in line if s.text.strip()}
    assert tones == {"dim", "unknown"}


def test_late_figures_lose_their_colour_and_their_sign() -> None:
    scene = replace(busy(), standing=standing(queue(reading(age=12), day=today(age=130))))
    assert [big.title for big in big_figures(scene)] == [
        "WAITING", "LONGEST WAIT", "AVAILABLE / ON QUEUE", "NOT RESPONDING", "SERVICE TODAY",
    ]  # fmt: skip
    assert {big.tone for big in big_figures(scene)} == {"late"}


def test_what_nobody_told_is_no_zero() -> None:
    assert [text for _, text, _ in told(untold())] == ["–"] * 4
    assert told(untold())[-1] == ("SERVICE TODAY", "–", "not told")


def test_no_traffic_is_neither_none_nor_all() -> None:
    idle = MediaToday(0, 0, 0, service=ServiceLevel(0, 0, 0.8))
    assert told(with_day(voice=idle))[-1] == ("SERVICE TODAY", "no traffic", "")
    assert told(with_day())[-1][1] == "no traffic"
    untold_level = MediaToday(5, 5, 0)
    assert told(with_day(voice=untold_level))[-1][1:] == ("–", "not told")


def test_the_service_level_is_of_one_goal() -> None:
    assert day_level(today()) == (ServiceLevel(275, 404, 0.8), "voice")
    same = {
        "voice": MediaToday(service=ServiceLevel(8, 10, 0.8)),
        "chat": MediaToday(service=ServiceLevel(1, 10, 0.8)),
    }
    assert day_level(replace(today(), media=same)) == (ServiceLevel(9, 20, 0.8), None)
    none = {"voice": MediaToday(service=ServiceLevel(8, 10))}
    assert told(with_day(**none))[-1] == ("SERVICE TODAY", "80%", "no goal told")


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (ServiceLevel(799, 1000, 0.8), "79%"),
        (ServiceLevel(29, 100, 0.8), "29%"),
        (ServiceLevel(10, 10), "100%"),
        (ServiceLevel(0, 10), "0%"),
        (ServiceLevel(0, 0), "no traffic"),
    ],
)
def test_a_share_is_never_rounded_up(level: ServiceLevel, text: str) -> None:
    assert share_text(level) == text


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(), "no limit"),
        (Limit(warn=3), "warns at 3"),
        (Limit(critical=9), "limit 9"),
        (Limit(warn=3, critical=9), "limit 3 / 9"),
    ],
)
def test_limits_as_they_are_set(limit: Limit, text: str) -> None:
    one = well().standing
    scene = replace(well(), standing=replace(one, limits=replace(one.limits, waiting=limit)))
    assert told(scene)[0] == ("WAITING", "1", text)


def test_where_media_differ_in_their_goals_none_is_named_while_nobody_waits() -> None:
    media = {"voice": MediaReading(0, 0, 0), "email": MediaReading(0, 0, 0)}
    scene = replace(well(), standing=standing(queue(replace(reading(), media=media))))
    assert told(scene)[1] == ("LONGEST WAIT", "0:00", "goals differ")
    alone = replace(reading(), media={"voice": MediaReading(0, 0, 0)})
    scene = replace(well(), standing=standing(queue(alone)))
    assert told(scene)[1] == ("LONGEST WAIT", "0:00", "goal 0:20")


@pytest.mark.parametrize("size", [3, 5, 7])
@pytest.mark.parametrize("width", [76, 116, 196, 396])
def test_digits_where_they_fit_and_words_where_not(size: int, width: int) -> None:
    for scene in (busy(), well(), frozen(), untold(), replace(busy(), glyphs=ASCII)):
        lines = figures(scene, width, size)
        assert all(width_of(line) <= width for line in lines)
        words = " ".join(text_of(line) for line in lines)
        if len(lines) == size + 2:
            assert "WAITING" in words
        else:
            assert "waiting" in words
    assert len(figures(busy(), 76, 3)) == 5
    assert len(figures(busy(), 40, 3)) > 1
    assert text_of(figures(busy(), 116, 0)[0]).startswith("▲ waiting 17 (limit 5 / 10) · ▲ longest")


def test_a_wait_of_hours_is_written_shorter_before_the_digits_go() -> None:
    media = {"email": MediaReading(1, 0, 0, NOW - 90_000), "voice": MediaReading(0, 0, 0)}
    long = replace(reading(), media=media)
    scene = replace(busy(), standing=standing(queue(long, day=today())))
    assert told(scene)[1][1] == "1d 1h"
    assert len(figures(scene, 76, 3)) == 5


def test_digits_leave_no_colour_in_their_blanks() -> None:
    lines = figures(busy(), 116, 3)[1:-1]
    assert any(s.tone == "alarm" for line in lines for s in line)
    assert all(s.tone == "plain" or not s.text.isspace() for line in lines for s in line)


def test_a_calm_screen_has_no_counts_of_waiting_and_no_waits() -> None:
    titles = [title for title, _, _ in told(replace(busy(), calm=True))]
    assert titles == ["▲ AVAILABLE / ON QUEUE", "▲ NOT RESPONDING", "! SERVICE TODAY"]
