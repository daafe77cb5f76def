"""The day's figures against the simulated centre over loopback, and over a captured answer."""

import json
from collections.abc import Iterator
from datetime import UTC
from itertools import pairwise
from pathlib import Path

import pytest

from queuetui.domain.day import Day, DayRule, day_at, half_hours
from queuetui.domain.today import MediaToday, ServiceLevel
from queuetui.genesys.aggregates import METRICS, PATH, parse_today, read_day, read_today
from queuetui.genesys.connect import open_session
from queuetui.genesys.errors import PermissionRefused
from queuetui.genesys.session import Session
from queuetui.simulator.entrance import ServiceLevelRule, Settings
from queuetui.simulator.floor import Line
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock

CAPTURED = Path(__file__).parents[3] / "shared/genesys-data/aggregates-1-by-queue-captured.json"
RULES = [
    DayRule(zone="UTC"),
    DayRule(6 * 60, "Europe/Berlin"),
    DayRule(zone="Asia/Kolkata"),
    DayRule(15 * 60, "America/St_Johns"),
]


class Evening:
    """A session with a simulated centre at a quarter past six in the evening, UTC."""

    def __init__(self, simulator: RunningSimulator) -> None:
        simulator.clock.advance(6 * 3600.0 + 900.0)
        self.simulator = simulator
        self.centre = simulator.centre
        self.now = simulator.clock.now
        who = simulator.credentials
        clock = ManualClock(self.now)
        self.session: Session = open_session(
            simulator.base_url, who.client_id, who.client_secret, clock
        )

    @property
    def lines(self) -> list[tuple[str, str, Line]]:
        queues = self.centre.queues.values()
        return [(queue.id, media, line) for queue in queues for media, line in queue.lines.items()]

    def day(self, rule: DayRule) -> Day:
        return day_at(rule, self.now, UTC)

    def id_of(self, name: str) -> str:
        (queue,) = [queue for queue in self.centre.queues.values() if queue.name == name]
        return queue.id

    def voice(self, name: str) -> MediaToday:
        queue_id = self.id_of(name)
        got = read_today(self.session, [queue_id], self.day(RULES[0]), self.now)
        return got[queue_id].media["voice"]


@pytest.fixture(scope="module")
def shared() -> Iterator[Evening]:
    """One centre for all: its clock stands still and nothing that is asked changes it."""
    with RunningSimulator() as simulator:
        yield Evening(simulator)


@pytest.fixture
def evening(shared: Evening) -> Iterator[Evening]:
    settings = shared.simulator.settings
    yield shared
    shared.simulator.settings = settings


@pytest.mark.parametrize("rule", RULES)
def test_the_day_as_it_was(evening: Evening, rule: DayRule) -> None:
    centre, day = evening.centre, evening.day(rule)
    found = read_today(evening.session, list(centre.queues), day, evening.now)
    assert list(found) == list(centre.queues)
    offered = 0
    for queue_id, media, line in evening.lines:
        today = found[queue_id]
        assert (today.as_of, today.since) == (evening.now, day.since)
        got = today.media[media]
        truth = centre.truth_of(queue_id, media, day.since, evening.now + 0.01)
        assert (got.offered, got.answered) == (truth.offered, truth.answered)
        assert (got.over_sla, got.handled) == (truth.over_sla, truth.handled)
        assert got.handle_seconds == pytest.approx(truth.handle_seconds)
        assert got.callback == (media == "callback")
        goal = line.queue.character.goal(media)
        if got.callback:
            assert got.service == ServiceLevel(truth.in_time, truth.answered, goal.share)
            assert (got.abandoned, got.flowed_out, got.answer_seconds) == (None, None, None)
            continue
        assert (got.abandoned, got.short_abandoned) == (truth.abandoned, truth.short_abandoned)
        assert got.flowed_out == truth.flowed_out
        assert got.answer_seconds == pytest.approx(truth.answered_seconds)
        assert got.service == ServiceLevel(
            truth.answered - truth.over_sla, truth.answered + truth.abandoned, goal.share
        )
        still_waiting = len(line.waiting) + len(line.alerting)
        gone = truth.answered + truth.abandoned + truth.flowed_out
        assert truth.waiting_before + truth.offered == gone + still_waiting
        offered += truth.offered
    assert offered > 500


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["Billing", "Callbacks", "Returns"])
def test_the_half_hours_as_they_were(evening: Evening, name: str, rule: DayRule) -> None:
    queue_id, day = evening.id_of(name), evening.day(rule)
    got = read_day(evening.session, queue_id, day, evening.now)
    assert (got.queue_id, got.as_of, got.since) == (queue_id, evening.now, day.since)
    spans = [span for span in pairwise(half_hours(day)) if span[0] <= evening.now]
    assert [half.since for half in got.halves] == [since for since, _ in spans]
    assert got.halves[-1].since <= evening.now < got.halves[-1].since + 1800.0
    for half, (since, until) in zip(got.halves, spans, strict=True):
        truths = [
            evening.centre.truth_of(queue_id, media, since, until)
            for media in evening.centre.queues[queue_id].lines
        ]
        assert half.offered == sum(truth.offered for truth in truths)
        assert half.answered == sum(truth.answered for truth in truths)
        assert half.abandoned == sum(truth.abandoned for truth in truths)
    today = read_today(evening.session, [queue_id], day, evening.now)[queue_id]
    assert sum(half.offered for half in got.halves) == today.offered
    assert sum(half.answered for half in got.halves) == today.answered


@pytest.mark.parametrize(
    ("rule", "denominator"),
    [
        (ServiceLevelRule(abandons=False), ("answered",)),
        (ServiceLevelRule(flow_outs=True), ("answered", "abandoned", "flowed_out")),
    ],
)
def test_the_organisations_own_formula_is_kept(
    evening: Evening, rule: ServiceLevelRule, denominator: tuple[str, ...]
) -> None:
    evening.simulator.settings = Settings(service_level=rule)
    voice = evening.voice("Billing")
    assert voice.service is not None
    assert voice.abandoned
    assert voice.flowed_out
    assert voice.service.denominator == sum(getattr(voice, name) for name in denominator)


def test_callbacks_that_count_as_calls(evening: Evening) -> None:
    queue_id, day = evening.id_of("Callbacks"), evening.day(RULES[0])
    before = read_today(evening.session, [queue_id], day, evening.now)[queue_id]
    evening.simulator.settings = Settings(callbacks_like_calls=True)
    after = read_today(evening.session, [queue_id], day, evening.now)[queue_id]
    for name in ("offered", "answered", "over_sla", "service"):
        assert getattr(after, name) == getattr(before, name) is not None
    assert before.asa is None
    assert after.asa is not None


def test_one_request_asks_for_all(evening: Evening) -> None:
    evening.session.sign_in()
    evening.simulator.forget()
    ids, day = [evening.id_of("Billing"), "no-such-queue"], evening.day(RULES[1])
    got = read_today(evening.session, ids, day, evening.now)
    assert got[ids[0]].traffic
    assert not got["no-such-queue"].traffic
    (received,) = evening.simulator.received
    assert (received.method, received.path, received.status) == ("POST", PATH, 200)
    assert isinstance(received.body, dict)
    assert received.body["metrics"] == list(METRICS)
    assert evening.session.calls[-1].queues == 2


def test_without_the_permission_it_says_which(evening: Evening) -> None:
    permission = "analytics:conversationAggregate:view"
    evening.simulator.settings = Settings(withheld=frozenset({permission}))
    with pytest.raises(PermissionRefused) as caught:
        evening.voice("Billing")
    assert caught.value.permission == permission


@pytest.mark.skipif(
    not CAPTURED.is_file(), reason="the captured answers are not beside this checkout"
)
def test_a_captured_answer() -> None:
    response = json.loads(CAPTURED.read_text())["response"]
    ids = [result["group"]["queueId"] for result in response["results"]]
    day = Day(1_737_838_800.0, 1_738_443_600.0, "UTC")
    found = parse_today(json.dumps(response).encode(), ids, day, as_of=day.until)
    busy, night, outbound = (found[queue_id].media["voice"] for queue_id in ids)
    assert (busy.offered, busy.answered, busy.abandoned) == (877, 787, 83)
    assert (busy.short_abandoned, busy.flowed_out, busy.over_sla) == (7, 7, 373)
    assert busy.service == ServiceLevel(414, 870, 0.8)
    assert busy.asa == pytest.approx(40_279.740 / 787)
    assert busy.aht == pytest.approx(131_580.101 / 817)
    assert (night.offered, night.answered, night.abandoned, night.asa) == (47, 0, 40, None)
    assert night.service == ServiceLevel(0, 40, 0.8)
    assert (outbound.offered, outbound.service) == (0, None)
