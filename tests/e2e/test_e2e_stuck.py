"""Forgotten interactions over loopback: told apart in words, and no red for their sake."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import msgspec

from queuetui.domain.limits import NO_LIMIT, Limit, LimitOverrides
from queuetui.domain.settings import Settings
from queuetui.domain.snapshot import QueueState
from queuetui.domain.stuck import Stuck, StuckRule
from queuetui.domain.waiting import WaitingList
from queuetui.domain.watchlist import QueueRule, Watchlist
from queuetui.outputs.once import render_table
from queuetui.outputs.once_json import render_json
from queuetui.simulator.faults import Orphans, RefuseQueue, Rush
from queuetui.simulator.floor import Line
from queuetui.simulator.forgotten import in_line
from queuetui.simulator.running import RunningSimulator
from queuetui.simulator.scenarios import read_scenario
from queuetui.view.queue_page import queue_page
from queuetui.view.queue_scene import Scene
from queuetui.view.segments import text_of
from queuetui.view.standing import Standing, standings
from tests.e2e.test_e2e_beside import House

OBSERVATIONS = "/api/v2/analytics/queues/observations/query"
MINUTE, HOUR = 60.0, 3600.0
ONLY_WAITS = LimitOverrides(waiting=NO_LIMIT, available=NO_LIMIT)
MAILS = Settings(
    watchlist=Watchlist(
        (
            QueueRule(
                name="Customer Mail",
                limits=LimitOverrides(
                    waiting=NO_LIMIT,
                    available=NO_LIMIT,
                    longest_wait=Limit(4.5 * HOUR, 5.0 * HOUR),
                ),
            ),
        )
    ),
    stuck=StuckRule(factor=4.0),
)
"""One queue, whose mails wait for some three hours when all is well; stuck from 20 hours on."""
MESSAGES = Settings(watchlist=Watchlist((QueueRule(name="Returns", limits=ONLY_WAITS),)))
"""Chats and messages that are to be answered within a minute or two."""


class Desk(House):
    """A feed before a simulated centre, with one queue in sight."""

    def __init__(self, simulator: RunningSimulator, settings: Settings) -> None:
        super().__init__(simulator, settings)
        self.settings = settings
        (rule,) = settings.watchlist.rules
        self.name = rule.name or ""

    @property
    def state(self) -> QueueState:
        (state,) = self.published[-1].queues
        return state

    @property
    def standing(self) -> Standing:
        shot, settings = self.published[-1], self.settings
        (only,) = standings(shot, settings.watchlist, shot.taken_at, settings.staleness)
        return only

    @property
    def row(self) -> str:
        """The line of the queue on a wide board."""
        settings = self.settings
        text = render_table(
            self.published[-1], settings.watchlist, settings.staleness, width=200, zone=UTC
        )
        return next(line for line in text.splitlines() if self.name in line)

    @property
    def page(self) -> str:
        """The opened queue."""
        shot = self.published[-1]
        scene = Scene(
            standing=self.standing,
            now=shot.taken_at,
            opened=shot.opened,
            day=shot.day,
            today=shot.today,
            zone=UTC,
        )
        return "\n".join(text_of(line) for line in queue_page(scene, 100, 60))

    @property
    def told(self) -> dict[str, Any]:
        """The queue in JSON."""
        shot, settings = self.published[-1], self.settings
        document = msgspec.json.decode(
            render_json(shot, settings.watchlist, settings.staleness), type=dict[str, Any]
        )
        (queue,) = document["queues"]
        return queue  # type: ignore[no-any-return]

    def line(self, media: str) -> Line:
        return self.queue(self.name).lines[media]

    @property
    def details(self) -> int:
        """How often it was asked who waits."""
        return sum(
            one.path == OBSERVATIONS and isinstance(one.body, dict) and "detailMetrics" in one.body
            for one in self.simulator.received
        )


@contextmanager
def desk(settings: Settings) -> Iterator[Desk]:
    with RunningSimulator() as simulator:
        yield Desk(simulator, settings)


def test_three_forgotten_mails_from_beginning_to_end() -> None:
    with desk(MAILS) as house:
        line = house.line("email")
        house.live(5.0)
        assert house.told["severity"] == "ok"

        # Until some have passed them nobody knows that they are stuck.
        orphans = house.simulator.faults.add(Orphans("Customer Mail", count=3, age=23 * HOUR))
        house.live(5.0)
        assert house.told["severity"] == "critical"
        assert "BREACH" in house.row
        assert "stuck" not in house.row
        assert house.details == 0

        house.live(12 * MINUTE)
        assert "3 stuck, oldest 23h" in house.row
        assert "BREACH" not in house.row
        told = house.told
        assert (told["severity"], told["breaches"]) == ("ok", [])
        (stuck,) = told["stuck"]
        assert (stuck["media"], stuck["count"], stuck["more"]) == ("email", 3, False)
        assert 23 * HOUR < stuck["longest_wait"] < 23.5 * HOUR
        # What waits is what the server counts; what is judged is the line as it really is.
        assert told["waiting"] == len(in_line(house.simulator.centre, line))
        judged = house.state.judged
        assert judged is not None
        mails = judged.media["email"]
        assert mails.waiting == len(line.waiting) == told["waiting"] - 3
        assert mails.oldest_since is not None
        assert abs(mails.oldest_since - line.waiting[0].since) < 5 * MINUTE

        house.simulator.faults.remove(orphans)
        house.live(5.0)
        assert "stuck" not in house.row
        assert (house.told["stuck"], house.told["severity"]) == ([], "ok")
        house.live(2 * MINUTE)
        before = house.details
        house.live(5 * MINUTE)
        assert house.details == before


def test_new_waits_over_the_limit_are_as_red_as_ever() -> None:
    with desk(MAILS) as house:
        house.simulator.faults.add(Orphans("Customer Mail", count=3, age=23 * HOUR))
        house.live(12 * MINUTE)
        assert house.told["severity"] == "ok"
        late = house.simulator.faults.add(Orphans("Customer Mail", count=1, age=6 * HOUR))
        house.live(2 * MINUTE)
        told = house.told
        assert told["severity"] == "critical"
        (breach,) = told["breaches"]
        assert 6 * HOUR <= breach["value"] < 6.1 * HOUR
        assert "BREACH" in house.row
        assert "wait 6:0" in house.row or "wait 6h" in house.row
        assert "3 stuck" in house.row
        house.simulator.faults.remove(late)
        house.live(2 * MINUTE)
        assert house.told["severity"] == "ok"
        assert "3 stuck, oldest 23h" in house.row


def test_the_opened_queue_tells_it_too_and_it_is_asked_once_a_minute() -> None:
    with desk(MAILS) as house:
        house.simulator.faults.add(Orphans("Customer Mail", count=3, age=23 * HOUR))
        house.live(12 * MINUTE)
        before = house.details
        house.live(10 * MINUTE)
        assert house.details - before == 10
        house.poller.open_queue(house.queue("Customer Mail").id)
        house.live(20.0)
        page = house.page
        assert "waiting, 3 stuck, oldest 23h, the next for 3h " in page
        assert "e-mail: 3 stuck, oldest 23h, not in LONGEST." in page
        assert page.count("(stuck)") == 3


def test_messages_by_the_goals_of_the_queue_as_in_the_scenario() -> None:
    with desk(MESSAGES) as house:
        for fault in read_scenario("stuck").faults:
            house.simulator.faults.add(fault)
        house.live(5 * MINUTE)
        missed = wrong = red_ones = 0
        for _ in range(160):
            house.live(5.0)
            (stuck,) = house.state.stuck
            assert (stuck.media, stuck.count, stuck.more) == ("message", 3, False)
            waits = house.simulator.clock.now, house.line("message").waiting
            truly = max((waits[0] - one.since for one in waits[1]), default=0.0)
            judged = house.state.judged
            assert judged is not None
            since = judged.media["message"].oldest_since
            told = 0.0 if since is None else waits[0] - since
            red_ones += truly >= 90.0
            missed += truly >= 100.0 and told < 90.0
            wrong += truly < 60.0 and told >= 90.0
        assert "3 stuck, oldest 23h" in house.row
        # Between two answers the next in line is an estimate.
        assert (red_ones, missed, wrong) == (0, 0, 0)
        house.live(10 * MINUTE)
        assert house.state.stuck == ()
        assert "stuck" not in house.row


def test_where_nobody_is_answered_nothing_is_stuck() -> None:
    settings = Settings(
        watchlist=Watchlist((QueueRule(name="Night Desk"),)), stuck=StuckRule(factor=2.0)
    )
    with desk(settings) as house:
        house.simulator.faults.add(Orphans("Night Desk", count=3, age=23 * HOUR))
        house.simulator.faults.add(Rush(3.0))
        for _ in range(6):
            house.live(10 * MINUTE)
            assert house.told["severity"] == "critical"
            assert house.told["stuck"] == []
        assert house.details == 0


def test_without_an_answer_to_who_waits_it_is_known_of_the_oldest() -> None:
    with desk(MAILS) as house:
        house.simulator.faults.add(Orphans("Customer Mail", count=3, age=23 * HOUR))
        really = house.source.read_line

        def refused(queue_id: str, media: str) -> WaitingList:
            """The polls are answered, and this is not."""
            fault = house.simulator.faults.add(RefuseQueue("Customer Mail", 403))
            try:
                return really(queue_id, media)
            finally:
                house.simulator.faults.remove(fault)

        house.source.read_line = refused  # type: ignore[method-assign]
        house.live(12 * MINUTE)
        (stuck,) = house.state.stuck
        assert stuck == Stuck("email", 1, stuck.oldest_since, None, more=True)
        assert "1+ stuck, oldest 23h" in house.row
        # How long the others have waited is not known, so nobody may say that all is well.
        assert house.told["severity"] == "unknown"
        assert house.published[-1].health.state == "live"
