"""What is stuck on every screen: told apart in words, and no red for its sake."""

import msgspec
import pytest
from msgspec.structs import replace

from queuetui.domain.opened import Opened, Told
from queuetui.domain.readings import AgentCounts, MediaReading, Queue, Reading
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Stuck
from queuetui.domain.waiting import Waiting, WaitingList
from queuetui.view.document import document
from queuetui.view.explain import EXPLANATIONS
from queuetui.view.glyphs import UNICODE
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_scene import Scene
from queuetui.view.queue_waiting import waiting_list
from queuetui.view.segments import text_of
from queuetui.view.standing import Standing, standings
from queuetui.view.stuck import stuck_words, with_stuck
from queuetui.view.wall_tile import tile
from queuetui.view.words import why
from tests.view.samples import EVERYTHING, NOW, RULE, snapshot, standing

OLD = NOW - 23 * 3600.0 - 300.0


def state(
    waiting: int = 5,
    *stuck: Stuck,
    age: float = 0.0,
    available: int | None = 3,
    calls: MediaReading | None = None,
) -> QueueState:
    """So many mails wait, the oldest for 23 hours."""
    media = {"email": MediaReading(waiting, 0, 2, OLD)}
    if calls is not None:
        media["voice"] = calls
    reading = Reading("q", NOW - age, media, AgentCounts(available=available, on_queue=6))
    return QueueState(Queue("q", "Mail"), reading, stuck=stuck)


THREE = Stuck("email", 3, OLD, NOW - 20.0)
ALL = Stuck("email", 3, OLD)
LATE = Stuck("email", 3, OLD, NOW - 247.0)
ONE_KNOWN = Stuck("email", 1, OLD, more=True)


def judged(queue: QueueState) -> tuple[str, int | None, float | None]:
    one = standing(queue)
    return one.severity, one.waiting, one.longest_wait


class TestTheBoard:
    @pytest.mark.parametrize(
        ("queue", "severity", "longest"),
        [
            (state(5), "critical", 82_800.0 + 300.0),
            (state(5, THREE), "ok", 20.0),
            (state(3, ALL), "ok", 0.0),
            (state(5, LATE), "critical", 247.0),
            (state(5, ONE_KNOWN), "unknown", None),
        ],
    )
    def test_the_waiting_count_is_the_servers_and_the_rest_is_judged(
        self, queue: QueueState, severity: str, longest: float | None
    ) -> None:
        told = queue.reading
        assert told is not None
        assert judged(queue) == (severity, told.waiting, longest)

    def test_so_is_the_limit_of_how_many_wait(self) -> None:
        many = replace(THREE, count=30)
        assert judged(state(34, many))[0] == "ok"
        assert judged(state(41, many))[0] == "critical"

    @pytest.mark.parametrize(
        ("queue", "width", "words"),
        [
            (state(5, THREE), 24, "3 stuck, oldest 23h"),
            (state(5, THREE), 18, "3 stuck"),
            (state(5, THREE), 6, ""),
            (state(5, ONE_KNOWN), 60, "figures missing; 1+ stuck, oldest 23h"),
            (state(5, LATE), 60, "wait 4:07, limit 1:00; 3 stuck, oldest 23h"),
            (state(5, LATE), 34, "wait 4:07, limit 1:00; 3 stuck"),
            (state(5, LATE), 24, "wait 4:07, limit 1:00"),
            (state(5), 60, "wait 23h, limit 1:00; 5 waiting, limit 5"),
        ],
    )
    def test_why(self, queue: QueueState, width: int, words: str) -> None:
        assert why(standing(queue), width) == words

    def test_a_calm_board_tells_no_counts(self) -> None:
        assert why(standing(state(5, THREE)), 60, calm=True) == ""
        assert "stuck" not in why(standing(state(5, LATE)), 60, calm=True)

    def test_figures_that_are_frozen_tell_nothing_of_it(self) -> None:
        one = standing(state(5, THREE, age=3600.0))
        assert one.freshness == "frozen"
        assert one.stuck == ()
        assert "stuck" not in why(one, 60)
        assert one.last_longest_wait == 0.0

    def test_it_grows_older_between_two_polls(self) -> None:
        # Two hours by now, and not quite at the poll.
        late = standing(state(5, Stuck("email", 3, NOW - 7205.0), age=12.0))
        assert late.freshness == "late"
        assert stuck_words(late) == "3 stuck, oldest 2h"

    def test_of_several_media_the_sum_and_the_oldest(self) -> None:
        calls = MediaReading(4, 0, 3, NOW - 7200.0)
        queue = state(5, THREE, Stuck("voice", 2, NOW - 7200.0, NOW - 5.0, more=True), calls=calls)
        one = standing(queue)
        assert stuck_words(one) == "5+ stuck, oldest 23h"
        assert stuck_words(one, "email") == "3 stuck, oldest 23h"
        assert stuck_words(one, "voice") == "2+ stuck, oldest 2h"
        assert stuck_words(one, "chat") == ""
        assert (one.severity, one.waiting, one.longest_wait) == ("ok", 9, 20.0)

    def test_a_look_at_the_same_state_again_is_the_same(self) -> None:
        queue = state(5, THREE)
        first = standing(queue)
        (again,) = standings(snapshot(queue), EVERYTHING, NOW + 1.0, RULE, (first,))
        assert (again.severity, again.longest_wait) == ("ok", 21.0)


def test_behind_other_words_as_far_as_there_is_room() -> None:
    one = standing(state(5, THREE))
    assert with_stuck("", one, 19) == "3 stuck, oldest 23h"
    assert with_stuck("over", one, 13) == "over; 3 stuck"
    assert with_stuck("over", one, 12) == "over"
    assert with_stuck("over", standing(state(5)), 90) == "over"


def test_json_tells_it_beside_the_counts_of_the_server() -> None:
    shot = snapshot(state(5, THREE))
    (queue,) = msgspec.to_builtins(document(shot, EVERYTHING, RULE))["queues"]
    assert queue["stuck"] == (
        {
            "media": "email",
            "count": 3,
            "more": False,
            "oldest_since": "2026-11-22T10:10:04.000Z",
            "longest_wait": 83_100,
        },
    )
    assert (queue["severity"], queue["breaches"]) == ("ok", ())
    assert (queue["waiting"], queue["longest_wait"]) == (5, 83_100)
    assert queue["pressing"]["longest_wait"] == 20
    assert queue["media"]["email"]["waiting"] == 5
    frozen = snapshot(state(5, THREE, age=3600.0))
    (queue,) = document(frozen, EVERYTHING, RULE).queues
    assert queue.stuck == ()


def test_the_tile_on_the_wall_keeps_calm() -> None:
    red = tile(standing(state(5)), None, NOW)
    calm = tile(standing(state(5, THREE)), None, NOW)
    assert (red.severity, red.longest_tone) == ("critical", "critical")
    assert (calm.severity, calm.longest_tone, calm.waiting_tone) == ("ok", "plain", "plain")
    assert (calm.waiting, calm.longest) == ("5", "0:20")
    alone = tile(standing(state(3, ALL, calls=MediaReading(1, 0, 0, NOW - 9.0))), None, NOW)
    # Mails have nobody that presses: it is plain whose wait is the longest.
    assert (alone.longest_title, alone.longest) == ("longest", "0:09")


class TestTheOpenedQueue:
    def scene(self, queue: QueueState, *, calm: bool = False) -> Scene:
        waits = (OLD, OLD + 60.0, OLD + 120.0, NOW - 20.0, NOW - 9.0)
        listed = WaitingList("q", NOW, tuple(Waiting("email", since) for since in waits), 5)
        opened = Opened("q", waiting=Told(listed, tried=True))
        return Scene(standing=standing(queue), now=NOW, opened=opened, calm=calm, glyphs=UNICODE)

    def page(self, queue: QueueState, *, calm: bool = False) -> str:
        lines = queue_page(self.scene(queue, calm=calm), 100, 50)
        return "\n".join(text_of(line) for line in lines)

    def test_in_words_and_in_the_media(self) -> None:
        page = self.page(state(5, THREE))
        assert "5 waiting, 3 stuck, oldest 23h, the next for 0:20 of 1:00" in page
        assert "e-mail: 3 stuck, oldest 23h, not in LONGEST." in page
        (row,) = [line for line in page.splitlines() if line.startswith("e-mail   ")][:1]
        assert row.split()[1:4] == ["5", "0:20", "1:00"]

    def test_where_nobody_else_waits(self) -> None:
        page = self.page(state(3, ALL))
        assert "3 waiting, 3 stuck, oldest 23h; 3 of 6 free" in page

    def test_behind_what_is_wrong(self) -> None:
        page = self.page(state(5, LATE))
        assert "the limit of 1:00; 5 waiting; 3 stuck, oldest 23h;" in page.replace("\n", " ")

    def test_a_calm_page_tells_no_counts(self) -> None:
        assert "stuck" not in self.page(state(5, THREE), calm=True)
        assert "stuck" not in self.page(state(5, LATE), calm=True)
        assert "stuck" not in self.page(state(5))

    def test_in_the_list_of_who_waits(self) -> None:
        drawn = waiting_list(self.scene(state(5, THREE)), 60)
        rows = [line for line in drawn if text_of(line).startswith("e-mail")]
        assert ["(stuck)" in text_of(row) for row in rows] == [True, True, True, False, False]
        assert not {one.tone for row in rows for one in row} & {"alarm", "warning"}
        red = waiting_list(self.scene(state(5)), 60)
        assert "alarm" in {one.tone for line in red for one in line}
        assert not any("(stuck)" in text_of(line) for line in red)


def test_it_is_explained() -> None:
    told = EXPLANATIONS["stuck"]
    assert "[stuck]" in told.formula
    assert "judged" in told.traps


def test_a_standing_without_it_has_none() -> None:
    one: Standing = standing(state(5))
    assert one.stuck == ()
    assert stuck_words(one) == ""
