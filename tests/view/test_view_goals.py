"""What the board says of a queue whose media have goals of their own."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from queuetui.domain.goals import Goal
from queuetui.domain.limits import Limit, LimitOverrides, Pressing
from queuetui.domain.readings import MediaReading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.view.columns import fit
from queuetui.view.line import line
from queuetui.view.segments import text_of
from queuetui.view.standing import Standing, standings
from tests.view.samples import EVERYTHING, NOW, RULE, reading, snapshot, standing, state

GOALS = {"voice": Goal(0.8, 20.0), "email": Goal(0.8, 86_400.0)}
HOUR = 3600.0


def queue(*, age: float = 0.0, **media: MediaReading) -> QueueState:
    return queue_of(media, age)


def queue_of(media: Mapping[str, MediaReading], age: float = 0.0) -> QueueState:
    told = state("A", replace(reading(age=age), media=media))
    return replace(told, queue=replace(told.queue, goals=GOALS))


def waiting(wait: float, count: int | None = 1) -> MediaReading:
    return MediaReading(waiting=count, oldest_since=NOW - wait)


def cell(one: Standing, key: str) -> str:
    """What one column of the board says."""
    width = 240
    (spot,) = (placed for placed in fit(width) if placed.column.key == key)
    text = text_of(line(one, fit(width), width, now=NOW).segments)
    return text[spot.start : spot.start + spot.width].strip()


def test_the_longest_wait_is_that_of_the_medium_nearest_to_its_limit() -> None:
    one = standing(queue(voice=waiting(12), email=waiting(3 * HOUR)))
    assert one.pressing == Pressing("voice", 12.0, Limit(14.0, 20.0))
    assert one.longest_wait == 12.0
    assert one.severity == "ok"
    assert (cell(one, "longest"), cell(one, "limit")) == ("0:12", "0:20")
    later = standing(queue(voice=waiting(12), email=waiting(23 * HOUR)))
    assert (cell(later, "longest"), cell(later, "limit")) == ("23h", "1d")
    assert cell(later, "why") == "e-mail wait 23h, limit 16h"


def test_the_wait_that_presses_ticks_and_may_change() -> None:
    told = queue(voice=waiting(1), email=waiting(8 * HOUR))
    assert standing(told, now=NOW).longest_wait == 8 * HOUR
    assert standing(told, now=NOW + 8).longest_wait == 9.0


def test_a_limit_of_the_settings_stands_for_every_medium() -> None:
    rule = QueueRule(name="*", limits=LimitOverrides(longest_wait=Limit(60, 120)))
    one = standing(queue(voice=waiting(12), email=waiting(3 * HOUR)), watchlist=Watchlist((rule,)))
    assert one.pressing == Pressing("email", 3 * HOUR, Limit(60, 120))
    assert (cell(one, "longest"), cell(one, "limit")) == ("3h 00m", "2:00")


@pytest.mark.parametrize(
    ("media", "limit"),
    [
        ({"voice": MediaReading(waiting=0)}, "0:20"),
        ({"voice": MediaReading(waiting=0), "email": MediaReading(waiting=0)}, ""),
        (
            {"voice": MediaReading(waiting=0, interacting=2), "email": MediaReading(waiting=0)},
            "0:20",
        ),
        ({"voice": MediaReading(0, 1), "email": MediaReading(0, 0, 1)}, ""),
        ({}, ""),
    ],
)
def test_where_nobody_waits_only_a_limit_that_all_media_in_use_share_is_shown(
    media: dict[str, MediaReading], limit: str
) -> None:
    one = standing(queue_of(media))
    assert one.pressing is None
    assert cell(one, "limit") == limit


def test_the_built_in_limit_is_shown_for_a_queue_without_goals_even_before_its_first_answer() -> (
    None
):
    assert cell(standing(state("A", None)), "limit") == "1:00"


def test_a_frozen_queue_shows_what_pressed_when_it_was_last_heard_of() -> None:
    one = standing(queue(age=42, voice=waiting(54), email=waiting(3 * HOUR)))
    assert (one.longest_wait, one.pressing) == (None, None)
    assert (cell(one, "longest"), cell(one, "limit")) == ("– (0:12)", "0:20")


def test_nobody_waiting_is_a_wait_of_zero_and_not_telling_is_none() -> None:
    assert standing(queue(voice=MediaReading(waiting=0))).longest_wait == 0.0
    assert standing(queue(voice=MediaReading(waiting=1))).longest_wait is None
    assert standing(queue(voice=MediaReading())).longest_wait is None


def test_knowing_the_moment_before_changes_nothing_but_the_speed() -> None:
    # Somebody waits in a medium that did not say how many: the sum is nought and time still counts.
    board = snapshot(queue(voice=MediaReading(waiting=0), chat=waiting(10, None)))
    before = standings(board, EVERYTHING, NOW, RULE)
    assert before[0].waiting == 0
    after = standings(board, EVERYTHING, NOW + 5, RULE, before)
    assert after == standings(board, EVERYTHING, NOW + 5, RULE)
    assert after[0].longest_wait == 15.0


def test_the_cell_is_marked_by_the_breach_of_the_medium_it_shows() -> None:
    told = queue(voice=waiting(21), email=waiting(20 * HOUR))
    placed = fit(240)
    (segment,) = (
        s for s in line(standing(told), placed, 240, now=NOW).segments if s.text == "0:21"
    )
    assert segment.tone == "critical"
